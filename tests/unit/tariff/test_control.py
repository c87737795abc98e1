"""Controls: states by day, codes as hints, and the calendar of what changes."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrepot.region.policy import Control
from entrepot.tariff.control import covers, find_controls, list_lapses, tell_state

BARE = Control(
    "", "a source", "published", "c", "XU", "Antimony", "", "goods", ("2846", "8401-8479"), ("US",),
    "Notice 1", "", "licence", "a licence", "", "licence", "", "Ministry", "", date(2024, 12, 3),
    date(2030, 1, 1), ("2025-11-09/2026-11-27",), "", "read",
)  # fmt: skip
DAYS = st.dates(date(2020, 1, 1), date(2032, 1, 1))


@pytest.mark.parametrize(
    ("on", "state"),
    [
        (date(2024, 12, 2), "not_yet"),
        (date(2024, 12, 3), "in_force"),
        (date(2025, 11, 8), "in_force"),
        (date(2025, 11, 9), "suspended"),
        (date(2026, 11, 27), "suspended"),
        (date(2026, 11, 28), "confirm"),
        (date(2029, 12, 31), "confirm"),
        (date(2030, 1, 1), "ended"),
    ],
)
def test_the_state_turns_on_its_days(on: date, state: str) -> None:
    assert tell_state(BARE, on).state == state


def test_what_sources_differ_on_is_unknown_until_it_lapses() -> None:
    disputed = replace(BARE, standing="unknown")

    assert tell_state(disputed, date(2025, 1, 1)).state == "in_force"
    assert tell_state(disputed, date(2026, 1, 1)).state == "unknown"
    assert tell_state(disputed, date(2027, 1, 1)).state == "confirm"


@pytest.mark.parametrize("standing", ["confirm", "unknown"])
def test_what_was_not_settled_says_so_on_every_day_it_stands(standing: str) -> None:
    unsettled = replace(BARE, suspended=(), standing=standing)

    assert tell_state(unsettled, date(2026, 1, 1)).state == standing


@pytest.mark.parametrize(
    ("code", "is_covered"),
    [("284610", True), ("28", True), ("2847", False), ("847930", True), ("848010", False),
     ("84", True), ("83", False), ("8400", False)],
)  # fmt: skip
def test_a_code_lies_among_those_named_or_above_them(code: str, is_covered: bool) -> None:
    assert covers(BARE, code) is is_covered


def test_only_the_named_destinations_are_held() -> None:
    on = date(2026, 1, 1)

    assert [told.state for told in find_controls("284610", "US", on, [BARE])] == ["suspended"]
    assert find_controls("284610", "DE", on, [BARE]) == ()
    assert len(find_controls("284610", "DE", on, [replace(BARE, destinations=())])) == 1


def test_the_calendar_lists_every_turn_in_order() -> None:
    told = [(lapse.day, lapse.turn) for lapse in list_lapses([BARE])]

    assert told == [
        (date(2024, 12, 3), "begins"),
        (date(2025, 11, 9), "suspended_from"),
        (date(2026, 11, 28), "suspension_ends"),
        (date(2030, 1, 1), "ends"),
    ]


@given(on=DAYS)
def test_a_state_changes_only_on_a_day_of_the_calendar(on: date) -> None:
    today, tomorrow = tell_state(BARE, on).state, tell_state(BARE, on + timedelta(days=1)).state
    turns = {lapse.day for lapse in list_lapses([BARE])}

    assert today == tomorrow or on + timedelta(days=1) in turns


@given(on=st.dates(date(2026, 11, 28), date(2029, 12, 31)))
def test_after_a_suspension_nothing_is_free_by_itself(on: date) -> None:
    assert tell_state(BARE, on).state == "confirm"
