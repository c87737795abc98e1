"""The smallest change of weights that lets two units change places.

Where every mean is arithmetic and nothing is missing, a score is a sum of shares, and the weight
at which two units tie has a closed form. Elsewhere no answer is given.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from entrepot.assess.index import Index, build, effective_weights, is_sum, reweighted
from entrepot.assess.prepare import Floats
from entrepot.assess.scheme import Node

_BEYOND = 1e-9  # of the largest difference: how far past the tie a swap is tried
_HALVINGS = 200


@dataclass(frozen=True, slots=True)
class NodeSwap:
    """One weight that alone makes two units tie.

    Attributes:
        weight: As it is.
        weight_at_tie: Where they tie; past it they have changed places.
        share_change: Of the root that the node carries, after less before.
        is_confirmed: The index run again on both sides of the tie shows both orders.
    """

    node: str
    weight: float
    weight_at_tie: float
    share_change: float
    is_confirmed: bool


@dataclass(frozen=True, slots=True)
class JointSwap:
    """The nearest weights of all indicators at which two units tie.

    Attributes:
        before, after: Share of the root by indicator.
        moved_share: Weight taken from some and given to others.
        is_confirmed: As of one node.
    """

    before: Mapping[str, float]
    after: Mapping[str, float]
    moved_share: float
    is_confirmed: bool


def why_not(index: Index, a: int, b: int) -> str:
    """Why a pair of rows has no closed form; empty where it has one."""
    if not is_sum(index.scheme):
        return "only a tree of arithmetic means with given weights has a closed form"
    if np.isnan(index.prepared.normalised[[a, b]]).any():
        return "a value of one of them is missing"
    return ""


def node_swaps(index: Index, a: int, b: int) -> Iterator[NodeSwap]:
    """Each node whose weight alone makes two rows tie, the least change of its share first."""
    found = [one for node in index.scheme.nodes if (one := _alone(index, node, a, b))]
    yield from sorted(found, key=lambda one: (round(abs(one.share_change), 12), one.node))


def joint_swap(index: Index, a: int, b: int) -> JointSwap | None:
    """The weights nearest to those of the scheme at which two rows tie; None where none do.

    Nearest is by the sum of squared changes of the indicators' shares, none below zero.
    """
    codes = [node.code for node in index.scheme.indicators]
    carried = effective_weights(index.scheme)
    shares = np.array([carried[code] for code in codes])
    apart = index.prepared.normalised[a] - index.prepared.normalised[b]
    wanted = float(_taken_off(index, a) - _taken_off(index, b))
    nearest = _nearest(shares, apart, wanted)
    if nearest is None:
        return None
    past = _BEYOND * float(np.abs(apart).max())
    tried = [_nearest(shares, apart, wanted + sign * past) for sign in (1, -1)]
    orders = [
        _order(index, _tree_weights(index, dict(zip(codes, one.tolist(), strict=True))), a, b)
        for one in tried
        if one is not None
    ]
    before, after = (dict(zip(codes, one.tolist(), strict=True)) for one in (shares, nearest))
    moved = float(np.abs(nearest - shares).sum() / 2)
    return JointSwap(before, after, moved, _is_swap(orders))


def _alone(index: Index, node: Node, a: int, b: int) -> NodeSwap | None:
    """The weight w at which (A + w x) / (B + w) = t, with x the rows' difference in the node."""
    scheme = index.scheme
    if not node.parent:
        return None
    others = [one for one in scheme.children(node.parent) if one.code != node.code]
    apart = {one.code: _apart(index, one.code, a, b) for one in (node, *others)}
    rest_sum = sum(one.weight * apart[one.code] for one in others)
    rest = sum(one.weight for one in others)
    carried = effective_weights(scheme)
    whole = carried[node.parent]
    if not rest or not whole:
        return None
    parent_apart = _apart(index, node.parent, a, b)
    wanted = parent_apart - _gap(index, a, b) / whole
    slope = apart[node.code] - wanted
    if slope == 0:
        return None
    weight = (wanted * rest - rest_sum) / slope
    if not 0 <= weight < np.inf:
        return None
    change = whole * weight / (rest + weight) - carried[node.code]
    step = _BEYOND * max(1.0, weight)
    orders = [
        _order(index, {node.code: one}, a, b) for one in (weight + step, max(0.0, weight - step))
    ]
    return NodeSwap(node.code, node.weight, weight, change, _is_swap(orders))


def _apart(index: Index, code: str, a: int, b: int) -> float:
    return float(index.scores[code][a] - index.scores[code][b])


def _gap(index: Index, a: int, b: int) -> float:
    return float(index.final[a] - index.final[b])


def _taken_off(index: Index, row: int) -> float:
    """Points that were deducted from a row."""
    return float(index.scores[index.scheme.root.code][row] - index.final[row])


def _order(index: Index, weights: Mapping[str, float], a: int, b: int) -> float:
    """Sign of the gap of two rows when the index is run again with other weights."""
    again = build(reweighted(index.scheme, weights), index.table)
    return float(np.sign(_gap(again, a, b)))


def _is_swap(orders: list[float]) -> bool:
    return sorted(orders) == [-1.0, 1.0]


def _tree_weights(index: Index, shares: Mapping[str, float]) -> Mapping[str, float]:
    """Weights of every node that give the indicators their shares of the root.

    What is below a node without a share keeps its weights: it counts for nothing.
    """
    found = dict(shares)
    for node in index.scheme.aggregates:
        below = index.scheme.children(node.code)
        found[node.code] = sum(found[one.code] for one in below)
        if found[node.code] == 0:
            found |= {one.code: one.weight for one in below}
    return found


def _nearest(shares: Floats, apart: Floats, wanted: float) -> Floats | None:
    """The point of the simplex nearest to shares whose product with `apart` is as wanted."""
    if not apart.min() <= wanted <= apart.max() or apart.min() == apart.max():
        return None
    low, high = -1.0, 1.0
    while _simplex(shares - low * apart) @ apart < wanted and low > -1e12:
        low *= 2
    while _simplex(shares - high * apart) @ apart > wanted and high < 1e12:
        high *= 2
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        above = _simplex(shares - middle * apart) @ apart > wanted
        low, high = (middle, high) if above else (low, middle)
    return _simplex(shares - high * apart)


def _simplex(point: Floats) -> Floats:
    """The nearest point whose entries are not below zero and add up to one."""
    down = np.sort(point)[::-1]
    over = (np.cumsum(down) - 1) / np.arange(1, len(down) + 1)
    level = over[np.flatnonzero(down > over)[-1]]
    return np.asarray(np.maximum(point - level, 0.0))
