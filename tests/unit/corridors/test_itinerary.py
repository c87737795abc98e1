"""Routes on the calendar: the departures they catch, and the profile of days."""

from dataclasses import replace
from datetime import date, datetime
from itertools import pairwise

import pytest
from tests.unit.corridors.small import ONE_FEU, SERVICES, lanes, network, region
from tests.unit.corridors.test_timetable import line

from entrepot.corridors.closure import only_modes
from entrepot.corridors.itinerary import walk
from entrepot.corridors.planning import plan_routes
from entrepot.corridors.route import Query
from entrepot.region.edits import Scaling
from entrepot.region.scenario import Scenario
from entrepot.service.itineraries import Calendar
from entrepot.service.routes import PackGround, route

MONDAY = date(2026, 11, 23)
LINES = (line("t", "train", days=("wed", "sat")), line("s", "ship", days=("sun",), departs="18:00"))
CHEAP = (replace(SERVICES[0], price=200.0), *SERVICES[1:])
TABLES = {"services": CHEAP, "timetable": LINES}


@pytest.fixture(scope="module")
def by_rail():
    """The route from the mill to the town by train."""
    query = Query("mill", "town", ONE_FEU, only_modes(("rail",)))
    return plan_routes(network(services=CHEAP), query, "cost").routes[0]


def waits_of(one):
    return [leg for leg in one.legs if leg.kind == "wait"]


def test_a_train_is_waited_for_until_its_timetable_lets_it_leave(by_rail):
    found = Calendar(region(**TABLES), "mill").walk(by_rail, MONDAY)
    (wait,) = waits_of(by_rail)
    before = by_rail.legs[: by_rail.legs.index(wait)]

    assert wait.service_id == "train"
    assert found.first.id == "train@2026-11-25T08:00"
    assert found.waited_h == pytest.approx(56 - sum(leg.hours_mean for leg in before), abs=0.01)
    after = sum(leg.hours_mean for leg in by_rail.legs[len(before) + 1 :])
    assert (found.arrives - found.first.at).total_seconds() / 3600 == pytest.approx(after, abs=0.01)


def test_the_wait_and_the_first_leg_aboard_tell_the_departure_and_no_other(by_rail):
    found = Calendar(region(**TABLES), "mill").walk(by_rail, MONDAY)
    number = by_rail.legs.index(waits_of(by_rail)[0])

    assert set(found.departures) == {number, number + 1}
    assert by_rail.legs[number + 2].service_id == "train"


def test_without_a_timetable_the_mean_wait_counts_and_it_is_said(by_rail):
    found = Calendar(region(services=CHEAP), "mill").walk(by_rail, MONDAY)

    assert found.departures == {}
    assert found.by_headway == ("train",)
    hours = (found.arrives - datetime.fromisoformat("2026-11-23T00:00:00+00:00")).total_seconds()
    assert hours / 3600 == pytest.approx(by_rail.hours_mean, abs=0.01)


def test_a_service_that_a_scenario_lets_run_more_often_has_no_timetable(by_rail):
    often = Scenario("more trains", (Scaling("service", "train", frequency=2.0),))
    dear = Scenario("dearer trains", (Scaling("service", "train", cost=2.0),))

    assert Calendar(region(**TABLES), "mill", often).walk(by_rail, MONDAY).departures == {}
    assert Calendar(region(**TABLES), "mill", dear).walk(by_rail, MONDAY).departures


def test_handling_is_part_of_a_cut_off(by_rail):
    """Goods handled until 02:00 make an 08:00 train with a cut-off of 24 h: they came in before."""
    strict_train = replace(CHEAP[0], cutoff_h=24.0)
    calendar = Calendar(region(services=(strict_train, *CHEAP[1:]), timetable=LINES), "mill")
    start = datetime.fromisoformat("2026-11-24T11:30:00+08:00")
    first = walk(by_rail.legs, start, calendar.timetable, lambda _: 18.0).first
    strict = walk(by_rail.legs, start, calendar.timetable, lambda _: 0.0).first

    assert (first.at.day, strict.at.day) == (25, 28)


def ask(**raw):
    ground = PackGround(region(**TABLES), lanes())
    given = {
        "origin": "mill",
        "destination": "town",
        "tonnes": 20,
        "modes": "rail",
        "by": "cost",
    } | raw
    return route(ground, given, today=MONDAY)


def test_a_route_tells_its_departures_and_its_sums_stay_those_of_the_search():
    found = ask(depart="2026-11-23")["routes"][0]
    told = [(leg["kind"], leg["departs"]) for leg in found["legs"] if leg["departs"]]

    assert told == [
        ("wait", "2026-11-25T08:00:00+08:00"), ("haul", "2026-11-25T08:00:00+08:00"),
    ]  # fmt: skip
    assert found["time_mean_h"] == pytest.approx(sum(leg["time_mean_h"] for leg in found["legs"]))


def test_the_profile_waits_less_each_day_until_a_train_has_left():
    profile = ask(depart="2026-11-22", window=7)["profile"]

    assert [one["departs"][8:10] for one in profile] == ["25", "25", "25", "28", "28", "28", "02"]
    assert profile[0]["services"] == ["train@2026-11-25T08:00"]
    waits = [one["wait_h"] for one in profile]
    assert [round(a - b, 2) for a, b in pairwise(waits[:3])] == [24.0, 24.0]
    assert waits[3] > waits[2]
    arrivals = [datetime.fromisoformat(one["arrives_mean"]) for one in profile]
    assert arrivals == sorted(arrivals)
    assert len({one["cost_usd"] for one in profile}) == 1
