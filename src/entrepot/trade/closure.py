"""Closures: what becomes of a country's deficit when the world changes.

The literature uses several, and results differ; each result names its own.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from entrepot.kernel.errors import InputError, Problem

Vector = NDArray[np.float64]
WORLD_OUTPUT = "world_output"
_SCALAR_TOLERANCE = 1e-14
_MOST = 60


class Closure(StrEnum):
    """Ways to close the world.

    Attributes:
        ADDITIVE: Deficits stay fixed while world output is the numeraire.
        MULTIPLICATIVE: Spending is a fixed multiple of income, times one scalar that makes
            world spending equal world income.
        BALANCED_FIRST: The base is solved again without deficits, then shocked.
        FIXED_NOMINAL: Deficits stay fixed in units of a wage that is named.
    """

    ADDITIVE = "additive"
    MULTIPLICATIVE = "multiplicative"
    BALANCED_FIRST = "balanced-first"
    FIXED_NOMINAL = "fixed-nominal"


@dataclass(frozen=True, slots=True)
class Numeraire:
    """What nominal results are measured in.

    Attributes:
        name: `world_output`, or the code of the economy whose wage stays 1.
        place: Place of that economy, None for world output.
    """

    name: str = WORLD_OUTPUT
    place: int | None = None

    def level(self, wages: Vector, income: Vector) -> float:
        """What wages are divided by to be in the numeraire (n,)."""
        if self.place is not None:
            return float(wages[self.place])
        return float(wages @ income / income.sum())


def choose_numeraire(closure: Closure, name: str | None, codes: tuple[str, ...]) -> Numeraire:
    """The numeraire of a closure.

    Raises:
        InputError: The closure needs one and none is named, has its own, or it is no economy.
    """
    problem = None
    if closure is Closure.FIXED_NOMINAL and name in (None, WORLD_OUTPUT):
        hint = "Name the economy whose wage is 1; with world output the closure is additive."
        problem = Problem("trade.numeraire", "numeraire", "is not named.", hint)
    elif closure is Closure.ADDITIVE and name not in (None, WORLD_OUTPUT):
        hint = "Leave it out, or take closure fixed-nominal."
        message = "is world output where deficits are additive."
        problem = Problem("trade.numeraire", "numeraire", message, hint)
    elif name not in (None, WORLD_OUTPUT, *codes):
        problem = Problem("trade.numeraire", "numeraire", f"'{name}' is no economy of the flows.")
    if problem is not None:
        raise InputError(problem)
    if name is None or name == WORLD_OUTPUT:
        return Numeraire()
    return Numeraire(name, codes.index(name))


@dataclass(frozen=True, slots=True)
class Spending:
    """The rule by which income becomes spending under a closure.

    Attributes:
        closure: The closure.
        deficits: Spending less income at the base (n,).
        ratios: Spending over income at the base (n,).
    """

    closure: Closure
    deficits: Vector
    ratios: Vector

    @classmethod
    def of(cls, closure: Closure, earned: Vector, revenue: Vector, spent: Vector) -> "Spending":
        """The rule of a base: what is earned by factors, of duties, and spent (n,) each."""
        income = earned + revenue
        return cls(closure, spent - income, spent / income)

    def spend(self, earned: Vector, kept: Vector) -> Vector:
        """Spending where a share `1 - kept` of it returns as revenue of duties.

        Args:
            earned: Income of factors (n,).
            kept: Share of spending that is no duty (n,).
        """
        if self.closure is Closure.BALANCED_FIRST:
            return earned / kept
        if self.closure is Closure.MULTIPLICATIVE:
            return self._multiple(earned, kept)
        return (earned + self.deficits) / kept

    def income(self, earned: Vector, revenue: Vector) -> Vector:
        """Spending out of what factors and duties bring (n,)."""
        whole = earned + revenue
        if self.closure is Closure.BALANCED_FIRST:
            return whole
        if self.closure is Closure.MULTIPLICATIVE:
            wanted = self.ratios * whole
            spent: Vector = wanted * (whole.sum() / wanted.sum())
            return spent
        return whole + self.deficits

    def _multiple(self, earned: Vector, kept: Vector) -> Vector:
        """Multiples of income with the scalar that makes the world spend what it earns."""
        total, scalar = float(earned.sum()), 1.0
        wanted = self.ratios * earned
        for _ in range(_MOST):
            room = 1 - scalar * self.ratios * (1 - kept)
            gap = float((kept * scalar * wanted / room).sum()) - total
            slope = float((kept * wanted / room**2).sum())
            if abs(gap) <= _SCALAR_TOLERANCE * total or not slope > 0:
                break
            scalar -= gap / slope
        spent: Vector = scalar * wanted / (1 - scalar * self.ratios * (1 - kept))
        return spent
