"""From a corridor to a target: what each step of the chain brings, and how sure that is.

A corridor changes the cost of trade, tau, and trade follows with the elasticity theta; exports ask
for output, of their own makers and of those who supply them; a series that trade or output drives
is scaled by as much, and with it the chance that it reaches its target.

    X' = X (tau' / tau)^-theta          chance' = mean over draws of P(walk >= target / factor)
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import fsum
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from entrepot.kernel.source import Source

Vector = NDArray[np.float64]
Step = Literal["corridor", "trade_cost", "trade", "income", "output"]
STEPS: tuple[Step, ...] = ("corridor", "trade_cost", "trade", "income", "output")
_TAILS = (10.0, 90.0)  # percentiles between which the middle 80 per cent lie


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure of a step: at the likeliest values, and once a draw.

    Attributes:
        step: The step of the chain.
        what: What is measured.
        unit: Its unit.
        middle: At the likeliest values; None is unknown.
        drawn: Once a draw (n_draws,); empty without draws.
        cited: Who says so.
    """

    step: Step
    what: str
    unit: str
    middle: float | None
    drawn: Vector
    cited: Source


@dataclass(frozen=True, slots=True)
class Effect:
    """A figure of a step before and after.

    Attributes:
        interval_80: Middle 80 per cent of the draws of what is after; None without draws.
        change_80: The same of after less before, draw by draw.
    """

    step: Step
    what: str
    unit: str
    before: float | None
    after: float | None
    interval_80: tuple[float, float] | None
    change_80: tuple[float, float] | None
    cited: Source


def trade_after(trade: float, cost_hat: float, theta: float) -> float:
    """Trade when its cost changes by a ratio and prices elsewhere stand still.

    Args:
        trade: Value before.
        cost_hat: Cost factor after over before, above 0.
        theta: Trade elasticity.

    Example:
        >>> round(trade_after(1.0, 0.95, 4.0), 6)
        1.227738
    """
    return trade * float(cost_hat**-theta)


def effects_of(before: Iterable[Measure], after: Iterable[Measure]) -> list[Effect]:
    """What is measured before and after, by step and in the order of what is after."""
    known = {(one.step, one.what): one for one in before}
    return [effect_of(known[one.step, one.what], one) for one in after
            if (one.step, one.what) in known]  # fmt: skip


def effect_of(before: Measure, after: Measure) -> Effect:
    """One figure before and after; both were drawn with the same chance."""
    is_paired = len(before.drawn) == len(after.drawn)
    change = after.drawn - before.drawn if is_paired else np.empty(0)
    return Effect(after.step, after.what, after.unit, before.middle, after.middle,
                  interval_80(after.drawn), interval_80(change), after.cited)  # fmt: skip


def interval_80(drawn: Vector) -> tuple[float, float] | None:
    """Ends of the middle 80 per cent of some draws; None where there are none.

    Example:
        >>> interval_80(np.arange(11.0))
        (1.0, 9.0)
    """
    if not len(drawn) or not np.isfinite(drawn).all():
        return None
    low, high = np.percentile(drawn, _TAILS).tolist()
    return low, high


def chance_after(chance: Callable[[float], float], wanted: float, factors: Vector) -> float:
    """Chance of a target when the series is scaled by a factor that is itself not sure.

    Args:
        chance: Value to the chance that the series as it is reaches it.
        wanted: The target.
        factors: What the series is multiplied by, once a draw, above 0 (n_draws,).

    Example:
        >>> chance_after(lambda wanted: float(wanted <= 10), 12.0, np.array([1.0, 1.3]))
        0.5
    """
    found = [chance(wanted / factor) for factor in factors.tolist()]
    return fsum(found) / len(found)
