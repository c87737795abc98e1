"""Railways as freight finds them: the map mended, masked, split by gauge and stretched.

The order is that of the tables: repairs, passenger-only runs, gauges, openings, mileage.
No gap is closed but those that `rail_repairs` names.
"""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from entrepot.corridors.countries import countries_of
from entrepot.corridors.literal import Graph, Towns
from entrepot.corridors.physical import (
    FERRY,
    OPEN,
    PASSENGER,
    TRANSFER,
    Edges,
    Nodes,
    Physical,
    Track,
    closed_arcs,
    distances_km,
    find_track,
    great_circles_km,
    lay,
    tail_of,
)
from entrepot.region.parameters import Gauge
from entrepot.region.railways import (
    RailGauge,
    RailMileage,
    RailOpening,
    RailPassengerOnly,
    RailRepair,
)
from entrepot.region.transport import Border

SNAP_KM = 0.75  # an end of a repair farther from any point is a point of its own
YARD_KM = 1.0  # modelled: shunting where gauge changes; so none changes without need
_WAYPOINT_KM = 15.0
_LONGEST_DETOUR = 2.0  # a way between waypoints longer than this many great circles is another line
_CHANGE_KM = 30.0  # trains change gauge at the stations on either side of a post
_DEFAULT_MM = 1435
_MOST_ROUNDS = 12
_NEAR_ENOUGH = 0.998
_KINDS = {"gap": OPEN, "missing_line": OPEN, "transfer": TRANSFER, "ferry": FERRY}


@dataclass(frozen=True, slots=True)
class RailTables:
    """The tables that make railways of a map.

    Attributes:
        repairs, gauges, passenger_only, mileage, openings: Rows of the tables `rail_*`.
        defaults: Gauge of countries that `gauges` does not name.
        posts: Border posts; where the gauges of two sides differ, trains change gauge.
    """

    repairs: Sequence[RailRepair]
    gauges: Sequence[RailGauge]
    passenger_only: Sequence[RailPassengerOnly]
    mileage: Sequence[RailMileage]
    openings: Sequence[RailOpening] = ()
    defaults: Sequence[Gauge] = ()
    posts: Sequence[Border] = ()


def lay_rails(graph: Graph, towns: Towns, tables: RailTables) -> Physical:
    """Make the freight network of a map of railways.

    Args:
        graph: The map.
        towns: Towns with their countries.
        tables: What mends the map.
    """
    mended, kinds, rows = _repair(graph, tables.repairs)
    kinds[_masked(mended, tables.passenger_only)] = PASSENGER
    opened = np.array([_day(tables.repairs[row]) if row >= 0 else 0 for row in rows], np.int32)
    countries, country = countries_of(
        mended.lat, mended.lon, towns, mended.tail, mended.head, mended.km
    )
    n = len(mended.lat)
    edges = Edges(mended.tail, mended.head, mended.km, mended.km, kinds, opened, rows)
    nodes: Nodes = {
        "lat": mended.lat, "lon": mended.lon, "place": np.arange(n, dtype=np.int32),
        "country": country, "gauge": np.zeros(n, np.int16),
    }  # fmt: skip
    names = (*(row.id for row in tables.repairs), *(row.id for row in tables.openings))
    plain = lay("rail", (countries, names), nodes, edges)
    edges = _open(plain, edges, tables)
    gauges, sets = _gauges(plain, edges, tables)
    split = lay("rail", (countries, names), *_split(nodes, edges, gauges, sets, tables.posts))
    return stretch(split, tables.mileage)


def lay_roads(graph: Graph, towns: Towns) -> Physical:
    """Make the network of a map of roads, which needs no mending."""
    n, m = len(graph.lat), len(graph.tail)
    countries, country = countries_of(graph.lat, graph.lon, towns, graph.tail, graph.head, graph.km)
    nodes: Nodes = {
        "lat": graph.lat, "lon": graph.lon, "place": np.arange(n, dtype=np.int32),
        "country": country, "gauge": np.zeros(n, np.int16),
    }  # fmt: skip
    edges = Edges(
        graph.tail, graph.head, graph.km, graph.km, np.zeros(m, np.uint8),
        np.zeros(m, np.int32), np.full(m, -1, np.int16),
    )  # fmt: skip
    return lay("road", (countries, ()), nodes, edges)


