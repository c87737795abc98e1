"""The kernels of the physical networks: shortest ways, nearest points, joined parts.

Arrays in, arrays out; nothing here knows of railways or of countries.

Source:
    Dijkstra 1959; A* (1968) with the great circle as its bound.
"""

from math import sqrt

import numpy as np
from numba import njit

from entrepot.corridors.heap import LOW_HALF, MOST_RANK, leave, rise
from entrepot.corridors.trees import pop, push
from entrepot.kernel.geography import EARTH_RADIUS_KM

_RADIUS_KM = EARTH_RADIUS_KM
_RANKS_A_KM = 32768.0


@njit(cache=True, nogil=True)
def _bound(globe, node, goal, scale):  # type: ignore[no-untyped-def]
    """No way from a node to the goal is shorter than this [km].

    The arc over a chord c of the unit globe is c + c^3/24 + 3c^5/640 and more.
    """
    x, y = globe[node, 0] - globe[goal, 0], globe[node, 1] - globe[goal, 1]
    z = globe[node, 2] - globe[goal, 2]
    square = x * x + y * y + z * z
    return scale * sqrt(square) * (1.0 + square * (1.0 / 24.0 + square * (3.0 / 640.0)))


@njit(cache=True, nogil=True, inline="always")
def _rank(km):  # type: ignore[no-untyped-def]
    """A length as a whole number that orders it, to three centimetres; all beyond are alike."""
    return np.int64(min(km * _RANKS_A_KM, MOST_RANK))


@njit(cache=True, nogil=True)
def find_way(  # type: ignore[no-untyped-def]  # noqa: C901 - one kernel, compiled whole
    indptr, heads, km, closed, globe, sources, goals, scale,
    far, by, bound, touched, heap, at,
):  # fmt: skip
    """Shortest way from any source to any goal.

    Nodes are taken in the order of their ranks; one that a shorter way reaches afterwards, by
    less than a rank, is taken again, so that the answer is exact.

    Args:
        indptr: First arc of each node (n + 1).
        heads: Node each arc leads to (m).
        km: Length of each arc, not negative (m) [km].
        closed: Arcs that may not be used (m).
        globe: Each node on a globe of radius one (n, 3).
        sources: Nodes to start from.
        goals: Nodes to end at, all at one position.
        scale: Least length of an arc over its great circle; 0 looks everywhere alike.
        far: All inf; how far each node is is left in it (n) [km].
        by: Room for the arc by which each node was reached, -1 where the way starts (n).
        bound: Room for bounds (n) [km].
        touched: Room for the nodes whose distance was set (n).
        heap: Room for the ranking of nodes (n).
        at: All -1, and left so: where each node stands in the ranking (n).

    Returns:
        The goal reached, -1 for none, and how many nodes were touched.
    """
    size, count, best = 0, 0, -1
    scale = scale * _RADIUS_KM
    for source in sources:
        far[source] = 0.0
        by[source] = -1
        touched[count] = source
        count += 1
        bound[source] = _bound(globe, source, goals[0], scale)
        size = rise(heap, at, size, _rank(bound[source]), np.int64(source))
    while size > 0:
        if best >= 0 and heap[0] >> 32 > _rank(far[best]):
            break
        node = heap[0] & LOW_HALF
        size = leave(heap, at, size)
        for goal in goals:
            if node == goal and (best < 0 or far[goal] < far[best]):
                best = goal
        for arc in range(indptr[node], indptr[node + 1]):
            if closed[arc]:
                continue
            head = heads[arc]
            value = far[node] + km[arc]
            if value < far[head]:
                if far[head] == np.inf:
                    touched[count] = head
                    count += 1
                    bound[head] = _bound(globe, head, goals[0], scale)
                far[head] = value
                by[head] = arc
                size = rise(heap, at, size, _rank(value + bound[head]), np.int64(head))
    for place in range(size):
        at[heap[place] & LOW_HALF] = -1
    return best, count


