"""What goals say, their chains, and how they are held against one another."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrepot.assess.goal_checks import check_doubling, check_growth, check_parts, readings
from entrepot.assess.goals import (
    Goal,
    before,
    differs,
    in_ones,
    is_implausible,
    span_in,
    speaks_of_average,
)
from entrepot.assess.targets import Mark

ADDED = re.compile("additional|added")


def gdp(id_: str, place: str, value: float | None, year: int | None = 2025, **more) -> Goal:
    return Goal(id_, place, "GDP", ">=", Mark(year, value), "bn EUR", **more)


def share(id_: str, place: str, value: float, year: int = 2025) -> Goal:
    return Goal(id_, place, "share of Upland GDP", ">", Mark(year, value), "percent")


def is_share(goal: Goal, indicator: str) -> bool:
    return goal.share_of == f"Upland {indicator}"


def test_goals_of_one_indicator_make_a_chain_by_year() -> None:
    goals = [gdp("c", "a", 50, 2035), gdp("a", "a", 5, 2020), gdp("b", "a", 9, 2025),
             gdp("x", "b", 7, 2024), gdp("n", "a", None, 2026)]  # fmt: skip

    assert [one and one.id for one in (before(goal, goals) for goal in goals[:3])] == [
        "b", None, "a",
    ]  # fmt: skip
    assert before(replace(goals[0], unit="bn USD"), goals) is None
    assert before(gdp("y", "a", 4, None), goals) is None


@pytest.mark.parametrize(
    ("indicator", "unit", "growth_of", "share_of"),
    [
        ("GDP growth, annual average", "percent", "GDP", ""),
        ("trade with Averlund, growth", "percent a year", "trade with Averlund", ""),
        ("GDP growth", "bn EUR", "", ""),
        ("share of Upland GDP", "percent", "", "Upland GDP"),
        ("share of Upland GDP", "count", "", ""),
    ],
)
def test_words_tell_a_rate_of_growth_and_a_share(indicator, unit, growth_of, share_of) -> None:
    goal = Goal("a", "b", indicator, ">=", Mark(2025, 5), unit)

    assert (goal.growth_of, goal.share_of) == (growth_of, share_of)


def test_a_share_implies_the_whole_and_what_has_no_number_is_missing() -> None:
    goals = [gdp("a", "n", 140), share("b", "n", 21), gdp("c", "s", 50, None),
             gdp("d", "w", None), gdp("e", "o", 30, 2022)]  # fmt: skip

    (found,) = check_parts("upland", goals, ["n", "s", "w", "o", "z"], is_share)

    assert found.whole == pytest.approx(140 / 0.21)
    assert (found.whole_from, found.whole_status) == (("a", "b"), "derived")
    assert (found.parts_sum, found.year) == (190, 2025)
    assert found.missing == ("w", "o", "z")
    assert set(found.cautions) == {
        ("a", "of_bounds"), ("b", "of_bounds"), ("c", "year_not_stated"), ("e", "other_year"),
    }  # fmt: skip
    assert found.remainder == pytest.approx(140 / 0.21 - 190)


def test_a_whole_that_is_stated_is_taken_as_it_is_and_may_be_exceeded() -> None:
    goals = [gdp("w", "upland", 100), gdp("a", "n", 70), gdp("b", "s", 60)]

    (found,) = check_parts("upland", goals, ["n", "s"], is_share)

    assert (found.whole, found.whole_from, found.whole_status) == (100, ("w",), "published")
    assert (found.ratio, found.remainder) == (1.3, -30)


def test_rates_are_not_added_and_one_part_alone_is_no_sum() -> None:
    rates = [Goal(one, one, "urbanization rate", ">", Mark(2025, 60), "percent") for one in "ab"]

    assert check_parts("upland", [*rates, gdp("c", "a", 5)], ["a", "b"], is_share) == []


def test_without_a_whole_the_sum_stands_alone() -> None:
    (found,) = check_parts("u", [gdp("a", "n", 1), gdp("b", "s", 2)], ["n", "s"], is_share)

    assert (found.parts_sum, found.whole, found.ratio, found.remainder) == (3, None, None, None)


@given(st.lists(st.floats(0.1, 1e4), min_size=2, max_size=8), st.randoms())
def test_the_order_of_goals_changes_no_sum(values, chance) -> None:
    goals = [gdp(str(n), str(n), value) for n, value in enumerate(values)]
    places = [one.place for one in goals]
    turned = chance.sample(goals, len(goals))

    (found,) = check_parts("u", turned, places, is_share)

    assert found.parts_sum == pytest.approx(sum(values))
    assert found.missing == ()


def test_growth_is_held_against_levels_of_the_same_year() -> None:
    level = gdp("a", "n", 42.7, base=Mark(2020, 23.7), base_status="derived")
    rate = Goal("b", "n", "GDP growth, annual average", ">=", Mark(2025, 12.5), "percent")

    (found,) = check_growth([level, rate])
    (other,) = check_growth([level, replace(rate, mark=Mark(2025, 11.0))])
    (unknown,) = check_growth([replace(level, base=Mark()), rate])

    assert (found.holds, found.cautions) == (True, (("a", "base_derived"),))
    assert found.implied_pct == pytest.approx(12.495, abs=5e-3)
    assert other.holds is False
    assert (unknown.holds, unknown.implied_pct) == (None, None)
    assert list(check_growth([level, replace(rate, mark=Mark(2024, 12.5))])) == []


def test_doubling_is_held_against_the_base_that_is_stated_and_that_on_record() -> None:
    stated = gdp("a", "n", 0.5, base=Mark(2020, 0.25), note="doubling")
    bare = Goal("b", "n", "double trade", "qualitative", Mark(), "qualitative")
    other = gdp("c", "n", 0.6, base=Mark(2020, 0.25), note="to double")

    found = list(check_doubling([stated, bare, other, gdp("d", "n", 1)], lambda _: 0.34))

    assert [one.ids[0] for one in found] == ["a", "b", "c"]
    assert [one.holds for one in found] == [True, None, False]
    assert found[0].factor_on_record == pytest.approx(0.5 / 0.34)
    assert found[1].cautions == (("b", "no_figure"),)


@given(st.floats(-20, 50), st.integers(1990, 2030), st.integers(1, 10))
def test_the_two_readings_differ_by_one_year_of_growth(rate, first, years) -> None:
    short, long = readings(rate, first, first + years)

    assert (short.steps, long.steps) == (years, years + 1)
    assert long.factor == pytest.approx(short.factor * (1 + rate / 100))


@pytest.mark.parametrize(
    ("people", "parent", "is_so"),
    [(219_835, None, True), (1_200_000, 5e6, False), (None, 5e6, True), (None, 2e7, False),
     (None, None, False)],
)  # fmt: skip
def test_more_people_than_a_place_has_are_hard_to_believe(people, parent, is_so) -> None:
    goal = Goal("a", "n", "additional urban population", ">", Mark(2025, 1), "million")

    assert is_implausible(goal, ADDED, people, parent) is is_so
    assert not is_implausible(replace(goal, indicator="permanent population"), ADDED, 9, 9)


def test_words_and_scales() -> None:
    assert in_ones(1.5, "10,000 people") == 15_000
    assert in_ones(3, "km2") == 3
    assert span_in("a plan", "2021-2025") == (2021, 2025)
    assert span_in("2025-2021", "12-16") is None
    assert speaks_of_average("average annual growth")
    assert not speaks_of_average("growth")
    assert differs(0.25, 0.336)
    assert not differs(0.33, 0.336)
    assert not differs(None, 1)
