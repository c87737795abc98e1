"""Bringing columns to one scale; more is better afterwards."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from entrepot.assess.scheme import Node, Step, number
from entrepot.assess.wording import problem
from entrepot.kernel.errors import Problem

Floats = NDArray[np.float64]
_EACH: Any = {"axis": -1, "keepdims": True}
_FUNCTIONAL_FLOOR, _FUNCTIONAL_SPAN = 60.0, 40.0


def check_column(
    values: Floats, node: Node, step: Step, reference: int | None = None
) -> Problem | None:
    """Why a column cannot be brought to scale, None where it can."""
    method, known = step["method"], values[~np.isnan(values)]
    if method in ("goalposts", "functional"):
        return _flat(node, "has goalposts that are one.") if node.low == node.high else None
    if not len(known):
        return _flat(node, "has no value.")
    if method not in ("rank", "borda", "percentile_rank") and known.max() == known.min():
        return _flat(node, "is constant.")
    if method == "distance_to_target" and _target_range(known, node) == 0:
        return _flat(node, "has its target at its worst value.")
    if method == "distance_to_reference" and reference is not None:
        worst = known.min() if node.direction > 0 else known.max()
        if not values[reference] * node.direction > worst * node.direction:
            return _flat(node, "has its reference at its worst value, or without one.")
    return None


def normalise(values: Floats, node: Node, step: Step, reference: int | None = None) -> Floats:
    """Bring one column to scale.

    Args:
        values: The column, or many of them (..., n_units); missing values stay so.
        node: Its indicator.
        step: The section normalise of a scheme.
        reference: Row of the unit that distance to a reference measures against.
    """
    x, method = values * node.direction, step["method"]
    lower, upper = number(step, "lower", 0.0), number(step, "upper", 100.0)
    if method == "goalposts":
        return _capped(_between(values, node), step, is_capped=True) * (upper - lower) + lower
    if method == "functional":
        return _FUNCTIONAL_FLOOR + _FUNCTIONAL_SPAN * _between(values, node)
    if method == "distance_to_target":
        return _capped(_to_target(values, node), step)
    if method in ("rank", "borda", "percentile_rank"):
        return np.asarray(np.apply_along_axis(lambda one: _ranks(one, str(method)), -1, x))
    if method == "zscore":
        z = (x - np.nanmean(x, **_EACH)) / np.nanstd(x, ddof=1, **_EACH)
        return np.asarray(z * number(step, "sd", 1.0) + number(step, "mean", 0.0))
    least, most = np.nanmin(x, **_EACH), np.nanmax(x, **_EACH)
    if method == "distance_to_reference":
        at = most if reference is None else x[..., [reference]]
        return _capped(1 - (at - x) / np.where(at > least, at - least, np.nan), step)
    share = (x - least) / (most - least)
    return share if method == "distance_to_max" else np.asarray(share * (upper - lower) + lower)


def worst_first(x: Floats) -> Floats:
    """Ranks from 1 for the least; ties share the lower, missing values stay so."""
    ranks = np.full(len(x), np.nan)
    known = ~np.isnan(x)
    ranks[known] = np.searchsorted(np.sort(x[known]), x[known], side="left") + 1
    return ranks


def _ranks(x: Floats, method: str) -> Floats:
    ranks = worst_first(x)
    if method == "rank":
        return ranks
    if method == "borda":
        return ranks - 1
    return np.asarray((ranks - 1) / max(1, int(np.count_nonzero(~np.isnan(x))) - 1))


def _to_target(values: Floats, node: Node) -> Floats:
    worst = np.nanmin(values, **_EACH) if node.direction > 0 else np.nanmax(values, **_EACH)
    return np.asarray((values - worst) / ((node.target or 0.0) - worst))


def _target_range(known: Floats, node: Node) -> float:
    worst = known.min() if node.direction > 0 else known.max()
    return float((node.target or 0.0) - worst)


def _between(values: Floats, node: Node) -> Floats:
    low, high = node.low or 0.0, node.high or 0.0
    share = (values - low) / (high - low)
    return np.asarray(share if node.direction > 0 else 1 - share)


def _capped(values: Floats, step: Step, *, is_capped: bool = False) -> Floats:
    if not step.get("cap", is_capped):
        return values
    return np.asarray(np.clip(values, 0.0 if is_capped else None, 1.0))


def _flat(node: Node, message: str) -> Problem:
    hint = "Leave it out, or normalise in another way."
    return problem("column", f"node {node.code}", message, hint)
