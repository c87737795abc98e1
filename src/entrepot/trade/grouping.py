"""The groups of all effects in one numbering, in the order that sweeps like best."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Grouping:
    """Groups of rows by effect.

    Attributes:
        groups: Group of each row, effect by effect, the one with the most groups first (K, n).
        start: First group of each effect, and how many there are (K + 1,).
        order: Which effect each of these is, as handed in (K,).
        codes: Code, as handed in, of each group.
    """

    groups: NDArray[np.int32]
    start: NDArray[np.int64]
    order: tuple[int, ...]
    codes: NDArray[np.int64]


def group(effects: Sequence[NDArray[np.int64]], count: int) -> Grouping:
    """Number the groups of effects.

    Args:
        effects: Code of each row for each effect, from 0; codes may be left out (n,) each.
        count: Rows there are.
    """
    told, places = [], []
    for codes in effects:
        present = np.flatnonzero(np.bincount(codes)) if count else np.zeros(0, np.int64)
        place = np.zeros(int(codes.max(initial=-1)) + 1, np.int32)
        place[present] = np.arange(len(present), dtype=np.int32)
        told.append(present)
        places.append(place[codes])
    order = sorted(range(len(effects)), key=lambda k: -len(told[k]))
    start = np.cumsum([0, *(len(told[k]) for k in order)]).astype(np.int64)
    groups = np.empty((len(effects), count), dtype=np.int32)
    for row, k in enumerate(order):
        groups[row] = places[k] + np.int32(start[row])
    codes = np.concatenate([told[k] for k in order]) if order else np.zeros(0, np.int64)
    return Grouping(groups, start, tuple(order), codes)
