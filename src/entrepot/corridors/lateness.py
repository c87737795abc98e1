"""Ninetieth percentiles of many ways: the draws of a leg are made once and added up."""

from collections.abc import Mapping

import numpy as np

from entrepot.corridors.draws import DRAWS, Numbers, draw
from entrepot.corridors.journey import Timed
from entrepot.corridors.options import Candidate
from entrepot.corridors.telling import tell_times
from entrepot.region.places import Place

_KEPT_LEGS = 4_000  # 32 kB each
_BELOW = int(0.9 * (DRAWS - 1))
_PART = 0.9 * (DRAWS - 1) - _BELOW
_Draws = tuple[Numbers, ...]


class Lateness:
    """Tells the time that nine of ten draws of a way keep, to the bit as `spread` tells it.

    Ways from one origin to one destination and to the next share their stretches between
    terminals, which no leg reaches over: a truck to or from a door is a leg of its own.

    Args:
        places: Places that the arcs touch.
    """

    def __init__(self, places: Mapping[str, Place]) -> None:
        self._places = places
        self._drawn: dict[Timed, Numbers] = {}
        self._stretches: dict[tuple[int, ...], _Draws] = {}

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

    def _draws(self, way: Candidate, first: int, last: int) -> _Draws:
        """Draws of the legs of some arcs, which the matrix keeps while it is worked out."""
        arcs = way.arcs[first:last]
        key = tuple(map(id, arcs))
        if key not in self._stretches:
            part = Candidate((), arcs, way.weights[first:last], way.freight[first:last])
            self._stretches[key] = tuple(map(self._draw, tell_times(self._places, part)))
        return self._stretches[key]

    def _draw(self, leg: Timed) -> Numbers:
        if leg not in self._drawn:
            if len(self._drawn) >= _KEPT_LEGS:
                self._drawn.clear()
                self._stretches.clear()
            self._drawn[leg] = draw(leg)
        return self._drawn[leg]


def _ninetieth(hours: Numbers) -> float:
    """What `numpy.quantile` gives for 0.9, without its checks; `hours` is disordered."""
    hours.partition((_BELOW, _BELOW + 1))
    low, high = float(hours[_BELOW]), float(hours[_BELOW + 1])
    gap = high - low
    return high - gap * (1 - _PART) if _PART >= 0.5 else low + gap * _PART
