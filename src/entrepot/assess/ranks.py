"""Ranks: 1 is best, ties share the better, what is unknown has none."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_DIGITS = 12  # scores that agree to so many are one


def rank(scores: Floats) -> Floats:
    """Ranks along the last axis: 1 is best, ties share the better, NaN has none."""
    rounded = _rounded(scores)
    order = np.argsort(-rounded, axis=-1, kind="stable")
    in_order = np.take_along_axis(rounded, order, axis=-1)
    fresh = np.ones(in_order.shape, dtype=bool)
    fresh[..., 1:] = in_order[..., 1:] != in_order[..., :-1]
    place = np.where(fresh, np.arange(1, scores.shape[-1] + 1), 0)
    ranks = np.empty(scores.shape)
    np.put_along_axis(ranks, order, np.maximum.accumulate(place, axis=-1).astype(float), axis=-1)
    return np.where(np.isnan(scores), np.nan, ranks)


def rank_apart(scores: Floats, parts: Sequence[object]) -> Floats:
    """Ranks within each class and year."""
    ranks = np.full(scores.shape, np.nan)
    for part in dict.fromkeys(parts):
        at = [place for place, one in enumerate(parts) if one == part]
        ranks[..., at] = rank(scores[..., at])
    return ranks


def rank_behind(scores: Floats, behind: NDArray[np.bool_], parts: Sequence[object]) -> Floats:
    """Ranks within each class and year, some units behind all others whatever their score.

    Args:
        scores: Of the units (..., n_units).
        behind: Which of them stand behind (n_units,).
        parts: Class and year of each.
    """
    ranks = rank_apart(np.where(behind, np.nan, scores), parts)
    if not behind.any():
        return ranks
    later = rank_apart(np.where(behind, scores, np.nan), parts)
    for part in dict.fromkeys(parts):
        here = np.array([one == part for one in parts])
        ahead = (~np.isnan(ranks[..., here & ~behind])).sum(axis=-1, keepdims=True)
        later[..., here] += ahead
    return np.where(behind, later, ranks)


def _rounded(scores: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        top = np.nanmax(np.abs(np.where(np.isnan(scores), 0.0, scores)), axis=-1, keepdims=True)
        digits = _DIGITS - np.ceil(np.log10(np.where(top > 0, top, 1.0)))
    scale = 10.0**digits
    return np.asarray(np.round(scores * scale) / scale)
