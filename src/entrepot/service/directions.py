"""The ways trains leave a region: one train for each quarter of the compass."""

from math import atan2, cos, degrees, radians, sin
from typing import Any

from entrepot.kernel.geography import great_circle_km
from entrepot.region.places import Place
from entrepot.service.desk import Desk
from entrepot.service.home import units

QUARTERS = ("north", "east", "south", "west")


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
        quarter = quarter_of(bearing_degrees(start, end))
        told = {
            "quarter": quarter, "service": one.id, "name": one.name, "name_zh": one.name_zh,
            "from": start.id, "to": end.id,
        }  # fmt: skip
        if end.id not in inside and far > found.get(quarter, (0.0, {}))[0]:
            found[quarter] = far, told
    return [found[quarter][1] for quarter in QUARTERS if quarter in found]


def bearing_degrees(start: Place, end: Place) -> float:
    """Which way a place lies at the start, clockwise from north [degrees]."""
    lat_a, lat_b = radians(start.lat), radians(end.lat)
    turn = radians(end.lon - start.lon)
    east = sin(turn) * cos(lat_b)
    north = cos(lat_a) * sin(lat_b) - sin(lat_a) * cos(lat_b) * cos(turn)
    return degrees(atan2(east, north)) % 360


def quarter_of(bearing: float) -> str:
    """The quarter of the compass a bearing lies in.

    Example:
        >>> quarter_of(350.0), quarter_of(100.0)
        ('north', 'east')
    """
    return QUARTERS[int((bearing + 45) % 360 // 90)]