@njit(cache=True, nogil=True)
def trace_way(indptr, by, end):  # type: ignore[no-untyped-def]
    """Nodes and arcs of the way found to a node, in the order of travel."""
    steps, node = 0, end
    while by[node] >= 0:
        node = np.searchsorted(indptr, by[node], side="right") - 1
        steps += 1
    nodes, arcs = np.empty(steps + 1, np.int64), np.empty(steps, np.int64)
    nodes[steps] = node = end
    for step in range(steps - 1, -1, -1):
        arcs[step] = by[node]
        node = np.searchsorted(indptr, by[node], side="right") - 1
        nodes[step] = node
    return nodes, arcs


@njit(cache=True, nogil=True)
def reach(indptr, heads, km, closed, is_stop, sources, most_km):  # type: ignore[no-untyped-def]
    """Stops that a way from some sources meets first; it goes through no other stop.

    Args:
        indptr: First arc of each node (n + 1).
        heads: Node each arc leads to (m).
        km: Length of each arc, not negative (m) [km].
        closed: Arcs that may not be used (m).
        is_stop: Nodes at which a way ends (n).
        sources: Nodes to start from.
        most_km: Ways longer than this are not looked for [km].

    Returns:
        The stops met, nearest first; the arc by which each node was reached (n), -1 where
        it was not or where the way starts; and how far each node is (n), inf unreached.
    """
    n = len(indptr) - 1
    far = np.full(n, np.inf)
    by = np.full(n, -1, np.int64)
    found = np.empty(n, np.int64)
    heap_key = np.empty(len(heads) + len(sources) + 1)
    heap_item = np.empty(len(heads) + len(sources) + 1, np.int64)
    size, count = 0, 0
    for source in sources:
        far[source] = 0.0
        size = push(heap_key, heap_item, size, 0.0, source)
    while size > 0:
        key, node = heap_key[0], heap_item[0]
        size = pop(heap_key, heap_item, size)
        if key > far[node]:
            continue
        if is_stop[node] and key > 0.0:
            found[count] = node
            count += 1
            continue
        for arc in range(indptr[node], indptr[node + 1]):
            value = key + km[arc]
            if not closed[arc] and value <= most_km and value < far[heads[arc]]:
                far[heads[arc]] = value
                by[heads[arc]] = arc
                size = push(heap_key, heap_item, size, value, heads[arc])
    return found[:count].copy(), by, far


@njit(cache=True, nogil=True)
def nearest(order_lat, xyz, at_lat, at_xyz):  # type: ignore[no-untyped-def]
    """Nearest of some points to each of others.

    Args:
        order_lat: Latitudes of the points, ascending (n) [radians].
        xyz: The points on the unit globe in that order (n, 3).
        at_lat: Latitudes of the others (k) [radians].
        at_xyz: The others on the unit globe (k, 3).

    Returns:
        Number of the nearest point of each (k).
    """
    found = np.full(len(at_lat), -1, np.int64)
    starts = np.searchsorted(order_lat, at_lat)
    for k in range(len(at_lat)):
        best = 5.0
        for step in (-1, 1):
            i = starts[k] if step > 0 else starts[k] - 1
            while 0 <= i < len(order_lat):
                gap = abs(order_lat[i] - at_lat[k])
                if gap * gap * (1.0 - gap * gap / 12.0) > best:
                    break
                x = xyz[i, 0] - at_xyz[k, 0]
                y = xyz[i, 1] - at_xyz[k, 1]
                z = xyz[i, 2] - at_xyz[k, 2]
                chord = x * x + y * y + z * z
                if chord < best:
                    best = chord
                    found[k] = i
                i += step
    return found


@njit(cache=True, nogil=True)
def join(n, tails, heads, used):  # type: ignore[no-untyped-def]
    """Least node of the part of the network that each node belongs to (n)."""
    root = np.arange(n)
    for arc in range(len(tails)):
        if not used[arc]:
            continue
        a, b = tails[arc], heads[arc]
        while root[a] != a:
            root[a] = root[root[a]]
            a = root[a]
        while root[b] != b:
            root[b] = root[root[b]]
            b = root[b]
        if a < b:
            root[b] = a
        else:
            root[a] = b
    for node in range(n):  # a root is never above its node
        root[node] = root[root[node]]
    return root
