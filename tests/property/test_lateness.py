"""Laws of what being late costs: nothing is lost between notices and payments."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrepot.kernel.calendar import Calendar
from entrepot.kernel.money import Money, total
from entrepot.region.window import LegalRow
from entrepot.window.lateness import (
    Dated,
    charge_late_payments,
    interest_on_refund,
    notices_of,
)
from entrepot.window.legal import LegalBook

START = date(2026, 1, 5)
CALENDAR = Calendar({}, range(2020, 2040), "every weekday")
NAMES = {"late_payment_days": ("15", "day"), "late_payment_daily_pct": ("0.05", "%"),
         "late_payment_waiver": ("50.00", "EUR"), "refund_interest_pct": ("0.35", "%")}  # fmt: skip
LEGAL = LegalBook(
    LegalRow(note="", source="an act", status="synthetic", jurisdiction="XU", name=name,
             label_en="", label_zh="", value=value, unit=unit, valid_from=None, valid_to=None)
    for name, (value, unit) in NAMES.items()
)  # fmt: skip
cents = st.integers(0, 10_000_000).map(lambda n: Money(Decimal(n) / 100, "EUR"))
days = st.integers(0, 900).map(lambda n: START + timedelta(days=n))
assessed = st.lists(st.builds(Dated, days, cents), max_size=6).map(
    lambda rows: sorted(rows, key=lambda one: one.on)
)


def sum_of(rows) -> Decimal:
    return total((one.amount for one in rows), "EUR").amount


@given(assessed)
def test_notices_add_up_to_the_last_assessment(rows) -> None:
    notices = notices_of(rows)

    assert sum_of(notices) == (rows[-1].amount.amount if rows else 0)
    assert all(one.amount.amount > 0 for one in notices)
    assert [one.on for one in notices] == sorted(one.on for one in notices)


@given(assessed, assessed)
def test_a_surcharge_rests_on_no_more_than_was_paid_and_asked(rows, payments) -> None:
    notices = notices_of(rows)
    charges = charge_late_payments(notices, payments, legal=LEGAL, calendar=CALENDAR)
    base = total((one.base for one in charges), "EUR").amount

    assert base <= min(sum_of(notices), sum_of(payments))
    assert all(one.due.amount in (0, one.calculated.amount) for one in charges)
    assert all(one.waived == (0 < one.calculated.amount < 50) for one in charges)


@given(assessed, st.integers(1, 400))
def test_who_pays_later_pays_no_less(rows, delay: int) -> None:
    notices = notices_of(rows)
    at_once = [Dated(one.on, one.amount) for one in notices]
    later = [Dated(one.on + timedelta(days=delay), one.amount) for one in notices]

    def cost(payments) -> Decimal:
        charges = charge_late_payments(notices, payments, legal=LEGAL, calendar=CALENDAR)
        return total((one.due for one in charges), "EUR").amount

    assert cost(at_once) == 0
    assert cost(later) <= cost([Dated(p.on + timedelta(days=30), p.amount) for p in later])


@given(cents, assessed, days)
def test_interest_on_a_refund_is_that_of_one_payment_at_most(overpaid, payments, on: date) -> None:
    interest = interest_on_refund(overpaid, payments, on, legal=LEGAL).amount
    longest = max((on - START).days, 0)
    most = overpaid.amount * Decimal("0.35") / 100 * longest / 365

    assert 0 <= interest <= most + Decimal("0.01")


def test_a_law_without_the_rate_of_interest_gives_no_answer() -> None:
    from entrepot.kernel.errors import ModelError

    one = Money(Decimal("1.00"), "EUR")
    with pytest.raises(ModelError):
        interest_on_refund(one, [Dated(START, one)], START, legal=LegalBook([]))
