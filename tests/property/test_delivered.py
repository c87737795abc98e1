"""Laws of landed cost that hold whatever the term, the goods and the rates."""

from datetime import date
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from entrepot.kernel.consignment import Line
from entrepot.kernel.money import Money
from entrepot.region.law import Market, Measure, TradeTerm, Vat
from entrepot.tariff.delivered import COSTS, Delivered, Item, Sale, deliver
from entrepot.tariff.evaluation import no_exchange
from entrepot.tariff.owed import Goods, Owed, Rules, owe

DAY = date(2026, 1, 1)
# The machine may be busy: no test measures time.
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
CITED = ("", "made up", "synthetic")
MARKET = Market(*CITED, "XA", "Alpha", "", ("XA",), "CIF", "EUR", False, None, "half_up")
STAGES = ("origin", "main", "insurance", "delivery", "import", "duty")
terms = st.sampled_from([STAGES[:count] for count in range(len(STAGES) + 1)])
euros = st.decimals(0, 10_000, places=2).map(lambda amount: Money(amount, "EUR"))
prices = st.lists(st.decimals("500", "5000", places=2), min_size=1, max_size=5)
costs = st.fixed_dictionaries(dict.fromkeys(COSTS, st.decimals(0, 90, places=2) | st.none()))
rates = st.decimals(0, 60, places=1).map("{} %".format)
adds = st.sampled_from([(), ("freight", "insurance"), ("delivery",)])
bases = st.sampled_from(["CIF", "FOB"])


def _assess(duty: str):
    measure = Measure(*CITED, "m", "XA", "mfn", "MFN", "401120", (), (), duty, duty, None, None, "")
    vat = Vat(*CITED, "XA", "VAT", "", Decimal(20), None, None)

    def assess(item: Item, value: Money | None, added: dict[str, Money | None]) -> Owed:
        found = owe(
            Goods(item.line, value, DAY, no_exchange, adds=added),
            Rules(MARKET, "XA", (measure,), vat=vat),
        )
        assert found is not None
        return found

    return assess


def _deliver(stages, amounts, told, basis, added, duty) -> Delivered:
    items = tuple(
        Item(str(place), Line("401120", Money(amount, "EUR"), "XC"), amount)
        for place, amount in enumerate(amounts)
    )
    sale = Sale(
        TradeTerm(*CITED, "XXX", "", "", "any", stages), items,
        {name: None if cost is None else Money(cost, "EUR") for name, cost in told.items()},
        "EUR", basis, added, no_exchange,
    )  # fmt: skip
    return deliver(sale, _assess(duty))


@unhurried
@given(terms, prices, costs, bases, adds, rates)
def test_parts_sum_to_the_whole(stages, amounts, told, basis, added, duty) -> None:
    found = _deliver(stages, amounts, told, basis, added, duty)
    paid = [one.amount for one in found.lines if one.amount and not one.is_in_price]

    assert sum(one.amount for one in paid) == found.known.amount
    if found.total is not None:
        assert found.total == found.known
        assert sum(one.landed.amount for one in found.items) == found.total.amount
    for name, cost in told.items():
        if cost is not None:
            assert sum(one.costs[name].amount for one in found.items) == cost


@unhurried
@given(terms, prices, costs, bases, adds, rates, st.sampled_from(COSTS))
def test_an_unknown_cost_never_lowers_a_total(
    stages, amounts, told, basis, added, duty, hidden
) -> None:
    whole = _deliver(stages, amounts, told, basis, added, duty)
    less = _deliver(stages, amounts, told | {hidden: None}, basis, added, duty)
    owed = hidden in ("export_side", "freight", "insurance") and not any(
        line.what == hidden and line.is_in_price for line in less.lines
    )

    if owed and told[hidden] is not None:
        assert less.total is None
        assert less.known.amount <= whole.known.amount


@unhurried
@given(prices, st.decimals(0, 300, places=1))
def test_a_price_with_all_in_it_is_all_the_buyer_pays(amounts, pct) -> None:
    found = _deliver(STAGES, amounts, dict.fromkeys(COSTS), "CIF", (), f"{pct} %")

    assert found.total == Money(sum(amounts), "EUR")
    for one, price in zip(found.items, amounts, strict=True):
        due = sum(amount.amount for amount in one.charged)
        value = one.value.amount.rounded().amount
        assert price - Decimal("0.06") < value + due <= price
