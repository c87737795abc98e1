"""Outliers: a column with heavy tails is winsorised point by point, or else its log is taken."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from entrepot.assess.scheme import Step, number

Floats = NDArray[np.float64]
_LOG_SHARE = 0.01  # of the range, added so that the least value has a log


@dataclass(frozen=True, slots=True)
class Treatment:
    """What was done to one column.

    Attributes:
        skew, kurtosis: Before, sample-adjusted; None where they cannot be told.
        points: Winsorised points.
        is_log: The log was taken instead.
        has_passed: The test holds afterwards.
    """

    skew: float | None
    kurtosis: float | None
    points: int
    is_log: bool
    has_passed: bool
    skew_after: float | None
    kurtosis_after: float | None


def skewness(values: Floats) -> float | None:
    """Sample-adjusted skewness, G1; None below three values or without spread."""
    x = values[~np.isnan(values)]
    n = len(x)
    if n < 3 or x.max() == x.min():
        return None
    d = x - x.mean()
    square = d * d
    return float(np.sqrt(n * (n - 1)) / (n - 2) * np.mean(square * d) / np.mean(square) ** 1.5)


def kurtosis(values: Floats) -> float | None:
    """Sample-adjusted excess kurtosis, G2; None below four values or without spread."""
    x = values[~np.isnan(values)]
    n = len(x)
    if n < 4 or x.max() == x.min():
        return None
    square = (x - x.mean()) ** 2
    plain = np.mean(square * square) / np.mean(square) ** 2 - 3
    return float((n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * plain + 6))


def treat(values: Floats, step: Step) -> tuple[Floats, Treatment]:
    """Treat one column.

    Args:
        values: The column; missing values stay so.
        step: The section treat of a scheme.

    Returns:
        The column treated, and what was done.
    """
    skew, excess = skewness(values), kurtosis(values)
    if step["method"] == "none" or _passes(values, step):
        return values, Treatment(skew, excess, 0, False, _passes(values, step), skew, excess)
    treated, points = _winsorise(values, step)
    is_log = not _passes(treated, step) and step.get("otherwise", "log") == "log"
    if is_log:
        treated, points = _log(values), 0
    return treated, Treatment(
        skew, excess, points, is_log, _passes(treated, step), skewness(treated), kurtosis(treated)
    )


def _passes(values: Floats, step: Step) -> bool:
    skew, excess = skewness(values), kurtosis(values)
    if skew is None or excess is None:
        return True
    return abs(skew) <= number(step, "skew", 2.0) or excess <= number(step, "kurtosis", 3.5)


def _winsorise(values: Floats, step: Step) -> tuple[Floats, int]:
    """Pull in one point at a time, from the side the column leans to, until it passes."""
    x, high, low = values.copy(), set[int](), set[int]()
    for _ in range(int(number(step, "max_points", 5))):
        side, sign = (high, 1) if (skewness(x) or 0.0) > 0 else (low, -1)
        rest = sign * x
        rest[list(side)] = np.nan
        side.add(int(np.nanargmax(rest)))
        rest[list(side)] = np.nan
        x[list(side)] = sign * np.nanmax(rest)
        if _passes(x, step):
            break
    return x, len(high) + len(low)


def _log(values: Floats) -> Floats:
    least, most = np.nanmin(values), np.nanmax(values)
    return np.asarray(np.log(values - least + _LOG_SHARE * (most - least)))
