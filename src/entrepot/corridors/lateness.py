"""Ninetieth percentiles of many ways: the draws of a leg are made once and added up."""

from collections.abc import Iterable

import numpy as np

from entrepot.corridors.draws import DRAWS, Numbers, draw
from entrepot.corridors.journey import Timed
from entrepot.corridors.memory import Memory

_KEPT_LEGS = 4_000  # 32 kB each
_BELOW = int(0.9 * (DRAWS - 1))
_PART = 0.9 * (DRAWS - 1) - _BELOW


class Lateness:
    """Tells the time that nine of ten draws of a way keep, to the bit as `spread` tells it."""

    def __init__(self) -> None:
        self._drawn: Memory[Timed, Numbers] = Memory(_KEPT_LEGS)

    def p90_h(self, legs: Iterable[Timed]) -> float:
        """Ninetieth percentile of the time of a way by its legs [h]."""
        hours = np.zeros(DRAWS)
        for leg in legs:
            hours += self._drawn.get(leg, lambda leg=leg: draw(leg))  # type: ignore[misc]
        return round(_ninetieth(hours), 2)


def _ninetieth(hours: Numbers) -> float:
    """What `numpy.quantile` gives for 0.9, without its checks; `hours` is disordered."""
    hours.partition((_BELOW, _BELOW + 1))
    low, high = float(hours[_BELOW]), float(hours[_BELOW + 1])
    gap = high - low
    return high - gap * (1 - _PART) if _PART >= 0.5 else low + gap * _PART
