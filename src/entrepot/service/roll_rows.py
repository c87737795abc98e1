"""Registers as they stand: the rows of the pack, and over them what was told since."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from entrepot.kernel.errors import MissingError, Problem
from entrepot.kernel.references import references
from entrepot.kernel.roll import Roll, Row, is_whole, read_row, text_of
from entrepot.service.enterprises import region_of
from entrepot.service.house_rows import house_rows, needs_of
from entrepot.service.panels import HOUSE, ROLLS
from entrepot.service.pipelines import need
from entrepot.service.references import Table, add_names
from entrepot.service.roll_files import Cells
from entrepot.service.roll_held import held_in
from entrepot.service.window import Window
from entrepot.store.rolls import Rolls, acting_rolls
from entrepot.window.actor import SYSTEM

Document = dict[str, Any]
KEEPERS: Mapping[str, tuple[str, ...]] = {
    "industry": ("promoter", "steward"), "partners": ("foreign_affairs",),
}  # fmt: skip
SEERS: Mapping[str, tuple[str, ...]] = {
    circle: (*roles, "planner", "statistician", "auditor") for circle, roles in KEEPERS.items()
}
MOST_IMPORTS = 50


def get_roll(name: str) -> Roll:
    """A register by its name.

    Raises:
        MissingError: There is none.
    """
    found = ROLLS.get(name) or HOUSE.get(name)
    if found is None:
        raise MissingError(Problem("roll.unknown", name[:60], "there is no such register.",
                                   f"One of {', '.join(sorted({**ROLLS, **HOUSE}))}.",
                                   message_zh="没有该台账。"))  # fmt: skip
    return found


def list_rows(
    window: Window, name: str, *, by: str, at: datetime, known_at: datetime | None = None
) -> Document:  # fmt: skip
    """The rows of a register, cells as files have them; beside ids what they are called.

    Args:
        window: The window.
        name: Of the register.
        by: Who asks.
        at: Now.
        known_at: As they were known then; None is now.

    Raises:
        MissingError: There is no such register.
        RoleError: Who asks sees none of this circle.
    """
    roll = get_roll(name)
    with acting_rolls(window.database, by, at) as (book, who):
        need(who, SEERS[roll.circle])
        held = (_worked_out(window, book, roll, known_at or at) if roll.is_house
                else held_in(window, book, [name], known_at)[name])  # fmt: skip
        acts = who == SYSTEM or bool(set(who.roles) & set(KEEPERS[roll.circle]))
        rows = [{column.name: cells.get(column.name, "") for column in roll.columns}
                for cells in held.values()]  # fmt: skip
        [names] = add_names(window, book, [Table(references(roll.columns), rows)])
    return {**roll_document(roll), "may_change": acts and not roll.is_house,
            "names": names, "rows": rows}  # fmt: skip


def rolls_of(
    window: Window, book: Rolls, rolls: Iterable[Roll], known_at: datetime | None = None,
    at: datetime | None = None,
) -> dict[str, list[Row]]:  # fmt: skip
    """Rows of registers as panels take them.

    A cell that no longer fits is unknown; a row that lacks one it needs is left out, and stays
    to be seen and mended in the register. Rows of the house are worked out as of the same instant;
    without one there are none.
    """
    asked = list(rolls)
    house = [roll for roll in asked if roll.is_house]
    by_name = {roll.name: roll for roll in (*asked, *needs_of(house)) if not roll.is_house}
    held = held_in(window, book, list(by_name), known_at)
    found = {name: [row for cells in held[name].values()
                    if is_whole(roll, row := read_row(roll, cells, {})[0])]
             for name, roll in by_name.items()}  # fmt: skip
    then = known_at or at
    return {**found, **{roll.name: house_rows(window, book, roll, found, then) if then else []
                        for roll in house}}  # fmt: skip


def _worked_out(
    window: Window, book: Rolls, roll: Roll, known_at: datetime
) -> dict[str, Cells]:  # fmt: skip
    rows = rolls_of(window, book, [roll], known_at)[roll.name]
    return {row["id"]: {name: text_of(value) for name, value in row.items()} for row in rows}


def roll_document(roll: Roll) -> Document:
    """A register and its columns."""
    return {
        "roll": roll.name, "title": roll.en, "title_zh": roll.zh, "circle": roll.circle,
        "is_house": roll.is_house,
        "columns": [{
            "name": one.name, "label": one.en, "label_zh": one.zh, "kind": one.kind,
            "needed": one.needed, "refers": one.refers,
            "choices": {choice.code: {"en": choice.en, "zh": choice.zh} for choice in one.choices},
        } for one in roll.columns],
    }  # fmt: skip


def list_imports(window: Window, name: str, *, by: str, at: datetime) -> Document:
    """What was taken into a register, the latest first.

    Raises:
        MissingError: There is no such register.
        RoleError: Who asks sees none of this circle.
    """
    roll = get_roll(name)
    with acting_rolls(window.database, by, at) as (book, who):
        need(who, SEERS[roll.circle])
        rows = book.list_roll_imports(region=region_of(window), roll=name, most=MOST_IMPORTS)
        return {"roll": name, "imports": [
            {"import": row["id"], "file": row["file"], "by": row["made_by"],
             "at": row["made_at"].isoformat(), "read": row["read"], "added": row["added"],
             "changed": row["changed"], "removed": row["removed"], "undoes": row["undoes"],
             "undone_by": row["undone_by"]} for row in rows
        ]}  # fmt: skip
