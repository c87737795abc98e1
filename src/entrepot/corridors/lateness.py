"""Ninetieth percentiles of many ways: the draws of a leg are made once and added up."""

from collections.abc import Sequence, Set
from itertools import pairwise

import numpy as np
from numba import njit

from entrepot.corridors.draws import DRAWS, draw
from entrepot.corridors.goals import Goals, steps_of
from entrepot.corridors.network import Indices
from entrepot.corridors.telling import bond_of, is_drive, is_order, is_silent, time_of

_KEPT_LEGS = 4_000  # 32 kB each
_BELOW = int(0.9 * (DRAWS - 1))
_PART = 0.9 * (DRAWS - 1) - _BELOW
_EVERY = 32  # draws, of which the sample takes one
_SAFELY = 0.9  # of the rank: so far down the sample that few lie above by chance
_Leg = tuple[int, ...]  # its rows


class Lateness:
    """Tells the time that nine of ten draws of a way keep, to the bit as `spread` tells it.

    Ways of one origin begin with the same legs, and draws are added leg by leg: what some
    legs add up to is kept until no other way begins with them.

    Args:
        goals: What the ways lead to.

    Attributes:
        steps: The arcs that ways are made of.
    """

    def __init__(self, goals: Goals) -> None:
        self.steps = steps_of(goals)
        arcs, weights = self.steps.arcs, self.steps.weights.T.tolist()
        self._is_silent = np.array([is_silent(*one) for one in zip(arcs, weights, strict=True)])
        self._is_order = np.array([is_order(arc) for arc in arcs])
        self._is_drive = np.array([is_drive(arc) for arc in arcs])
        known: dict[tuple[str, ...] | None, int] = {None: -1}
        bonds = [known.setdefault(bond_of(goals.places, arc), len(known)) for arc in arcs]
        self._bonds = np.array(bonds)
        self._numbers: dict[_Leg, int] = {}
        self._free = list(range(_KEPT_LEGS))[::-1]
        self._draws = np.empty((_KEPT_LEGS, DRAWS))  # memory is taken as rows are filled

    def p90s_h(self, ways: Sequence[Indices]) -> list[float]:
        """Ninetieth percentile of the time of each way.

        Args:
            ways: Rows of each way in `steps`.

        Returns:
            The percentiles [h].
        """
        if not ways:
            return []
        legs = self._legs_of(ways)
        needed = {leg for way in legs for leg in way}
        if len(needed) > _KEPT_LEGS and len(ways) > 1:
            half = len(ways) // 2
            return [*self.p90s_h(ways[:half]), *self.p90s_h(ways[half:])]
        self._draw_all(needed)
        numbers = [[self._numbers[leg] for leg in way] for way in legs]
        order = sorted(range(len(ways)), key=numbers.__getitem__)
        around = _around(
            self._draws, np.concatenate(numbers), np.cumsum([0, *map(len, numbers)]),
            np.array(order), 1 + max(map(len, numbers)), _BELOW,
        )  # fmt: skip
        return [_between(low, high) for low, high in around.tolist()]

    def _legs_of(self, ways: Sequence[Indices]) -> list[list[_Leg]]:
        """The legs of each way, grouped as `telling` groups them."""
        rows, own = np.concatenate(ways), np.repeat(np.arange(len(ways)), list(map(len, ways)))
        is_told = ~self._is_silent[rows]
        rows, own = rows[is_told], own[is_told]
        one, other = rows[:-1], rows[1:]
        is_bound = (self._bonds[one] >= 0) & (self._bonds[one] == self._bonds[other])
        joins = is_bound | (self._is_order[one] & self._is_drive[other])
        joins &= own[:-1] == own[1:]
        first = np.flatnonzero(np.append(True, ~joins))[: len(rows)]
        legs: list[list[_Leg]] = [[] for _ in ways]
        plain, bounds = rows.tolist(), [*first.tolist(), len(rows)]
        for way, (begin, end) in zip(own[first].tolist(), pairwise(bounds), strict=True):
            legs[way].append(tuple(plain[begin:end]))
        return legs

    def _draw_all(self, needed: Set[_Leg]) -> None:
        """See that all that is needed is drawn; if there is no room, forget the rest."""
        new = sorted(needed - self._numbers.keys())
        if len(new) > len(self._free):
            self._free += [self._numbers.pop(leg) for leg in self._numbers.keys() - needed]
        for leg in new:
            arcs = [self.steps.arcs[row] for row in leg]
            weights = self.steps.weights[:, leg].T.tolist()
            self._numbers[leg] = self._free.pop()
            self._draws[self._numbers[leg]] = draw(time_of(arcs, weights))


def _between(low: float, high: float) -> float:
    """The percentile between the values of two ranks, as numpy tells it."""
    gap = high - low
    return round(high - gap * (1 - _PART) if _PART >= 0.5 else low + gap * _PART, 2)


@njit(cache=True, nogil=True)
def _around(draws, legs, first, order, deepest, below):  # type: ignore[no-untyped-def]
    """Values of two neighbouring ranks of the sums of the legs of each way.

    Args:
        draws: Draws of each leg (legs, draws) [h].
        legs: Legs of the ways, one way after another.
        first: First of the legs of each way, and their count (w + 1).
        order: Ways in the order of their legs, so that neighbours begin alike.
        deepest: Legs of the longest way, and one more.
        below: The lower rank, counted from zero.

    Returns:
        The two values of each way (w, 2).
    """
    sums, above = np.zeros((deepest, draws.shape[1])), np.empty(draws.shape[1])
    found = np.empty((len(order), 2))
    before = legs[:0]
    for way in order:
        own = legs[first[way] : first[way + 1]]
        depth = 0
        while depth < min(len(own), len(before)) and own[depth] == before[depth]:
            depth += 1
        for at in range(depth, len(own)):
            sums[at + 1] = sums[at] + draws[own[at]]
        found[way, 0], found[way, 1] = _neighbours(sums[len(own)], above, below)
        before = own
    return found


@njit(cache=True, nogil=True)
def _neighbours(sums, above, below):  # type: ignore[no-untyped-def]
    """Values of a rank and of the next.

    A sample tells a value that most sums of lower rank are below; the ranks are looked for
    among the sums above it, or among all where the sample misled.
    """
    sample = np.sort(sums[::_EVERY])
    floor = sample[int(_SAFELY * below / _EVERY)]
    count = 0
    for value in sums:
        above[count] = value
        count += value > floor
    rank = below - (len(sums) - count)
    if rank < 0:
        above[:] = sums
        rank, count = below, len(sums)
    _place(above[:count], rank)
    return above[rank], above[rank + 1 : count].min()


@njit(cache=True, nogil=True)
def _place(values, rank):  # type: ignore[no-untyped-def]
    """Put the value of a rank in its place, lower ones before and higher ones behind it.

    Source:
        Hoare 1961, Algorithm 65: Find.
    """
    low, high = 0, len(values) - 1
    while low < high:
        pivot = values[(low + high) >> 1]
        i, j = low, high
        while i <= j:
            while values[i] < pivot:
                i += 1
            while values[j] > pivot:
                j -= 1
            if i <= j:
                values[i], values[j] = values[j], values[i]
                i += 1
                j -= 1
        if rank <= j:
            high = j
        elif rank >= i:
            low = i
        else:
            return
