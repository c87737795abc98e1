"""`entrepot notices`: what is due, told to whose it is, in the inbox and by mail."""

from typing import Annotated

import typer

from entrepot.cli import acting, options

app = typer.Typer(
    help="Notices of what is due: send them, read one's own, say where they are mailed to.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.command()
def send(
    on: Annotated[str, typer.Option("--on", metavar="DATE", help="[default: today]")] = "",
    by: acting.By = "",
    as_json: options.AsJson = False,
) -> None:
    """Tell what is due, and mail what waits; served, it is done each hour, once an item and day."""
    from entrepot.service.due_notices import send_notices

    acting.run("Telling", send_notices, acting.legal_day(on), by=by, as_json=as_json)


@app.command("list")
def list_them(by: acting.As, as_json: options.AsJson = False) -> None:
    """List one's notices, the newest first."""
    from entrepot.service.notice_inbox import list_notices

    acting.run("Looking", list_notices, by=by, as_json=as_json)


@app.command()
def read(
    by: acting.As,
    number: Annotated[
        int | None, typer.Argument(metavar="[N]", help="Number of one. [default: all]")
    ] = None,
    as_json: options.AsJson = False,
) -> None:
    """Mark a notice as read, or all of one's own."""
    from entrepot.service.notice_inbox import read_notices

    acting.run("Marking", read_notices, number, by=by, as_json=as_json)


@app.command()
def unread(
    by: acting.As,
    number: Annotated[int | None, typer.Argument(metavar="[N]", help="Number of one.")] = None,
    read_at: Annotated[
        str, typer.Option(metavar="INSTANT", help="All that were marked then, as `read` told it.")
    ] = "",
    as_json: options.AsJson = False,
) -> None:
    """Mark a notice as unread again, or those that were marked as read at an instant."""
    from entrepot.service.notice_inbox import unread_notices

    acting.run("Marking", unread_notices, number, read_at, by=by, as_json=as_json)


@app.command()
def address(
    email: Annotated[str, typer.Argument(metavar="EMAIL", help="Address; '' is nowhere.")],
    by: acting.As,
    as_json: options.AsJson = False,
) -> None:
    """Say where one's notices are mailed to."""
    from entrepot.service.notice_inbox import set_address

    acting.run("Keeping", set_address, email, by=by, as_json=as_json)