def stretch(network: Physical, mileage: Iterable[RailMileage]) -> Physical:
    """Lengthen straightened track to published mileage; a stretch of track only once.

    Track beside the one that was lengthened would then be the shorter way, so it is
    lengthened too, until the way is as long as published.
    """
    closed = closed_arcs(network)
    factors = np.ones(len(network.km))
    for row in mileage:
        if row.use == "stretch" and row.factor is not None:
            _lengthen(network, closed, factors, row)
    km = network.map_km * factors
    scale = network.scale * min(1.0, float(factors.min(initial=1.0)))
    return replace(network, km=km, scale=scale)


def _lengthen(
    network: Physical, closed: NDArray[np.bool_], factors: NDArray[np.float64], row: RailMileage
) -> None:
    start, goal = (nearest_open(network, at) for at in ends_of(row))
    for _ in range(_MOST_ROUNDS):
        track = find_track(network, closed, start, goal, km=network.map_km * factors, guided=False)
        arcs = [arc for arc in track.arcs if factors[arc] == 1.0] if track else []
        if track is None or not arcs:
            return
        if row.factor and row.factor > 1 and track.km >= row.published_km * _NEAR_ENOUGH:
            return
        factors[both_ways(network, arcs)] = row.factor


@dataclass(frozen=True, slots=True)
class Comparison:
    """A published length beside the computed one, None where there is no way [km]."""

    row: RailMileage
    computed_km: float | None

    @property
    def error_pct(self) -> float | None:
        """How far the computed length is from the published one [%]."""
        if self.computed_km is None:
            return None
        return 100 * (self.computed_km / self.row.published_km - 1)

    @property
    def is_ok(self) -> bool | None:
        """Whether the length is within tolerance; None for what is only reported."""
        if self.row.use == "report":
            return None
        error = self.error_pct
        return error is not None and abs(error) <= (self.row.tolerance_pct or 0.0)

    def document(self) -> dict[str, object]:
        """The comparison as JSON tells it."""
        km, error = self.computed_km, self.error_pct
        return {
            "id": self.row.id,
            "computed_km": None if km is None else round(km, 1),
            "published_km": self.row.published_km,
            "error_pct": None if error is None else round(error, 2),
            "ok": self.is_ok,
            "source": self.row.source,
        }


def compare(network: Physical, mileage: Iterable[RailMileage]) -> list[Comparison]:
    """Every published length beside that of the shortest way for freight."""
    closed = closed_arcs(network)
    found = []
    for row in mileage:
        start, goal = (nearest_open(network, at) for at in ends_of(row))
        track = find_track(network, closed, start, goal)
        found.append(Comparison(row, track.km if track else None))
    return found


def ends_of(row: RailMileage | RailRepair) -> tuple[tuple[float, float], tuple[float, float]]:
    """The two ends of a row, latitude and longitude."""
    return (row.from_lat, row.from_lon), (row.to_lat, row.to_lon)


def nearest_open(network: Physical, at: tuple[float, float]) -> int:
    """The node nearest to a point that freight reaches."""
    far = distances_km(network.lat, network.lon, at)
    reached = np.zeros(len(far), bool)
    reached[network.heads[~closed_arcs(network)]] = True
    far[~reached] = np.inf
    return int(np.argmin(far))


def both_ways(network: Physical, arcs: Iterable[int]) -> list[int]:
    """Arcs, and those that lead back along them."""
    found = []
    for arc in arcs:
        tail = tail_of(network, arc)
        head = int(network.heads[arc])
        low, high = network.indptr[head], network.indptr[head + 1]
        back = low + np.flatnonzero(
            (network.heads[low:high] == tail) & (network.map_km[low:high] == network.map_km[arc])
        )
        found += [arc, *back.tolist()]
    return found


def parse_waypoint(text: str) -> tuple[float, float]:
    """Latitude and longitude of a waypoint.

    Raises:
        ValueError: It is not two numbers.

    Example:
        >>> parse_waypoint("26.738 106.722")
        (26.738, 106.722)
    """
    lat, lon = text.split()
    return float(lat), float(lon)


