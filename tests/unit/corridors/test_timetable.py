"""Departures by timetable: days, instants, cut-offs, and changes between them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from tests.unit.corridors.small import TRANSFERS, region, row, service

from entrepot.corridors.connections import connect, connections_from
from entrepot.corridors.timetable import Timetable, holds_on, weekly_departures
from entrepot.region.transport import TimetableRow, Transfer

MONDAY = date(2026, 3, 2)


def line(line_id="a", service_id="train", days=("mon", "thu"), **more):
    values = {"every_weeks": 1, "departs": "08:00", "zone": "Asia/Shanghai"} | more
    return row(TimetableRow, id=line_id, service=service_id, days=days, **values)


def train(**more):
    values = {"departures_per_week": 2.0, "transit_days_min": 1.0, "transit_days_max": 2.0,
              "cutoff_h": 24.0, "capacity_teu": 60.0} | more  # fmt: skip
    return service("train", "yard", "harbour", "rail", **values)


def ship(**more):
    values = {"departures_per_week": 1.0, "transit_days_min": 6.0, "transit_days_max": 8.0,
              "cutoff_h": 48.0} | more  # fmt: skip
    return service("ship", "harbour", "far_port", "sea", **values)


def table(*lines, services=None):
    return Timetable.of(
        region(services=services or (train(), ship()), timetable=lines or (line(),)), ZoneInfo
    )


def at(text):
    return datetime.fromisoformat(text)


def test_a_service_leaves_on_its_weekdays_at_its_own_hour():
    found = list(table().between("train", MONDAY, 7))

    assert [one.id for one in found] == ["train@2026-03-02T08:00", "train@2026-03-05T08:00"]
    assert found[0].at.isoformat() == "2026-03-02T08:00:00+08:00"
    assert found[0].cutoff_at.isoformat() == "2026-03-01T08:00:00+08:00"
    assert found[0].arrives_max.isoformat() == "2026-03-04T08:00:00+08:00"
    assert found[0].capacity_teu == 60


def test_weeks_days_of_the_list_and_exceptions_are_kept():
    fortnightly = line(days=("mon",), every_weeks=2, week=1)
    listed = line(days=(), dates=(MONDAY, date(2026, 3, 4)), except_dates=(MONDAY,))

    assert [holds_on(fortnightly, MONDAY + timedelta(days=7 * n)) for n in range(4)] == [
        True, False, True, False,
    ]  # fmt: skip
    assert [holds_on(listed, MONDAY + timedelta(days=n)) for n in range(3)] == [False, False, True]
    assert weekly_departures((line(), fortnightly)) == 2.5


def test_rows_hold_within_their_days_and_those_of_the_service():
    until = table(line(valid_to=date(2026, 3, 5)))
    later = table(services=(train(valid_from=date(2026, 3, 5)),))

    assert [one.at.day for one in until.between("train", MONDAY, 7)] == [2]
    assert [one.at.day for one in later.between("train", MONDAY, 7)] == [5]


def test_a_row_says_its_own_cut_off_and_capacity_and_unknown_stays_unknown():
    (own,) = table(line(cutoff_h=6.0, capacity_teu=100.0)).on_day("train", MONDAY)
    (bare,) = table(services=(train(capacity_teu=None, transit_days_max=None),)).on_day(
        "train", MONDAY
    )

    assert (own.cutoff_h, own.capacity_teu) == (6.0, 100.0)
    assert (bare.capacity_teu, bare.arrives_max) == (None, None)


def test_goods_catch_the_first_departure_whose_cut_off_is_not_past():
    found = table()

    assert found.first_from("train", at("2026-03-01T08:00:00+08:00")).at.day == 2
    assert found.first_from("train", at("2026-03-01T08:00:01+08:00")).at.day == 5
    assert found.first_from("train", at("2026-03-02T02:00:00+08:00"), handled_h=20.0).at.day == 2
    assert found.first_from("ship", at("2026-03-02T02:00:00+08:00")) is None


def test_a_night_on_which_clocks_change_is_as_long_as_it_is():
    european = table(line(days=("sun",), zone="Europe/Warsaw", cutoff_h=24.0))
    (one,) = european.on_day("train", date(2026, 3, 29))

    assert one.at.isoformat() == "2026-03-29T08:00:00+02:00"
    assert one.cutoff_at.astimezone(UTC) == at("2026-03-28T06:00:00+00:00")
    assert european.first_from("train", at("2026-03-28T06:30:00+00:00")).at.day == 5


def test_two_rows_of_one_instant_are_one_departure():
    assert len(table(line("a"), line("b")).on_day("train", MONDAY)) == 1


def test_a_departure_is_found_by_its_id_alone_where_it_leaves():
    found = table()

    assert found.find("train@2026-03-02T08:00").at.day == 2
    for wrong in ("train@2026-03-03T08:00", "train@2026-03-02T09:00", "train", "x@y", "@", ""):
        assert found.find(wrong) is None


def both():
    return table(line(), line("s", "ship", days=("sun",), departs="18:00"))


def test_a_train_is_followed_by_the_first_ship_it_is_in_time_for():
    timetable = both()
    (first,) = timetable.on_day("train", date(2026, 3, 5))
    (change,) = connections_from(timetable, TRANSFERS, first, ["ship"])

    # In the harbour on Saturday at 08:00: the cut-off of Sunday's ship was on Friday.
    assert change.second.id == "ship@2026-03-15T18:00"
    assert change.fault is None
    assert (change.available_h, change.minimum_h) == (202.0, 6.0)
    assert change.spare_h == 154.0


@pytest.mark.parametrize(
    ("first_day", "second", "fault"),
    [(5, {}, "after_cutoff"), (2, {}, None), (2, {"from_place": "far_port"}, "elsewhere")],
)
def test_a_change_tells_what_is_wrong_with_it(first_day, second, fault):
    offered = service("ship", second.get("from_place", "harbour"), "small_port", "sea",
                      departures_per_week=1.0, cutoff_h=48.0)  # fmt: skip
    timetable = table(line(), line("s", "ship", days=("sun",), departs="18:00"),
                      services=(train(), offered))  # fmt: skip
    (first,) = timetable.on_day("train", date(2026, 3, first_day))
    (other,) = timetable.on_day("ship", date(2026, 3, 8))

    assert connect(TRANSFERS, first, other).fault == fault


def test_a_change_shorter_than_handling_takes_is_too_short():
    slow = row(
        Transfer, id="slow", place="*", mode_a="rail", mode_b="sea", p50_h=120.0, p90_h=150.0
    )
    timetable = table(line(), line("s", "ship", days=("sun",), departs="18:00", cutoff_h=0.0))
    (first,) = timetable.on_day("train", MONDAY)
    (other,) = timetable.on_day("ship", date(2026, 3, 8))

    assert connect((slow,), first, other).fault == "too_short"
    assert connect((), first, other).fault == "no_transfer"
    assert not list(connections_from(timetable, (), first, ["ship"]))


def test_a_change_from_what_arrives_nobody_knows_when_cannot_be_relied_on():
    timetable = table(line(), line("s", "ship", days=("sun",)),
                      services=(train(transit_days_max=None), ship()))  # fmt: skip
    (first,) = timetable.on_day("train", MONDAY)
    (other,) = timetable.on_day("ship", date(2026, 3, 15))
    change = connect(TRANSFERS, first, other)

    assert (change.fault, change.available_h, change.spare_h) == ("unknown_arrival", None, None)
