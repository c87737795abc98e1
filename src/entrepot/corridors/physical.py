"""A physical network: track, road or lane as arrays, and shortest ways on it.

A rail node is a place with one gauge. Where a place has two, it is two nodes, and only an
arc of kind TRANSFER leads from one to the other. The compiled kernels are imported where they
are called: most questions need the arrays alone.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from entrepot.kernel.geography import EARTH_RADIUS_KM

OPEN, PASSENGER, FERRY, TRANSFER = range(4)
ARRAYS = (
    "lat", "lon", "place", "country", "gauge", "component", "part", "globe", "indptr", "heads",
    "km", "map_km", "kind", "opened", "row",
)  # fmt: skip


Nodes = dict[str, NDArray[Any]]  # the columns lat, lon, place, country and gauge


@dataclass(frozen=True, slots=True)
class Physical:
    """Nodes and arcs, arcs sorted by their tail; every edge is two arcs.

    Attributes:
        mode: rail or road.
        countries: Country codes that `country` counts.
        rows: Ids of the repairs and openings that `row` counts.
        scale: Least length of an arc over its great circle.
        lat, lon: Position of each node (n) [degrees].
        place: Number of the place of each node; the nodes of one place differ in gauge (n).
        country: Country of each node, a number in `countries` (n).
        gauge: Gauge of each node, 0 on roads (n) [mm].
        component: Joined part of the network a node belongs to, ferries and passenger-only
            track left out (n).
        part: The same without changing gauge (n).
        globe: Position of each node on a globe of radius one (n, 3).
        indptr: First arc of each node (n + 1).
        heads: Node each arc leads to (m).
        km: Length of each arc, stretched to published mileage (m) [km].
        map_km: Length of each arc on the map (m) [km].
        kind: OPEN, PASSENGER, FERRY or TRANSFER (m).
        opened: First day of use as a number such as 20211203, 0 for always (m).
        row: Repair or opening behind an arc, a number in `rows`, -1 for none (m).
    """

    mode: str
    countries: tuple[str, ...]
    rows: tuple[str, ...]
    scale: float
    lat: NDArray[np.float64]
    lon: NDArray[np.float64]
    place: NDArray[np.int32]
    country: NDArray[np.int16]
    gauge: NDArray[np.int16]
    component: NDArray[np.int32]
    part: NDArray[np.int32]
    globe: NDArray[np.float64]
    indptr: NDArray[np.int32]
    heads: NDArray[np.int32]
    km: NDArray[np.float64]
    map_km: NDArray[np.float64]
    kind: NDArray[np.uint8]
    opened: NDArray[np.int32]
    row: NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Track:
    """A way on a network: its nodes, the arcs between them, and its length [km]."""

    nodes: tuple[int, ...]
    arcs: tuple[int, ...]
    km: float


def tails_of(network: Physical) -> NDArray[np.int32]:
    """Node each arc starts from (m)."""
    counts = np.diff(network.indptr)
    return np.repeat(np.arange(len(counts), dtype=np.int32), counts)


def closed_arcs(
    network: Physical, *, year: int | None = None, kinds: Sequence[int] = (PASSENGER, FERRY)
) -> NDArray[np.bool_]:
    """Arcs that freight may not use (m).

    Args:
        network: The network.
        year: Calendar year of the journey; what opens in a later one is closed. None takes
            all that is drawn.
        kinds: Kinds of arc that are closed.
    """
    closed = np.isin(network.kind, kinds)
    if year is not None:
        closed |= network.opened // 10_000 > year
    return closed


def find_track(
    network: Physical,
    closed: NDArray[np.bool_],
    start: int,
    goal: int,
    *,
    km: NDArray[np.float64] | None = None,
    guided: bool = True,
) -> Track | None:
    """The shortest way between two places, by any of their gauges; None for none.

    Args:
        network: The network.
        closed: Arcs that may not be used (m).
        start: A node of the place it begins at.
        goal: A node of the place it ends at.
        km: Lengths to go by (m); None takes those of the network.
        guided: Look towards the goal first (A*); the answer is the same without.
    """
    from entrepot.corridors.ways import find_way, trace_way

    km = network.km if km is None else km
    sources, goals = copies(network, start), copies(network, goal)
    scale = network.scale if guided else 0.0
    room = _ROOM.of(len(network.lat))
    far, by, _, touched, *_ = room
    end, count = find_way(
        network.indptr, network.heads, km, closed, network.globe, sources, goals, scale, *room
    )
    length = float(far[end])
    far[touched[:count]] = np.inf
    if end < 0:
        return None
    nodes, arcs = trace_way(network.indptr, by, end)
    return Track(tuple(nodes.tolist()), tuple(arcs.tolist()), length)


class _Room(threading.local):
    """Arrays to work in, kept by every thread, so that a search need not ask for memory."""

    def __init__(self) -> None:
        self.nodes = 0
        self.arrays: tuple[NDArray[Any], ...] = ()

    def of(self, nodes: int) -> tuple[NDArray[Any], ...]:
        """Arrays with room for so many nodes; distances are inf, and nothing is ranked."""
        if nodes > self.nodes:
            n = self.nodes = nodes
            self.arrays = (
                np.full(n, np.inf), np.empty(n, np.int32), np.empty(n), np.empty(n, np.int32),
                np.empty(n, np.int64), np.full(n, -1, np.int32),
            )  # fmt: skip
        return self.arrays


_ROOM = _Room()


def copies(network: Physical, node: int) -> NDArray[np.int64]:
    """The nodes of a node's place, one a gauge; they are numbered one after another."""
    place = network.place
    ends = np.array([place[node], place[node] + 1], dtype=place.dtype)
    low, high = np.searchsorted(place, ends)  # of one type, else the whole is copied
    return np.arange(low, high, dtype=np.int64)


