"""The clock of a refund: working days from acceptance on, stopped while a query is open."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from entrepot.kernel.calendar import Calendar, days_after

ClockState = Literal["running", "stopped"]
EventKind = Literal["query", "answer"]


@dataclass(frozen=True, slots=True)
class ClockEvent:
    """A query that stops the clock, or the answer that lets it run on.

    Attributes:
        kind: query or answer.
        on: Legal day at the office.
    """

    kind: EventKind
    on: date


@dataclass(frozen=True, slots=True)
class Clock:
    """Where a clock stands after its last event; acceptance is one.

    Attributes:
        days: Working days the class has.
        accepted_on: Day of acceptance; it is not counted.
        due_on: Last day of the clock; None while a query is open.
        state: running, or stopped while a query is open.
        days_remaining: Days unspent at the last event.
    """

    days: int
    accepted_on: date
    due_on: date | None
    state: ClockState
    days_remaining: int


@dataclass(frozen=True, slots=True)
class _Pause:
    """Days a query was open: after its own day, up to and with the day of the answer."""

    query_on: date
    answer_on: date | None

    def __contains__(self, day: date) -> bool:
        return self.query_on < day and (self.answer_on is None or day <= self.answer_on)


def run_clock(
    accepted_on: date, days: int, events: Sequence[ClockEvent], calendar: Calendar
) -> Clock:
    """Run the clock of a refund through its queries and answers.

    A working day is spent unless a query was already open when it began: the day of a query
    is spent, the days after it up to and with the day of the answer are not.

    Args:
        accepted_on: Legal day of acceptance.
        days: Working days the class has, 1 or more.
        events: Queries and answers in turn, in the order of their days; see `first_fault`.
        calendar: Working days.

    Raises:
        ModelError: A year on the way is not published.
        ValueError: The events are not in turn.

    Example:
        >>> calendar = Calendar({}, frozenset({2026}), "weekdays alone")
        >>> query, answer = date(2026, 3, 4), date(2026, 3, 10)
        >>> events = [ClockEvent("query", query), ClockEvent("answer", answer)]
        >>> run_clock(date(2026, 3, 2), 3, events, calendar).due_on
        datetime.date(2026, 3, 11)
    """
    if first_fault(accepted_on, events) is not None:
        raise ValueError("a query opens, its answer closes, each no earlier than the one before")
    pauses = _pauses(events)
    last = events[-1].on if events else accepted_on
    spent = min(days, _spent(accepted_on, last, pauses, calendar))
    if events and events[-1].kind == "query":
        return Clock(days, accepted_on, None, "stopped", days - spent)
    due_on = _due(accepted_on, days, pauses, calendar)
    return Clock(days, accepted_on, due_on, "running", days - spent)


def first_fault(accepted_on: date, events: Iterable[ClockEvent]) -> int | None:
    """Place of the first event that is out of turn or out of order, None where all are sound."""
    before, expected = accepted_on, "query"
    for place, event in enumerate(events):
        if event.kind != expected or event.on < before:
            return place
        before, expected = event.on, "answer" if expected == "query" else "query"
    return None


def days_left(clock: Clock, on: date, calendar: Calendar) -> int:
    """Working days left on a day, that day among them; below zero by those it is overdue.

    Raises:
        ModelError: A year on the way is not published.
    """
    if clock.due_on is None:
        return clock.days_remaining
    if on > clock.due_on:
        return -_spent(clock.due_on, on, (), calendar)
    return min(clock.days, _spent(days_after(on, -1), clock.due_on, (), calendar))


def days_spent(
    accepted_on: date, until: date, events: Sequence[ClockEvent], calendar: Calendar
) -> int:
    """Working days from acceptance up to and with a day, those on which a query was open apart.

    Raises:
        ModelError: A year on the way is not published.
    """
    return _spent(accepted_on, until, _pauses(events), calendar)


def _pauses(events: Sequence[ClockEvent]) -> tuple[_Pause, ...]:
    queries = [event.on for event in events if event.kind == "query"]
    answers: list[date | None] = [event.on for event in events if event.kind == "answer"]
    answers += [None] * (len(queries) - len(answers))
    return tuple(map(_Pause, queries, answers))


def _spent(since: date, until: date, pauses: Sequence[_Pause], calendar: Calendar) -> int:
    days = (days_after(since, n) for n in range(1, (until - since).days + 1))
    return sum(_counts(day, pauses, calendar) for day in days)


def _due(since: date, days: int, pauses: Sequence[_Pause], calendar: Calendar) -> date:
    day, left = since, days
    while left:
        day = days_after(day, 1)
        left -= _counts(day, pauses, calendar)
    return day


def _counts(day: date, pauses: Sequence[_Pause], calendar: Calendar) -> bool:
    return not any(day in pause for pause in pauses) and calendar.is_working(day)
