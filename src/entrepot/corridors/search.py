"""The sealed kernel: trees of best ways and the front of ways no other way beats.

Nothing here knows of trains or ships. A graph has `n` nodes and `m` arcs, arcs sorted by
their tail; a question adds arcs into the graph (starts) and arcs out of it to the goal,
which is node `n`. Arc numbers run on: `m + j` is the end arc j, `m + k + j` the start arc j.

Source:
    Martins 1984, On a multicriteria shortest path problem (label setting); Mandow and
    Perez de la Cruz 2010, NAMOA* (lower bounds by one reverse tree a criterion); Perny and
    Spanjaard 2008 (fronts within a factor of one plus epsilon).
"""

import numpy as np
from numba import njit

CRITERIA = 4  # cost, mean time, emissions, variance


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
def goal_trees(  # type: ignore[no-untyped-def]
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
    heap_key = np.empty(m + len(end_nodes) + 1)
    heap_item = np.empty(m + len(end_nodes) + 1, np.int64)
    for c in range(CRITERIA):
        least[c, n] = 0.0
        size = 0
        for j in range(len(end_nodes)):
            node = end_nodes[j]
            if end_weights[c, j] < least[c, node]:
                least[c, node] = end_weights[c, j]
                step[c, node] = m + j
                size = _push(heap_key, heap_item, size, end_weights[c, j], node)
        while size > 0:
            key, node = heap_key[0], heap_item[0]
            size = _pop(heap_key, heap_item, size)
            if key > least[c, node]:
                continue
            for i in range(r_indptr[node], r_indptr[node + 1]):
                arc = r_arcs[i]
                if closed[arc]:
                    continue
                value = key + weights[c, arc]
                tail = tails[arc]
                if value < least[c, tail]:
                    least[c, tail] = value
                    step[c, tail] = arc
                    size = _push(heap_key, heap_item, size, value, tail)
    return least, step


@njit(cache=True, nogil=True)
def front(  # type: ignore[no-untyped-def]  # noqa: C901 - one kernel, compiled whole
    indptr,
    heads,
    weights,
    closed,
    least,
    start_nodes,
    start_weights,
    end_of,
    end_weights,
    known,
    epsilon,
    most_labels,
):
    """Ways to the goal such that no other way is better in every criterion.

    Label setting in the order of a weighted sum of the lower bounds, so that a label taken
    from the heap is never beaten by a later one. With `epsilon` above zero a way may be
    left out when another one is at most that share worse in every criterion.

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
    n, m, k = len(indptr) - 1, len(heads), end_weights.shape[1]
    g = np.empty((most_labels, CRITERIA))
    f = np.empty((most_labels, CRITERIA))
    node_of = np.empty(most_labels, np.int64)
    parent = np.empty(most_labels, np.int64)
    by = np.empty(most_labels, np.int64)
    after = np.full(most_labels, -1, np.int64)
    first = np.full(n + 1, -1, np.int64)
    beaten = np.zeros(most_labels, np.bool_)
    heap_key = np.empty(most_labels + 1)
    heap_item = np.empty(most_labels + 1, np.int64)
    goals = np.empty((most_labels + len(known), CRITERIA))
    n_goals = len(known)
    for w in range(n_goals):
        for c in range(CRITERIA):
            goals[w, c] = known[w, c]
    scale = np.ones(CRITERIA)
    for c in range(CRITERIA):
        best = np.inf
        for j in range(len(start_nodes)):
            best = min(best, start_weights[c, j] + least[c, start_nodes[j]])
        if best > 0.0 and best < np.inf:
            scale[c] = 1.0 / best
    made, size, cut = 0, 0, False
    new_g = np.empty(CRITERIA)
    new_f = np.empty(CRITERIA)
    current = -1
    while True:
        if current == -1:
            arc_from, arc_to = 0, len(start_nodes)
        else:
            node = node_of[current]
            arc_from, arc_to = indptr[node], indptr[node + 1]
            if end_of[node] >= 0:
                arc_to += 1
        for i in range(arc_from, arc_to):
            if current == -1:
                arc, head = m + k + i, start_nodes[i]
                for c in range(CRITERIA):
                    new_g[c] = start_weights[c, i]
            elif i < indptr[node_of[current] + 1]:
                arc, head = i, heads[i]
                if closed[i]:
                    continue
                for c in range(CRITERIA):
                    new_g[c] = g[current, c] + weights[c, i]
            else:
                j = end_of[node_of[current]]
                arc, head = m + j, n
                for c in range(CRITERIA):
                    new_g[c] = g[current, c] + end_weights[c, j]
            reachable = True
            for c in range(CRITERIA):
                new_f[c] = new_g[c] + least[c, head]
                if new_f[c] == np.inf:
                    reachable = False
            if not reachable or _beaten_by(goals, n_goals, new_f, epsilon):
                continue
            # Labels of one node share their bound, so comparing totals compares labels.
            other, before, worse = first[head], -1, False
            while other != -1:
                follows = after[other]
                if _covers(f[other], new_f, epsilon):
                    worse = True
                    break
                if _covers_exactly(new_f, f[other]):
                    beaten[other] = True
                    if before == -1:
                        first[head] = follows
                    else:
                        after[before] = follows
                else:
                    before = other
                other = follows
            if worse:
                continue
            if made == most_labels:
                cut = True
                continue
            key = 0.0
            for c in range(CRITERIA):
                g[made, c], f[made, c] = new_g[c], new_f[c]
                key += new_f[c] * scale[c]
            node_of[made], parent[made], by[made] = head, current, arc
            after[made] = first[head]
            first[head] = made
            size = _push(heap_key, heap_item, size, key, made)
            made += 1
        current = -1
        while size > 0:
            label = heap_item[0]
            size = _pop(heap_key, heap_item, size)
            if beaten[label]:
                continue
            if node_of[label] == n:
                for c in range(CRITERIA):
                    goals[n_goals, c] = g[label, c]
                n_goals += 1
                continue
            if _beaten_by(goals, n_goals, f[label], epsilon):
                continue
            current = label
            break
        if current == -1:
            break
    count, label = 0, first[n]
    while label != -1:
        count += 1
        label = after[label]
    ends = np.empty(count, np.int64)
    totals = np.empty((count, CRITERIA))
    label = first[n]
    for i in range(count):
        ends[i] = label
        for c in range(CRITERIA):
            totals[i, c] = g[label, c]
        label = after[label]
    return ends, totals, parent[:made], by[:made], cut


@njit(cache=True, nogil=True)
def _covers(one, other, epsilon):  # type: ignore[no-untyped-def]
    for c in range(CRITERIA):  # noqa: SIM110 - plain loops compile best
        if one[c] > other[c] * (1.0 + epsilon[c]):
            return False
    return True


@njit(cache=True, nogil=True)
def _covers_exactly(one, other):  # type: ignore[no-untyped-def]
    for c in range(CRITERIA):  # noqa: SIM110
        if one[c] > other[c]:
            return False
    return True


@njit(cache=True, nogil=True)
def _beaten_by(goals, n_goals, total, epsilon):  # type: ignore[no-untyped-def]
    for i in range(n_goals - 1, -1, -1):  # noqa: SIM110
        if _covers(goals[i], total, epsilon):
            return True
    return False


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
