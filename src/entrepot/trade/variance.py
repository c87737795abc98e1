"""How uncertain the coefficients of a gravity equation are: the sandwich and its filling.

With the terms freed of the effects x (weights mu), bread = (sum mu x x')^-1:

    iid       bread                                        (the variance is the mean)
    robust    bread (sum s s') bread,  s = x (trade - mu)  (White 1980; Gourieroux et al. 1984)
    cluster   the same with s summed by cluster; for two groupings those of either are added
              and those of both taken away (Cameron, Gelbach and Miller 2011, two-way)

Small samples: `none` leaves it at that; `stata` multiplies by n / (n - 1), or by G / (G - 1)
for G clusters, for two groupings that of the fewer ones.

Source:
    Correia, Guimaraes and Zylkin 2020, section 2; Stata, Base Reference Manual, [P] _robust
    (the factors of estimates by likelihood).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import erfc, sqrt
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from entrepot.kernel.errors import InputError, ModelError, Problem

Kind = Literal["iid", "robust", "cluster"]
Small = Literal["none", "stata"]
KINDS: tuple[Kind, ...] = ("iid", "robust", "cluster")
SMALL: tuple[Small, ...] = ("none", "stata")
Z_95 = 1.959963984540054  # 97.5 % of the normal distribution lie below

_Floats = NDArray[np.float64]
_Codes = NDArray[np.int64]
_MOST_CLUSTERINGS = 2


@dataclass(frozen=True, slots=True)
class Coefficient:
    """A coefficient and how sure it is; None where its error is none that can be told."""

    estimate: float
    std_error: float | None
    z: float | None
    p_value: float | None
    ci_low: float | None
    ci_high: float | None


@dataclass(frozen=True, slots=True)
class Covariance:
    """Covariance of the coefficients.

    Attributes:
        matrix: The covariance (p, p).
        clusters: Clusters of each grouping.
        is_mended: Whether negative variances of a two-way estimate were set to zero.
    """

    matrix: _Floats
    clusters: tuple[int, ...] = ()
    is_mended: bool = False


def estimate_covariance(
    left: _Floats,
    miss: _Floats,
    information: _Floats,
    *,
    kind: Kind,
    clusters: Sequence[_Codes] = (),
    small: Small = "none",
) -> Covariance:
    """Covariance of the coefficients.

    Args:
        left: Terms freed of the effects (p, n).
        miss: Trade less fitted trade (n,).
        information: Their weighted products (p, p).
        kind: What is supposed of the errors.
        clusters: For `cluster`, one or two codes of each row (n,) each.
        small: What is done for small samples.

    Raises:
        InputError: There are more than two groupings.
        ModelError: A grouping has one cluster only.
    """
    bread = np.asarray(np.linalg.inv(information), np.float64)
    if kind == "iid":
        return Covariance(bread)
    scores = left * miss
    if kind == "robust":
        factor = len(miss) / (len(miss) - 1) if small == "stata" and len(miss) > 1 else 1.0
        return Covariance(np.asarray(factor * bread @ (scores @ scores.T) @ bread))
    _check(clusters)
    counts = tuple(len(np.unique(codes)) for codes in clusters)
    if min(counts) < 2:
        message = "has one cluster only; no error can be told from it."
        raise ModelError(Problem("gravity.one_cluster", "cluster", message))
    filling = np.sum([_filling(scores, codes) for codes in clusters], axis=0)
    if len(clusters) == _MOST_CLUSTERINGS:
        filling = filling - _filling(scores, _both(*clusters))
    factor = min(counts) / (min(counts) - 1) if small == "stata" else 1.0
    matrix, is_mended = _mend(np.asarray(factor * bread @ filling @ bread))
    return Covariance(matrix, counts, is_mended)


def tell_coefficients(beta: _Floats, covariance: _Floats) -> list[Coefficient]:
    """Each coefficient with its error, z, p and 95 % interval, by the normal distribution."""
    return [
        _tell(float(value), float(variance))
        for value, variance in zip(beta, np.diag(covariance), strict=True)
    ]


def _tell(value: float, variance: float) -> Coefficient:
    if not variance > 0:
        return Coefficient(value, None, None, None, None, None)
    error = sqrt(variance)
    z = value / error
    wide = Z_95 * error
    return Coefficient(value, error, z, erfc(abs(z) / sqrt(2)), value - wide, value + wide)


def _check(clusters: Sequence[_Codes]) -> None:
    if 0 < len(clusters) <= _MOST_CLUSTERINGS:
        return
    message = f"names {len(clusters)} groupings; clustered errors take one or two."
    raise InputError(Problem("gravity.clusters", "cluster", message, "Name one or two columns."))


def _filling(scores: _Floats, codes: _Codes) -> _Floats:
    """Products of the scores summed by cluster (p, p)."""
    sums = np.array([np.bincount(codes, weights=one) for one in scores])
    sums = sums.reshape(len(scores), -1)
    return np.asarray(sums @ sums.T)


def _both(first: _Codes, second: _Codes) -> _Codes:
    pairs = first * (int(second.max()) + 1) + second
    return np.asarray(np.unique(pairs, return_inverse=True)[1])


def _mend(matrix: _Floats) -> tuple[_Floats, bool]:
    """The nearest matrix without negative variances, and whether it is another one."""
    matrix = (matrix + matrix.T) / 2
    values, vectors = np.linalg.eigh(matrix)
    if (values >= -1e-12 * np.abs(values).max(initial=0.0)).all():
        return matrix, False
    return (vectors * np.maximum(values, 0.0)) @ vectors.T, True
