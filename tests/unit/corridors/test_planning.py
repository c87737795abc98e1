"""Plans on the small region: gauges, points, misses and single criteria."""

from dataclasses import replace
from typing import Any

import pytest
from tests.unit.corridors.small import ONE_FEU, TODAY, lanes, network

from entrepot.corridors.closure import only_modes
from entrepot.corridors.misses import list_misses
from entrepot.corridors.planning import plan_routes
from entrepot.corridors.points import add_point
from entrepot.corridors.route import Query
from entrepot.corridors.track import list_changes
from entrepot.kernel.codes import MODES
from entrepot.kernel.errors import InputError, MissingError
from entrepot.service.routes import PackGround, route

NET = network()


GROUND = PackGround(NET.region, lanes())


def test_a_change_of_gauge_tells_both_gauges() -> None:
    plan = plan_routes(NET, Query("mill", "town", ONE_FEU, only_modes(("rail",))))
    changes = [leg for leg in plan.routes[0].legs if leg.gauge_change]

    assert [(leg.from_mm, leg.to_mm) for leg in changes] == [(1435, 1520)]
    rails = [leg for leg in plan.routes[0].legs if leg.kind == "haul" and leg.mode == "rail"]
    assert {leg.gauge_mm for leg in rails} == {1435, 1520}
    assert {leg.traffic for leg in rails} == {"mixed"}


def test_a_truck_between_two_yards_changes_the_gauge_too() -> None:
    plan = plan_routes(NET, Query("mill", "town", ONE_FEU, only_modes(("rail",))))
    train = next(leg for leg in plan.routes[0].legs if leg.mode == "rail" and leg.kind == "haul")
    truck = replace(train, mode="road", local=True, gauge_mm=None)
    narrow = replace(train, from_place="yard", gauge_mm=1000)

    assert list_changes([train, truck, narrow]) == [("yard", train.gauge_mm, 1000)]
    assert list_changes([train, truck, train]) == []
    assert list_changes([train, replace(truck, mode="sea", local=False), narrow]) == []
    assert list_changes([truck, narrow]) == []


def test_the_shortest_way_is_not_longer_than_any_other() -> None:
    shortest = plan_routes(NET, Query("mill", "market", ONE_FEU), "km").routes
    others = plan_routes(NET, Query("mill", "market", ONE_FEU, (), 0, 0.0)).routes

    assert len(shortest) == 1
    assert shortest[0].distance_km <= min(one.distance_km for one in others)


def test_a_point_beside_a_place_is_reached_like_the_place() -> None:
    wider, point = add_point(NET, 0.0, 0.05)
    found = plan_routes(wider, Query(point.id, "town", ONE_FEU))

    assert point.country == "AA"
    assert found.routes[0].legs[0].from_place == "0,0.05"
    assert "0,0.05" not in NET.region.places
    assert found.best[1] == pytest.approx(
        plan_routes(NET, Query("yard", "town", ONE_FEU)).best[1], rel=0.1
    )


def test_every_mode_that_no_route_uses_is_told_with_a_reason() -> None:
    found = list_misses(NET, "mill", "lonely", (), modes=MODES, used=("road",))

    assert [miss.code for miss in found] == [
        "corridors.no_rail", "corridors.no_river", "corridors.no_sea", "corridors.no_air",
        "corridors.no_ferry",
    ]  # fmt: skip
    assert found[0].where == "lonely"
    assert all(miss.message and miss.message_zh and miss.hint for miss in found)


def ask(**more: object) -> dict[str, Any]:
    return route(GROUND, {"origin": "mill", "destination": "town", "tonnes": 20} | more,
                 today=TODAY)  # fmt: skip


def test_faults_are_told_at_once() -> None:
    with pytest.raises(InputError) as caught:
        ask(origin="mil", tonnes="x", modes="rayl", by="best", eps="-1", avoid=["border:zz"], x=1)

    assert [problem.where for problem in caught.value.problems] == [
        "origin", "tonnes", "modes", "by", "eps", "avoid", "x",
    ]  # fmt: skip


def test_boxes_alone_need_the_mean_load_of_the_pack() -> None:
    with pytest.raises(InputError) as caught:
        ask(teu=1, tonnes="")

    assert caught.value.problems[0].code == "load.no_mean"


def test_without_a_way_the_reasons_are_among_the_misses() -> None:
    with pytest.raises(MissingError) as caught:
        ask(avoid=["border:all"], modes="rail")

    error = caught.value
    assert error.exit_code == 4
    assert [problem.code for problem in error.problems] == ["corridors.unreachable"]
    assert error.extra["misses"][0]["code"] == "corridors.avoided"
    rail = next(miss for miss in error.extra["misses"] if miss["what"] == "rail")
    assert "avoided" in rail["message"]


def test_days_of_one_network_have_equal_figures() -> None:
    profile = ask(window=3, depart="2026-11-20")["profile"]

    assert [one["day"] for one in profile] == ["2026-11-20", "2026-11-21", "2026-11-22"]
    assert len({(one["cost_usd"], one["route"]) for one in profile}) == 1
    assert profile[0]["arrives_mean"] < profile[1]["arrives_mean"]


def test_times_are_told_only_when_asked_for() -> None:
    assert "timing_ms" not in ask()
    assert "timing_ms" in route(
        GROUND, {"origin": "mill", "destination": "town", "tonnes": 20}, today=TODAY, timing=True
    )


def test_the_profile_is_the_same_for_any_number_of_threads() -> None:
    question = {"origin": "mill", "destination": "market", "tonnes": "20", "window": "9",
                "depart": "2027-12-28"}  # fmt: skip
    one, four = (route(GROUND, question, today=TODAY, jobs=jobs) for jobs in (1, 4))

    assert len(one["profile"]) == 9
    assert one == four
