"""The lines of a landed cost, and their sum."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from entrepot.kernel.money import Money
from entrepot.kernel.source import Source
from entrepot.tariff.charge import Charge, Saving
from entrepot.tariff.duty import Duty
from entrepot.tariff.evaluation import Exchange, change
from entrepot.tariff.national import add_known
from entrepot.tariff.value import STAGES, Valued

# Lines that the total does not add: goods begin it, tax stands apart, refunds are the seller's.
_UNCITED = Source("", "unverified")
_APART = ("goods", "import_vat", "export_vat_refund")


@dataclass(frozen=True, slots=True)
class LandedLine:
    """One line of a landed cost.

    Attributes:
        charge: What it is, its state, amount, base, rate, working, rule and source.
        payer: buyer or seller.
        in_price: Whether the invoice price already includes it.
        in_invoice: The amount in the currency of the invoice, None when unknown.
        goods_line: Number of the line of goods from 1, None for the whole consignment.
    """

    charge: Charge
    payer: str
    in_price: bool
    in_invoice: Money | None
    goods_line: int | None = None


@dataclass(frozen=True, slots=True)
class Landed:
    """What a consignment costs the buyer, delivered.

    Attributes:
        complete: Nothing is unknown and nothing uncovered.
        missing: What is, as `what: why`.
        total: Goods, freight, insurance and duties the buyer pays, in the invoice currency;
            without import VAT, which stands apart since it may be recoverable. Where a line
            is missing this is the least it can be.
        vat: Import VAT in the invoice currency, None when unknown.
        refund: Export VAT the seller gets back in the invoice currency, None when unknown;
            not taken off the total.
        saving: Preferences not claimed, and what they would save.
        lines: All lines in order.
        duties: The duty answer of each line of goods, with its candidates.
    """

    complete: bool
    missing: tuple[str, ...]
    total: Money
    vat: Money | None
    refund: Money | None
    saving: tuple[Saving, ...]
    lines: tuple[LandedLine, ...]
    duties: tuple[Duty, ...]


@dataclass(frozen=True, slots=True)
class Work:
    """One line of goods worked out."""

    duty: Duty
    vat: Charge
    refund: Charge
    value: Valued


def sum_up(
    price: Money,
    stages: Mapping[str, Money | None],
    works: Sequence[Work],
    *,
    included: Collection[str],
    exchange: Exchange,
    cited: Mapping[str, Source],
) -> Landed:
    """Lay out all lines and add up what the buyer pays.

    Args:
        price: Invoice price of all goods.
        stages: Cost of each stage in the currency of the price.
        works: The lines of goods worked out.
        included: Stages the price includes; `duty` among them under DDP.
        exchange: Rates of the day, for duties in another currency.
        cited: Source of each stage's cost.
    """
    goods = Charge(
        "goods", "computed", price, base=price, rule="Invoice price",
        source="as told in the request", status="published",
    )  # fmt: skip
    lines = [LandedLine(goods, "buyer", True, price), *_carriage(stages, included, cited)]
    for number, work in enumerate(works, start=1):
        lines += _at_border(work, included, price.currency, exchange, number)
    missing = dict.fromkeys(
        (*_missing_stages(lines), *_missing_charges(works), *_missing_rates(lines))
    )
    return Landed(
        complete=not missing,
        missing=tuple(missing),
        total=_total(price, lines, exchange),
        vat=_sum_of("import_vat", lines),
        refund=_sum_of("export_vat_refund", lines),
        saving=tuple(saving for work in works for saving in work.duty.saving),
        lines=tuple(lines),
        duties=tuple(work.duty for work in works),
    )


def _carriage(
    stages: Mapping[str, Money | None],
    included: Collection[str],
    cited: Mapping[str, Source],
) -> Iterable[LandedLine]:
    for stage, what in STAGES.items():
        cost, inside = stages[stage], stage in included
        rule = "included in the price" if inside else "paid beside the price"
        source = cited.get(stage, _UNCITED)
        charge = Charge(
            what, "unknown" if cost is None else "computed", cost, rule=rule,
            source=source.text, status=source.status,
        )  # fmt: skip
        yield LandedLine(charge, "seller" if inside else "buyer", inside, cost)


def _at_border(
    work: Work, included: Collection[str], currency: str, exchange: Exchange, number: int
) -> Iterable[LandedLine]:
    inside = "duty" in included
    payer = "seller" if inside else "buyer"
    for charge in (*work.duty.charges, work.vat):
        paid = _in(charge.amount, currency, exchange)
        yield LandedLine(charge, payer, inside, paid, number)
    back = _in(work.refund.amount, currency, exchange)
    yield LandedLine(work.refund, "seller", False, back, number)


def _missing_stages(lines: Iterable[LandedLine]) -> Iterable[str]:
    for line in lines:
        if line.goods_line is None and line.in_invoice is None and not line.in_price:
            yield f"{line.charge.what}: its cost is not known"


def _missing_charges(works: Sequence[Work]) -> Iterable[str]:
    for number, work in enumerate(works, start=1):
        which = f" of line {number}" if len(works) > 1 else ""
        for need in work.value.needs:
            yield f"customs_value{which}: {need}"
        for gap in work.duty.missing:
            what, _, why = gap.partition(": ")
            yield f"{what}{which}: {why}"
        for charge in (work.vat, work.refund):
            if charge.state == "unknown":
                yield f"{charge.what}{which}: {'; '.join(charge.needs)}"


def _missing_rates(lines: Iterable[LandedLine]) -> Iterable[str]:
    for line in lines:
        if line.charge.amount is not None and line.in_invoice is None:
            yield f"exchange: no rate from {line.charge.amount.currency} for {line.charge.what}"


def _total(price: Money, lines: Iterable[LandedLine], exchange: Exchange) -> Money:
    total = price
    for line in lines:
        if line.in_price or line.charge.what in _APART:
            continue
        least = line.in_invoice
        if least is None and line.charge.range:
            least = _in(line.charge.range.low, price.currency, exchange)
        total = total + least if least else total
    return total


def _sum_of(what: str, lines: Iterable[LandedLine]) -> Money | None:
    return add_known([line.in_invoice for line in lines if line.charge.what == what])


def _in(amount: Money | None, currency: str, exchange: Exchange) -> Money | None:
    if amount is None:
        return None
    if not amount.amount:
        return Money(amount.amount, currency).rounded()
    changed = change(amount, currency, exchange)
    return changed.rounded() if changed else None
