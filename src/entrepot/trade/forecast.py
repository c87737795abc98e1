"""Forecast of a series: the model that did best in a backtest, and its simulated futures."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from entrepot.kernel.errors import ModelError, Problem
from entrepot.trade.smoothing import Fit, Numbers, Shape, fit, simulate

_LEAST = 4  # known values without which no error can be told from a trend
_ORIGINS = 8
_COVER_DRAWS = 400
_BAND = (5, 95)


@dataclass(frozen=True, slots=True)
class Trial:
    """How one model did from rolling origins.

    Attributes:
        name: The model.
        mase: Mean absolute error over that of the seasonal naive within the sample.
    """

    name: str
    mase: float


@dataclass(frozen=True, slots=True)
class Coverage:
    """How often values fell into the 90 % band that the chosen model gave before them.

    Attributes:
        nominal: What the band promises, 0 to 1.
        inside: Values that fell into it.
        count: Values that were tried; 0 where the series is too short.
    """

    nominal: float
    inside: int
    count: int


@dataclass(frozen=True, slots=True)
class Forecast:
    """The chosen model and its futures.

    Attributes:
        method: Its name.
        trials: Every model's backtest, the seasonal naive among them; empty where too short.
        coverage: How its band held in the backtest.
        is_log: Whether it works in logarithms.
        median: Middle of the futures (ahead,).
        bands: 5th, 25th, 75th and 95th percentile (4, ahead).
        paths: The futures (n_draws, ahead).
    """

    method: str
    trials: tuple[Trial, ...]
    coverage: Coverage
    is_log: bool
    median: Numbers
    bands: Numbers
    paths: Numbers


def forecast(series: Numbers, season: int, ahead: int, *, draws: int, seed: int) -> Forecast:
    """Forecast a series.

    Args:
        series: Values in order, NaN where unknown (n,).
        season: Periods of a year: 12, 4 or 1; fewer than two years of values have no season.
        ahead: Periods to come.
        draws: Futures.
        seed: Of chance.

    Raises:
        ModelError: Fewer than four values are known.
    """
    if np.isfinite(series).sum() < _LEAST:
        message = f"has fewer than {_LEAST} known values."
        raise ModelError(Problem("forecast.short", "series", message, "Give a longer series."))
    is_log = bool((series[np.isfinite(series)] > 0).all())
    values = np.log(series) if is_log else series
    if np.isfinite(series).sum() < 2 * season:
        season = 1
    shapes = [Shape(trend, one) for one in sorted({1, season}) for trend in _trends(values, season)]
    trials = backtest(values, shapes, season)
    best = min(range(len(shapes)), key=lambda n: trials[n].mase) if trials else 0
    model = fit(values, shapes[best])
    shocks = np.random.default_rng(seed).standard_normal((draws, ahead))
    paths = simulate(model, ahead, shocks)
    paths = np.exp(paths) if is_log else paths
    bands = np.percentile(paths, (5, 25, 75, 95), axis=0)
    held = cover(values, shapes[best], season, seed=seed)
    median = np.median(paths, axis=0)
    return Forecast(_told(model, is_log), trials, held, is_log, median, bands, paths)


def _trends(values: Numbers, season: int) -> tuple[str, ...]:
    """Trends that so many values can carry."""
    known = int(np.isfinite(values).sum())
    return ("none", "linear", "damped") if known >= max(8, season) else ("none",)


def _told(model: Fit, is_log: bool) -> str:
    return f"{model.shape.name}{' of logarithms' if is_log else ''}"


def backtest(values: Numbers, shapes: Sequence[Shape], season: int) -> tuple[Trial, ...]:
    """Error of each shape from rolling origins, the seasonal naive last; empty if too short."""
    usable, ahead = _origins(values, season)
    steps = np.abs(values[season:] - values[:-season])
    scale = float(np.mean(steps[np.isfinite(steps)])) if np.isfinite(steps).any() else 0.0
    if not usable or scale == 0:
        return ()
    still = np.zeros((1, ahead))
    errors: list[list[float]] = [[] for _ in range(len(shapes) + 1)]
    for origin in usable:
        after = values[origin : origin + ahead]
        found = [simulate(fit(values[:origin], shape), ahead, still)[0] for shape in shapes]
        for kept, guess in zip(
            errors, [*found, _naive(values[:origin], season, ahead)], strict=True
        ):
            missed = np.abs(after - guess)
            kept.extend(missed[np.isfinite(missed)].tolist())
    names = [*(shape.name for shape in shapes), "seasonal naive"]
    return tuple(
        Trial(name, float(np.mean(kept)) / scale if kept else float("inf"))
        for name, kept in zip(names, errors, strict=True)
    )


def cover(values: Numbers, shape: Shape, season: int, *, seed: int) -> Coverage:
    """How the 90 % band of a shape held from the origins of the backtest."""
    usable, ahead = _origins(values, season)
    shocks = np.random.default_rng(seed).standard_normal((_COVER_DRAWS, ahead))
    inside = count = 0
    for origin in usable:
        after = values[origin : origin + ahead]
        low, high = np.percentile(simulate(fit(values[:origin], shape), ahead, shocks), _BAND, 0)
        inside += int(((low <= after) & (after <= high)).sum())
        count += int(np.isfinite(after).sum())
    return Coverage((_BAND[1] - _BAND[0]) / 100, inside, count)


def _origins(values: Numbers, season: int) -> tuple[list[int], int]:
    """Places from which the past can foretell what followed, and how far."""
    ahead = season if season > 1 else 2
    first = max(2 * season, _LEAST)
    origins = range(max(first, values.size - ahead - _ORIGINS + 1), values.size - ahead + 1)
    usable = [n for n in origins if np.isfinite(values[:n]).sum() >= _LEAST]
    return [n for n in usable if np.isfinite(values[n : n + ahead]).any()], ahead


def _naive(values: Numbers, season: int, ahead: int) -> Numbers:
    """The last known value of the same season (ahead,)."""
    found = np.empty(ahead)
    for step in range(ahead):
        same = values[(values.size + step) % season :: season]
        same = same[np.isfinite(same)]
        found[step] = same[-1] if same.size else np.nan
    return found
