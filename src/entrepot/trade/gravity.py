"""The gravity equation by Poisson pseudo-maximum likelihood, with any number of effects.

    (1)  E[trade_ijt] = mu_ijt = exp(x_ijt' beta + alpha_it + gamma_jt + eta_ij)

is the constant-elasticity equation in its multiplicative form (Santos Silva and Tenreyro 2006,
section III), with the effects that stand for outward and inward multilateral resistance and
for all that does not change between two partners (Yotov et al. 2016, chapter 1, on estimating
structural gravity). The estimate solves their first-order conditions of the Poisson kind,

    (2)  sum x (trade - mu) = 0
    (3)  sum (trade - mu) = 0    for each group of each effect,

so that fitted sums by group equal those observed. It is found by iteratively reweighted least
squares (Correia, Guimaraes and Zylkin 2020, the section on the algorithm): with weights mu,

    (4)  z = x' beta + effects + (trade - mu) / mu

is regressed on terms and effects; what is left of it after the effects starts from what was
left at the step before, and is asked for ever more exactly as the deviance settles.

Source:
    Santos Silva and Tenreyro 2006, The Log of Gravity; Correia, Guimaraes and Zylkin 2020,
    Fast Poisson estimation with high-dimensional fixed effects; Yotov, Piermartini, Monteiro
    and Larch 2016, An Advanced Guide to Trade Policy Analysis: The Structural Gravity Model.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from entrepot.kernel.errors import ModelError, Problem
from entrepot.trade.grouping import Grouping, group
from entrepot.trade.separation import Separation, find_separated
from entrepot.trade.sweeps import fit_sums, sum_groups, sum_log_factorials, take_out

_Floats = NDArray[np.float64]
_Codes = NDArray[np.int64]

_FIRST_SWEEPS = 8  # of proportional fitting, for a start near every group's sum
_LOOSE, _TIGHT = 1e-3, 1e-9  # how exactly effects are taken out, at first and at last
_ENOUGH = 1e-9  # share of itself by which the deviance may still fall
_BALANCED = 1e-7  # share of its trade by which a group's sum may be missed
_MOST_STEPS = 200
_MOST_SWEEPS = 20_000
_MOST_IN_ALL = 100_000
_MOST_HALVINGS = 12
_NEARLY, _SUSPECT = 1e-5, 1e-4  # how terms that may be explained are told at first
_COLLINEAR = 1e-12  # of a column's variation that no effect takes up
_ALIKE = 1e-10  # of a column's variation that no column before it takes up
_FLOOR = 1e-300


@dataclass(frozen=True, slots=True)
class Fit:
    """An estimate of the equation, over the rows that could be used.

    Attributes:
        beta: Coefficient of each term that is kept (p,).
        terms: Place of each such term among those handed in.
        dropped: Place of each term that effects or terms before it explain.
        separation: Which rows stayed, and why others went.
        fitted: Fitted value of each row that stayed (n,).
        left: Terms after the effects are taken out, with weights `fitted` (p, n).
        information: Weighted products of `left` (p, p).
        groups: The groups of the effects.
        deviance: Twice the log likelihood a perfect fit would gain.
        iterations: Steps of reweighting.
        sweeps: Sweeps over effects, of all columns.
        gradient_norm: Largest first-order condition, as a share of what it sums.
        trace: Deviance after each step.
    """

    beta: _Floats
    terms: tuple[int, ...]
    dropped: tuple[int, ...]
    separation: Separation
    fitted: _Floats
    left: _Floats
    information: _Floats
    groups: Grouping
    deviance: float
    iterations: int
    sweeps: int
    gradient_norm: float
    trace: tuple[float, ...]


def fit_ppml(trade: _Floats, terms: _Floats, effects: Sequence[_Codes]) -> Fit:
    """Estimate the equation.

    Args:
        trade: What is explained, finite and at least 0 (n,).
        terms: Columns of the terms, the constant among them where there is no effect (n, p).
        effects: Code of each row for each effect, from 0 (n,) each.

    Raises:
        ModelError: Nothing is left to estimate from, or the steps do not settle.
    """
    separation = find_separated(trade, terms, effects)
    kept = separation.kept
    if not kept.any() or not trade[kept].any():
        hint = "Give rows with trade in every group."
        raise ModelError(
            Problem("gravity.nothing_left", "rows", "no row with trade is left.", hint)
        )
    order = _by_group(kept, effects)
    back = np.empty_like(order)
    back[order] = np.arange(len(order))
    rows = np.flatnonzero(kept)[order]
    found = _Search(trade[rows], terms[rows], group([codes[rows] for codes in effects], len(rows)))
    return found.run(separation, back)


def _by_group(kept: NDArray[np.bool_], effects: Sequence[_Codes]) -> _Codes:
    """Order of the rows by the effect with the most groups: neighbours share memory."""
    if not effects:
        return np.arange(int(kept.sum()))
    codes = max(effects, key=lambda one: int(one.max(initial=0)))[kept]
    if (codes[1:] >= codes[:-1]).all():
        return np.arange(len(codes))
    return np.argsort(codes, kind="stable")


class _Search:
    """The steps towards the estimate; with effects, trade is in units of its mean."""

    def __init__(self, trade: _Floats, terms: _Floats, groups: Grouping) -> None:
        self.unit = float(trade.mean()) if groups.order else 1.0  # a constant tells the unit
        self.trade = trade / self.unit
        self.groups = groups
        self.wanted = sum_groups(groups.groups, self.trade, groups.start)
        self.sweeps = 0
        self._start()
        self._take_terms(terms)

    def _start(self) -> None:
        """Fitted values near every group's sum."""
        if self.groups.order:
            fitted = np.ones(len(self.trade))
            fit_sums(fitted, self.wanted, self.groups.groups, self.groups.start, _FIRST_SWEEPS)
        else:
            fitted = (self.trade + self.trade.mean()) / 2.0
        self.index = np.log(np.maximum(fitted, _FLOOR))
        self.fitted = np.exp(self.index)

    def _take_terms(self, terms: _Floats) -> None:
        """Terms without effects; those that nothing is left of, or that are alike, go."""
        spread = terms - (terms.mean(axis=0) if self.groups.order else 0.0)
        self.sizes = np.maximum(np.abs(spread).max(axis=0, initial=0.0), _FLOOR)
        left = np.ascontiguousarray((spread / self.sizes).T)
        before = (left * left) @ self.fitted
        self.taken = np.zeros((len(left) + 1, int(self.groups.start[-1])))
        sums = sum_groups(self.groups.groups, self.fitted, self.groups.start)
        kept: list[int] = []
        for exact, alike in ((_NEARLY, _SUSPECT), (_TIGHT, _ALIKE)):
            for place, one in enumerate(left):
                self._take_out(one, sums, place + 1, exact)
            kept = _unlike((left * self.fitted) @ left.T, before, alike)
            if len(kept) == len(left):
                break
        self.kept = tuple(kept)
        self.dropped = tuple(place for place in range(len(left)) if place not in kept)
        self.left = left[kept]
        self.sizes = self.sizes[kept]

    def _take_out(self, column: _Floats, sums: _Floats, place: int, tolerance: float) -> bool:
        """Take the effects out of a column; whether that was done as exactly as asked."""
        if not self.groups.order:
            return True
        made = take_out(
            column, self.fitted, self.groups.groups, self.groups.start, sums,
            self.taken[place], tolerance, _MOST_SWEEPS,
        )  # fmt: skip
        self.sweeps += made
        return bool(made <= _MOST_SWEEPS)

    def run(self, separation: Separation, back: _Codes) -> Fit:
        """Step until deviance and first-order conditions have settled."""
        exact, trace = _LOOSE, [_deviance(self.trade, self.fitted)]
        pending = working = np.zeros(len(self.trade))
        beta, is_first = np.zeros(len(self.left)), True
        for count in range(1, _MOST_STEPS + 1):
            now = self.index + (self.trade - self.fitted) / self.fitted
            pending = now.copy() if is_first else pending + (now - working)
            working, is_first = now, False
            beta, is_exact = self._step(pending, working, exact)
            trace.append(_deviance(self.trade, self.fitted))
            self._halve(trace)
            fell = abs(trace[-2] - trace[-1]) / max(trace[-1], 1e-6 * self.trade.sum())
            gradient = self._gradient()
            if fell < _ENOUGH and exact <= _TIGHT and gradient < _BALANCED and is_exact:
                return self._fit(beta, separation, back, count, gradient, trace)
            if not np.isfinite(trace[-1]) or self.sweeps > _MOST_IN_ALL:
                break
            exact = max(min(exact, 0.1 * fell), _TIGHT)
        raise self._unsettled(trace)

    def _step(self, pending: _Floats, working: _Floats, exact: float) -> tuple[_Floats, bool]:
        """One weighted regression; the new index and fitted values."""
        sums = sum_groups(self.groups.groups, self.fitted, self.groups.start)
        done = [self._take_out(pending, sums, 0, exact)]
        done += [self._take_out(one, sums, k, exact) for k, one in enumerate(self.left, start=1)]
        weighed = self.left * self.fitted
        self.information = weighed @ self.left.T
        beta = np.linalg.lstsq(self.information, weighed @ pending, rcond=None)[0]
        self.before = self.index
        self.index = working - (pending - beta @ self.left)
        self.fitted = np.maximum(np.exp(np.minimum(self.index, 700.0)), _FLOOR)
        return beta, all(done)

    def _halve(self, trace: list[float]) -> None:
        """Go back half the way while the deviance has risen or is no number."""
        for _ in range(_MOST_HALVINGS):
            if trace[-1] <= trace[-2] * (1.0 + 1e-6) + 1e-9 or len(trace) < 4:
                return
            self.index = (self.index + self.before) / 2.0
            self.fitted = np.maximum(np.exp(np.minimum(self.index, 700.0)), _FLOOR)
            trace[-1] = _deviance(self.trade, self.fitted)

    def _gradient(self) -> float:
        """Largest first-order condition, as a share of the trade it sums."""
        miss = self.trade - self.fitted
        of_terms = np.abs(self.left @ miss) / np.maximum(np.abs(self.left) @ self.trade, _FLOOR)
        of_groups = np.abs(sum_groups(self.groups.groups, miss, self.groups.start)) / self.wanted
        return float(max(of_terms.max(initial=0.0), of_groups.max(initial=0.0)))

    def _fit(
        self, beta: _Floats, separation: Separation, back: _Codes, count: int, gradient: float,
        trace: Sequence[float],
    ) -> Fit:  # fmt: skip
        left = self.left * self.sizes[:, None]
        fitted = self.fitted * self.unit
        groups = self.groups
        return Fit(
            beta=beta / self.sizes, terms=self.kept, dropped=self.dropped,
            separation=separation, fitted=fitted[back], left=np.ascontiguousarray(left[:, back]),
            information=(left * fitted) @ left.T,
            groups=Grouping(groups.groups[:, back], groups.start, groups.order, groups.codes),
            deviance=trace[-1] * self.unit, iterations=count, sweeps=self.sweeps,
            gradient_norm=gradient, trace=tuple(one * self.unit for one in trace),
        )  # fmt: skip

    def _unsettled(self, trace: Sequence[float]) -> ModelError:
        told = ", ".join(f"{one * self.unit:.10g}" for one in trace)
        message = f"did not settle in {len(trace) - 1} steps; deviance by step: {told}."
        hint = "Look for terms or effects that hardly any row tells apart."
        return ModelError(Problem("gravity.not_converged", "estimate", message, hint))


