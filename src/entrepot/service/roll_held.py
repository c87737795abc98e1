"""Rows of registers by id: those of the pack, and over them what was told since."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from entrepot.kernel.roll import Roll
from entrepot.service.enterprises import region_of
from entrepot.service.panels import ROLLS
from entrepot.service.roll_files import Cells
from entrepot.service.roll_seeds import seeds_of
from entrepot.service.window import Window
from entrepot.store.rolls import Rolls, Row


def held_in(
    window: Window, book: Rolls, names: Sequence[str], known_at: datetime | None = None,
    ids: Collection[str] | None = None,
) -> dict[str, dict[str, Cells]]:  # fmt: skip
    """Cells by register and id: those of the pack, over them what was told since.

    With `ids` at least these are told, and most others are left out.
    """
    held: dict[str, dict[str, Cells]] = {name: seeds_of(window.reference, name) for name in names}
    asked = {
        "region": region_of(window),
        "rolls": list(names),
        "ids": None if ids is None else sorted(ids),
    }
    for (roll, id_), row in _told(book, asked, known_at).items():
        if row is None or row["is_removed"]:
            held[roll].pop(id_, None)
        else:
            held[roll][id_] = row["cells"]
    return held


def _told(
    book: Rolls, asked: Mapping[str, Any], known_at: datetime | None
) -> dict[tuple[str, str], Row | None]:  # fmt: skip
    """The latest of each id that was told; None where that is not for these eyes.

    What these eyes saw of it before it went out of their sight is not the latest.
    """
    with book.as_system():
        latest = {(one["roll"], one["row_id"]): one["seq"]
                  for one in book.list_roll_latest(**asked, known_at=known_at)}  # fmt: skip
    rows = (book.list_roll_rows(**asked) if known_at is None
            else book.list_roll_rows_at(**asked, known_at=known_at))  # fmt: skip
    seen = {(one["roll"], one["row_id"]): one for one in rows}
    return {**dict.fromkeys(latest), **{key: one for key, one in seen.items()
                                        if one["seq"] >= latest.get(key, 0)}}  # fmt: skip


def known_in(window: Window, book: Rolls, roll: Roll) -> dict[str, Collection[str]]:
    """Ids by what columns refer to."""
    names = {one.refers for one in roll.columns if one.refers in ROLLS} | {roll.name}
    held = held_in(window, book, sorted(names))
    places = {row.id for row in window.reference.table("places")}
    return {**{name: rows.keys() for name, rows in held.items()}, "place": places}
