"""`entrepot messages`: what the window told, and what could not be sent."""

from typing import Annotated

import typer

from entrepot.cli import acting, options

app = typer.Typer(
    help="Messages to firms and offices.", no_args_is_help=True, rich_markup_mode=None
)


@app.command("list")
def list_(
    by: acting.As,
    cursor: Annotated[str, typer.Option(help="Where the page before ended.")] = "",
    as_json: options.AsJson = False,
) -> None:
    """List the messages to one's firm or offices, newest first."""
    from entrepot.service import messages

    acting.run("Looking", messages.list_messages, by=by, cursor=cursor, as_json=as_json)


@app.command()
def parked(by: acting.As, as_json: options.AsJson = False) -> None:
    """List messages that were refused eight times; for an administrator."""
    from entrepot.service import messages

    acting.run("Looking", messages.list_parked, by=by, as_json=as_json)


@app.command()
def retry(
    number: Annotated[int, typer.Argument(metavar="ID", help="Number of the parked message.")],
    by: acting.As,
    as_json: options.AsJson = False,
) -> None:
    """Try a parked message again; for an administrator."""
    from entrepot.service import messages

    acting.run("Trying again", messages.retry, number, by=by, as_json=as_json)
