"""Conditions of measures: read, written back, judged; what is not known is never taken for met."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from entrepot.kernel.consignment import Line
from entrepot.kernel.errors import InputError
from entrepot.kernel.money import Money
from entrepot.tariff.claim import Claim, Proof
from entrepot.tariff.condition import Facts, judge, parse_conditions, render_conditions
from entrepot.tariff.duty import assess
from entrepot.tariff.evaluation import no_exchange
from entrepot.tariff.measures import check_measures
from entrepot.tariff.owed import Goods, Owed, Rules, owe, owe_export

DAY = date(2026, 8, 1)
VALUE = Money(Decimal(1000), "EUR")
FACTS = Facts(VALUE, {"kg": Decimal(50)}, held=frozenset({"c644"}), end_use="civil aircraft")


def _owed(make, *measures, **goods) -> Owed:
    line = Line("401120", VALUE, "XC", None, {"kg": Decimal(50)})
    found = owe(
        replace(Goods(line, VALUE, DAY, no_exchange), **goods), Rules(make.market, "XA", measures)
    )
    assert found is not None
    return found


def _eur(amount: str) -> Money:
    return Money(Decimal(amount), "EUR")


@pytest.mark.parametrize(
    "text",
    ["certificate C644; value <= 150 EUR", "end use civil aircraft or certificate D020",
     "kg > 1000", "note ◎", ""],
)  # fmt: skip
def test_conditions_are_written_back_as_they_are_read(text: str) -> None:
    assert render_conditions(parse_conditions(text)) == text


def test_every_condition_that_is_none_is_named() -> None:
    with pytest.raises(InputError) as caught:
        parse_conditions("value <= 150; furlongs > 3; certificate C644")

    assert [one.code for one in caught.value.problems] == ["measure.condition"] * 2


@pytest.mark.parametrize(
    ("text", "facts", "state"),
    [
        ("certificate C644", FACTS, "met"),
        ("certificate C645", FACTS, "unmet"),
        ("certificate C644", Facts(), "unknown"),
        ("certificate C644", Facts(held=frozenset()), "unmet"),
        ("end use civil Aircraft", FACTS, "met"),
        ("end use ships", FACTS, "unmet"),
        ("end use ships", Facts(), "unknown"),
        ("value <= 1000 EUR", FACTS, "met"),
        ("value < 1000 EUR", FACTS, "unmet"),
        ("value < 1000 USD", FACTS, "unknown"),
        ("kg >= 50", FACTS, "met"),
        ("t > 1", FACTS, "unmet"),
        ("l > 1", FACTS, "unknown"),
        ("note ◎", FACTS, "unknown"),
        ("certificate C645 or kg > 1", FACTS, "met"),
        ("certificate C645 or note ◎", FACTS, "unknown"),
        ("certificate C645; note ◎", FACTS, "unmet"),
        ("certificate C644; note ◎", FACTS, "unknown"),
        ("", Facts(), "met"),
    ],
)
def test_a_condition_is_met_or_not_or_not_known(text: str, facts: Facts, state: str) -> None:
    assert judge(parse_conditions(text), facts).state == state


# What is owed


def test_a_rate_on_a_condition_applies_where_it_is_met_and_else_does_not(make) -> None:
    rates = make.measure("401120", "8 %"), make.measure(
        "401120", "2 %", conditions="end use civil aircraft", id="use"
    )  # fmt: skip
    met = _owed(make, *rates, end_use="civil aircraft")
    unmet = _owed(make, *rates, end_use="ships")
    unknown = _owed(make, *rates)

    assert [one.duty for one in (met, unmet, unknown)] == [_eur("20"), _eur("80"), _eur("80")]
    assert [one.why for one in unmet.rejected] == ["asks for the end use civil aircraft"]
    may = next(one for one in unknown.candidates if one.conditions)
    assert (may.standing, may.amount) == ("possible", _eur("20"))
    assert may.why.endswith("whether the goods are for the end use civil aircraft")
    assert unknown.gain is not None
    assert (unknown.gain.state, unknown.gain.amount) == ("possible", _eur("60"))


def test_a_rate_that_may_stand_before_the_other_and_costs_more_leaves_the_duty_open(make) -> None:
    rates = make.measure("401120", "2 %"), make.measure(
        "401120", "8 %", conditions="note ◎", id="marked"
    )  # fmt: skip
    owed = _owed(make, *rates)

    assert owed.duty is None
    assert "whether the condition holds that the schedule marks ◎" in owed.charges[0].needs


def test_of_rates_by_value_the_one_of_the_value_applies(make) -> None:
    rates = [
        make.measure("401120", duty, conditions=on, id=on)
        for duty, on in (("Free", "value <= 150 EUR"), ("5 %", "value > 150 EUR"))
    ]

    assert _owed(make, *rates).duty == _eur("50")
    assert _owed(make, *rates, value=_eur("150")).duty == _eur("0")
    assert _owed(make, *rates, value=None).duty is None


def test_a_charge_beside_the_rate_lies_between_none_and_all_of_it_until_it_is_known(make) -> None:
    rows = make.measure("401120", "5 %"), make.measure(
        "401120", "20 %", kind="anti_dumping", regime="AD 1", conditions="certificate D008"
    )  # fmt: skip
    unknown, free, due = (
        _owed(make, *rows), _owed(make, *rows, held=frozenset()),
        _owed(make, *rows, held=frozenset({"d008"})),
    )  # fmt: skip

    assert unknown.duty is None
    assert unknown.charges[1].range is not None
    assert (unknown.charges[1].range.low, unknown.charges[1].range.high) == (_eur("0"), _eur("200"))
    assert unknown.charges[1].needs == ("whether certificate D008 is held",)
    assert (free.duty, due.duty) == (_eur("50"), _eur("250"))


def test_a_preference_needs_its_condition_beside_its_proof(make) -> None:
    rows = make.measure("401120", "5 %"), make.preference("401120", "Free", conditions="note ※")
    owed = _owed(make, *rows, claims=(Claim("PACT", Proof("certificate", "1", DAY)),))

    assert owed.duty == _eur("50")
    assert [one.standing for one in owed.candidates if one.kind == "preference"] == ["possible"]


def test_a_tax_on_a_condition_lies_between_the_two_until_it_is_known(make) -> None:
    rows = (
        make.measure("401120", "Free"),
        make.measure("401120", "20 % of duty_paid", kind="vat", regime="VAT"),
        make.measure("401120", "0 %", kind="vat", regime="VAT", conditions="note relief"),
    )
    owed = _owed(make, *rows)

    assert owed.tax is None
    assert owed.charges[-1].range is not None
    assert owed.charges[-1].range.high == _eur("200")


def test_an_export_duty_on_a_condition_is_open_until_it_is_known(make) -> None:
    line = Line("310210", VALUE, "XA", None, {"kg": Decimal(50)})
    row = make.measure("310210", "5 %", kind="export_duty", regime="export", conditions="kg > 40")
    asked = Goods(line, VALUE, DAY, no_exchange)
    owed = owe_export(asked, Rules(make.market, "XA", (row,)))
    light = owe_export(
        replace(asked, line=replace(line, quantities={"kg": Decimal(5)})),
        Rules(make.market, "XA", (row,)),
    )
    unknown = owe_export(
        replace(asked, line=replace(line, quantities={})), Rules(make.market, "XA", (row,))
    )

    assert owed is not None
    assert owed.duty == _eur("50")
    assert light is None
    assert unknown is not None
    assert unknown.duty is None


def test_a_condition_of_a_pack_that_is_none_is_told_with_its_row(make) -> None:
    (problem,) = check_measures([make.measure("401120", "5 %", conditions="on Sundays")])

    assert problem.where == "measures.csv mfn-MFN-401120, conditions"


# The same in a quote, which tells no certificate and no use


def _assessed(make, *measures):
    line = Line("401120", VALUE, "XC", None, {"kg": Decimal(50)})
    law = make.law(*measures)
    return assess(
        line, make.market, law.book, customs_value=VALUE, on=DAY, exchange=no_exchange
    ).charges


def test_a_quote_charges_no_rate_whose_condition_it_does_not_know(make) -> None:
    low = make.measure("401120", "2 %", conditions="end use ships", id="use")
    high = make.measure("401120", "9 %", conditions="end use ships", id="use")
    plain = make.measure("401120", "8 %")

    assert _assessed(make, plain, low)[0].amount == _eur("80")
    assert _assessed(make, plain, high)[0].amount is None


def test_a_quote_takes_a_rate_by_value_and_leaves_a_remedy_open(make) -> None:
    small = make.measure("401120", "Free", conditions="value <= 150 EUR", id="small")
    great = make.measure("401120", "8 %", conditions="value > 150 EUR", id="great")
    remedy = make.measure(
        "401120", "9 %", kind="anti_dumping", regime="AD", conditions="certificate D008"
    )
    duty, open_ = _assessed(make, small, great, remedy)

    assert (duty.amount, open_.amount) == (_eur("80"), None)
    assert open_.needs == ("whether certificate D008 is held",)
