"""The kernels of a contraction hierarchy: order nodes, add shortcuts, search upward.

Every edge can be used both ways, so one upward graph serves both ends of a search.

Source:
    Geisberger, Sanders, Schultes and Delling 2008, Contraction Hierarchies; Knopp et al.
    2007, Computing Many-to-Many Shortest Paths Using Highway Hierarchies (buckets).
"""

import numpy as np
from numba import njit

from entrepot.corridors.trees import pop, push

_HEAP = 1 << 16
_MOST_NEIGHBOURS = 1 << 12
_ROOM = 5  # entries kept for each edge of the map; about half are used
_NONE = -1


@njit(cache=True, nogil=True)
def _witness(  # type: ignore[no-untyped-def]
    source, skip, limit, settle, graph, dist, mark, stamp, heap
):
    """Distances from a node round another, as far as the limits allow, under a stamp."""
    first, following, to, km = graph
    heap_key, heap_item = heap
    dist[source] = 0.0
    mark[source] = stamp
    size = push(heap_key, heap_item, 0, 0.0, source)
    settled = 0
    while size > 0 and settled < settle:
        key, node = heap_key[0], heap_item[0]
        size = pop(heap_key, heap_item, size)
        if key > limit:
            return
        if key > dist[node]:
            continue
        settled += 1
        entry = first[node]
        while entry >= 0:
            head = to[entry]
            value = key + km[entry]
            if head != skip and value <= limit and (mark[head] != stamp or value < dist[head]):
                mark[head] = stamp
                dist[head] = value
                if size + 1 < _HEAP:
                    size = push(heap_key, heap_item, size, value, head)
            entry = following[entry]


@njit(cache=True, nogil=True)
def _add(a, b, length, middle, graph, mid, count):  # type: ignore[no-untyped-def]
    """Put in a shortcut, or shorten the edge that is there; give the entries in use."""
    first, following, to, km = graph
    entry = first[a]
    while entry >= 0:
        if to[entry] == b:
            if length < km[entry]:
                km[entry] = km[entry ^ 1] = length
                mid[entry] = mid[entry ^ 1] = middle
            return count
        entry = following[entry]
    to[count], km[count], mid[count], following[count] = b, length, middle, first[a]
    first[a] = count
    count += 1
    to[count], km[count], mid[count], following[count] = a, length, middle, first[b]
    first[b] = count
    return count + 1


@njit(cache=True, nogil=True)
def _shortcuts(  # type: ignore[no-untyped-def]
    node, settle, graph, mid, count, dist, mark, stamp, heap, near, keep
):
    """How many shortcuts a node needs, how many neighbours it has; put them in to keep.

    Returns:
        Shortcuts, neighbours, entries in use and the last stamp.
    """
    first, following, to, km = graph
    k = 0
    entry = first[node]
    while entry >= 0 and k < _MOST_NEIGHBOURS:
        near[k] = entry
        k += 1
        entry = following[entry]
    needed = 0
    for i in range(k - 1):
        source, out = to[near[i]], km[near[i]]
        farthest = 0.0
        for j in range(i + 1, k):
            farthest = max(farthest, km[near[j]])
        stamp += 1
        _witness(source, node, out + farthest, settle, graph, dist, mark, stamp, heap)
        for j in range(i + 1, k):
            goal, length = to[near[j]], out + km[near[j]]
            if mark[goal] == stamp and dist[goal] <= length:
                continue
            needed += 1
            if keep:
                count = _add(source, goal, length, node, graph, mid, count)
    return needed, k, count, stamp