def tail_of(network: Physical, arc: int) -> int:
    """Node that an arc starts from."""
    key = network.indptr.dtype.type(arc)  # of one type, else the whole is copied
    return int(np.searchsorted(network.indptr, key, side="right")) - 1


def unit_globe(lat: NDArray[np.float64], lon: NDArray[np.float64]) -> NDArray[np.float64]:
    """Points on a globe of radius one (n, 3)."""
    a, b = np.radians(lat), np.radians(lon)
    return np.stack([np.cos(a) * np.cos(b), np.cos(a) * np.sin(b), np.sin(a)], axis=1)


def great_circles_km(
    lat: NDArray[np.float64],
    lon: NDArray[np.float64],
    tail: NDArray[np.integer],
    head: NDArray[np.integer],
) -> NDArray[np.float64]:
    """Great circle of each edge (m) [km]."""
    a, b = np.radians(lat[tail]), np.radians(lat[head])
    half_lat, half_lon = (b - a) / 2, np.radians(lon[head] - lon[tail]) / 2
    chord = np.sin(half_lat) ** 2 + np.cos(a) * np.cos(b) * np.sin(half_lon) ** 2
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.minimum(1.0, chord))))


def distances_km(
    lat: NDArray[np.float64], lon: NDArray[np.float64], at: tuple[float, float]
) -> NDArray[np.float64]:
    """Great circle from one point to each of others (n) [km]."""
    lats, lons = np.append(lat, at[0]), np.append(lon, at[1])
    n = len(lat)
    return great_circles_km(lats, lons, np.full(n, n), np.arange(n))


def nearest_points(
    lat: NDArray[np.float64],
    lon: NDArray[np.float64],
    at_lat: NDArray[np.float64],
    at_lon: NDArray[np.float64],
) -> NDArray[np.int64]:
    """Number of the point nearest to each of others (k)."""
    from entrepot.corridors.ways import nearest

    order = np.argsort(lat, kind="stable")
    xyz = unit_globe(lat[order], lon[order])
    found = nearest(np.radians(lat[order]), xyz, np.radians(at_lat), unit_globe(at_lat, at_lon))
    return np.asarray(order[found])


def components(
    n: int, tail: NDArray[np.integer], head: NDArray[np.integer], used: NDArray[np.bool_]
) -> NDArray[np.int32]:
    """Least node of the joined part that each node belongs to (n)."""
    from entrepot.corridors.ways import join

    return np.asarray(join(n, tail, head, used), dtype=np.int32)


@dataclass(frozen=True, slots=True)
class Edges:
    """Edges before they become arcs, each once; columns as in `Physical`."""

    tail: NDArray[np.integer]
    head: NDArray[np.integer]
    km: NDArray[np.float64]
    map_km: NDArray[np.float64]
    kind: NDArray[np.uint8]
    opened: NDArray[np.int32]
    row: NDArray[np.int16]


def lay(
    mode: str,
    names: tuple[tuple[str, ...], tuple[str, ...]],
    nodes: Nodes,
    edges: Edges,
) -> Physical:
    """A network from its nodes and edges.

    Args:
        mode: rail or road.
        names: Country codes, and ids of repairs and openings.
        nodes: The columns lat, lon, place, country and gauge of `Physical`.
        edges: The edges.
    """
    n = len(nodes["lat"])
    tail, head = np.append(edges.tail, edges.head), np.append(edges.head, edges.tail)
    order = np.lexsort((head, tail))
    both = {
        name: np.tile(getattr(edges, name), 2)[order]
        for name in ("km", "map_km", "kind", "opened", "row")
    }
    used = np.isin(edges.kind, (OPEN, TRANSFER))
    circle = great_circles_km(nodes["lat"], nodes["lon"], edges.tail, edges.head)
    shares = np.minimum(edges.km, edges.map_km)[circle > 0] / circle[circle > 0]
    return Physical(
        mode=mode,
        countries=names[0],
        rows=names[1],
        scale=float(min(1.0, shares.min(initial=1.0))) * (1 - 1e-9),
        component=components(n, edges.tail, edges.head, used),
        part=components(n, edges.tail, edges.head, edges.kind == OPEN),
        globe=unit_globe(nodes["lat"], nodes["lon"]),
        indptr=np.append(0, np.cumsum(np.bincount(tail, minlength=n))).astype(np.int32),
        heads=head[order].astype(np.int32),
        **nodes,
        **both,
    )
