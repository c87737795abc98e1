"""House registers: rows that the house works out from what it keeps anyway, beside those told."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from entrepot.kernel.roll import Circle, Column, Roll, Row

CAME_FROM = Column("came_from", "text", "Worked out from", "推算自")
Rolls = Mapping[str, Sequence[Row]]


def house_roll(
    name: str, en: str, zh: str, own: tuple[Column, ...], circle: Circle = "industry"
) -> Roll:
    """A register that nobody tells rows to; each of its rows says what it came from."""
    return Roll(name, en, zh, (*own, CAME_FROM), circle, is_house=True)


def feeding(
    name: str, en: str, zh: str, told: Roll, unknown: Collection[str] = (),
    same: tuple[str, ...] = ("id",),
) -> Roll:  # fmt: skip
    """A house register whose rows count beside those of a register that is told.

    Args:
        name: Of the house register.
        en: What people call it.
        zh: The same in Chinese.
        told: The register it feeds.
        unknown: Columns needed there that the house may not know.
        same: Columns by which a row that is told takes the place of one worked out.
    """
    own = tuple(replace(one, needed=one.needed and one.name not in unknown) for one in told.own)
    roll = house_roll(name, en, zh, own, told.circle)
    return replace(roll, feeds=told.name, same=same)


def with_house(rolls: Rolls, house: Sequence[Roll]) -> Rolls:
    """Rows as panels take them: those told, and beside them those of the house that feed them."""
    found = {**rolls}
    for roll in house:
        rows = rolls.get(roll.name, ())
        found[roll.name] = rows
        if roll.feeds:
            told = {_key(roll, row) for row in rolls.get(roll.feeds, ())}
            found[roll.feeds] = [*found.get(roll.feeds, ()),
                                 *(row for row in rows if _key(roll, row) not in told)]  # fmt: skip
    return found


def _key(roll: Roll, row: Row) -> tuple[object, ...]:
    return tuple(row[name] for name in roll.same)
