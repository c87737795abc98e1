"""Money stays exact and rounds only where asked."""

from decimal import Decimal

import pytest

from entrepot.kernel.money import Money, minor_unit, total


def eur(text: str) -> Money:
    return Money(Decimal(text), "EUR")


def test_money_refuses_floats() -> None:
    with pytest.raises(TypeError, match="Decimal"):
        Money(1.5, "EUR")  # type: ignore[arg-type]


def test_money_is_not_multiplied_by_a_float() -> None:
    with pytest.raises(TypeError, match="float"):
        eur("1") * 0.5  # type: ignore[operator]


def test_currencies_do_not_mix() -> None:
    with pytest.raises(ValueError, match="cannot add JPY to EUR"):
        eur("1") + Money(Decimal(1), "JPY")


@pytest.mark.parametrize(
    ("text", "currency", "expected"),
    [
        ("10.005", "EUR", "10.01"),
        ("10.004", "EUR", "10.00"),
        ("70400.5", "JPY", "70401"),
        ("1.0005", "KWD", "1.001"),
        ("-10.005", "EUR", "-10.01"),
    ],
)
def test_amounts_round_half_up_to_the_minor_unit(text: str, currency: str, expected: str) -> None:
    actual = Money(Decimal(text), currency).rounded()

    assert str(actual.amount) == expected


def test_minor_units_follow_iso_4217() -> None:
    actual = {code: minor_unit(code) for code in ("JPY", "EUR", "KWD")}

    assert actual == {"JPY": Decimal(1), "EUR": Decimal("0.01"), "KWD": Decimal("0.001")}


def test_allocation_gives_the_odd_cents_to_the_largest_remainders() -> None:
    actual = eur("100.00").allocate([Decimal(1), Decimal(1), Decimal(1)])

    assert [str(part.amount) for part in actual] == ["33.34", "33.33", "33.33"]


def test_allocation_of_a_negative_amount_adds_up() -> None:
    parts = eur("-100.00").allocate([Decimal(1), Decimal(2), Decimal(4)])

    assert total(parts, "EUR") == eur("-100.00")


@pytest.mark.parametrize("weights", [[], [Decimal(0)], [Decimal(-1), Decimal(2)]])
def test_allocation_refuses_weights_that_mean_nothing(weights: list[Decimal]) -> None:
    with pytest.raises(ValueError, match="weights"):
        eur("1").allocate(weights)


def test_conversion_keeps_every_digit() -> None:
    actual = eur("0.01").convert(Decimal("1.2345678901234567890123456789"), "USD")

    assert actual.amount == Decimal("0.012345678901234567890123456789")
