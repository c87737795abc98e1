"""The sealed kernel of assignment: flows such that nobody gains by changing way.

Nothing here knows of trains or trucks. A graph has `n` nodes and `m` links, links sorted by
their tail; pairs are sorted by their origin. A link with flow x costs t (1 + b (x / k)^p).

Source:
    Bureau of Public Roads 1964 (the cost of a link); Frank and Wolfe 1956; LeBlanc, Morlok
    and Pierskalla 1975 (its use here); Mitradjieva and Lindberg 2013, The Stiff Is Moving
    (conjugate and bi-conjugate directions); Jayakrishnan, Tsai, Prashker and Rajadhyaksha
    1994, A Faster Path-Based Algorithm for Traffic Assignment (gradient projection).
"""

import numpy as np
from numba import njit

from entrepot.corridors.trees import one_tree

MSA, FW, CFW, BFW = 0, 1, 2, 3

_PASSES = 12  # shifts over all pairs before ways are searched anew
_NEARLY_ALL = 0.99  # the most of an old direction that a new one may hold


@njit(cache=True, nogil=True)
def cost_and_slope(flow, free, capacity, b, power):  # type: ignore[no-untyped-def]
    """Cost of a link at a flow, and by how much one more unit of flow raises it."""
    if power == 0.0 or b == 0.0:
        return free * (1.0 + b), 0.0
    ratio = max(flow, 0.0) / capacity
    if power == 4.0:
        below = ratio * ratio * ratio
    elif power == 1.0:
        below = 1.0
    else:
        below = ratio ** (power - 1.0)
    return free * (1.0 + b * below * ratio), free * b * power * below / capacity


@njit(cache=True, nogil=True)
def _weigh(flows, free, capacity, b, power, costs, slopes):  # type: ignore[no-untyped-def]
    """Fill costs and slopes of all links; give the total cost."""
    total = 0.0
    for i in range(len(flows)):
        costs[i], slopes[i] = cost_and_slope(flows[i], free[i], capacity[i], b[i], power[i])
        total += costs[i] * flows[i]
    return total


@njit(cache=True, nogil=True)
def _load_all(  # type: ignore[no-untyped-def]
    indptr, heads, tails, costs, is_open, origins, first, ends, demand, onto
):
    """Put every pair on its least way; give what that costs at these costs."""
    onto[:] = 0.0
    total = 0.0
    for o in range(len(origins)):
        least, by = one_tree(indptr, heads, costs, is_open, origins[o])
        for pair in range(first[o], first[o + 1]):
            total += demand[pair] * least[ends[pair]]
            node = ends[pair]
            while node != origins[o]:
                onto[by[node]] += demand[pair]
                node = tails[by[node]]
    return total


@njit(cache=True, nogil=True)
def _along(flows, target, step, free, capacity, b, power):  # type: ignore[no-untyped-def]
    """Slope of the objective, and its change, a share of the way to the target."""
    slope, bend = 0.0, 0.0
    for i in range(len(flows)):
        way = target[i] - flows[i]
        if way != 0.0:
            at = flows[i] + step * way
            cost, rise = cost_and_slope(at, free[i], capacity[i], b[i], power[i])
            slope += way * cost
            bend += way * way * rise
    return slope, bend


@njit(cache=True, nogil=True)
def _best_step(flows, target, free, capacity, b, power):  # type: ignore[no-untyped-def]
    """The share of the way at which the objective is least: Newton within a bracket."""
    if _along(flows, target, 1.0, free, capacity, b, power)[0] <= 0.0:
        return 1.0
    low, high, step = 0.0, 1.0, 0.0
    for _ in range(60):
        slope, bend = _along(flows, target, step, free, capacity, b, power)
        if slope > 0.0:
            high = step
        else:
            low = step
        following = step - slope / bend if bend > 0.0 else 0.5 * (low + high)
        if not low < following < high:
            following = 0.5 * (low + high)
        if abs(following - step) <= 1e-15:
            return following
        step = following
    return step


@njit(cache=True, nogil=True)
def _conjugate(flows, nearest, older, slopes, target):  # type: ignore[no-untyped-def]
    """Mix the least ways with the last target, so that the two directions are conjugate."""
    cross, own = 0.0, 0.0
    for i in range(len(flows)):
        last = older[i] - flows[i]
        cross += last * slopes[i] * (nearest[i] - flows[i])
        own += last * slopes[i] * last
    share = 0.0
    if cross < 0.0:
        share = min(cross / (cross - own), _NEARLY_ALL)
    for i in range(len(flows)):
        target[i] = share * older[i] + (1.0 - share) * nearest[i]


