"""The growth of a place over some years, from the figures that were published about it.

Published growth is no series of measurements: figures are revised, worked out from one another,
given in two currencies or by two definitions, and an average growth does not say between which
years. A review puts the figures side by side, tells the growth that follows from them, and flags
what does not fit or cannot be told; it decides nothing.

Source: United Nations, International Merchandise Trade Statistics: Compilers Manual (2013),
chapters 15 and 19, on revisions and on growth in two currencies; for intervals of rounded
figures, Moore (1966), Interval Analysis.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

TOTAL, PARTS = "total", ("exports", "imports")
_HALF = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class Stated:
    """A figure as it was published.

    Attributes:
        id: Of the record.
        flow: What is counted: total, exports, imports, or a total by another definition.
        unit: Of the value, such as bn USD.
        year: Of the value; the last where `since` is told.
        value: None where only a growth is stated.
        growth: Against the year before, or the average a year where `since` is told [%].
        since: First year of an average.
        is_derived: It was worked out from other figures.
    """

    id: str
    flow: str
    unit: str
    year: int
    value: Decimal | None
    growth: Decimal | None = None
    since: int | None = None
    is_derived: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """A year of a series.

    Attributes:
        year: The year.
        stated: Its figures; of several that disagree none is chosen.
        value: The value; None where it is unknown or figures disagree.
        growth: What follows from two values [%].
        fits: Whether the stated growth can be true of the rounded values; None where that
            cannot be told.
    """

    year: int
    stated: tuple[Stated, ...]
    value: Decimal | None
    growth: Decimal | None
    fits: bool | None

    @property
    def stated_growth(self) -> Decimal | None:
        """The growth that was published, where one figure tells it [%]."""
        told = {one.growth for one in self.stated if one.growth is not None}
        return told.pop() if len(told) == 1 else None


@dataclass(frozen=True, slots=True)
class Series:
    """The years of one definition in one unit.

    Attributes:
        flow, unit: What is counted, and in what.
        steps: The year before the first, and each year.
        pace: Average growth a year over all steps; None where an end is unknown [%].
    """

    flow: str
    unit: str
    steps: tuple[Step, ...]
    pace: Decimal | None


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to understand an average growth.

    Attributes:
        since: Year it starts from.
        steps: Steps to its last year.
        start: Value of that year.
        implied: Value it leads to.
        stated: Value of the last year.
        pace: Average growth that follows from both values [%].
        fits: Whether the average can be true of the rounded values.
        proves: Whether the last value is known by itself, and not by the average.
    """

    since: int
    steps: int
    start: Decimal | None
    implied: Decimal | None
    stated: Decimal | None
    pace: Decimal | None
    fits: bool | None
    proves: bool


@dataclass(frozen=True, slots=True)
class Contribution:
    """What a part adds to the growth of the total in a year; None where it is unknown.

    Attributes:
        flow, unit, year: Of the part.
        points: Percentage points.
        share: Of the total of that year [%].
    """

    flow: str
    unit: str
    year: int
    points: Decimal | None
    share: Decimal | None


def review(figures: Iterable[Stated], first: int, last: int) -> tuple[Series, ...]:
    """The series that tell something of the years, each with its growth; totals come first.

    Args:
        figures: Of one place.
        first: First year of growth; values are asked for from the year before.
        last: Last year.
    """
    found: dict[tuple[str, str], dict[int, list[Stated]]] = {}
    for one in figures:
        if one.since is None and first - 1 <= one.year <= last:
            years = found.setdefault((one.flow, one.unit), {})
            years.setdefault(one.year, []).append(one)
    return tuple(
        _series(flow, unit, found[flow, unit], first, last)
        for flow, unit in sorted(found, key=lambda one: (not is_total(one[0]), one))
    )


def is_total(flow: str) -> bool:
    """Whether a flow is the total, by whichever definition."""
    return flow.split()[0] == TOTAL


