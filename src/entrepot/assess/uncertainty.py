"""How far ranks hang on method: every combination of options, or a spread sample of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import prod

import numpy as np
from numpy.typing import NDArray

from entrepot.assess.index import Index, adjusted, root_scores
from entrepot.assess.prepare import Floats, Prepared, Table, prepare, renormalised
from entrepot.assess.scheme import Scheme, Step
from entrepot.assess.sobol import sobol

Ints = NDArray[np.int64]
MOST_ENUMERATED = 200_000
_RESAMPLES = 200
_TOGETHER = 2_000  # runs at a time, for the sake of memory
_TOGETHER_NOISY = 250  # where each run has values of its own
_BAND = (5, 95)


@dataclass(frozen=True, slots=True)
class Option:
    """One way an assumption may turn out.

    Attributes:
        steps: Sections that replace those of the scheme.
        weights: Weights by node that replace those of the scheme.
    """

    steps: Mapping[str, Step] = field(default_factory=dict)
    weights: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Assumption:
    """A choice of method; its options are equally likely.

    Attributes:
        noise_share: Each option also draws values anew, by a normal error of this share of
            them, after treatment and before they are brought to scale.
    """

    name: str
    options: tuple[Option, ...]
    noise_share: float = 0.0


@dataclass(frozen=True, slots=True)
class Share:
    """What one assumption explains of the variance of the measure.

    Attributes:
        first: Alone. None under enumeration have intervals, which are exact.
        total: With all it acts together with.
    """

    first: float
    total: float
    first_interval: tuple[float, float] | None = None
    total_interval: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """Ranks under every run, and what moves them.

    Attributes:
        runs: How many.
        ranks: Of the units of the nominal index (n_runs, n_units), NaN where a run has none.
        scores: Alike, where they were asked for.
    """

    method: str
    runs: int
    mean: float
    variance: float
    shares: tuple[Share, ...]
    ranks: Floats
    scores: Floats | None = None


def sensitivity(
    nominal: Index, assumptions: Sequence[Assumption], *, method: str, points: int, seed: int,
    keep_scores: bool = False,
) -> Sensitivity:  # fmt: skip
    """Rank units under combinations of assumptions.

    Args:
        nominal: The index as the scheme gives it.
        assumptions: What may be chosen otherwise.
        method: enumerate, sobol, or auto: enumerate up to 200,000 combinations.
        points: Of a Sobol design, which runs points x (assumptions + 2).
        seed: Of its scrambling and of resampling.
        keep_scores: Tell the scores of every run too.
    """
    sizes = [len(one.options) for one in assumptions]
    every = prod(sizes)
    if method == "enumerate" or (method == "auto" and every <= MOST_ENUMERATED):
        runs = np.indices(sizes).reshape(len(sizes), -1).T
        ranks, scores = _ranks(nominal, assumptions, runs, seed, keep_scores)
        shift = _shift(ranks, nominal.ranks)
        shares = exact_shares(shift.reshape(sizes))
        told = float(shift.mean()), float(shift.var())
        return Sensitivity("enumerate", len(runs), *told, shares, ranks, scores)
    design = sobol_design(sizes, points, seed)
    flat = design.reshape(-1, len(sizes))
    ranks, scores = _ranks(nominal, assumptions, flat, seed, keep_scores)
    shift = _shift(ranks, nominal.ranks).reshape(len(sizes) + 2, points)
    shares = sampled_shares(shift, seed)
    plain = shift[:2].ravel()
    told = float(plain.mean()), float(plain.var())
    kept = None if scores is None else scores[: 2 * points]
    return Sensitivity("sobol", len(flat), *told, shares, ranks[: 2 * points], kept)


def exact_shares(values: Floats) -> tuple[Share, ...]:
    """First and total order of each axis of a full table of a measure, without sampling error."""
    whole, axes = values.var(), range(values.ndim)
    if whole == 0:
        return tuple(Share(0.0, 0.0) for _ in axes)
    return tuple(
        Share(
            float(_means(values, axis).var() / whole),
            float(values.var(axis=axis).mean() / whole),
        )
        for axis in axes
    )


def sampled_shares(values: Floats, seed: int) -> tuple[Share, ...]:
    """First and total order from a Sobol design, with intervals from resampling all of it.

    Args:
        values: The measure at A, at B, and at A with each assumption from B (k + 2, n_points).
        seed: Of the resampling.

    Returns:
        Shares; nothing is clipped, so that one may fall below zero by chance.
    """
    first, total = _estimates(values)
    chance = np.random.default_rng(seed)
    n = values.shape[1]
    many = [_estimates(values[:, chance.integers(0, n, n)]) for _ in range(_RESAMPLES)]
    firsts, totals = (np.percentile([one[at] for one in many], _BAND, axis=0) for at in (0, 1))
    return tuple(
        Share(float(first[at]), float(total[at]), _pair(firsts[:, at]), _pair(totals[:, at]))
        for at in range(len(first))
    )


def sobol_design(sizes: Sequence[int], points: int, seed: int) -> Ints:
    """Options of A, of B, and of A with one assumption from B (k + 2, n_points, k)."""
    k = len(sizes)
    drawn = sobol(2 * k, points, seed)
    picked = (drawn * np.tile(sizes, 2)).astype(np.int64)
    a, b = picked[:, :k], picked[:, k:]
    mixed = [np.where(np.arange(k) == at, b, a) for at in range(k)]
    return np.stack([a, b, *mixed])


def _means(values: Floats, axis: int) -> Floats:
    rest = tuple(one for one in range(values.ndim) if one != axis)
    means = values.mean(axis=rest)
    return np.asarray(means)


def _estimates(values: Floats) -> tuple[Floats, Floats]:
    a, b, mixed = values[0], values[1], values[2:]
    whole = values[:2].var()
    if whole == 0:
        return np.zeros(len(mixed)), np.zeros(len(mixed))
    first = ((b - values[:2].mean()) * (mixed - a)).mean(axis=1) / whole
    return first, ((a - mixed) ** 2).mean(axis=1) / 2 / whole


def _pair(values: Floats) -> tuple[float, float]:
    return float(values[0]), float(values[1])


def _shift(ranks: Floats, nominal: Floats) -> Floats:
    """Mean move of the ranks of each run from the nominal ones."""
    return np.asarray(np.nanmean(np.abs(ranks - nominal), axis=1))


def _ranks(
    nominal: Index, assumptions: Sequence[Assumption], runs: Ints, seed: int, keep_scores: bool
) -> tuple[Floats, Floats | None]:
    """Ranks of each run; like runs are worked out once, those alike but in weights together."""
    unique, where = np.unique(runs, axis=0, return_inverse=True)
    is_weights = np.array([not any(o.steps for o in one.options) for one in assumptions])
    by_method, group = np.unique(unique[:, ~is_weights], axis=0, return_inverse=True)
    ranks = np.full((len(unique), len(nominal.prepared.rows)), np.nan)
    scores = np.full_like(ranks, np.nan) if keep_scores else None
    prepared = _preparing(nominal.table)
    group = group.ravel()
    for at in range(len(by_method)):
        members = np.flatnonzero(group == at)
        most = _TOGETHER_NOISY if any(one.noise_share for one in assumptions) else _TOGETHER
        for few in np.array_split(members, 1 + len(members) // most):
            ranks[few], told = _together(nominal, assumptions, unique[few], prepared, seed)
            if scores is not None:
                scores[few] = told
    back = where.ravel()
    return ranks[back], None if scores is None else scores[back]


def _together(
    nominal: Index, assumptions: Sequence[Assumption], runs: Ints,
    prepare_once: Callable[[Scheme], Prepared], seed: int,
) -> tuple[Floats, Floats]:  # fmt: skip
    """Ranks and scores of runs alike but in weights, in the order of the nominal index."""
    steps: dict[str, Step] = dict(nominal.scheme.steps)
    for assumption, choice in zip(assumptions, runs[0], strict=True):
        steps |= assumption.options[choice].steps
    scheme = replace(nominal.scheme, steps=steps)
    prepared = _noisy(scheme, nominal.table, prepare_once(scheme), assumptions, runs, seed)
    weights = _weights(scheme, assumptions, runs)
    scores = root_scores(scheme, prepared, weights, nominal.table.units)
    root = np.broadcast_to(scores, (len(runs), len(prepared.rows)))
    done = adjusted(scheme, nominal.table, prepared.rows, root)
    place = {row: at for at, row in enumerate(prepared.rows)}
    found = np.full((2, len(runs), len(nominal.prepared.rows)), np.nan)
    for at, row in enumerate(nominal.prepared.rows):
        if row in place:
            found[:, :, at] = done.ranks[:, place[row]], done.final[:, place[row]]
    return found[0], found[1]


def _noisy(
    scheme: Scheme, table: Table, prepared: Prepared, assumptions: Sequence[Assumption],
    runs: Ints, seed: int,
) -> Prepared:  # fmt: skip
    """Values of each run with its errors; a draw is the same whatever else a run assumes."""
    noisy = [(at, one.noise_share) for at, one in enumerate(assumptions) if one.noise_share]
    if not noisy:
        return prepared
    rows, values = list(prepared.stages.values())[-2]
    factor = np.ones((len(runs), *values.shape))
    for at, share in noisy:
        drawn = {
            draw: np.random.default_rng([seed, at, draw]).standard_normal(table.values.shape)
            for draw in np.unique(runs[:, at]).tolist()
        }
        every = np.stack([drawn[draw][list(rows)] for draw in runs[:, at].tolist()])
        factor *= 1 + share * every
    return renormalised(scheme, table, prepared, values * factor)


def _weights(
    scheme: Scheme, assumptions: Sequence[Assumption], runs: Ints
) -> Mapping[str, float | Floats]:
    """Weights of each node that some option names, run by run (n_runs,)."""
    plain = {node.code: node.weight for node in scheme.nodes}
    found: dict[str, float | Floats] = {}
    for at, assumption in enumerate(assumptions):
        used, back = np.unique(runs[:, at], return_inverse=True)
        options = [assumption.options[choice].weights for choice in used.tolist()]
        for code in {code for weights in options for code in weights}:
            base = found.get(code, plain[code])
            drawn = np.array([weights.get(code, np.nan) for weights in options])[back.ravel()]
            found[code] = np.where(np.isnan(drawn), base, drawn)
    return found


def _preparing(table: Table) -> Callable[[Scheme], Prepared]:
    """Prepare a table, once for all schemes that are alike up to the weights."""
    kept: dict[str, Prepared] = {}

    def once(scheme: Scheme) -> Prepared:
        later = "weights", "aggregate"
        steps = {name: step for name, step in scheme.steps.items() if name not in later}
        key = repr(sorted(steps.items()))
        if key not in kept:
            kept[key] = prepare(scheme, table)
        return kept[key]

    return once
