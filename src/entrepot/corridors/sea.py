"""The sea: a graph of shipping lanes, ports snapped to it, and ways with passages shut."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from math import inf

import numpy as np
from numpy.typing import NDArray

from entrepot.corridors.memory import Memory
from entrepot.corridors.search import one_tree
from entrepot.kernel.geography import EARTH_RADIUS_KM

# Arctic ways that no liner sails; without them shut a closed canal would shorten a voyage.
ALWAYS_SHUT = frozenset({"northwest", "northeast", "bering", "arctic"})
# Tags of the lane graph that are drawing aids and no passages.
_NO_PASSAGE = frozenset({"", "segment", "segment2", "pacific_ocean"})
# Open water beside a passage that shutting it must shut too, as a stretch of a meridian:
# longitude, southern and northern latitude. The lane graph tags only its main lane.
_GATES = {"south_africa": (20.0, -90.0, -34.0), "chili": (-68.5, -90.0, -52.0)}
_FARTHEST_SNAP_KM = 300.0
_KEPT_TREES = 400
_KEPT_WAYS = 4000
_PATH_DIGITS = 3  # a hundred metres, finer than any screen shows a sea way


@dataclass(frozen=True, slots=True)
class SeaGraph:
    """Shipping lanes as arrays; every edge is one entry and can be sailed both ways.

    Attributes:
        lat, lon: Position of each node (n) [degrees].
        tail, head: Nodes of each edge (m).
        km: Length of each edge (m) [km].
        passage: Name of the strait or canal an edge belongs to, "" without one (m).
    """

    lat: NDArray[np.float64]
    lon: NDArray[np.float64]
    tail: NDArray[np.int64]
    head: NDArray[np.int64]
    km: NDArray[np.float64]
    passage: NDArray[np.str_]


@dataclass(frozen=True, slots=True)
class Way:
    """A way by sea: its length, the passages in order, and its line."""

    km: float
    passages: tuple[str, ...]
    path: tuple[tuple[float, float], ...]


@dataclass(slots=True)
class SeaWays:
    """Shortest sea ways between ports, found when asked for and kept.

    Attributes:
        graph: The lanes.
        ports: Position of every port by its place id.
        opened: Passages to use though they are always shut.
    """

    graph: SeaGraph
    ports: Mapping[str, tuple[float, float]]
    opened: frozenset[str] = frozenset()
    passages: frozenset[str] = field(init=False)
    _always: frozenset[str] = field(init=False)
    _indptr: NDArray[np.int64] = field(init=False)
    _heads: NDArray[np.int64] = field(init=False)
    _km: NDArray[np.float64] = field(init=False)
    _tails: NDArray[np.int64] = field(init=False)
    _passage: NDArray[np.str_] = field(init=False)
    _node: dict[str, tuple[int, float]] = field(init=False)
    _points: list[tuple[float, float]] = field(init=False)  # which all ways share
    _shut: dict[frozenset[str], NDArray[np.bool_]] = field(init=False, default_factory=dict)
    _ways: Memory[tuple[str, str, frozenset[str]], "Way | None"] = field(
        init=False, default_factory=lambda: Memory(_KEPT_WAYS)
    )
    _trees: Memory[tuple[int, frozenset[str]], "_Tree"] = field(
        init=False, default_factory=lambda: Memory(_KEPT_TREES)
    )

    def __post_init__(self) -> None:
        graph = self.graph
        passage = _with_gates(graph)
        tails = np.concatenate([graph.tail, graph.head]).astype(np.int64)
        order = np.argsort(tails, kind="stable")
        self._tails = tails[order]
        self._heads = np.concatenate([graph.head, graph.tail]).astype(np.int64)[order]
        self._km = np.concatenate([graph.km, graph.km]).astype(np.float64)[order]
        self._passage = np.concatenate([passage, passage])[order]
        counts = np.bincount(self._tails, minlength=len(graph.lat))
        self._indptr = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        self.passages = frozenset(str(p) for p in np.unique(passage)) - _NO_PASSAGE
        self._always = (ALWAYS_SHUT - self.opened) & self.passages
        self._node = _snap(graph, counts > 0, self.ports)
        lat, lon = (np.round(x, _PATH_DIGITS).tolist() for x in (graph.lat, graph.lon))
        self._points = list(zip(lat, lon, strict=True))

    def closing(self, passages: Collection[str]) -> frozenset[str]:
        """The passages that are shut when these are."""
        if not passages:
            return self._always
        return (frozenset(passages) | (ALWAYS_SHUT - self.opened)) & self.passages

    def km(self, port_a: str, port_b: str, shut: Collection[str] = ()) -> float:
        """Length of the shortest way [km]; inf where no way is left."""
        (node_a, off_a), (node_b, off_b) = self._at(port_a), self._at(port_b)
        if node_a < 0 or node_b < 0:
            return inf
        return float(self._tree(node_a, shut).km[node_b]) + off_a + off_b

    def snap_km(self, port: str) -> float | None:
        """How far a port is from the lanes [km]; None where it is far from any."""
        node, km = self._at(port)
        return km if node >= 0 else None

    def way(self, port_a: str, port_b: str, shut: Collection[str] = ()) -> Way | None:
        """The shortest way with some passages shut, or None where no way is left."""
        key = (port_a, port_b, self.closing(shut))
        return self._ways.get(key, lambda: self._find_way(port_a, port_b, shut))

    def _find_way(self, port_a: str, port_b: str, shut: Collection[str]) -> Way | None:
        km = self.km(port_a, port_b, shut)
        if km == inf:
            return None
        nodes, arcs = self._trace(port_a, port_b, shut)
        named = [str(self._passage[arc]) for arc in arcs]
        passages = tuple(dict.fromkeys(p for p in named if p in self.passages))
        middle = (self._points[node] for node in nodes)
        return Way(km, passages, (self.ports[port_a], *middle, self.ports[port_b]))

    def _trace(
        self, port_a: str, port_b: str, shut: Collection[str]
    ) -> tuple[list[int], list[int]]:
        start, node = self._at(port_a)[0], self._at(port_b)[0]
        by = self._tree(start, shut).by
        nodes, arcs = [node], []
        while node != start:
            arc = int(by[node])
            arcs.append(arc)
            node = int(self._tails[arc])
            nodes.append(node)
        return nodes[::-1], arcs[::-1]

    def _at(self, port: str) -> tuple[int, float]:
        return self._node.get(port, (-1, inf))

    def _tree(self, node: int, shut: Collection[str]) -> "_Tree":
        closing = self.closing(shut)
        return self._trees.get((node, closing), lambda: self._grow(node, closing))

    def _grow(self, node: int, closing: frozenset[str]) -> "_Tree":
        if closing not in self._shut:
            self._shut[closing] = np.isin(self._passage, sorted(closing))
        km, by = one_tree(self._indptr, self._heads, self._km, self._shut[closing], node)
        return _Tree(km.astype(np.float32), by.astype(np.int32))


@dataclass(frozen=True, slots=True)
class _Tree:
    km: NDArray[np.float32]
    by: NDArray[np.int32]


def _with_gates(graph: SeaGraph) -> NDArray[np.str_]:
    """Passage of each edge, with every edge through a gate counted to its passage."""
    passage = graph.passage.astype("U24")
    for name, (lon, south, north) in _GATES.items():
        west, east = graph.lon[graph.tail] - lon, graph.lon[graph.head] - lon
        crosses = (west * east <= 0) & (np.abs(west - east) < 180) & (west != east)
        run = np.where(west == east, 1.0, west - east)
        lat = graph.lat[graph.tail] + (graph.lat[graph.head] - graph.lat[graph.tail]) * west / run
        passage[crosses & (south <= lat) & (lat <= north) & (passage == "")] = name
    return passage


def _snap(
    graph: SeaGraph, usable: NDArray[np.bool_], ports: Mapping[str, tuple[float, float]]
) -> dict[str, tuple[int, float]]:
    """Nearest lane node of each port and its distance; ports far from any lane are left out."""
    found: dict[str, tuple[int, float]] = {}
    lat, lon = np.radians(graph.lat), np.radians(graph.lon)
    xyz = np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])
    xyz[:, ~usable] = np.inf
    for port, (port_lat, port_lon) in ports.items():
        a, b = np.radians(port_lat), np.radians(port_lon)
        at = np.array([np.cos(a) * np.cos(b), np.cos(a) * np.sin(b), np.sin(a)])
        chord = np.sqrt(((xyz - at[:, None]) ** 2).sum(axis=0))
        node = int(np.argmin(chord))
        km = float(2 * EARTH_RADIUS_KM * np.arcsin(min(1.0, chord[node] / 2)))
        if km <= _FARTHEST_SNAP_KM:
            found[port] = (node, km)
    return found