@njit(cache=True, nogil=True)
def _bi_conjugate(  # type: ignore[no-untyped-def]
    flows, nearest, older, oldest, step, slopes, target
):
    """Mix the least ways with the last two targets, conjugate to both directions."""
    one_cross, one_own, two_cross, two_own = 0.0, 0.0, 0.0, 0.0
    for i in range(len(flows)):
        one = older[i] - flows[i]
        two = step * older[i] + (1.0 - step) * oldest[i] - flows[i]
        way = nearest[i] - flows[i]
        one_cross += one * slopes[i] * way
        one_own += one * slopes[i] * one
        two_cross += two * slopes[i] * way
        two_own += two * slopes[i] * (oldest[i] - older[i])
    mu = max(-two_cross / two_own, 0.0) if two_own != 0.0 else 0.0
    nu = 0.0
    if one_own > 0.0:
        nu = max(-one_cross / one_own + mu * step / (1.0 - step), 0.0)
    least = 1.0 / (1.0 + mu + nu)
    for i in range(len(flows)):
        target[i] = least * (nearest[i] + nu * older[i] + mu * oldest[i])


@njit(cache=True, nogil=True)
def link_based(  # type: ignore[no-untyped-def]
    kind, indptr, heads, tails, free, capacity, b, power, origins, first, ends, demand, gap, most
):
    """Equilibrium by averaging, or by steps towards least ways (plain or conjugate).

    Args:
        kind: MSA, FW, CFW or BFW.
        indptr: First link of each node (n + 1).
        heads: Node each link leads to (m).
        tails: Node each link starts from (m).
        free: Cost of each link without flow (m).
        capacity: Capacity of each link (m).
        b: Factor of each link (m).
        power: Power of each link (m).
        origins: Node of each origin (o).
        first: First pair of each origin (o + 1).
        ends: Node each pair leads to; it can be reached (q).
        demand: Flow of each pair (q).
        gap: Relative gap at which to stop.
        most: Steps after which to give up.

    Returns:
        Flows (m), steps taken, and the relative gap of these flows.
    """
    m = len(heads)
    is_shut = np.zeros(m, np.bool_)
    flows, costs, slopes = np.zeros(m), np.empty(m), np.empty(m)
    nearest, target, older, oldest = np.zeros(m), np.zeros(m), np.zeros(m), np.zeros(m)
    _weigh(flows, free, capacity, b, power, costs, slopes)
    _load_all(indptr, heads, tails, costs, is_shut, origins, first, ends, demand, flows)
    step, kept, steps = 0.0, 0, 0
    while True:
        total = _weigh(flows, free, capacity, b, power, costs, slopes)
        least = _load_all(indptr, heads, tails, costs, is_shut, origins, first, ends, demand,
                          nearest)  # fmt: skip
        reached = (total - least) / total if total > 0.0 else 0.0
        if not reached > gap or steps == most:
            return flows, steps, reached
        steps += 1
        if kind == MSA:
            for i in range(m):
                flows[i] += (nearest[i] - flows[i]) / (steps + 1.0)
            continue
        if kind == BFW and kept >= 2:
            _bi_conjugate(flows, nearest, older, oldest, step, slopes, target)
        elif kind >= CFW and kept >= 1:
            _conjugate(flows, nearest, older, slopes, target)
        else:
            target[:] = nearest
        if _along(flows, target, 0.0, free, capacity, b, power)[0] >= 0.0:
            target[:] = nearest
            kept = 0
        step = _best_step(flows, target, free, capacity, b, power)
        for i in range(m):
            flows[i] += step * (target[i] - flows[i])
        oldest[:] = older
        older[:] = target
        kept = 0 if step > _NEARLY_ALL else kept + 1


@njit(cache=True, nogil=True)
def _longer(array):  # type: ignore[no-untyped-def]
    """The array with room for as much again."""
    grown = np.zeros(2 * len(array), array.dtype)
    grown[: len(array)] = array
    return grown


@njit(cache=True, nogil=True)
def _part(links, a, a_end, c, c_end, mark, stamp):  # type: ignore[no-untyped-def]
    """Mark the links that only one of two ways uses: stamp of the first, stamp + 1."""
    for i in range(a, a_end):
        mark[links[i]] = stamp
    for i in range(c, c_end):
        mark[links[i]] = stamp + 2 if mark[links[i]] == stamp else stamp + 1


