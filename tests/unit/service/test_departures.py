"""Departures between two places, as a document."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from entrepot.kernel.errors import InputError
from entrepot.service.departures import Places, list_departures
from entrepot.service.timetables import open_schedule

TODAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 16, tzinfo=UTC)
UPLAND = str(Path(__file__).parents[3] / "regions" / "upland")


@pytest.fixture(scope="module")
def schedule():
    return open_schedule(UPLAND)


def ask(schedule, start="averlund", end="marenport", on="2026-03-03", **more):
    taken = {"taken": more.pop("taken")} if "taken" in more else {}
    raw = {"from": start, "to": end, "on": on} | more
    return list_departures(schedule, raw, today=TODAY, at=NOW, **taken)


def test_a_town_has_the_departures_of_its_terminals(schedule):
    (one,) = ask(schedule)["departures"]

    assert one["id"] == "US01@2026-03-03T08:00"
    assert one["departs"] == "2026-03-03T08:00:00+05:00"
    assert one["cutoff"] == "2026-03-02T20:00:00+05:00"
    assert one["arrives_max"] == "2026-03-06T08:00:00+05:00"
    assert (one["capacity_teu"], one["booked_teu"], one["places_left"]) == (80, 0, 80)
    assert one["status"] == "synthetic"


def test_what_is_booked_is_not_left(schedule):
    def taken(names):
        return {name: Places(Decimal("30.5"), Decimal(2), Decimal(80)) for name in names}

    (one,) = ask(schedule, taken=taken)["departures"]

    assert (one["booked_teu"], one["waiting_teu"], one["places_left"]) == (30.5, 2.0, 49.5)


def test_what_nobody_knows_the_capacity_of_has_no_places_left_known(schedule):
    found = ask(
        schedule, taken=lambda names: {n: Places(Decimal(3), Decimal(0), None) for n in names}
    )

    assert [one["places_left"] for one in found["departures"]] == [None]


def test_a_train_and_a_ship_are_told_with_the_time_between(schedule):
    found = ask(schedule, end="singapore")
    (change,) = found["connections"]

    assert found["departures"] == []
    assert change["ids"] == ["US01@2026-03-03T08:00", "US05@2026-03-14T18:00"]
    assert change["transfer"]["place"] == "marenport"
    assert change["transfer"]["minimum_h"] == 36
    assert change["transfer"]["available_h"] == 202
    assert change["places_left"] == 80


def test_a_day_without_a_departure_says_when_the_next_one_is(schedule):
    found = ask(schedule, on="2026-03-04")

    assert found["departures"] == []
    assert found["reason"]["code"] == "departures.not_that_day"
    assert found["reason"]["next_day"] == "2026-03-05"


def test_a_service_without_a_timetable_goes_by_its_headway(schedule):
    found = ask(schedule, "rotterdam", "marenport")

    assert [one["service"] for one in found["by_headway"]] == ["US08"]
    assert found["reason"]["code"] == "departures.no_timetable"


def test_half_a_way_without_a_timetable_is_told_too(schedule):
    found = ask(schedule, "averlund", "rotterdam")

    assert [one["service"] for one in found["by_headway"]] == ["US07"]
    assert found["reason"]["code"] == "departures.no_timetable"


def test_two_places_without_a_service_say_where_services_go(schedule):
    reason = ask(schedule, "averlund", "gdansk")["reason"]

    assert reason["code"] == "departures.no_service"
    assert reason["hint"] == "From here services go to: marenport."


def test_a_window_holds_its_days_in_order(schedule):
    found = ask(schedule, days="7")

    assert [one["departs"][8:10] for one in found["departures"]] == ["03", "05", "07"]


def test_every_fault_of_a_question_is_told_at_once(schedule):
    with pytest.raises(InputError) as raised:
        ask(schedule, "averlund", "nowhere_at_all", "2026-02-30", days="0", teu="3")

    assert [one.where for one in raised.value.problems] == ["to", "on", "days", "teu"]


def test_what_has_its_cut_off_behind_it_or_an_unknown_capacity_cannot_be_booked(schedule):
    found = ask(schedule, days="7")["departures"]
    unknown = ask(schedule, on="2026-03-05", taken=lambda names: {
        name: Places(Decimal(0), Decimal(0), None) for name in names
    })["departures"]  # fmt: skip

    assert [one["bookable"] for one in found] == [False, True, True]
    assert [one["bookable"] for one in unknown] == [False]
