"""Ways of a question as arrays of arcs: those of the trees and those of the front, in one list.

Nodes, arcs and numbers are those of `search` and `labels`.
"""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from entrepot.corridors.labels import front
from entrepot.corridors.route import MOST_LABELS, Task
from entrepot.corridors.search import CRITERIA


class Ways(NamedTuple):
    """Ways, one after another.

    Attributes:
        arcs: Their arcs.
        first: First of the arcs of each way, and the count of all (w + 1).
        totals: Their weights (w, 4).
    """

    arcs: NDArray[np.int64]
    first: NDArray[np.int64]
    totals: NDArray[np.float64]


def find_ways(task: Task, tolerance: float) -> tuple[Ways, bool]:
    """What `search_task` finds, as arc numbers of the kernel, the best of each criterion first."""
    network, starts, ends = task.network, task.starts, task.ends
    arcs, first, totals = _best_ways(
        network.heads, task.weights.all, task.least, task.step, starts.nodes, starts.all, ends.all
    )
    n, _, k = task.sizes
    end_of = np.full(n, -1, dtype=np.int64)
    end_of[ends.nodes] = np.arange(k)
    finals, _, parent, by, is_cut = front(
        network.indptr, network.heads, task.weights.all, task.state.closed, task.least,
        starts.nodes, starts.all, end_of, ends.all, totals, np.full(CRITERIA, tolerance),
        MOST_LABELS,
    )  # fmt: skip
    ways = _with_labels(arcs, first, finals, parent, by, task.weights.all, starts.all, ends.all)
    return Ways(*ways), bool(is_cut)


@njit(cache=True, nogil=True)
def _best_ways(  # type: ignore[no-untyped-def]
    heads, weights, least, step, start_nodes, start_weights, end_weights
):
    """The best way by each criterion, where there is one; of equal starts the first.

    Args:
        heads: Node each arc leads to (m).
        weights: Weights by criterion and arc (4, m).
        least: Least weights to the goal (4, n + 1).
        step: Next arcs on the way there (4, n + 1).
        start_nodes: Nodes the ways start at (s); n is the goal itself.
        start_weights: Weights of the arcs to them (4, s).
        end_weights: Weights of the arcs to the goal (4, k).

    Returns:
        The fields of `Ways`.
    """
    n, m, k = least.shape[1] - 1, len(heads), end_weights.shape[1]
    arcs, first = np.empty(4 * (n + 2), np.int64), np.zeros(5, np.int64)
    size, count = 0, 0
    for c in range(4):
        best, start = np.inf, -1
        for j in range(len(start_nodes)):
            value = start_weights[c, j] + least[c, start_nodes[j]]
            if value < best:
                best, start = value, j
        if start == -1:
            continue
        arcs[size] = m + k + start
        size += 1
        node = start_nodes[start]
        while node != n:
            arc = step[c, node]
            arcs[size] = arc
            size += 1
            node = n if arc >= m else heads[arc]
        count += 1
        first[count] = size
    totals = _totals_of(arcs, first[: count + 1], weights, start_weights, end_weights)
    return arcs[:size].copy(), first[: count + 1].copy(), totals


@njit(cache=True, nogil=True)
def _with_labels(  # type: ignore[no-untyped-def]
    arcs, first, ends, parent, by, weights, start_weights, end_weights
):
    """Ways and those of labels at the goal, none twice.

    Args:
        arcs: Arcs of the ways, as `_best_ways` gives them.
        first: First of the arcs of each way, and the count of all (w + 1).
        ends: Labels at the goal (p).
        parent: Parent of each label, -1 for none.
        by: Arc of each label.
        weights: Weights by criterion and arc (4, m).
        start_weights: Weights of the arcs from the door (4, s).
        end_weights: Weights of the arcs to the goal (4, k).

    Returns:
        The fields of `Ways`.
    """
    room = len(arcs)
    for end in ends:
        label = end
        while label != -1:
            room += 1
            label = parent[label]
    out, out_first = np.empty(room, np.int64), np.zeros(len(first) + len(ends), np.int64)
    count = 0
    for way in range(len(first) - 1):
        begin = out_first[count]
        size = begin + first[way + 1] - first[way]
        out[begin:size] = arcs[first[way] : first[way + 1]]
        if not _is_among(out[begin:size], out, out_first, count):
            count += 1
            out_first[count] = size
    known = count
    for end in ends:
        begin, label = out_first[count], end
        size = begin
        while label != -1:
            out[size] = by[label]
            size, label = size + 1, parent[label]
        out[begin:size] = out[begin:size][::-1].copy()
        if not _is_among(out[begin:size], out, out_first, known):
            count += 1
            out_first[count] = size
    out_first = out_first[: count + 1].copy()
    totals = _totals_of(out, out_first, weights, start_weights, end_weights)
    return out[: out_first[count]].copy(), out_first, totals


@njit(cache=True, nogil=True)
def rows_of_ways(arcs, first, chosen, m, start_rows, end_rows):  # type: ignore[no-untyped-def]
    """Some ways as rows of a table of arcs, in which a short haul has several.

    Args:
        arcs: Arcs of ways, as in `Ways`.
        first: First of the arcs of each way, and the count of all (w + 1).
        chosen: Numbers of the ways wanted (c).
        m: Arcs of the graph, which are the first rows of the table.
        start_rows: First row of each haul from the door, and the row after it (2, s).
        end_rows: The same of those to the goal (2, k).

    Returns:
        Rows, one way after another, and the first of each way, and their count (c + 1).
    """
    k, longest = end_rows.shape[1], 1
    for hauls in (start_rows, end_rows):
        for j in range(hauls.shape[1]):
            longest = max(longest, hauls[1, j] - hauls[0, j])
    rows, out_first = np.empty(longest * len(arcs), np.int64), np.zeros(len(chosen) + 1, np.int64)
    size = 0
    for i, way in enumerate(chosen):
        for at in range(first[way], first[way + 1]):
            arc = arcs[at]
            begin, end = arc, arc + 1
            if arc >= m + k:
                begin, end = start_rows[0, arc - m - k], start_rows[1, arc - m - k]
            elif arc >= m:
                begin, end = end_rows[0, arc - m], end_rows[1, arc - m]
            for row in range(begin, end):
                rows[size] = row
                size += 1
        out_first[i + 1] = size
    return rows[:size].copy(), out_first


@njit(cache=True, nogil=True)
def _is_among(way, arcs, first, count):  # type: ignore[no-untyped-def]
    """Say whether a way is one of the first so many."""
    for other in range(count):
        if len(way) == first[other + 1] - first[other]:
            begin, is_same = first[other], True
            for i in range(len(way)):
                if arcs[begin + i] != way[i]:
                    is_same = False
                    break
            if is_same:
                return True
    return False


@njit(cache=True, nogil=True)
def _totals_of(arcs, first, weights, start_weights, end_weights):  # type: ignore[no-untyped-def]
    m, k = weights.shape[1], end_weights.shape[1]
    totals = np.zeros((len(first) - 1, 4))
    for way in range(len(first) - 1):
        for i in range(first[way], first[way + 1]):
            arc = arcs[i]
            for c in range(4):
                if arc < m:
                    totals[way, c] += weights[c, arc]
                elif arc < m + k:
                    totals[way, c] += end_weights[c, arc - m]
                else:
                    totals[way, c] += start_weights[c, arc - m - k]
    return totals
