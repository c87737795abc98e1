"""The growth of a region beside that of the nation: classical shift-share, which adds up exactly.

What a region would have gained at the nation's pace, what its mix of goods adds to that, and what
it did better or worse than the nation in each good.

Source: Dunn (1960), A statistical and analytical technique for regional analysis; the change of
each good is x G (national) + x (g - G) (mix) + x (r - g) (regional).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from entrepot.kernel.errors import ModelError, Problem

Values = Mapping[str, int]  # minor units by good


@dataclass(frozen=True, slots=True)
class Shift:
    """What a good, or the whole, gained by each part [minor units].

    Attributes:
        change: All that was gained.
        national: At the pace of the nation's whole trade.
        mix: By the nation's pace in the good beside that of its whole trade.
        regional: By the region's pace in the good beside the nation's.
    """

    change: Fraction
    national: Fraction
    mix: Fraction
    regional: Fraction

    def __add__(self, other: "Shift") -> "Shift":
        return Shift(
            self.change + other.change, self.national + other.national, self.mix + other.mix,
            self.regional + other.regional,
        )  # fmt: skip


NOTHING = Shift(Fraction(0), Fraction(0), Fraction(0), Fraction(0))


def shift_share(
    before: Values, after: Values, nation_before: Values, nation_after: Values
) -> dict[str, Shift]:
    """The parts of each good's change.

    A good the nation did not trade before has no pace of its own: what the region gained in it is
    all regional.

    Args:
        before: The region's trade by good.
        after: The same later.
        nation_before: The nation's, the region within it.
        nation_after: The same later.

    Raises:
        ModelError: The nation traded nothing before.
    """
    whole = sum(nation_before.values())
    if not whole:
        raise ModelError(
            Problem("trade.nation_nothing", "nation", "traded nothing before.",
                    "Compare with a period in which it did.", message_zh="全国基期贸易额为零。")
        )  # fmt: skip
    pace = Fraction(sum(nation_after.values()) - whole, whole)
    return {
        good: _shift(before.get(good, 0), after.get(good, 0), pace,
                     _pace(nation_before.get(good, 0), nation_after.get(good, 0), pace))
        for good in sorted({*before, *after})
    }  # fmt: skip


def _pace(before: int, after: int, otherwise: Fraction) -> Fraction:
    return Fraction(after - before, before) if before else otherwise


def _shift(before: int, after: int, whole: Fraction, good: Fraction) -> Shift:
    national, mix = before * whole, before * (good - whole)
    change = Fraction(after - before)
    return Shift(change, national, mix, change - national - mix)
