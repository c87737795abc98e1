"""Whether an index hangs together: correlations in its tree, alpha, weights against influence."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from entrepot.assess.index import Index, effective_weights
from entrepot.assess.prepare import Floats

COLLINEAR = 0.92
_FEWEST = 3  # units known in both columns


@dataclass(frozen=True, slots=True)
class Influence:
    """One node below its parent.

    Attributes:
        correlation: With the parent's score; None where it cannot be told.
        nominal_share: Of the weights below the parent.
        effective_share: Of the root, were every level added up.
        influence_share: Of the squared correlations below the parent.
    """

    node: str
    parent: str
    correlation: float | None
    nominal_share: float
    effective_share: float
    influence_share: float | None


def correlation(a: Floats, b: Floats) -> float | None:
    """Pearson correlation over units known in both; None without enough or without spread."""
    known = ~(np.isnan(a) | np.isnan(b))
    x, y = a[known], b[known]
    if len(x) < _FEWEST or x.max() == x.min() or y.max() == y.min():
        return None
    return float(np.corrcoef(x, y)[0, 1])


def alpha(values: Floats) -> float | None:
    """Cronbach's alpha of columns (n_units, n_items), over units that have them all."""
    whole = values[~np.isnan(values).any(axis=1)]
    items = values.shape[1]
    if items < 2 or len(whole) < _FEWEST:
        return None
    total = whole.sum(axis=1).var(ddof=1)
    if total == 0:
        return None
    return float(items / (items - 1) * (1 - whole.var(axis=0, ddof=1).sum() / total))


def influences(index: Index) -> Iterator[Influence]:
    """Every node below another, against it."""
    scheme, carried = index.scheme, effective_weights(index.scheme)
    for parent in scheme.aggregates:
        below = scheme.children(parent.code)
        whole = sum(node.weight for node in below)
        found = [correlation(index.scores[n.code], index.scores[parent.code]) for n in below]
        squares = sum(r * r for r in found if r is not None)
        for node, r in zip(below, found, strict=True):
            share = r * r / squares if r is not None and squares else None
            yield Influence(
                node.code, parent.code, r, node.weight / whole, carried[node.code], share
            )


def alphas(index: Index) -> Iterator[tuple[str, float | None]]:
    """Alpha of what lies below each node."""
    for parent in index.scheme.aggregates:
        below = index.scheme.children(parent.code)
        yield parent.code, alpha(np.column_stack([index.scores[one.code] for one in below]))


def pairs(index: Index) -> Iterator[tuple[str, str, float]]:
    """Nodes below one parent, two by two, with their correlation."""
    for parent in index.scheme.aggregates:
        for a, b in combinations(index.scheme.children(parent.code), 2):
            r = correlation(index.scores[a.code], index.scores[b.code])
            if r is not None:
                yield a.code, b.code, r
