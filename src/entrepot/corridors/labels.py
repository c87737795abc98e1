"""The door to the front: ways to a goal such that no other way is better in all.

A label is a way from the start to a node with its totals to the goal, if from there on every
criterion could go its own best way. Nodes, arcs and numbers are those of `search`.

Three things leave labels out. A way to the goal covers every label that it is at most the
tolerance worse than; this never adds up, since a way that was found stays. A label covers
another one at its node when it is as good in all. From the thousandth label of a search on,
where choice is so wide that this would take seconds, it also covers one that it is worse than
by at most `_WIDE` tolerances. So a small graph has a front within the tolerance for certain; a
great one for the most part, and nearly always within a few tolerances.

Source:
    Martins 1984, On a multicriteria shortest path problem (label setting); Mandow and
    Perez de la Cruz 2010, NAMOA* (lower bounds by one reverse tree a criterion); Perny and
    Spanjaard 2008 (fronts within a factor of one plus epsilon).
"""

import threading
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from entrepot.corridors.compiled import Kernel, Room
from entrepot.corridors.search import CRITERIA, goal_trees, one_tree

_WIDE = 3.0  # tolerances at a node from then on; measured, see docs/background/speed.md
SET_LABELS = Kernel(
    "labelling", "set_labels",
    "i8:1 i8:1 f8:2 b1:1 f8:2 i8:1 f8:2 i8:1 f8:2 f8:2 f8:1 f8:2 i8:1"
    " i4:1 i4:1 i4:1 f8:2 f8:1 f8:2"
    " f8:2 f8:2 f8:2 i4:1 i4:1 i4:1 i4:1 i4:1 i4:1 i4:1 b1:1 i8:1",
)  # fmt: skip

Front = tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.int32], NDArray[np.int32], bool]


class _Work(threading.local):
    """Room to work in, kept by every thread, so that a search need not ask for memory."""

    def __init__(self) -> None:
        self.nodes = self.arcs = self.labels = 0
        self.room = Room()

    def of(self, nodes: int, arcs: int, labels: int) -> Room:
        """Room for so many nodes, arcs and labels, nothing reached so far."""
        if nodes > self.nodes or arcs > self.arcs or labels > self.labels:
            self.nodes, self.arcs = max(nodes, self.nodes), max(arcs, self.arcs)
            self.labels = max(labels, self.labels)
            self.room = Room(*self._make())
        row_from, _, first, likely, *_ = self.room.arrays
        row_from[:nodes], first[:nodes], likely[:nodes] = -1, -1, np.inf
        return self.room

    def _make(self) -> Iterator[NDArray[Any]]:
        """Arrays by node, by arc and by label, in the order the kernel takes them."""
        nodes, arcs, labels = self.nodes, self.arcs, self.labels
        yield from (np.empty(nodes, np.int32) for _ in range(3))
        yield from (np.empty((nodes, CRITERIA)), np.empty(CRITERIA), np.empty((2, CRITERIA)))
        yield from (np.empty((count, CRITERIA)) for count in (arcs, labels, labels))
        yield from (np.empty(count, np.int32) for count in (arcs, arcs, *5 * (labels,)))
        yield from (np.empty(labels, np.bool_), np.empty(labels, np.int64))


_WORK = _Work()


def front(
    indptr: NDArray[np.integer],
    heads: NDArray[np.integer],
    weights: NDArray[np.float64],
    closed: NDArray[np.bool_],
    least: NDArray[np.float64],
    start_nodes: NDArray[np.integer],
    start_weights: NDArray[np.float64],
    end_of: NDArray[np.integer],
    end_weights: NDArray[np.float64],
    known: NDArray[np.float64],
    epsilon: NDArray[np.float64],
    most_labels: int,
) -> Front:
    """Ways to the goal such that no other way is better in every criterion.

    With `epsilon` above zero a way may be left out when another one is at most that share
    worse in every criterion; see above for how sure this is. The same question has the same
    answer, whatever was asked before.

    Args:
        indptr: First arc of each node (n + 1).
        heads: Node each arc leads to (m).
        weights: Weights by criterion and arc (4, m).
        closed: Arcs that may not be used (m).
        least: Lower bounds to the goal (4, n + 1).
        start_nodes: Nodes the ways start at (s); n is the goal itself.
        start_weights: Weights of the arcs to them (4, s).
        end_of: Number of the end arc of each node, -1 without one (n).
        end_weights: Weights of the end arcs (4, k).
        known: Totals of ways known beforehand (w, 4); used to prune, not returned.
        epsilon: Tolerated share (4).
        most_labels: Labels made before the search gives up.

    Returns:
        Labels at the goal (p), their totals (p, 4), for each label its parent and its arc,
        and whether the search was cut short.
    """
    n, m, s = len(indptr) - 1, len(heads), len(start_nodes)
    # A node has room for its arcs and one to the goal; the door, node n + 1, for its starts.
    room = _WORK.of(n + 2, m + n + s, most_labels + len(known) + 1)
    told = np.array([most_labels, -1, 0])
    SET_LABELS(
        indptr, heads, weights, closed, least, start_nodes, start_weights, end_of, end_weights,
        known, epsilon, 1 + np.array([[0.0], [1.0], [_WIDE]]) * epsilon, told, room=room,
    )  # fmt: skip
    made, last, cut = told.tolist()
    *_, totals, _, _, _, _, parent, by, after, _, _, _ = room.arrays
    ends = []
    while last != -1:
        ends.append(last)
        last = int(after[last])
    found = np.array(ends, dtype=np.int64)
    return found, totals[found], parent[:made].copy(), by[:made].copy(), bool(cut)


def warm_up() -> None:
    """Compile the kernel, or load it compiled, by a question about two nodes."""
    indptr, heads = np.array([0, 1, 1], np.int64), np.array([1], np.int64)
    weights, closed = np.ones((CRITERIA, 1)), np.zeros(1, np.bool_)
    r_indptr, tails = np.array([0, 0, 1], np.int64), np.array([0], np.int64)
    node = np.array([1], np.int64)
    one_tree(indptr, heads, weights[0], closed, 0)
    least, _ = goal_trees(r_indptr, np.zeros(1, np.int64), tails, weights, closed, node, weights)
    start, end_of = np.array([0], np.int64), np.array([-1, 0], np.int64)
    known = np.empty((0, CRITERIA))
    front(
        indptr, heads, weights, closed, least, start, weights, end_of, weights, known,
        np.zeros(CRITERIA), 8,
    )  # fmt: skip
