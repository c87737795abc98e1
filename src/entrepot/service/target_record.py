"""What is on record of indicators and places: each figure with its row, in the unit asked for.

A figure counts where indicator and place are the same and the unit differs by its scale alone. Of
several for one year the revised one counts, then the surest; two that contradict one another count
as none.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from entrepot.kernel.source import STATUSES, Status
from entrepot.region.plausibility import SCALES
from entrepot.service.target_places import PlaceNames

FLOWS: Mapping[str, str] = {
    "total foreign trade": "total", "foreign trade": "total", "total trade": "total",
    "exports": "exports", "total exports": "exports", "imports": "imports",
}  # fmt: skip
PEOPLE = ("permanent population", "resident population", "population")
SAME_SHARE = 0.005  # two figures of a year that differ by less were rounded otherwise
_NOT_KNOWN = ("target", "not found")
_PERIODS = {"year, revised": 2, "year": 1, "year, first figure": 0}
_PART = re.compile(r"\bperiod \d{4} \w")  # notes tell so where a value is of a part of its year
_COUNTED = ("people", "persons", "count")
_SCALE = re.compile("|".join(sorted(map(re.escape, SCALES), key=len, reverse=True)))


@dataclass(frozen=True, slots=True)
class Figure:
    """A value on record.

    Attributes:
        id: Row of the pack that tells it.
    """

    year: int
    value: float
    source: str
    status: Status
    id: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the pack as the record holds it.

    Attributes:
        place, indicator: Whose and what it is, as the record calls them.
        words: The indicator as the row words it, in both languages.
        period: As the row words it.
        value: None where it was looked for and not found.
        growth_pct: Growth told beside it [%].
        rank: Which of several of a year counts, the highest.
    """

    id: str
    place: str
    indicator: str
    words: tuple[str, str]
    year: int | None
    period: str
    value: float | None
    unit: str
    growth_pct: float | None
    rank: int
    source: str
    status: Status


class Record:
    """Every figure of a pack.

    Args:
        table: Rows of a table by its name.
        places: Places by name.
    """

    def __init__(self, table: Callable[[str], tuple[Any, ...]], places: PlaceNames) -> None:
        self.lines: dict[str, Line] = {}
        self._near: dict[tuple[str, str], list[Line]] = {}
        for one in _lines(table, places):
            self.lines.setdefault(one.id, one)
            self._near.setdefault((one.place, one.indicator), []).append(one)

    def figures(self, place: str, indicator: str, unit: str) -> Mapping[int, Figure]:
        """What is on record, by year, in a unit.

        Args:
            place: Place id.
            indicator: As `alike` names it.
            unit: Unit of the answer.
        """
        by_year: dict[int, list[Line]] = {}
        for one in self._near.get((place, indicator), ()):
            if one.year is not None and one.rank >= 0 and in_unit(one, unit) is not None:
                by_year.setdefault(one.year, []).append(one)
        chosen = {year: _chosen(lines, unit) for year, lines in by_year.items()}
        return {year: one for year, one in chosen.items() if one}

    def units(self, place: str, indicator: str) -> list[str]:
        """Units that years of an indicator are on record in."""
        near = self._near.get((place, indicator), ())
        return list(dict.fromkeys(one.unit for one in near if one.rank >= 0 and one.value))

    def conflicts(self, place: str, indicator: str, unit: str) -> list[Line]:
        """Rows of years that count as unknown, as they contradict one another."""
        known = self.figures(place, indicator, unit)
        return [one for one in self._near.get((place, indicator), ())
                if one.rank >= 0 and in_unit(one, unit) is not None
                and one.year not in known]  # fmt: skip

    def looked_for(self, place: str, indicator: str) -> list[Line]:
        """Rows that say that a figure was looked for and not found."""
        return [one for one in self._near.get((place, indicator), ()) if one.value is None]


def alike(indicator: str) -> str:
    """The name an indicator has on record.

    Example:
        >>> alike("Foreign trade"), alike("permanent population"), alike("GDP")
        ('total', 'population', 'gdp')
    """
    name = indicator.casefold().strip()
    return "population" if name in PEOPLE else FLOWS.get(name, name)


def figure_of(line: Line, unit: str, *, is_growth: bool = False) -> Figure | None:
    """The figure of a row in a unit, or the growth told beside it; None where there is none."""
    value = line.growth_pct if is_growth else in_unit(line, unit)
    if value is None or line.year is None:
        return None
    return Figure(line.year, value, line.source, line.status, line.id)


def in_unit(line: Line, unit: str) -> float | None:
    """The value of a row in a unit; None where the units differ by more than their scale."""
    return None if line.value is None else scaled(line.value, line.unit, unit)


def scaled(value: float, unit: str, wanted: str) -> float | None:
    """A value in another unit; None where they differ by more than their scale.

    Example:
        >>> scaled(40.0, "million EUR", "bn EUR"), scaled(1.0, "bn EUR", "bn USD")
        (0.04, None)
    """
    if unit == wanted:
        return value
    (of, base), (into, other) = _parts(unit), _parts(wanted)
    return value * of / into if base == other else None


def _parts(unit: str) -> tuple[float, str]:
    """Scale and what is left of a unit: `bn RMB` and `RMB bn` are the same."""
    found = _SCALE.search(unit)
    rest = (unit.replace(found[0], "", 1) if found else unit).strip()
    return SCALES[found[0]] if found else 1.0, "" if rest in _COUNTED else rest


def _chosen(lines: list[Line], unit: str) -> Figure | None:
    """The figure of a year; None where the best ones contradict one another."""
    best = max((one.rank, -STATUSES.index(one.status)) for one in lines)
    of_best = [one for one in lines if (one.rank, -STATUSES.index(one.status)) == best]
    found = [one for line in of_best if (one := figure_of(line, unit))]
    values = [one.value for one in found]
    if max(values) - min(values) > SAME_SHARE * max(map(abs, values)):
        return None
    return found[-1]


def _lines(
    table: Callable[[str], tuple[Any, ...]], places: PlaceNames
) -> Iterator[Line]:  # fmt: skip
    for row in table("indicators"):
        yield Line(row.id, places.named(row.geography).id, alike(row.indicator),
                   (row.indicator, ""), row.year, "year", row.value, row.unit, None,
                   -1 if _PART.search(row.note) else 1, row.source, row.status)  # fmt: skip
    for row in table("trade_series"):
        place = places.named(row.geography, row.geography_zh).id
        is_year = row.period == "year" and row.basis != "target"
        value = None if row.basis in _NOT_KNOWN else row.value
        yield Line(row.id, place, row.flow, (row.flow, row.flow_zh), row.year, row.period,
                   value, row.unit, row.growth_pct, 1 if is_year else -1,
                   row.source, row.status)  # fmt: skip
    for row in table("place_series"):
        yield Line(row.id, row.geography, alike(row.indicator),
                   (row.indicator, row.indicator_zh), row.year, row.period, row.value, row.unit,
                   row.growth_pct, _PERIODS.get(row.period, -1), row.source,
                   row.status)  # fmt: skip
    for row in table("products"):
        yield Line(row.id, "", row.product, (row.name, row.name_zh), None, row.period, row.value,
                   row.unit, row.growth_pct, -1, row.source, row.status)  # fmt: skip
    for row in table("clusters"):
        yield Line(row.id, row.place, f"cluster {row.id}", (row.name, row.name_zh),
                   row.target_year, "", row.target_value, row.unit, None, -1, row.source,
                   row.status)  # fmt: skip
