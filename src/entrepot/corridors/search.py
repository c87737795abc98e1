"""The doors to the trees of best ways, which bound all other ways.

Nothing here knows of trains or ships. A graph has `n` nodes and `m` arcs, arcs sorted by
their tail; a question adds arcs into the graph (starts) and arcs out of it to the goal,
which is node `n`. Arc numbers run on: `m + j` is the end arc j, `m + k + j` the start arc j.
"""

import threading

import numpy as np
from numpy.typing import NDArray

from entrepot.corridors.compiled import Kernel, Room

CRITERIA = 4  # cost, mean time, emissions, variance

GROW_TREE = Kernel("trees", "grow_tree", "i8:1 i8:1 f8:1 b1:1 i8:1 f8:1 i8:1 f8:1 i8:1")
GROW_GOAL_TREES = Kernel(
    "trees", "grow_goal_trees",
    "i8:1 i8:1 i8:1 f8:2 b1:1 i8:1 f8:2 f8:2 i8:2 i8:1 i4:1 i4:1 f8:1",
)  # fmt: skip


class _Work(threading.local):
    """Room to work in, kept by every thread, so that a tree need not ask for memory."""

    def __init__(self) -> None:
        self.nodes, self.arcs, self.room = -1, -1, Room()

    def of(self, nodes: int, arcs: int) -> Room:
        """Room for so many nodes and arcs."""
        if nodes > self.nodes or arcs > self.arcs:
            self.nodes, self.arcs = max(nodes, self.nodes), max(arcs, self.arcs)
            self.room = Room(
                np.empty(self.nodes, np.int64), np.full(self.nodes, -1, np.int32),
                np.empty(self.arcs, np.int32), np.empty(self.arcs),
            )  # fmt: skip
        return self.room


_WORK = _Work()


def one_tree(
    indptr: NDArray[np.integer],
    heads: NDArray[np.integer],
    weights: NDArray[np.float64],
    closed: NDArray[np.bool_],
    source: int,
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Least weights from one node, and the arc by which each node is reached.

    Args:
        indptr: First arc of each node (n + 1).
        heads: Node each arc leads to (m).
        weights: Weight of each arc, not negative (m).
        closed: Arcs that may not be used (m).
        source: Node to start from.

    Returns:
        Weights (n), inf where there is no way, and arcs (n), -1 where there is none.
    """
    n, room = len(indptr) - 1, len(heads) + 1
    least, by = np.full(n, np.inf), np.full(n, -1, np.int64)
    GROW_TREE(
        indptr, heads, weights, closed, np.array([source]), least, by,
        np.empty(room), np.empty(room, np.int64),
    )  # fmt: skip
    return least, by


def goal_trees(
    r_indptr: NDArray[np.integer],
    r_arcs: NDArray[np.integer],
    tails: NDArray[np.integer],
    weights: NDArray[np.float64],
    closed: NDArray[np.bool_],
    end_nodes: NDArray[np.integer],
    end_weights: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Least weight from every node to the goal, one criterion at a time.

    Args:
        r_indptr: First of the arcs into each node in `r_arcs` (n + 1).
        r_arcs: Arcs by the node they lead to (m).
        tails: Node each arc starts from (m).
        weights: Weights by criterion and arc (4, m).
        closed: Arcs that may not be used (m).
        end_nodes: Nodes with an arc to the goal (k).
        end_weights: Weights of those arcs (4, k).

    Returns:
        Weights (4, n + 1), inf where there is no way, and next arcs (4, n + 1).
    """
    n = len(r_indptr) - 1
    least = np.full((CRITERIA, n + 1), np.inf)
    step = np.full((CRITERIA, n + 1), -1, np.int64)
    GROW_GOAL_TREES(
        r_indptr, r_arcs, tails, weights, closed, end_nodes, end_weights, least, step,
        room=_WORK.of(n, len(tails)),
    )  # fmt: skip
    return least, step
