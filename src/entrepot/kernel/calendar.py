"""Working days, with days made up for on a Saturday or Sunday; one calendar for the house.

Monday to Friday are working days but for the exceptions a calendar lists. A year whose
exceptions are not published has no working days to count: the answer would be a guess.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import MAXYEAR, date, timedelta

from entrepot.kernel.errors import ModelError, Problem

TABLE = "calendar.csv"
_DAY = timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Count:
    """Working days counted from a day that does not count itself.

    Attributes:
        start: The day before the first that may count.
        counted: The working days, in order.
        due: The last of them; the start where none were asked for.
    """

    start: date
    counted: tuple[date, ...]
    due: date


@dataclass(frozen=True, slots=True)
class Calendar:
    """The working days of a country.

    Attributes:
        exceptions: Days known one by one, as those that differ from their weekday: True is at
            work, False at rest.
        years: Years whose exceptions are known.
        source: Who published them.

    Example:
        >>> calendar = Calendar({date(2026, 2, 14): True}, frozenset({2026}), "a notice")
        >>> calendar.is_working(date(2026, 2, 14)), calendar.is_working(date(2026, 2, 15))
        (True, False)
    """

    exceptions: Mapping[date, bool]
    years: Collection[int]
    source: str

    def is_working(self, day: date) -> bool:
        """Whether offices work on a day.

        Raises:
            ModelError: The year is not published.
        """
        if day in self.exceptions:
            return self.exceptions[day]
        if day.year not in self.years:
            raise ModelError(_unpublished(day.year))
        return day.weekday() < _SATURDAY

    def changed(
        self, days: Mapping[date, bool], years: Collection[int] = (), source: str = ""
    ) -> "Calendar":
        """The calendar with some days answered otherwise, and further years published.

        Args:
            days: Days as they are now: True is at work, False at rest.
            years: Years whose exceptions are known now.
            source: Who says so, beside those who published the rest.

        Example:
            >>> calendar = Calendar({}, frozenset({2026}), "a notice")
            >>> calendar.changed({date(2026, 5, 6): False}).is_working(date(2026, 5, 6))
            False
        """
        sources = "; ".join(dict.fromkeys(filter(None, (self.source, source))))
        return Calendar({**self.exceptions, **days}, frozenset({*self.years, *years}), sources)

    def next_working(self, day: date) -> date:
        """The day itself if offices work, else the first working day after it.

        Raises:
            ModelError: The year is not published.
        """
        while not self.is_working(day):
            day = days_after(day, 1)
        return day

    def count_working(self, start: date, n: int) -> Count:
        """Count working days; the day it starts from is not counted.

        Args:
            start: Day of the event that starts the clock.
            n: How many to count, 0 or more.

        Raises:
            ModelError: A year on the way is not published.
            ValueError: `n` is negative.
        """
        if n < 0:
            raise ValueError("cannot count a negative number of days")
        counted: list[date] = []
        day = start
        while len(counted) < n:
            day = days_after(day, 1)
            if self.is_working(day):
                counted.append(day)
        return Count(start, tuple(counted), counted[-1] if counted else start)


def nth_weekday(year: int, month: int, weekday: int, n: int) -> date:
    """The n-th such weekday of a month.

    Args:
        year: Calendar year.
        month: 1 to 12.
        weekday: 1 is Monday, 7 Sunday (ISO 8601).
        n: 1 to 4; every month has four of each.

    Example:
        >>> nth_weekday(2026, 2, 3, 3)
        datetime.date(2026, 2, 18)
    """
    if not (1 <= weekday <= 7 and 1 <= n <= 4):
        raise ValueError("a weekday is 1 to 7, and every month has four of each")
    first = date(year, month, 1)
    return first + _DAY * ((weekday - first.isoweekday()) % 7 + 7 * (n - 1))


def month_before(year: int, month: int) -> tuple[int, int]:
    """Year and month of the month before."""
    return (year, month - 1) if month > 1 else (year - 1, 12)


def days_after(day: date, n: int) -> date:
    """The day so many days later, days of rest included.

    Raises:
        ModelError: No calendar reaches that far.
    """
    try:
        return day + _DAY * n
    except OverflowError:
        raise ModelError(_unpublished(MAXYEAR + 1)) from None


def _unpublished(year: int) -> Problem:
    return Problem(
        "calendar.unpublished",
        f"{TABLE}, {year}",
        f"The calendar for {year} is not published.",
        f"Add the year's days of rest to {TABLE} and the year to calendar_years.csv.",
        message_zh=f"{year}年工作日历尚未公布。",
    )
