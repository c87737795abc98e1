"""Combining the children of a node."""

from fractions import Fraction
from math import lcm

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
POSITIVE = ("geometric", "harmonic", "generalised")


def combine(
    values: Floats, weights: Floats, method: str, *, power: float = 1.0, least_share: float = 0.0
) -> Floats:
    """Scores of a node from those of its children.

    Weights stretch over the children present; below a share of them there is no score.

    Args:
        values: Scores of the children (..., n_units, n_children).
        weights: Their weights (..., n_children); leading axes as those of values, or none.
        method: arithmetic, geometric, harmonic, generalised or copeland.
        power: Of the generalised mean; 0 is the geometric one.
        least_share: Share of children that must be present.

    Returns:
        Scores (..., n_units), NaN where there is none.
    """
    if method == "copeland":
        return copeland(values, weights)
    present = ~np.isnan(values)
    spread = np.where(present, weights[..., None, :], 0.0)
    whole = spread.sum(axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = spread / whole[..., None]
        scores = _mean(np.where(present, values, 1.0), share, method, power)
    held = (whole > 0) & (present.mean(axis=-1) >= max(least_share, 1e-9))
    return np.where(held, scores, np.nan)


def _mean(values: Floats, share: Floats, method: str, power: float) -> Floats:
    if method == "arithmetic" or (method == "generalised" and power == 1):
        return np.asarray((values * share).sum(axis=-1))
    if method == "geometric" or (method == "generalised" and power == 0):
        return np.asarray(np.exp((np.log(values) * share).sum(axis=-1)))
    if method == "harmonic":
        return np.asarray(1 / (share / values).sum(axis=-1))
    return np.asarray((values**power * share).sum(axis=-1) ** (1 / power))


def copeland(values: Floats, weights: Floats) -> Floats:
    """Pairwise wins less losses; a pair is won by the greater sum of weights.

    Weights are compared as whole numbers, so that a tie is a tie; over all units the scores sum
    to zero.
    """
    if values.ndim > 2 or weights.ndim > 1:
        lead = np.broadcast_shapes(values.shape[:-2], weights.shape[:-1])
        many = np.broadcast_to(values, (*lead, *values.shape[-2:]))
        heavy = np.broadcast_to(weights, (*lead, weights.shape[-1]))
        each = [copeland(many[at], heavy[at]) for at in np.ndindex(lead)]
        return np.array(each).reshape(*lead, values.shape[-2])
    balance = np.zeros((values.shape[0], values.shape[0]), dtype=object)
    for column, weight in zip(values.T, whole_numbers(weights), strict=True):
        ahead = (column[:, None] > column[None, :]).astype(int)
        balance = balance + weight * (ahead - ahead.T).astype(object)
    signs = (balance > 0).astype(int) - (balance < 0).astype(int)
    scores = signs.sum(axis=1).astype(float)
    scores[np.isnan(values).all(axis=1)] = np.nan
    return np.asarray(scores)


def whole_numbers(weights: Floats) -> list[int]:
    """Weights as whole numbers in the same proportion, as they are written."""
    exact = [Fraction(repr(float(weight))) for weight in weights]
    scale = lcm(*(one.denominator for one in exact))
    return [int(one * scale) for one in exact]
