"""Moves of cases, what a complaint is closed with, and figures of service."""

from datetime import UTC, date, datetime, timedelta

import pytest

from entrepot.industry.stewardship import (
    CLOSED,
    OPEN,
    PAUSED,
    Pause,
    Served,
    check_close,
    check_move,
    due_day,
    figures_of,
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


def test_figures_tell_what_is_unknown_as_unknown() -> None:
    kept = [
        Served("entry", NOON, date(2026, 3, 5), NOON + timedelta(hours=2), date(2026, 3, 5), 4),
        Served("entry", NOON, date(2026, 3, 5), NOON + timedelta(hours=6), date(2026, 3, 6), None),
        Served("entry", NOON, date(2026, 3, 5), None, None, None),
        Served("direct_line", NOON, None, None, None, None),
    ]

    entry, line = figures_of(kept, date(2026, 3, 9))

    assert entry == {
        "kind": "entry", "cases": 3, "open": 1, "overdue": 1, "in_time_share": 0.5,
        "first_reply_median_h": 4.0, "satisfaction_mean": 4.0,
    }  # fmt: skip
    assert line["first_reply_median_h"] is None
    assert line["overdue"] == 0
