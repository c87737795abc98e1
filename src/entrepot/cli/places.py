"""`entrepot places` and `entrepot goods`: find a place or a code by words."""

from typing import Annotated

import typer

from entrepot.cli import options

app = typer.Typer(help="Places by name.", no_args_is_help=True, rich_markup_mode=None)
goods = typer.Typer(help="HS codes by words.", no_args_is_help=True, rich_markup_mode=None)
Limit = Annotated[int, typer.Option(min=1, max=200, help="How many.")]


@app.command("search")
def search_places(
    word: Annotated[str, typer.Argument(help="Part of a name, in English or Chinese.")],
    limit: Limit = 10,
    region: options.Region = None,
    as_json: options.AsJson = False,
) -> None:
    """Find places by name."""
    from entrepot.cli import show
    from entrepot.service import places
    from entrepot.service.desk import open_desk

    with show.working("Searching"), open_desk(region, connections=1) as desk:
        found = places.search_places(desk, word, most=limit)
    show.places(found, as_json=as_json)


@goods.command("search")
def search_goods(
    words: Annotated[str, typer.Argument(help="Words, or the beginning of a code.")],
    limit: Limit = 10,
    region: options.Region = None,
    as_json: options.AsJson = False,
) -> None:
    """Find HS subheadings by words in English or Chinese."""
    from entrepot.cli import show
    from entrepot.service import places
    from entrepot.service.desk import open_desk

    with show.working("Searching"), open_desk(region, connections=1) as desk:
        found = places.search_goods(desk, words, most=limit)
    show.goods(found, as_json=as_json)
