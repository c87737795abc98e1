"""How far trucks drive from a place to the yards around it, measured on the main roads."""

from collections.abc import Iterable

import numpy as np

from entrepot.corridors.cost import Book
from entrepot.corridors.hierarchy import HierarchySearch
from entrepot.corridors.overlay import Drives
from entrepot.corridors.physical import Physical, distances_km
from entrepot.corridors.survey import Stop, snap
from entrepot.region.model import Region

_LEAST_APART_KM = 20.0  # nearer, a town's own streets count more than the main roads
_LONGEST_DETOUR = 2.5  # of the great circle; beyond it the main roads miss a local one


def drives_of(region: Region, roads: Physical, search: HierarchySearch) -> Drives:
    """Lengths of drives between places of one country and yards within reach [km].

    The way from a place to the main road counts as its great circle. Where the main roads
    lead far round, or not at all, nothing is told.

    Args:
        region: Its places, yards and the farthest drayage.
        roads: The roads.
        search: Search of their hierarchy.
    """
    reach = Book(region).number("drayage_radius_km")
    stops = [Stop(place.id, place.lat, place.lon) for place in region.places.values()]
    nodes = {name: own[0] for name, own in snap(roads, stops).items()}
    yards = [row.place for row in region.terminals if "road" in row.modes and len(row.modes) > 1]
    yards = [yard for yard in yards if yard in nodes]
    table = search.table(list(nodes.values()), [nodes[yard] for yard in yards])
    off = {stop.id: _off_road_km(roads, nodes[stop.id], stop) for stop in stops if stop.id in nodes}
    found: dict[tuple[str, str], float] = {}
    for row, place in enumerate(nodes):
        for yard, apart in _near(region, place, yards, reach):
            km = float(table[row, yards.index(yard)]) + off[place] + off[yard]
            if km <= _LONGEST_DETOUR * apart:
                found[min(place, yard), max(place, yard)] = round(max(km, apart), 1)
    return found


def _near(
    region: Region, place: str, yards: Iterable[str], reach_km: float
) -> list[tuple[str, float]]:
    """Yards of the same country within reach, and the great circle to each [km]."""
    here = region.places[place]
    own = [yard for yard in yards if region.places[yard].country == here.country]
    lat = np.array([region.places[yard].lat for yard in own])
    lon = np.array([region.places[yard].lon for yard in own])
    km = distances_km(lat, lon, (here.lat, here.lon))
    return [
        (yard, float(far))
        for yard, far in zip(own, km, strict=True)
        if _LEAST_APART_KM <= far <= reach_km
    ]


def _off_road_km(roads: Physical, node: int, stop: Stop) -> float:
    at = np.array([roads.lat[node]]), np.array([roads.lon[node]])
    return float(distances_km(*at, (stop.lat, stop.lon))[0])
