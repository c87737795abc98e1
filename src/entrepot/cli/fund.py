"""`entrepot fund`: the development fund, from a call to money drawn and returned."""

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from entrepot.cli import acting, options

app = typer.Typer(
    help="The development fund: calls, applications, votes, money.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
File = Annotated[str, typer.Argument(metavar="FILE|-", help="JSON; - is standard input.")]
Application = Annotated[str, typer.Argument(metavar="F", help="Reference of the application.")]
Amount = Annotated[str, typer.Option(metavar="AMOUNT", help="How much, in the fund's money.")]
Key = Annotated[str, typer.Option(metavar="K", help="Your own key; again is the same move.")]


@app.command("open")
def open_(file: File, by: acting.As, as_json: options.AsJson = False) -> None:
    """Open a call: budget, days, committee, quorum."""
    from entrepot.service import fund
    from entrepot.service.cases import one_case, read_cases

    raw = one_case(read_cases(file))
    acting.run("Opening", fund.open_call, raw, by=by, as_json=as_json)


@app.command()
def apply(
    call: Annotated[str, typer.Argument(metavar="CALL", help="Reference of the call.")],
    file: File,
    by: acting.As,
    as_json: options.AsJson = False,
) -> None:
    """Apply for money of a call, with the milestones on which it is drawn."""
    from entrepot.service import fund
    from entrepot.service.cases import one_case, read_cases

    raw = one_case(read_cases(file))
    acting.run("Applying", fund.apply, call, raw, by=by, as_json=as_json)


@app.command()
def vote(
    application: Application,
    word: Annotated[str, typer.Argument(metavar="yes|no|abstain", help="The vote.")],
    by: acting.As,
    as_json: options.AsJson = False,
) -> None:
    """Vote on an application; a vote stands."""
    _act(application, {"move": "vote", "vote": word}, by, as_json=as_json)


@app.command()
def recuse(
    application: Application, by: acting.As, reason: acting.Reason = "",
    as_json: options.AsJson = False,
) -> None:  # fmt: skip
    """Step back from an application in which one has an interest."""
    _act(application, {"move": "recuse", "reason": reason}, by, as_json=as_json)


@app.command()
def decide(application: Application, by: acting.As, as_json: options.AsJson = False) -> None:
    """Count the votes, once there is a quorum."""
    _act(application, {"move": "decide"}, by, as_json=as_json)


@app.command()
def reach(
    application: Application,
    milestone: Annotated[str, typer.Argument(metavar="N", help="Number of the milestone.")],
    by: acting.As,
    evidence: Annotated[str, typer.Option(help="What proves it.")] = "",
    as_json: options.AsJson = False,
) -> None:
    """Note that a milestone is reached; its money can be drawn."""
    raw = {"move": "reach", "milestone": milestone, "evidence": evidence}
    _act(application, raw, by, as_json=as_json)


@app.command()
def commit(
    application: Application, amount: Amount, key: Key, by: acting.As,
    as_json: options.AsJson = False,
) -> None:  # fmt: skip
    """Promise money to an application that was approved."""
    _act(application, {"move": "commit", "amount": amount, "key": key}, by, as_json=as_json)


@app.command()
def draw(
    application: Application, amount: Amount, key: Key, by: acting.As,
    as_json: options.AsJson = False,
) -> None:  # fmt: skip
    """Pay out on milestones reached."""
    _act(application, {"move": "draw", "amount": amount, "key": key}, by, as_json=as_json)


@app.command("return")
def return_(
    application: Application, amount: Amount, key: Key, by: acting.As,
    as_json: options.AsJson = False,
) -> None:  # fmt: skip
    """Take in what a project gives back; it can be promised again."""
    _act(application, {"move": "return", "amount": amount, "key": key}, by, as_json=as_json)


@app.command()
def show(
    reference: Annotated[str, typer.Argument(metavar="F", help="A call or an application.")],
    by: acting.As,
    as_json: options.AsJson = False,
) -> None:
    """Show a call with its applications, or an application with its votes and money."""
    from entrepot.service import fund

    acting.run("Looking", fund.show, reference, by=by, as_json=as_json)


@app.command("list")
def list_(by: acting.As, as_json: options.AsJson = False) -> None:
    """List the calls, the newest first."""
    from entrepot.service import fund

    acting.run("Looking", fund.list_calls, by=by, as_json=as_json)


def _act(application: str, raw: Mapping[str, Any], by: str, *, as_json: bool) -> None:
    from entrepot.service import fund

    amount = raw.get("amount")
    with acting.window("Acting") as opened:
        if amount is not None:
            currency = opened.reference.settings.currency
            raw = {**raw, "amount": {"amount": amount, "currency": currency}}
        found = fund.act(opened, application, raw, by=by, at=acting.now())
    acting.told(found, as_json=as_json)
