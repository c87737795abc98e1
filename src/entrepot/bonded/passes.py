"""Gate passes: lists bound to a vehicle, and its weight on the scale beside the declared one."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from entrepot.kernel.errors import Problem, RefusedError

DIRECTIONS = ("in", "out")


@dataclass(frozen=True, slots=True)
class Weighing:
    """A weight beside the declared one.

    Attributes:
        declared_kg: Gross mass of what the lists declare, with the empty vehicle [kg].
        weighed_kg: What the scale showed [kg].
        tolerance_pct: Most that both may differ, of the declared mass [%].
    """

    declared_kg: Decimal
    weighed_kg: Decimal
    tolerance_pct: Decimal

    @property
    def difference_pct(self) -> Fraction:
        """How much more was weighed than declared [%]."""
        return 100 * Fraction(self.weighed_kg - self.declared_kg) / Fraction(self.declared_kg)

    @property
    def is_within(self) -> bool:
        """Whether the difference is within the tolerance; at the bound it is."""
        return abs(self.difference_pct) <= Fraction(self.tolerance_pct)


def check_weight(weighing: Weighing, where: str) -> None:
    """Refuse a vehicle whose weight differs too much.

    Raises:
        RefusedError: `bonded.weight`.
    """
    if weighing.is_within:
        return
    told = f"{float(weighing.difference_pct):+.2f} %"
    weighed, declared, tolerance = (
        f"{one.normalize():f}"
        for one in (weighing.weighed_kg, weighing.declared_kg, weighing.tolerance_pct)
    )
    raise RefusedError(
        Problem(
            "bonded.weight", where,
            f"{weighed} kg were weighed and {declared} kg declared: "
            f"{told}, allowed are {tolerance} %.",
            "Count the goods, and correct the lists or the load.",
            message_zh=f"过磅{weighed}千克，申报{declared}千克，"
            f"相差{told}，容差{tolerance}%。",
        )
    )  # fmt: skip
