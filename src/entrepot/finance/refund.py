"""Export VAT refund of a case: traders by purchase invoices, manufacturers by what they export.

Each line's amounts round once, half up to the minor unit, and are then added.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from entrepot.kernel.money import Money, total
from entrepot.kernel.period import Period
from entrepot.kernel.source import Status
from entrepot.tariff.units import EXACT

Kind = Literal["trader", "manufacturer"]
Terms = Literal["FOB", "CFR", "CIF"]
KINDS: tuple[Kind, ...] = ("trader", "manufacturer")
TERMS: tuple[Terms, ...] = ("FOB", "CFR", "CIF")
CLASSES = ("I", "II", "III", "IV")
NEEDS_RECEIPTS = "IV"
LAW = "Caishui (2012) 39, section 5, as recalled (unverified)"
_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the working.

    Attributes:
        what: Name of the amount, as the answer calls it.
        line: Number of the line from 1, 0 for the whole case.
        formula: How it was found, in figures.
        amount: What came out.
    """

    what: str
    line: int
    formula: str
    amount: Money


# Rates


@dataclass(frozen=True, slots=True)
class RateRow:
    """A refund rate with the export days it holds for.

    Attributes:
        hs: National line, or its six digits.
        refund_pct: Rate [%]; None is unknown.
        valid: Export days.
        source: Where it was read.
        status: Standing of the row.
    """

    hs: str
    refund_pct: Decimal | None
    valid: Period
    source: str = ""
    status: Status = "unverified"


def pick_rate(hs: str, on: date, rows: Sequence[RateRow]) -> RateRow | None:
    """The row of a national line on its day of export, else of its six digits.

    Args:
        hs: National line, digits only.
        on: Day of export on the declaration; the day of lodging does not count.
        rows: Rows that do not overlap; see `find_overlaps`.
    """
    for code in dict.fromkeys((hs, hs[:6])):
        for row in rows:
            if row.hs == code and on in row.valid and row.refund_pct is not None:
                return row
    return None


def find_overlaps(rows: Sequence[RateRow]) -> list[tuple[int, int]]:
    """Places of two rows of one code that share a day of export."""
    return [
        (first, second)
        for second, later in enumerate(rows)
        for first, earlier in enumerate(rows[:second])
        if earlier.hs == later.hs and earlier.valid.overlaps(later.valid)
    ]


# Lines


@dataclass(frozen=True, slots=True)
class Price:
    """What was declared for a line.

    Attributes:
        terms: FOB, CFR or CIF.
        value: In the money of the invoice.
        freight, insurance: In the same money; None where none is stated.
        fx: So much of the home money for one.
    """

    terms: Terms
    value: Money
    freight: Money | None = None
    insurance: Money | None = None
    fx: Decimal = Decimal(1)

    def fob(self, currency: str) -> tuple[Money, str]:
        """FOB value in the home money, rounded half up, and how it was found.

        Freight is taken off a CFR or CIF value, insurance off a CIF value.
        """
        parts = [self.value]
        if self.terms != "FOB" and self.freight is not None:
            parts.append(self.freight)
        if self.terms == "CIF" and self.insurance is not None:
            parts.append(self.insurance)
        left = parts[0] - total(parts[1:], self.value.currency)
        told = " - ".join(f"{part.amount:f}" for part in parts)
        told = f"({told})" if len(parts) > 1 and self.fx != 1 else told
        told += f" x {self.fx:f}" if self.fx != 1 else ""
        return left.convert(self.fx, currency).rounded(), f"{self.terms} {told}"


@dataclass(frozen=True, slots=True)
class Rates:
    """What a line is levied and refunded at.

    Attributes:
        levy_pct: VAT of the good at home [%].
        refund_pct: Rate of refund [%], at most the levy.
    """

    levy_pct: Decimal
    refund_pct: Decimal

    @property
    def lost_pct(self) -> Decimal:
        """What is not refunded [%]."""
        return self.levy_pct - self.refund_pct


@dataclass(frozen=True, slots=True)
class LineAmounts:
    """A line with its amounts, each rounded once.

    Attributes:
        base: FOB value of a manufacturer, net purchase of a trader; bonded material is off it.
        lost: Non-deductible of a manufacturer, to cost of a trader.
        back: Share of the cap of a manufacturer, refund of a trader.
    """

    base: Money
    rates: Rates
    lost: Money
    back: Money


def share(base: Money, pct: Decimal) -> Money:
    """So many percent of an amount, rounded half up once."""
    return (base * EXACT.divide(pct, _HUNDRED)).rounded()


def work_out(base: Money, rates: Rates) -> LineAmounts:
    """The two amounts of a line."""
    return LineAmounts(base, rates, share(base, rates.lost_pct), share(base, rates.refund_pct))


# Cases


@dataclass(frozen=True, slots=True)
class TraderRefund:
    """What a trading firm gets back.

    Attributes:
        refund: Net purchases at the refund rates.
        to_cost: The rest of the VAT on them, which becomes cost.
        lines: Line by line.
        working: Every step.
    """

    refund: Money
    to_cost: Money
    lines: tuple[LineAmounts, ...]
    working: tuple[Step, ...]


