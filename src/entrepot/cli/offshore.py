"""`entrepot offshore`: deals in goods that never come here."""

from typing import Annotated

import typer

from entrepot.cli import acting, options

app = typer.Typer(
    help="Offshore deals: accepted where documents of title and payments agree.",
    no_args_is_help=True, rich_markup_mode=None,
)  # fmt: skip
File = Annotated[str, typer.Argument(metavar="DEAL|-", help="JSON of a deal with its papers.")]


@app.command()
def check(file: File, region: options.Region = None, as_json: options.AsJson = False) -> None:
    """Check a deal by its papers; needs no store."""
    from entrepot.service.cases import read_cases
    from entrepot.service.offshore import check_offshore
    from entrepot.store.reference import open_reference

    acting.told(check_offshore(open_reference(region), read_cases(file)), as_json=as_json)


@app.command("file")
def file_(file: File, by: acting.As, at: acting.At = None, as_json: options.AsJson = False) -> None:
    """Accept a deal whose papers agree, and keep it."""
    from entrepot.service.cases import read_cases
    from entrepot.service.offshore import file_deal

    raw = read_cases(file)
    with acting.window("Acting") as window:
        document = file_deal(window, raw, by=by, at=acting.instant(at))
    acting.told(document, as_json=as_json)


@app.command("list")
def list_(by: acting.As, at: acting.At = None, as_json: options.AsJson = False) -> None:
    """List accepted deals."""
    from entrepot.service.offshore import list_deals

    with acting.window("Reading") as window:
        document = list_deals(window, by=by, at=acting.instant(at))
    acting.told(document, as_json=as_json)
