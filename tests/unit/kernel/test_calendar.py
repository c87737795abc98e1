"""Working days over a small calendar of one invented year."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrepot.kernel.calendar import Calendar, days_after, month_before, nth_weekday
from entrepot.kernel.errors import ModelError

# 2026-05-01 is a Friday; the Saturday after it is worked, the Monday after that is not.
CALENDAR = Calendar(
    {date(2026, 5, 1): False, date(2026, 5, 2): True, date(2026, 5, 4): False},
    {2026},
    "an invented notice",
)


def test_weekdays_work_but_for_the_exceptions() -> None:
    days = [date(2026, 4, 30) + timedelta(n) for n in range(7)]

    assert [CALENDAR.is_working(day) for day in days] == [
        True, False, True, False, False, True, True
    ]  # fmt: skip


def test_the_day_of_the_start_is_not_counted() -> None:
    count = CALENDAR.count_working(date(2026, 4, 30), 2)

    assert count.counted == (date(2026, 5, 2), date(2026, 5, 5))
    assert count.due == date(2026, 5, 5)


def test_no_days_at_all_leave_the_start() -> None:
    count = CALENDAR.count_working(date(2030, 1, 1), 0)

    assert (count.counted, count.due) == ((), date(2030, 1, 1))


def test_a_negative_number_of_days_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        CALENDAR.count_working(date(2026, 4, 30), -1)


def test_the_next_working_day_is_the_day_itself_if_offices_work() -> None:
    days = [date(2026, 5, 2), date(2026, 5, 3)]

    assert [CALENDAR.next_working(day) for day in days] == [date(2026, 5, 2), date(2026, 5, 5)]


@pytest.mark.parametrize("start", [date(2026, 12, 30), date(2025, 12, 31), date.max])
def test_a_year_that_is_not_published_has_no_answer_and_names_the_table(start: date) -> None:
    with pytest.raises(ModelError) as caught:
        CALENDAR.count_working(start, 300)
    (problem,) = caught.value.problems

    assert problem.code == "calendar.unpublished"
    assert problem.where.startswith("calendar.csv, ")
    assert problem.message_zh


@given(st.dates(date(2026, 1, 1), date(2026, 6, 30)), st.integers(0, 100))
def test_the_days_counted_are_all_the_working_days_up_to_the_last(start: date, n: int) -> None:
    count = CALENDAR.count_working(start, n)
    span = [start + timedelta(k) for k in range(1, (count.due - start).days + 1)]

    assert len(count.counted) == n
    assert list(count.counted) == [day for day in span if CALENDAR.is_working(day)]


@given(st.dates(date(2026, 1, 1), date(2026, 12, 1)))
def test_the_next_working_day_has_only_rest_before_it(day: date) -> None:
    found = CALENDAR.next_working(day)
    before = [day + timedelta(k) for k in range((found - day).days)]

    assert CALENDAR.is_working(found)
    assert not any(CALENDAR.is_working(one) for one in before)


@given(
    st.integers(1, 9998), st.integers(1, 12), st.integers(1, 7), st.integers(1, 4),
)  # fmt: skip
def test_the_nth_weekday_lies_in_its_week_of_the_month(
    year: int, month: int, weekday: int, n: int
) -> None:
    day = nth_weekday(year, month, weekday, n)

    assert (day.year, day.month, day.isoweekday()) == (year, month, weekday)
    assert (day.day - 1) // 7 == n - 1


@pytest.mark.parametrize(("weekday", "n"), [(0, 1), (8, 1), (3, 0), (3, 5)])
def test_a_weekday_that_a_month_may_lack_is_refused(weekday: int, n: int) -> None:
    with pytest.raises(ValueError, match="four of each"):
        nth_weekday(2026, 2, weekday, n)


def test_the_month_before_january_is_december() -> None:
    assert [month_before(2026, 1), month_before(2026, 3)] == [(2025, 12), (2026, 2)]


def test_a_day_beyond_the_last_is_not_published() -> None:
    with pytest.raises(ModelError):
        days_after(date.max, 1)
