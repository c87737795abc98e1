"""Points on the map as places of their own, which trucks join to the terminals around."""

from dataclasses import replace
from types import MappingProxyType

from entrepot.corridors.borders import Posts
from entrepot.corridors.memory import Memory
from entrepot.corridors.network import Network
from entrepot.kernel.geography import great_circle_km
from entrepot.region.places import Place

_KEPT = 8


def add_point(network: Network, lat: float, lon: float) -> tuple[Network, Place]:
    """A network with one more place, and that place; the network handed in stays as it is.

    The point is taken to lie in the country of the nearest known place, whose rates and
    lateness of trucks it takes.

    Args:
        network: The network.
        lat: Its latitude [degrees].
        lon: Its longitude [degrees].
    """
    region = network.region
    near = min(
        region.places.values(), key=lambda p: (great_circle_km(lat, lon, p.lat, p.lon), p.id)
    )
    point = replace(
        near, id=f"{lat:g},{lon:g}", name=f"{lat:g}, {lon:g}", name_zh="", kind="point",
        parent=None, admin_code="", unlocode="", lat=lat, lon=lon, population=None,
    )  # fmt: skip
    places = MappingProxyType({**region.places, point.id: point})
    wider = replace(region, places=places)
    overlay = replace(network.trucking.overlay, region=wider)
    trucking = replace(network.trucking, overlay=overlay, posts=Posts(overlay), _kept=Memory(_KEPT))
    return replace(network, region=wider, trucking=trucking), point