def _series(
    flow: str, unit: str, years: Mapping[int, list[Stated]], first: int, last: int
) -> Series:
    steps: list[Step] = []
    for year in range(first - 1, last + 1):
        stated = tuple(years.get(year, ()))
        before = steps[-1].value if steps else None
        value = _agreed(stated)
        grown = None if before is None or value is None else growth(before, value)
        steps.append(Step(year, stated, value, grown, _fits(before, value, stated)))
    return Series(flow, unit, tuple(steps), _pace(steps[0], steps[-1]))


def _pace(before: Step, after: Step) -> Decimal | None:
    if before.value is None or after.value is None:
        return None
    return pace(before.value, after.value, after.year - before.year)


def _agreed(stated: Iterable[Stated]) -> Decimal | None:
    told = {one.value for one in stated if one.value is not None}
    return told.pop() if len(told) == 1 else None


def growth(before: Decimal, after: Decimal) -> Decimal | None:
    """Growth [%]; None from a value that is not above zero."""
    return 100 * (after / before - 1) if before > 0 else None


def pace(before: Decimal, after: Decimal, steps: int) -> Decimal | None:
    """Average growth a year over some steps [%]; None where a value is not above zero."""
    if before <= 0 or after <= 0 or steps < 1:
        return None
    return 100 * ((after / before) ** (Decimal(1) / steps) - 1)


def span(value: Decimal) -> tuple[Decimal, Decimal]:
    """The values that are written so when they are rounded to its digits."""
    half = _HALF.scaleb(int(value.as_tuple().exponent))
    return value - half, value + half


def _fits(
    before: Decimal | None, after: Decimal | None, stated: Iterable[Stated], steps: int = 1
) -> bool | None:
    told = [one.growth for one in stated if one.growth is not None]
    if not told or before is None or after is None:
        return None
    (low, high), (least, most) = span(before), span(after)
    if low <= 0 or least <= 0:
        return None
    slowest, fastest = pace(high, least, steps), pace(low, most, steps)
    assert slowest is not None
    assert fastest is not None
    return all(slowest <= top and bottom <= fastest for bottom, top in map(span, told))


def readings(average: Stated, series: Series) -> tuple[Reading, ...]:
    """Both ways to understand an average: from the year before its first, or from its first.

    Args:
        average: A figure with `since` and `growth`.
        series: The series it speaks of, from the year before its first.
    """
    steps = {one.year: one for one in series.steps}
    since = int(average.since or 0)
    starts = (year for year in (since - 1, since) if year < average.year)
    return tuple(_reading(average, steps, year) for year in starts)


def _reading(average: Stated, steps: Mapping[int, Step], since: int) -> Reading:
    count = average.year - since
    start, end = steps.get(since), steps.get(average.year)
    if start is None or start.value is None:
        return Reading(since, count, None, None, end.value if end else None, None, None, False)
    implied = start.value * (1 + (average.growth or Decimal(0)) / 100) ** count
    if end is None or end.value is None:
        return Reading(since, count, start.value, implied, None, None, None, False)
    return Reading(
        since, count, start.value, implied, end.value, _pace(start, end),
        _fits(start.value, end.value, (average,), count),
        not any(one.is_derived for one in end.stated),
    )  # fmt: skip


def contributions(series: Iterable[Series]) -> tuple[Contribution, ...]:
    """What exports and imports add to the growth of the total, by year and unit that tells any."""
    by_key = {(one.flow, one.unit): one for one in series}
    found = []
    for unit in sorted(
        {unit for flow, unit in by_key if flow in PARTS and (TOTAL, unit) in by_key}
    ):
        whole = by_key[TOTAL, unit].steps
        for flow in PARTS:
            own = by_key.get((flow, unit))
            values = {one.year: one.value for one in own.steps} if own else {}
            pairs = pairwise(whole)
            found += [_contribution(flow, unit, *pair, values) for pair in pairs]
    return tuple(found)


def _contribution(
    flow: str, unit: str, before: Step, after: Step, values: Mapping[int, Decimal | None]
) -> Contribution:
    was, now = values.get(before.year), values.get(after.year)
    whole, base = after.value, before.value
    points = None if was is None or now is None or not base else 100 * (now - was) / base
    share = None if now is None or not whole else 100 * now / whole
    return Contribution(flow, unit, after.year, points, share)