@njit(cache=True, nogil=True)
def _excess(links, a, a_end, c, c_end, mark, stamp, costs, slopes):  # type: ignore[no-untyped-def]
    """By how much the first way costs more than the second, and how fast that would fall."""
    more, fall = 0.0, 0.0
    for i in range(a, a_end):
        if mark[links[i]] == stamp:
            more += costs[links[i]]
            fall += slopes[links[i]]
    for i in range(c, c_end):
        if mark[links[i]] == stamp + 1:
            more -= costs[links[i]]
            fall += slopes[links[i]]
    return more, fall


@njit(cache=True, nogil=True)
def _shift(  # type: ignore[no-untyped-def]
    links, a, a_end, c, c_end, mark, stamp, amount, flows, costs, slopes, free, capacity, b, power
):
    """Move an amount from the first way to the second; what both use stays as it is."""
    for i in range(a, a_end):
        j = links[i]
        if mark[j] == stamp:
            flows[j] -= amount
            costs[j], slopes[j] = cost_and_slope(flows[j], free[j], capacity[j], b[j], power[j])
    for i in range(c, c_end):
        j = links[i]
        if mark[j] == stamp + 1:
            flows[j] += amount
            costs[j], slopes[j] = cost_and_slope(flows[j], free[j], capacity[j], b[j], power[j])


@njit(cache=True, nogil=True)
def _newton(carried, more, fall):  # type: ignore[no-untyped-def]
    """How much to move so that two ways cost the same, if costs rose in straight lines."""
    return min(carried, more / fall) if fall > 0.0 else carried


@njit(cache=True, nogil=True)
def _even_out(  # type: ignore[no-untyped-def]
    links, a, a_end, c, c_end, mark, stamp, carried, flows, costs, slopes, free, capacity, b, power
):
    """Move flow from a dearer way to another until they cost nearly the same; give how much."""
    more, fall = _excess(links, a, a_end, c, c_end, mark, stamp, costs, slopes)
    amount, moved, low, high = _newton(carried, more, fall), 0.0, 0.0, 0.0
    low_more, high_more = more, 0.0
    for _ in range(12):
        _shift(links, a, a_end, c, c_end, mark, stamp, amount - moved, flows, costs, slopes, free,
               capacity, b, power)  # fmt: skip
        moved = amount
        now, _ = _excess(links, a, a_end, c, c_end, mark, stamp, costs, slopes)
        if abs(now) <= 0.1 * more or (now > 0.0 and high_more == 0.0):
            break
        if now < 0.0:
            high, high_more = amount, now
            low_more *= 0.5 if low > 0.0 else 1.0
        else:
            low, low_more = amount, now
            high_more *= 0.5
        amount = low + (high - low) * low_more / (low_more - high_more)
    return moved


@njit(cache=True, nogil=True)
def _go_on(  # type: ignore[no-untyped-def]
    carried, before, flows, flows_before, target, free, capacity, b, power
):
    """Carry on in the direction of the last passes, as far as the objective falls.

    Pairs that share a steep link creep, each undoing a part of what the other did; the
    direction they creep in is a good one.
    """
    furthest = np.inf
    for w in range(len(before)):
        if carried[w] < before[w]:
            furthest = min(furthest, carried[w] / (before[w] - carried[w]))
    if not 0.0 < furthest < np.inf:
        return
    for i in range(len(flows)):
        target[i] = max(flows[i] + furthest * (flows[i] - flows_before[i]), 0.0)
    if _along(flows, target, 0.0, free, capacity, b, power)[0] >= 0.0:
        return
    step = furthest * _best_step(flows, target, free, capacity, b, power)
    for w in range(len(before)):
        carried[w] = max(carried[w] + step * (carried[w] - before[w]), 0.0)


