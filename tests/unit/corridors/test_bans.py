"""Goods that may not pass somewhere: other ways are found, or the refusal tells its source."""

from datetime import date
from typing import Any

import pytest
from tests.unit.corridors.small import TODAY, lanes, region, row

from entrepot.corridors.bans import avoid_of, bans_on
from entrepot.kernel.errors import RefusedError
from entrepot.region.law import Good
from entrepot.region.transport import Ban
from entrepot.service.routes import PackGround, route

POST = row(Ban, id="b1", target="border:post_a-post_b", hs_codes=("3601",), note="No explosives.",
           source="Act 7", status="unverified")  # fmt: skip
FLIGHT = row(Ban, id="b2", target="mode:air", hs_codes=("36",), valid_to=date(2027, 1, 1))
GOODS = (row(Good, hs_code="360100", name="Powder"), row(Good, hs_code="401120", name="Tyres"))


def asked(*bans: Ban, **fields: Any) -> dict[str, Any]:
    ground = PackGround(region(bans=bans, goods=GOODS), lanes())
    question = {"origin": "mill", "tonnes": "20", "hs": "360100"} | fields
    return route(ground, question, today=TODAY)


def test_a_ban_speaks_of_its_goods_on_its_days_alone():
    bans = (POST, FLIGHT)

    assert bans_on(bans, "360100", TODAY) == bans
    assert bans_on(bans, "360300", TODAY) == (FLIGHT,)
    assert bans_on(bans, "360100", date(2027, 1, 1)) == (POST,)
    assert bans_on(bans, "401120", TODAY) == ()
    assert bans_on(bans, "", TODAY) == ()
    assert avoid_of(POST).tag == "border:post_a-post_b"


def test_routes_keep_away_from_what_is_shut_to_the_goods_and_say_so():
    free, banned = (asked(*bans, destination="market") for bans in ((), (FLIGHT,)))
    misses = {miss["code"]: miss for miss in banned["misses"]}

    assert any("air" in one["km_by_mode"] for one in free["routes"])
    assert not any("air" in one["km_by_mode"] for one in banned["routes"])
    assert misses["corridors.banned"]["where"] == "mode:air"
    assert "corridors.banned" not in [miss["code"] for miss in free["misses"]]


def test_goods_that_no_way_is_open_to_are_refused_with_the_source():
    with pytest.raises(RefusedError) as told:
        asked(POST, destination="town", modes="rail")

    (problem,) = told.value.problems
    assert (problem.code, problem.where) == ("corridors.banned", "border:post_a-post_b")
    assert problem.source == "Act 7 (unverified)"
    assert "No explosives." in problem.message


def test_other_goods_pass():
    found = asked(POST, destination="town", modes="rail", hs="401120")

    assert found["routes"][0]["borders"] == ["post_a-post_b"]
