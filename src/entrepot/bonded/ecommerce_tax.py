"""What a list of cross-border e-commerce owes: value at the border, treatment, tax a line."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal

from entrepot.bonded.ecommerce import B2B, EXPORT, EcommerceCase, Item
from entrepot.kernel.errors import Problem
from entrepot.kernel.money import Money

REDUCED, FULL, NO_TAX = "reduced", "full", "none"
LIST, DECLARATION, MONTHLY = "list", "declaration", "monthly"
_HUNDRED, _ZERO, _FEN = Decimal(100), Decimal("0.00"), Decimal("0.01")
_EXACT = Context(prec=60)


@dataclass(frozen=True, slots=True)
class EcommerceLaw:
    """The numbers of the law on one day.

    Attributes:
        tax_share_pct: Share of consumption tax and VAT due within the limits [%].
        transaction_limit: Value up to which a list of several pieces is within the limits.
        annual_limit: Value that a person may bring in a calendar year.
        list_limit: Value up to which goods sold from firm to firm leave by list.
        return_days: Days within which a return is applied for.
        return_arrival_days: Days within which what is returned is back.
        source: Where these were read.
    """

    tax_share_pct: Decimal
    transaction_limit: Decimal
    annual_limit: Decimal
    list_limit: Decimal
    return_days: int
    return_arrival_days: int
    source: str


@dataclass(frozen=True, slots=True)
class TaxedLine:
    """One line with its share of the value and what it owes.

    Attributes:
        taxable: Its share of the value at the border.
        duty, consumption_tax, vat: Each rounded once.
    """

    item: Item
    taxable: Decimal
    duty: Decimal
    consumption_tax: Decimal
    vat: Decimal

    @property
    def total(self) -> Decimal:
        """All it owes."""
        return self.duty + self.consumption_tax + self.vat


@dataclass(frozen=True, slots=True)
class Assessment:
    """What a list comes to, whoever the buyer is.

    Attributes:
        case: The list.
        treatment: reduced within the limits, full above them, none for what leaves.
        taxable: Value at the border.
        counted: What of it counts towards the buyer's year.
        filing: list; declaration; or monthly, a list now and a summary by the month.
        lines: In the order of the items.
    """

    case: EcommerceCase
    treatment: str
    taxable: Decimal
    counted: Decimal
    filing: str
    lines: tuple[TaxedLine, ...]

    @property
    def duty(self) -> Decimal:
        """Duty of all lines."""
        return sum((line.duty for line in self.lines), _ZERO)

    @property
    def consumption_tax(self) -> Decimal:
        """Consumption tax of all lines."""
        return sum((line.consumption_tax for line in self.lines), _ZERO)

    @property
    def vat(self) -> Decimal:
        """VAT of all lines."""
        return sum((line.vat for line in self.lines), _ZERO)

    @property
    def total(self) -> Decimal:
        """All that is owed; however little it is, it is due."""
        return self.duty + self.consumption_tax + self.vat


def assess(case: EcommerceCase, law: EcommerceLaw) -> Assessment:
    """Value a list at the border and tax its lines.

    Within the limits duty is zero, and consumption tax and VAT are due by the share of the law.
    One piece dearer than the limit of a transaction is taxed in full. The general waiver of
    small amounts does not apply to these lists.

    Source:
        Cai Guan Shui 2016-18 and 2018-49, as quoted in the design of the window 4.12.
    """
    taxable = case.order.taxable
    shared = _shares(case, taxable)
    if case.flow == EXPORT:
        lines = tuple(
            TaxedLine(item, value, _ZERO, _ZERO, _ZERO)
            for item, value in zip(case.items, shared, strict=True)
        )
        return Assessment(case, NO_TAX, taxable, _ZERO, _filing(case, law), lines)
    treatment = REDUCED if taxable <= law.transaction_limit else FULL
    share = law.tax_share_pct if treatment == REDUCED else _HUNDRED
    lines = tuple(
        _taxed(item, value, treatment == FULL, share)
        for item, value in zip(case.items, shared, strict=True)
    )
    return Assessment(case, treatment, taxable, taxable, LIST, lines)


def check_transaction(assessment: Assessment, law: EcommerceLaw) -> Iterator[Problem]:
    """Refuse a list above the limit of a transaction that is not one piece."""
    case = assessment.case
    if assessment.treatment == FULL and case.pieces != 1:
        yield Problem(
            "ecommerce.transaction_limit", "items",
            f"{assessment.taxable} {case.currency} is above {law.transaction_limit} for a "
            f"transaction, and it is {case.pieces.normalize():f} pieces.",
            "One piece alone may be dearer, taxed in full; else the goods may come in as general "
            "trade, with full duty and tax.",
            law.source,
            f"完税价格{assessment.taxable}元超过单次限值{law.transaction_limit}元且不是单件商品，"
            "可按一般贸易办理。",
        )  # fmt: skip


def check_filing(assessment: Assessment, law: EcommerceLaw) -> Iterator[Problem]:
    """Refuse, as a list, what leaves by a declaration."""
    if assessment.filing == DECLARATION:
        yield Problem(
            "ecommerce.list_limit", "order.goods",
            f"{assessment.taxable} {assessment.case.currency} is above {law.list_limit} for a "
            "list of goods sold from firm to firm.",
            f"Lodge a declaration in trade mode {assessment.case.mode}.", law.source,
            f"货值{assessment.taxable}元超过清单申报限值{law.list_limit}元，请以报关单申报。",
        )  # fmt: skip


def working_of(assessment: Assessment, law: EcommerceLaw) -> list[str]:
    """The sums of an assessment as a person would write them."""
    order = assessment.case.order
    public = f" - {order.discount}" if order.discount_kind == "public" and order.discount else ""
    parts = f"{order.goods} + {order.freight} + {order.insurance}{public}"
    told = [f"value at the border: {parts} = {assessment.taxable}"]
    if order.discount_kind == "personal" and order.discount:
        told.append(f"a personal coupon of {order.discount} does not lower the value")
    for number, line in enumerate(assessment.lines, start=1):
        told += _line_working(number, line, assessment.treatment == REDUCED, law.tax_share_pct)
    return told


def _filing(case: EcommerceCase, law: EcommerceLaw) -> str:
    if case.mode in B2B:
        return LIST if case.order.taxable <= law.list_limit else DECLARATION
    return MONTHLY


def _shares(case: EcommerceCase, taxable: Decimal) -> tuple[Decimal, ...]:
    """The value at the border, shared by the values of the items to the last fen."""
    if len(case.items) == 1:
        return (taxable,)
    parts = Money(taxable, case.currency).allocate([item.value for item in case.items])
    return tuple(part.amount for part in parts)


def _taxed(item: Item, value: Decimal, is_full: bool, share_pct: Decimal) -> TaxedLine:
    duty = _rounded(value * item.duty_pct, _HUNDRED) if is_full else _ZERO
    # One division, at the end: a tie between two fen stays exact.
    times, over = (value + duty) * share_pct, _HUNDRED * (_HUNDRED - item.consumption_tax_pct)
    excise = item.consumption_tax_pct
    return TaxedLine(
        item, value, duty,
        _rounded(_EXACT.multiply(times, excise), over) if excise else _ZERO,
        _rounded(_EXACT.multiply(times, item.vat_pct), over),
    )  # fmt: skip


def _rounded(times: Decimal, over: Decimal) -> Decimal:
    return _EXACT.divide(times, over).quantize(_FEN, ROUND_HALF_UP, _EXACT)


def _line_working(
    number: int, line: TaxedLine, is_reduced: bool, share_pct: Decimal
) -> Iterator[str]:
    item = line.item
    share = f" x {share_pct:f} %" if is_reduced else ""
    if not is_reduced and item.duty_pct:
        yield f"line {number}, duty: {line.taxable} x {item.duty_pct:f} % = {line.duty}"
    price = f"({line.taxable} + {line.duty})" if line.duty else f"{line.taxable}"
    if item.consumption_tax_pct:
        price += f" / (1 - {item.consumption_tax_pct:f} %)"
        yield (
            f"line {number}, consumption tax: {price} x {item.consumption_tax_pct:f} %{share}"
            f" = {line.consumption_tax}"
        )
    yield f"line {number}, VAT: {price} x {item.vat_pct:f} %{share} = {line.vat}"
