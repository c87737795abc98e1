"""What lifts a unit above the mean of its class, or holds it below: exact where a tree adds up."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from entrepot.assess.index import Index, effective_weights, is_sum, parts_of


@dataclass(frozen=True, slots=True)
class Waterfall:
    """A score as its class's mean and what each indicator adds to it.

    Attributes:
        base: Mean score of the class, deductions apart.
        parts: By indicator: its weight times how far the unit is from the mean of the class.
        deducted: What deductions took off, not above zero.
    """

    base: float
    parts: Mapping[str, float]
    deducted: float


def waterfalls(index: Index) -> list[Waterfall | None]:
    """One for each unit that was kept; base, parts and what is deducted add up to its score.

    None where the tree does not only add up, or where a value of the unit or of its class is
    missing: means over what is present have other weights.
    """
    values, codes = index.prepared.normalised, [one.code for one in index.scheme.indicators]
    found: list[Waterfall | None] = [None] * len(values)
    if not is_sum(index.scheme):
        return found
    carried = effective_weights(index.scheme)
    weights = np.array([carried[code] for code in codes])
    scores = index.scores[index.scheme.root.code]
    parts = parts_of(index.table, index.prepared.rows)
    for part in dict.fromkeys(parts):
        rows = [at for at, one in enumerate(parts) if one == part]
        if np.isnan(values[rows]).any():
            continue
        base, middle = float(scores[rows].mean()), values[rows].mean(axis=0)
        for at in rows:
            added = (weights * (values[at] - middle)).tolist()
            found[at] = Waterfall(base, dict(zip(codes, added, strict=True)),
                                 float(index.final[at] - scores[at]))  # fmt: skip
    return found
