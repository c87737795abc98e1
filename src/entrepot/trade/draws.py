"""How sure a what-if is: solved again for many drawn elasticities and sizes of the shock."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from entrepot.trade.baseline import Baseline, Matrix, Vector
from entrepot.trade.closure import Closure, Numeraire
from entrepot.trade.equilibrium import Equilibrium, Shock, solve_equilibrium

BAND = (5.0, 50.0, 95.0)  # percentiles of a band [%]
_MOST_TRIES = 100


@dataclass(frozen=True, slots=True)
class Normal:
    """A normal distribution; without spread it is a number.

    Attributes:
        mean: Its mean.
        sd: Its standard deviation.
    """

    mean: float
    sd: float = 0.0

    def draw(self, chance: np.random.Generator, n: int) -> Vector:
        """Some draws (n,)."""
        return chance.normal(self.mean, self.sd, n)


@dataclass(frozen=True, slots=True)
class Triangular:
    """A triangular distribution: what a low, a middle and a high figure tell.

    Attributes:
        low: Least value.
        mid: Likeliest value.
        high: Greatest value.
    """

    low: float
    mid: float
    high: float

    def draw(self, chance: np.random.Generator, n: int) -> Vector:
        """Some draws (n,)."""
        if self.low == self.high:
            return np.full(n, self.mid)
        return chance.triangular(self.low, self.mid, self.high, n)


@dataclass(frozen=True, slots=True)
class Both:
    """Two things drawn for themselves.

    Attributes:
        one: The first.
        other: The second.
    """

    one: Triangular
    other: Triangular

    def draw(self, chance: np.random.Generator, n: int) -> Matrix:
        """Some draws of both (n, 2)."""
        return np.column_stack([self.one.draw(chance, n), self.other.draw(chance, n)])


@dataclass(frozen=True, slots=True)
class Draws:
    """What was drawn.

    Attributes:
        theta: Trade elasticities, all above 0 (m,).
        scale: Factors of the shock in logs (m,), or values of time and of goods (m, 2).
        redrawn: Elasticities that were not above 0 and were drawn again.
    """

    theta: Vector
    scale: Vector
    redrawn: int


def draw(chance: np.random.Generator, n: int, theta: Normal, scale: Normal | Both) -> Draws:
    """Draw elasticities and factors of the shock.

    Args:
        chance: A seeded generator.
        n: How many.
        theta: Distribution of the elasticity, cut at 0; its mean is above 0.
        scale: Distribution of the factor of the shock, or of the values of time and of goods.
    """
    factors = scale.draw(chance, n)
    found, redrawn = theta.draw(chance, n), 0
    for _ in range(_MOST_TRIES):
        wrong = found <= 0
        if not wrong.any():
            break
        redrawn += int(wrong.sum())
        found[wrong] = chance.normal(theta.mean, theta.sd, int(wrong.sum()))
    return Draws(np.where(found > 0, found, theta.mean), factors, redrawn)


def _income(found: Equilibrium) -> Vector:
    return found.real_income_hat


def measured(
    base: Baseline,
    log_cost: Callable[[float, Any], Matrix],
    duty: Matrix,
    draws: Draws,
    *,
    closure: Closure,
    numeraire: Numeraire,
    start: Vector | None = None,
    told: Callable[[int], None] | None = None,
    measure: Callable[[Equilibrium], Vector] = _income,
) -> Matrix:
    """What is measured once a draw, by default real income after over before.

    Args:
        base: Flows before.
        log_cost: Theta and what was drawn beside it to the log of tau_hat (n, n).
        duty: Duty after as a share of the value before it (n, n).
        draws: What was drawn.
        closure: What becomes of deficits.
        numeraire: What nominal values are measured in.
        start: First guess of the log of wage_hat (n,).
        told: Is told after each draw how many are done.
        measure: What is measured of each solution (m,).

    Returns:
        The measures by draw (n_draws, m).

    Raises:
        ModelError: A draw has no convergence; what the others tell would hide it.
    """
    found = []
    for theta, scale in zip(draws.theta.tolist(), draws.scale.tolist(), strict=True):
        solved = solve_equilibrium(
            base, Shock(log_cost(theta, scale), duty), theta=theta, closure=closure,
            numeraire=numeraire, start=start,
        )  # fmt: skip
        found.append(measure(solved))
        if told is not None:
            told(len(found))
    return np.array(found)


def bands_of(
    base: Baseline, log_cost: Callable[[float, Any], Matrix], duty: Matrix, draws: Draws,
    **more: Any,
) -> Matrix:  # fmt: skip
    """The 5th, 50th and 95th percentile of what is `measured`, which takes the same (3, m).

    Raises:
        ModelError: A draw has no convergence; a band of the others would hide it.
    """
    bands: Matrix = np.percentile(measured(base, log_cost, duty, draws, **more), BAND, axis=0)
    return bands
