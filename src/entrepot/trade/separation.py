"""Rows that a Poisson estimate would push to no trade at all, so that none exists with them.

A row is separated where some combination of terms and effects is 0 on all rows with trade, at
least 0 on those without and above 0 there. Its fitted value falls for ever, and it tells
nothing of the other coefficients. First go the rows of groups without any trade, then those
that the iterative rectifier finds.

Source:
    Correia, Guimaraes and Zylkin 2021, Verifying the existence of maximum likelihood
    estimates for generalized linear models (the rule and the iterative rectifier).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from entrepot.trade.grouping import Grouping, group
from entrepot.trade.sweeps import sum_groups, take_out_exactly

_Floats = NDArray[np.float64]
_HEAVY = 1e6  # weight of a row with trade beside one without
_NOTHING = 1e-5  # a combination as small as this is none
_SETTLED = 1e-5  # what a combination may miss, as a share of its largest value
_SOME = 1e-3  # a row that holds more of it than this is separated
_EXACT = 1e-8
_MOST_STEPS = 20_000
_MOST_ROUNDS = 40
_MOST_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Separation:
    """Rows that can stay.

    Attributes:
        kept: Whether each row stays (n,).
        by_group: Rows that went because a group of theirs has no trade.
        by_terms: Rows that went because terms and effects together separate them.
        is_sure: Whether the search came to an end.
    """

    kept: NDArray[np.bool_]
    by_group: int
    by_terms: int
    is_sure: bool


def find_separated(
    trade: _Floats, terms: _Floats, effects: Sequence[NDArray[np.int64]]
) -> Separation:
    """Find the rows that must go so that an estimate exists.

    Args:
        trade: What is explained, at least 0 (n,).
        terms: Columns of the terms, any constant among them (n, p).
        effects: Code of each row for each effect, from 0 (n,) each.
    """
    kept = _with_trade(trade, effects)
    by_group = int((~kept).sum())
    is_sure = True
    while (trade[kept] == 0).any():
        found, is_sure = _rectify(
            trade[kept], terms[kept], group([codes[kept] for codes in effects], int(kept.sum()))
        )
        if not found.any():
            break
        kept[np.flatnonzero(kept)[found]] = False
        kept &= _with_trade(np.where(kept, trade, 0.0), effects)
    by_terms = int((~kept).sum()) - by_group
    return Separation(kept, by_group, by_terms, is_sure)


def _with_trade(trade: _Floats, effects: Sequence[NDArray[np.int64]]) -> NDArray[np.bool_]:
    """Rows all of whose groups have some trade; those that go had none, so once is enough."""
    kept = np.ones(len(trade), dtype=np.bool_)
    for codes in effects:
        kept &= np.bincount(codes, weights=trade)[codes] > 0
    return kept


def _rectify(trade: _Floats, terms: _Floats, groups: Grouping) -> tuple[NDArray[np.bool_], bool]:
    """Rows without trade that some combination separates, and whether that is sure."""
    is_zero = trade == 0
    weight = np.where(is_zero, 1.0, _HEAVY)
    sums = sum_groups(groups.groups, weight, groups.start)

    def take(column: _Floats) -> _Floats:
        if len(groups.groups):
            take_out_exactly(column, weight, groups.groups, sums, _EXACT, _MOST_STEPS)
        return column

    sizes = np.abs(terms).max(axis=0, initial=0.0)
    scaled = terms[:, sizes > 0] / sizes[sizes > 0]
    left = np.array([take(column.copy()) for column in scaled.T]).reshape(-1, len(trade))
    gram = (left * weight) @ left.T
    upright = np.linalg.pinv(gram, rcond=1e-10, hermitian=True) @ (left * weight)
    wished, combined = is_zero.astype(np.float64), np.zeros(len(trade))
    for _ in range(_MOST_ROUNDS):
        miss = take(wished - combined)  # nothing is left of what was combined before
        miss -= (upright @ miss) @ left
        combined = wished - miss
        most = combined[is_zero].max()
        if most < _NOTHING:
            return np.zeros(len(trade), dtype=np.bool_), True
        if np.abs(miss).max() < _SETTLED * most:
            return is_zero & (combined > _SOME * most), True
        wished = np.where(is_zero, np.maximum(combined, 0.0), 0.0)
    return _programme(is_zero, scaled, groups)


def _programme(
    is_zero: NDArray[np.bool_], terms: _Floats, groups: Grouping
) -> tuple[NDArray[np.bool_], bool]:
    """The same by a linear programme, where the rectifier creeps: exact, and slow.

    Sought are coefficients whose combination z is 0 with trade and at least s without, with
    0 <= s <= 1, and the sum of s as large as can be: s is 1 where a row is separated.
    """
    import highspy
    from highspy._core import _Highs  # the class above it prints its name where JSON goes

    solver: Any = _Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)  # a process has one number of them: all solvers say so
    solver.setOptionValue("time_limit", _MOST_SECONDS)
    endless = highspy.kHighsInf
    width, effects, count = terms.shape[1], int(groups.start[-1]), int(is_zero.sum())
    for _ in range(width + effects):
        solver.addVar(-endless, endless)
    for place in range(count):
        solver.addVar(0.0, 1.0)
        solver.changeColCost(width + effects + place, -1.0)
    place = width + effects
    for i, zero in enumerate(is_zero.tolist()):
        some = np.flatnonzero(terms[i])
        columns = [*some.tolist(), *(groups.groups[:, i] + width).tolist()]
        values = [*terms[i, some].tolist(), *[1.0] * len(groups.groups)]
        if zero:
            columns, values, place = [*columns, place], [*values, -1.0], place + 1
        solver.addRow(
            0.0, endless if zero else 0.0, len(columns), np.array(columns, np.int32),
            np.array(values),
        )  # fmt: skip
    solver.run()
    found = np.zeros(len(is_zero), dtype=np.bool_)
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return found, False
    found[is_zero] = np.array(solver.getSolution().col_value)[width + effects :] > _SOME
    return found, True
