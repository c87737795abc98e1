"""Moves of cases, what a complaint is closed with, and figures of service."""

from datetime import UTC, date, datetime

import pytest

from entrepot.industry.stewardship import (
    CLOSED,
    OPEN,
    PAUSED,
    Pause,
    check_close,
    check_move,
    due_day,
)
from entrepot.kernel.calendar import Calendar

WEEKDAYS = Calendar({}, frozenset({2026}), "invented")
MONDAY = date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("state", "move", "code"),
    [
        (OPEN, "reply", None), (OPEN, "resume", "case.state"), (PAUSED, "pause", "case.state"),
        (PAUSED, "close", None), (CLOSED, "close", "case.closed"), (CLOSED, "reply", "case.closed"),
    ],
)  # fmt: skip
def test_a_state_allows_some_moves(state: str, move: str, code: str | None) -> None:
    problem = check_move("c", state, move)

    assert (problem and problem.code) == code


def test_the_clock_stands_while_the_firm_is_asked() -> None:
    assert due_day(WEEKDAYS, MONDAY, 3, [Pause(MONDAY)]) is None


def test_a_query_after_the_promise_was_broken_mends_nothing() -> None:
    late = [Pause(date(2026, 3, 9), date(2026, 3, 12))]

    assert due_day(WEEKDAYS, MONDAY, 3, late) == date(2026, 3, 5)


def test_a_query_on_the_last_day_leaves_the_day_of_its_answer() -> None:
    last = date(2026, 3, 5)

    assert due_day(WEEKDAYS, MONDAY, 3, [Pause(last, last)]) == last
    assert due_day(WEEKDAYS, MONDAY, 3, [Pause(last, date(2026, 3, 7))]) == date(2026, 3, 9)


def test_a_complaint_needs_its_act_and_its_remedy() -> None:
    lacks = check_close("c", "complaint", {"legal_basis": "Act, article 1"})

    assert [one.where for one in lacks] == ["c, remedy"]
    assert check_close("c", "request", {}) == []
