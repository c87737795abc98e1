"""The front by a plain heap, without bounds or tolerance: the twin of the compiled kernel."""

import heapq


def plain_front(graph, start, end):
    """Totals of every way that no other beats.

    Args:
        graph: Arcs as `test_search.Graph` holds them.
        start, end: Its two ends.
    """
    out = {}
    for arc in range(graph.m):
        if not graph.closed[arc]:
            step = tuple(graph.weights[:, arc].tolist())
            out.setdefault(int(graph.tails[arc]), []).append((int(graph.heads[arc]), step))
    heap, kept = [((0.0,) * 4, start)], {}
    while heap:  # in the order of their criteria, so that none taken is beaten by a later one
        total, node = heapq.heappop(heap)
        held = kept.setdefault(node, [])
        if any(all(a <= b for a, b in zip(one, total, strict=True)) for one in held):
            continue
        held.append(total)
        for head, step in out.get(node, ()):
            heapq.heappush(heap, (tuple(a + b for a, b in zip(total, step, strict=True)), head))
    return set(kept.get(end, ()))
