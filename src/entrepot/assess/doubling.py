"""A whole that is to double, split over its parts each month: what each owes and what it brought.

Each part is asked for its share of the base, so the parts add up to the whole exactly. By a month
of a year it owes its share of the path, as far as the season of past years lets one expect:

    owed = base of the part x 2^((year - base year) / (end - base year)) x expected share
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Doubling:
    """What is to be reached from what.

    Attributes:
        base_year, end_year: First and last year.
        factor: Last over first.
    """

    base_year: int
    end_year: int
    factor: int = 2

    def level(self, year: int) -> float:
        """What a year is to be, over the base, on the path of one rate.

        Example:
            >>> Doubling(2020, 2024).level(2022) ** 2
            2.0000000000000004
        """
        return math.pow(self.factor, (year - self.base_year) / (self.end_year - self.base_year))


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the whole in a year.

    Attributes:
        key: What it is: a firm, a chapter of goods, a place.
        base: Value of the base year, in minor units.
        at_end: What it is to be in the last year, in minor units.
        owed: What it is to have brought so far this year; None where the season is unknown.
        so_far: What it brought, in minor units.
        gap: So far less owed.
        pace: So far over owed; None for a part that had no base.
    """

    key: str
    base: int
    at_end: int
    owed: int | None
    so_far: int
    gap: int | None
    pace: float | None


def split(
    doubling: Doubling, year: int, base: Mapping[str, int], so_far: Mapping[str, int],
    expected: float | None,
) -> list[Part]:  # fmt: skip
    """The parts of a doubling in a year, the furthest behind first.

    Args:
        doubling: What is to be reached.
        year: The year that is under way.
        base: Value of each part in the base year.
        so_far: Value of each part in the months of the year that are known.
        expected: Share of a year that these months are by past seasons; None is unknown.
    """
    step = None if expected is None else doubling.level(year) * expected
    parts = [
        _part(doubling, key, base.get(key, 0), so_far.get(key, 0), step)
        for key in sorted({*base, *so_far})
    ]
    return sorted(parts, key=lambda one: (one.gap if one.gap is not None else 0, -one.base))


def _part(
    doubling: Doubling, key: str, base: int, so_far: int, step: float | None
) -> Part:  # fmt: skip
    owed = None if step is None else round(base * step)
    gap = None if owed is None else so_far - owed
    at_end = base * doubling.factor
    return Part(key, base, at_end, owed, so_far, gap, so_far / owed if owed else None)
