"""Laws of timetables and headways."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st
from tests.unit.corridors.small import region, row, service

from entrepot.corridors.schedule import departure_wait, headway_wait
from entrepot.corridors.timetable import WEEKDAYS, Timetable, later, weekly_departures
from entrepot.region.transport import TimetableRow

ZONES = ("Asia/Shanghai", "Europe/Warsaw", "America/New_York", "UTC")
HOURS = ("00:30", "02:30", "23:59")
YEAR = datetime(2026, 1, 1, tzinfo=UTC)


@st.composite
def rows(draw, number):
    every = draw(st.integers(1, 6))
    return row(
        TimetableRow, id=f"r{number}", service="train", zone=draw(st.sampled_from(ZONES)),
        days=tuple(draw(st.sets(st.sampled_from(WEEKDAYS), min_size=1))), every_weeks=every,
        week=draw(st.integers(0, every - 1)), departs=draw(st.sampled_from(HOURS)),
        cutoff_h=draw(st.sampled_from((None, 0.0, 5.5, 24.0, 300.0))),
    )  # fmt: skip


@st.composite
def timetables(draw):
    lines = tuple(draw(rows(number)) for number in range(draw(st.integers(1, 4))))
    train = service("train", "yard", "town", "rail", departures_per_week=1.0, cutoff_h=12.0)
    return Timetable.of(region(services=(train,), timetable=lines), ZoneInfo)


instants = st.integers(0, 500 * 24 * 60).map(lambda minutes: YEAR + timedelta(minutes=minutes))
hours = st.sampled_from((0.0, 1.0, 12.0, 48.0))


@given(timetables(), instants, st.integers(0, 60 * 24 * 60), hours)
def test_who_is_ready_later_never_leaves_earlier(timetable, ready, wait_min, handled_h):
    first = timetable.first_from("train", ready, handled_h=handled_h)
    second = timetable.first_from("train", ready + timedelta(minutes=wait_min), handled_h=handled_h)

    assert first is not None
    assert second is not None
    assert first.at <= second.at


@given(timetables(), instants, hours)
def test_what_is_caught_was_caught_in_time_and_nothing_earlier_was(timetable, ready, handled_h):
    found = timetable.first_from("train", ready, handled_h=handled_h)

    assert found is not None
    assert found.at >= ready
    assert found.cutoff_at >= later(ready, -handled_h)
    day = ready.date() - timedelta(days=1)
    for one in timetable.between("train", day, (found.at.date() - day).days + 1):
        if one.at < found.at:
            assert one.at < ready or one.cutoff_at < later(ready, -handled_h)


@given(timetables(), instants)
def test_a_departure_is_found_again_by_its_id(timetable, ready):
    found = timetable.first_from("train", ready)

    assert found is not None
    assert timetable.find(found.id).id == found.id


@given(st.integers(1, 8), st.integers(0, 7))
def test_rows_of_weekdays_leave_as_often_as_they_say(every, shift):
    line = row(TimetableRow, id="a", service="train", days=("mon", "wed"), every_weeks=every,
               week=shift % every, departs="08:00", zone="UTC")  # fmt: skip
    train = service("train", "yard", "town", "rail", departures_per_week=1.0)
    timetable = Timetable.of(region(services=(train,), timetable=(line,)), ZoneInfo)
    weeks = 5 * every

    assert len(list(timetable.between("train", YEAR.date(), 7 * weeks))) == (
        weeks * weekly_departures((line,))
    )


@given(st.floats(0.01, 2000.0), st.floats(0.0, 2.0))
def test_doubling_the_frequency_halves_the_wait_exactly(per_week, cv):
    assert (
        2 * headway_wait(168 / (2 * per_week), cv).mean_h == headway_wait(168 / per_week, cv).mean_h
    )
    assert (
        2 * departure_wait("sea", 2 * per_week, cv).mean_h
        == departure_wait("sea", per_week, cv).mean_h
    )
