"""What duties come to, and what is asked for when something is not known."""

from datetime import date
from decimal import Decimal

import pytest

from entrepot.kernel.money import Money
from entrepot.tariff.evaluation import Worked, change, evaluate
from entrepot.tariff.expression import parse_duty
from entrepot.tariff.units import UNITS, count


def euros(amount: str) -> Money:
    return Money(Decimal(amount), "EUR")


def worked(text: str, value: Money | None = None, rate: str = "", **quantities: str) -> Worked:
    return evaluate(
        parse_duty(text),
        bases={"customs_value": value},
        quantities={unit: Decimal(amount) for unit, amount in quantities.items()},
        currency="EUR",
        exchange=lambda _have, _want: Decimal(rate) if rate else None,
    )


def test_the_working_shows_every_figure() -> None:
    answer = worked("12 %, at least 0.34 EUR/kg", euros("2000"), kg="1000")

    assert answer.working == "2000 EUR x 12 %; at least 1000 kg x 0.34 EUR/kg"


def test_another_currency_is_converted_and_the_rate_is_shown() -> None:
    answer = worked("2 USD/kg", euros("100"), rate="0.9", kg="10")

    assert answer.amount == euros("18.0")
    assert answer.working == "10 kg x 2 USD/kg x 0.9 EUR/USD"


def test_without_a_rate_of_exchange_the_amount_is_unknown() -> None:
    assert worked("2 USD/kg", kg="10").needs == ("an exchange rate from USD to EUR",)


def test_everything_that_is_missing_is_asked_for_once() -> None:
    answer = worked("5 % + 1 EUR/kg + 2 EUR/kg, at least 1 EUR/l")

    assert answer.amount is None
    assert answer.needs == ("the customs value", "net mass [kg]", "volume of the goods [l]")


def test_an_unknown_floor_makes_the_whole_unknown() -> None:
    assert worked("50 %, at least 0.01 EUR/kg", euros("1000000")).amount is None


@pytest.mark.parametrize("text", ["Free", "0 %", "0 EUR/kg", "0 %, at most 0 EUR/l"])
def test_nothing_is_needed_to_owe_nothing(text: str) -> None:
    assert worked(text).amount == Money(Decimal(0), "EUR")


@pytest.mark.parametrize("text", ["NotCovered", "SeeLine 22089020"])
def test_a_duty_found_elsewhere_is_unknown_here(text: str) -> None:
    answer = worked(text, euros("10"))

    assert answer.amount is None
    assert answer.needs


def test_a_basis_other_than_the_customs_value_must_be_given() -> None:
    assert worked("10 % of retail", euros("10")).needs == ("the value: retail",)


def test_a_difference_can_fall_below_nothing_unless_a_floor_holds_it() -> None:
    assert worked("1 % - 5 EUR/kg", euros("100"), kg="1").amount == euros("-4")
    assert worked("1 % - 5 EUR/kg, at least 0 %", euros("100"), kg="1").amount == euros("0")


@pytest.mark.parametrize(
    ("unit", "quantities", "counted"),
    [
        ("t", {"kg": "2500"}, "2.5"),
        ("kg", {"t": "2.5"}, "2500"),
        ("hl", {"l": "250"}, "2.5"),
        ("l_alc", {"l": "100", "abv_pct": "40"}, "40"),
        ("l_alc", {"hl": "1", "abv_pct": "40"}, "40"),
        ("pf_l", {"l": "100", "abv_pct": "40"}, "80"),
        ("% vol/hl", {"l": "1000", "abv_pct": "53"}, "530"),
        ("pf_l", {"l_alc": "10"}, "20"),
        ("dozen", {"item": "30"}, "2.5"),
    ],
)
def test_units_follow_from_what_is_told(unit: str, quantities: dict, counted: str) -> None:
    told = {name: Decimal(amount) for name, amount in quantities.items()}

    assert count(unit, "", told) == Decimal(counted)


@pytest.mark.parametrize("unit", sorted(UNITS))
def test_no_unit_is_counted_from_nothing(unit: str) -> None:
    assert count(unit, "", {}) is None


def test_a_part_of_the_goods_is_not_the_goods() -> None:
    told = {"kg": Decimal(100), "kg/lead": Decimal(7)}

    assert count("kg", "lead", told) == Decimal(7)
    assert count("kg", "zinc", told) is None
    assert count("kg", "net", told) == Decimal(100)


def test_money_of_the_wanted_currency_needs_no_rate() -> None:
    assert change(euros("5"), "EUR", lambda _a, _b: None) == euros("5")


def test_a_part_that_is_only_named_is_asked_for_until_it_is_supplied() -> None:
    duty = parse_duty("9 % + [agricultural_component] MAX (18 %)")
    asked = worked("9 % + [agricultural_component]", euros("100"))
    supplied = evaluate(
        duty, bases={"customs_value": euros("100")}, quantities={}, currency="EUR",
        parts={"agricultural_component": euros("5")},
    )  # fmt: skip

    assert (asked.amount, asked.needs) == (None, ("the amount: agricultural component",))
    assert supplied.amount == euros("14")
    assert supplied.working == (
        "100 EUR x 9 % + 5 EUR [agricultural_component]; at most 100 EUR x 18 %"
    )


def test_a_season_is_told_by_the_day_and_asked_for_without_one() -> None:
    duty = parse_duty("15 % from 06-16 to 02-14; Free from 02-15 to 05-31")

    def on(day: date | None) -> Worked:
        bases = {"customs_value": euros("100")}
        return evaluate(duty, bases=bases, quantities={}, currency="EUR", on=day)

    assert on(date(2026, 1, 1)).amount == euros("15")
    assert on(date(2026, 3, 1)).amount == euros("0")
    assert on(date(2026, 6, 1)).needs == ("the season's duty on 2026-06-01",)
    assert on(None).needs == ("the legal day",)


def test_alcohol_above_a_strength_counts_only_what_is_above() -> None:
    quantities = {"l": Decimal(1000), "abv_pct": Decimal(5)}

    assert count("l_alc", "over_1_15_pct_vol", quantities) == Decimal("38.5")
    assert count("l_alc", "", quantities) == Decimal(50)
    assert count("l_alc", "of_another", quantities) is None