def _repair(
    graph: Graph, repairs: Sequence[RailRepair]
) -> tuple[Graph, NDArray[np.uint8], NDArray[np.int16]]:
    """The map with repairs, and kind and repair of each edge."""
    lat, lon = graph.lat, graph.lon
    ends: list[list[int]] = []
    for row in repairs:
        pair = []
        for at in ends_of(row):
            far = distances_km(lat, lon, at)
            node = int(np.argmin(far))
            if far[node] > SNAP_KM:
                node, lat, lon = len(lat), np.append(lat, at[0]), np.append(lon, at[1])
            pair.append(node)
        ends.append(pair)
    added = np.array(ends, dtype=np.int64).reshape(-1, 2)
    m = len(graph.tail)
    mended = Graph(
        lat, lon,
        np.append(graph.tail, added[:, 0]).astype(np.int64),
        np.append(graph.head, added[:, 1]).astype(np.int64),
        np.append(graph.km, [row.km for row in repairs]),
    )  # fmt: skip
    kinds = np.append(np.full(m, OPEN), [_KINDS[row.kind] for row in repairs]).astype(np.uint8)
    rows = np.append(np.full(m, -1), np.arange(len(repairs))).astype(np.int16)
    return mended, kinds, rows


def _masked(graph: Graph, runs: Iterable[RailPassengerOnly]) -> NDArray[np.int64]:
    """Edges between neighbours in the runs, to three decimals as the map has them."""
    shut = set()
    for row in runs:
        points = [_mark(*parse_waypoint(text)) for text in row.waypoints]
        shut |= {frozenset(pair) for pair in itertools.pairwise(points)}
    marks = (np.rint(graph.lat * 1000).astype(np.int64) << 32) + np.rint(graph.lon * 1000).astype(
        np.int64
    )
    known = np.array(sorted({mark for pair in shut for mark in pair}), dtype=np.int64)
    near = np.isin(marks[graph.tail], known) & np.isin(marks[graph.head], known)
    return np.array(
        [
            edge
            for edge in np.flatnonzero(near).tolist()
            if frozenset((int(marks[graph.tail[edge]]), int(marks[graph.head[edge]]))) in shut
        ],
        dtype=np.int64,
    )


def _mark(lat: float, lon: float) -> int:
    return (round(lat * 1000) << 32) + round(lon * 1000)


def _day(row: RailRepair) -> int:
    day = row.valid_from
    return 0 if day is None else day.year * 10_000 + day.month * 100 + day.day


def _open(plain: Physical, edges: Edges, tables: RailTables) -> Edges:
    """Edges with the days on which lines of the map opened."""
    opened, rows = edges.opened.copy(), edges.row.copy()
    for number, row in enumerate(tables.openings, start=len(tables.repairs)):
        day = row.opened.year * 10_000 + row.opened.month * 100 + row.opened.day
        for edge in edges_along(plain, edges, row.waypoints):
            if rows[edge] < 0:
                opened[edge], rows[edge] = day, number
    return replace(edges, opened=opened, row=rows)


def edges_along(plain: Physical, edges: Edges, waypoints: Sequence[str]) -> list[int]:
    """Edges on the shortest track from waypoint to waypoint; none far from any track."""
    closed = closed_arcs(plain, kinds=(PASSENGER, FERRY, TRANSFER))
    order = np.argsort(_pair_keys(edges.tail, edges.head))
    keys = _pair_keys(edges.tail, edges.head)[order]
    found: list[int] = []
    points = [parse_waypoint(text) for text in waypoints]
    for a, b in itertools.pairwise(points):
        track = _line(plain, closed, a, b)
        nodes = np.array(track.nodes if track else (), dtype=np.int64)
        wanted = _pair_keys(nodes[:-1], nodes[1:])
        found += order[np.searchsorted(keys, wanted)].tolist()
    return found


def _pair_keys(a: NDArray[np.integer], b: NDArray[np.integer]) -> NDArray[np.int64]:
    return np.asarray((np.minimum(a, b).astype(np.int64) << 32) + np.maximum(a, b))


def _line(
    plain: Physical, closed: NDArray[np.bool_], a: tuple[float, float], b: tuple[float, float]
) -> Track | None:
    """The track between two waypoints, None where the map does not have the line."""
    far = [distances_km(plain.lat, plain.lon, at) for at in (a, b)]
    start, goal = (int(np.argmin(values)) for values in far)
    if max(far[0][start], far[1][goal]) > _WAYPOINT_KM or start == goal:
        return None
    track = find_track(plain, closed, start, goal)
    lats, lons = plain.lat[[start, goal]], plain.lon[[start, goal]]
    circle = float(great_circles_km(lats, lons, np.array([0]), np.array([1]))[0])
    if track is None or track.km > _LONGEST_DETOUR * circle + _WAYPOINT_KM:
        return None
    return track


