"""A tax that is a share of the price that holds it."""

from decimal import Decimal

import pytest

from entrepot.kernel.money import Money
from entrepot.tariff.composite import composite_price
from entrepot.tariff.evaluation import Worked, evaluate
from entrepot.tariff.expression import Duty, parse_duty


def _work(part: Duty) -> Worked:
    return evaluate(part, bases={}, quantities={"l": Decimal(10)}, currency="CNY")


@pytest.mark.parametrize(
    ("duty", "price"),
    [
        ("20 % of composite_price + 0.912 CNY/l", "148.9"),  # (110 + 9.12) / 0.8
        ("10 % of composite_price", "122.2222222222"),
        ("20 % of composite_price + 1 CNY/kg", None),  # no mass is known
        ("100 % of composite_price", None),
        ("20 % of composite_price MIN (1 CNY/l)", None),
    ],
)
def test_the_price_holds_the_tax(duty: str, price: str | None) -> None:
    found = composite_price(parse_duty(duty), Money(Decimal(110), "CNY"), _work)

    assert (found and round(found.amount, 10)) == (price and Decimal(price))


def test_without_the_value_before_there_is_no_price() -> None:
    assert composite_price(parse_duty("20 % of composite_price"), None, _work) is None
