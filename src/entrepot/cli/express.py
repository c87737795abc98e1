"""`entrepot express`: express and mail by list."""

from pathlib import Path
from typing import Annotated

import typer

from entrepot.cli import acting, options

app = typer.Typer(
    help="Express and mail lists.", no_args_is_help=True, rich_markup_mode=None
)  # fmt: skip


@app.command()
def lists(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="NDJSON, a parcel a line; - is standard input.")
    ],
    results: Annotated[
        Path, typer.Option("--results", metavar="OUT", help="NDJSON to write, a result a line.")
    ],
    by: acting.As,
    at: acting.At = None,
    as_json: options.AsJson = False,
) -> None:
    """File express and mail lists: each line judged, and kept or refused by itself."""
    from entrepot.cli.list_files import file_lines
    from entrepot.service.express_lists import ExpressFiler

    file_lines(ExpressFiler, file, results, by=by, at=at, as_json=as_json)


@app.command("list")
def list_(by: acting.As, at: acting.At = None, as_json: options.AsJson = False) -> None:
    """List the newest parcels."""
    from entrepot.service.express_lists import list_parcels

    with acting.window("Reading") as window:
        document = list_parcels(window, by=by, at=acting.instant(at))
    acting.told(document, as_json=as_json)
