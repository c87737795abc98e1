"""Charges of one item: order, bases, own tax in a price, one rounding, the working."""

from decimal import Decimal

import pytest

from entrepot.kernel.money import Money
from entrepot.tariff.expression import parse_duty
from entrepot.window.charges import Goods, Levy, levy_export, levy_import, solve_base
from entrepot.window.figures import exact_text, settled, told
from entrepot.window.rates import Rate, stated_rate

KNOWN = {("USD", "CNY"): Decimal(7)}
GOODS = Goods({"t": Decimal(10), "l": Decimal(1000)}, lambda frm, to: KNOWN.get((frm, to)))


def cny(amount: str) -> Money:
    return Money(Decimal(amount), "CNY")


def levied(value: str, left_out=(), **rates: str) -> dict[str, Levy]:
    stated = [stated_rate(type_, text) for type_, text in rates.items()]
    return {levy.type: levy for levy in levy_import(cny(value), stated, GOODS, left_out)}


def test_duties_are_of_the_value_and_vat_of_the_price() -> None:
    found = levied("1000.00", duty="10 %", anti_dumping="5 %", countervailing="1 %", vat="13 %")

    assert {type_: levy.amount for type_, levy in found.items()} == {
        "duty": cny("100.00"), "anti_dumping": cny("50.00"), "countervailing": cny("10.00"),
        "vat": cny("150.80"),
    }  # fmt: skip
    assert found["vat"].base == cny("1160.00")
    assert found["vat"].working == (
        "(1000.00 CNY customs_value + 100.00 CNY duty + 50.00 CNY anti_dumping"
        " + 10.00 CNY countervailing) x 13 %"
    )


def test_a_charge_of_nothing_is_left_out_of_the_words() -> None:
    found = levied("1000.00", duty="0 %", anti_dumping="5 %", vat="13 %")

    assert found["vat"].working == "(1000.00 CNY customs_value + 50.00 CNY anti_dumping) x 13 %"
    assert levied("1000.00", duty="Free", vat="13 %")["vat"].working == "1000.00 CNY x 13 %"


def test_a_charge_rounds_once_half_up_and_keeps_what_it_was() -> None:
    duty = levied("10.50", duty="5 %")["duty"]

    assert (duty.unrounded, duty.amount) == (settled(cny("0.525")), cny("0.53"))
    assert duty.working == "10.50 CNY x 5 %"


def test_the_rounded_duty_is_in_the_base_of_the_tax() -> None:
    assert levied("10.50", duty="5 %", vat="100 %")["vat"].amount == cny("11.03")


def test_a_specific_duty_tells_its_quantity() -> None:
    duty = levied("1000.00", duty="900 CNY/t")["duty"]

    assert duty.quantity == (Decimal(10), "t")
    assert duty.working == "10 t x 900 CNY/t"
    assert levied("1000.00", duty="5 %")["duty"].quantity is None


def test_a_specific_duty_in_other_money_is_converted() -> None:
    duty = levied("1000.00", duty="2 USD/t")["duty"]

    assert duty.amount == cny("140.00")
    assert duty.working == "10 t x 2 USD/t x 7 CNY/USD"


def test_free_is_nothing_and_said_so() -> None:
    duty = levied("1000.00", duty="Free")["duty"]

    assert (duty.amount, duty.working) == (cny("0.00"), "Free")


def test_the_composite_price_holds_its_own_tax_and_is_not_rounded() -> None:
    found = levied("1000.00", duty="10 %", consumption_tax="30 %", vat="13 %")
    tax = found["consumption_tax"]

    assert (tax.amount, found["vat"].amount) == (cny("471.43"), cny("204.29"))
    assert exact_text(tax.base, 6) == "1571.428571…"
    assert tax.working == (
        "(1000.00 CNY customs_value + 100.00 CNY duty) / (1 - 30 %) = 1571.428571… CNY;"
        " 1571.428571… CNY x 30 %"
    )
    assert found["vat"].working == "1571.428571… CNY x 13 %"


def test_the_part_by_quantity_is_in_the_price_and_in_the_tax() -> None:
    tax = levied("1000.00", consumption_tax="20 % + 1 CNY/l")["consumption_tax"]

    assert tax.base == Money(Decimal(2500), "CNY")
    assert tax.amount == cny("1500.00")
    assert tax.working == (
        "(1000.00 CNY + 1000.00 CNY) / (1 - 20 %) = 2500.00 CNY;"
        " 2500.00 CNY x 20 % + 1000 l x 1 CNY/l"
    )


