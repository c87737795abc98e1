"""The sealed kernel of the front: ways to a goal such that no other way is better in all.

A label is a way from the start to a node with its totals to the goal, if from there on every
criterion could go its own best way. Nodes, arcs and numbers are those of `search`.

Three things leave labels out. A way to the goal covers every label that it is at most the
tolerance worse than; this never adds up, since a way that was found stays. A label covers
another one at its node when it is as good in all. From `_EXACT_LABELS` on, where choice is so
wide that this would take seconds, it also covers one that it is worse than by at most
`_WIDE` tolerances. So a small graph has a front within the tolerance for certain; a great one
for the most part, and nearly always within a few tolerances.

Source:
    Martins 1984, On a multicriteria shortest path problem (label setting); Mandow and
    Perez de la Cruz 2010, NAMOA* (lower bounds by one reverse tree a criterion); Perny and
    Spanjaard 2008 (fronts within a factor of one plus epsilon).
"""

import threading
from math import inf, sqrt
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from entrepot.corridors.heap import LOW_HALF, put, take
from entrepot.corridors.search import CRITERIA, goal_trees, one_tree

_EXACT_LABELS = 1_000
_WIDE = 3.0  # tolerances at a node from then on; measured, see docs/background/speed.md
_MOST_ORDER, _FINENESS = 8_000.0, 262_144.0  # of the order in which labels leave the heap

Front = tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.int32], NDArray[np.int32], bool]


class _Room(threading.local):
    """Arrays to work in, kept by every thread, so that a search need not ask for memory."""

    def __init__(self) -> None:
        self.arcs = self.labels = 0
        self.arrays: tuple[NDArray[Any], ...] = ()

    def of(self, arcs: int, labels: int) -> tuple[NDArray[Any], ...]:
        """Arrays with room for so many arcs and labels."""
        if arcs > self.arcs or labels > self.labels:
            self.arcs, self.labels = max(arcs, self.arcs), max(labels, self.labels)
            many, made = self.arcs, self.labels
            whole = [np.empty(count, np.int32) for count in (many, many, *5 * (made,))]
            self.arrays = (
                np.empty((many, 4)), np.empty((made, 4)), np.empty((made, 4)), *whole,
                np.empty(made, np.bool_), np.empty(made, np.int64),
            )  # fmt: skip
        return self.arrays


_ROOM = _Room()


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
    room = _ROOM.of(m + n + s, most_labels + len(known) + 1)
    made, last, cut = _set_labels(
        indptr, heads, weights, closed, least, start_nodes, start_weights, end_of, end_weights,
        known, epsilon, most_labels, 1 + np.array([[0.0], [1.0], [_WIDE]]) * epsilon, *room,
    )  # fmt: skip
    _, totals, _, _, _, _, parent, by, after, *_ = room
    ends = []
    while last != -1:
        ends.append(last)
        last = int(after[last])
    found = np.array(ends, dtype=np.int64)
    return found, totals[found], parent[:made].copy(), by[:made].copy(), bool(cut)


