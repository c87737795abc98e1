"""What looks odd in a pack or is not certain; nothing here refuses it."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from entrepot.kernel.errors import Problem
from entrepot.kernel.geography import great_circle_km
from entrepot.region.cells import BROKEN
from entrepot.region.checks import Sheets, ancestors
from entrepot.region.columns import Column, Columns
from entrepot.region.sheet import Sheet

LONGEST_DETOUR = 3.0  # a way more than so many times the great circle is odd
ROUNDING_KM = 1.0  # lengths are printed to the kilometre
LONELY_KM = 1500.0  # a place so far from all others of its country is odd
FEWEST_OTHERS = 3  # places a country must have before one of them can be far from the others
CELL_DEGREES = 5.0
SCALES = {
    "thousand": 1e3, "10,000": 1e4, "万": 1e4,
    "million": 1e6, "亿": 1e8, "billion": 1e9, "bn": 1e9, "trillion": 1e12, "tn": 1e12,
}  # fmt: skip
_SCALE = re.compile("|".join(sorted(map(re.escape, SCALES), key=len, reverse=True)))

Point = tuple[float, float]


def warn(columns: Columns, sheets: Sheets) -> Iterator[Problem]:
    """Find what is odd or uncertain in the rows asked about.

    Args:
        columns: The description of all columns.
        sheets: Every table with its layers; only sheets marked as own are looked at, the
            others give the places they name.
    """
    own = [sheet for layers in sheets.values() for sheet in layers if sheet.is_own]
    depths = _Depths(sheets["places"])
    points = _points(sheets["places"])
    for sheet in own:
        for column in columns[sheet.table].values():
            yield from _implausible(column, sheet, depths)
        yield from _unverified(sheet)
    by_table = {sheet.table: sheet for sheet in own}
    if "services" in by_table:
        yield from _unscheduled(by_table["services"])
    if "timetable" in by_table:
        yield from _never(by_table["timetable"])
        yield from _differing(by_table["timetable"], sheets["services"])
    if "borders" in by_table:
        yield from _untimed(by_table["borders"])
    if "links" in by_table:
        yield from _detours(by_table["links"], points)
    if "places" in by_table:
        yield from _lonely(by_table["places"], sheets["places"])


class _Depths:
    """How far below the root a place lies, by its id or its name."""

    def __init__(self, layers: Sequence[Sheet]) -> None:
        self.parents: dict[str, Any] = {}
        self.ids: dict[str, str] = {}
        for sheet in layers:
            for place, name, parent in sheet.keys(("id", "name", "parent")):
                if BROKEN not in (place, name):
                    self.parents[place] = parent
                    self.ids[name.casefold()] = self.ids[place.casefold()] = place

    def of(self, geography: str) -> int:
        """Steps up to the root; 0 for what is not a place below one."""
        place = self.ids.get(geography.casefold().replace(" ", "_"))
        place = place or self.ids.get(geography.casefold())
        return len(ancestors(place, self.parents)) if place else 0


def _implausible(column: Column, sheet: Sheet, depths: _Depths) -> Iterator[Problem]:
    low, high = column.plausible_low, column.plausible_high
    if low is None and high is None:
        return
    for i, value in enumerate(sheet.values[column.name]):
        if value is None or value is BROKEN:
            continue
        size = _scaled(column, sheet, i, value)
        is_odd = (low is not None and size < low) or (high is not None and size > high)
        if is_odd and _is_spoken_of(column, sheet, i, depths):
            unit = f" {column.unit}" if column.unit else ""
            message = f"{size:.15g}{unit} is hard to believe."
            hint = "Check the figure and its unit; keep it if the source says so."
            yield Problem("pack.implausible", sheet.where(i, column.name), message, hint)


def _scaled(column: Column, sheet: Sheet, i: int, value: Any) -> float:
    """The value; where its bounds have a condition, in single units of what it counts."""
    if column.plausible_if is None:
        return float(value)
    unit = sheet.values["unit"][i]
    found = _SCALE.search(unit) if unit is not BROKEN else None
    return float(value) * (SCALES[found[0]] if found else 1.0)


def _is_spoken_of(column: Column, sheet: Sheet, i: int, depths: _Depths) -> bool:
    if column.plausible_if is None:
        return True
    name, pattern = column.plausible_if
    text, geography = sheet.values[name][i], sheet.values["geography"][i]
    if BROKEN in (text, geography) or not pattern.search(text):
        return False
    return depths.of(geography) >= column.plausible_level


def _unverified(sheet: Sheet) -> Iterator[Problem]:
    count = sum(status == "unverified" for status in sheet.values["status"])
    if count:
        message = f"{count} of {len(sheet.rows)} rows are unverified."
        hint = "Confirm them in a source and change their status."
        yield Problem("pack.unverified", sheet.file, message, hint)


def _unscheduled(sheet: Sheet) -> Iterator[Problem]:
    names = ("use", "departures_per_week", "price")
    for i, (use, departures, price) in enumerate(sheet.keys(names)):
        if use == "offered" and not departures:
            message, hint = "is offered but never departs.", "Give departures a week."
            where = sheet.where(i, "departures_per_week")
            yield Problem("pack.unscheduled", where, message, hint)
        if use == "offered" and price is None:
            message, hint = (
                "is offered without a price.",
                "Give a price; a rate is used until then.",
            )
            yield Problem("pack.unpriced", sheet.where(i, "price"), message, hint)


def _never(sheet: Sheet) -> Iterator[Problem]:
    """Rows of a timetable by which nothing ever leaves."""
    for i, (days, dates, every, week) in enumerate(
        sheet.keys(("days", "dates", "every_weeks", "week"))
    ):
        if BROKEN in (days, dates, every, week) or dates:
            continue
        if not days:
            message, hint = "names no day on which it leaves.", "Give days or dates."
            yield Problem("pack.timetable", sheet.where(i, "days"), message, hint)
        elif week >= every:
            message = f"is week {week} of {every}, counted from 0: it never leaves."
            yield Problem("pack.timetable", sheet.where(i, "week"), message, "Count from 0.")


def _differing(sheet: Sheet, layers: Sequence[Sheet]) -> Iterator[Problem]:
    """Services whose timetable leaves at least a tenth more or less often than they say."""
    said = {
        service: often
        for layer in layers
        for service, often in layer.keys(("id", "departures_per_week"))
        if BROKEN not in (service, often) and often
    }
    found: defaultdict[str, float] = defaultdict(float)
    first: dict[str, int] = {}
    ends = ("service", "days", "every_weeks", "dates", "valid_from", "valid_to")
    for i, (service, days, every, *others) in enumerate(sheet.keys(ends)):
        if BROKEN in (service, days, every, *others) or any(others):
            said.pop(service, None)  # not the same the whole year round
            continue
        first.setdefault(service, i)
        found[service] += len(set(days)) / every
    for service, i in first.items():
        often = said.get(service)
        if often and abs(found[service] - often) > often / 10:
            message = f"leaves {found[service]:g} times a week, services.csv says {often:g}."
            hint = "Mend one of the two."
            yield Problem("pack.timetable", sheet.where(i, "service"), message, hint)


def _untimed(sheet: Sheet) -> Iterator[Problem]:
    for i, times in enumerate(sheet.keys(("p50_h", "p90_h"))):
        if None in times:
            message, hint = "has no crossing time.", "A default is used; give P50 and P90."
            yield Problem("pack.default", sheet.where(i, "p50_h"), message, hint)


def _points(layers: Sequence[Sheet]) -> dict[str, Point]:
    return {
        place: (lat, lon)
        for sheet in layers
        for place, lat, lon in sheet.keys(("id", "lat", "lon"))
        if BROKEN not in (place, lat, lon)
    }


def _detours(sheet: Sheet, points: Mapping[str, Point]) -> Iterator[Problem]:
    for i, (start, end, km) in enumerate(sheet.keys(("from_place", "to_place", "km"))):
        if km is None or km is BROKEN or start not in points or end not in points:
            continue
        straight = great_circle_km(*points[start], *points[end])
        if km + ROUNDING_KM < straight:
            message = f"{km:g} km is shorter than the great circle, {straight:.0f} km."
        elif km > LONGEST_DETOUR * straight + ROUNDING_KM:
            message = (
                f"{km:g} km is over {LONGEST_DETOUR:g} times the great circle, {straight:.0f} km."
            )
        else:
            continue
        hint = "Check the length and the coordinates of both ends."
        yield Problem("pack.distance", sheet.where(i, "km"), message, hint)


def _lonely(sheet: Sheet, layers: Sequence[Sheet]) -> Iterator[Problem]:
    """Places far from all others of their country, as when a digit or a sign slipped."""
    names = ("id", "country", "lat", "lon")
    rows = [row for layer in layers for row in layer.keys(names) if BROKEN not in row]
    peers: defaultdict[str, list[Point]] = defaultdict(list)
    crowded: defaultdict[tuple[str, int, int], int] = defaultdict(int)
    for _, country, lat, lon in rows:
        peers[country].append((lat, lon))
        crowded[country, *_cell(lat, lon)] += 1
    for i, (place, country, lat, lon) in enumerate(sheet.keys(names)):
        if BROKEN in (place, country, lat, lon) or crowded[country, *_cell(lat, lon)] > 1:
            continue
        others = [point for point in peers[country] if point != (lat, lon)]
        if len(others) < FEWEST_OTHERS:
            continue
        km = min(great_circle_km(lat, lon, *point) for point in others)
        if km > LONELY_KM:
            message = f"lies {km:.0f} km from the next place of {country}."
            hint = "Check latitude and longitude; keep them if it is an outlying part."
            yield Problem("pack.position", sheet.where(i, "lat"), message, hint)


def _cell(lat: float, lon: float) -> tuple[int, int]:
    return int(lat // CELL_DEGREES), int(lon // CELL_DEGREES)
