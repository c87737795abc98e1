"""From the prices of a document to the customs value of each item.

Costs of the whole document are shared by the value of the items; each item's value is
converted and rounded once.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TypeAlias

from entrepot.kernel.errors import InputError, Problem
from entrepot.kernel.money import Money
from entrepot.tariff.units import EXACT
from entrepot.window.case import Case, CaseItem
from entrepot.window.figures import told
from entrepot.window.reasons import Reasons

RateOf: TypeAlias = Callable[[str], Decimal]
"""Units of the country's money for one of a currency; raises where there is none."""

COSTS = ("inland", "freight", "insurance")
DEFAULT_INSURANCE = frozenset({"EXW", "FOB", "C&F"})


@dataclass(frozen=True, slots=True)
class ValuedItem:
    """An item with its share of the costs and its value in the country's money.

    Attributes:
        item: The goods.
        inland, freight, insurance: Its shares of the costs of the document; insurance by
            default is not rounded.
        price: The value before any export duty is taken out of it; not rounded.
        working: How the value comes about, in the money of the case.
    """

    item: CaseItem
    inland: Money
    freight: Money
    insurance: Money
    price: Money
    working: str


def value_items(
    case: Case,
    *,
    rate_of: RateOf,
    base_currency: str,
    insurance_pct: Decimal,
    reasons: Reasons,
) -> tuple[ValuedItem, ...]:
    """Value each item at the border, unrounded and in the country's money.

    Args:
        case: The document.
        rate_of: Rates of exchange into the country's money.
        base_currency: The country's money.
        insurance_pct: Insurance where none is stated, of goods and carriage [%].
        reasons: Words of the faults.

    Raises:
        InputError: The costs in the price of an item are more than the price.

    Source:
        Design of the window 4.6 (1) to (3); WTO Agreement on Customs Valuation, article 8.2.
    """
    shares = {name: share_cost(case, name) for name in COSTS}
    valued: list[ValuedItem] = []
    faults: list[Problem] = []
    for place, item in enumerate(case.items):
        costs = {name: shares[name][place] for name in COSTS}
        if assumes_insurance(case):
            costs["insurance"] = _by_default(case, item, costs, insurance_pct, rate_of)
        price, working = _price(case, item, costs, rate_of, base_currency)
        if price.amount <= 0:
            where, pointer = f"items[{place + 1}].value", f"/items/{place}/value"
            faults.append(reasons.problem("case.costs_above_price", where, pointer=pointer))
        valued.append(ValuedItem(item, **costs, price=price, working=working))
    if faults:
        raise InputError(faults)
    return tuple(valued)


def assumes_insurance(case: Case) -> bool:
    """Say whether the insurance is missing and so taken as a share of goods and carriage."""
    is_import = case.flow == "import" and case.transaction_mode in DEFAULT_INSURANCE
    return is_import and case.insurance is None


def share_cost(case: Case, name: str) -> Sequence[Money]:
    """Share one cost of the document among its items by their values; none is zeros."""
    cost = case.cost(name)
    values = [item.value for item in case.items]
    if cost is None or not any(values):
        return [_nothing(case.currency)] * len(values)
    return cost.allocate(values)


@lru_cache(maxsize=256)
def _nothing(currency: str) -> Money:
    return Money(Decimal(0), currency).rounded()


def _by_default(
    case: Case, item: CaseItem, costs: Mapping[str, Money], pct: Decimal, rate_of: RateOf
) -> Money:
    """A share of the goods and their carriage, in the money of the case, not rounded."""
    insured = Money(item.value, case.currency)
    for name in case.added:
        if name != "insurance":
            insured = insured + _into(costs[name], case.currency, rate_of)
    return insured * EXACT.divide(pct, Decimal(100))


def _into(cost: Money, currency: str, rate_of: RateOf) -> Money:
    if cost.currency == currency:
        return cost
    return cost.convert(EXACT.divide(rate_of(cost.currency), rate_of(currency)), currency)


def _price(
    case: Case, item: CaseItem, costs: Mapping[str, Money], rate_of: RateOf, base_currency: str
) -> tuple[Money, str]:
    """The price with the costs it lacks and without those that do not belong, converted."""
    signed = [
        ("", Money(item.value, case.currency)),
        *((" + ", costs[name]) for name in case.added if costs[name].amount),
        *((" - ", costs[name]) for name in case.taken_off if costs[name].amount),
    ]
    price = Decimal(0)
    for sign, cost in signed:
        converted = EXACT.multiply(cost.amount, rate_of(cost.currency))
        price = (EXACT.subtract if sign == " - " else EXACT.add)(price, converted)
    return Money(price, base_currency), _working(signed, rate_of, base_currency)


def _working(signed: Sequence[tuple[str, Money]], rate_of: RateOf, base_currency: str) -> str:
    words = "".join(f"{sign}{told(cost)}" for sign, cost in signed)
    words = f"({words})" if len(signed) > 1 else words
    foreign = dict.fromkeys(cost.currency for _, cost in signed if cost.currency != base_currency)
    if not foreign:
        return words
    rates = (f"{rate_of(currency):f} {base_currency}/{currency}" for currency in foreign)
    return f"{words} x {', '.join(rates)}"
