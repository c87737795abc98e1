"""Credit insurance: the limit of a buyer, cover in the order of sending, unknown said aloud."""

from dataclasses import replace
from decimal import Decimal

from entrepot.finance.insurance import Buyer, Shipment, quote_cover
from entrepot.kernel.money import Money
from entrepot.region.lending import BuyerGrade, CreditRate


def yuan(amount: str) -> Money:
    return Money(Decimal(amount), "CNY")


GRADE = BuyerGrade(
    note="", source="a test", status="synthetic", id="g2", grade=2, most=Decimal(8_000_000),
    paid_pct=Decimal(35), insured_pct=Decimal(90), valid_from=None, valid_to=None,
)  # fmt: skip
RATES = tuple(
    CreditRate(note="", source="a test", status="synthetic", id=f"r{days}", country_grade=1,
               to_days=days, rate_pct=Decimal(pct), valid_from=None, valid_to=None)
    for days, pct in ((90, "0.40"), (360, "0.70"))
)  # fmt: skip
BUYER = Buyer("DE", 1, 2, yuan("4000000.00"), is_overdue=False)
SENT = (Shipment("S1", yuan("1000000.00"), 90), Shipment("S2", yuan("900000.00"), 91))


def test_each_shipment_is_covered_as_far_as_the_limit_reaches_and_premiums_round_once() -> None:
    offer = quote_cover(BUYER, SENT, [GRADE], RATES, "CNY")

    assert offer.limit == yuan("1400000.00")
    assert [one.insured for one in offer.covered] == [yuan("900000.00"), yuan("500000.00")]
    assert [one.premium for one in offer.covered] == [yuan("3600.00"), yuan("3500.00")]
    assert offer.premium == yuan("7100.00")
    assert [(p.code, p.where) for p in offer.problems] == [("insurance.limit", "shipments, S2")]
    assert "310000.00 CNY" in offer.problems[0].message


def test_what_the_buyer_asked_for_bounds_its_limit() -> None:
    offer = quote_cover(replace(BUYER, asked=yuan("5.00")), SENT[:1], [GRADE], RATES, "CNY")

    assert offer.limit == yuan("5.00")
    assert offer.premium == yuan("0.02")


def test_nothing_is_insured_on_a_buyer_who_is_overdue() -> None:
    offer = quote_cover(replace(BUYER, is_overdue=True), SENT, [GRADE], RATES, "CNY")

    assert offer.limit == yuan("0.00")
    assert offer.premium == yuan("0.00")
    assert "insurance.overdue" in [problem.code for problem in offer.problems]


def test_what_is_unknown_is_said_and_is_never_zero() -> None:
    unpaid = quote_cover(replace(BUYER, paid_12m=None), SENT[:1], [GRADE], RATES, "CNY")
    ungraded = quote_cover(replace(BUYER, country_grade=None), SENT[:1], [GRADE], RATES, "CNY")
    unknown = quote_cover(replace(BUYER, grade=9), SENT[:1], [GRADE], RATES, "CNY")

    assert (unpaid.limit, unpaid.premium) == (None, yuan("3600.00"))
    assert (ungraded.limit, ungraded.premium) == (yuan("1400000.00"), None)
    assert (unknown.limit, unknown.premium) == (None, None)
    for offer, code in ((unpaid, "paid"), (ungraded, "country"), (unknown, "grade")):
        assert [problem.code for problem in offer.problems] == [f"insurance.{code}"]
