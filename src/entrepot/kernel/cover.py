"""What a release may lean on: security that is reserved, used or freed."""

from dataclasses import dataclass, replace
from typing import Protocol

from entrepot.kernel.errors import Problem, RefusedError
from entrepot.kernel.money import Money


class Cover(Protocol):
    """Security behind a duty that is not paid yet.

    Reserved and used together never exceed what is there.
    """

    def reserve(self, amount: Money) -> "Cover":
        """Set an amount aside.

        Raises:
            RefusedError: Less is free.
        """

    def free(self, amount: Money) -> "Cover":
        """Give back what was set aside.

        Raises:
            ValueError: Less is set aside.
        """

    def use(self, amount: Money) -> "Cover":
        """Take what was set aside to pay the duty.

        Raises:
            ValueError: Less is set aside.
        """


@dataclass(frozen=True, slots=True)
class CashDeposit:
    """Money a firm has deposited with customs.

    Attributes:
        ceiling: What was deposited.
        reserved: Set aside for declarations that were released on it.
        used: Taken to pay.

    Example:
        >>> from decimal import Decimal
        >>> hundred = Money(Decimal(100), "CNY")
        >>> CashDeposit(hundred).reserve(Money(Decimal(30), "CNY")).available.amount
        Decimal('70')
    """

    ceiling: Money
    reserved: Money | None = None
    used: Money | None = None

    @property
    def available(self) -> Money:
        """What can still be reserved."""
        taken = [part for part in (self.reserved, self.used) if part is not None]
        return self.ceiling - sum(taken[1:], taken[0]) if taken else self.ceiling

    def reserve(self, amount: Money) -> "CashDeposit":
        """Set an amount aside.

        Raises:
            RefusedError: Less is free.
        """
        if amount.amount > self.available.amount:
            raise RefusedError(
                Problem(
                    "guarantee.limit", "cover", f"The guarantee has only {self.available} free.",
                    "Pay, or deposit more.", message_zh=f"担保可用额度仅{self.available}。",
                )
            )  # fmt: skip
        return replace(self, reserved=self._reserved + amount)

    def free(self, amount: Money) -> "CashDeposit":
        """Give back what was set aside.

        Raises:
            ValueError: Less is set aside.
        """
        return replace(self, reserved=self._less(amount))

    def use(self, amount: Money) -> "CashDeposit":
        """Take what was set aside to pay the duty.

        Raises:
            ValueError: Less is set aside.
        """
        used = self.used + amount if self.used else amount
        return replace(self, reserved=self._less(amount), used=used)

    @property
    def _reserved(self) -> Money:
        return self.reserved or self.ceiling * 0

    def _less(self, amount: Money) -> Money:
        if amount.amount > self._reserved.amount:
            raise ValueError(f"{amount} is more than the {self._reserved} set aside")
        return self._reserved - amount
