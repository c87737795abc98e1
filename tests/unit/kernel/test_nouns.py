"""Periods, codes, sources, problems and the globe."""

from datetime import date

import pytest

from entrepot.kernel import errors
from entrepot.kernel.codes import bare_hs, is_country, is_currency, is_hs
from entrepot.kernel.errors import EntrepotError, InputError, Problem
from entrepot.kernel.geography import great_circle_km
from entrepot.kernel.period import ALWAYS, Period
from entrepot.kernel.source import weakest


def test_a_period_holds_its_first_day_and_not_its_end() -> None:
    period = Period(date(2026, 4, 1), date(2027, 1, 1))

    actual = [day in period for day in (date(2026, 3, 31), date(2026, 4, 1), date(2027, 1, 1))]

    assert actual == [False, True, False]


def test_an_open_period_holds_every_day() -> None:
    assert date.min in ALWAYS
    assert date.max in ALWAYS


def test_periods_that_only_touch_do_not_overlap() -> None:
    first, second = Period(None, date(2026, 4, 1)), Period(date(2026, 4, 1), None)

    assert not first.overlaps(second)
    assert not second.overlaps(first)
    assert first.overlaps(Period(date(2026, 3, 31), None))


def test_a_period_is_told_in_words() -> None:
    day, later = date(2026, 4, 1), date(2027, 1, 1)

    actual = [str(p) for p in (Period(day, later), Period(day), Period(None, later), ALWAYS)]

    assert actual == [
        "from 2026-04-01, before 2027-01-01",
        "from 2026-04-01",
        "before 2027-01-01",
        "on any day",
    ]


def test_codes_are_checked_by_their_form() -> None:
    assert bare_hs("2208.90-220") == "220890220"
    assert is_hs("401120")
    assert not is_hs("4011")
    assert not is_hs("４０１１２０a")
    assert is_country("KZ")
    assert not is_country("kz")
    assert is_currency("KZT")
    assert not is_currency("KZ")


def test_what_rests_on_several_sources_is_as_sure_as_the_weakest() -> None:
    assert weakest(["published", "modelled", "derived"]) == "modelled"
    assert weakest([]) == "unverified"


def test_a_problem_says_what_where_and_what_to_do() -> None:
    problem = Problem("pack.missing", "links.csv row 4, km", "is empty.", "Give the length [km].")

    assert str(problem) == "links.csv row 4, km: is empty. Give the length [km]. [pack.missing]"


def test_an_error_carries_every_problem() -> None:
    problems = (Problem("a", "x", "one."), Problem("b", "y", "two."))

    error = InputError(problems)

    assert error.problems == problems
    assert str(error) == "x: one. [a]\ny: two. [b]"


def test_exit_codes_are_those_of_the_house() -> None:
    tree = {
        name: kind.exit_code
        for name, kind in vars(errors).items()
        if isinstance(kind, type) and issubclass(kind, EntrepotError) and kind is not EntrepotError
    }

    assert tree == {
        "InputError": 2,
        "RefusedError": 3,
        "MissingError": 4,
        "ModelError": 5,
        "OutsideError": 6,
    }


def test_a_quarter_of_a_meridian_is_ten_thousand_kilometres() -> None:
    assert great_circle_km(0, 0, 90, 0) == pytest.approx(10_007.6, abs=0.1)
    assert great_circle_km(10, 179, 10, -179) == pytest.approx(219.0, abs=0.1)
