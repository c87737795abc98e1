"""`entrepot region`: look at a region pack, check one, begin one."""

from typing import Annotated

import typer

from entrepot.cli import options

app = typer.Typer(help="Region packs.", no_args_is_help=True, rich_markup_mode=None)
Path = Annotated[str, typer.Argument(metavar="PATH", help="Folder of the pack, or its id.")]


@app.command()
def show(region: options.Region = None, as_json: options.AsJson = False) -> None:
    """Show what is in the region's pack and how sure it is."""
    from entrepot.cli import show
    from entrepot.service.desk import open_desk
    from entrepot.service.regions import show_region

    with show.working("Loading the region"), open_desk(region, connections=1) as desk:
        document = show_region(desk)
    show.region(document, as_json=as_json)


@app.command()
def check(path: Path, as_json: options.AsJson = False) -> None:
    """List every problem of a pack at once; exit code 2 when there are any."""
    from entrepot.cli import show
    from entrepot.kernel.errors import InputError
    from entrepot.service.regions import check_region

    with show.working("Checking"):
        document = check_region(path)
    show.reading(document, as_json=as_json)
    if document["problems"]:
        raise typer.Exit(InputError.exit_code)


@app.command()
def new(path: Path, as_json: options.AsJson = False) -> None:
    """Write the empty template of a pack."""
    from entrepot.cli import show
    from entrepot.service.regions import new_region

    written = new_region(path)
    show.written(path, written, as_json=as_json)
