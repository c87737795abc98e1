"""`entrepot tariff`: schedules of other countries' tariffs, taken in from their files."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from entrepot.cli import acting, options

if TYPE_CHECKING:
    from entrepot.store.db import Database

app = typer.Typer(
    help="Schedules of tariffs: imported, compared, kept with their dates.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.command("import")
def import_(
    schedule: Annotated[
        str, typer.Argument(help="Which schedule, such as us or vn-mfn; or rules, or concordance.")
    ],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV, .csv.gz, .xlsx or .dbf.")],
    map_: Annotated[
        Path | None,
        typer.Option("--map", metavar="M.toml", help="Column map that goes over the shipped one."),
    ] = None,
    agreement: Annotated[
        str, typer.Option(metavar="A", help="Agreement the file is of, such as ACFTA.")
    ] = "",
    edition: Annotated[str, typer.Option(metavar="E", help="Edition. [default: the map's]")] = "",
    valid_from: Annotated[
        str,
        typer.Option("--valid-from", metavar="D", help="First day of it. [default: the map's]"),
    ] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only tell what would change.")
    ] = False,
    show: Annotated[
        str, typer.Option(metavar="CODES", help="Codes whose cells are told, parted by commas.")
    ] = "",
    who: Annotated[
        str, typer.Option("--as", metavar="USER", help="Account that acts. [default: the machine]")
    ] = "",
    as_json: options.AsJson = False,
) -> None:
    """Import a schedule, or with --dry-run tell what it would change.

    The whole file or nothing: a column that cannot be read is refused, a killed import leaves
    no trace, the same file twice changes nothing.
    """
    from entrepot.cli import origin
    from entrepot.cli import show as screen
    from entrepot.service.origin_imports import TABLES
    from entrepot.service.schedules import Request, check_importer, import_schedule

    codes = tuple(filter(None, (code.strip() for code in show.split(","))))
    if schedule in TABLES:
        document = origin.import_table(
            schedule, file, map_, agreement=agreement, edition=edition, valid_from=valid_from,
            dry_run=dry_run, show=codes, who=who,
        )  # fmt: skip
        screen.document(document) if as_json else _show(document)
        return
    request = Request(
        schedule=schedule, data=acting.read(str(file)), file_name=file.name,
        by=who or "command line", at=acting.now(),
        map_text=acting.read(str(map_)).decode("utf-8", "replace") if map_ else "",
        agreement=agreement, edition=edition, valid_from=valid_from,
        show=codes, is_dry=dry_run,
    )  # fmt: skip
    with database_if_any(needed=bool(who) or not dry_run) as database:
        if who and database is not None:
            check_importer(database, who, request.at)
        with screen.progress("Reading rows") as told:
            document = import_schedule(database, request, told)
    if as_json:
        screen.document(document)
    else:
        _show(document)


@app.command("imports")
def imports(as_json: options.AsJson = False) -> None:
    """List the files that were imported or refused, newest first."""
    from entrepot.cli import show as screen
    from entrepot.service.schedules import list_imports

    with database_if_any() as database:
        document = list_imports(database)
    if as_json:
        screen.document(document)
        return
    heads = ("import", "schedule", "agreement", "edition", "valid_from", "state", "rows", "file")
    screen.table(heads, ([one[head] for head in heads] for one in document["imports"]))


@contextmanager
def database_if_any(*, needed: bool = False) -> Iterator["Database | None"]:
    """The database; None where there is none yet and it is not needed."""
    from entrepot.store.db import is_made, open_database
    from entrepot.store.home import open_home

    home = open_home()
    if not needed and not is_made(home):
        yield None
        return
    with open_database(home, most=2, keep=True) as database:
        yield database


def _show(document: Mapping[str, Any]) -> None:
    from entrepot.cli import show as screen

    state = "applied" if document["applied"] else "dry run: nothing is changed"
    screen.line(f"{document['schedule']}, edition {document['edition']}: {state}")
    screen.line(f"{document['rows']:,} rows")
    screen.table(
        ("column", "cells", "read", "for a person"),
        [
            (name, f"{one['cells']:,}", f"{one['parsed']:,}", f"{one['needs_person']:,}")
            for name, one in document["columns"].items()
        ],
        right=["cells", "read", "for a person"],
    )
    screen.line(", ".join(f"{count:,} {what}" for what, count in document["difference"].items()))
    for name, heads in (
        ("shown", ("code", "column", "text", "state", "duty")),
        ("needs_person", ("row", "code", "column", "text", "reason")),
    ):
        if document[name]:
            screen.line("")
            screen.table(heads, ([row[head] for head in heads] for row in document[name]))
