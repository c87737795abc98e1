"""Inventory counts and yield: what was found beside what the book says, within a tolerance."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from entrepot.bonded.consumption import Bill

Finding = Literal["equal", "within", "short", "surplus"]


@dataclass(frozen=True, slots=True)
class Count:
    """What was counted of an item.

    Attributes:
        item: Item of the book.
        expected: What the book says [the item's unit].
        counted: What was found.
        tolerance_pct: Loss that is written off without tax, of what came in [%].
        base: What the tolerance is of: what came in, with the opening.
    """

    item: str
    expected: Decimal
    counted: Decimal
    tolerance_pct: Decimal
    base: Decimal

    @property
    def difference(self) -> Decimal:
        """How much more was found than the book says."""
        return self.counted - self.expected

    @property
    def finding(self) -> Finding:
        """Equal, within the tolerance, short of it, or more than there should be."""
        if self.difference == 0:
            return "equal"
        if self.difference > 0:
            return "surplus"
        allowed = Fraction(self.base) * Fraction(self.tolerance_pct) / 100
        return "within" if -Fraction(self.difference) <= allowed else "short"

    @property
    def taxed(self) -> Decimal:
        """What a supplementary assessment is made on: all that is missing, past the tolerance."""
        return -self.difference if self.finding == "short" else Decimal(0)


@dataclass(frozen=True, slots=True)
class Yield:
    """Use of one material beside what the bill of materials allows.

    Attributes:
        material: Item of the book.
        expected: By the bill of materials [the material's unit].
        used: As it was told.
        tolerance_pct: Most it may differ, of the expected [%].
    """

    material: str
    expected: Decimal
    used: Decimal
    tolerance_pct: Decimal

    @property
    def difference_pct(self) -> Fraction | None:
        """How much more was used than expected [%]; None where nothing was expected."""
        if not self.expected:
            return None
        return 100 * Fraction(self.used - self.expected) / Fraction(self.expected)

    @property
    def is_within(self) -> bool:
        """Whether the use fits the bill."""
        told = self.difference_pct
        return self.used == 0 if told is None else abs(told) <= Fraction(self.tolerance_pct)


def check_yield(
    bill: Bill, units: Decimal, used: Mapping[str, Decimal], tolerance_pct: Decimal
) -> tuple[Yield, ...]:
    """Compare what was used for so many units of a product with its bill of materials.

    Materials of the bill that were not told count as not used; those the bill lacks as not
    expected.
    """
    expected = bill.consumption(units)
    materials = dict.fromkeys((*expected, *used))
    return tuple(
        Yield(one, expected.get(one, Decimal(0)), used.get(one, Decimal(0)), tolerance_pct)
        for one in materials
    )
