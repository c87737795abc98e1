"""How a market rounds: each charge once, and at the steps that its dated rows name."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import Literal, TypeAlias

from entrepot.kernel.money import Money
from entrepot.kernel.source import weakest
from entrepot.region.law import Market, Rounding
from entrepot.tariff.charge import Charge
from entrepot.tariff.units import EXACT

Step: TypeAlias = Literal["customs_value", "duty", "tax_base", "tax"]
_MODES = {"down": ROUND_DOWN, "half_up": ROUND_HALF_UP}


@dataclass(frozen=True, slots=True)
class Rounded:
    """An amount after a step.

    Attributes:
        amount: What it is rounded to.
        note: What the step changed, for the working; empty where nothing.
        row: The row that says so, None where none changed it.
    """

    amount: Money
    note: str = ""
    row: Rounding | None = None


def round_base(step: Step, amount: Money, market: Market, rows: Iterable[Rounding]) -> Rounded:
    """Round what a rate is taken of, where a row says how; else it stays as it is.

    Args:
        step: Which value it is.
        amount: The value.
        market: Customs territory.
        rows: Rows in force on the day.
    """
    row = _find(step, amount, market, rows)
    return Rounded(amount) if row is None else _at(row, amount, f"{step} {amount}")


def round_charge(step: Step, amount: Money, market: Market, rows: Iterable[Rounding]) -> Rounded:
    """Round a charge as a row says; else as the market does, or to the minor unit.

    Args:
        step: duty or tax.
        amount: The charge, exact.
        market: Customs territory.
        rows: Rows in force on the day.
    """
    row = _find(step, amount, market, rows)
    if row is not None:
        return _at(row, amount, str(amount.rounded()))
    if market.duty_digits is None or amount.currency != market.currency:
        return Rounded(amount.rounded())
    unit = Decimal(1).scaleb(-market.duty_digits)
    return Rounded(_to(unit, market.duty_rounding, amount))


def note_rounding(charge: Charge, *steps: Rounded | None) -> Charge:
    """A charge with what its steps changed behind its working, and who says so."""
    done = [step for step in steps if step and step.row]
    rows = [step.row for step in done if step.row]
    sources = dict.fromkeys([charge.source, *(row.source for row in rows)])
    return replace(
        charge,
        working="; ".join(filter(None, [charge.working, *(step.note for step in done)])),
        source="; ".join(filter(None, sources)),
        status=weakest([charge.status, *(row.status for row in rows)]),
    )


def _find(step: Step, amount: Money, market: Market, rows: Iterable[Rounding]) -> Rounding | None:
    if amount.currency != market.currency:
        return None
    return next((row for row in rows if row.step == step), None)


def _at(row: Rounding, amount: Money, before: str) -> Rounded:
    after = _to(row.unit, row.how, amount)
    if after.amount == amount.amount:
        return Rounded(after)
    if row.how == "down":
        return Rounded(after, f"{before} cut down to {after}", row)
    return Rounded(after, f"{before} rounded to {after}", row)


def _to(unit: Decimal, how: str, amount: Money) -> Money:
    """So many units of money as the amount holds, or is nearest to."""
    many = EXACT.divide(amount.amount, unit).quantize(Decimal(1), _MODES[how], EXACT)
    return Money(EXACT.multiply(many, unit), amount.currency).rounded()
