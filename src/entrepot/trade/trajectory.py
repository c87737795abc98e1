"""The steady path to a target, what its pace asks for, and which lever would close a gap."""

import math
from dataclasses import dataclass

from entrepot.kernel.errors import InputError, Problem


@dataclass(frozen=True, slots=True)
class Trajectory:
    """Growth at one rate from a base to a target.

    Attributes:
        base, target: Values of the first and last year [one unit].
        first, last: Years.
    """

    base: float
    target: float
    first: int
    last: int

    def __post_init__(self) -> None:
        if not (self.base > 0 and self.target > 0 and self.last > self.first):
            message = "needs values above zero and a target after its base."
            raise InputError(Problem("forecast.path", "target", message))

    @property
    def factor(self) -> float:
        """Target over base."""
        return self.target / self.base

    @property
    def pace_pct(self) -> float:
        """Growth that leads there [% a year].

        Example:
            >>> round(Trajectory(5, 50, 2020, 2035).pace_pct, 3)
            16.591
        """
        return 100 * (math.pow(self.factor, 1 / (self.last - self.first)) - 1)

    def at(self, year: int) -> float:
        """Value of the path in a year."""
        share = (year - self.first) / (self.last - self.first)
        return self.base * math.pow(self.factor, share)


def remainder(total: float, parts: tuple[float, ...]) -> float:
    """The factor that parts leave unexplained, so that parts and remainder multiply to the total.

    Args:
        total: Growth factor of trade, above 0.
        parts: Growth factors of supply, demand, trade cost and new products, each above 0.
    """
    for part in parts:
        total /= part
    return total


def cost_change_pct(factor: float, theta: float) -> float:
    """Change of trade cost that alone multiplies trade by a factor [%].

    Args:
        factor: Wanted growth of trade beyond what is expected, above 0.
        theta: Elasticity of trade to its cost, above 0 and without its sign.

    Example:
        >>> round(cost_change_pct(3.22, 4), 1)
        -25.3
    """
    return 100.0 * (math.pow(factor, -1 / theta) - 1)
