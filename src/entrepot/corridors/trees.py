"""The sealed kernels of the trees of best ways, which bound all other ways.

Nothing here knows of trains or ships. Nodes, arcs and numbers are those of `search`, which
gives the kernels their arrays. What they call becomes part of them.

Source:
    Dijkstra 1959; Mandow and Perez de la Cruz 2010, NAMOA* (lower bounds by one reverse tree
    a criterion).
"""

import numpy as np
from numba import njit

from entrepot.corridors.heap import LOW_HALF, MOST_RANK, leave, rise

_RANKS_AN_ARC = 4096.0  # in an arc of mean weight


@njit(cache=True, nogil=True, forceinline=True)
def push(heap_key, heap_item, size, key, item):  # type: ignore[no-untyped-def]
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


@njit(cache=True, nogil=True, forceinline=True)
def pop(heap_key, heap_item, size):  # type: ignore[no-untyped-def]
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


@njit(cache=True, nogil=True, error_model="numpy")
def grow_tree(  # type: ignore[no-untyped-def]
    indptr, heads, weights, closed, source, least, by, heap_key, heap_item
):
    """Least weights from one node, and the arc by which each node is reached.

    Args:
        indptr: First arc of each node (n + 1).
        heads: Node each arc leads to (m).
        weights: Weight of each arc, not negative (m).
        closed: Arcs that may not be used (m).
        source: Node to start from (1).
        least: All inf; the weights are left in it (n).
        by: All -1; the arcs are left in it (n).
        heap_key: Room to work in (m + 1).
        heap_item: Room to work in (m + 1).
    """
    least[source[0]] = 0.0
    size = push(heap_key, heap_item, 0, 0.0, source[0])
    while size > 0:
        key, node = heap_key[0], heap_item[0]
        size = pop(heap_key, heap_item, size)
        if key > least[node]:
            continue
        for arc in range(indptr[node], indptr[node + 1]):
            if closed[arc]:
                continue
            value = key + weights[arc]
            if value < least[heads[arc]]:
                least[heads[arc]] = value
                by[heads[arc]] = arc
                size = push(heap_key, heap_item, size, value, heads[arc])


@njit(cache=True, nogil=True)
def one_tree(indptr, heads, weights, closed, source):  # type: ignore[no-untyped-def]
    """The same for other kernels, with arrays of its own."""
    n, room = len(indptr) - 1, len(heads) + 1
    least, by = np.full(n, np.inf), np.full(n, -1, np.int64)
    start = np.full(1, source, np.int64)
    grow_tree(
        indptr, heads, weights, closed, start, least, by, np.empty(room), np.empty(room, np.int64)
    )
    return least, by


@njit(cache=True, nogil=True, forceinline=True)
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
def grow_goal_trees(  # type: ignore[no-untyped-def]  # noqa: C901 - one kernel, compiled whole
    r_indptr, r_arcs, tails, weights, closed, end_nodes, end_weights, least, step,
    heap, at, tail_of, weight_of,
):  # fmt: skip
    """Least weight from every node to the goal, one criterion at a time.

    Args:
        r_indptr: First of the arcs into each node in `r_arcs` (n + 1).
        r_arcs: Arcs by the node they lead to (m).
        tails: Node each arc starts from (m).
        weights: Weights by criterion and arc (4, m).
        closed: Arcs that may not be used (m).
        end_nodes: Nodes with an arc to the goal (k).
        end_weights: Weights of those arcs (4, k).
        least: All inf; the weights are left in it (4, n + 1).
        step: All -1; the next arcs are left in it (4, n + 1).
        heap: Room to work in (n or more).
        at: Room to work in, all -1 (n or more).
        tail_of: Room to work in (m or more).
        weight_of: Room to work in (m or more).
    """
    n, m, k = len(r_indptr) - 1, len(tails), len(end_nodes)
    for i in range(m):
        tail_of[i] = tails[r_arcs[i]]
    for c in range(len(weights)):
        total = 0.0
        for i in range(m):  # by the node they lead to, so that they are read in one sweep
            arc = r_arcs[i]
            weight_of[i] = np.inf if closed[arc] else weights[c, arc]
            total += 0.0 if closed[arc] else weights[c, arc]
        fineness = _RANKS_AN_ARC * m / total if total > 0.0 else 1.0
        far, by = least[c], step[c]
        far[n] = 0.0
        size, room = 0, 2 * m + k + 1
        for j in range(len(end_nodes)):
            node, value = end_nodes[j], end_weights[c, j]
            if value < far[node]:
                far[node], by[node] = value, m + j
                size = rise(heap, at, size, np.int64(min(value * fineness, MOST_RANK)), node)
                room -= 1
        while size > 0 and room > 0:
            node = heap[0] & LOW_HALF
            size = leave(heap, at, size)
            value = far[node]
            for i in range(r_indptr[node], r_indptr[node + 1]):
                tail, there = tail_of[i], value + weight_of[i]
                if there < far[tail]:
                    far[tail], by[tail] = there, r_arcs[i]
                    if room > 0:
                        size = rise(
                            heap, at, size, np.int64(min(there * fineness, MOST_RANK)), tail
                        )
                        room -= 1
        if room == 0:
            for i in range(size):
                at[heap[i] & LOW_HALF] = -1
            _sweep(r_indptr, r_arcs, tail_of, weight_of, far, by)
