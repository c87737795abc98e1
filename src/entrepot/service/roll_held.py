"""Rows of registers by id: those of the pack, and over them what was told since."""

from collections.abc import Collection, Sequence
from datetime import datetime

from entrepot.kernel.roll import Roll
from entrepot.service.enterprises import region_of
from entrepot.service.panels import ROLLS
from entrepot.service.roll_files import Cells
from entrepot.service.roll_seeds import seeds_of
from entrepot.service.window import Window
from entrepot.store.rolls import Rolls


def held_in(
    window: Window, book: Rolls, names: Sequence[str], known_at: datetime | None = None
) -> dict[str, dict[str, Cells]]:  # fmt: skip
    """Cells by register and id: those of the pack, over them what was told since."""
    held: dict[str, dict[str, Cells]] = {name: seeds_of(window.reference, name) for name in names}
    asked = {"region": region_of(window), "rolls": list(names)}
    rows = (book.list_roll_rows(**asked) if known_at is None
            else book.list_roll_rows_at(**asked, known_at=known_at))  # fmt: skip
    for row in rows:
        if row["is_removed"]:
            held[row["roll"]].pop(row["row_id"], None)
        else:
            held[row["roll"]][row["row_id"]] = row["cells"]
    return held


def known_in(window: Window, book: Rolls, roll: Roll) -> dict[str, Collection[str]]:
    """Ids by what columns refer to."""
    names = {one.refers for one in roll.columns if one.refers in ROLLS} | {roll.name}
    held = held_in(window, book, sorted(names))
    places = {row.id for row in window.reference.table("places")}
    return {**{name: rows.keys() for name, rows in held.items()}, "place": places}
