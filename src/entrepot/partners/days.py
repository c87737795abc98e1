"""Days as precise as they are known: a year, a month or a day (ISO 8601, reduced precision)."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date

_DECEMBER = 12
_LENGTHS = (4, 7, 10)


@dataclass(frozen=True, slots=True)
class Day:
    """A day, known to the year, the month or the day.

    Attributes:
        text: As it is known: 2008, 2018-12 or 2014-04-17.
        last: The last day it may be, from which it counts.

    Example:
        >>> read_day("2018-12")
        Day(text='2018-12', last=datetime.date(2018, 12, 31))
    """

    text: str
    last: date

    @property
    def year(self) -> int:
        """Its year."""
        return self.last.year

    def after(self, years: int) -> "Day":
        """The same day of a later year, as precise; 29 February falls on the 28th."""
        return read_day(months_after(self.last, 12 * years).isoformat()[: len(self.text)])


def read_day(text: str) -> Day:
    """A day as it was written.

    Raises:
        ValueError: It is none of 2008, 2018-12 and 2014-04-17.
    """
    try:
        last = _last(text)
    except ValueError:
        last = None
    if last is None or last.isoformat()[: len(text)] != text:
        raise ValueError(f"{text!r} is no day")
    return Day(text, last)


def months_after(day: date, months: int) -> date:
    """The same day months later, the last of a month that is shorter; no day is out of range.

    Example:
        >>> months_after(date(2020, 2, 29), 12)
        datetime.date(2021, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not MINYEAR <= year <= MAXYEAR:
        return date.min if year < MINYEAR else date.max
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _last(text: str) -> date | None:
    if len(text) not in _LENGTHS:
        return None
    year, month, day = (*map(int, text.split("-")), 0, 0)[:3]
    month = month or _DECEMBER
    return date(year, month, day or monthrange(year, month)[1])
