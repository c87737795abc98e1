"""Days by which cases are due, beside worked numbers.

Source: issue 08 of the project, golden case 4, by the published holidays of 2024: rest from 1 to 7
October, work on Saturday 12 October.
"""

from datetime import date

import pytest
from tests.crosscheck.plain_service import WORKED, figures_of, served

from entrepot.industry.stewardship import Pause, due_day
from entrepot.kernel.calendar import Calendar
from entrepot.kernel.errors import ModelError
from entrepot.service.steward_documents import packages_of
from entrepot.store.reference import open_reference


@pytest.fixture(scope="module")
def calendar() -> Calendar:
    return open_reference("guizhou").calendar


@pytest.mark.parametrize(
    ("name", "opened", "promise", "due"),
    [
        ("over the week of rest", date(2024, 9, 30), 3, date(2024, 10, 10)),
        ("on a Saturday made up for", date(2024, 10, 11), 1, date(2024, 10, 12)),
    ],
)
def test_a_case_is_due_after_its_working_days(
    calendar: Calendar, name: str, opened: date, promise: int, due: date
) -> None:
    assert due_day(calendar, opened, promise) == due, name


def test_a_query_adds_the_working_days_until_its_answer(calendar: Calendar) -> None:
    pauses = [Pause(date(2024, 10, 8), date(2024, 10, 10))]

    assert due_day(calendar, date(2024, 9, 30), 3, pauses) == date(2024, 10, 12)


def test_a_year_without_holidays_is_not_guessed(calendar: Calendar) -> None:
    with pytest.raises(ModelError) as caught:
        due_day(calendar, date(2099, 1, 5), 3)

    assert caught.value.problems[0].hint.startswith("Load the holidays")


@pytest.mark.parametrize(("system", "kind", "answers", "told"), WORKED)
def test_each_kind_has_its_figures(system: str, kind: str, answers: list, told: tuple) -> None:
    """By hand and in plain Python; the database is held to both in the tests of integration."""
    (found,) = figures_of(served(kind, answers), date(2024, 10, 14))

    share, hours, score = told
    assert found["in_time_share"] == share, system
    assert (found["first_reply_median_h"], found["satisfaction_mean"]) == (hours, score), system


def test_a_package_is_the_sum_of_its_items() -> None:
    """System 54: 300,000.10 and 120,000.20 CNY, the first approved; 5.00 EUR apart."""
    rows = [
        {"kind": "package", "case": "a", "firm": "f", "cost": cost, "currency": currency,
         "approval": approval}
        for cost, currency, approval in (
            ("300000.10", "CNY", "yes"), ("120000.20", "CNY", ""), ("5.00", "EUR", ""),
        )
    ]  # fmt: skip

    assert packages_of([*rows, {**rows[0], "kind": "entry"}]) == [
        {"firm": "f", "items": 3, "approved": 1,
         "costs": [{"amount": "420000.30", "currency": "CNY"},
                   {"amount": "5.00", "currency": "EUR"}]}
    ]  # fmt: skip
