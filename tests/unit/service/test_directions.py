"""Trains that leave a region, one for each quarter of the compass."""

from types import SimpleNamespace

import pytest

from entrepot.corridors.directions import DIRECTIONS
from entrepot.service.directions import directions
from entrepot.service.routes import open_ground


@pytest.mark.parametrize("pack", ["guizhou", "laos"])
def test_trains_leave_the_region_each_to_a_quarter_of_its_own(pack) -> None:
    ground = open_ground(pack)

    found = directions(SimpleNamespace(region=ground.region))

    assert [one["quarter"] for one in found] == sorted(
        {one["quarter"] for one in found}, key=DIRECTIONS.index
    )
    assert found
    assert all(ground.region.places[one["to"]] for one in found)
