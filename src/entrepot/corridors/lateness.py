"""Ninetieth percentiles of many ways: the draws of a leg are made once and added up."""

from collections.abc import Mapping, Sequence

import numpy as np
from numba import njit

from entrepot.corridors.draws import DRAWS, draw
from entrepot.corridors.options import Candidate
from entrepot.corridors.overlay import Arc
from entrepot.corridors.telling import group_arcs, is_one_leg, time_of
from entrepot.region.places import Place

_KEPT_LEGS = 4_000  # 32 kB each
_BELOW = int(0.9 * (DRAWS - 1))
_PART = 0.9 * (DRAWS - 1) - _BELOW
_BLOCK = 1024  # draws
_EVERY = 32  # draws, of which the sample takes one
_SAFELY = 0.9  # of the rank: so far down the sample that few lie above by chance
_Arcs = tuple[int, ...]  # by their identity


class Lateness:
    """Tells the time that nine of ten draws of a way keep, to the bit as `spread` tells it.

    Ways from one origin to one destination and to the next share their stretches between
    terminals, which no leg reaches over: a truck to or from a door is a leg of its own.

    Everything is kept by the arcs it is of, which live as long as the matrix.

    Args:
        places: Places that the arcs touch.
    """

    def __init__(self, places: Mapping[str, Place]) -> None:
        self._places = places
        self._joined: dict[tuple[int, int], bool] = {}
        self._legs: dict[_Arcs, int] = {}
        self._stretches: dict[_Arcs, list[int]] = {}
        self._rows = np.empty((_KEPT_LEGS, DRAWS))  # memory is taken as rows are filled
        self._hours = np.empty((2, DRAWS))

    def p90_h(self, way: Candidate, at_start: int, at_end: int) -> float:
        """Ninetieth percentile of the time of a way of the matrix that this is for.

        Args:
            way: The way.
            at_start: Arcs of its short haul from the door.
            at_end: Arcs of its short haul to the door.

        Returns:
            The percentile [h].
        """
        last = len(way.arcs) - at_end
        parts = ((0, at_start), (at_start, last), (last, len(way.arcs)))
        if len(self._legs) + len(way.arcs) > _KEPT_LEGS:
            self._legs.clear()
            self._stretches.clear()
        legs = [leg for first, end in parts for leg in self._legs_of(way, first, end)]
        low, high = _around(self._rows, np.array(legs), self._hours, _BELOW)
        gap = high - low
        return round(float(high - gap * (1 - _PART) if _PART >= 0.5 else low + gap * _PART), 2)

    def _legs_of(self, way: Candidate, first: int, last: int) -> list[int]:
        """Numbers of the legs of some arcs."""
        arcs = way.arcs[first:last]
        key = tuple(map(id, arcs))
        if key not in self._stretches:
            weights = way.weights[first:last].tolist()
            groups = group_arcs(arcs, weights, self._joins)
            self._stretches[key] = [self._draw(arcs, weights, group) for group in groups]
        return self._stretches[key]

    def _joins(self, one: Arc, other: Arc) -> bool:
        key = (id(one), id(other))
        if key not in self._joined:
            self._joined[key] = is_one_leg(self._places, one, other)
        return self._joined[key]

    def _draw(
        self, arcs: Sequence[Arc], weights: Sequence[Sequence[float]], group: Sequence[int]
    ) -> int:
        key = tuple([id(arcs[i]) for i in group])
        if key not in self._legs:
            leg = time_of([arcs[i] for i in group], [weights[i] for i in group])
            self._rows[len(self._legs)] = draw(leg)
            self._legs[key] = len(self._legs)
        return self._legs[key]


@njit(cache=True, nogil=True)
def _around(rows, legs, hours, below):  # type: ignore[no-untyped-def]
    """Values of two neighbouring ranks of the sums of some rows.

    A sample tells a value that most sums of lower rank are below; the ranks are looked for
    among the sums above it, or among all where the sample misled.

    Args:
        rows: Draws of each leg (legs, draws) [h].
        legs: Which legs a way has.
        hours: Room to work in (2, draws).
        below: The lower rank, counted from zero.
    """
    sums, above = hours
    for first in range(0, len(sums), _BLOCK):  # what is summed up stays near the processor
        end = min(first + _BLOCK, len(sums))
        sums[first:end] = 0.0
        for leg in legs:
            for i in range(first, end):
                sums[i] += rows[leg, i]
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
