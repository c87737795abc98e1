"""`entrepot roll` and `entrepot panel`: registers, and what they say together."""

from pathlib import Path
from typing import Annotated, Any

import typer

from entrepot.cli import acting, options

rolls = typer.Typer(
    help="Registers of those who promote firms and of foreign affairs: rows in and out, undo.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
panels = typer.Typer(
    help="Panels: figures and tables worked out from registers on a day.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
RollName = Annotated[str, typer.Argument(metavar="ROLL", help="Register, as talent_posts.")]
PanelName = Annotated[str, typer.Argument(metavar="PANEL", help="Panel, as posts.")]
On = Annotated[str, typer.Option("--on", metavar="DATE", help="[default: today]")]
KnownAt = Annotated[
    str, typer.Option(metavar="INSTANT", help="As known then. [default: as known now]")
]


@rolls.command("list")
def list_rolls(by: acting.By = "", as_json: options.AsJson = False) -> None:
    """List the registers with their columns."""
    from entrepot.cli import show
    from entrepot.service.panel_pages import list_panels

    with acting.window("Looking") as window:
        found = list_panels(window, by=by, at=acting.now())
    if as_json:
        show.document(found)
        return
    show.table(("register", "title", "columns"), [
        [one["roll"], one["title"], ", ".join(column["name"] for column in one["columns"])]
        for one in found["rolls"]
    ])  # fmt: skip


@rolls.command("show")
def show_(
    roll: RollName, known_at: KnownAt = "", by: acting.By = "", as_json: options.AsJson = False
) -> None:
    """Show the rows of a register, by choice as they were known then."""
    from entrepot.cli import show
    from entrepot.service.roll_rows import list_rows

    known = acting.instant(known_at) if known_at else None
    with acting.window("Looking") as window:
        found = list_rows(window, roll, by=by, at=acting.now(), known_at=known)
    if as_json:
        show.document(found)
        return
    heads = tuple(column["name"] for column in found["columns"])
    show.table(heads, [[row[head] for head in heads] for row in found["rows"]])


@rolls.command()
def export(
    roll: RollName,
    out: Annotated[Path, typer.Option(metavar="FILE", help="A .csv or .xlsx file.")],
    by: acting.By = "",
    as_json: options.AsJson = False,
) -> None:
    """Write the rows of a register to a file that it takes in again; without rows a template."""
    from entrepot.service.roll_files import write_rows
    from entrepot.service.roll_rows import list_rows

    with acting.window("Looking") as window:
        found = list_rows(window, roll, by=by, at=acting.now())
    out.write_bytes(write_rows(found, out.name))
    acting.told({"path": str(out), "rows": len(found["rows"])}, as_json=as_json)


@rolls.command("import")
def import_(
    roll: RollName,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV, Excel or a JSON list.")],
    by: acting.By = "",
    as_json: options.AsJson = False,
) -> None:
    """Take the rows of a file into a register, all of them or none."""
    from entrepot.service.rolls import import_rows

    data = acting.read(str(file))
    acting.run("Taking in", import_rows, roll, data, file.name, by=by, as_json=as_json)


@rolls.command()
def imports(roll: RollName, by: acting.By = "", as_json: options.AsJson = False) -> None:
    """List what was taken into a register, the latest first."""
    from entrepot.service.roll_rows import list_imports

    acting.run("Looking", list_imports, roll, by=by, as_json=as_json)


@rolls.command()
def remove(
    roll: RollName,
    row: Annotated[str, typer.Argument(metavar="ID", help="Id of the row.")],
    by: acting.By = "",
    as_json: options.AsJson = False,
) -> None:
    """Take a row out of a register; what was told of it stays to be read."""
    from entrepot.service.rolls import remove_row

    acting.run("Removing", remove_row, roll, row, by=by, as_json=as_json)


@rolls.command()
def undo(
    roll: RollName,
    number: Annotated[int, typer.Argument(metavar="IMPORT", help="Number of the import.")],
    by: acting.By = "",
    as_json: options.AsJson = False,
) -> None:
    """Put back what stood before an import."""
    from entrepot.service.rolls import undo_import

    acting.run("Undoing", undo_import, roll, number, by=by, as_json=as_json)


@panels.command("list")
def list_panels_(by: acting.By = "", as_json: options.AsJson = False) -> None:
    """List the panels, their pages and registers."""
    from entrepot.cli import show
    from entrepot.service.panel_pages import list_panels

    with acting.window("Looking") as window:
        found = list_panels(window, by=by, at=acting.now())
    if as_json:
        show.document(found)
        return
    show.table(("panel", "page", "title", "registers"), [
        [one["panel"], one["page"], one["title"], ", ".join(one["rolls"])]
        for one in found["panels"]
    ])  # fmt: skip


@panels.command("show")
def show_panel(
    panel: PanelName,
    file: Annotated[
        Path | None,
        typer.Argument(metavar="[FILE]", help='{"rolls": {register: rows}}; nothing is stored.'),
    ] = None,
    on: On = "",
    known_at: KnownAt = "",
    by: acting.By = "",
    as_json: options.AsJson = False,
) -> None:
    """Show what a panel says on a day, from the store or from rows of a file alone."""
    from entrepot.cli import show
    from entrepot.service import panel_pages
    from entrepot.service.cases import parse_cases

    day, found = acting.legal_day(on), dict[str, Any]()
    if file is not None:
        raw = parse_cases(acting.read(str(file)), file.name)
        found = panel_pages.work_out(panel, raw, day or acting.now().date())
    else:
        known = acting.instant(known_at) if known_at else None
        with acting.window("Looking") as window:
            found = panel_pages.show_panel(window, panel, by=by, at=acting.now(), on=day,
                                           known_at=known)  # fmt: skip
    if as_json:
        show.document(found)
        return
    show.line(f"{found['title']}, {found['as_of']} ({found['status']})")
    for one in found["figures"]:
        show.line(f"  {one['label']}: {_cell(one['value'])}")
    heads = tuple(column["name"] for column in found["columns"])
    show.table(heads, [[_cell(row[head]) for head in heads] for row in found["rows"]])


def _cell(value: Any) -> Any:
    """Sums of money as text; a dash is unknown."""
    if isinstance(value, list):
        return "; ".join(f"{one['amount']} {one['currency']}" for one in value)
    return "–" if value is None else value
