"""Laws of duties that hold whatever the goods and rates."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from entrepot.kernel.consignment import Consignment, Line
from entrepot.kernel.money import Money
from entrepot.region.law import Market, Measure, Refund, TradeTerm, Vat
from entrepot.tariff.evaluation import evaluate
from entrepot.tariff.expression import (
    BASES,
    AdValorem,
    Bound,
    Bounded,
    Duty,
    Free,
    NotCovered,
    Part,
    Season,
    Seasonal,
    SeeLine,
    Span,
    Specific,
    Sum,
    YearDay,
    parse_duty,
    render,
)
from entrepot.tariff.law import Law
from entrepot.tariff.measures import MeasureBook
from entrepot.tariff.quote import landed_cost
from entrepot.tariff.units import UNITS
from entrepot.tariff.value import Freight

DAY = date(2026, 1, 1)
CITED = ("", "made up", "synthetic")
figures = st.decimals(0, 1000, places=2)
percents = st.decimals(0, 100, places=2)
amounts = st.decimals(0, 10**9, places=2)
shares = st.builds(AdValorem, percents)
per = st.sampled_from([Decimal(1), Decimal(100)])
by_quantity = st.builds(
    Specific, figures, st.just("EUR"), per, st.sampled_from(sorted(UNITS))
) | st.builds(Specific, figures, st.just("EUR"), per, st.just("kg"), st.just("lead"))
by_kilogram = st.builds(Specific, figures, st.just("EUR"), per, st.just("kg"))
other_bases = st.builds(AdValorem, percents, st.sampled_from([*BASES, "content lead"]))
parts = st.sampled_from(["entry_price", "applicable_subheading"]).map(Part)
terms = shares | by_quantity | other_bases | parts


def sums(of: st.SearchStrategy, signs: str = "+-") -> st.SearchStrategy[Sum]:
    first = st.tuples(st.just("+"), of)
    rest = st.lists(st.tuples(st.sampled_from(signs), of), max_size=2)
    return st.builds(lambda one, more: Sum((one, *more)), first, rest)


bounds = st.builds(Bound, st.sampled_from(["at least", "at most"]), sums(terms))
bounded = st.builds(
    Bounded, sums(terms), st.lists(bounds, min_size=1, max_size=2).map(tuple)
)  # fmt: skip
year_days = st.dates(date(2000, 1, 1), date(2000, 12, 31)).map(lambda d: YearDay(d.month, d.day))
spans = st.lists(st.builds(Span, year_days, year_days), min_size=1, max_size=2).map(tuple)
seasons = st.builds(Season, st.just(Free()) | sums(terms) | bounded, spans)
seasonal = st.builds(Seasonal, st.lists(seasons, min_size=1, max_size=3).map(tuple))
plain = st.sampled_from([Free(), NotCovered(), SeeLine("22089020")])
duties = plain | sums(terms) | bounded | seasonal


def euros(amount: Decimal) -> Money:
    return Money(amount, "EUR")


def owed(duty: Duty, value: Decimal, **quantities: Decimal) -> Decimal | None:
    bases = dict.fromkeys(BASES, euros(value))
    answer = evaluate(duty, bases=bases, quantities=quantities, currency="EUR")
    return answer.amount and answer.amount.amount


@given(duties)
def test_what_is_written_is_read_back(duty: Duty) -> None:
    assert parse_duty(render(duty)) == duty


@given(percents, amounts)
def test_duty_never_exceeds_the_value_at_rates_up_to_a_hundred(
    pct: Decimal, value: Decimal
) -> None:
    assert 0 <= owed(Sum((("+", AdValorem(pct)),)), value) <= value


@given(sums(shares | by_kilogram, "+"), amounts, amounts, figures)
def test_a_dearer_good_never_owes_less(duty: Sum, a: Decimal, b: Decimal, kg: Decimal) -> None:
    less, more = sorted((a, b))

    assert owed(duty, less, kg=kg) <= owed(duty, more, kg=kg)


@given(sums(shares), sums(shares), amounts)
def test_a_floor_never_lowers_and_a_cap_never_raises(body: Sum, limit: Sum, value: Decimal) -> None:
    floor = owed(Bounded(body, (Bound("at least", limit),)), value)
    cap = owed(Bounded(body, (Bound("at most", limit),)), value)

    assert cap <= owed(body, value) <= floor
    assert cap <= owed(limit, value) <= floor


@given(sums(shares), st.sampled_from(["at least", "at most"]), amounts)
def test_one_unknown_makes_the_whole_unknown(body: Sum, kind: str, value: Decimal) -> None:
    by_item = Sum((("+", Specific(Decimal(1), "EUR", Decimal(1), "item")),))

    assert owed(Sum((*body.terms, *by_item.terms)), value) is None
    assert owed(Bounded(body, (Bound(kind, by_item),)), value) is None


TERMS = {
    "FOB": ("origin", "export"),
    "CIF": ("origin", "export", "main", "insurance"),
    "DAP": ("origin", "export", "main", "insurance", "delivery"),
    "DDP": ("origin", "export", "main", "insurance", "delivery", "duty"),
}


def law(rate: Decimal, vat: Decimal, basis: str = "CIF") -> Law:
    market = Market(*CITED, "XA", "Alpha", "", ("XA",), basis, "EUR", False, None, "half_up")
    measure = Measure(
        *CITED, "m", "XA", "mfn", "MFN", "40", (), (), f"{rate} %", "", None, None, ""
    )
    terms = {code: TradeTerm(*CITED, code, code, "", "any", s) for code, s in TERMS.items()}
    tax = Vat(*CITED, "XA", "VAT", "", vat, None, None)
    back = Refund(*CITED, "XC", "40", Decimal(13), Decimal(9), None, None)
    book = MeasureBook([measure])
    return Law({"XA": market}, book, {"XA": (tax,)}, {"XC": (back,)}, terms, ())


prices = st.decimals(Decimal("0.01"), 10**7, places=2)
costs = st.decimals(0, 10**5, places=2).map(euros)
freights = st.builds(Freight, costs, costs, costs, costs)
lines = st.lists(
    st.builds(
        lambda price, kg: Line("401120", euros(price), "XC", kg),
        prices, st.decimals(Decimal("0.1"), 1000, places=1) | st.none(),
    ),
    min_size=1, max_size=4,
)  # fmt: skip
rates = st.decimals(0, 60, places=1)


def landed(goods: list[Line], term: str, freight: Freight, rules: Law):
    consignment = Consignment("a", "b", tuple(goods), term, Decimal(1), Decimal(1))
    return landed_cost(
        consignment, rules, exporter="XC", importer="XA", freight=freight,
        exchange=lambda _a, _b: None, on=DAY,
    )  # fmt: skip


def duties_in(answer):
    return [line.charge for line in answer.lines if line.charge.what == "customs_duty"]


@given(lines, freights, rates, rates)
def test_lines_add_up_to_the_total(goods, freight, rate, vat) -> None:
    answer = landed(goods, "FOB", freight, law(rate, vat))
    paid = [
        line.in_invoice.amount
        for line in answer.lines
        if not line.in_price and line.charge.what not in ("import_vat", "export_vat_refund")
    ]

    assert answer.total.amount == sum(line.value.amount for line in goods) + sum(paid)


@given(lines, freights, rates)
def test_values_at_the_border_hold_the_whole_freight_once(goods, freight, rate) -> None:
    answer = landed(goods, "FOB", freight, law(rate + 1, Decimal(0)))
    bases = [charge.base.amount for charge in duties_in(answer)]

    price = sum(line.value.amount for line in goods)
    assert sum(bases) == price + freight.main.amount + freight.insurance.amount


@given(prices, freights, rates, rates)
def test_duty_paid_prices_hold_what_they_say(price, freight, rate, vat) -> None:
    answer = landed([Line("401120", euros(price), "XC")], "DDP", freight, law(rate, vat))
    found = {line.charge.what: line.charge for line in answer.lines}
    duty, tax = found["customs_duty"].amount, found["import_vat"].amount
    if duty is None or tax is None:  # a price that its freight and tax eat up
        return
    base = found["customs_duty"].base
    inside = duty.amount + tax.amount + freight.after_entry.amount
    value = base.amount if base else price - inside

    assert price - Decimal("0.03") <= value + inside <= price


@given(lines, freights, rates, rates, st.sampled_from(["main", "insurance", "after_entry"]))
def test_an_unknown_cost_makes_a_quote_incomplete(goods, freight, rate, vat, stage) -> None:
    rules = law(rate, vat)

    assert landed(goods, "FOB", freight, rules).complete
    assert not landed(goods, "FOB", replace(freight, **{stage: None}), rules).complete


@given(lines, freights, rates, rates)
def test_an_unknown_cost_inside_the_price_changes_nothing_there(goods, freight, rate, vat) -> None:
    rules, dark = law(rate, vat), replace(freight, before_border=None)

    assert landed(goods, "FOB", dark, rules).total == landed(goods, "FOB", freight, rules).total
    assert landed(goods, "FOB", dark, rules).complete
