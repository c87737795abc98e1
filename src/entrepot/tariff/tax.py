"""Import tax and export refund: VAT on what enters, VAT given back on what leaves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from entrepot.kernel.money import Money
from entrepot.region.model import Market, Refund, Vat
from entrepot.tariff.charge import Charge, State
from entrepot.tariff.duty import add_known, round_charge
from entrepot.tariff.evaluation import Exchange, change
from entrepot.tariff.law import find_closest
from entrepot.tariff.units import EXACT

# Stages an import tax adds to the customs value, where it adds freight: on a FOB value the
# way to the border, on a CIF value the way on to the first destination.
VAT_STAGES: Mapping[str, tuple[str, ...]] = {"FOB": ("main", "insurance"), "CIF": ("delivery",)}


def charge_vat(
    row: Vat | None,
    market: Market | None,
    *,
    country: str,
    customs_value: Money | None,
    duties: Sequence[Charge],
    stages: Mapping[str, Money | None],
    exchange: Exchange,
) -> Charge:
    """Charge import VAT on the customs value, the duties and the freight the market adds.

    Args:
        row: The tax row of the country, None when no rate is known.
        market: Customs territory, None when unknown; its basis decides which freight is added.
        country: Country of import.
        customs_value: Customs value as the duties were charged on, None when unknown.
        duties: Charges that enter the base; one unknown makes the tax unknown.
        stages: Cost of each stage of the journey for this line of goods.
        exchange: Rates of the day.
    """
    blank = Charge("import_vat", "unknown", None, kind="vat", regime=row.tax if row else "")
    if row is None or row.rate_pct is None:
        need = row.note if row and row.note else f"the rate of import VAT of {country}"
        return _with(blank, row, needs=(need,))
    rate = f"{row.rate_pct:f} %"
    if not row.rate_pct:
        zero = Money(Decimal(0), market.currency if market else "XXX")
        return _with(blank, row, state="zero_by_law", amount=zero, rate=rate)
    parts = {"the customs value": customs_value}
    for duty in duties:
        parts[duty.what] = duty.amount
    if market and market.vat_adds_freight:
        parts |= {stage: stages[stage] for stage in VAT_STAGES[market.basis]}
    if customs_value is None or market is None:
        return _with(blank, row, rate=rate, needs=("the customs value",))
    local = {
        name: amount and change(amount, customs_value.currency, exchange)
        for name, amount in parts.items()
    }
    base = add_known(list(local.values()))
    if base is None:
        lacking = tuple(name for name, amount in local.items() if amount is None)
        return _with(blank, row, rate=rate, needs=lacking)
    base = base.rounded()
    amount = round_charge(base * EXACT.divide(row.rate_pct, Decimal(100)), market)
    working = f"({' + '.join(str(a.rounded()) for a in local.values() if a)}) x {rate}"
    return _with(blank, row, state="computed", amount=amount, base=base, rate=rate, working=working)


def _with(
    blank: Charge,
    row: Vat | None,
    *,
    state: State = "unknown",
    amount: Money | None = None,
    base: Money | None = None,
    rate: str = "",
    working: str = "",
    needs: tuple[str, ...] = (),
) -> Charge:
    return Charge(
        what=blank.what, state=state, amount=amount, base=base, rate=rate, working=working,
        rule=f"Import {row.tax} of {row.country}" if row else "Import VAT",
        source=row.source if row else "", status=row.status if row else "unverified",
        kind=blank.kind, regime=blank.regime, needs=needs, note=row.note if row else "",
    )  # fmt: skip


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
    row = find_closest(code, on, rows)
    others = [r for r in rows if r.hs_code.startswith(code) and r.hs_code != code and on in r.valid]
    if row is None and len(code) > 6 and not others:
        return refund_vat(code[:6], exporter, on, rows, base)
    if row is None or any(r.refund_pct != row.refund_pct for r in others):
        return _unknown_refund(code, exporter, on, row, others)
    if row.refund_pct is None:
        return _refund(row, "unknown", None, needs=(row.note or f"the refund rate of {code}",))
    rate = f"{row.refund_pct:f} %"
    if not row.refund_pct:
        zero = base.amount and Money(Decimal(0), base.amount.currency)
        return _refund(row, "zero_by_law", zero, rate=rate, note=_cancelled(row))
    if base.amount is None:
        return _refund(row, "unknown", None, rate=rate, needs=base.needs)
    amount = (base.amount * EXACT.divide(row.refund_pct, Decimal(100))).rounded()
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


def _unknown_refund(
    code: str, exporter: str, on: date, row: Refund | None, others: Sequence[Refund]
) -> Charge:
    if not others:
        need = f"the export refund rate of {code} in {exporter} on {on}"
        return Charge("export_vat_refund", "unknown", None, kind="refund", needs=(need,))
    lines = [*([row] if row else []), *others]
    told = "; ".join(
        f"{r.hs_code}: {'unknown' if r.refund_pct is None else f'{r.refund_pct:f} %'}"
        for r in lines
    )
    question = f"Which line of {exporter} under {code}? Known: {told}."
    need = f"the exporter's national line under {code} ({told})"
    return Charge(
        "export_vat_refund", "unknown", None, kind="refund", needs=(need,), question=question,
        source=others[0].source, status=others[0].status,
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
