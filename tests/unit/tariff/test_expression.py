"""The grammar of duties: what parses, how it is written back, what is refused and where."""

from datetime import date
from decimal import Decimal

import pytest

from entrepot.kernel.errors import InputError
from entrepot.tariff.expression import (
    AdValorem,
    Bound,
    Bounded,
    Free,
    NotCovered,
    Seasonal,
    SeeLine,
    Specific,
    Sum,
    is_plain,
    is_zero,
    parse_duty,
    render,
    terms_of,
)


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("6.5%", "6.5 %"),
        ("free", "Free"),
        ("NotCovered", "NotCovered"),
        ("SeeLine 22089020", "SeeLine 22089020"),
        ("12 %, at least 0.34 EUR/kg", "12 % MIN (0.34 EUR/kg)"),
        ("12 %, MAX (5 EUR / kg)", "12 % MAX (5 EUR/kg)"),
        ("35 % or 27 JPY/kg, whichever is higher", "35 % MIN (27 JPY/kg)"),
        ("17.5 % or 77 JPY/l whichever lower", "17.5 % MAX (77 JPY/l)"),
        ("9 %, at least 7 JPY/kg, at most 50 %", "9 % MIN (7 JPY/kg) MAX (50 %)"),
        ("9 % + [agricultural_component]", "9 % + [agricultural_component]"),
        ("[applicable_subheading] + 25%", "[applicable_subheading] + 25 %"),
        (
            "15 % from 1-1 to 2-14 and 6-16 to 12-31; free from 02-15 to 06-15",
            "15 % from 01-01 to 02-14 and 06-16 to 12-31; Free from 02-15 to 06-15",
        ),
        ("1.00 EUR / % vol / hl + 6.40 EUR / hl", "1.00 EUR/% vol/hl + 6.40 EUR/hl"),
        ("166.00 EUR/1000 kg", "166.00 EUR/1000 kg"),
        ("5 USD each", "5 USD/item"),
        ("0.017 USD/kg/lead", "0.017 USD/kg/lead"),
        ("10 % of retail - 1 EUR/kg", "10 % of retail - 1 EUR/kg"),
        ("3 % of content copper", "3 % of content copper"),
        ("70.40 JPY/l", "70.40 JPY/l"),
    ],
)
def test_a_duty_is_written_in_one_form(text: str, canonical: str) -> None:
    assert render(parse_duty(text)) == canonical
    assert parse_duty(canonical) == parse_duty(text)


def test_a_compound_duty_is_a_tree_of_exact_numbers() -> None:
    tree = parse_duty("12 % + 0.30 EUR/kg, at least 1 EUR/item")

    per_kg = Specific(Decimal("0.30"), "EUR", Decimal(1), "kg")
    per_item = Specific(Decimal(1), "EUR", Decimal(1), "item")
    body = Sum((("+", AdValorem(Decimal(12))), ("+", per_kg)))
    assert tree == Bounded(body, (Bound("at least", Sum((("+", per_item),))),))
    assert list(terms_of(tree)) == [AdValorem(Decimal(12)), per_kg, per_item]


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("", 1, "a number is missing"),
        ("6.5", 4, "neither % nor a currency"),
        ("6.5 % 3 %", 7, '"3" is left over'),
        ("6 EUR/stone", 7, "stone is not a unit"),
        ("6 EUR kg", 7, '"/" is missing'),
        ("6 EUR/0 kg", 7, "no meaning"),
        ("5 % or 3 %", 11, '"whichever" is missing'),
        ("5 %, at times 3 %", 9, '"least" or "most"'),
        ("5 % MIN(3 EUR/kg", 17, '")" is missing'),
        ("5 % of hope", 8, "hope is not a basis"),
        ("-5 %", 1, "a number is missing"),
        ("5 ¤", 3, "has no meaning here"),
        ("Free 5 %", 6, '"5" is left over'),
        ("1 EUR/% vol", 12, '"/" is missing'),
        ("SeeLine", 8, "a code is missing"),
        ("[", 2, "a word is missing"),
        ("5 % + [entry_price", 19, '"]" is missing'),
        ("5 % from 13-01 to 02-01", 10, "no such day of a year"),
        ("5 % from 04-01 to 04-31", 22, "no such day of a year"),
        ("5 % from 04-01; 6 %", 15, '"to" is missing'),
        ("5 % from 04-01 to 05-01; 6 %", 29, '"from" is missing'),
    ],
)
def test_a_fault_is_named_with_its_place(text: str, place: int, said: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_duty(text)

    (problem,) = caught.value.problems
    assert problem.code == "duty.syntax"
    assert problem.where.endswith(f"character {place}")
    assert said in problem.message


def test_an_unknown_unit_is_answered_with_the_units_there_are() -> None:
    with pytest.raises(InputError) as caught:
        parse_duty("6 EUR/stone")

    assert "kg" in caught.value.problems[0].hint


@pytest.mark.parametrize("text", ["Free", "0 %", "0 % + 0 EUR/kg", "0 %, at most 0 %"])
def test_nothing_is_owed_at_zero_rates(text: str) -> None:
    assert is_zero(parse_duty(text))


@pytest.mark.parametrize("text", ["NotCovered", "SeeLine 1", "0 %, at least 1 EUR/kg", "0.1 %"])
def test_only_zero_rates_are_zero(text: str) -> None:
    assert not is_zero(parse_duty(text))


def test_the_words_that_stand_alone_are_values() -> None:
    assert [parse_duty(t) for t in ("Free", "NotCovered", "SeeLine 7")] == [
        Free(),
        NotCovered(),
        SeeLine("7"),
    ]


@pytest.mark.parametrize(
    ("day", "owed"),
    [("2026-02-14", "15 %"), ("2026-02-15", "Free"), ("2028-02-29", "Free"), ("2026-11-30", None)],
)
def test_a_season_tells_the_duty_of_its_days_only(day: str, owed: str | None) -> None:
    tree = parse_duty("15 % from 12-01 to 02-14; Free from 02-15 to 06-15")
    assert isinstance(tree, Seasonal)

    found = tree.on(date.fromisoformat(day))

    assert (found and render(found)) == owed


def test_a_day_in_two_seasons_has_no_known_duty() -> None:
    tree = parse_duty("15 % from 01-01 to 06-30; 5 % from 06-30 to 12-31")
    assert isinstance(tree, Seasonal)

    assert tree.on(date(2026, 6, 30)) is None


@pytest.mark.parametrize(
    "text", ["NotCovered", "SeeLine 1", "[entry_price]", "5 % from 1-1 to 2-1"]
)
def test_what_value_and_quantities_do_not_settle_is_not_plain(text: str) -> None:
    assert not is_plain(parse_duty(text))


@pytest.mark.parametrize("text", ["Free", "5 % MIN (1 EUR/kg)"])
def test_free_sums_and_bounds_are_plain(text: str) -> None:
    assert is_plain(parse_duty(text))