@njit(cache=True, nogil=True)
def contract(  # type: ignore[no-untyped-def]  # noqa: C901 - one kernel, compiled whole
    n, tails, heads, lengths, settle
):
    """Order nodes by importance and give each its edges to more important ones.

    Args:
        n: Number of nodes.
        tails: One end of each edge, every pair of nodes at most once (m).
        heads: The other end (m).
        lengths: Length of each edge (m) [km].
        settle: Most nodes a search for a way round a node settles.

    Returns:
        The nodes, the least important first (n); the first upward arc of each node
        (n + 1); and for each upward arc its head, its length and the node it bridges, -1
        for an edge of the map.

    Raises:
        ValueError: There are more shortcuts than there is room for.
    """
    room = 2 * _ROOM * len(tails) + _MOST_NEIGHBOURS
    first = np.full(n, _NONE, np.int64)
    following = np.empty(room, np.int64)
    to = np.empty(room, np.int64)
    km = np.empty(room)
    mid = np.empty(room, np.int64)
    graph = (first, following, to, km)
    count = 0
    for edge in range(len(tails)):
        count = _add(tails[edge], heads[edge], lengths[edge], _NONE, graph, mid, count)
    dist = np.empty(n)
    mark = np.zeros(n, np.int64)
    heap = (np.empty(_HEAP), np.empty(_HEAP, np.int64))
    near = np.empty(_MOST_NEIGHBOURS, np.int64)
    level = np.zeros(n, np.int64)
    order = np.empty(n, np.int64)
    place = 0
    order_key, order_item = np.empty(n + 1), np.empty(n + 1, np.int64)
    size, stamp = 0, 0
    for node in range(n):
        needed, k, count, stamp = _shortcuts(
            node, settle, graph, mid, count, dist, mark, stamp, heap, near, False
        )
        size = push(order_key, order_item, size, 2.0 * needed - k, node)
    while size > 0:
        node = order_item[0]
        size = pop(order_key, order_item, size)
        needed, k, count, stamp = _shortcuts(
            node, settle, graph, mid, count, dist, mark, stamp, heap, near, False
        )
        value = 2.0 * needed - k + level[node]
        if size > 0 and value > order_key[0]:
            size = push(order_key, order_item, size, value, node)
            continue
        if k == _MOST_NEIGHBOURS or count + 2 * needed > room:
            raise ValueError("more shortcuts than there is room for")
        _, k, count, stamp = _shortcuts(
            node, settle, graph, mid, count, dist, mark, stamp, heap, near, True
        )
        order[place] = node
        place += 1
        for i in range(k):
            other = to[near[i]]
            level[other] = max(level[other], level[node] + 1)
            _drop(other, node, first, following, to)
    indptr = np.zeros(n + 1, np.int64)
    for node in range(n):
        entry = first[node]
        while entry >= 0:
            indptr[node + 1] += 1
            entry = following[entry]
    indptr = np.cumsum(indptr)
    up_heads = np.empty(indptr[n], np.int32)
    up_km = np.empty(indptr[n])
    up_mid = np.empty(indptr[n], np.int32)
    for node in range(n):
        entry, arc = first[node], indptr[node]
        while entry >= 0:
            up_heads[arc], up_km[arc], up_mid[arc] = to[entry], km[entry], mid[entry]
            entry, arc = following[entry], arc + 1
    return order, indptr, up_heads, up_km, up_mid


@njit(cache=True, nogil=True)
def _drop(node, gone, first, following, to):  # type: ignore[no-untyped-def]
    """Take the edge to a node out of another's list."""
    before, entry = _NONE, first[node]
    while entry >= 0:
        if to[entry] == gone:
            if before < 0:
                first[node] = following[entry]
            else:
                following[before] = following[entry]
            return
        before, entry = entry, following[entry]


@njit(cache=True, nogil=True)
def meet(  # type: ignore[no-untyped-def]  # noqa: C901 - one kernel, compiled whole
    indptr, heads, km, ends, far, by, touched, heap_key, heap_item
):
    """Search upward from both ends until they meet on the shortest way.

    Args:
        indptr: First upward arc of each node (n + 1).
        heads: Head of each upward arc (m).
        km: Length of each upward arc (m) [km].
        ends: Nodes to start from, and nodes to end at.
        far: All inf; distances from either end are left in it (2, n).
        by: Node before each node on the way from either end (2, n).
        touched: Nodes whose distance was set, to be set back (2, n).
        heap_key: Room for keys (2, k).
        heap_item: Room for nodes (2, k).

    Returns:
        The length, inf for none; the node where the ways meet, -1 for none; and how many
        nodes were touched from either end.
    """
    best, middle = np.inf, -1
    size = np.zeros(2, np.int64)
    count = np.zeros(2, np.int64)
    for side in range(2):
        for node in ends[side]:
            far[side, node] = 0.0
            by[side, node] = -1
            touched[side, count[side]] = node
            count[side] += 1
            size[side] = push(heap_key[side], heap_item[side], size[side], 0.0, node)
    while True:
        side = -1
        for s in range(2):
            if size[s] > 0 and heap_key[s, 0] < best and (
                side < 0 or heap_key[s, 0] < heap_key[side, 0]
            ):  # fmt: skip
                side = s
        if side < 0:
            return best, middle, count
        key, node = heap_key[side, 0], heap_item[side, 0]
        size[side] = pop(heap_key[side], heap_item[side], size[side])
        if key > far[side, node]:
            continue
        if key + far[1 - side, node] < best:
            best, middle = key + far[1 - side, node], node
        low, high = indptr[node], indptr[node + 1]
        stalled = False
        for arc in range(low, high):
            if far[side, heads[arc]] + km[arc] < key:
                stalled = True
                break
        if stalled:
            continue
        for arc in range(low, high):
            head, value = heads[arc], key + km[arc]
            if value < far[side, head]:
                if far[side, head] == np.inf:
                    touched[side, count[side]] = head
                    count[side] += 1
                far[side, head] = value
                by[side, head] = node
                size[side] = push(heap_key[side], heap_item[side], size[side], value, head)