@njit(cache=True, nogil=True, error_model="numpy")
def _set_labels(  # type: ignore[no-untyped-def]  # noqa: C901 - compiled whole
    indptr, heads, weights, closed, least, start_nodes, start_weights, end_of, end_weights,
    known, epsilon, most_labels, tolerances,
    steps, totals, goals, step_head, step_arc, node_of, parent, by, after, born, beaten, heap,
):  # fmt: skip
    """Make labels until none is left that could lead to a way worth having.

    Of the arrays to work in, `steps` holds what an arc adds to the totals, and `goals` the
    totals of ways to the goal, over one plus the tolerance. `tolerances` are the factors by
    which a label covers others at a node: at first, at the goal, elsewhere. `after` chains
    the labels of a node; `born` is how many ways a label was compared with when made.
    """
    n, m, k = len(indptr) - 1, len(heads), end_weights.shape[1]
    door = n + 1
    row_from, row_to = np.full(n + 2, -1, np.int32), np.empty(n + 2, np.int32)
    first = np.full(n + 2, -1, np.int32)
    r0, r1, r2, r3 = 1.0 / (1.0 + epsilon[0]), 1.0 / (1.0 + epsilon[1]), 1.0 / (
        1.0 + epsilon[2]), 1.0 / (1.0 + epsilon[3])  # fmt: skip
    likely = np.full((n + 2, 4), inf)
    n_goals = len(known)
    for w in range(n_goals):
        goals[w, 0], goals[w, 1] = known[w, 0] * r0, known[w, 1] * r1
        goals[w, 2], goals[w, 3] = known[w, 2] * r2, known[w, 3] * r3
    scale = np.ones(4)
    row = m + n
    row_from[door] = row
    for c in range(4):
        best = inf
        for j in range(len(start_nodes)):
            best = min(best, start_weights[c, j] + least[c, start_nodes[j]])
        if 0.0 < best < inf:
            scale[c] = 1.0 / best
    for j in range(len(start_nodes)):
        step_head[row], step_arc[row] = start_nodes[j], m + k + j
        for c in range(4):
            steps[row, c] = start_weights[c, j] + least[c, start_nodes[j]]
        if _is_finite(steps[row]):
            row += 1
    row_to[door] = row
    node_of[0], parent[0], by[0], born[0], beaten[0] = door, -1, -1, n_goals, False
    totals[0, :] = 0.0
    made, size, cut = 1, put(heap, 0, np.int64(0)), False
    while size > 0:
        label = heap[0] & LOW_HALF
        size = take(heap, size)
        if beaten[label]:
            continue
        f0, f1, f2, f3 = totals[label, 0], totals[label, 1], totals[label, 2], totals[label, 3]
        covered = False
        for w in range(born[label], n_goals):
            if ((goals[w, 0] <= f0) & (goals[w, 1] <= f1) & (goals[w, 2] <= f2)
                    & (goals[w, 3] <= f3)):  # fmt: skip
                covered = True
                break
        if covered:
            continue
        node = node_of[label]
        if row_from[node] == -1:
            row = indptr[node] + node
            row_from[node] = row
            for arc in range(indptr[node], indptr[node + 1]):
                if closed[arc]:
                    continue
                head = heads[arc]
                step_head[row], step_arc[row] = head, arc
                for c in range(4):
                    steps[row, c] = weights[c, arc] + least[c, head] - least[c, node]
                if _is_finite(steps[row]):
                    row += 1
            if end_of[node] >= 0:
                step_head[row], step_arc[row] = n, m + end_of[node]
                for c in range(4):
                    steps[row, c] = end_weights[c, end_of[node]] - least[c, node]
                if _is_finite(steps[row]):
                    row += 1
            row_to[node] = row
        for row in range(row_from[node], row_to[node]):
            a0, a1 = f0 + steps[row, 0], f1 + steps[row, 1]
            a2, a3 = f2 + steps[row, 2], f3 + steps[row, 3]
            head = step_head[row]
            if ((likely[head, 0] <= a0) & (likely[head, 1] <= a1) & (likely[head, 2] <= a2)
                    & (likely[head, 3] <= a3)):  # fmt: skip
                continue
            covered = False
            for w in range(n_goals):
                if ((goals[w, 0] <= a0) & (goals[w, 1] <= a1) & (goals[w, 2] <= a2)
                        & (goals[w, 3] <= a3)):  # fmt: skip
                    covered = True
                    break
            if covered:
                continue
            wide = 0
            if made > _EXACT_LABELS:
                wide = 1 if head == n else 2
            b0, b1 = a0 * tolerances[wide, 0], a1 * tolerances[wide, 1]
            b2, b3 = a2 * tolerances[wide, 2], a3 * tolerances[wide, 3]
            other = first[head]
            # Labels of one node share their bound, so comparing totals compares labels.
            before = -1
            while other != -1:
                follows = after[other]
                t0, t1 = totals[other, 0], totals[other, 1]
                t2, t3 = totals[other, 2], totals[other, 3]
                if (t0 <= b0) & (t1 <= b1) & (t2 <= b2) & (t3 <= b3):
                    covered = True
                    for c in range(4):  # it is likely to cover the next one too
                        likely[head, c] = totals[other, c] / tolerances[wide, c]
                    if before != -1:
                        after[before], after[other], first[head] = follows, first[head], other
                    break
                if (t0 >= a0) & (t1 >= a1) & (t2 >= a2) & (t3 >= a3):
                    beaten[other] = True
                    if before == -1:
                        first[head] = follows
                    else:
                        after[before] = follows
                else:
                    before = other
                other = follows
            if covered:
                continue
            if made > most_labels:
                cut = True
                continue
            totals[made, 0], totals[made, 1], totals[made, 2], totals[made, 3] = a0, a1, a2, a3
            node_of[made], by[made], born[made] = head, step_arc[row], n_goals
            parent[made] = -1 if node == door else label
            beaten[made] = False
            after[made] = first[head]
            first[head] = made
            if head == n:
                goals[n_goals, 0], goals[n_goals, 1] = a0 * r0, a1 * r1
                goals[n_goals, 2], goals[n_goals, 3] = a2 * r2, a3 * r3
                n_goals += 1
            else:
                order = (sqrt(a0 * scale[0]) + sqrt(a1 * scale[1])
                         + sqrt(a2 * scale[2]) + sqrt(a3 * scale[3]))  # fmt: skip
                rank = np.int64(min(order, _MOST_ORDER) * _FINENESS)
                size = put(heap, size, (rank << 32) | made)
            made += 1
    return made, first[n], cut


@njit(cache=True, nogil=True, inline="always")
def _is_finite(row):  # type: ignore[no-untyped-def]
    return (row[0] < inf) & (row[1] < inf) & (row[2] < inf) & (row[3] < inf)


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
