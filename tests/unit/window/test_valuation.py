"""Customs value of items: shares, insurance by default, trade terms, several currencies."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from entrepot.kernel.errors import InputError
from entrepot.kernel.money import Money
from entrepot.window.case import Case, CaseItem
from entrepot.window.valuation import assumes_insurance, value_items

RATES = {"USD": Decimal("7"), "EUR": Decimal("8"), "JPY": Decimal("0.05"), "CNY": Decimal(1)}


def usd(amount: str) -> Money:
    return Money(Decimal(amount), "USD")


def item(value: str, seq: int = 1) -> CaseItem:
    return CaseItem(seq, "847989", "JP", Decimal(value))


CASE = Case(
    "import", date(2026, 3, 10), "CIF", "USD", None, usd("30.00"), usd("5.00"), usd("12.00"),
    (item("1000.00"),),
)  # fmt: skip


def valued(case: Case, reasons):
    return value_items(
        case, rate_of=RATES.__getitem__, base_currency="CNY", insurance_pct=Decimal("0.3"),
        reasons=reasons,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("flow", "mode", "usd_value"),
    [
        ("import", "EXW", "1047"),
        ("import", "FOB", "1035"),
        ("import", "C&F", "1005"),
        ("import", "C&I", "1030"),
        ("import", "CIF", "1000"),
        ("export", "EXW", "1012"),
        ("export", "FOB", "1000"),
        ("export", "C&F", "970"),
        ("export", "C&I", "995"),
        ("export", "CIF", "965"),
    ],
)
def test_each_mode_adds_or_takes_off_its_costs(reasons, flow, mode, usd_value) -> None:
    (one,) = valued(replace(CASE, flow=flow, transaction_mode=mode), reasons)

    assert one.price == Money(Decimal(usd_value) * 7, "CNY")


def test_the_shares_of_a_cost_are_told_whatever_the_mode(reasons) -> None:
    (one,) = valued(CASE, reasons)

    assert (one.freight, one.insurance, one.inland) == (usd("30.00"), usd("5.00"), usd("12.00"))


@pytest.mark.parametrize(
    ("mode", "insurance"),
    [("EXW", "3.126"), ("FOB", "3.09"), ("C&F", "3"), ("C&I", "0"), ("CIF", "0")],
)
def test_insurance_not_stated_is_a_share_of_goods_and_the_carriage_added(
    reasons, mode, insurance
) -> None:
    case = replace(CASE, insurance=None, transaction_mode=mode)
    (one,) = valued(case, reasons)

    assert one.insurance.amount == Decimal(insurance)
    assert assumes_insurance(case) == (mode in ("EXW", "FOB", "C&F"))


def test_insurance_by_default_is_not_rounded(reasons) -> None:
    case = replace(CASE, transaction_mode="FOB", insurance=None, freight=None)
    (one,) = valued(replace(case, items=(item("33.33"),)), reasons)

    assert one.insurance == usd("0.09999")
    assert one.price.amount == Decimal("234.00993")  # 33.42999 x 7


def test_insurance_of_nothing_is_none(reasons) -> None:
    case = replace(CASE, transaction_mode="FOB", insurance=usd("0.00"))
    (one,) = valued(case, reasons)

    assert one.insurance == usd("0.00")
    assert not assumes_insurance(case)


def test_an_export_never_assumes_insurance(reasons) -> None:
    (one,) = valued(replace(CASE, flow="export", insurance=None, transaction_mode="C&I"), reasons)

    assert one.insurance == usd("0.00")
    assert one.price.amount == 7000


def test_costs_are_shared_by_value_and_the_first_line_gets_what_is_left(reasons) -> None:
    items = tuple(item("100.00", seq) for seq in (1, 2, 3))
    shares = valued(replace(CASE, freight=usd("10.00"), items=items), reasons)

    assert [one.freight.amount for one in shares] == [
        Decimal("3.34"), Decimal("3.33"), Decimal("3.33"),
    ]  # fmt: skip


def test_the_larger_remainder_comes_before_the_earlier_line(reasons) -> None:
    items = (item("1.00"), item("2.00", 2))
    shares = valued(replace(CASE, freight=usd("1.00"), items=items), reasons)

    assert [one.freight.amount for one in shares] == [Decimal("0.33"), Decimal("0.67")]


def test_costs_of_a_currency_without_cents_are_shared_in_whole_units(reasons) -> None:
    items = tuple(item("100", seq) for seq in (1, 2, 3))
    freight = Money(Decimal(10), "JPY")
    shares = valued(replace(CASE, currency="JPY", freight=freight, items=items), reasons)

    assert [one.freight.amount for one in shares] == [4, 3, 3]


def test_a_cost_in_another_currency_goes_by_its_own_rate(reasons) -> None:
    freight = Money(Decimal("10.00"), "EUR")
    case = replace(CASE, transaction_mode="FOB", freight=freight, insurance=usd("1.00"))
    (one,) = valued(case, reasons)

    assert one.price.amount == 1000 * 7 + 10 * 8 + 1 * 7
    assert one.freight == freight
    assert one.working == (
        "(1000.00 USD + 10.00 EUR + 1.00 USD) x 7 CNY/USD, 8 CNY/EUR"
    )  # fmt: skip


def test_insurance_by_default_takes_carriage_in_the_money_of_the_goods(reasons) -> None:
    case = replace(
        CASE, transaction_mode="FOB", freight=Money(Decimal("7.00"), "EUR"), insurance=None
    )
    (one,) = valued(case, reasons)

    assert one.insurance == usd("3.024")  # 0.3 % of 1,000 and 7 x 8 / 7


def test_the_working_of_the_countrys_own_money_has_no_rate(reasons) -> None:
    own = replace(CASE, currency="CNY", freight=None, insurance=None, inland=None)
    (one,) = valued(own, reasons)

    assert one.working == "1000.00 CNY"


def test_costs_above_the_price_are_a_fault_of_each_item(reasons) -> None:
    case = replace(
        CASE, flow="export", freight=usd("2000.00"), items=(item("900.00"), item("1.00", 2))
    )

    with pytest.raises(InputError) as caught:
        valued(case, reasons)

    assert [(p.code, p.where, p.pointer) for p in caught.value.problems] == [
        ("case.costs_above_price", "items[1].value", "/items/0/value"),
        ("case.costs_above_price", "items[2].value", "/items/1/value"),
    ]


def test_a_document_without_any_value_has_no_customs_value(reasons) -> None:
    with pytest.raises(InputError):
        valued(replace(CASE, items=(item("0"),)), reasons)
