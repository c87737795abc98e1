"""The sealed kernel that makes the labels of a front; `labels` says what a label is.

Source:
    Martins 1984, On a multicriteria shortest path problem (label setting); Mandow and
    Perez de la Cruz 2010, NAMOA* (lower bounds by one reverse tree a criterion).
"""

from math import inf, sqrt

import numpy as np
from numba import njit

from entrepot.corridors.heap import LOW_HALF, put, take
from entrepot.corridors.quads import add, covers, divide, multiply

_EXACT_LABELS = 1_000
_MOST_ORDER, _FINENESS = 8_000.0, 262_144.0  # of the order in which labels leave the heap


@njit(cache=True, nogil=True, error_model="numpy")
def set_labels(  # type: ignore[no-untyped-def]  # noqa: C901 - compiled whole
    indptr, heads, weights, closed, least, start_nodes, start_weights, end_of, end_weights,
    known, epsilon, tolerances, told, row_from, row_to, first, likely, scale, now,
    steps, totals, goals, step_head, step_arc, node_of, parent, by, after, born, beaten, heap,
):  # fmt: skip
    """Make labels until none is left that could lead to a way worth having.

    Of the arrays to work in, `steps` holds what an arc adds to the totals, and `goals` the
    totals of ways to the goal, over one plus the tolerance. `tolerances` are the factors by
    which a label covers others at a node: at first, at the goal, elsewhere. `after` chains
    the labels of a node; `born` is how many ways a label was compared with when made.
    """
    n, m, k, most_labels = len(indptr) - 1, len(heads), end_weights.shape[1], told[0]
    door = n + 1
    r0, r1, r2, r3 = 1.0 / (1.0 + epsilon[0]), 1.0 / (1.0 + epsilon[1]), 1.0 / (
        1.0 + epsilon[2]), 1.0 / (1.0 + epsilon[3])  # fmt: skip
    n_goals = len(known)
    for w in range(n_goals):
        goals[w, 0], goals[w, 1] = known[w, 0] * r0, known[w, 1] * r1
        goals[w, 2], goals[w, 3] = known[w, 2] * r2, known[w, 3] * r3
    row = m + n
    row_from[door] = row
    for c in range(4):
        scale[c], best = 1.0, inf
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
    totals[0, 0], totals[0, 1], totals[0, 2], totals[0, 3] = 0.0, 0.0, 0.0, 0.0
    made, size, cut = 1, put(heap, 0, np.int64(0)), False
    while size > 0:
        label = heap[0] & LOW_HALF
        size = take(heap, size)
        if beaten[label]:
            continue
        covered = False
        for w in range(born[label], n_goals):
            if covers(goals, w, totals, label):
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
            add(totals, label, steps, row, now, 0)
            head = np.int64(step_head[row])
            if covers(likely, head, now, 0):
                continue
            covered = False
            for w in range(n_goals):
                if covers(goals, w, now, 0):
                    covered = True
                    break
            if covered:
                continue
            wide = 0
            if made > _EXACT_LABELS:
                wide = 1 if head == n else 2
            multiply(now, 0, tolerances, wide, now, 1)
            other = np.int64(first[head])
            # Labels of one node share their bound, so comparing totals compares labels.
            before = np.int64(-1)
            while other != -1:
                follows = np.int64(after[other])
                if covers(totals, other, now, 1):
                    covered = True
                    divide(totals, other, tolerances, wide, likely, head)  # likely the next one's
                    if before != -1:
                        after[before], after[other], first[head] = follows, first[head], other
                    break
                if covers(now, 0, totals, other):
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
            a0, a1, a2, a3 = now[0, 0], now[0, 1], now[0, 2], now[0, 3]
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
    told[0], told[1], told[2] = made, first[n], cut


@njit(cache=True, nogil=True, inline="always")
def _is_finite(row):  # type: ignore[no-untyped-def]
    return (row[0] < inf) & (row[1] < inf) & (row[2] < inf) & (row[3] < inf)
