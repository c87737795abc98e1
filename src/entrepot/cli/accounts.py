"""`entrepot account`: who may come in, as administrators keep it."""

import sys
from typing import Annotated

import typer

from entrepot.cli import options
from entrepot.cli.acting import As, Reason, now, told
from entrepot.cli.mandates import store

app = typer.Typer(
    help="Accounts, roles and firms: the work of administrators.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Name = Annotated[str, typer.Argument(metavar="ACCOUNT", help="Name of the account.")]
Firm = Annotated[str, typer.Argument(metavar="ORGANISATION", help="Its id or credit code.")]
At = Annotated[
    str, typer.Option("--organisation", metavar="ORGANISATION", help="Its id or credit code.")
]
Called = Annotated[str, typer.Option("--name", help="What people call it.")]
CalledZh = Annotated[str, typer.Option("--name-zh", help="The same in Chinese.")]
Uscc = Annotated[str, typer.Option("--uscc", metavar="CODE", help="Its credit code.")]


@app.command()
def found(
    administrators: Annotated[
        list[str], typer.Argument(metavar="ACCOUNT...", help="Accounts to make, two or more.")
    ],
    uscc: Uscc,
    name: Called,
    name_zh: CalledZh = "",
    as_json: options.AsJson = False,
) -> None:
    """Make the house and its first administrators, while there are none."""
    from entrepot.service.founding import found_house

    with store("Founding the house") as database:
        document = found_house(
            database, administrators, uscc=uscc, name=name, name_zh=name_zh, at=now()
        )
    told(document, as_json=as_json)


@app.command("list")
def list_them(who: As, as_json: options.AsJson = False) -> None:
    """List all accounts with their memberships and roles."""
    from entrepot.service.administration import list_accounts

    with store("Reading the accounts") as database:
        document = list_accounts(database, who, at=now())
    told(document, as_json=as_json)


@app.command()
def add(
    account: Name, name: Called, who: As, name_zh: CalledZh = "", as_json: options.AsJson = False
) -> None:
    """Make the account of a person, without password and roles yet."""
    from entrepot.service.administration import make_account

    with store("Making the account") as database:
        document = make_account(database, who, account, name=name, name_zh=name_zh, at=now())
    told(document, as_json=as_json)


@app.command()
def password(account: Name, who: As, as_json: options.AsJson = False) -> None:
    """Set a password, asked for or read from standard input; the account's sessions end."""
    from entrepot.service.accounts import set_password

    secret = (
        typer.prompt("Password", hide_input=True, confirmation_prompt=True)
        if sys.stdin.isatty()
        else sys.stdin.readline().rstrip("\r\n")
    )
    with store("Setting the password") as database:
        document = set_password(database, who, account, secret, at=now())
    told(document, as_json=as_json)


@app.command()
def close(account: Name, who: As, as_json: options.AsJson = False) -> None:
    """Close an account for good; its sessions end at once."""
    from entrepot.service.administration import close_account

    with store("Closing the account") as database:
        document = close_account(database, who, account, at=now())
    told(document, as_json=as_json)


@app.command()
def client(account: Name, organisation: At, who: As, as_json: options.AsJson = False) -> None:
    """Make an account for a program of a firm; its secret is printed once."""
    from entrepot.service.administration import make_client

    with store("Making the account") as database:
        document = make_client(database, who, account, organisation, at=now())
    told(document, as_json=as_json)


# Roles and firms


@app.command()
def grant(
    account: Name,
    role: Annotated[str, typer.Argument(help="A role of roles.csv, such as inspector.")],
    organisation: At,
    who: As,
    office: Annotated[
        list[str] | None,
        typer.Option("--office", help="Office, or place of a site, that goes with it; repeat."),
    ] = None,
    agency: Annotated[str, typer.Option(help="Agency of an officer of no customs.")] = "",
    region: options.Region = None,
    as_json: options.AsJson = False,
) -> None:
    """Propose that an account holds a role; another administrator decides."""
    from entrepot.service.roles import grant_role
    from entrepot.store.reference import open_reference

    known = [row.role for row in open_reference(region).table("roles")]
    with store("Proposing the role") as database:
        document = grant_role(
            database, who, account, role, organisation, at=now(), known=known,
            offices=office or [], agency=agency,
        )  # fmt: skip
    told(document, as_json=as_json)


@app.command()
def take(
    account: Name,
    role: Annotated[str, typer.Argument(help="The role to take.")],
    organisation: At,
    who: As,
    as_json: options.AsJson = False,
) -> None:
    """Take a role from an account at once."""
    from entrepot.service.roles import take_role

    with store("Taking the role") as database:
        document = take_role(database, who, account, role, organisation, at=now())
    told(document, as_json=as_json)


@app.command()
def organisation(
    organisation: Annotated[str, typer.Argument(metavar="ID", help="Its id from now on.")],
    uscc: Uscc,
    name: Called,
    kind: Annotated[str, typer.Option(help="trader, broker, site, office, agency, bank or house.")],
    who: As,
    name_zh: CalledZh = "",
    customs_code: Annotated[str, typer.Option(help="Its customs code of ten signs.")] = "",
    as_json: options.AsJson = False,
) -> None:
    """Take a firm, an office, an agency or a bank into the books."""
    from entrepot.service.founding import make_organisation

    with store("Making the organisation") as database:
        document = make_organisation(
            database, who, organisation, uscc=uscc, name=name, name_zh=name_zh, kind=kind,
            customs_code=customs_code, at=now(),
        )  # fmt: skip
    told(document, as_json=as_json)


@app.command()
def suspend(
    organisation: Firm, who: As, reason: Reason = "", as_json: options.AsJson = False
) -> None:
    """Propose that a firm is no longer served; another administrator decides."""
    _propose(organisation, who, reason, is_suspended=True, as_json=as_json)


@app.command()
def restore(
    organisation: Firm, who: As, reason: Reason = "", as_json: options.AsJson = False
) -> None:
    """Propose that a firm is served again; another administrator decides."""
    _propose(organisation, who, reason, is_suspended=False, as_json=as_json)


def _propose(
    organisation: str, who: str, reason: str, *, is_suspended: bool, as_json: bool
) -> None:
    from entrepot.service.administration import propose_suspension

    with store("Proposing it") as database:
        document = propose_suspension(
            database, who, organisation, is_suspended=is_suspended, reason=reason, at=now()
        )
    told(document, as_json=as_json)


# Deciding


@app.command()
def proposals(
    who: As,
    state: Annotated[str, typer.Option(help="open, approved or refused. [default: all]")] = "",
    as_json: options.AsJson = False,
) -> None:
    """List proposals of roles and suspensions, the newest first."""
    from entrepot.service.proposals import list_proposals

    with store("Reading the proposals") as database:
        document = list_proposals(database, who, state=state, at=now())
    told(document, as_json=as_json)


@app.command()
def approve(
    number: Annotated[int, typer.Argument(metavar="ID", help="Number of the proposal.")],
    who: As,
    reason: Reason = "",
    as_json: options.AsJson = False,
) -> None:
    """Approve what another administrator proposed."""
    _decide(number, who, reason, is_approved=True, as_json=as_json)


@app.command()
def refuse(
    number: Annotated[int, typer.Argument(metavar="ID", help="Number of the proposal.")],
    who: As,
    reason: Reason = "",
    as_json: options.AsJson = False,
) -> None:
    """Refuse what another administrator proposed."""
    _decide(number, who, reason, is_approved=False, as_json=as_json)


def _decide(number: int, who: str, reason: str, *, is_approved: bool, as_json: bool) -> None:
    from entrepot.service.administration import decide_proposal

    with store("Deciding it") as database:
        document = decide_proposal(
            database, who, number, is_approved=is_approved, reason=reason, at=now()
        )
    told(document, as_json=as_json)
