"""Rounding at the steps a market names: of the value, the duty, the base of tax, the tax."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from entrepot.kernel.consignment import Line
from entrepot.kernel.money import Money
from entrepot.region.law import Rounding
from entrepot.tariff.evaluation import no_exchange
from entrepot.tariff.owed import Goods, Owed, Rules, owe
from entrepot.tariff.rounding import round_base, round_charge

DAY = date(2026, 8, 1)


def _row(step: str, unit: str, how: str = "down") -> Rounding:
    return Rounding("", "an act", "unverified", "XA", step, Decimal(unit), how, None, None)


def _eur(amount: str) -> Money:
    return Money(Decimal(amount), "EUR")


def _owed(make, *measures, roundings: tuple[Rounding, ...], value: str = "1999") -> Owed:
    line = Line("401120", _eur(value), "XC", None, {"kg": Decimal(7)})
    rules = Rules(make.market, "XA", measures, roundings=roundings, vat=make.vat("10"))
    found = owe(Goods(line, _eur(value), DAY, no_exchange), rules)
    assert found is not None
    return found


def test_the_value_is_cut_before_a_percentage_and_the_working_says_so(make) -> None:
    rows = _row("customs_value", "1000"), _row("duty", "100")
    rate = make.measure("401120", "29 %", status="published")
    (duty, _) = _owed(make, rate, roundings=rows).charges

    assert (duty.base, duty.amount) == (_eur("1000"), _eur("200"))
    assert duty.working == (
        "1000.00 EUR x 29 %; customs_value 1999.00 EUR cut down to 1000.00 EUR; "
        "290.00 EUR cut down to 200.00 EUR"
    )
    assert (duty.source, duty.status) == ("made up; an act", "unverified")


def test_what_a_step_does_not_change_is_not_told(make) -> None:
    rows = _row("customs_value", "1000"), _row("duty", "100")
    (duty, _) = _owed(make, make.measure("401120", "10 %"), roundings=rows, value="2000").charges

    assert (duty.amount, duty.working) == (_eur("200"), "2000.00 EUR x 10 %")
    assert (duty.source, duty.status) == ("made up", "synthetic")


def test_a_charge_by_quantity_takes_no_part_in_the_step_of_the_value(make) -> None:
    (duty, _) = _owed(
        make, make.measure("401120", "2 EUR/kg"), roundings=(_row("customs_value", "1000"),)
    ).charges

    assert duty.working == "7 kg x 2 EUR/kg"


def test_the_tax_is_taken_of_the_whole_value_and_rounded_at_its_own_steps(make) -> None:
    rows = _row("customs_value", "1000"), _row("tax_base", "1000"), _row("tax", "100")
    (duty, tax) = _owed(make, make.measure("401120", "10 %"), roundings=rows, value="3999").charges

    assert duty.amount == _eur("300")
    assert (tax.base, tax.amount) == (_eur("4000"), _eur("400"))
    assert "tax_base 4299.00 EUR cut down to 4000.00 EUR" in tax.working


@pytest.mark.parametrize(
    ("unit", "how", "amount"),
    [("10", "down", "1990"), ("10", "half_up", "2000"), ("0.05", "half_up", "1995.55")],
)
def test_a_step_rounds_to_its_unit(make, unit: str, how: str, amount: str) -> None:
    found = round_charge("duty", _eur("1995.5321"), make.market, (_row("duty", unit, how),))

    assert found.amount == _eur(amount)


def test_another_currency_and_another_step_are_left_alone(make) -> None:
    rows = (_row("duty", "100"),)
    usd = Money(Decimal("1995.53"), "USD")

    assert round_charge("duty", usd, make.market, rows).amount == usd
    assert round_charge("tax", _eur("1995.534"), make.market, rows).amount == _eur("1995.53")
    assert round_base("customs_value", usd, replace(make.market, currency="JPY"), rows).row is None
