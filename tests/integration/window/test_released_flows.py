"""Released goods on the region's network: what an account may see of them."""

import pytest
from tests.integration.window.house import House

from entrepot.service.released_flows import assign_released
from entrepot.service.routes import PackGround, open_ground

YEAR = {"year": "2026"}


@pytest.fixture(scope="module")
def ground() -> PackGround:
    return open_ground("upland")


def test_what_was_released_is_assigned_and_nobody_sees_what_is_anothers(
    house: House, ground: PackGround
) -> None:
    before = house.do(assign_released, ground, YEAR, by="exporter")["trade"]["teu"]
    released = house.file("G")
    after = house.do(assign_released, ground, YEAR, by="exporter")
    others = house.do(assign_released, ground, YEAR, by="rival")
    trade = after["trade"]

    assert house.show(released["reference"])["state"] == "RELEASED"
    assert after["query"]["flows"] == "released"
    assert trade["teu"] > before
    assert trade["assigned_teu"] + trade["unassigned_teu"] == pytest.approx(trade["teu"])
    assert others["trade"]["teu"] == 0
    assert others["bottlenecks"] == []


def test_a_year_without_releases_is_empty_and_no_fault(house: House, ground: PackGround) -> None:
    found = house.do(assign_released, ground, {"year": "2020"}, by="exporter")

    assert (found["trade"]["teu"], found["links"], found["unassigned"]) == (0, [], [])
    assert found["clearance"]["share"] is None
    assert found["gateways"]["weakest"] is None
