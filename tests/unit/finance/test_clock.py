"""The clock of a refund: what is spent, what stops it, what is left."""

from datetime import date

import pytest

from entrepot.finance.clock import ClockEvent, days_left, first_fault, run_clock
from entrepot.kernel.calendar import Calendar
from entrepot.kernel.errors import ModelError

CALENDAR = Calendar({}, frozenset({2026}), "weekdays alone")
MONDAY = date(2026, 3, 2)


def query(day: int) -> ClockEvent:
    return ClockEvent("query", date(2026, 3, day))


def answer(day: int) -> ClockEvent:
    return ClockEvent("answer", date(2026, 3, day))


@pytest.mark.parametrize(
    ("events", "due", "left"),
    [
        ([], 5, 3),
        ([query(2), answer(2)], 5, 3),  # asked and answered before the first day
        ([query(2), answer(3)], 6, 3),
        ([query(4), answer(4)], 5, 1),  # the day of a query is spent
        ([query(4), answer(10)], 11, 1),
        ([query(3), answer(4), query(5), answer(9)], 10, 1),
        ([query(3), answer(4), query(4), answer(5)], 9, 2),
        ([query(7), answer(8)], 5, 0),  # asked on a Saturday, when all was spent
    ],
)
def test_days_a_query_was_open_are_not_spent(events: list[ClockEvent], due: int, left: int) -> None:
    clock = run_clock(MONDAY, 3, events, CALENDAR)

    assert (clock.due_on, clock.days_remaining, clock.state) == (
        date(2026, 3, due),
        left,
        "running",
    )


def test_with_a_query_open_nothing_is_due() -> None:
    clock = run_clock(MONDAY, 3, [query(4)], CALENDAR)

    assert (clock.due_on, clock.state, clock.days_remaining) == (None, "stopped", 1)
    assert days_left(clock, date(2026, 3, 30), CALENDAR) == 1


@pytest.mark.parametrize(("on", "left"), [(2, 3), (3, 3), (5, 1), (6, -1), (7, -1), (10, -3)])
def test_what_is_left_counts_today_and_turns_negative_when_overdue(on: int, left: int) -> None:
    clock = run_clock(MONDAY, 3, [], CALENDAR)

    assert days_left(clock, date(2026, 3, on), CALENDAR) == left


@pytest.mark.parametrize(
    ("events", "place"),
    [([], None), ([answer(3)], 0), ([query(3), query(4)], 1), ([query(4), answer(3)], 1),
     ([ClockEvent("query", date(2026, 2, 27))], 0)],
)  # fmt: skip
def test_events_come_in_turn_and_in_order(events: list[ClockEvent], place: int | None) -> None:
    assert first_fault(MONDAY, events) == place
    if place is not None:
        with pytest.raises(ValueError, match="opens"):
            run_clock(MONDAY, 3, events, CALENDAR)


def test_a_clock_does_not_run_into_a_year_that_is_not_published() -> None:
    with pytest.raises(ModelError) as caught:
        run_clock(date(2026, 12, 30), 3, [], CALENDAR)

    assert caught.value.problems[0].code == "calendar.unpublished"
