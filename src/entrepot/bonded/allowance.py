"""What a person may bring in by e-commerce in a year: reserved, used, and given back."""

from dataclasses import dataclass, replace
from decimal import Decimal

from entrepot.kernel.errors import Problem, RefusedError

RESERVE, USE, GIVE_BACK = "reserve", "use", "give_back"


@dataclass(frozen=True, slots=True)
class Allowance:
    """The allowance of one person in one calendar year [money of the pack].

    A list reserves its value when it is accepted and uses it when the goods are released; what
    is refused or returned is given back.

    Attributes:
        ceiling: What the law allows.
        used: Of released lists.
        reserved: Of accepted lists not yet released.

    Example:
        >>> Allowance(Decimal("26000"), Decimal("25000")).reserve(Decimal("900")).remaining
        Decimal('100')
    """

    ceiling: Decimal
    used: Decimal = Decimal(0)
    reserved: Decimal = Decimal(0)

    @property
    def taken(self) -> Decimal:
        """Used and reserved together."""
        return self.used + self.reserved

    @property
    def remaining(self) -> Decimal:
        """What may still be brought in; never below zero, also after a lower ceiling."""
        return max(self.ceiling - self.taken, Decimal(0))

    def holds(self, amount: Decimal) -> bool:
        """Whether so much more may be reserved."""
        return self.taken + amount <= self.ceiling

    def reserve(self, amount: Decimal) -> "Allowance":
        """Reserve for an accepted list.

        Raises:
            RefusedError: The year has less left.
        """
        if not self.holds(amount):
            raise RefusedError(beyond_the_year(self, amount))
        return replace(self, reserved=self.reserved + amount)

    def use(self, amount: Decimal) -> "Allowance":
        """Count what was reserved as used: the goods were released.

        Raises:
            ValueError: Less is reserved.
        """
        if amount > self.reserved:
            raise ValueError("more is used than was reserved")
        return replace(self, reserved=self.reserved - amount, used=self.used + amount)

    def give_back(self, amount: Decimal, *, was_used: bool) -> "Allowance":
        """Give back what a list took: it was refused, or its goods were returned.

        Raises:
            ValueError: Less was taken.
        """
        if amount > (self.used if was_used else self.reserved):
            raise ValueError("more is given back than was taken")
        if was_used:
            return replace(self, used=self.used - amount)
        return replace(self, reserved=self.reserved - amount)


def beyond_the_year(allowance: Allowance, amount: Decimal, source: str = "") -> Problem:
    """The problem of a list beyond the allowance of the year."""
    return Problem(
        "ecommerce.annual_limit", "buyer",
        f"{amount} is above what is left of the year: {allowance.remaining} of "
        f"{allowance.ceiling}.",
        "The goods may come in as general trade, with full duty and tax.", source,
        f"{amount}元超过年度剩余额度{allowance.remaining}元（年度限值{allowance.ceiling}元），"
        "可按一般贸易办理。",
    )  # fmt: skip
