"""`entrepot calendar`: the working days as they stand, and changes that two persons make."""

from typing import Annotated

import typer

from entrepot.cli import acting, options

app = typer.Typer(
    help="The calendar: show a year, propose a change, decide it; one's own at a private address.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Number = Annotated[int, typer.Argument(metavar="N", help="Number of the proposal.")]


@app.command()
def show(
    year: Annotated[int, typer.Argument(metavar="YEAR", help="Calendar year.")],
    by: acting.As,
    at: acting.At = None,
    as_json: options.AsJson = False,
) -> None:
    """Show the days of a year that differ from their weekday, and every change."""
    from entrepot.service import calendars

    with acting.window("Reading") as window:
        document = calendars.show_calendar(window, year=year, by=by, at=acting.instant(at))
    acting.told(document, as_json=as_json)


@app.command()
def propose(
    file: Annotated[
        str,
        typer.Argument(metavar="FILE|-", help="CSV with date,is_working,source (true or false)."),
    ],
    reason: Annotated[str, typer.Option(help="The notice that says so.")],
    by: acting.As,
    publish: Annotated[
        list[int] | None,
        typer.Option("--publish", metavar="YEAR", help="A year that is known now; repeat."),
    ] = None,
    at: acting.At = None,
    as_json: options.AsJson = False,
) -> None:
    """Propose days; a second person decides."""
    from entrepot.service import calendars
    from entrepot.service.calendar_file import parse_changes

    rows = [
        {"date": one.day.isoformat(), "is_working": str(one.is_working), "source": one.source}
        for one in parse_changes(acting.read_text(file), file)
    ]
    raw = {"rows": rows, "years": publish or [], "reason": reason}
    with acting.window("Proposing") as window:
        document = calendars.propose_change(window, raw, by=by, at=acting.instant(at))
    acting.told(document, as_json=as_json)


@app.command()
def approve(
    number: Number, by: acting.As, reason: acting.Reason = "", at: acting.At = None,
    as_json: options.AsJson = False,
) -> None:  # fmt: skip
    """Approve a change; open refund terms are worked out anew."""
    _decide(number, by, reason, at, as_json, is_approved=True)


@app.command()
def refuse(
    number: Number, by: acting.As, reason: acting.Reason = "", at: acting.At = None,
    as_json: options.AsJson = False,
) -> None:  # fmt: skip
    """Refuse a change."""
    _decide(number, by, reason, at, as_json, is_approved=False)


@app.command()
def feed(by: acting.As, as_json: options.AsJson = False) -> None:
    """Make the private address of one's calendar, told once; the one before holds no more."""
    from entrepot.service.calendar_feed import make_feed

    acting.run("Making the address", make_feed, by=by, as_json=as_json)


@app.command()
def revoke(by: acting.As, as_json: options.AsJson = False) -> None:
    """Let the address of one's calendar hold no more."""
    from entrepot.service.calendar_feed import revoke_feed

    acting.run("Revoking the address", revoke_feed, by=by, as_json=as_json)


def _decide(
    number: int, by: str, reason: str, at: str | None, as_json: bool, *, is_approved: bool
) -> None:
    from entrepot.service import calendars
    from entrepot.service.refund_cases import recompute

    with acting.window("Deciding") as window:
        document = calendars.decide_change(
            window, number, approve=is_approved, by=by, at=acting.instant(at), moved=recompute,
            reason=reason,
        )  # fmt: skip
    acting.told(document, as_json=as_json)
