"""Registers: files taken in, one row told or removed, all of it undone."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from entrepot.kernel.errors import InputError, MissingError, Problem, RefusedError
from entrepot.kernel.roll import LONGEST_ID, Roll, Row, read_rows, text_of
from entrepot.service.enterprises import region_of
from entrepot.service.pipelines import need
from entrepot.service.roll_files import Cells, read_file
from entrepot.service.roll_held import held_in, known_in
from entrepot.service.roll_rows import KEEPERS, get_roll
from entrepot.service.roll_seeds import seeds_of
from entrepot.service.scopes import Scopes, is_within, refuse_strange
from entrepot.service.window import Window
from entrepot.store.rolls import Rolls, acting_rolls
from entrepot.window.actor import SYSTEM, Actor

Document = dict[str, Any]


def import_rows(
    window: Window, name: str, data: bytes, file: str, *, by: str, at: datetime
) -> Document:  # fmt: skip
    """Take the rows of a file into a register, all of them or none.

    A row whose id is there takes its place; one that says the same changes nothing.

    Args:
        window: The window.
        name: Of the register.
        data: CSV, Excel, or a JSON list of rows.
        file: What the file is called.
        by: Who keeps registers of this circle; empty is the machine itself.
        at: Now.

    Returns:
        `roll`, `import` (null where nothing changed), `read`, `added`, `changed`, `already`.

    Raises:
        InputError: A cell cannot be used; every one is named.
        MissingError: There is no such register.
        RefusedError: The house works it out.
        RoleError: Who acts keeps none of this circle, or a row is of a place not his.
    """
    roll = _kept(name)
    with acting_rolls(window.database, by, at) as (book, who):
        need(who, KEEPERS[roll.circle])
        scopes = _scopes(book, roll, who)
        header, lines = read_file(data, file)
        with book.as_system():
            book.lock_roll(region=region_of(window), roll=name)
            held = held_in(window, book, [name])[name]
            rows, problems = read_rows(roll, header, lines, known_in(window, book, roll))
            if problems:
                raise InputError(problems)
            told = {str(row["id"]): _cells(row) for row in rows}
            new = {id_: cells for id_, cells in told.items() if held.get(id_) != cells}
            _need_scope(scopes, (cells for id_ in new for cells in (new[id_], held.get(id_, {}))))
            changed = sum(id_ in held for id_ in new)
            counts = {"file": file, "read": len(rows), "changed": changed}
            fresh = [(id_, cells, False) for id_, cells in new.items()]
            made = _save(window, book, roll, fresh, counts, who, at)
    return {"roll": name, "import": made, "read": len(rows), "added": len(new) - changed,
            "changed": changed, "already": len(rows) - len(new)}  # fmt: skip


def tell_row(
    window: Window, book: Rolls, name: str, cells: Cells, file: str, *, who: Actor, at: datetime
) -> bool:  # fmt: skip
    """Tell a new row of a register within somebody's transaction, which acts for the window.

    Returns:
        Whether it is new; one whose id is there is left as it is.

    Raises:
        InputError: A cell cannot be used; every one is named.
    """
    roll = _kept(name)
    book.lock_roll(region=region_of(window), roll=name)
    if cells["id"] in held_in(window, book, [name])[name]:
        return False
    rows, problems = read_rows(roll, list(cells), [cells], known_in(window, book, roll))
    if problems:
        raise InputError(problems)
    _save(window, book, roll, [(cells["id"], _cells(rows[0]), False)], {"file": file, "read": 1},
          who, at)  # fmt: skip
    return True


def remove_row(window: Window, name: str, id_: str, *, by: str, at: datetime) -> Document:
    """Take a row out of a register; what was told of it stays to be read.

    Raises:
        MissingError: There is no such register, or no such row for these eyes.
        RoleError: Who acts keeps none of this circle, or the row is of a place not his.
    """
    roll = _kept(name)
    with acting_rolls(window.database, by, at) as (book, who):
        need(who, KEEPERS[roll.circle])
        scopes = _scopes(book, roll, who)
        with book.as_system():
            book.lock_roll(region=region_of(window), roll=name)
            held = held_in(window, book, [name])[name]
            if id_ not in held:
                raise MissingError(_no_row(name, id_))
            _need_scope(scopes, [held[id_]])
            made = _save(window, book, roll, [(id_, held[id_], True)],
                         {"file": f"remove {id_}", "read": 1, "removed": 1}, who, at)  # fmt: skip
    return {"roll": name, "import": made, "removed": 1}


def undo_import(window: Window, name: str, number: int, *, by: str, at: datetime) -> Document:
    """Put back what stood before an import.

    Raises:
        MissingError: There is no such register or import.
        RefusedError: It is undone already, or a row was told anew since; nothing changes.
        RoleError: Who acts keeps none of this circle, or a row is of a place not his.
    """
    roll = _kept(name)
    with acting_rolls(window.database, by, at) as (book, who):
        need(who, KEEPERS[roll.circle])
        scopes = _scopes(book, roll, who)
        with book.as_system():
            book.lock_roll(region=region_of(window), roll=name)
            found = book.find_roll_import(region=region_of(window), roll=name, id=number)
            if found is None:
                raise MissingError(Problem("roll.no_import", str(number),
                                           "there is no such import.", "See the imports.",
                                           message_zh="没有该次导入。"))  # fmt: skip
            rows = list(book.list_before_import(import_id=number))
            _refuse_undo(found, rows)
            seeds = seeds_of(window.reference, name)
            told = [_before(one, seeds.get(one["row_id"])) for one in rows]
            _need_scope(scopes, [*(one["told"] for one in rows), *(cells for _, cells, _ in told)])
            made = _save(window, book, roll, told, {
                "file": f"undo {number}", "read": len(told), "undoes": number,
                "changed": sum(not gone for _, _, gone in told),
                "removed": sum(gone for _, _, gone in told),
            }, who, at)  # fmt: skip
    return {"roll": name, "import": made, "undoes": number, "rows": len(told)}


# Rows and whose they are


def _kept(name: str) -> Roll:
    """A register that people keep.

    Raises:
        MissingError: There is none of the name.
        RefusedError: The house works it out.
    """
    roll = get_roll(name)
    if roll.is_house:
        raise RefusedError(Problem("roll.house", name, "is worked out; nobody tells its rows.",
                                   "Change what its rows came from.",
                                   message_zh="该台账由系统推算，不可录入。"))  # fmt: skip
    return roll


def _cells(row: Row) -> Cells:
    return {name: text for name, value in row.items() if (text := text_of(value))}


def _save(
    window: Window, book: Rolls, roll: Roll, rows: Sequence[tuple[str, Cells, bool]],
    told: Mapping[str, Any], who: Actor, at: datetime,
) -> int | None:  # fmt: skip
    if not rows:
        return None
    counts = {"changed": 0, "removed": 0, "undoes": None, **told, "file": told["file"][:200]}
    added = len(rows) - counts["changed"] - counts["removed"]
    made: int = book.add_roll_import(
        region=region_of(window), roll=roll.name, circle=roll.circle, **counts,
        added=max(0, added), by=who.account, at=at,
    )  # fmt: skip
    book.tell_rows(made, region_of(window), roll.name, roll.circle, rows)
    return made


def _scopes(book: Rolls, roll: Roll, who: Actor) -> Scopes | None:
    """Places and chains that who acts may tell of; None is all of them."""
    if who == SYSTEM or roll.circle == "partners":
        return None
    return book.scopes_of(who.account)


def _need_scope(scopes: Scopes | None, told: Iterable[Cells]) -> None:
    """See that rows are of places and chains of who acts, before and after.

    Raises:
        RoleError: One is not.
    """
    if scopes is not None:
        refuse_strange("roll.scope", (
            cells["id"] for cells in told if cells and not is_within(scopes, cells)
        ))  # fmt: skip


def _refuse_undo(found: Row, rows: Iterable[Row]) -> None:
    if found["undone_by"]:
        raise RefusedError(Problem("roll.undone", str(found["id"]), "is undone already.",
                                   "Nothing is left to do.", message_zh="已撤销。"))  # fmt: skip
    later = [row["row_id"] for row in rows if not row["is_current"]]
    if later:
        raise RefusedError([
            Problem("roll.told_since", id_[:LONGEST_ID], "was told anew since.",
                    "Undo the later import first.", message_zh="此后已有更新。") for id_ in later
        ])  # fmt: skip


def _before(row: Row, seed: Cells | None) -> tuple[str, Cells, bool]:
    """What stood before a row was told: an earlier one, else the pack's; the last is whether none.

    A row that goes keeps its cells, so that it stays of its place.
    """
    stood = seed if row["cells"] is None else None if row["is_removed"] else row["cells"]
    return row["row_id"], row["told"] if stood is None else stood, stood is None


def _no_row(name: str, id_: str) -> Problem:
    return Problem("roll.no_row", id_[:LONGEST_ID], f"there is no such row in {name}.",
                   "See the rows.", message_zh="台账中没有该行。")  # fmt: skip
