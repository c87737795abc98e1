"""What follows the ranks: points that a rule deducts, and vetoes that bar from a rank."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from entrepot.assess.ranks import Floats, rank_behind
from entrepot.assess.scheme import Scheme

Rules = Mapping[str, Floats]  # what the columns of deductions and vetoes tell, by column


@dataclass(frozen=True, slots=True)
class Adjusted:
    """Scores and ranks after deductions and vetoes (..., n_units)."""

    final: Floats
    ranks: Floats


def adjust(scheme: Scheme, rules: Rules, scores: Floats, parts: Sequence[object]) -> Adjusted:
    """Take points off and rank anew; a vetoed unit keeps its score.

    Args:
        scheme: Its deductions and vetoes.
        rules: Columns they read, for the units of the scores.
        scores: Of the root (..., n_units).
        parts: Class and year of each unit.
    """
    final = scores - deducted(scheme, rules, scores.shape[-1]).sum(axis=0)
    barred = vetoed(scheme, rules, scores.shape[-1])
    kinds = np.array([one.effect == "unranked" for one in scheme.vetoes], dtype=bool)
    out, behind = barred[kinds].any(axis=0), barred[~kinds].any(axis=0)
    ranks = rank_behind(np.where(out, np.nan, final), behind & ~out, parts)
    return Adjusted(final, ranks)


def deducted(scheme: Scheme, rules: Rules, units: int) -> Floats:
    """Points each deduction takes off (n_deductions, n_units)."""
    found = [np.minimum(one.points * rules[one.column], one.most) for one in scheme.deductions]
    return np.array(found).reshape(-1, units)


def vetoed(scheme: Scheme, rules: Rules, units: int) -> NDArray[np.bool_]:
    """Which units each veto bars (n_vetoes, n_units)."""
    found = [rules[one.column] > one.above for one in scheme.vetoes]
    return np.array(found, dtype=bool).reshape(-1, units)
