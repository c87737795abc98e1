"""How far a year is on its way to its goal, held against how far such years were by then.

    completion = so far / goal        expected = mean over past years of (so far / whole year)
    pace = completion / expected      likely = so far / expected

A year of equal months is as far on its way as its time: expected is then the share of the year
that is over.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

MONTHS = 12


@dataclass(frozen=True, slots=True)
class InYear:
    """Where a year stands after some of its months.

    Attributes:
        year, months: The year, and how many of its months are known from the first on.
        so_far: Their sum.
        completion: Share of the goal that it is.
        elapsed: Share of the year that is over.
        expected: Share that past years had by then, their mean; None without a whole past year.
        of_years: Share that each past year had by then.
        pace: Completion over what was expected; 1 is on its way.
        likely, range: Whole year at the mean, and at the extremes, of the past shares.
        reason: Code of why pace is unknown, empty where it is known.
    """

    year: int
    months: int
    so_far: float | None = None
    completion: float | None = None
    elapsed: float | None = None
    expected: float | None = None
    of_years: Mapping[int, float] | None = None
    pace: float | None = None
    likely: float | None = None
    range: tuple[float, float] | None = None
    reason: str = ""


def in_year(values: Mapping[int, float], year: int, goal: float | None) -> InYear:
    """How far a year is on its way.

    Args:
        values: Values by month [yyyymm]; a month that is not there is unknown.
        year: The year.
        goal: What it is to reach; None is unknown.

    Example:
        >>> even = {y * 100 + m: 10.0 for y in (2024, 2025) for m in range(1, 13)}
        >>> found = in_year({**even, 202601: 12.0, 202602: 12.0}, 2026, 120.0)
        >>> found.completion, round(found.expected, 6), round(found.pace, 6)
        (0.2, 0.166667, 1.2)
    """
    months = _known_months(values, year)
    if not months:
        return InYear(year, 0, reason="no_months")
    so_far = math.fsum(values[one] for one in _first(year, months))
    elapsed = months / MONTHS
    shares = past_shares(values, year, months)
    told = InYear(year, months, so_far, elapsed=elapsed, of_years=shares)
    completion = so_far / goal if goal is not None and goal > 0 else None
    if not shares:
        return replace(told, completion=completion, reason="no_past_year")
    expected = math.fsum(shares.values()) / len(shares)
    if expected <= 0:
        return replace(told, completion=completion, reason="past_is_zero")
    likely = so_far / expected
    ends = [so_far / one for one in shares.values() if one > 0]
    pace = None if completion is None else completion / expected
    return replace(
        told, completion=completion, expected=expected, pace=pace, likely=likely,
        range=(min(ends), max(ends)), reason="no_goal" if pace is None else "",
    )  # fmt: skip


def past_shares(values: Mapping[int, float], year: int, months: int) -> dict[int, float]:
    """Share of each whole past year that its first months were.

    Args:
        values: Values by month [yyyymm].
        year: Years before it count, those of which all months are known and the sum is above 0.
        months: How many months.
    """
    found = {}
    for past in sorted({one // 100 for one in values if one // 100 < year}):
        if _known_months(values, past) == MONTHS:
            whole = math.fsum(values[one] for one in _first(past, MONTHS))
            if whole > 0:
                found[past] = math.fsum(values[one] for one in _first(past, months)) / whole
    return found


def _known_months(values: Mapping[int, float], year: int) -> int:
    """Months of a year that are known from the first on, without a gap."""
    return next((n for n in range(MONTHS) if year * 100 + n + 1 not in values), MONTHS)


def _first(year: int, months: int) -> list[int]:
    return [year * 100 + month for month in range(1, months + 1)]
