"""What being late costs: surcharge for late payment, charge for late declaration."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_DOWN, Decimal
from itertools import pairwise

from entrepot.kernel.calendar import Calendar, days_after
from entrepot.kernel.errors import InputError, Problem
from entrepot.kernel.money import Money
from entrepot.tariff.units import EXACT
from entrepot.window.legal import LegalBook

_DAY = timedelta(days=1)
_WHOLE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Surcharge:
    """What is owed for being late.

    Attributes:
        due_on: Last day without a charge.
        days_late: Days charged.
        calculated: The amount worked out and rounded.
        due: The amount owed; nothing where it is waived.
        waived: Whether an amount was worked out that is too small to be charged.
    """

    due_on: date
    days_late: int
    calculated: Money
    due: Money
    waived: bool


def late_payment(
    tax: Money, notified: date, paid: date, *, legal: LegalBook, calendar: Calendar
) -> Surcharge:
    """Work out the surcharge on a tax paid late.

    The days to pay end on a working day: the last of them moves to the next one. Every day
    after it counts, days of rest too. The amount rounds once, half up.

    Args:
        tax: Tax of the notice.
        notified: Day of the notice; the law of this day holds.
        paid: Day of the payment.
        legal: `late_payment_days`, `late_payment_daily_pct`, `late_payment_waiver`.
        calendar: Working days of the office.

    Raises:
        InputError: The amount is negative, or the payment lies before the notice.
        ModelError: The calendar of the year is not published, or the law lacks a number that day.
    """
    _check(tax, "tax", ("notified", notified), ("paid", paid))
    last = days_after(notified, legal.days("late_payment_days", notified))
    due_on = calendar.next_working(last)
    days_late = max(0, (paid - due_on).days)
    calculated = _share(tax, legal.number("late_payment_daily_pct", notified), days_late).rounded()
    return _waive(due_on, days_late, calculated, legal.money("late_payment_waiver", notified))


def late_declaration(
    value: Money, arrived: date, declared: date, *, legal: LegalBook, calendar: Calendar
) -> Surcharge:
    """Work out the charge on goods declared late.

    The first day charged and the day of the declaration both count. Whether the first moves
    to the next working day when it is a day of rest, the law says. The fraction of a whole
    unit of money is dropped.

    Args:
        value: Customs value of the goods.
        arrived: Day the means of transport arrived; the law of this day holds.
        declared: Day of the declaration.
        legal: `late_declaration_first_late_day`, `late_declaration_moves`,
            `late_declaration_daily_pct`, `late_declaration_waiver`.
        calendar: Working days of the office.

    Returns:
        The charge; a declaration before arrival is never late.

    Raises:
        InputError: The value is negative.
        ModelError: The calendar of the year is not published, or the law lacks a number that day.
    """
    _check(value, "value")
    day = days_after(arrived, legal.days("late_declaration_first_late_day", arrived))
    if legal.get("late_declaration_moves", arrived).value == "yes":
        day = calendar.next_working(day)
    due_on = day - _DAY
    days_late = max(0, (declared - due_on).days)
    share = _share(value, legal.number("late_declaration_daily_pct", arrived), days_late)
    calculated = Money(share.amount.quantize(_WHOLE, ROUND_DOWN, EXACT), share.currency).rounded()
    return _waive(due_on, days_late, calculated, legal.money("late_declaration_waiver", arrived))


def _share(amount: Money, daily_pct: Decimal, days: int) -> Money:
    return amount * (daily_pct * days / 100)


def _waive(due_on: date, days_late: int, calculated: Money, threshold: Money) -> Surcharge:
    waived = 0 < calculated.amount < threshold.amount
    due = calculated * 0 if waived else calculated
    return Surcharge(due_on, days_late, calculated, due.rounded(), waived)


def _check(amount: Money, name: str, *days: tuple[str, date]) -> None:
    problems = []
    if amount.amount < 0:
        problems.append(Problem("input.amount", name, "The amount is negative."))
    for (earlier, first), (later, second) in pairwise(days):
        if second < first:
            message = f"{second} lies before {earlier}, {first}."
            problems.append(Problem("input.day", later, message, "Check both days."))
    if problems:
        raise InputError(problems)