def _unlike(gram: _Floats, before: _Floats, alike: float) -> list[int]:
    """Columns that neither the effects nor columns before them explain, in their order."""
    kept: list[int] = []
    for place in range(len(gram)):
        own = gram[place, place]
        if own <= max(_COLLINEAR, alike * _COLLINEAR / _ALIKE) * before[place] or own <= _FLOOR:
            continue
        across = gram[np.ix_(kept, [place])]
        explained = across.T @ np.linalg.lstsq(gram[np.ix_(kept, kept)], across, rcond=None)[0]
        if own - float(explained.sum()) > alike * own:
            kept.append(place)
    return kept


def _deviance(trade: _Floats, fitted: _Floats) -> float:
    """Twice the sum of y ln(y / mu) - (y - mu); the first part is 0 where y is 0."""
    some = trade > 0
    logs = trade[some] * np.log(trade[some] / fitted[some])
    return float(2.0 * (logs.sum() - (trade.sum() - fitted.sum())))


def log_likelihood(trade: _Floats, fitted: _Floats) -> float:
    """Sum of y ln(mu) - mu - ln(y!), with the gamma function for trade that is not whole."""
    return _likelihood(trade, fitted) - float(sum_log_factorials(trade))


def pseudo_r2(trade: _Floats, fitted: _Floats) -> float | None:
    """McFadden's: 1 less the log likelihood over that of a mean alone; None without spread."""
    factorials = float(sum_log_factorials(trade))
    alone = _likelihood(trade, np.full(len(trade), trade.mean())) - factorials
    return 1.0 - (_likelihood(trade, fitted) - factorials) / alone if alone else None


def _likelihood(trade: _Floats, fitted: _Floats) -> float:
    """The log likelihood without what does not depend on the fit."""
    some = trade > 0
    return float((trade[some] * np.log(fitted[some])).sum() - fitted.sum())
