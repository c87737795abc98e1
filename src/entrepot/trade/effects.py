"""The effects of a fitted equation, told against a reference.

Effects are known up to shifts: what all exporters gain in a year, all importers of that year
can lose. Each effect but the first is shifted, within every set of its levels that rows join
to those of an effect before it, until its reference level is 0 there; the effect before takes
up the shift. The sum of a row's effects never changes.

Source:
    Yotov et al. 2016, chapter 1, section C (a reference country, whose inward resistance is 1).
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from entrepot.trade.grouping import Grouping
from entrepot.trade.sweeps import join_groups, sum_groups, take_out

_Floats = NDArray[np.float64]
_EXACT = 1e-10
_MOST_SWEEPS = 100_000


def recover_effects(index: _Floats, fitted: _Floats, groups: Grouping) -> list[_Floats]:
    """Effects whose sum is an index of each row (n,), effect by effect as handed in."""
    found = np.zeros(int(groups.start[-1]))
    column = index.copy()
    sums = sum_groups(groups.groups, fitted, groups.start)
    if groups.order:
        take_out(column, fitted, groups.groups, groups.start, sums, found, _EXACT, _MOST_SWEEPS)
    return [found[_slice(groups, k)] for k in range(len(groups.order))]


def level_codes(groups: Grouping, effect: int) -> NDArray[np.int64]:
    """Code of each level of an effect, as handed in."""
    return groups.codes[_slice(groups, effect)]


def normalise(
    effects: Sequence[_Floats], groups: Grouping, is_reference: Sequence[NDArray[np.bool_]]
) -> list[_Floats]:
    """Shift effects until their references are 0.

    Args:
        effects: Levels of each effect.
        groups: Groups of the rows.
        is_reference: For each effect, the levels that may serve as reference; in a set that
            has none its first level does.
    """
    shifted = [one.copy() for one in effects]
    rows = [
        groups.groups[groups.order.index(k)] - _slice(groups, k).start for k in range(len(effects))
    ]
    for late in range(len(effects) - 1, 0, -1):
        for early in range(late):
            count = len(shifted[early])
            joined = join_groups(rows[early], rows[late] + count, count + len(shifted[late]))
            shift = _shifts(joined[count:], shifted[late], is_reference[late], len(joined))
            shifted[late] -= shift[joined[count:]]
            shifted[early] += shift[joined[:count]]
    return shifted


def _shifts(
    sets: NDArray[np.int64], values: _Floats, is_reference: NDArray[np.bool_], count: int
) -> _Floats:
    """Value of the reference of each set, by the number of the set."""
    shift = np.zeros(count)
    for wanted in (np.ones(len(sets), np.bool_), is_reference):
        places = np.flatnonzero(wanted)[::-1]  # the first of a set is written last
        shift[sets[places]] = values[places]
    return shift


def _slice(groups: Grouping, effect: int) -> slice:
    row = groups.order.index(effect)
    return slice(int(groups.start[row]), int(groups.start[row + 1]))
