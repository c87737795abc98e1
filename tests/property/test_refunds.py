"""Laws of refunds: refund and credit make the cap, fractions agree, a clock is a walk by days."""

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from entrepot.finance.clock import ClockEvent, run_clock
from entrepot.finance.guarantee import Guarantee, Held, is_sound, move, recount
from entrepot.finance.refund import InputTax, Rates, refund_manufacturer, refund_trader
from entrepot.kernel.calendar import Calendar
from entrepot.kernel.errors import RefusedError
from entrepot.kernel.money import Money
from entrepot.store.reference import open_reference

CENT = Decimal("0.01")
FIRST = date(2025, 1, 1)
amounts = st.decimals(0, 10**9, places=2).map(lambda one: Money(one, "CNY"))
percents = st.integers(0, 1700).map(lambda one: Decimal(one) / 100)


@st.composite
def rates(draw: st.DrawFn) -> Rates:
    levy = draw(percents)
    return Rates(levy, min(levy, draw(percents)))


lines = st.lists(st.tuples(amounts, rates()), min_size=1, max_size=6)


def exact(base: Money, pct: Decimal) -> Fraction:
    """A share rounded half up to the hundredth, in whole numbers alone."""
    hundredths = Fraction(base.amount) * Fraction(pct)
    return Fraction((hundredths + Fraction(1, 2)).__floor__(), 100)


@given(lines, amounts, amounts, amounts)
def test_refund_and_credit_make_the_cap_and_fractions_agree(
    exports: list[tuple[Money, Rates]], bought: Money, sold: Money, before: Money
) -> None:
    nothing = Money(Decimal("0.00"), "CNY")
    told = refund_manufacturer(exports, InputTax(bought, sold, before, nothing))
    lost = sum(exact(base, one.lost_pct) for base, one in exports)
    cap = sum(exact(base, one.refund_pct) for base, one in exports)
    owed = Fraction(sold.amount) - (Fraction(bought.amount) - lost) - Fraction(before.amount)
    credit = max(-owed, 0)

    assert (told.refund + told.credited) == told.cap
    assert (told.refund + told.carry_forward) == told.ending_credit
    assert (Fraction(told.cap.amount), Fraction(told.non_deductible.amount)) == (cap, lost)
    assert Fraction(told.payable.amount) == max(owed, 0)
    assert Fraction(told.refund.amount) == min(credit, cap)
    assert not (told.payable.amount and told.ending_credit.amount)


@given(lines)
def test_a_trader_gets_the_sum_of_the_lines(purchases: list[tuple[Money, Rates]]) -> None:
    told = refund_trader(purchases, "CNY")

    assert told.refund.amount == sum(line.back.amount for line in told.lines)
    assert Fraction(told.to_cost.amount) == sum(exact(b, one.lost_pct) for b, one in purchases)
    assert told.refund.amount == told.refund.amount.quantize(CENT, ROUND_HALF_UP)


# The clock


def walk(accepted: date, days: int, events: list[ClockEvent], calendar: Calendar) -> date | None:
    """Day by day: was a query open when it began?"""
    day, is_open, left = accepted, False, days
    for event in (one for one in events if one.on == accepted):
        is_open = event.kind == "query"
    last = max([accepted, *(one.on for one in events)])
    while left or day < last:
        day += timedelta(1)
        was_open = is_open
        for event in (one for one in events if one.on == day):
            is_open = event.kind == "query"
        if left and not was_open and calendar.is_working(day):
            left, due = left - 1, day
        if is_open and day > last:
            return None
    return None if is_open else due


@given(st.integers(0, 300), st.integers(1, 20), st.lists(st.integers(0, 12), max_size=6))
def test_a_clock_is_what_a_walk_day_by_day_finds(start: int, days: int, gaps: list[int]) -> None:
    calendar = open_reference("guizhou").calendar
    accepted = day = FIRST + timedelta(start)
    events = []
    for place, gap in enumerate(gaps):
        day += timedelta(gap)
        events.append(ClockEvent("answer" if place % 2 else "query", day))
    clock = run_clock(accepted, days, events, calendar)

    assert clock.due_on == walk(accepted, days, events, calendar)
    assert 0 <= clock.days_remaining <= days


# Guarantees

steps = st.tuples(
    st.sampled_from(["reserve", "free", "use", "claim"]), st.sampled_from("AB"), st.integers(1, 60)
)


@given(st.lists(steps, max_size=30))
def test_a_guarantee_is_the_sum_of_its_moves_whatever_is_done(moves: list) -> None:
    nothing = Money(Decimal(0), "CNY")
    one = Guarantee("G", "cash", "active", Money(Decimal(100), "CNY"), nothing, nothing, nothing)
    rows, held = [], {ref: Held(nothing, nothing) for ref in "AB"}
    for kind, ref, amount in moves:
        try:
            moved = move(one, kind, Money(Decimal(amount), "CNY"), held[ref], date(2026, 1, 1))
        except RefusedError:
            continue
        one = moved.guarantee
        rows += [(name, ref, money) for name, money in moved.rows]
        own = recount([(name, money) for name, whose, money in rows if whose == ref], "CNY")
        held[ref] = Held(own.reserved, own.used)

    assert is_sound(one, recount([(name, money) for name, _, money in rows], "CNY"))
    assert all(part.reserved.amount >= 0 and part.used.amount >= 0 for part in held.values())
