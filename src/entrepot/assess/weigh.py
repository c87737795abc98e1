"""Weights that the data tell: the first principal component, and the benefit of the doubt."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from entrepot.assess.scheme import Step, number

Floats = NDArray[np.float64]
_SAME = 1e-9  # eigenvalues, and loadings, that agree to so much are one
_FEWEST = 3
_WHOLE = 1 - 1e-12


@dataclass(frozen=True, slots=True)
class Component:
    """The first principal component of the children of a node.

    Attributes:
        weights: Loadings, or their squares, that add up to one (n_children,).
        explained_share: Of the variance of the children on one scale.
    """

    weights: Floats
    explained_share: float


@dataclass(frozen=True, slots=True)
class Doubt:
    """Scores with the weights that suit each unit best.

    Attributes:
        scores: Per cent of the best practice (n_units,); NaN where bounds leave no weights.
        shares: What each child gives of the score (n_units, n_children); one optimum of perhaps
            several, NaN where the score is zero or unknown.
    """

    scores: Floats
    shares: Floats


def weigh(values: Floats, heavy: Floats, step: Step) -> tuple[Floats, Floats | None]:
    """Weights of a node's children, and their scores where weights differ by unit.

    Args:
        values: Scores of the children (..., n_units, n_children).
        heavy: The weights that are given.
        step: The section weights of a scheme.

    Returns:
        Weights (..., n_children); scores (..., n_units) of the benefit of the doubt, else None.
    """
    if step["method"] == "equal":
        return np.ones(values.shape[-1]), None
    if step["method"] == "pca":
        squared = is_squared(step)
        return _over_runs(values, lambda one: pca_weights(one, squared=squared).weights), None
    lower, upper = number(step, "lower", 0.0), number(step, "upper", 1.0)
    return heavy, _over_runs(values, lambda one: best_weights(one, lower, upper).scores)


def fault(values: Floats, step: Step) -> tuple[str, NDArray[np.bool_]]:
    """Why a node has no weights by a method, and the units it is about; empty where it has."""
    nobody, everyone = (np.full(values.shape[-2], one) for one in (False, True))
    if step["method"] == "pca":
        runs = values.reshape(-1, *values.shape[-2:])
        squared = is_squared(step)
        found = (pca_fault(one, squared=squared) for one in runs)
        return next(filter(None, found), ""), nobody
    if step["method"] != "bod":
        return "", nobody
    lower, upper = number(step, "lower", 0.0), number(step, "upper", 1.0)
    some = (values > 0).sum(axis=-1, keepdims=True)
    for told, bad in (
        ("has parts that are missing", np.isnan(values)),
        ("has parts below zero", values < 0),
        ("has parts of zero, which give no least share", (values == 0) & (lower > 0)),
        ("has too few parts above zero for the most share", (some > 0) & (some * upper < _WHOLE)),
    ):
        if bad.any():
            return told, np.asarray(bad.any(axis=-1).reshape(-1, values.shape[-2]).any(axis=0))
    if (values == 0).all(axis=(-2, -1)).any():
        return "has only parts of zero", everyone
    return "", nobody


def is_squared(step: Step) -> bool:
    """Whether squares of loadings are the weights."""
    return step.get("loadings") == "squared"


def _over_runs(values: Floats, tell: Callable[[Floats], Floats]) -> Floats:
    """What is told of each run's table (n_units, n_children), run by run."""
    if values.ndim == 2:
        return tell(values)
    lead = values.shape[:-2]
    found = np.array([tell(values[at]) for at in np.ndindex(lead)])
    return found.reshape(*lead, found.shape[-1])


