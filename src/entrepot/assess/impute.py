"""Filling what is missing. What cannot be filled honestly stays missing."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_MOST_ROUNDS = 500
_CLOSE = 1e-10


def fill_middle(values: Floats, groups: Sequence[str], method: str) -> Floats:
    """Fill a column's gaps by its mean or median, within a group where groups are told.

    Args:
        values: Units by indicators (n_units, n_indicators).
        groups: Group of each unit; all alike where there are none.
        method: mean or median.

    Returns:
        A filled copy; a group without a value stays missing.
    """
    filled, labels = values.copy(), np.array(groups, dtype=object)
    for group in dict.fromkeys(groups):
        rows = labels == group
        part = values[rows]
        for column in np.flatnonzero(np.isnan(part).any(axis=0) & ~np.isnan(part).all(axis=0)):
            known = part[~np.isnan(part[:, column]), column]
            middle = known.mean() if method == "mean" else np.median(known)
            filled[rows & np.isnan(values[:, column]), column] = middle
    return filled


def fill_panel(values: Floats, units: Sequence[str], times: Sequence[float]) -> Floats:
    """Fill a gap by the unit's latest earlier value; a unit without one stays missing."""
    filled, labels, years = values.copy(), np.array(units, dtype=object), np.array(times)
    for unit in dict.fromkeys(units):
        rows = np.flatnonzero(labels == unit)
        rows = rows[np.argsort(years[rows], kind="stable")]
        for before, after in pairwise(rows):
            gap = np.isnan(filled[after])
            filled[after, gap] = filled[before, gap]
    return filled


def fill_em(values: Floats) -> Floats:
    """Fill by expectation and maximisation of a joint normal law.

    A column without any value, and a table whose law cannot be told, stay missing.
    """
    held = ~np.isnan(values).all(axis=0)
    part, gaps = values[:, held], np.isnan(values[:, held])
    if not gaps.any() or part.shape[1] >= part.shape[0]:
        return values.copy()
    scale = np.nanstd(part, axis=0)
    scale[scale == 0] = 1.0
    offset = np.nanmean(part, axis=0)
    filled = _em((part - offset) / scale, gaps)
    result = values.copy()
    result[:, held] = np.where(gaps, filled * scale + offset, part)
    return result


def _em(part: Floats, gaps: NDArray[np.bool_]) -> Floats:
    filled = np.where(gaps, 0.0, part)
    extra = np.zeros((part.shape[1], part.shape[1]))
    for _ in range(_MOST_ROUNDS):
        law = np.atleast_2d(np.cov(filled, rowvar=False, bias=True)) + extra / len(part)
        new, extra = _expected(filled, gaps, filled.mean(axis=0), law)
        step = float(np.abs(new - filled).max())
        filled = new
        if step < _CLOSE:
            break
    return filled


def _expected(
    filled: Floats, gaps: NDArray[np.bool_], mean: Floats, law: Floats
) -> tuple[Floats, Floats]:
    new, extra = filled.copy(), np.zeros_like(law)
    for row in np.flatnonzero(gaps.any(axis=1)):
        lost, known = gaps[row], ~gaps[row]
        slope = np.linalg.lstsq(law[np.ix_(known, known)], law[np.ix_(known, lost)], rcond=None)[0]
        new[row, lost] = mean[lost] + (filled[row, known] - mean[known]) @ slope
        extra[np.ix_(lost, lost)] += law[np.ix_(lost, lost)] - law[np.ix_(lost, known)] @ slope
    return new, extra
