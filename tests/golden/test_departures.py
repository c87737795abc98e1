"""Departures of the reference region, whose timetable is modelled from its frequencies."""

from datetime import UTC, date, datetime

import pytest

from entrepot.service.departures import list_departures
from entrepot.service.timetables import open_schedule

NOW = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def schedule():
    return open_schedule("guizhou")


def ask(schedule, start, end, on, days="1"):
    raw = {"from": start, "to": end, "on": on, "days": days}
    return list_departures(schedule, raw, today=date(2026, 3, 1), at=NOW)


def test_the_train_to_the_southern_port_leaves_on_a_wednesday_morning(schedule):
    (one,) = ask(schedule, "guiyang", "qinzhou_port", "2026-03-04")["departures"]

    assert one["id"] == "S016@2026-03-04T08:00"
    assert one["departs"] == "2026-03-04T08:00:00+08:00"
    assert one["cutoff"] == "2026-03-03T08:00:00+08:00"
    assert (one["capacity_teu"], one["places_left"], one["status"]) == (60, 60, "modelled")
    assert "assumed" in one["note"]


def test_eighteen_trains_a_quarter_are_seven_in_five_weeks(schedule):
    found = ask(schedule, "dulaying", "qinzhou_port", "2026-03-02", "35")["departures"]

    assert len([one for one in found if one["service"] == "S016"]) == 7


def test_a_train_and_a_ship_to_singapore_keep_the_cut_off_of_the_ship(schedule):
    found = ask(schedule, "guiyang", "singapore", "2026-03-04", "7")["connections"]

    assert found
    for change in found:
        first, second = (
            datetime.fromisoformat(text)
            for text in (change["legs"][0]["arrives_max"], change["legs"][1]["cutoff"])
        )
        assert first <= second
        assert change["transfer"]["available_h"] >= change["transfer"]["minimum_h"]


def test_a_freighter_of_unknown_capacity_has_no_places_left_known(schedule):
    found = ask(schedule, "guiyang", "svo", "2026-03-04")["departures"]
    (one,) = [one for one in found if one["mode"] == "air"]

    assert (one["capacity_teu"], one["places_left"], one["bookable"]) == (None, None, False)
