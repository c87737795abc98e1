"""What being late adds to the duty and tax of one declaration, and interest either way.

Duty and tax become due by notices, each with its own day: the first assessment, and every later
one that asks for more. Payments go to the oldest notice first, and to the tax before the
charges for being late, which bear none themselves.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby
from typing import Any

from entrepot.kernel.calendar import Calendar, days_after
from entrepot.kernel.money import Money, total
from entrepot.tariff.units import EXACT
from entrepot.window.figures import told
from entrepot.window.legal import LegalBook, Parameter
from entrepot.window.surcharge import late_declaration, late_payment

LATE_DECLARATION, LATE_PAYMENT, AUDIT_INTEREST = "late_declaration", "late_payment", "interest"
_YEAR_DAYS = Decimal(365)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class LateCharge:
    """One charge beside duty and tax.

    Attributes:
        type: `late_declaration`, `late_payment` or `interest`.
        base: The amount it is a share of.
        start: First day charged.
        end: Last day charged.
        days: Days charged; of several payments the most.
        calculated: The amount worked out and rounded.
        due: What is owed; nothing where it is waived.
        waived: Whether it is too small to be charged.
        working: The sum as a person would write it.
        source: Where the rate was read.
        status: Standing of that source.
    """

    type: str
    base: Money
    start: date
    end: date
    days: int
    calculated: Money
    due: Money
    waived: bool
    working: str
    source: str
    status: str

    def document(self) -> dict[str, Any]:
        """The charge as documents tell it."""
        money = {name: getattr(self, name) for name in ("base", "calculated", "due")}
        return {
            "type": self.type, "from": self.start.isoformat(), "to": self.end.isoformat(),
            "days": self.days, "waived": self.waived, "working": self.working,
            "source": self.source, "status": self.status,
            **{name: {"amount": f"{one.amount:f}", "currency": one.currency}
               for name, one in money.items()},
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Dated:
    """An amount with its day: a notice of tax, or a payment."""

    on: date
    amount: Money


def charge_late_declaration(
    value: Money, arrived: date, declared: date, *, legal: LegalBook, calendar: Calendar
) -> LateCharge | None:
    """The charge on goods declared late; None where they were declared in time.

    The calendar is asked only once the days are over, so that a year that is not published
    stands in nobody's way who is in time.

    Args:
        value: Customs value of all goods.
        arrived: Day the means of transport arrived.
        declared: Day the declaration was accepted.
        legal: `late_declaration_*`.
        calendar: Working days of the office.
    """
    first = days_after(arrived, legal.days("late_declaration_first_late_day", arrived))
    if declared < first:
        return None
    found = late_declaration(value, arrived, declared, legal=legal, calendar=calendar)
    if not found.days_late:
        return None
    rate = legal.get("late_declaration_daily_pct", arrived)
    return _charge(
        LATE_DECLARATION, value, found.due_on + _DAY, declared, found.days_late, rate,
        found.calculated, found.due, _times(value, rate, found.days_late),
    )  # fmt: skip


def notices_of(assessed: Iterable[Dated]) -> tuple[Dated, ...]:
    """The notices behind assessments: each that asks for more is one, less takes from the last.

    Args:
        assessed: Duty and tax of each assessment with its day, in order.
    """
    notices: list[Dated] = []
    for one in assessed:
        so_far = total((notice.amount for notice in notices), one.amount.currency)
        more = one.amount - so_far
        if more.amount > 0:
            notices.append(Dated(one.on, more))
        while more.amount < 0:
            last = notices.pop()
            more = more + last.amount
            if more.amount > 0:
                notices.append(Dated(last.on, more))
    return tuple(notices)


def charge_late_payments(
    notices: Sequence[Dated], payments: Iterable[Dated], *, legal: LegalBook, calendar: Calendar
) -> tuple[LateCharge, ...]:
    """The surcharges on what was paid after the last day of its notice, one a notice.

    Args:
        notices: Notices, the oldest first.
        payments: Payments, the oldest first; what is beyond the notices bears nothing.
        legal: `late_payment_*`.
        calendar: Working days of the office.
    """
    parts = _allocate(notices, payments)
    grouped = groupby(parts, key=lambda part: part[0])
    found = (_late(notice, [paid for _, paid in group], legal, calendar)
             for notice, group in grouped)  # fmt: skip
    return tuple(charge for charge in found if charge is not None)


def _allocate(notices: Sequence[Dated], payments: Iterable[Dated]) -> Iterator[tuple[Dated, Dated]]:
    """Which part of which payment goes to which notice, the oldest of both first."""
    open_ = [notice.amount.amount for notice in notices]
    for payment in payments:
        left = payment.amount.amount
        for place, notice in enumerate(notices):
            part = min(left, open_[place])
            if part > 0:
                open_[place] -= part
                left -= part
                yield notice, Dated(payment.on, Money(part, payment.amount.currency))


def _late(
    notice: Dated, parts: Sequence[Dated], legal: LegalBook, calendar: Calendar
) -> LateCharge | None:
    last = days_after(notice.on, legal.days("late_payment_days", notice.on))
    if all(part.on <= last for part in parts):
        return None
    due_on = _due_on(notice, legal, calendar)
    late = [part for part in parts if part.on > due_on]
    if not late:
        return None
    rate = legal.get("late_payment_daily_pct", notice.on)
    days = [(part.on - due_on).days for part in late]
    currency = notice.amount.currency
    counted = list(zip(late, days, strict=True))
    calculated = total((_share(part.amount, rate, n) for part, n in counted), currency).rounded()
    return _charge(
        LATE_PAYMENT, total((part.amount for part in late), currency), due_on + _DAY, late[-1].on,
        max(days), rate, calculated,
        _unless_small(calculated, legal.money("late_payment_waiver", notice.on)),
        " + ".join(_times(part.amount, rate, n) for part, n in counted),
    )  # fmt: skip


def _due_on(notice: Dated, legal: LegalBook, calendar: Calendar) -> date:
    on = notice.on
    return late_payment(notice.amount, on, on, legal=legal, calendar=calendar).due_on


def charge_interest(
    amount: Money, notified: date, found: date, *, legal: LegalBook, calendar: Calendar
) -> LateCharge | None:
    """Interest on duty that an audit finds was left out, from the day it should have been paid.

    Args:
        amount: What was left out.
        notified: Day of the first notice, which should have named it.
        found: Day the audit closed.
        legal: `audit_interest_daily_pct`, `late_payment_days`, `late_payment_waiver`.
        calendar: Working days of the office.
    """
    last = days_after(notified, legal.days("late_payment_days", notified))
    if found <= last:
        return None
    due_on = _due_on(Dated(notified, amount), legal, calendar)
    days = (found - due_on).days
    if days <= 0:
        return None
    rate = legal.get("audit_interest_daily_pct", found)
    calculated = _share(amount, rate, days).rounded()
    due = _unless_small(calculated, legal.money("late_payment_waiver", found))
    return _charge(AUDIT_INTEREST, amount, due_on + _DAY, found, days, rate, calculated, due,
                   _times(amount, rate, days))  # fmt: skip


def interest_on_refund(
    overpaid: Money, payments: Sequence[Dated], on: date, *, legal: LegalBook
) -> Money:
    """Interest on duty paid in excess, from the day it was paid; the last payments bear it.

    Args:
        overpaid: What goes back.
        payments: Payments, the oldest first.
        on: Day the refund is decided.
        legal: `refund_interest_pct`, a year of 365 days.
    """
    rate = legal.number("refund_interest_pct", on)
    left, interest = overpaid.amount, overpaid * 0
    for payment in reversed(payments):
        part = min(left, payment.amount.amount)
        days = max(0, (on - payment.on).days)
        interest = interest + Money(part, overpaid.currency) * (rate * days / 100)
        left -= part
    return Money(EXACT.divide(interest.amount, _YEAR_DAYS), interest.currency).rounded()


def _unless_small(calculated: Money, threshold: Money) -> Money:
    return calculated * 0 if calculated.amount < threshold.amount else calculated


def _share(amount: Money, rate: Parameter, days: int) -> Money:
    return amount * (Decimal(rate.value) * days / 100)


def _times(amount: Money, rate: Parameter, days: int) -> str:
    return f"{told(amount)} x {rate.value} % x {days}"


def _charge(
    type_: str, base: Money, start: date, end: date, days: int, rate: Parameter,
    calculated: Money, due: Money, working: str,
) -> LateCharge:  # fmt: skip
    waived = calculated.amount > 0 and not due.amount
    return LateCharge(type_, base, start, end, days, calculated, due.rounded(), waived,
                      f"{working} = {told(calculated)}", rate.source, rate.status)  # fmt: skip
