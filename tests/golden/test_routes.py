"""Routes on the real packs: what their curated links and services give.

Sources: rows of the packs as cited on each leg; Railway Gazette 2022 (the yard where
containers change from 1,435 to 1,000 mm).
"""

import json

import pytest
from tests.crosscheck.packs import ON, real_region, sea_lanes

from entrepot.kernel.errors import MissingError
from entrepot.service.routes import PackGround, route


@pytest.fixture(scope="module")
def ground():
    return PackGround(real_region("guizhou"), sea_lanes())


def ask(ground, origin, destination, **more):
    return route(ground, {"origin": origin, "destination": destination} | more, today=ON)


def test_trains_to_bangkok_change_once_from_1435_to_1000_and_pass_two_posts(ground):
    found = ask(ground, "guiyang", "bangkok", modes="rail", teu=1)

    assert len(found["routes"]) >= 2
    for one in found["routes"]:
        assert [(c["from_mm"], c["to_mm"]) for c in one["gauge_changes"]] == [(1435, 1000)]
        assert one["borders"] == ["mohan-boten", "thanaleng-nong_khai"]
        assert set(one["km_by_mode"]) == {"rail", "road"}
        assert one["boxes"] == {"20GP": 1}
    assert found["query"]["tonnes"] == 10.5


def test_without_borders_no_train_reaches_moscow_and_the_reasons_are_told(ground):
    with pytest.raises(MissingError) as caught:
        ask(ground, "guiyang", "moscow", teu=1, modes="rail",
            avoid=["border:all", "passage:suez"])  # fmt: skip

    error = caught.value
    assert error.exit_code == 4
    assert [problem.code for problem in error.problems] == ["corridors.unreachable"]
    reasons = {miss["what"]: miss for miss in error.extra["misses"]}
    assert reasons["route"]["code"] == "corridors.avoided"
    assert reasons["rail"]["message"] == (
        "Every way by rail alone needs something that is to be avoided."
    )
    assert reasons["sea"]["where"] == "modes"


def test_two_weeks_of_departures_to_rotterdam_have_one_profile_entry_a_day(ground):
    found = ask(ground, "guiyang", "NLRTM", tonnes=20, depart="2026-03-02", window=14)

    assert found["query"]["destination"] == "rotterdam"
    assert 1 <= len(found["routes"]) <= 7
    assert [one["day"] for one in found["profile"]] == [f"2026-03-{d:02}" for d in range(2, 16)]
    assert found["profile"][0]["cost_usd"] == found["best"]["cost_usd"]


def test_suez_shut_is_not_passed_and_improves_nothing(ground):
    plain = ask(ground, "guiyang", "rotterdam", teu=1)
    round_it = ask(ground, "guiyang", "rotterdam", teu=1, avoid=["passage:suez"])

    assert all("suez" not in one["passages"] for one in round_it["routes"])
    assert all(round_it["best"][name] >= value for name, value in plain["best"].items())


def test_a_point_near_a_city_starts_with_a_truck(ground):
    found = ask(ground, "26.6,106.7", "rotterdam", teu=1)

    assert found["query"]["origin"] == "26.6,106.7"
    assert {one["legs"][0]["kind"] for one in found["routes"]} == {"drayage"}


def test_the_same_question_has_the_same_bytes(ground):
    first, again = (json.dumps(ask(ground, "guiyang", "hamburg", teu=2)) for _ in range(2))
    fresh = PackGround(ground.region, ground.sea)

    assert first == again == json.dumps(ask(fresh, "guiyang", "hamburg", teu=2))
