"""`entrepot hs`: the Harmonized System by words, by code, and as a tree."""

from typing import Annotated, Any

import typer

from entrepot.cli import options

app = typer.Typer(help="HS codes by words.", no_args_is_help=True, rich_markup_mode=None)


@app.command()
def search(
    words: Annotated[
        str, typer.Argument(help="Words in English, Chinese or pinyin, or the beginning of a code.")
    ] = "",
    file: Annotated[
        str, typer.Option("--file", metavar="FILE", help="Questions, one a line; answers a list.")
    ] = "",
    limit: Annotated[int, typer.Option(min=1, max=50, help="How many.")] = 10,
    on: options.On = None,
    within: Annotated[str, typer.Option(metavar="CODE", help="Only codes that begin so.")] = "",
    region: options.Region = None,
    as_json: options.AsJson = False,
) -> None:
    """Find the subheadings that words may mean: candidates, each with its reasons."""
    from datetime import datetime

    from entrepot.cli import show
    from entrepot.service.hs_desk import open_hs

    if bool(words) == bool(file):
        raise typer.BadParameter("give words, or --file with questions")
    at = datetime.now().astimezone()
    with show.working("Searching"), open_hs(region) as desk:
        asked = {"limit": str(limit), "on": on or "", "within": within}
        if file:
            found: Any = desk.search_file(file, asked, at=at)
        else:
            found = desk.search({"query": words, **asked}, at=at)
    if as_json:
        show.document(found)
        return
    for one in found if isinstance(found, list) else [found]:
        _show(one)


def _show(document: dict[str, Any]) -> None:
    from entrepot.cli import show

    if "problem" in document:
        show.line(document["problem"]["detail"])
        return
    for fixed in document["repaired"]:
        show.line(f"{fixed['given']} read as {fixed['read']}")
    show.table(
        ("code", "score", "text", "中文", "why"),
        [
            (one["hs6"], one["score"], one["text"]["en"], one["text"]["zh"], ", ".join(one["why"]))
            for one in document["results"]
        ],
        right=["score"],
    )
    if document["question"]:
        show.line(document["question"]["text"]["en"])
        for option in document["question"]["options"]:
            show.line(f"  --within {option['within']}  {option['text']['en']}")


@app.command()
def show(
    code: Annotated[str, typer.Argument(help="A chapter, heading or subheading.")] = "",
    region: options.Region = None,
    as_json: options.AsJson = False,
) -> None:
    """Show a code of the HS, what it lies in and what lies below it."""
    from entrepot.cli import show as printing
    from entrepot.service.hs import browse_hs
    from entrepot.service.hs_index import gather
    from entrepot.store.reference import open_reference

    document = browse_hs(gather(open_reference(region)), code)
    if as_json:
        printing.document(document)
        return
    for one in (*document["above"], *([document] if document["code"] else []), *document["below"]):
        printing.line(f"{one['code']:<8} {one['text']['en']} {one['text']['zh']}")
