"""Shortest ways for freight with nothing shut, by a hierarchy made once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from entrepot.corridors.contraction import arcs_along, climb, contract, meet, scan, sweep, unpack
from entrepot.corridors.physical import Physical, Track, closed_arcs, copies, tails_of

HIERARCHY_ARRAYS = ("rank", "node", "indptr", "heads", "km", "mid")
_SETTLE = 200


@dataclass(frozen=True, slots=True)
class Hierarchy:
    """Arcs from each node to more important ones; shortcuts bridge less important ones.

    Nodes go by their rank, the most important first, so that what every search looks at
    lies together.

    Attributes:
        rank: Rank of each node of the network (n).
        node: Node of the network by its rank (n).
        indptr: First upward arc of each node (n + 1).
        heads: Head of each upward arc (m).
        km: Length of each upward arc (m) [km].
        mid: Node an arc bridges, -1 for an edge of the map (m).
    """

    rank: NDArray[np.int32]
    node: NDArray[np.int32]
    indptr: NDArray[np.int64]
    heads: NDArray[np.int32]
    km: NDArray[np.float64]
    mid: NDArray[np.int32]


def make_hierarchy(network: Physical) -> Hierarchy:
    """Contract a network as freight has it with nothing avoided and all years open."""
    tails, heads, km = _shortest_edges(network)
    node, *arcs = contract(len(network.lat), tails, heads, km, _SETTLE)
    return _by_rank(np.asarray(node[::-1], dtype=np.int32), *arcs)


def _by_rank(
    node: NDArray[np.int32],
    indptr: NDArray[np.int64],
    heads: NDArray[np.int32],
    km: NDArray[np.float64],
    mid: NDArray[np.int32],
) -> Hierarchy:
    """The hierarchy with its nodes in another order."""
    rank = np.empty(len(node), np.int32)
    rank[node] = np.arange(len(node), dtype=np.int32)
    counts = np.diff(indptr)
    order = np.argsort(np.repeat(rank, counts), kind="stable")
    return Hierarchy(
        rank=rank,
        node=node,
        indptr=np.append(0, np.cumsum(counts[node])),
        heads=rank[heads[order]],
        km=km[order],
        mid=np.where(mid[order] < 0, -1, rank[mid[order]]).astype(np.int32),
    )


def _shortest_edges(
    network: Physical,
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float64]]:
    """Each pair of joined nodes once, with the shortest of its open edges."""
    tails, heads = tails_of(network), network.heads
    used = np.flatnonzero(~closed_arcs(network) & (tails < heads))
    order = used[np.lexsort((network.km[used], heads[used], tails[used]))]
    tails, heads, km = tails[order], heads[order], network.km[order]
    first = np.ones(len(order), bool)
    first[1:] = (tails[1:] != tails[:-1]) | (heads[1:] != heads[:-1])
    return tails[first], heads[first], km[first]


class HierarchySearch:
    """Searches a hierarchy; holds room to work in, so each thread has its own.

    Args:
        network: The network.
        hierarchy: The hierarchy made of it.
    """

    def __init__(self, network: Physical, hierarchy: Hierarchy) -> None:
        n = len(network.lat)
        self._network, self._hierarchy = network, hierarchy
        self._used = ~closed_arcs(network)
        self._far = np.full((2, n), np.inf)
        self._by = np.empty((2, n), np.int64)
        self._touched = np.empty((2, n), np.int64)
        room = len(hierarchy.heads) + 16  # an arc is looked at once, and a place has few gauges
        self._heap = np.empty((2, room)), np.empty((2, room), np.int64)

    def km(self, start: int, goal: int) -> float:
        """Length of the shortest way between two places [km]; inf for none."""
        km, _, count = self._meet(start, goal)
        self._clear(count)
        return km

    def track(self, start: int, goal: int) -> Track | None:
        """The shortest way between two places, by any of their gauges; None for none."""
        km, middle, count = self._meet(start, goal)
        nodes = self._nodes(middle) if middle >= 0 else None
        self._clear(count)
        if nodes is None:
            return None
        rows = self._network
        arcs = arcs_along(rows.indptr, rows.heads, rows.km, self._used, nodes)
        return Track(tuple(nodes.tolist()), tuple(arcs.tolist()), km)

    def reach(self, start: int) -> NDArray[np.float64]:
        """Lengths from a place to every node of the network (n) [km]; inf for none.

        What climbs from the place is brought down in one sweep over all nodes.
        """
        rows = self._hierarchy
        nodes, lengths = self._climb(start)
        far = np.full(len(rows.rank), np.inf)
        far[nodes] = lengths
        sweep(rows.indptr, rows.heads, rows.km, far)
        return np.asarray(far[rows.rank])

    def table(self, starts: Sequence[int], goals: Sequence[int]) -> NDArray[np.float64]:
        """Lengths from each start to each goal (starts, goals) [km]; inf for none.

        What climbs from the goals is put in buckets at the nodes it reaches; what climbs
        from a start reads them.
        """
        climbs = [self._climb(goal) for goal in goals]
        counts = [len(nodes) for nodes, _ in climbs]
        nodes = np.concatenate([np.empty(0, np.int64), *(nodes for nodes, _ in climbs)])
        km = np.concatenate([np.empty(0), *(far for _, far in climbs)])
        order = np.argsort(nodes, kind="stable")
        behind, km = np.repeat(np.arange(len(goals)), counts)[order], km[order]
        first = np.searchsorted(nodes[order], np.arange(len(self._network.lat) + 1))
        out = np.full((len(starts), len(goals)), np.inf)
        for row, start in enumerate(starts):
            reached, far = self._climb(start)
            self._far[0, reached] = far
            scan(first, behind, km, reached, self._far[0], out[row])
            self._far[0, reached] = np.inf
        return out

    def _climb(self, node: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Nodes above a place, and how far each is [km]."""
        rows, far, touched = self._hierarchy, self._far[0], self._touched[0]
        ends = rows.rank[copies(self._network, node)].astype(np.int64)
        heap = self._heap[0][0], self._heap[1][0]
        count = climb(rows.indptr, rows.heads, rows.km, ends, far, touched, *heap)
        nodes = touched[:count].copy()
        lengths = far[nodes]
        far[nodes] = np.inf
        return nodes, lengths

    def _meet(self, start: int, goal: int) -> tuple[float, int, NDArray[np.int64]]:
        rows = self._hierarchy
        ends = tuple(
            rows.rank[copies(self._network, node)].astype(np.int64) for node in (start, goal)
        )
        km, middle, count = meet(
            rows.indptr, rows.heads, rows.km, ends, self._far, self._by, self._touched, *self._heap
        )
        return float(km), int(middle), count

    def _clear(self, count: NDArray[np.int64]) -> None:
        for side in range(2):
            self._far[side, self._touched[side, : count[side]]] = np.inf

    def _nodes(self, middle: int) -> NDArray[np.int64]:
        halves = []
        for side in range(2):
            half = [middle]
            while self._by[side, half[-1]] >= 0:
                half.append(int(self._by[side, half[-1]]))
            halves.append(half)
        over = np.array([*halves[0][::-1], *halves[1][1:]], dtype=np.int64)
        rows = self._hierarchy
        found = unpack(rows.indptr, rows.heads, rows.mid, over)
        return np.asarray(rows.node[found], dtype=np.int64)
