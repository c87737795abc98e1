"""Trains that leave a region, one for each quarter of the compass."""

from types import SimpleNamespace

import pytest

from entrepot.service.directions import QUARTERS, bearing_degrees, directions, quarter_of
from entrepot.service.routes import open_ground


@pytest.mark.parametrize(
    ("lat", "lon", "bearing"), [(1, 0, 0), (0, 1, 90), (-1, 0, 180), (0, -1, 270)]
)
def test_a_bearing_is_clockwise_from_north(lat, lon, bearing) -> None:
    start, end = SimpleNamespace(lat=0.0, lon=0.0), SimpleNamespace(lat=lat, lon=lon)

    assert bearing_degrees(start, end) == pytest.approx(bearing)


def test_a_quarter_reaches_45_degrees_to_both_sides() -> None:
    assert [quarter_of(bearing) for bearing in (0, 44.9, 45, 134.9, 135, 225, 315)] == [
        "north", "north", "east", "east", "south", "west", "north",
    ]  # fmt: skip


@pytest.mark.parametrize("pack", ["guizhou", "laos"])
def test_trains_leave_the_region_each_to_a_quarter_of_its_own(pack) -> None:
    ground = open_ground(pack)

    found = directions(SimpleNamespace(region=ground.region))

    assert [one["quarter"] for one in found] == sorted(
        {one["quarter"] for one in found}, key=QUARTERS.index
    )
    assert found
    assert all(ground.region.places[one["to"]] for one in found)
