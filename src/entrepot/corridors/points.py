"""Points on the map as places of their own, which trucks join to the terminals around."""

from collections.abc import Iterable
from dataclasses import replace
from types import MappingProxyType

from entrepot.corridors.borders import Posts
from entrepot.corridors.drayage import Haul, Way
from entrepot.corridors.memory import Memory
from entrepot.corridors.network import Network
from entrepot.kernel.geography import great_circle_km
from entrepot.region.places import Place

_KEPT = 8


def point_id(lat: float, lon: float) -> str:
    """Id of the place that a point is made: `LAT,LON` [degrees]."""
    return f"{lat:g},{lon:g}"


def add_point(network: Network, lat: float, lon: float) -> tuple[Network, Place]:
    """A network with one more place, and that place; the network handed in stays as it is.

    The point is taken to lie in the country of the nearest known place, whose rates and
    lateness of trucks it takes.

    Args:
        network: The network.
        lat: Its latitude [degrees].
        lon: Its longitude [degrees].
    """
    wider = add_points(network, [(lat, lon)])
    return wider, wider.region.places[point_id(lat, lon)]


def add_points(network: Network, points: Iterable[tuple[float, float]]) -> Network:
    """The same for many points [degrees]; none of them is a place to another."""
    found = {point_id(*point): _place_at(network, *point) for point in points}
    if not found:
        return network
    places = MappingProxyType({**network.region.places, **found})
    wider = replace(network.region, places=places)
    overlay = replace(network.trucking.overlay, region=wider)
    memory = Memory[tuple[str, Way], tuple[Haul, ...]](_KEPT + 2 * len(found))
    trucking = replace(network.trucking, overlay=overlay, posts=Posts(overlay), _kept=memory)
    return replace(network, region=wider, trucking=trucking)


def _place_at(network: Network, lat: float, lon: float) -> Place:
    near = min(
        (place for place in network.region.places.values() if place.kind != "point"),
        key=lambda p: (great_circle_km(lat, lon, p.lat, p.lon), p.id),
    )
    return replace(
        near, id=point_id(lat, lon), name=f"{lat:g}, {lon:g}", name_zh="", kind="point",
        parent=None, admin_code="", unlocode="", lat=lat, lon=lon, population=None,
    )  # fmt: skip
