"""`entrepot risk`: screening of declarations."""

from typing import Annotated

import typer

from entrepot.cli import options

app = typer.Typer(
    help="Risk: the draw at random, to be worked out again by anyone.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.command()
def draw(
    day_key: Annotated[
        str, typer.Option("--day-key", metavar="KEY", help="Key of the day, as text in UTF-8.")
    ],
    number: Annotated[str, typer.Option(metavar="NUMBER", help="Number of the declaration.")],
    as_json: options.AsJson = False,
) -> None:
    """Work out a draw: the number from 0 to 9999, and the commitment of the key."""
    from entrepot.cli import show
    from entrepot.window.risk_draw import commitment, draw_bp

    key = day_key.encode("utf-8", "surrogateescape")
    show.facts({"draw_bp": draw_bp(key, number), "commitment": commitment(key)}, as_json=as_json)
