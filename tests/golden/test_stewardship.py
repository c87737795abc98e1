"""Days by which cases are due, beside worked numbers.

Source: issue 08 of the project, golden case 4, by the published holidays of 2024: rest from 1 to 7
October, work on Saturday 12 October.
"""

from datetime import date

import pytest

from entrepot.industry.stewardship import Pause, due_day
from entrepot.kernel.calendar import Calendar
from entrepot.kernel.errors import ModelError
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