def test_a_tax_by_quantity_alone_is_added_to_the_price() -> None:
    found = levied("1000.00", consumption_tax="0.5 CNY/l", vat="10 %")

    assert found["consumption_tax"].amount == cny("500.00")
    assert found["vat"].base.amount == 1500


def test_a_measure_of_the_tariff_room_is_a_share_of_value_and_duty() -> None:
    measure = Rate("consumption_tax", "25 %", parse_duty("25 %"), "a table", of_price=False)
    rates = [stated_rate("duty", "10 %"), measure, stated_rate("vat", "13 %")]
    found = {levy.type: levy for levy in levy_import(cny("1000.00"), rates, GOODS)}

    assert found["consumption_tax"].amount == cny("275.00")
    assert found["vat"].base == Money(Decimal("1375.00"), "CNY")
    assert found["consumption_tax"].source == "a table"


def test_both_forms_of_a_tax_come_to_the_same() -> None:
    """20 % of a price that holds it is 25 % of the price without it."""
    apart = Rate("consumption_tax", "25 %", parse_duty("25 %"), "a table", of_price=False)
    (alone,) = levy_import(cny("1000.00"), [apart], GOODS)

    assert levied("1000.00", consumption_tax="20 %")["consumption_tax"].amount == alone.amount


def test_what_is_left_out_enters_no_base() -> None:
    kept = levied("1000.00", duty="1 %", consumption_tax="1 %", vat="10 %")
    apart = levied("1000.00", ("duty", "consumption_tax"), duty="1 %", consumption_tax="1 %",
                   vat="10 %")  # fmt: skip

    assert kept["vat"].amount == cny("102.02")
    assert apart["vat"].amount == cny("100.00")
    assert apart["duty"].amount == cny("10.00")


@pytest.mark.parametrize(
    ("duty", "sign", "solved"),
    [
        ("20 %", 1, "1250"),
        ("25 %", -1, "800"),
        ("Free", 1, "1000"),
        ("20 % + 10 CNY/t", 1, "1375"),
        ("25 % + 10 CNY/t", -1, "720"),
        ("25 % - 10 CNY/t", -1, "880"),
        ("20 % MAX (10 CNY/t)", 1, "1100"),
        ("20 % MIN (10 CNY/t)", 1, "1250"),
        ("20 % MIN (50 CNY/t)", 1, "1500"),
        ("25 % MAX (10 CNY/t)", -1, "900"),
        ("25 % MIN (10 CNY/t)", -1, "800"),
        ("25 % MIN (50 CNY/t)", -1, "500"),
        ("25 % MIN (10 CNY/t) MAX (15 CNY/t)", -1, "850"),
        ("20 %, at least 10 CNY/t, at most 30 CNY/t", 1, "1250"),
    ],
)
def test_a_base_that_holds_a_duty_or_is_held_with_it(duty: str, sign, solved: str) -> None:
    base, _ = solve_base(cny("1000.00"), parse_duty(duty), GOODS, sign=sign, words="1000.00 CNY")

    assert base.amount == Decimal(solved)


def test_an_export_duty_is_taken_out_of_the_price_and_of_the_rounded_value() -> None:
    value, (levy,) = levy_export(cny("1000.005"), [stated_rate("export_duty", "40 %")], GOODS)

    assert (value, levy.amount) == (cny("714.29"), cny("285.72"))
    assert levy.working == "1000.005 CNY / (1 + 40 %) = 714.29 CNY; 714.29 CNY x 40 %"


def test_an_export_without_duty_is_worth_its_price() -> None:
    assert levy_export(cny("1000.005"), [], GOODS) == (cny("1000.01"), ())


def test_figures_are_cut_only_where_they_have_no_end() -> None:
    third = Money(Decimal(1) / 3, "CNY")

    assert told(third) == "0.333333… CNY"
    assert told(cny("5")) == "5.00 CNY"
    assert told(cny("1.23456")) == "1.23456 CNY"
    assert exact_text(Money(Decimal("1000.000"), "JPY")) == "1000"
    assert exact_text(Money(Decimal("1.5"), "KWD")) == "1.500"
    assert exact_text(cny("14209.473600")) == "14209.4736"


def test_a_half_that_division_blurred_is_a_half_again() -> None:
    blurred = Money(Decimal("0.0049999999999999999999999999999999999999999999999"), "CNY")

    assert settled(blurred).rounded() == cny("0.01")
    assert settled(cny("0.0049999999")).rounded() == cny("0.00")
