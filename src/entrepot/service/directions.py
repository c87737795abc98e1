"""The ways trains leave a region: one train for each quarter of the compass."""

from typing import Any

from entrepot.corridors.directions import DIRECTIONS, bearing_deg, direction_of
from entrepot.kernel.geography import great_circle_km
from entrepot.service.desk import Desk
from entrepot.service.home import units


def directions(desk: Desk) -> list[dict[str, Any]]:
    """The train that goes farthest in each direction, of those offered from inside the region.

    Returns:
        `quarter`, `service` and its names, `from` and `to` as place ids; in the order of the
        compass, quarters without a train left out.
    """
    region = desk.region
    inside, found = units(region), dict[str, tuple[float, dict[str, Any]]]()
    for one in region.services:
        if one.mode != "rail" or one.use != "offered" or one.from_place not in inside:
            continue
        start, end = region.places[one.from_place], region.places[one.to_place]
        far = great_circle_km(start.lat, start.lon, end.lat, end.lon)
        quarter = direction_of(bearing_deg(start.lat, start.lon, end.lat, end.lon))
        told = {
            "quarter": quarter, "service": one.id, "name": one.name, "name_zh": one.name_zh,
            "from": start.id, "to": end.id,
        }  # fmt: skip
        if end.id not in inside and far > found.get(quarter, (0.0, {}))[0]:
            found[quarter] = far, told
    return [found[quarter][1] for quarter in DIRECTIONS if quarter in found]
