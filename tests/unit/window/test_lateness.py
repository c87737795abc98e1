"""Charges for being late and the day of the month's rates, by an invented law."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrepot.kernel.calendar import Calendar
from entrepot.kernel.errors import InputError, ModelError
from entrepot.kernel.money import Money
from entrepot.region.window import LegalRow
from entrepot.window.fixing import fixing_day
from entrepot.window.legal import LegalBook
from entrepot.window.surcharge import late_declaration, late_payment

LAW = {
    "late_payment_days": ("15", "day"), "late_payment_daily_pct": ("0.05", "%"),
    "late_payment_waiver": ("50.00", "CNY"), "late_declaration_first_late_day": ("15", "day"),
    "late_declaration_moves": ("yes", ""),
    "late_declaration_daily_pct": ("0.05", "%"), "late_declaration_waiver": ("50.00", "CNY"),
    "fx_fixing_weekday": ("3", ""), "fx_fixing_week": ("3", ""),
    "fx_fixing_fallback_week": ("4", ""),
}  # fmt: skip
LEGAL = LegalBook(
    LegalRow(
        note="", source="invented", status="synthetic", jurisdiction="XU", name=name, label_en="",
        label_zh="", value=value, unit=unit, valid_from=None, valid_to=None,
    )
    for name, (value, unit) in LAW.items()
)  # fmt: skip
CALENDAR = Calendar({}, range(2020, 2031), "weekends only")
AMOUNTS = st.decimals(0, 10**9, places=2).map(lambda amount: Money(amount, "CNY"))
DAYS = st.dates(date(2021, 1, 1), date(2028, 1, 1))
LATER = st.integers(0, 700).map(timedelta)


def yuan(text: str) -> Money:
    return Money(Decimal(text), "CNY")


@given(AMOUNTS, DAYS, LATER)
def test_a_surcharge_is_never_small_never_more_than_its_days_and_starts_after_work(
    tax: Money, notified: date, later: timedelta
) -> None:
    charge = late_payment(tax, notified, notified + later, legal=LEGAL, calendar=CALENDAR)

    assert CALENDAR.is_working(charge.due_on)
    assert 15 <= (charge.due_on - notified).days <= 17
    assert charge.days_late == max(0, (notified + later - charge.due_on).days)
    assert charge.due.amount == 0 or charge.due.amount >= 50
    assert charge.waived == (0 < charge.calculated.amount < 50)
    assert abs(charge.calculated.amount - tax.amount * charge.days_late / 2000) <= Decimal("0.005")


@given(AMOUNTS, DAYS, LATER)
def test_a_late_declaration_costs_whole_units_and_no_more_than_its_days(
    value: Money, arrived: date, later: timedelta
) -> None:
    charge = late_declaration(value, arrived, arrived + later, legal=LEGAL, calendar=CALENDAR)
    exact = value.amount * charge.days_late / 2000

    assert CALENDAR.is_working(charge.due_on + timedelta(1))
    assert charge.calculated.amount == charge.calculated.amount.to_integral_value()
    assert 0 <= exact - charge.calculated.amount < 1
    assert charge.due.amount == 0 or charge.due.amount >= 50


@given(AMOUNTS, AMOUNTS, DAYS, LATER)
def test_more_tax_is_never_surcharged_less(
    one: Money, other: Money, notified: date, later: timedelta
) -> None:
    low, high = sorted((one, other), key=lambda money: money.amount)
    charges = [
        late_payment(tax, notified, notified + later, legal=LEGAL, calendar=CALENDAR)
        for tax in (low, high)
    ]

    assert charges[0].due.amount <= charges[1].due.amount


def test_a_negative_tax_and_a_payment_before_the_notice_are_told_at_once() -> None:
    with pytest.raises(InputError) as caught:
        late_payment(yuan("-1"), date(2026, 3, 2), date(2026, 3, 1), legal=LEGAL, calendar=CALENDAR)

    assert [problem.where for problem in caught.value.problems] == ["tax", "paid"]


def test_a_due_day_in_a_year_without_calendar_has_no_answer() -> None:
    with pytest.raises(ModelError, match=r"calendar\.unpublished"):
        late_payment(
            yuan("1"), date(2030, 12, 30), date(2030, 12, 31), legal=LEGAL, calendar=CALENDAR
        )


def test_a_law_without_the_number_has_no_answer() -> None:
    with pytest.raises(ModelError, match="late_payment_days"):
        late_payment(
            yuan("1"), date(2026, 3, 2), date(2026, 3, 3), legal=LegalBook([]), calendar=CALENDAR
        )


def test_when_both_days_are_days_of_rest_no_rate_is_fixed() -> None:
    rest = Calendar({date(2026, 2, 18): False, date(2026, 2, 25): False}, {2026}, "invented")
    with pytest.raises(ModelError) as caught:
        fixing_day(date(2026, 3, 31), legal=LEGAL, calendar=rest)

    assert caught.value.problems[0].where == "calendar.csv, 2026-03"


def test_any_day_of_a_month_has_the_day_of_the_month() -> None:
    days = {fixing_day(date(2026, 3, n), legal=LEGAL, calendar=CALENDAR) for n in range(1, 32)}

    assert days == {date(2026, 2, 18)}
