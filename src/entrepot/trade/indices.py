"""Measures of a table of trade: growth and what contributed to it, shares, concentration, margins.

Everything is exact: fractions of whole minor units, made numbers of a report only at the end.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

Values = Mapping[str, int]  # minor units by key


def growth(before: int | None, after: int | None) -> Fraction | None:
    """Change as a share of before; unknown where either is, or where before is nothing."""
    if before is None or after is None or before == 0:
        return None
    return Fraction(after - before, before)


def contributions(before: Values, after: Values) -> dict[str, Fraction] | None:
    """What each key adds to the growth of the whole; they add up to it exactly.

    Source:
        UN IMTS 2010 Compilers Manual, contributions to growth: (v1 - v0) / V0.
    """
    whole = sum(before.values())
    if not whole:
        return None
    return {
        key: Fraction(after.get(key, 0) - before.get(key, 0), whole)
        for key in sorted({*before, *after})
    }


def shares(values: Values) -> dict[str, Fraction] | None:
    """Share of each key in the whole; None where the whole is nothing."""
    whole = sum(values.values())
    return {key: Fraction(value, whole) for key, value in values.items()} if whole else None


def herfindahl(values: Values) -> Fraction | None:
    """Sum of squared shares, from 1/n to 1.

    Source:
        Hirschman (1945), Herfindahl (1950); as in UNCTAD's concentration index before it is
        normalised.
    """
    found = shares(values)
    return sum((share**2 for share in found.values()), Fraction(0)) if found else None


def largest(values: Values, count: int = 4) -> Fraction | None:
    """Share of the largest few keys together: CR4."""
    found = shares(values)
    return sum(sorted(found.values())[-count:], Fraction(0)) if found else None


@dataclass(frozen=True, slots=True)
class Margins:
    """A change in trade by what was there before: it adds up exactly.

    Attributes:
        existing: Change of keys that were and are traded [minor units].
        new: Value of keys that were not traded before.
        lost: Value, below zero, of keys that are traded no more.
    """

    existing: int
    new: int
    lost: int

    @property
    def change(self) -> int:
        """The whole change."""
        return self.existing + self.new + self.lost


def margins(before: Values, after: Values) -> Margins:
    """Split a change into the intensive and the extensive margins."""
    both = [key for key in after if before.get(key) and after[key]]
    return Margins(
        sum(after[key] - before[key] for key in both),
        sum(value for key, value in after.items() if not before.get(key)),
        -sum(value for key, value in before.items() if not after.get(key)),
    )
