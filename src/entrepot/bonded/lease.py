"""Goods leased into the region: duty and tax on each rent, and on the residual when bought."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from entrepot.kernel.money import Money, total

End = Literal["return", "buy"]
ENDS: tuple[End, ...] = ("return", "buy")


@dataclass(frozen=True, slots=True)
class Rent:
    """One rent: when it falls due and how much it is."""

    due_on: date
    amount: Money


@dataclass(frozen=True, slots=True)
class Lease:
    """A lease.

    Attributes:
        rents: In the order of the contract, in one currency.
        duty_pct: Rate of duty [%].
        vat_pct: Rate of VAT [%].
        end: What becomes of the goods: they go back, or they are bought.
        residual: Price when they are bought; None where they go back.
    """

    rents: tuple[Rent, ...]
    duty_pct: Decimal
    vat_pct: Decimal
    end: End
    residual: Money | None = None


@dataclass(frozen=True, slots=True)
class Levied:
    """Duty and VAT on one amount."""

    base: Money
    duty: Money
    vat: Money
    due_on: date | None = None

    @property
    def total(self) -> Money:
        """Duty and VAT together."""
        return self.duty + self.vat


@dataclass(frozen=True, slots=True)
class Plan:
    """What a lease owes: on each rent, at its end, and in all."""

    instalments: tuple[Levied, ...]
    end: Levied

    @property
    def total(self) -> Money:
        """All duty and VAT of the lease."""
        parts: Sequence[Levied] = (*self.instalments, self.end)
        return total((one.total for one in parts), self.end.base.currency)


def plan_lease(lease: Lease) -> Plan:
    """Work out what a lease owes; goods that go back owe nothing at the end.

    Example:
        >>> hundred = Money(Decimal("100000.00"), "CNY")
        >>> lease = Lease((Rent(date(2026, 3, 1), hundred),), Decimal(1), Decimal(13), "return")
        >>> print(plan_lease(lease).total)
        14130.00 CNY

    Source:
        Design of the window 4.10: leasing is assessed per instalment on the rent, at the end
        on the residual value; 4.6 (8): VAT falls on the value with the duty.
    """
    instalments = tuple(levy(rent.amount, lease, rent.due_on) for rent in lease.rents)
    nothing = lease.rents[0].amount * 0
    bought = lease.residual if lease.end == "buy" and lease.residual else nothing
    return Plan(instalments, levy(bought.rounded(), lease))


def levy(base: Money, lease: Lease, due_on: date | None = None) -> Levied:
    """Duty on an amount, and VAT on the amount with its duty; each rounds once, half up."""
    duty = (base * (lease.duty_pct / 100)).rounded()
    vat = ((base + duty) * (lease.vat_pct / 100)).rounded()
    return Levied(base, duty, vat, due_on)