def refund_trader(purchases: Sequence[tuple[Money, Rates]], currency: str) -> TraderRefund:
    """Refund a trading firm: net purchase x refund rate; levy less refund rate goes to cost.

    Example:
        >>> net = Money(Decimal("250000.00"), "CNY")
        >>> told = refund_trader([(net, Rates(Decimal(13), Decimal(9)))], "CNY")
        >>> print(told.refund, "and", told.to_cost)
        22500.00 CNY and 10000.00 CNY

    Source:
        Caishui (2012) 39, section 5, as recalled (unverified).
    """
    lines = tuple(work_out(net, rates) for net, rates in purchases)
    refund = total((line.back for line in lines), currency).rounded()
    to_cost = total((line.lost for line in lines), currency).rounded()
    working = (*_line_steps(lines, "to_cost", "refund"), *_sums(lines, "to_cost", "refund"))
    return TraderRefund(refund, to_cost, lines, working)


@dataclass(frozen=True, slots=True)
class InputTax:
    """VAT of a manufacturer's period, in the home money.

    Attributes:
        input_vat: On what was bought.
        output_vat: On what was sold at home.
        brought_forward: Credit left from the period before.
        bonded_material: Duty-free bonded material in the exports, at the first line's rates.
    """

    input_vat: Money
    output_vat: Money
    brought_forward: Money
    bonded_material: Money


@dataclass(frozen=True, slots=True)
class ManufacturerRefund:
    """What a manufacturer owes, gets back and carries forward: exempt, credit and refund.

    Attributes:
        non_deductible: Input VAT that exports may not credit.
        payable: VAT still owed at home, never below zero.
        ending_credit: Input VAT left over, never below zero.
        cap: Most that can come back.
        refund: The lesser of credit and cap.
        credited: The rest of the cap, credited against sales at home.
        carry_forward: Credit left after the refund.
        lines: Line by line, bonded material taken off the first.
        working: Every step.
    """

    non_deductible: Money
    payable: Money
    ending_credit: Money
    cap: Money
    refund: Money
    credited: Money
    carry_forward: Money
    lines: tuple[LineAmounts, ...]
    working: tuple[Step, ...]


def refund_manufacturer(
    exports: Sequence[tuple[Money, Rates]], period: InputTax
) -> ManufacturerRefund:
    """Refund a manufacturer by exempting, crediting and refunding.

    Args:
        exports: FOB value in the home money and rates of each line, one at least.
        period: VAT of the period.

    Returns:
        The amounts; `refund` and `credited` add up to `cap`.

    Raises:
        ValueError: The bonded material is worth more than what was exported.

    Source:
        Caishui (2012) 39, section 5, as recalled (unverified).
    """
    currency = period.input_vat.currency
    lines = _less_bonded(exports, period.bonded_material)
    lost = total((line.lost for line in lines), currency).rounded()
    cap = total((line.back for line in lines), currency).rounded()
    if cap.amount < 0 or lost.amount < 0:
        raise ValueError("bonded material is worth more than the exports it went into")
    owed = period.output_vat - (period.input_vat - lost) - period.brought_forward
    nothing = Money(Decimal(0), currency).rounded()
    payable, credit = (owed, nothing) if owed.amount > 0 else (nothing, nothing - owed)
    refund = min(credit, cap, key=lambda money: money.amount)
    working = (
        *_line_steps(lines, "non_deductible", "cap"), *_sums(lines, "non_deductible", "cap"),
        *_manufacturer_steps(period, lost, owed, credit, cap, refund),
    )  # fmt: skip
    return ManufacturerRefund(
        lost, payable, credit, cap, refund, cap - refund, credit - refund, lines, working
    )


def _less_bonded(exports: Sequence[tuple[Money, Rates]], bonded: Money) -> tuple[LineAmounts, ...]:
    (first, rates), *others = exports
    return tuple(work_out(base, own) for base, own in ((first - bonded, rates), *others))


# Working


def _line_steps(lines: Sequence[LineAmounts], lost: str, back: str) -> list[Step]:
    steps = []
    for number, line in enumerate(lines, start=1):
        rates, base = line.rates, f"{line.base.amount:f}"
        loss = f"{base} x ({rates.levy_pct:f} - {rates.refund_pct:f}) %"
        steps.append(Step(lost, number, loss, line.lost))
        steps.append(Step(back, number, f"{base} x {rates.refund_pct:f} %", line.back))
    return steps


def _sums(lines: Sequence[LineAmounts], lost: str, back: str) -> list[Step]:
    return [_sum(lost, [line.lost for line in lines]), _sum(back, [line.back for line in lines])]


def _sum(what: str, amounts: Sequence[Money]) -> Step:
    told = " + ".join(f"{money.amount:f}" for money in amounts)
    return Step(what, 0, told, total(amounts, amounts[0].currency).rounded())


def _manufacturer_steps(
    period: InputTax, lost: Money, owed: Money, credit: Money, cap: Money, refund: Money
) -> list[Step]:
    balance = (
        f"{period.output_vat.amount:f} - ({period.input_vat.amount:f} - {lost.amount:f})"
        f" - {period.brought_forward.amount:f}"
    )
    side = "payable" if owed.amount > 0 else "ending_credit"
    formula = balance if side == "payable" else f"-({balance})"
    return [
        Step(side, 0, formula, owed if side == "payable" else credit),
        Step("refund", 0, f"min({credit.amount:f}, {cap.amount:f})", refund),
        Step("credited", 0, f"{cap.amount:f} - {refund.amount:f}", cap - refund),
        Step("carry_forward", 0, f"{credit.amount:f} - {refund.amount:f}", credit - refund),
    ]
