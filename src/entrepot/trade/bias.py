"""Bias of the three-way estimate, and of its error, where years are few.

With effects of exporter and year, importer and year, and pair, the estimate is consistent, but
its distribution is not centred: the effects of a country in a year rest on N rows only. For
pair ij with its years as vectors, theta = lambda / sum lambda, S = y - lambda, and

    H = sum(lambda) (diag(theta) - theta theta'),    G x = the change of -H along x,

the bias is W^-1 (B + D), W = sum x' H x, and for exporters (importers alike)

    B = - sum_i tr[(sum_j H)^+ sum_j H x S']
        + 1/2 sum_i tr[(sum_j G x) (sum_j H)^+ (sum_j S S') (sum_j H)^+]

times N / (N - 1), with ^+ the pseudo-inverse. The filling of the sandwich is too small by the
same reason; S is made larger by the leverage of its pair, (I - H (x V x' + d V d'))^-1 S.

Source:
    Weidner and Zylkin 2021, Bias and consistency in three-way gravity models: the proposition
    on the asymptotic distribution of the three-way estimate (the bias), and the section on the
    downward bias of its standard errors (the leverage).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_Floats = NDArray[np.float64]
_Codes = NDArray[np.int64]
MOST_EFFECTS = 6_000  # of countries in years: their products are kept as one matrix


@dataclass(frozen=True, slots=True)
class ThreeWay:
    """A three-way panel by pair and year; where a row is missing all is 0.

    Attributes:
        fitted: Fitted trade (P, T).
        miss: Trade less fitted trade (P, T).
        left: Terms freed of the effects (K, P, T).
        exporter: Code of the exporter of each pair (P,).
        importer: Code of its importer (P,).
    """

    fitted: _Floats
    miss: _Floats
    left: _Floats
    exporter: _Codes
    importer: _Codes


@dataclass(frozen=True, slots=True)
class Correction:
    """What is to be taken off the coefficients, and their covariance instead.

    Attributes:
        bias: Bias of each coefficient (K,).
        covariance: Covariance, clustered by pair (K, K).
    """

    bias: _Floats
    covariance: _Floats


def lay_out(
    fitted: _Floats, miss: _Floats, left: _Floats,
    exporter: _Codes, importer: _Codes, year: _Codes, pair: _Codes,
) -> ThreeWay:  # fmt: skip
    """Rows as a panel; a pair has one exporter and one importer, and one row a year (n,)."""
    shape = (int(pair.max()) + 1, int(year.max()) + 1)
    panel = np.zeros((2 + len(left), *shape))
    panel[:, pair, year] = np.vstack([fitted, miss, left])
    first = np.unique(pair, return_index=True)[1]
    return ThreeWay(panel[0], panel[1], panel[2:], exporter[first], importer[first])


def correct(panel: ThreeWay) -> Correction:
    """Bias of the coefficients, and their covariance with leverage."""
    information = np.einsum("kpt,pt,lpt->kl", panel.left, panel.fitted, panel.left)
    bread = np.linalg.inv(information)
    bent = sum(_bend(panel, side) for side in (panel.exporter, panel.importer))
    return Correction(bread @ bent, _covariance(panel, bread))


def _bend(panel: ThreeWay, side: _Codes) -> _Floats:
    """How the effects of one side bend the score of each term (K,)."""
    bent = np.zeros(len(panel.left))
    countries = np.unique(side)
    for country in countries:
        own = side == country
        bent += _bend_of_one(panel.fitted[own], panel.miss[own], panel.left[:, own])
    return bent * len(countries) / (len(countries) - 1)


def _bend_of_one(fitted: _Floats, miss: _Floats, left: _Floats) -> _Floats:
    total = fitted.sum(axis=1, keepdims=True)
    theta = fitted / np.where(total > 0, total, 1.0)
    curve = np.diag(fitted.sum(axis=0)) - fitted.T @ theta
    inverse = np.linalg.pinv(curve, rcond=1e-10, hermitian=True)
    spread = inverse @ (miss.T @ miss) @ inverse
    bent = np.empty(len(left))
    for k, term in enumerate(left):
        weighed = fitted * term  # H x, for x is freed of the pair
        turn = weighed.T @ theta
        change = turn + turn.T - np.diag(weighed.sum(axis=0))
        first = np.einsum("ts,st->", inverse, weighed.T @ miss)
        bent[k] = np.einsum("ts,st->", change, spread) / 2 - first
    return bent


def _covariance(panel: ThreeWay, bread: _Floats) -> _Floats:
    """The sandwich, with each pair's miss made larger by its leverage."""
    effects = _Effects(panel)
    filling = np.zeros_like(bread)
    for p, fitted in enumerate(panel.fitted):
        some = fitted > 0
        lam, terms, miss = fitted[some], panel.left[:, p, some], panel.miss[p, some]
        curve = np.diag(lam) - np.outer(lam, lam) / lam.sum()
        moved = terms.T @ bread @ terms + effects.spread(p, some)
        raised = np.linalg.lstsq(np.eye(len(lam)) - curve @ moved, miss, rcond=None)[0]
        filling += np.outer(terms @ raised, terms @ miss)
    covariance = bread @ filling @ bread
    return np.asarray((covariance + covariance.T) / 2)


class _Effects:
    """Covariance of the effects of countries in years, pairs being freed."""

    def __init__(self, panel: ThreeWay) -> None:
        pairs, years = panel.fitted.shape
        exporters = np.unique(panel.exporter, return_inverse=True)[1]
        importers = np.unique(panel.importer, return_inverse=True)[1]
        self.years = years
        self.place = np.stack([exporters, importers + exporters.max() + 1])  # (2, P)
        count = (int(self.place.max()) + 1) * years
        curve = np.zeros((count, count))
        for p in range(pairs):
            fitted = panel.fitted[p]
            block = np.diag(fitted) - np.outer(fitted, fitted) / fitted.sum()
            at = self._at(p)
            for rows in at:
                for columns in at:
                    curve[np.ix_(rows, columns)] += block
        self.inverse = _invert(curve, self._free(count))

    def _at(self, pair: int) -> tuple[_Codes, _Codes]:
        first, second = self.place[:, pair] * self.years
        years = np.arange(self.years)
        return first + years, second + years

    def _free(self, count: int) -> _Codes:
        """Effects that are not told by others: no first year, no year of the last importer."""
        free = np.arange(count) % self.years > 0
        free[count - self.years :] = False
        return np.flatnonzero(free)

    def spread(self, pair: int, some: NDArray[np.bool_]) -> _Floats:
        """Covariance of the summed effects of a pair over its years."""
        one, two = (at[some] for at in self._at(pair))
        both = np.concatenate([one, two])
        found = self.inverse[np.ix_(both, both)]
        count = len(one)
        return np.asarray(
            found[:count, :count] + found[:count, count:]
            + found[count:, :count] + found[count:, count:]
        )  # fmt: skip


def _invert(curve: _Floats, free: _Codes) -> _Floats:
    """A generalised inverse; of the free part alone where that has one."""
    inverse = np.zeros_like(curve)
    part = curve[np.ix_(free, free)]
    size = np.sqrt(np.maximum(np.diag(part), 1e-300))
    try:
        root = np.linalg.inv(np.linalg.cholesky(part / np.outer(size, size)))
    except np.linalg.LinAlgError:
        return np.asarray(np.linalg.pinv(curve, rcond=1e-12, hermitian=True))
    inverse[np.ix_(free, free)] = (root.T @ root) / np.outer(size, size)
    return inverse
