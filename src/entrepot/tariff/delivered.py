"""Landed cost of goods sold under a trade term: who pays what, and what it comes to."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from typing import Literal

from entrepot.kernel.consignment import Line
from entrepot.kernel.money import Money, minor_unit
from entrepot.region.law import TradeTerm
from entrepot.tariff.charge import Charge, State
from entrepot.tariff.evaluation import Exchange, change
from entrepot.tariff.national import add_known
from entrepot.tariff.owed import TAXES, Owed
from entrepot.tariff.units import EXACT
from entrepot.tariff.value import Valued

# A cost of the sale, and the stage of a trade term that holds it.
STAGE_OF: Mapping[str, str] = {
    "export_side": "origin",
    "freight": "main",
    "insurance": "insurance",
    "fees": "import",
    "delivery": "delivery",
}
COSTS = tuple(STAGE_OF)
# Costs of the value on each basis: WTO Agreement on Customs Valuation, article 8.2.
IN_VALUE: Mapping[str, tuple[str, ...]] = {
    "CIF": ("export_side", "freight", "insurance"),
    "FOB": ("export_side",),
}
_TO_THE_BORDER = ("export_side", "freight", "insurance")  # owed before the goods are there
_DUTY = "duty"  # the stage of duty and import tax

Payer = Literal["seller", "buyer"]


@dataclass(frozen=True, slots=True)
class Item:
    """One good of a sale.

    Attributes:
        id: What the case calls it.
        line: Code, origin and quantities; its value is the price at the named term.
        weight: Its share in costs, in whatever they are shared out by.
    """

    id: str
    line: Line
    weight: Decimal


@dataclass(frozen=True, slots=True)
class Sale:
    """Goods sold under a trade term.

    Attributes:
        term: The term.
        items: The goods.
        costs: Costs by the names of `COSTS`; None where none was stated.
        unchanged: Costs that were stated in a currency without a rate, and so are not known.
        currency: Currency of the answer.
        basis: CIF or FOB, empty where it is not known how the country values.
        adds: Costs that the base of import tax takes in beside the customs value.
        exchange: Rates of the day.
    """

    term: TradeTerm
    items: tuple[Item, ...]
    costs: Mapping[str, Money | None]
    currency: str
    basis: str
    adds: tuple[str, ...]
    exchange: Exchange
    unchanged: frozenset[str] = frozenset()

    def holds(self, cost: str) -> bool:
        """Say whether the price at the term holds a cost."""
        return STAGE_OF[cost] in self.term.price_includes

    def awaits(self, cost: str) -> bool:
        """Say whether the buyer owes a cost that is not known."""
        if self.holds(cost) or self.costs[cost]:
            return False
        return cost in _TO_THE_BORDER or cost in self.unchanged

    @property
    def holds_duty(self) -> bool:
        """Whether the price holds duty and import tax."""
        return _DUTY in self.term.price_includes


Assess = Callable[[Item, Money | None, Mapping[str, Money | None]], Owed]
"""An item, its customs value and what import tax adds to it, into what it owes."""


@dataclass(frozen=True, slots=True)
class ItemCost:
    """What one good costs, in the currency of the sale; None is unknown.

    Attributes:
        item: The good.
        price: Its price at the term.
        value: Customs value, with what must be known to find it.
        costs: Its share of each cost that was stated.
        owed: Duty and tax, in the currency they are charged in.
        charged: Duty and tax in the currency of the sale, in the order of `owed.charges`.
        landed: All of it that the buyer pays.
    """

    item: Item
    price: Money | None
    value: Valued
    costs: Mapping[str, Money]
    owed: Owed
    charged: tuple[Money | None, ...]
    landed: Money | None

    def sum_of(self, *, taxes: Sequence[str] | None = None) -> Money | None:
        """Duties together, or the taxes of some kinds; zero where there are none."""
        amounts = [
            amount
            for charge, amount in zip(self.owed.charges, self.charged, strict=True)
            if (charge.kind in taxes if taxes else charge.kind not in TAXES)
        ]
        return add_known(amounts) if amounts else self.price and (self.price * 0).rounded()


@dataclass(frozen=True, slots=True)
class CostLine:
    """One line of a landed cost over all goods.

    Attributes:
        what: goods, a cost, or a kind of charge.
        state: computed, zero_by_law, not_applicable or unknown.
        amount: In the currency of the sale, None where unknown or none.
        base: What it is of or, for a cost that the price holds, what it is stated to be.
        payer: Who pays it.
        why: How it comes about, or what must be known.
        source: Where its rate was read.
        status: How sure that is.
        is_in_price: Whether the price holds it, so that it is not added again.
    """

    what: str
    state: State
    amount: Money | None
    base: Money | None
    payer: Payer
    why: str
    source: str = ""
    status: str = "published"
    is_in_price: bool = False


@dataclass(frozen=True, slots=True)
class Delivered:
    """What a sale costs the buyer, duty and tax paid.

    Attributes:
        total: None while anything that is owed is unknown.
        known: What is known of it, which is never more than the total.
        items: The goods.
        lines: All lines in order.
    """

    total: Money | None
    known: Money
    items: tuple[ItemCost, ...]
    lines: tuple[CostLine, ...]


def deliver(sale: Sale, assess: Assess) -> Delivered:
    """Work out what a sale costs the buyer.

    A cost that the term holds is never added again, and is taken off the customs value where
    it does not belong there and is told. Costs are shared out so that the parts add up.

    Args:
        sale: The sale.
        assess: Works out duty and tax of an item.
    """
    weights = [item.weight for item in sale.items]
    shares = {name: cost.allocate(weights) for name, cost in sale.costs.items() if cost}
    items = tuple(
        _cost_item(sale, item, {name: parts[i] for name, parts in shares.items()}, assess)
        for i, item in enumerate(sale.items)
    )
    lines = (
        _goods(sale, items),
        *(_cost(sale, name) for name in ("export_side", "freight", "insurance")),
        *_charges(sale, items, is_tax=False),
        *(_cost(sale, name) for name in ("fees", "delivery")),
        *_charges(sale, items, is_tax=True),
    )
    paid = [line for line in lines if not line.is_in_price and line.state != "not_applicable"]
    known = [line.amount for line in paid if line.amount]
    return Delivered(
        total=add_known([line.amount for line in paid]),
        known=add_known(known) or Money(Decimal(0), sale.currency).rounded(),
        items=items,
        lines=lines,
    )


def _cost_item(sale: Sale, item: Item, costs: Mapping[str, Money], assess: Assess) -> ItemCost:
    price = change(item.line.value, sale.currency, sale.exchange)
    told = price and price.rounded()
    if sale.holds_duty and price:
        price = _without_duty(sale, item, price, costs, assess)
    value = _value(sale, price, costs)
    owed = assess(item, value.amount, _adds(sale, costs))
    charged = tuple(_in(charge.amount, sale) for charge in owed.charges)
    beside = [costs[name] for name in costs if not sale.holds(name)]
    lacking = [None for name in COSTS if sale.awaits(name)]
    due = () if sale.holds_duty else charged
    landed = add_known([told, *beside, *lacking, *due])
    return ItemCost(item, told, value, costs, owed, charged, landed)


def _in(amount: Money | None, sale: Sale) -> Money | None:
    if amount is None:
        return None
    if not amount.amount:
        return Money(amount.amount, sale.currency).rounded()
    changed = change(amount, sale.currency, sale.exchange)
    return changed and changed.rounded()


def _value(sale: Sale, price: Money | None, costs: Mapping[str, Money]) -> Valued:
    """The customs value of an item: what its price lacks added, what does not belong taken off.

    What the price holds for the way on from the border, or for clearing, is taken off where it
    is told; a price that does not tell it apart is taken whole.
    """
    if price is None:
        return Valued(None, "", ("an exchange rate for the price",))
    if sale.basis not in IN_VALUE:
        return Valued(None, "", ("whether the country values CIF or FOB",))
    amount, working, needs = price, str(price), []
    for name in COSTS:
        belongs, inside = name in IN_VALUE[sale.basis], sale.holds(name)
        if belongs == inside:
            continue
        cost = costs.get(name)
        if cost is None:
            needs += [name] if name in _TO_THE_BORDER or name in sale.unchanged else []
        else:
            amount = amount + cost if belongs else amount - cost
            working += f" {'+' if belongs else '-'} {cost} {name}"
    if not needs and amount.amount < 0:
        needs.append("a price above the costs it holds")
    return Valued(None if needs else amount, working, tuple(needs))


def _adds(sale: Sale, costs: Mapping[str, Money]) -> dict[str, Money | None]:
    """What import tax adds to the customs value: costs that are not in it already."""
    outside = [name for name in sale.adds if name not in IN_VALUE.get(sale.basis, ())]
    return {name: costs.get(name) for name in outside if name in costs or sale.awaits(name)}


def _without_duty(
    sale: Sale, item: Item, price: Money, costs: Mapping[str, Money], assess: Assess
) -> Money | None:
    """The price less the duty and tax it holds, None while these are unknown.

    It is the greatest that with its duty and tax does not exceed the price, to the minor unit.
    """

    def excess(guess: Decimal) -> Decimal | None:
        value = _value(sale, Money(guess, sale.currency), costs)
        owed = assess(item, value.amount, _adds(sale, costs))
        due = add_known([_in(charge.amount, sale) for charge in owed.charges])
        return None if due is None else guess + due.amount - price.amount

    value = _value(sale, price, costs).amount
    if value is None:
        return None
    held = max((price - value).rounded().amount, Decimal(0))
    under, over = excess(held), excess(price.rounded().amount)
    if under is None or over is None:
        return None
    low = held
    if under < 0 < over:
        low = _root(excess, (held, price.rounded().amount), (under, over), sale.currency)
    return Money(low if over > 0 else price.rounded().amount, sale.currency)


def _root(
    excess: Callable[[Decimal], Decimal | None],
    ends: tuple[Decimal, Decimal],
    at_ends: tuple[Decimal, Decimal],
    currency: str,
) -> Decimal:
    """The greatest amount of the minor unit at which nothing is in excess.

    False position; an end that stays twice counts half (the Illinois rule).
    """
    unit = minor_unit(currency)
    (low, high), (under, over) = ends, at_ends
    moved = 0
    while high - low > unit:
        step = EXACT.divide(-under * (high - low), over - under).quantize(unit, ROUND_FLOOR, EXACT)
        guess = min(max(low + step, low + unit), high - unit)
        found = excess(guess)
        assert found is not None
        if found > 0:
            high, over, under = guess, found, under / 2 if moved > 0 else under
        else:
            low, under, over = guess, found, over / 2 if moved < 0 else over
        moved = 1 if found > 0 else -1
    return low


def _goods(sale: Sale, items: Iterable[ItemCost]) -> CostLine:
    amount = add_known([item.price for item in items])
    state: State = "computed" if amount else "unknown"
    why = f"prices under {sale.term.code}" if amount else "an exchange rate for the price"
    return CostLine("goods", state, amount, amount, "buyer", why, "as told in the request")


def _cost(sale: Sale, name: str) -> CostLine:
    code, stated = sale.term.code, sale.costs[name]
    if sale.holds(name):
        why = f"in the price under {code}"
        return CostLine(name, "not_applicable", None, stated, "seller", why, is_in_price=True)
    if stated is not None:
        why, source = f"paid beside the price under {code}", "as told in the request"
        return CostLine(name, "computed", stated, stated, "buyer", why, source)
    if sale.awaits(name):
        why = f"owed by the buyer under {code}: its cost is not known"
        return CostLine(name, "unknown", None, None, "buyer", why)
    return CostLine(name, "not_applicable", None, None, "buyer", f"outside {code}: none is stated")


def _charges(sale: Sale, items: Sequence[ItemCost], *, is_tax: bool) -> Iterator[CostLine]:
    """A line for each kind of charge, over all goods."""
    pairs = [
        (charge, amount)
        for item in items
        for charge, amount in zip(item.owed.charges, item.charged, strict=True)
        if (charge.kind in TAXES) == is_tax
    ]
    for kind in dict.fromkeys(_kind(charge) for charge, _ in pairs):
        yield _charge(sale, kind, [pair for pair in pairs if _kind(pair[0]) == kind])


def _kind(charge: Charge) -> str:
    return charge.what if charge.what == "customs_duty" else charge.kind


def _charge(sale: Sale, kind: str, pairs: Sequence[tuple[Charge, Money | None]]) -> CostLine:
    charges = [charge for charge, _ in pairs]
    amount = add_known([amount for _, amount in pairs])
    bases = [_in(charge.base, sale) for charge in charges]
    needs = [need for charge in charges for need in charge.needs]
    if amount is None and not needs:
        needs = [f"an exchange rate to {sale.currency}"]
    told = [f"{charge.regime} {charge.rate}".strip() for charge in charges]
    return CostLine(
        kind,
        _state(charges, amount),
        amount,
        add_known(bases),
        "seller" if sale.holds_duty else "buyer",
        "; ".join(dict.fromkeys(needs if amount is None else told)),
        "; ".join(dict.fromkeys(charge.source for charge in charges if charge.source)),
        charges[0].status,
        is_in_price=sale.holds_duty,
    )


def _state(charges: Iterable[Charge], amount: Money | None) -> State:
    states = {charge.state for charge in charges}
    if amount is None:
        return "unknown"
    return states.pop() if len(states) == 1 else "computed"
