"""Terms and identifiers: working days, the month's rates, what being late costs."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal

from entrepot.kernel.calendar import Calendar
from entrepot.kernel.errors import InputError, ModelError, Problem
from entrepot.kernel.identifiers import KINDS
from entrepot.kernel.money import Money, minor_unit
from entrepot.service.amounts import Document, money_document
from entrepot.service.fields import Fields
from entrepot.store.exchange import SOURCE, ExchangeRates
from entrepot.store.reference import WindowReference
from entrepot.window.fixing import MonthRate, first_of_month, fixing_day
from entrepot.window.legal import LegalBook
from entrepot.window.surcharge import Surcharge, late_declaration, late_payment

RATES_TABLE = "eurofxref-hist.zip"
STANDS_IN = f"{SOURCE}, cross rates (derived); they stand in for the central parity"
MOST_DAYS = 3660  # working days one question may count
_MONTH = re.compile(r"[12]\d{3}-(0[1-9]|1[0-2])", re.ASCII)
_INSTANT = re.compile(r"[12]\d{3}-\d\d-\d\dT[\d:.,]+(Z|[+-]\d\d:?\d\d)", re.ASCII)
_SMALL = Context(prec=6, rounding=ROUND_HALF_UP)

Charge = Callable[..., Surcharge]


def check_identifier(kind: str, value: str) -> Document:
    """Judge an identifier by its form and its check sign.

    Args:
        kind: ucr, container or uscc.
        value: The identifier as it stands.

    Raises:
        InputError: There is no such kind.
    """
    fields = Fields({"kind": kind})
    known = fields.word("kind", tuple(KINDS), required=True)
    if not known:
        raise InputError(fields.problems)
    check = KINDS[known](value)
    return {
        "kind": check.kind,
        "value": check.value,
        "is_valid": check.is_valid,
        "expected_check": check.expected_check,
        "problems": [{"code": p.code, "message": p.message} for p in check.problems],
    }


def count_workdays(calendar: Calendar, raw: Mapping[str, object]) -> Document:
    """Count working days; the day it starts from is not counted.

    Args:
        calendar: Working days of the country.
        raw: `from` and `n`.

    Raises:
        InputError: With every fault of the fields.
        ModelError: A year on the way is not published.
    """
    fields = Fields(raw)
    start = _day(fields, "from")
    n = fields.whole("n", low=0, high=MOST_DAYS)
    if n is None and not fields.text("n"):
        fields.fault("missing", "n", "is empty.", "Say how many days to count.")
    if start is None or n is None or fields.problems:
        raise InputError(fields.problems)
    count = calendar.count_working(start, n)
    return {
        "from": start.isoformat(),
        "n": n,
        "due": count.due.isoformat(),
        "counted": [day.isoformat() for day in count.counted],
        "source": calendar.source,
    }


def month_rates(
    reference: WindowReference, rates: ExchangeRates, *, month: str = "", at: str = ""
) -> Document:
    """The customs rates of a month: the day that fixes them, and each currency's rate.

    Args:
        reference: Reference data of the region.
        rates: Daily rates.
        month: Such as 2026-03.
        at: An instant with its offset instead; the office's own day tells the month.

    Raises:
        InputError: The month or the instant cannot be read, or not exactly one is given.
        ModelError: The calendar of the year is not published, or the rates end before the
            fixing day.
    """
    first = _month_of(month, at, reference)
    fixing = fixing_day(first, legal=reference.legal, calendar=reference.calendar)
    base = reference.settings.currency
    digits = reference.legal.days("fx_rate_digits", first)
    found = (_find_rate(rates, name, base, first, fixing, digits) for name in rates.currencies)
    told = {rate.currency: f"{rate.rate:f}" for rate in found if rate}
    if not told:
        raise ModelError(_no_rates(base, fixing, rates))
    return {
        "month": f"{first:%Y-%m}",
        "fixing_date": fixing.isoformat(),
        "office_zone": reference.zone.key,
        "rates": told,
        "source": f"{STANDS_IN}; {base} for one of each currency",
    }


def find_month_rate(
    reference: WindowReference, rates: ExchangeRates, currency: str, on: date
) -> MonthRate | None:
    """The customs rate of a currency on a legal day; None where it is not quoted.

    Raises:
        ModelError: The calendar of the year is not published, the law has no rule for that day,
            or the rates end before the fixing day.
    """
    first = first_of_month(on)
    fixing = fixing_day(first, legal=reference.legal, calendar=reference.calendar)
    digits = reference.legal.days("fx_rate_digits", first)
    return _find_rate(rates, currency, reference.settings.currency, first, fixing, digits)


def _find_rate(
    rates: ExchangeRates, currency: str, base: str, month: date, fixing: date, digits: int
) -> MonthRate | None:
    if fixing > rates.newest:
        raise ModelError(_too_late(fixing, rates))
    found = None if currency == base else rates.find_rate(currency, base, fixing)
    if found is None:
        return None
    return MonthRate(currency, base, _rounded(found.rate, digits), month, fixing, STANDS_IN)


def _rounded(rate: Decimal, digits: int) -> Decimal:
    """Digits after the point; six that count where the unit is worth less than one."""
    if rate < 1:
        return _SMALL.plus(rate)
    return rate.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


def _month_of(month: str, at: str, reference: WindowReference) -> date:
    if bool(month) == bool(at):
        hint = "Write 2026-03, or --at 2026-02-28T23:30:00+08:00."
        raise InputError(Problem("input.month", "month", "give a month or an instant.", hint))
    if month:
        if not _MONTH.fullmatch(month):
            hint = "Write it as 2026-03."
            raise InputError(Problem("input.month", "month", f"{month!r} is not a month.", hint))
        return date(int(month[:4]), int(month[5:]), 1)
    return first_of_month(_instant(at).astimezone(reference.zone).date())


def _instant(text: str) -> datetime:
    try:
        if _INSTANT.fullmatch(text):
            return datetime.fromisoformat(text)
    except ValueError:
        pass
    hint = "Write it with its offset, as 2026-02-28T23:30:00+08:00."
    raise InputError(Problem("input.instant", "at", f"{text!r} is not an instant.", hint))


def _too_late(fixing: date, rates: ExchangeRates) -> Problem:
    return Problem(
        "exchange.table_ends",
        RATES_TABLE,
        f"The rates end on {rates.newest}, before the fixing day {fixing}.",
        "Take a newer table of rates.",
        SOURCE,
        message_zh=f"汇率表止于 {rates.newest}，早于取值日 {fixing}。",
    )


def _no_rates(base: str, fixing: date, rates: ExchangeRates) -> Problem:
    return Problem(
        "exchange.no_rate",
        RATES_TABLE,
        f"The table has no rate of {base} on {fixing}.",
        f"Its newest day quotes {', '.join(rates.currencies)}.",
        SOURCE,
        message_zh=f"汇率表中没有 {base} 在 {fixing} 的汇率。",
    )


def charge_late_payment(reference: WindowReference, raw: Mapping[str, object]) -> Document:
    """The surcharge on a tax paid late.

    Args:
        reference: Reference data of the region.
        raw: `tax`, `notified`, `paid`.

    Raises:
        InputError: With every fault of the fields.
        ModelError: The calendar of the year is not published, or the law lacks a number that day.
    """
    return _charge(reference, raw, late_payment, ("tax", "notified", "paid"))


def charge_late_declaration(reference: WindowReference, raw: Mapping[str, object]) -> Document:
    """The charge on goods declared late.

    Args:
        reference: Reference data of the region.
        raw: `value`, `arrived`, `declared`.

    Raises:
        InputError: With every fault of the fields.
        ModelError: The calendar of the year is not published, or the law lacks a number that day.
    """
    return _charge(reference, raw, late_declaration, ("value", "arrived", "declared"))


def _charge(
    reference: WindowReference,
    raw: Mapping[str, object],
    work_out: Charge,
    names: tuple[str, str, str],
) -> Document:
    fields = Fields(raw)
    amount = _amount(fields, names[0], reference.settings.currency)
    first, second = (_day(fields, name) for name in names[1:])
    if amount is None or first is None or second is None or fields.problems:
        raise InputError(fields.problems)
    legal: LegalBook = reference.legal
    calendar: Calendar = reference.calendar
    return surcharge_document(work_out(amount, first, second, legal=legal, calendar=calendar))


def surcharge_document(surcharge: Surcharge) -> Document:
    """A surcharge as a document."""
    return {
        "due_on": surcharge.due_on.isoformat(),
        "days_late": surcharge.days_late,
        "calculated": money_document(surcharge.calculated),
        "due": money_document(surcharge.due),
        "waived": surcharge.waived,
    }


def _day(fields: Fields, name: str) -> date | None:
    if not fields.text(name, required=True):
        return None
    return fields.day(name)


def _amount(fields: Fields, name: str, currency: str) -> Money | None:
    number = fields.positive(name, required=True)
    if number is None:
        return None
    unit = minor_unit(currency)
    if number != number.quantize(unit, ROUND_HALF_EVEN):
        digits = -int(unit.as_tuple().exponent)
        hint = f"{currency} has {digits} decimals."
        fields.fault("decimals", name, f"{number} has more decimals than {currency}.", hint)
        return None
    return Money(number, currency)
