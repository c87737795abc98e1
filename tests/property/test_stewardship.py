"""Laws of the clock of a case."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from entrepot.industry.stewardship import LEVELS, Pause, due_day, level_on, working_days
from entrepot.kernel.calendar import Calendar

BEGIN, DAY = date(2026, 1, 1), timedelta(1)
PROMISES = st.integers(1, 30)
OPENED = st.integers(0, 200).map(lambda n: BEGIN + n * DAY)


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    days = st.integers(0, 300).map(lambda n: BEGIN + n * DAY)
    exceptions = draw(st.dictionaries(days, st.booleans(), max_size=20))
    return Calendar(exceptions, frozenset({2026, 2027, 2028}), "drawn")


def by_hand(calendar: Calendar, opened: date, promise: int, pauses: list[Pause]) -> date:
    """A second program: one day after another, those of a query left out."""
    day, counted = opened, 0
    while True:
        day += DAY
        is_held = any(one.since < day <= one.until for one in pauses if one.until)
        counted += calendar.is_working(day) and not is_held
        if counted == promise and not is_held and calendar.is_working(day):
            return day


@given(calendars(), OPENED, PROMISES, st.integers(0, 29), st.integers(0, 40))
def test_a_query_shifts_the_day_by_its_own_working_days(
    calendar: Calendar, opened: date, promise: int, after: int, length: int
) -> None:
    pause = Pause(opened + after * DAY, opened + (after + length) * DAY)
    is_in_time = working_days(calendar, opened, pause.since) < promise

    found = due_day(calendar, opened, promise, [pause])

    held = [pause] if is_in_time else []
    if is_in_time or due_day(calendar, opened, promise) < pause.since:
        assert found == by_hand(calendar, opened, promise, held)
    else:  # stopped on its last day, or after it in a time of rest
        assert found is not None
        assert found >= due_day(calendar, opened, promise)


@given(calendars(), OPENED, PROMISES, st.integers(-5, 200))
def test_levels_are_reached_in_order_and_only_when_late(
    calendar: Calendar, opened: date, promise: int, after: int
) -> None:
    due = due_day(calendar, opened, promise)
    assert due is not None
    levels = [level_on(calendar, due, promise, due + n * DAY) for n in (after, after + 1)]

    assert 0 <= levels[0] <= levels[1] <= LEVELS
    assert levels[0] == 0 or after > 0
    assert levels[0] == min(LEVELS, -(-working_days(calendar, due, due + after * DAY) // promise))
