"""The calendar of the pack against two packages that keep the same notices."""

from datetime import date, timedelta

import chinese_calendar
import holidays
import pytest

from entrepot.region.window import CalendarDay
from entrepot.store.reference import open_reference

FIRST, LAST = 2004, 2026
# `holidays` has a Saturday at work for the New Year of 2006 that `chinesecalendar` lacks.
KNOWN_DIFFERENCES = {date(2005, 12, 31)}


def rows(kind: str, year: int) -> set[date]:
    found: tuple[CalendarDay, ...] = open_reference("").table("calendar")
    return {
        row.day
        for row in found
        if row.country == "CN" and row.kind == kind and row.day.year == year
    }


@pytest.mark.parametrize("year", range(FIRST, LAST + 1))
def test_weekdays_off_are_those_of_holidays(year: int) -> None:
    theirs = holidays.country_holidays("CN", years=year)

    assert rows("holiday", year) == {day for day in theirs if day.weekday() < 5}


@pytest.mark.parametrize("year", range(FIRST, LAST + 1))
def test_weekends_at_work_are_those_of_holidays(year: int) -> None:
    theirs = holidays.country_holidays("CN", years=year)
    at_work = {day for day in theirs.weekend_workdays if day.year == year}

    assert rows("makeup", year) ^ at_work == {d for d in KNOWN_DIFFERENCES if d.year == year}


def test_every_day_is_as_chinesecalendar_has_it() -> None:
    calendar = open_reference("").calendar
    days = (date(LAST, 12, 31) - date(FIRST, 1, 1)).days + 1
    every = [date(FIRST, 1, 1) + timedelta(n) for n in range(days)]

    wrong = [day for day in every if calendar.is_working(day) != chinese_calendar.is_workday(day)]

    assert wrong == []
    assert sorted(calendar.years) == list(range(FIRST, LAST + 1))
