"""Export VAT refund: the rate of the day of export, and what a firm gets back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from entrepot.kernel.money import Money
from entrepot.region.law import Refund
from entrepot.tariff.charge import Charge, State
from entrepot.tariff.law import find_closest
from entrepot.tariff.units import EXACT

Treatment = Literal["refund", "taxed_as_domestic", "unknown"]


@dataclass(frozen=True, slots=True)
class Found:
    """The refund rows that speak of a code on a day.

    Attributes:
        row: The closest row on the code or above it, None when there is none.
        below: Rows on national lines below the code.
    """

    row: Refund | None
    below: tuple[Refund, ...] = ()

    @property
    def lines(self) -> tuple[Refund, ...]:
        """All rows that the code may mean."""
        return (*((self.row,) if self.row else ()), *self.below)

    @property
    def is_open(self) -> bool:
        """Whether the rate depends on the national line below the code."""
        return len({row.refund_pct for row in self.lines}) > 1 or (
            self.row is None and bool(self.below)
        )


def find_refund(code: str, on: date, rows: Sequence[Refund]) -> Found:
    """The rows of a code on its day of export; of its six digits where it has none itself.

    Args:
        code: National line of the exporting country, or the subheading; digits only.
        on: Day of export on the declaration.
        rows: Refund rows of that country.
    """
    row = find_closest(code, on, rows)
    below = tuple(
        r for r in rows if r.hs_code.startswith(code) and r.hs_code != code and on in r.valid
    )
    if row is None and len(code) > 6 and not below:
        return find_refund(code[:6], on, rows)
    return Found(row, below)


@dataclass(frozen=True, slots=True)
class RefundRate:
    """The refund rate of a good on a day of export.

    Attributes:
        row: The row it rests on, None when nothing is known.
        treatment: refund; taxed_as_domestic where the rate is 0, since a cancelled refund is
            no exemption; unknown.
        first, last: Days of export the rate holds for, both inside; None is open.
        changes_on: First day of another rate, None when none is known.
        next_pct: That rate [%], None when it is unknown.
        lines: National lines to choose from, where they differ.
    """

    row: Refund | None
    treatment: Treatment
    first: date | None = None
    last: date | None = None
    changes_on: date | None = None
    next_pct: Decimal | None = None
    lines: tuple[Refund, ...] = ()

    @property
    def refund_pct(self) -> Decimal | None:
        """The rate [%], None when unknown."""
        return None if self.row is None or self.treatment == "unknown" else self.row.refund_pct


def find_rate(code: str, on: date, rows: Sequence[Refund]) -> RefundRate:
    """The refund rate of a good by the day of export on its declaration.

    Args:
        code: National line of the exporting country, or the subheading; digits only.
        on: Day of export.
        rows: Refund rows of that country.
    """
    found = find_refund(code, on, rows)
    if found.is_open:
        return RefundRate(found.row, "unknown", lines=found.lines)
    row = found.row
    if row is None or row.refund_pct is None:
        return RefundRate(row, "unknown")
    last = row.valid_to and row.valid_to - timedelta(days=1)
    after = find_refund(code, row.valid_to, rows) if row.valid_to else Found(None)
    return RefundRate(
        row, "refund" if row.refund_pct else "taxed_as_domestic", row.valid_from, last,
        changes_on=row.valid_to,
        next_pct=after.row.refund_pct if after.row and not after.is_open else None,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ProducerRefund:
    """A producer's exempt, credit and refund sum of a period, each line rounded once.

    Attributes:
        non_creditable: Input VAT that exports may not credit.
        cap: Most that can come back: the FOB value at the refund rate.
        payable: VAT still owed at home, zero when input VAT is left over.
        credit_left: Input VAT left over after home sales.
        refund: What comes back: the lesser of what is left over and the cap.
        carried_forward: What is left over beyond the refund.
    """

    non_creditable: Money
    cap: Money
    payable: Money
    credit_left: Money
    refund: Money
    carried_forward: Money


def refund_trader(net: Money, refund_pct: Decimal) -> Money:
    """What a trading firm gets back: its net purchase invoice at the refund rate, rounded once.

    Example:
        >>> print(refund_trader(Money(Decimal(200000), "CNY"), Decimal(9)))
        18000.00 CNY

    Source:
        Caishui (2012) 39, section 5, as recalled (unverified).
    """
    return _share(net, refund_pct)


def refund_producer(
    fob: Money, input_vat: Money, home_vat: Money, *, vat_pct: Decimal, refund_pct: Decimal
) -> ProducerRefund:
    """What a producer gets back by the exempt, credit and refund method.

    Args:
        fob: FOB value of the period's exports.
        input_vat: VAT on what was bought, with what was carried forward to this period.
        home_vat: VAT on what was sold at home.
        vat_pct: VAT rate of the good at home [%].
        refund_pct: Rate of refund [%].

    Source:
        Caishui (2012) 39, section 5, as recalled (unverified).
    """
    non_creditable = _share(fob, vat_pct - refund_pct)
    cap = _share(fob, refund_pct)
    owed = home_vat - (input_vat - non_creditable)
    nothing = Money(Decimal(0), fob.currency).rounded()
    payable, credit = (owed, nothing) if owed.amount > 0 else (nothing, nothing - owed)
    refund = min(credit, cap, key=lambda money: money.amount)
    return ProducerRefund(non_creditable, cap, payable, credit, refund, credit - refund)


def _share(money: Money, pct: Decimal) -> Money:
    return (money * EXACT.divide(pct, Decimal(100))).rounded()


@dataclass(frozen=True, slots=True)
class RefundBase:
    """What a refund is a share of.

    Attributes:
        amount: Net purchase invoice, or the FOB value standing in for it; None if unknown.
        is_invoice: Whether it is the net purchase invoice.
        needs: What must be known to find it.
    """

    amount: Money | None
    is_invoice: bool
    needs: tuple[str, ...] = ()


def refund_vat(
    code: str, exporter: str, on: date, rows: Sequence[Refund], base: RefundBase
) -> Charge:
    """Work out the VAT the exporter gets back, by the day of export.

    A refund of zero on a taxed good is a cancelled refund: nothing comes back and the
    export is taxed like a sale at home, which the note says.

    Args:
        code: National line of the exporting country, or the subheading.
        exporter: Country of export.
        on: Day of export on the declaration.
        rows: Refund rows of that country.
        base: What the rate is applied to.
    """
    found = find_refund(code, on, rows)
    row = found.row
    if row is None or found.is_open:
        return _unknown_refund(code, exporter, on, found)
    if row.refund_pct is None:
        return _refund(row, "unknown", None, needs=(row.note or f"the refund rate of {code}",))
    rate = f"{row.refund_pct:f} %"
    if not row.refund_pct:
        zero = base.amount and (base.amount * 0).rounded()
        return _refund(row, "zero_by_law", zero, rate=rate, note=_cancelled(row))
    if base.amount is None:
        return _refund(row, "unknown", None, rate=rate, needs=base.needs)
    amount = _share(base.amount, row.refund_pct)
    working = f"{base.amount} x {rate}"
    on_what = "the net purchase invoice" if base.is_invoice else "the FOB value"
    note = f"on {on_what}" if base.is_invoice else _stand_in(on_what)
    return _refund(row, "computed", amount, rate=rate, working=working, base=base.amount, note=note)


def _stand_in(on_what: str) -> str:
    return f"on {on_what}; a trading firm's refund rests on its net purchase invoice"


def _cancelled(row: Refund) -> str:
    if not row.vat_pct:
        return "no VAT at home and none refunded"
    return f"no refund: taxed like a sale at home, output VAT of {row.vat_pct:f} % is due"


def _unknown_refund(code: str, exporter: str, on: date, found: Found) -> Charge:
    if not found.below:
        need = f"the export refund rate of {code} in {exporter} on {on}"
        return Charge("export_vat_refund", "unknown", None, kind="refund", needs=(need,))
    lines = found.lines
    told = "; ".join(
        f"{r.hs_code}: {'unknown' if r.refund_pct is None else f'{r.refund_pct:f} %'}"
        for r in lines
    )
    question = f"Which line of {exporter} under {code}? Known: {told}."
    need = f"the exporter's national line under {code} ({told})"
    return Charge(
        "export_vat_refund", "unknown", None, kind="refund", needs=(need,), question=question,
        source=found.below[0].source, status=found.below[0].status,
    )  # fmt: skip


def _refund(
    row: Refund,
    state: State,
    amount: Money | None,
    *,
    rate: str = "",
    working: str = "",
    base: Money | None = None,
    needs: tuple[str, ...] = (),
    note: str = "",
) -> Charge:
    return Charge(
        what="export_vat_refund", state=state, amount=amount, base=base, rate=rate,
        working=working, rule=f"Export VAT refund of {row.country} on {row.hs_code}, {row.valid}",
        source=row.source, status=row.status, kind="refund", needs=needs,
        note="; ".join(filter(None, (note, row.note))),
    )  # fmt: skip
