"""Nodes of a physical network near a point, from which a way over it may begin."""

from collections.abc import Callable

import numpy as np

from entrepot.corridors.physical import Physical, closed_arcs, distances_km

FARTHEST_SNAP_KM = 30.0
_BAND_DEGREES = 0.3  # of latitude, a little more than the farthest

Near = Callable[[float, float], list[tuple[float, int]]]


def make_near(network: Physical, *, is_sorted: bool = True) -> Near:
    """Make what finds the nodes within reach of a point that some open arc leads to.

    Args:
        network: Railways or roads.
        is_sorted: Sort the nodes by latitude first, which pays after a few points; what is
            found is the same.

    Returns:
        A function of latitude and longitude [degrees] that gives how far each node is [km],
        and the node, by the number of the node.
    """
    reached = np.zeros(len(network.lat), bool)
    reached[network.heads[~closed_arcs(network)]] = True
    nodes = np.flatnonzero(reached)
    if is_sorted:
        nodes = nodes[np.argsort(network.lat[nodes], kind="stable")]
    lat, lon = network.lat[nodes], network.lon[nodes]

    def near(at_lat: float, at_lon: float) -> list[tuple[float, int]]:
        first, last = 0, len(nodes)
        if is_sorted:
            band = (at_lat - _BAND_DEGREES, at_lat + _BAND_DEGREES)
            first, last = np.searchsorted(lat, band).tolist()
        far = distances_km(lat[first:last], lon[first:last], (at_lat, at_lon))
        within = far <= FARTHEST_SNAP_KM
        found = zip(nodes[first:last][within].tolist(), far[within].tolist(), strict=True)
        return [(km, node) for node, km in sorted(found)]

    return near
