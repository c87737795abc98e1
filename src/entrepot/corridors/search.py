"""The sealed kernel of the trees of best ways, which bound all other ways.

Nothing here knows of trains or ships. A graph has `n` nodes and `m` arcs, arcs sorted by
their tail; a question adds arcs into the graph (starts) and arcs out of it to the goal,
which is node `n`. Arc numbers run on: `m + j` is the end arc j, `m + k + j` the start arc j.

Source:
    Dijkstra 1959; Mandow and Perez de la Cruz 2010, NAMOA* (lower bounds by one reverse tree
    a criterion).
"""

import numpy as np
from numba import njit

from entrepot.corridors.heap import LOW_HALF, MOST_RANK, put, take

CRITERIA = 4  # cost, mean time, emissions, variance
_RANKS_AN_ARC = 4096.0  # in an arc of mean weight


@njit(cache=True, nogil=True)
def _push(heap_key, heap_item, size, key, item):  # type: ignore[no-untyped-def]
    """Put an item into a binary heap; give its new size."""
    i = size
    while i > 0:
        up = (i - 1) >> 1
        if heap_key[up] <= key:
            break
        heap_key[i], heap_item[i] = heap_key[up], heap_item[up]
        i = up
    heap_key[i], heap_item[i] = key, item
    return size + 1


@njit(cache=True, nogil=True)
def _pop(heap_key, heap_item, size):  # type: ignore[no-untyped-def]
    """Take the least item off a binary heap; its place 0 is free to read before."""
    size -= 1
    key, item = heap_key[size], heap_item[size]
    i = 0
    while True:
        down = 2 * i + 1
        if down >= size:
            break
        if down + 1 < size and heap_key[down + 1] < heap_key[down]:
            down += 1
        if heap_key[down] >= key:
            break
        heap_key[i], heap_item[i] = heap_key[down], heap_item[down]
        i = down
    heap_key[i], heap_item[i] = key, item
    return size


@njit(cache=True, nogil=True)
def one_tree(indptr, heads, weights, closed, source):  # type: ignore[no-untyped-def]
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
    n = len(indptr) - 1
    least = np.full(n, np.inf)
    by = np.full(n, -1, np.int64)
    heap_key = np.empty(len(heads) + 1)
    heap_item = np.empty(len(heads) + 1, np.int64)
    least[source] = 0.0
    size = _push(heap_key, heap_item, 0, 0.0, source)
    while size > 0:
        key, node = heap_key[0], heap_item[0]
        size = _pop(heap_key, heap_item, size)
        if key > least[node]:
            continue
        for arc in range(indptr[node], indptr[node + 1]):
            if closed[arc]:
                continue
            value = key + weights[arc]
            if value < least[heads[arc]]:
                least[heads[arc]] = value
                by[heads[arc]] = arc
                size = _push(heap_key, heap_item, size, value, heads[arc])
    return least, by


@njit(cache=True, nogil=True)
def _sweep(r_indptr, r_arcs, tail_of, weight_of, far, by):  # type: ignore[no-untyped-def]
    """Mend a tree until no arc makes any weight less (Bellman and Ford).

    Ranks are rough, so that a node may be met again; this is for the odd graph whose weights
    differ so much that it would be met without end.
    """
    changed = True
    while changed:
        changed = False
        for node in range(len(r_indptr) - 1):
            for i in range(r_indptr[node], r_indptr[node + 1]):
                tail, there = tail_of[i], far[node] + weight_of[i]
                if there < far[tail]:
                    far[tail], by[tail] = there, r_arcs[i]
                    changed = True


@njit(cache=True, nogil=True, error_model="numpy")
def goal_trees(  # type: ignore[no-untyped-def]  # noqa: C901 - one kernel, compiled whole
    r_indptr, r_arcs, tails, weights, closed, end_nodes, end_weights
):
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
    n, m = len(r_indptr) - 1, len(tails)
    least = np.full((CRITERIA, n + 1), np.inf)
    step = np.full((CRITERIA, n + 1), -1, np.int64)
    heap = np.empty(2 * m + len(end_nodes) + 1, np.int64)
    tail_of, weight_of = np.empty(m, np.int32), np.empty(m)
    for i in range(m):
        tail_of[i] = tails[r_arcs[i]]
    for c in range(CRITERIA):
        total = 0.0
        for i in range(m):  # by the node they lead to, so that they are read in one sweep
            arc = r_arcs[i]
            weight_of[i] = np.inf if closed[arc] else weights[c, arc]
            total += 0.0 if closed[arc] else weights[c, arc]
        fineness = _RANKS_AN_ARC * m / total if total > 0.0 else 1.0
        far, by = np.full(n + 1, np.inf), np.full(n + 1, -1, np.int32)
        far[n] = 0.0
        size, room = 0, len(heap)
        for j in range(len(end_nodes)):
            node, value = end_nodes[j], end_weights[c, j]
            if value < far[node]:
                far[node], by[node] = value, m + j
                rank = np.int64(min(value * fineness, MOST_RANK))
                size = put(heap, size, (rank << 32) | node)
                room -= 1
        while size > 0 and room > 0:
            rank, node = heap[0] >> 32, heap[0] & LOW_HALF
            size = take(heap, size)
            value = far[node]
            if rank > value * fineness:
                continue
            for i in range(r_indptr[node], r_indptr[node + 1]):
                tail, there = tail_of[i], value + weight_of[i]
                if there < far[tail]:
                    far[tail], by[tail] = there, r_arcs[i]
                    if room > 0:
                        rank = np.int64(min(there * fineness, MOST_RANK))
                        size = put(heap, size, (rank << 32) | tail)
                        room -= 1
        if room == 0:
            _sweep(r_indptr, r_arcs, tail_of, weight_of, far, by)
        least[c], step[c] = far, by
    return least, step
