"""A target and its path: the growth it needs, how actual growth compares, how likely it is."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from entrepot.assess.forecast import Coverage, Walk, backtest
from entrepot.trade.targets import reaches

Way = Literal["geometric", "linear"]
WAYS: tuple[Way, ...] = ("geometric", "linear")
Standing = Literal["met", "on_track", "moderate", "insufficient", "moving_away", "unknown"]
BANDS: tuple[tuple[float, Standing], ...] = (
    (0.95, "on_track"), (0.60, "moderate"), (0.0, "insufficient"),
)  # fmt: skip
"""Least share of the growth needed; below the last a series moves away."""
_DOWN = ("<", "<=")


@dataclass(frozen=True, slots=True)
class Mark:
    """A value of a year; None is unknown."""

    year: int | None = None
    value: float | None = None

    @property
    def is_known(self) -> bool:
        """Whether both are."""
        return self.year is not None and self.value is not None


@dataclass(frozen=True, slots=True)
class Aim:
    """What is to be reached.

    Attributes:
        mark: Year and value.
        comparator: As packs write it.
        way: The path to it.
    """

    mark: Mark
    comparator: str = ">="
    way: Way = "geometric"


@dataclass(frozen=True, slots=True)
class Pace:
    """Growth that is needed and growth that there is.

    Attributes:
        required_pct, actual_pct: Compound growth a year since the base [%].
        path: Value by year from base to target.
        ratio: Actual over required growth.
        standing: By the bands; met where the value is there.
        reasons: Why what is None is unknown, a code by field.
    """

    required_pct: float | None
    actual_pct: float | None
    path: Mapping[int, float]
    ratio: float | None
    standing: Standing
    reasons: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Chance:
    """How likely a target is by a walk.

    Attributes:
        probability: 0 to 1; one of both where the year of the target is known.
        start: Where the walk starts.
        years: Years ahead.
        median, interval_80: Of the values in the year of the target.
        fan: Low, middle and high end of the 80 % interval by year.
        coverage: Of the intervals on the history.
        reason: Why it is unknown, a code.
    """

    probability: float | None = None
    start: Mark = field(default_factory=Mark)
    years: int | None = None
    median: float | None = None
    interval_80: tuple[float, float] | None = None
    fan: Mapping[int, tuple[float, float, float]] = field(default_factory=dict)
    coverage: Coverage | None = None
    reason: str = ""


def growth_pct(first: Mark, last: Mark) -> float | str:
    """Compound growth a year between two marks [%], or the code of why there is none.

    Example:
        >>> round(growth_pct(Mark(2018, 3.49), Mark(2020, 5)), 3)
        19.694
    """
    if first.year is None or first.value is None:
        return "base_missing"
    if last.year is None or last.value is None:
        return "target_missing"
    if first.value <= 0:
        return "base_not_positive"
    if last.value < 0:
        return "target_negative"
    if last.year <= first.year:
        return "not_after_base"
    return 100 * (math.pow(last.value / first.value, 1 / (last.year - first.year)) - 1)


def path_of(base: Mark, aim: Aim) -> Mapping[int, float]:
    """Value by year from base to target; empty where it cannot be told."""
    first, last = base, aim.mark
    if first.year is None or first.value is None or last.year is None or last.value is None:
        return {}
    if last.year <= first.year or (aim.way == "geometric" and min(first.value, last.value) <= 0):
        return {}
    whole = last.year - first.year
    at_rate = aim.way == "geometric"
    values = {
        year: first.value * math.pow(last.value / first.value, (year - first.year) / whole)
        if at_rate else first.value + (last.value - first.value) * (year - first.year) / whole
        for year in range(first.year, last.year)
    }  # fmt: skip
    return {**values, last.year: last.value}


def pace_of(base: Mark, aim: Aim, actual: Mark) -> Pace:
    """Growth needed and growth there is, with the standing that follows.

    Args:
        base: Where the path starts.
        aim: The target.
        actual: The last known value.
    """
    required, grown = growth_pct(base, aim.mark), growth_pct(base, actual)
    if grown == "target_missing":
        grown = "actual_missing"
    elif grown == "target_negative":
        grown = "actual_negative"
    reasons = {
        name: told
        for name, told in (("required_cagr_pct", required), ("actual_cagr_pct", grown))
        if isinstance(told, str)
    }
    needed = None if isinstance(required, str) else required
    there = None if isinstance(grown, str) else grown
    ratio = None
    if needed is not None and there is not None and needed != 0:
        ratio = there / needed
    elif needed == 0:
        reasons["pace_ratio"] = "no_growth_needed"
    else:
        reasons["pace_ratio"] = next(iter(reasons.values()))
    standing = _standing(aim, actual, needed, ratio)
    if standing == "unknown":
        reasons["status"] = reasons["pace_ratio"]
    return Pace(needed, there, path_of(base, aim), ratio, standing, reasons)


def _standing(aim: Aim, actual: Mark, needed: float | None, ratio: float | None) -> Standing:
    if actual.value is None or aim.mark.value is None:
        return "unknown"
    if reaches(actual.value, aim.comparator, aim.mark.value):
        return "met"
    if needed is None:
        return "unknown"
    if (needed >= 0) if aim.comparator in _DOWN else (needed <= 0):
        return "moving_away"  # the base was there already
    if ratio is None:
        return "unknown"
    return next((name for least, name in BANDS if ratio >= least), "moving_away")


def outcome_of(aim: Aim, actual: Mark) -> Literal["reached", "missed"] | None:
    """Whether the value of the year of a target reached it; None where that is not known.

    Example:
        >>> outcome_of(Aim(Mark(2022, 7.0), "~"), Mark(2022, 1.2))
        'missed'
    """
    if actual.year is None or actual.value is None or actual.year != aim.mark.year:
        return None
    if aim.mark.value is None:
        return None
    return "reached" if reaches(actual.value, aim.comparator, aim.mark.value) else "missed"


def chance_of(
    aim: Aim, marks: list[Mark], walk: Walk | None, history: Mapping[int, float]
) -> Chance:  # fmt: skip
    """How likely a target is.

    Args:
        aim: The target.
        marks: Known values, the surest last; the walk starts at the latest of them.
        walk: What drives the series; None where its history is too short.
        history: Values above 0 by year, for the backtest.
    """
    known = [one for one in marks if one.is_known]
    start = max(known, key=lambda one: one.year or 0, default=Mark()) if known else Mark()
    start = next((one for one in reversed(known) if one.year == start.year), start)
    year, wanted = aim.mark.year, aim.mark.value
    if year is None or wanted is None:
        return Chance(start=start, reason="target_missing")
    if start.year is None or start.value is None:
        return Chance(reason="start_missing")
    years = year - start.year
    if years == 0:
        met = reaches(start.value, aim.comparator, wanted)
        at_end = (start.value,) * 3
        return Chance(float(met), start, 0, start.value, at_end[:2], {year: at_end})
    reason = _hindrance(start.value, years, walk)
    if reason or walk is None:
        return Chance(start=start, years=years if years >= 0 else None, reason=reason)
    fan = {
        start.year + h: (low, walk.median(start.value, h), high)
        for h in range(years + 1)
        for low, high in [walk.interval(start.value, h)]
    }
    low, median, high = fan[year]
    return Chance(
        walk.probability(start.value, years, aim.comparator, wanted), start, years, median,
        (low, high), fan, backtest(history, 1, distribution=walk.distribution) if history else None,
    )  # fmt: skip


def _hindrance(start: float, years: int, walk: Walk | None) -> str:
    """Code of why nothing can be told, empty where it can."""
    if start <= 0:
        return "start_not_positive"
    if years < 0:
        return "target_past"
    return "history_short" if walk is None else ""
