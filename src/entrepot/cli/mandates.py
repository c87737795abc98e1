"""`entrepot mandate`: a firm lets a broker file for it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from entrepot.cli import options
from entrepot.cli.acting import As

if TYPE_CHECKING:
    from entrepot.store.db import Database

app = typer.Typer(
    help="Mandates: let a broker file for one's firm.", no_args_is_help=True, rich_markup_mode=None
)


@contextmanager
def store(what: str) -> Iterator["Database"]:
    """The database alone, held open while one command runs; it stays up afterwards."""
    from entrepot.cli import show
    from entrepot.store.db import open_database
    from entrepot.store.home import open_home

    with show.working(what), open_database(open_home(), most=2, keep=True) as database:
        yield database


@app.command()
def grant(
    broker: Annotated[
        str, typer.Argument(help="The broker: its id, credit code, or an account of it.")
    ],
    who: As,
    scope: Annotated[
        list[str] | None,
        typer.Option(
            "--scope", help="file, amend, pay, origin, refund or all; repeat. [default: all]"
        ),
    ] = None,
    start: Annotated[
        str | None, typer.Option("--from", metavar="DAY", help="First day. [default: today]")
    ] = None,
    stop: Annotated[
        str | None,
        typer.Option("--to", metavar="DAY", help="First day on which it no longer holds."),
    ] = None,
    as_json: options.AsJson = False,
) -> None:
    """Let a broker act for one's firm from today on, until it is revoked or ends."""
    from entrepot.cli.acting import now, told
    from entrepot.service.mandates import grant_mandate

    days = day("--from", start), day("--to", stop)
    with store("Granting the mandate") as database:
        document = grant_mandate(
            database, who, broker, at=now(), scope=scope or ["all"],
            valid_from=days[0], valid_to=days[1],
        )  # fmt: skip
    told(document, as_json=as_json)


@app.command()
def revoke(
    what: Annotated[
        str,
        typer.Argument(metavar="ID|BROKER", help="Number of the mandate, or whose all are meant."),
    ],
    who: As,
    as_json: options.AsJson = False,
) -> None:
    """End a mandate, or all that a broker holds of one's firm, at once."""
    from entrepot.cli.acting import now, told
    from entrepot.service.mandates import revoke_mandate

    with store("Revoking the mandate") as database:
        document = revoke_mandate(database, who, what, at=now())
    told(document, as_json=as_json)


@app.command("list")
def list_them(who: As, as_json: options.AsJson = False) -> None:
    """List the mandates that one's firm has given or holds; an auditor sees all."""
    from entrepot.cli.acting import now, told
    from entrepot.service.mandates import list_mandates

    with store("Reading the mandates") as database:
        document = list_mandates(database, who, at=now())
    told(document, as_json=as_json)


def day(where: str, text: str | None) -> date | None:
    """A day as an option gives it; None where it gives none.

    Raises:
        InputError: It is none.
    """
    from entrepot.kernel.errors import InputError, Problem

    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        problem = Problem("input.day", where, f"{text!r} is no day.", "Write it as 2026-11-20.")
        raise InputError(problem) from error
