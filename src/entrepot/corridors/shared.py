"""The sealed kernel of shared capacity: flow moves between ways until nobody gains.

The kernel of `equilibrium` gives every link a capacity of its own. Here a capacity may be
shared by many arcs, as a yard's by all its transfers: a way that passes the thing t with load
X pays s (X / k)^p beside its fixed cost. The extra is the same for all who pass, so that flows
at equilibrium still make one convex objective least:

    sum of fixed cost x flow + sum over things of s X / (p + 1) (X / k)^p

Moving flow between two ways of a pair until they cost the same makes it least along that line;
no other step is needed (Dafermos and Sparrow 1969).
"""

import numpy as np
from numba import njit

_HALVINGS = 60
_MOST_THINGS = 64


@njit(cache=True, nogil=True)
def extra_of(load, scale, capacity, power):  # type: ignore[no-untyped-def]
    """What a thing adds to the cost of those who pass it."""
    if load <= 0.0:
        return 0.0
    return scale * (load / capacity) ** power


@njit(cache=True, nogil=True)
def _cost(way, fixed, start, things, loads, scale, capacity, power):  # type: ignore[no-untyped-def]
    total = fixed[way]
    for i in range(start[way], start[way + 1]):
        t = things[i]
        total += extra_of(loads[t], scale[t], capacity[t], power[t])
    return total


@njit(cache=True, nogil=True)
def _gain(step, fixed, which, signs, count, loads, scale, capacity, power):  # type: ignore[no-untyped-def]
    """By how much the dear way is dearer than the cheap one once `step` has moved."""
    total = fixed
    for i in range(count):
        t = which[i]
        after = loads[t] - signs[i] * step
        total += signs[i] * extra_of(after, scale[t], capacity[t], power[t])
    return total


@njit(cache=True, nogil=True)
def even_out(  # type: ignore[no-untyped-def]
    first, fixed, start, things, flows, loads, scale, capacity, power, passes
):
    """Move flow from dear ways to the cheapest of their pair; flows and loads change in place.

    Args:
        first: First way of each pair (q + 1).
        fixed: Cost of each way without extras (w).
        start: First of the things of each way (w + 1).
        things: Numbers of the things.
        flows: Flow of each way (w).
        loads: Load of each thing (t).
        scale: Extra of each thing at capacity (t).
        capacity: Capacity of each thing (t).
        power: Power of each thing (t).
        passes: Times all pairs are gone through.
    """
    which, signs = np.empty(_MOST_THINGS, np.int64), np.empty(_MOST_THINGS)
    for _ in range(passes):
        for pair in range(len(first) - 1):
            if first[pair + 1] - first[pair] < 2:
                continue
            cheap, least = -1, np.inf
            for way in range(first[pair], first[pair + 1]):
                cost = _cost(way, fixed, start, things, loads, scale, capacity, power)
                if cost < least:
                    cheap, least = way, cost
            for way in range(first[pair], first[pair + 1]):
                if way == cheap or flows[way] <= 0.0:
                    continue
                count = _differing(way, cheap, start, things, which, signs)
                apart = fixed[way] - fixed[cheap]
                moved = _balance(
                    apart, flows[way], which, signs, count, loads, scale, capacity, power
                )
                flows[way] -= moved
                flows[cheap] += moved
                for i in range(count):
                    loads[which[i]] = max(loads[which[i]] - signs[i] * moved, 0.0)


@njit(cache=True, nogil=True)
def _differing(way, cheap, start, things, which, signs):  # type: ignore[no-untyped-def]
    """Things of two ways, with how often the first passes each more than the second."""
    count = 0
    for one, sign in ((way, 1.0), (cheap, -1.0)):
        for i in range(start[one], start[one + 1]):
            at = 0
            while at < count and which[at] != things[i]:
                at += 1
            if at == count:
                which[at], signs[at] = things[i], 0.0
                count += 1
            signs[at] += sign
    return count


@njit(cache=True, nogil=True)
def _balance(apart, most, which, signs, count, loads, scale, capacity, power):  # type: ignore[no-untyped-def]
    """How much to move so that two ways cost the same, or all there is."""
    if _gain(most, apart, which, signs, count, loads, scale, capacity, power) >= 0.0:
        return most
    if _gain(0.0, apart, which, signs, count, loads, scale, capacity, power) <= 0.0:
        return 0.0
    low, high = 0.0, most
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        if _gain(middle, apart, which, signs, count, loads, scale, capacity, power) > 0.0:
            low = middle
        else:
            high = middle
    return low