def pca_fault(values: Floats, *, squared: bool = False) -> str:
    """Why children have no weights by their first component; empty where they have.

    Args:
        values: Scores of the children (n_units, n_children).
        squared: Squares of loadings are wanted, which do not ask which way a part runs.
    """
    known = _known(values)
    if values.shape[1] == 1:
        return ""
    if len(known) < _FEWEST:
        return "has fewer than three units with all its parts"
    if (known.max(axis=0) == known.min(axis=0)).any():
        return "has a part without any spread"
    roots, vectors = np.linalg.eigh(np.corrcoef(known, rowvar=False))
    if roots[-1] - roots[-2] < _SAME:
        return "has no single first component"
    first = vectors[:, -1] * np.sign(vectors[:, -1].sum())
    if not squared and (first < _SAME).any():
        return "has parts that run against each other"
    return ""


def pca_weights(values: Floats, *, squared: bool = False) -> Component:
    """Loadings of the first component of the correlations, over units that have every child.

    They add up to one, or their squares do. Where `pca_fault` finds one, there are none to tell.
    """
    if values.shape[1] == 1:
        return Component(np.ones(1), 1.0)
    roots, vectors = np.linalg.eigh(np.corrcoef(_known(values), rowvar=False))
    first = vectors[:, -1] ** 2 if squared else vectors[:, -1] / vectors[:, -1].sum()
    return Component(first, float(roots[-1] / roots.sum()))


def best_weights(values: Floats, lower: float, upper: float) -> Doubt:
    """Each unit's score under the weights that suit it best.

    A unit's weights give it as much as they can, while no unit under the same weights has more
    than one; each child gives at least `lower` and at most `upper` of the unit's own score.

    Args:
        values: Scores of the children, none below zero (n_units, n_children).
        lower: Least share of a child.
        upper: Its most.

    Source:
        Cherchye, Moesen, Rogge and Van Puyenbroeck (2007), Social Indicators Research 82,
        111-145: benefit of the doubt with bounds on pie shares.
    """
    scale = values.max(axis=0)
    scaled = values / np.where(scale > 0, scale, 1.0)
    found = [_best(scaled, unit, lower, upper) for unit in range(len(values))]
    scores = np.array([one[0] for one in found])
    return Doubt(100 * scores, np.array([one[1] for one in found]))


def _best(values: Floats, unit: int, lower: float, upper: float) -> tuple[float, Floats]:
    """One unit's linear programme: its score, and what each child gives of it."""
    own, count = values[unit], values.shape[1]
    rows, tops = [values], [np.ones(len(values))]
    if upper < 1:
        rows.append(np.diag(own) - upper * own)
        tops.append(np.zeros(count))
    if lower > 0:
        rows.append(lower * own - np.diag(own))
        tops.append(np.zeros(count))
    weights = _most(own, np.vstack(rows), np.concatenate(tops))
    gives = weights * own
    score = float(gives.sum())
    if score <= _SAME:
        return 0.0, np.full(count, np.nan)
    return score, gives / score


def _most(gain: Floats, rows: Floats, tops: Floats) -> Floats:
    """Variables not below zero that gain most, with rows at most their tops."""
    import highspy
    from highspy._core import _Highs  # the class above it prints its name where JSON goes

    solver = _Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)  # a process has one number of them: all solvers say so
    model = highspy.HighsLp()
    count, free = len(gain), highspy.kHighsInf
    model.num_col_, model.num_row_ = count, len(tops)
    model.col_cost_, model.sense_ = gain, highspy.ObjSense.kMaximize
    model.col_lower_, model.col_upper_ = np.zeros(count), np.full(count, free)
    model.row_lower_, model.row_upper_ = np.full(len(tops), -free), tops
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = np.arange(0, rows.size + 1, count, dtype=np.int32)
    model.a_matrix_.index_ = np.tile(np.arange(count, dtype=np.int32), len(tops))
    model.a_matrix_.value_ = rows.ravel()
    solver.passModel(model)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        msg = "a linear programme of weights was not solved"
        raise ArithmeticError(msg)
    return np.asarray(solver.getSolution().col_value)


def _known(values: Floats) -> Floats:
    return values[~np.isnan(values).any(axis=1)]