@njit(cache=True, nogil=True)
def unpack(indptr, heads, mid, nodes):  # type: ignore[no-untyped-def]
    """The nodes of the map along a way over shortcuts."""
    found = [nodes[0]]
    stack = [(nodes[0], nodes[0])]
    stack.pop()
    for i in range(len(nodes) - 1, 0, -1):
        stack.append((nodes[i - 1], nodes[i]))
    while len(stack) > 0:
        a, b = stack.pop()
        bridged = _bridged(indptr, heads, mid, a, b)
        if bridged < 0:
            found.append(b)
        else:
            stack.append((bridged, b))
            stack.append((a, bridged))
    return np.array(found)


@njit(cache=True, nogil=True)
def arcs_along(indptr, heads, km, used, nodes):  # type: ignore[no-untyped-def]
    """The shortest arc in use from each node to the next (k - 1)."""
    found = np.empty(len(nodes) - 1, np.int64)
    for i in range(len(nodes) - 1):
        least = np.inf
        for arc in range(indptr[nodes[i]], indptr[nodes[i] + 1]):
            if heads[arc] == nodes[i + 1] and used[arc] and km[arc] < least:
                found[i], least = arc, km[arc]
    return found


@njit(cache=True, nogil=True)
def _bridged(indptr, heads, mid, a, b):  # type: ignore[no-untyped-def]
    """Node that the arc between two nodes bridges, whichever of them has it."""
    for arc in range(indptr[a], indptr[a + 1]):
        if heads[arc] == b:
            return mid[arc]
    for arc in range(indptr[b], indptr[b + 1]):
        if heads[arc] == a:
            return mid[arc]
    return -1


@njit(cache=True, nogil=True)
def climb(indptr, heads, km, starts, far, touched, heap_key, heap_item):  # type: ignore[no-untyped-def]
    """Distances to every node above some, those on no shortest way among them.

    Args:
        indptr: First upward arc of each node (n + 1).
        heads: Head of each upward arc (m).
        km: Length of each upward arc (m) [km].
        starts: Nodes to start from.
        far: All inf; distances are left in it (n).
        touched: Nodes whose distance was set (n).
        heap_key: Room for keys (k).
        heap_item: Room for nodes (k).

    Returns:
        How many nodes were touched.
    """
    size, count = 0, 0
    for node in starts:
        far[node] = 0.0
        touched[count] = node
        count += 1
        size = push(heap_key, heap_item, size, 0.0, node)
    while size > 0:
        key, node = heap_key[0], heap_item[0]
        size = pop(heap_key, heap_item, size)
        if key > far[node]:
            continue
        for arc in range(indptr[node], indptr[node + 1]):
            head, value = heads[arc], key + km[arc]
            if value < far[head]:
                if far[head] == np.inf:
                    touched[count] = head
                    count += 1
                far[head] = value
                size = push(heap_key, heap_item, size, value, head)
    return count


@njit(cache=True, nogil=True)
def scan(indptr, goals, km, nodes, far, out):  # type: ignore[no-untyped-def]
    """Join what climbed from a start with what lies in the buckets of the nodes reached.

    Args:
        indptr: First bucket entry of each node (n + 1).
        goals: Number of the goal behind each entry.
        km: Distance from the node to that goal [km].
        nodes: Nodes reached from the start.
        far: Distance from the start to each node (n) [km].
        out: All inf; the least length to each goal is left in it (goals) [km].
    """
    for node in nodes:
        for entry in range(indptr[node], indptr[node + 1]):
            value = far[node] + km[entry]
            if value < out[goals[entry]]:
                out[goals[entry]] = value


@njit(cache=True, nogil=True)
def sweep(indptr, heads, km, far):  # type: ignore[no-untyped-def]
    """Bring distances down from what climbed to every node, the most important first.

    Args:
        indptr: First upward arc of each node (n + 1).
        heads: Head of each upward arc, always a lesser number (m).
        km: Length of each upward arc (m) [km].
        far: Distances of what climbed, inf elsewhere; in the end those of all nodes (n) [km].

    Source:
        Delling et al. 2011, PHAST: hardware-accelerated shortest path trees.
    """
    for node in range(len(far)):
        least = far[node]
        for arc in range(indptr[node], indptr[node + 1]):
            least = min(least, far[heads[arc]] + km[arc])
        far[node] = least
