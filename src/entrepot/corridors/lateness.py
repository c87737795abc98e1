"""Ninetieth percentiles of many ways: the draws of a leg are made once and added up."""

from collections.abc import Mapping, Sequence

import numpy as np

from entrepot.corridors.draws import DRAWS, Numbers, draw
from entrepot.corridors.options import Candidate
from entrepot.corridors.overlay import Arc
from entrepot.corridors.telling import group_arcs, is_one_leg, time_of
from entrepot.region.places import Place

_KEPT_LEGS = 4_000  # 32 kB each
_BELOW = int(0.9 * (DRAWS - 1))
_PART = 0.9 * (DRAWS - 1) - _BELOW
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
        self._legs: dict[_Arcs, Numbers] = {}
        self._stretches: dict[_Arcs, tuple[Numbers, ...]] = {}

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
        hours = np.zeros(DRAWS)
        for first, end in ((0, at_start), (at_start, last), (last, len(way.arcs))):
            for drawn in self._draws(way, first, end):
                hours += drawn
        return round(_ninetieth(hours), 2)

    def _draws(self, way: Candidate, first: int, last: int) -> tuple[Numbers, ...]:
        """Draws of the legs of some arcs."""
        arcs = way.arcs[first:last]
        key = tuple(map(id, arcs))
        if key not in self._stretches:
            weights = way.weights[first:last].tolist()
            groups = group_arcs(arcs, weights, self._joins)
            self._stretches[key] = tuple(self._draw(arcs, weights, group) for group in groups)
        return self._stretches[key]

    def _joins(self, one: Arc, other: Arc) -> bool:
        key = (id(one), id(other))
        if key not in self._joined:
            self._joined[key] = is_one_leg(self._places, one, other)
        return self._joined[key]

    def _draw(
        self, arcs: Sequence[Arc], weights: Sequence[Sequence[float]], group: Sequence[int]
    ) -> Numbers:
        key = tuple([id(arcs[i]) for i in group])
        if key not in self._legs:
            if len(self._legs) >= _KEPT_LEGS:
                self._legs.clear()
                self._stretches.clear()
            leg = time_of([arcs[i] for i in group], [weights[i] for i in group])
            self._legs[key] = draw(leg)
        return self._legs[key]


def _ninetieth(hours: Numbers) -> float:
    """What `numpy.quantile` gives for 0.9, without its checks; `hours` is disordered."""
    hours.partition((_BELOW, _BELOW + 1))
    low, high = float(hours[_BELOW]), float(hours[_BELOW + 1])
    gap = high - low
    return high - gap * (1 - _PART) if _PART >= 0.5 else low + gap * _PART
