"""Which day's rate of exchange counts for a month of declarations."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from entrepot.kernel.calendar import Calendar, month_before, nth_weekday
from entrepot.kernel.errors import ModelError, Problem
from entrepot.kernel.source import Status
from entrepot.window.legal import LegalBook


@dataclass(frozen=True, slots=True)
class MonthRate:
    """The customs rate of a currency in a month.

    Attributes:
        currency: ISO 4217 code of the amount.
        base: Currency it is turned into.
        rate: Units of `base` for one of `currency`.
        month: First day of the month it holds in.
        fixing_date: Day whose rate it is.
        source: Who published it, or what it stands in for.
        status: Standing of the rate.
    """

    currency: str
    base: str
    rate: Decimal
    month: date
    fixing_date: date
    source: str
    status: Status = "derived"


def first_of_month(day: date) -> date:
    """The first day of the month a day lies in."""
    return day.replace(day=1)


def fixing_day(month: date, *, legal: LegalBook, calendar: Calendar) -> date:
    """The day whose rate counts for a month.

    Such a weekday of the month before, or a later one where the first is a day of rest.

    Args:
        month: Any day of the month of the declarations.
        legal: `fx_fixing_weekday`, `fx_fixing_week`, `fx_fixing_fallback_week`.
        calendar: Working days of the office.

    Raises:
        ModelError: The calendar of the year is not published, the law lacks a number that day,
            or both weekdays are days of rest.

    Source:
        Order 124 of the General Administration of Customs, by the rows of `legal.csv`.
    """
    first = first_of_month(month)
    weekday = legal.days("fx_fixing_weekday", first)
    for name in ("fx_fixing_week", "fx_fixing_fallback_week"):
        day = nth_weekday(*month_before(month.year, month.month), weekday, legal.days(name, first))
        if calendar.is_working(day):
            return day
    raise ModelError(_no_day(first))


def _no_day(month: date) -> Problem:
    return Problem(
        "fixing.no_day",
        f"calendar.csv, {month:%Y-%m}",
        f"No day fixes the rate of {month:%Y-%m}: both days of the rule are days of rest.",
        "Ask the office which day it takes.",
        message_zh=f"{month:%Y-%m} 的汇率无取值日：规则所列两日均为放假日。",
    )
