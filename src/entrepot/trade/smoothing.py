"""Exponential smoothing with additive error: level, damped trend, season.

    y[t] = l + phi b + s[t-m] + e        l' = l + phi b + alpha e
    b' = phi b + beta e                  s'[t] = s[t-m] + gamma e

An unknown observation gives no error: the state moves on by its own forecast. All parameters of a
grid run side by side, which needs no optimiser and gives the same answer everywhere.

Source:
    Hyndman, Koehler, Ord and Snyder 2008, Forecasting with Exponential Smoothing, ch. 2.
"""

from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
_ALPHAS = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
_BETAS = (0.0, 0.02, 0.05, 0.1, 0.2, 0.3)
_PHIS = (0.8, 0.9, 0.95, 0.98)
_GAMMAS = (0.0, 0.05, 0.1, 0.2, 0.4)


@dataclass(frozen=True, slots=True)
class Shape:
    """Which parts a model has.

    Attributes:
        trend: none, linear or damped.
        season: Periods of a season; 1 is none.
    """

    trend: str
    season: int = 1

    @property
    def name(self) -> str:
        """As the literature writes it."""
        trend = {"none": "N", "linear": "A", "damped": "Ad"}[self.trend]
        return f"ETS(A,{trend},{'A' if self.season > 1 else 'N'})"

    def grid(self) -> Numbers:
        """Parameters to try: alpha, beta, phi, gamma (n_tries, 4)."""
        betas = (0.0,) if self.trend == "none" else _BETAS
        phis = _PHIS if self.trend == "damped" else (1.0,)
        gammas = _GAMMAS if self.season > 1 else (0.0,)
        tries = product(_ALPHAS, betas, phis, gammas)
        return np.array([one for one in tries if one[1] <= one[0] and one[3] <= 1 - one[0]])


@dataclass(frozen=True, slots=True)
class State:
    """Where a model stands after the last observation.

    Attributes:
        level, trend: Level, and growth a period.
        seasons: Seasonal parts, the next period first (season,).
    """

    level: float
    trend: float
    seasons: Numbers


@dataclass(frozen=True, slots=True)
class Fit:
    """A model with its parameters.

    Attributes:
        shape: Its parts.
        parameters: alpha, beta, phi, gamma (4,).
        state: Where it stands.
        sigma: Standard deviation of its one-step errors.
    """

    shape: Shape
    parameters: Numbers
    state: State
    sigma: float


def start(series: Numbers, shape: Shape) -> State:
    """A first state from the series: a line through it, and the mean distance of each season."""
    known = np.flatnonzero(np.isfinite(series))
    slope = 0.0
    if shape.trend != "none" and known.size > 1:
        slope = float(np.polyfit(known, series[known], 1)[0])
    seasons = np.zeros(shape.season)
    if shape.season > 1:
        line = np.poly1d(np.polyfit(known, series[known], 1))
        apart = series - line(np.arange(series.size))
        for place in range(shape.season):
            found = apart[place :: shape.season]
            seasons[place] = np.mean(found[np.isfinite(found)]) if np.isfinite(found).any() else 0.0
        seasons -= seasons.mean()
    first = known[: max(shape.season, 2 if shape.trend == "none" else 1)]
    level = float(np.mean(series[first] - seasons[first % shape.season] - slope * (first + 1)))
    return State(level, slope, seasons)


def run(series: Numbers, tries: Numbers, state: State) -> tuple[Numbers, list[Numbers]]:
    """Errors of every try, and where each ends.

    Args:
        series: Values, NaN where unknown (n,).
        tries: alpha, beta, phi, gamma (n_tries, 4).
        state: Where they begin.

    Returns:
        One-step errors, 0 where unknown (n, n_tries); level, trend and seasons at the end.
    """
    alpha, beta, phi, gamma = tries.T
    level = np.full(alpha.size, state.level)
    trend = np.full(alpha.size, state.trend)
    seasons = np.repeat(state.seasons[:, None], alpha.size, axis=1)
    errors = np.zeros((series.size, alpha.size))
    for t, value in enumerate(series.tolist()):
        place = t % state.seasons.size
        ahead = level + phi * trend
        error = errors[t]
        if np.isfinite(value):
            error[:] = value - ahead - seasons[place]
        level = ahead + alpha * error
        trend = phi * trend + beta * error
        seasons[place] += gamma * error
    return errors, [level, trend, np.roll(seasons, -(series.size % state.seasons.size), axis=0)]


def fit(series: Numbers, shape: Shape) -> Fit:
    """The parameters of the grid with the least squared errors.

    Args:
        series: Values, NaN where unknown (n,); at least three known.
        shape: Parts of the model.
    """
    tries, first = shape.grid(), start(series, shape)
    errors, (level, trend, seasons) = run(series, tries, first)
    squares = (errors**2).sum(axis=0)
    best = int(squares.argmin())
    count = int(np.isfinite(series).sum())
    sigma = float(np.sqrt(squares[best] / max(count - 1, 1)))
    state = State(float(level[best]), float(trend[best]), seasons[:, best].copy())
    return Fit(shape, tries[best], state, sigma)


def simulate(model: Fit, ahead: int, shocks: Numbers) -> Numbers:
    """Futures of a model (n_draws, ahead).

    Args:
        model: The model.
        ahead: Periods.
        shocks: Standard normal draws (n_draws, ahead); zeros give the point forecast.
    """
    alpha, beta, phi, gamma = model.parameters
    level = np.full(len(shocks), model.state.level)
    trend = np.full(len(shocks), model.state.trend)
    seasons = np.repeat(model.state.seasons[:, None], len(shocks), axis=1)
    found = np.empty((len(shocks), ahead))
    for t in range(ahead):
        place, error = t % len(seasons), shocks[:, t] * model.sigma
        mean = level + phi * trend
        found[:, t] = mean + seasons[place] + error
        level = mean + alpha * error
        trend = phi * trend + beta * error
        seasons[place] += gamma * error
    return found
