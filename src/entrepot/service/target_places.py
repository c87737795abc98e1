"""Places by the names goals give them: ids of the pack, and joint places of several."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

_BETWEEN = re.compile(r"\s+and\s+|、")


@dataclass(frozen=True, slots=True)
class Named:
    """A place as pages and answers call it.

    Attributes:
        id: Its id; of a joint one the ids of its members, joined.
        members: Ids of what a joint one is made of; else its own.
    """

    id: str
    name: str
    name_zh: str
    members: tuple[str, ...]


class PlaceNames:
    """The places of a pack by id, name and Chinese name.

    Args:
        rows: Rows of the table places.
    """

    def __init__(self, rows: Iterable[Any]) -> None:
        self.rows = {row.id: row for row in rows}
        self._known: dict[str, str] = {}
        for row in self.rows.values():
            for name in (row.name_zh, slug(row.name), row.name.casefold()):
                if name:
                    self._known.setdefault(name, row.id)
        self._known |= {one: one for one in self.rows}

    def named(self, name: str, name_zh: str = "") -> Named:
        """The place of a name; one the pack does not have has an id made of its name."""
        if found := self._find(name, name_zh):
            row = self.rows[found]
            return Named(found, row.name, row.name_zh, (found,))
        parts = [self._find(one) or slug(one) for one in _BETWEEN.split(name)]
        return Named("_".join(parts), name, name_zh, tuple(parts))

    def _find(self, name: str, name_zh: str = "") -> str | None:
        tried = (name, name.casefold(), slug(name), name_zh)
        return next((self._known[one] for one in tried if one and one in self._known), None)

    def below(self, place: str) -> list[str]:
        """Ids of the units a place is divided into; stations, ports and zones are none."""
        return [row.id for row in self.rows.values() if row.parent == place and row.admin_code]

    def people(self, place: str) -> float | None:
        """Population of a place; None is unknown."""
        row = self.rows.get(place)
        return None if row is None or row.population is None else float(row.population)

    def parent(self, place: str) -> str:
        """Id of what a place is part of, empty where that is not known."""
        row = self.rows.get(place)
        return (row.parent or "") if row else ""


def slug(name: str) -> str:
    """A name as an id is written.

    Example:
        >>> slug("King's Lynn"), slug("Stratford-upon-Avon")
        ('kings_lynn', 'stratford_upon_avon')
    """
    return re.sub(r"[^a-z0-9]+", "_", name.casefold().replace("'", "").replace("’", "")).strip("_")