@njit(cache=True, nogil=True)
def path_based(  # type: ignore[no-untyped-def]  # noqa: C901 - one kernel, compiled whole
    indptr, heads, tails, free, capacity, b, power, origins, first, ends, demand, gap, most
):
    """Equilibrium by gradient projection: flow moves from dearer ways to the least one.

    From each way flow moves to the one that promises the greatest fall of the objective, which
    need not be the least: where links both share are steep, a step to the least is tiny. A
    step is Newton's on the links that differ; where it goes too far, false position brings it
    back. Ways are searched anew when those known are nearly even.
    Arguments are those of `link_based` without its kind.

    Returns:
        Flows (m), rounds, the relative gap, and the ways: the pair of each (w), where its
        links begin and end (w), the links, last one first, and its flow (w).
    """
    m, q = len(heads), len(ends)
    is_shut = np.zeros(m, np.bool_)
    flows, costs, slopes = np.zeros(m), np.empty(m), np.empty(m)
    flows_before, target, before = np.empty(m), np.empty(m), np.empty(0)
    mark, stamp = np.full(m, -1, np.int64), 0
    links = np.empty(max(64, 8 * q), np.int64)
    start, end = np.zeros(2 * q + 8, np.int64), np.zeros(2 * q + 8, np.int64)
    pair_of, after = np.zeros(2 * q + 8, np.int64), np.zeros(2 * q + 8, np.int64)
    carried = np.zeros(2 * q + 8)
    newest = np.full(q, -1, np.int64)
    way = np.empty(m, np.int64)
    ways, used, rounds = 0, 0, 0
    while True:
        flows[:] = 0.0
        for w in range(ways):
            if carried[w] > 0.0:
                for i in range(start[w], end[w]):
                    flows[links[i]] += carried[w]
        total = _weigh(flows, free, capacity, b, power, costs, slopes)
        least_total = 0.0
        for o in range(len(origins)):
            least, by = one_tree(indptr, heads, costs, is_shut, origins[o])
            for pair in range(first[o], first[o + 1]):
                least_total += demand[pair] * least[ends[pair]]
                length, node = 0, ends[pair]
                while node != origins[o]:
                    way[length] = by[node]
                    length += 1
                    node = tails[by[node]]
                known = newest[pair]
                while known != -1:
                    same = end[known] - start[known] == length
                    for i in range(length if same else 0):
                        if links[start[known] + i] != way[i]:
                            same = False
                            break
                    if same:
                        break
                    known = after[known]
                if known != -1:
                    continue
                while used + length > len(links):
                    links = _longer(links)
                if ways == len(start):
                    start, end, after = _longer(start), _longer(end), _longer(after)
                    pair_of, carried = _longer(pair_of), _longer(carried)
                links[used : used + length] = way[:length]
                start[ways], end[ways], pair_of[ways] = used, used + length, pair
                after[ways] = newest[pair]
                if newest[pair] == -1:
                    carried[ways] = demand[pair]
                newest[pair] = ways
                used += length
                ways += 1
        if rounds == 0:
            rounds = 1
            continue
        reached = (total - least_total) / total if total > 0.0 else 0.0
        if not reached > gap or rounds == most:
            return (flows, rounds, reached, pair_of[:ways], start[:ways], end[:ways],
                    links[:used], carried[:ways])  # fmt: skip
        rounds += 1
        for turn in range(_PASSES):
            if turn == 1:
                flows_before[:] = flows
                before = carried[:ways].copy()
            uneven = 0.0
            for pair in range(q):
                w = newest[pair]
                while w != -1:
                    onto, most_gained, most_more = -1, 0.0, 0.0
                    v = newest[pair] if carried[w] > 0.0 else -1
                    while v != -1:
                        if v != w:
                            stamp += 3
                            a, a_end, c, c_end = start[w], end[w], start[v], end[v]
                            _part(links, a, a_end, c, c_end, mark, stamp)
                            more, fall = _excess(links, a, a_end, c, c_end, mark, stamp, costs,
                                                 slopes)  # fmt: skip
                            if more > 0.0:
                                most_more = max(most_more, more)
                                amount = _newton(carried[w], more, fall)
                                gained = amount * (more - 0.5 * amount * fall)
                                if gained > most_gained:
                                    onto, most_gained = v, gained
                        v = after[v]
                    if onto != -1:
                        uneven += most_more * carried[w]
                        stamp += 3
                        a, a_end, c, c_end = start[w], end[w], start[onto], end[onto]
                        _part(links, a, a_end, c, c_end, mark, stamp)
                        moved = _even_out(links, a, a_end, c, c_end, mark, stamp, carried[w], flows,
                                          costs, slopes, free, capacity, b, power)  # fmt: skip
                        carried[onto] += moved
                        carried[w] -= moved
                    w = after[w]
            if uneven <= 0.1 * gap * total:
                break
        if turn == _PASSES - 1:
            _go_on(carried, before, flows, flows_before, target, free, capacity, b, power)