def _gauges(
    plain: Physical, edges: Edges, tables: RailTables
) -> tuple[tuple[int, ...], NDArray[np.int64]]:
    """Gauges in use, and those of each edge as a set of bits."""
    known = sorted({mm for row in tables.gauges for mm in row.gauges_mm} | {
        row.gauge_mm for row in tables.defaults} | {_DEFAULT_MM})  # fmt: skip
    bit = {mm: 1 << place for place, mm in enumerate(known)}
    of_country = {row.country: bit[row.gauge_mm] for row in tables.defaults}
    of_country |= {r.country: bit[r.gauges_mm[0]] for r in tables.gauges if r.kind == "country"}
    default = np.array([of_country.get(code, bit[_DEFAULT_MM]) for code in plain.countries])
    country = plain.country
    sets = default[country[edges.tail]] | default[country[edges.head]]
    for number, repair in enumerate(tables.repairs):
        if repair.kind != "transfer":
            sets[edges.row == number] = sum(bit[mm] for mm in repair.gauges_mm)
    for kind in ("line", "dual"):
        for row in tables.gauges:
            if row.kind == kind:
                along = edges_along(plain, edges, row.waypoints)
                sets[along] = sum(bit[mm] for mm in row.gauges_mm)
    return tuple(known), sets


def _split(
    nodes: Nodes,
    edges: Edges,
    gauges: tuple[int, ...],
    sets: NDArray[np.int64],
    posts: Iterable[Border],
) -> tuple[Nodes, Edges]:
    """Nodes by place and gauge, and edges between nodes of one gauge; transfers beside."""
    track = edges.kind != TRANSFER
    parts = [np.flatnonzero(track & (sets & (1 << g) != 0)) for g in range(len(gauges))]
    g_of = np.concatenate([np.full(len(part), g) for g, part in enumerate(parts)])
    chosen = np.concatenate(parts)
    ends = np.stack([edges.tail[chosen], edges.head[chosen]]) * len(gauges) + g_of
    keys, numbers = np.unique(ends, return_inverse=True)
    tail, head = numbers.reshape(2, -1)
    place, gauge = keys // len(gauges), np.array(gauges, np.int16)[keys % len(gauges)]
    split = {name: column[place] for name, column in nodes.items()} | {
        "place": place.astype(np.int32), "gauge": gauge,
    }  # fmt: skip
    more, row = _transfers(split, edges, posts)
    km = np.concatenate([edges.map_km[chosen], np.where(row < 0, YARD_KM, edges.map_km[row])])
    k = len(row)
    return split, Edges(
        tail=np.append(tail, more[:, 0]),
        head=np.append(head, more[:, 1]),
        km=km,
        map_km=km,
        kind=np.append(edges.kind[chosen], np.full(k, TRANSFER)).astype(np.uint8),
        opened=np.append(edges.opened[chosen], edges.opened[row] * (row >= 0)).astype(np.int32),
        row=np.append(edges.row[chosen], np.where(row < 0, -1, edges.row[row])).astype(np.int16),
    )


def _transfers(
    split: Nodes,
    edges: Edges,
    posts: Iterable[Border],
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Pairs of nodes between which gauge may change, and the repair's edge or -1.

    Gauge changes where a place near a post of two gauges has both, and in the yards that
    repairs of kind transfer name.
    """
    pairs: list[tuple[int, int, int]] = []
    twice = np.flatnonzero(split["place"][1:] == split["place"][:-1])
    for post in posts:
        if "rail" not in post.modes or set(post.gauge_a_mm) == set(post.gauge_b_mm):
            continue
        mm = {*post.gauge_a_mm, *post.gauge_b_mm}
        near = distances_km(split["lat"][twice], split["lon"][twice], (post.lat, post.lon))
        for low in twice[near <= _CHANGE_KM].tolist():
            if {int(split["gauge"][low]), int(split["gauge"][low + 1])} <= mm:
                pairs.append((low, low + 1, -1))
    for edge in np.flatnonzero(edges.kind == TRANSFER).tolist():
        ends = [np.flatnonzero(split["place"] == at[edge]) for at in (edges.tail, edges.head)]
        pairs += [(a, b, edge) for a in ends[0].tolist() for b in ends[1].tolist()]
    found = np.array(sorted(set(pairs)), dtype=np.int64).reshape(-1, 3)
    return found[:, :2], found[:, 2]
