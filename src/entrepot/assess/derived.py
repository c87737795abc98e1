"""Weights that an index found in its data, as it stands."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from entrepot.assess.index import Index, reweighted, weights_at
from entrepot.assess.scheme import number
from entrepot.assess.weigh import Component, Doubt, best_weights, is_squared, pca_weights


def derived(index: Index) -> Mapping[str, Component | Doubt]:
    """By node: one set of weights, or one a unit."""
    found: dict[str, Component | Doubt] = {}
    for node in index.scheme.aggregates:
        step = weights_at(index.scheme, node)
        below = index.scheme.children(node.code)
        values = np.column_stack([index.scores[one.code] for one in below])
        if step and step["method"] == "pca":
            found[node.code] = pca_weights(values, squared=is_squared(step))
        elif step and step["method"] == "bod":
            bounds = number(step, "lower", 0.0), number(step, "upper", 1.0)
            found[node.code] = best_weights(values, *bounds)
    return found


def in_mean_weights(index: Index) -> Index:
    """The index with found weights as its nodes' weights; of units' own, their mean shares."""
    changes: dict[str, float] = {}
    for node in index.scheme.aggregates:
        if weights_at(index.scheme, node):
            changes |= {one.code: 1.0 for one in index.scheme.children(node.code)}
    for code, one in derived(index).items():
        means = one.weights if isinstance(one, Component) else np.nanmean(one.shares, axis=0)
        below = index.scheme.children(code)
        changes |= dict(zip((n.code for n in below), means.tolist(), strict=True))
    return replace(index, scheme=reweighted(index.scheme, changes)) if changes else index
