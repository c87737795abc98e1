"""`entrepot db`: the database by itself."""

from pathlib import Path
from typing import Annotated

import typer

from entrepot.cli import options

app = typer.Typer(
    help="The database: start, stop, look, copy.", no_args_is_help=True, rich_markup_mode=None
)


@app.command()
def start(as_json: options.AsJson = False) -> None:
    """Start the embedded database and let it run until `entrepot db stop`."""
    from entrepot.cli import show
    from entrepot.store import upkeep

    with show.working("Starting the database"):
        document = upkeep.start()
    show.facts(document, as_json=as_json)


@app.command()
def stop(as_json: options.AsJson = False) -> None:
    """Stop the embedded database, or let it stop when its last user leaves."""
    from entrepot.cli import show
    from entrepot.store import upkeep

    with show.working("Stopping the database"):
        document = upkeep.stop()
    show.facts(document, as_json=as_json)


@app.command()
def status(as_json: options.AsJson = False) -> None:
    """Tell how the database is, without starting it."""
    from entrepot.cli import show
    from entrepot.store import upkeep

    show.facts(upkeep.status(), as_json=as_json)


@app.command()
def backup(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="File to write, for pg_restore.")],
    as_json: options.AsJson = False,
) -> None:
    """Copy the database into one file; keys, seals and lines of trade into one beside it."""
    from entrepot.cli import show
    from entrepot.store import upkeep

    with show.working("Copying the database", telling=True) as tell:
        document = upkeep.back_up(path, tell=tell)
    show.facts(document, as_json=as_json)


@app.command()
def restore(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="File of a backup.")],
    as_json: options.AsJson = False,
) -> None:
    """Bring a backup back into a new data folder, and its database up to date."""
    from entrepot.cli import show
    from entrepot.store import upkeep

    with show.working("Bringing the database back", telling=True) as tell:
        document = upkeep.restore(path, tell=tell)
    show.facts(document, as_json=as_json)


@app.command()
def url(
    admin: Annotated[
        bool,
        typer.Option("--admin", help="The superuser's address; the owner's on your own server."),
    ] = False,
    as_json: options.AsJson = False,
) -> None:
    """Print the address of the database, for psql and other programs."""
    from entrepot.cli import show
    from entrepot.store import upkeep

    address = upkeep.address(admin=admin)
    show.document({"url": address}) if as_json else show.line(address)
