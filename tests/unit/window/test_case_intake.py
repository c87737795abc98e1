"""Reading a case: what is right comes through, what is wrong is named all at once."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from entrepot.kernel.errors import InputError
from entrepot.kernel.money import Money
from entrepot.window.case_intake import parse_case


def raw(**more: Any) -> dict[str, Any]:
    return {
        "flow": "import", "accepted_on": "2026-03-10", "transaction_mode": "FOB",
        "currency": "USD", "items": [item()],
    } | more  # fmt: skip


def item(**more: Any) -> dict[str, Any]:
    return {"seq": 1, "hs": "8479899990", "origin": "JP", "value": "32000.00"} | more


def faults(reasons, given: object, **more: Any) -> dict[str, str]:
    """Code of each fault by its JSON pointer."""
    with pytest.raises(InputError) as caught:
        parse_case(given, reasons, **more)
    return {problem.pointer: problem.code for problem in caught.value.problems}


def fault(reasons, given: object) -> tuple[str, str]:
    ((pointer, code),) = faults(reasons, given).items()
    return pointer, code


def test_a_case_comes_through_whole(reasons) -> None:
    rated = item(
        hs="8479.89.99.90",
        quantities=[{"amount": Decimal("12.5"), "unit": "t"}, {"amount": 3, "unit": "kg/lead"}],
        rates={"duty": "6 %", "vat": "13 %"},
        preference={"agreement": "RCEP", "rate": "0 %", "proof": "None"},
    )
    given = raw(freight=1150, insurance="0", exchange_rate="7.1234", items=[rated])

    case = parse_case(given, reasons)

    assert (case.flow, case.accepted_on, case.transaction_mode) == (
        "import", date(2026, 3, 10), "FOB",
    )  # fmt: skip
    assert (case.freight, case.inland) == (Money(Decimal("1150.00"), "USD"), None)
    assert case.insurance == Money(Decimal("0.00"), "USD")
    assert case.exchange_rate == Decimal("7.1234")
    (read,) = case.items
    assert (read.hs, read.origin) == ("8479899990", "JP")
    assert read.value == Decimal("32000.00")
    assert read.quantities == {"t": Decimal("12.5"), "kg/lead": Decimal(3)}
    assert read.rates == {"duty": "6 %", "vat": "13 %"}
    assert read.preference is not None
    assert (read.preference.rate, read.preference.proof) == ("0 %", "none")


def test_what_may_be_left_out_is_left_out(reasons) -> None:
    bare = {"hs": "847989", "value": "1"}

    case = parse_case(raw(flow="export", items=[bare, bare]), reasons)

    assert [one.seq for one in case.items] == [1, 2]
    assert (case.freight, case.insurance, case.exchange_rate) == (None, None, None)
    assert (case.items[0].rates, case.items[0].preference) == (None, None)


def test_every_fault_is_named_at_once_in_both_languages(reasons) -> None:
    wrong = {
        "flow": "transit", "accepted_on": "10.3.2026", "transaction_mode": "DDP",
        "currency": "usd", "exchange_rate": "0", "freight": -1, "colour": "red",
        "items": [
            {"seq": 1.5, "hs": "84", "origin": "Japan", "value": "a lot", "weight": "1",
             "quantities": [{"amount": "1", "unit": "box"}, 7],
             "rates": {"duty": "6 percent", "fee": "1 %"}},
            {"hs": "847989", "origin": "JP", "value": "1", "preference": {"proof": "soon"}},
        ],
    }  # fmt: skip

    with pytest.raises(InputError) as caught:
        parse_case(wrong, reasons)

    problems = caught.value.problems
    assert {problem.pointer: problem.code for problem in problems} == {
        "/flow": "case.word",
        "/accepted_on": "case.day",
        "/transaction_mode": "case.word",
        "/currency": "case.currency",
        "/exchange_rate": "case.range",
        "/freight": "case.range",
        "/colour": "case.extra",
        "/items/0/seq": "case.number",
        "/items/0/hs": "case.hs",
        "/items/0/origin": "case.origin",
        "/items/0/value": "case.number",
        "/items/0/weight": "case.extra",
        "/items/0/quantities/0/unit": "case.unit",
        "/items/0/quantities/1": "case.shape",
        "/items/0/rates/duty": "case.rate",
        "/items/0/rates/fee": "case.extra",
        "/items/1/preference/agreement": "case.missing",
        "/items/1/preference/proof": "case.word",
    }
    assert all(problem.message and problem.message_zh for problem in problems)
    assert {p.where for p in problems} >= {"flow", "items[1].value", "items[2].preference.proof"}


@pytest.mark.parametrize(
    ("currency", "amount", "code"),
    [
        ("JPY", "100.5", "value.currency_minor"),
        ("JPY", "100.0", ""),
        ("USD", "100.005", "value.currency_minor"),
        ("KWD", "100.005", ""),
        ("USD", Decimal("1E+2"), ""),
        ("USD", Decimal("NaN"), "case.number"),
        ("USD", 100.5, "case.number"),
        ("USD", True, "case.number"),
        ("USD", "1_000", "case.number"),
        ("USD", "1e3", "case.number"),
        ("USD", "１００", "case.number"),
        ("USD", "0", "case.range"),
        ("USD", "-5", "case.range"),
        ("USD", "10000000000000.01", "case.range"),
        ("USD", None, "case.missing"),
    ],
)
def test_money_is_exact_and_of_its_minor_unit(reasons, currency, amount, code) -> None:
    given = raw(currency=currency, items=[item(value=amount)])

    if code:
        assert fault(reasons, given) == ("/items/0/value", code)
    else:
        assert parse_case(given, reasons).items[0].value == Decimal(amount)


def test_the_decimals_of_a_currency_are_told(reasons) -> None:
    with pytest.raises(InputError) as caught:
        parse_case(raw(currency="JPY", freight="0.5"), reasons)

    (problem,) = caught.value.problems
    assert problem.message == "JPY has 0 decimals."
    assert problem.message_zh == "JPY只允许0位小数。"


@pytest.mark.parametrize("given", [[], "a case", None, 7])
def test_a_case_is_an_object(reasons, given) -> None:
    assert faults(reasons, given) == {"": "case.shape"}


@pytest.mark.parametrize(
    ("items", "code"),
    [
        ([], "declaration.no_items"),
        (None, "declaration.no_items"),
        ({}, "case.shape"),
        ("seven", "case.shape"),
    ],
)
def test_there_are_items(reasons, items, code) -> None:
    assert fault(reasons, raw(items=items)) == ("/items", code)


def test_there_are_no_more_items_than_a_document_holds(reasons) -> None:
    fifty = [item(seq=seq) for seq in range(1, 51)]

    assert len(parse_case(raw(items=fifty), reasons).items) == 50
    assert fault(reasons, raw(items=[*fifty, item(seq=51)])) == (
        "/items", "declaration.too_many_items",
    )  # fmt: skip
    assert faults(reasons, raw(items=fifty), most_items=49) != {}


def test_an_item_number_is_given_once(reasons) -> None:
    assert fault(reasons, raw(items=[item(), item()])) == ("/items/1/seq", "case.seq_twice")


@pytest.mark.parametrize(
    "rate",
    [
        "", "6", "6 percent", "6 %%", "NotCovered", "SeeLine 847989", "6 % of retail",
        "6 % of fob", "900 CNY", "900 CNY/wagon", "0.1234567 %", "9" * 10 + " %",
        "1 % + " * 40 + "1 %", 6,
    ],
)  # fmt: skip
def test_a_rate_can_be_worked_out(reasons, rate) -> None:
    code = {"": "case.missing", 6: "case.shape"}.get(rate, "case.rate")

    assert faults(reasons, raw(items=[item(rates={"duty": rate})])) == {"/items/0/rates/duty": code}


@pytest.mark.parametrize(
    "rate", ["Free", "0 %", "6.5%", "1 % + 6 % of cif", "15 % MAX (900 CNY/t)"]
)
def test_a_rate_of_the_tariff_is_taken(reasons, rate) -> None:
    weighed = item(rates={"duty": rate}, quantities=[{"amount": "1", "unit": "kg"}])

    assert parse_case(raw(items=[weighed]), reasons).items[0].rates == {"duty": rate}


def test_a_tax_that_leaves_nothing_of_the_price_is_refused(reasons) -> None:
    for rate in ("100 %", "60 % + 40 %", "1 % MIN (100 %)"):
        given = raw(items=[item(rates={"consumption_tax": rate})])

        assert fault(reasons, given) == ("/items/0/rates/consumption_tax", "case.rate")
    parse_case(raw(items=[item(rates={"consumption_tax": "99.99 %", "duty": "250 %"})]), reasons)


@pytest.mark.parametrize(
    ("flow", "rates", "pointer"),
    [
        ("import", {"export_duty": "5 %"}, "/items/0/rates/export_duty"),
        ("export", {"vat": "13 %"}, "/items/0/rates/vat"),
    ],
)
def test_a_charge_belongs_to_its_flow(reasons, flow, rates, pointer) -> None:
    assert fault(reasons, raw(flow=flow, items=[item(rates=rates)])) == (pointer, "case.rate_flow")


def test_a_quantity_that_a_rate_goes_by_must_be_there(reasons) -> None:
    rates = {"duty": "15 % MAX (900 CNY/t)", "consumption_tax": "1 CNY/l"}
    preference = {"agreement": "RCEP", "rate": "3 CNY/item", "proof": "valid"}
    given = raw(items=[item(rates=rates, preference=preference,
                            quantities=[{"amount": "7", "unit": "kg"}])])  # fmt: skip

    with pytest.raises(InputError) as caught:
        parse_case(given, reasons)

    told = [problem.message for problem in caught.value.problems]
    at = {(problem.where, problem.pointer) for problem in caught.value.problems}
    assert at == {("items[1].quantities", "/items/0/quantities")}
    assert {problem.code for problem in caught.value.problems} == {"case.quantity_missing"}
    assert told == [
        "The rate 1 CNY/l goes by a quantity in l, which is missing.",
        "The rate 3 CNY/item goes by a quantity in item, which is missing.",
    ]


def test_a_quantity_is_stated_once_a_unit(reasons) -> None:
    twice = [{"amount": "1", "unit": "kg"}, {"amount": "2", "unit": "kg"}]

    assert fault(reasons, raw(items=[item(quantities=twice)])) == (
        "/items/0/quantities/1/unit", "case.unit_twice",
    )  # fmt: skip


def test_a_quantity_has_an_amount_and_a_unit(reasons) -> None:
    assert faults(reasons, raw(items=[item(quantities=[{"amount": "1"}, {"unit": "kg"}])])) == {
        "/items/0/quantities/0/unit": "case.missing",
        "/items/0/quantities/1/amount": "case.missing",
    }


def test_units_of_one_quantity_must_agree(reasons) -> None:
    same = [{"amount": "1", "unit": "t"}, {"amount": "1000", "unit": "kg"}]
    other = [{"amount": "1", "unit": "t"}, {"amount": "1001", "unit": "kg"}]

    assert parse_case(raw(items=[item(quantities=same)]), reasons)
    assert fault(reasons, raw(items=[item(quantities=other)])) == (
        "/items/0/quantities/1/unit", "case.unit_conflict",
    )  # fmt: skip


def test_a_preference_needs_its_rate_where_the_rates_are_stated(reasons) -> None:
    asked = {"agreement": "RCEP", "proof": "valid"}

    assert fault(reasons, raw(items=[item(rates={}, preference=asked)])) == (
        "/items/0/preference/rate", "case.missing",
    )  # fmt: skip
    assert parse_case(raw(items=[item(preference=asked)]), reasons).items[0].preference


def test_a_preference_is_for_imports(reasons) -> None:
    asked = {"agreement": "RCEP", "rate": "0 %", "proof": "valid"}

    assert fault(reasons, raw(flow="export", items=[item(preference=asked)])) == (
        "/items/0/preference", "case.preference_export",
    )  # fmt: skip


def test_the_rate_of_the_countrys_own_money_is_one(reasons) -> None:
    given = raw(currency="CNY", exchange_rate="7")

    with pytest.raises(InputError) as caught:
        parse_case(given, reasons, base_currency="CNY")

    assert [problem.code for problem in caught.value.problems] == ["case.own_money"]
    assert parse_case(raw(currency="CNY", exchange_rate="1.0"), reasons, base_currency="CNY")
