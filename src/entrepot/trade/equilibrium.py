"""General equilibrium of one sector, by exact hat algebra.

With x' the value after a shock and x_hat = x'/x, shares pi_ij of origin i in the spending of j,
and the shock s_ij = tau_hat_ij^-theta, the world after it solves

    price index        P_hat_j^-theta = sum_i pi_ij s_ij w_hat_i^-theta
    trade shares       pi'_ij = pi_ij s_ij w_hat_i^-theta / P_hat_j^-theta
    market clearing    w_hat_i Y_i = sum_j pi'_ij E'_j / (1 + t'_ij)

with E' by the closure. Only flows and theta are needed: no trade cost, technology or size.

Source:
    Dekle, Eaton and Kortum 2007, Unbalanced Trade, and 2008, Global Rebalancing with Gravity
    (the system in changes); Costinot and Rodriguez-Clare 2014, Trade Theory with Numbers
    (the same for a family of models, with duties).
"""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from entrepot.kernel.errors import InputError, Problem
from entrepot.trade.baseline import Baseline, Matrix, Vector
from entrepot.trade.closure import Closure, Numeraire, Spending
from entrepot.trade.fixed_point import find_fixed_point


@dataclass(frozen=True, slots=True)
class Shock:
    """What changes between pairs.

    Attributes:
        log_cost: Logarithm of tau_hat by origin and destination, without duty (n, n).
        duty: Duty after as a share of the value before it (n, n).
    """

    log_cost: Matrix
    duty: Matrix


@dataclass(frozen=True)
class Equilibrium:
    """The world after a shock; nominal values are in the numeraire.

    Attributes:
        base: Flows it is compared with; solved again where the closure says so.
        theta: Trade elasticity.
        closure: What became of deficits.
        numeraire: What nominal values are measured in.
        shock: What changed.
        wage_hat: Wage after over before (n,).
        price_hat: Price index of consumers after over before (n,).
        flows: Value by origin and destination after, as buyers pay it (n, n).
        iterations: Evaluations it took.
        residual: Largest |sales / output - 1| of an economy.
    """

    base: Baseline
    theta: float
    closure: Closure
    numeraire: Numeraire
    shock: Shock
    wage_hat: Vector
    price_hat: Vector
    flows: Matrix
    iterations: int
    residual: float

    @cached_property
    def expenditure_hat(self) -> Vector:
        """Spending after over before (n,)."""
        hat: Vector = self.flows.sum(axis=0) / self.base.expenditure
        return hat

    @cached_property
    def output_hat(self) -> Vector:
        """Sales after over before (n,)."""
        hat: Vector = self.net.sum(axis=1) / self.base.output
        return hat

    @cached_property
    def net(self) -> Matrix:
        """Flows after without duty (n, n)."""
        return self.flows / (1 + self.shock.duty)

    @property
    def real_wage_hat(self) -> Vector:
        """Real wage after over before: w_hat / P_hat (n,)."""
        return self.wage_hat / self.price_hat

    @property
    def real_income_hat(self) -> Vector:
        """Real spending after over before: (E'/E) / P_hat (n,)."""
        return self.expenditure_hat / self.price_hat

    @property
    def exports_hat(self) -> Vector:
        """Sales abroad after over before, NaN where there were none (n,)."""
        return _ratio(_abroad(self.net).sum(axis=1), _abroad(self.base.net).sum(axis=1))

    @property
    def imports_hat(self) -> Vector:
        """Purchases abroad before duty after over before, NaN where there were none (n,)."""
        return _ratio(_abroad(self.net).sum(axis=0), _abroad(self.base.net).sum(axis=0))

    @property
    def domestic_share(self) -> Vector:
        """Share of spending at home, before (n,)."""
        share: Vector = np.diagonal(self.base.flows) / self.base.expenditure
        return share

    @property
    def domestic_share_new(self) -> Vector:
        """Share of spending at home, after (n,)."""
        share: Vector = np.diagonal(self.flows) / self.flows.sum(axis=0)
        return share

    @property
    def first_order_pct(self) -> Vector:
        """First-order change of welfare: of spending less of prices, at base shares (n,) [%]."""
        prices = _price_factors(self.base, self.shock) * self.wage_hat[:, None]
        shares = self.base.flows / self.base.expenditure
        change: Vector = self.expenditure_hat - 1 - (shares * (prices - 1)).sum(axis=0)
        return 100 * change


def solve_equilibrium(
    base: Baseline,
    shock: Shock,
    *,
    theta: float,
    closure: Closure,
    numeraire: Numeraire | None = None,
    start: Vector | None = None,
) -> Equilibrium:
    """The world after a shock.

    Args:
        base: Flows before.
        shock: What changes.
        theta: Trade elasticity, above 0: the fall of the log of trade per log of cost.
        closure: What becomes of deficits; `balanced-first` solves the base again without them.
        numeraire: What nominal values are measured in; world output by default.
        start: First guess of the log of wage_hat (n,).

    Raises:
        InputError: `theta` is not above 0.
        ModelError: There is no convergence; never a result with a residual above 1e-10.

    Example:
        >>> flows = np.array([[0.8, 0.2], [0.2, 0.8]])
        >>> base = Baseline(("a", "b"), flows, np.zeros((2, 2)))
        >>> cost = np.log([[1, 0.95], [0.95, 1]])
        >>> found = solve_equilibrium(
        ...     base, Shock(cost, base.duty), theta=4.0, closure=Closure.ADDITIVE
        ... )
        >>> found.real_income_hat.round(6).tolist()
        [1.011197, 1.011197]
    """
    if not 0 < theta < np.inf:
        raise InputError(Problem("trade.theta", "theta", f"{theta:g} is not above 0."))
    unit = numeraire or Numeraire()
    with np.errstate(all="ignore"):  # a wild step ends as NaN and is taken back
        before = _balanced(base, theta) if closure is Closure.BALANCED_FIRST else base
        return _solve(before, shock, theta, closure, unit, start)


def unshocked(base: Baseline) -> Shock:
    """The shock that changes nothing."""
    return Shock(np.zeros_like(base.flows), base.duty)


def _balanced(base: Baseline, theta: float) -> Baseline:
    """The base without deficits, at its own duties."""
    found = _solve(base, unshocked(base), theta, Closure.BALANCED_FIRST, Numeraire(), None)
    return replace(base, flows=found.flows)


def _solve(
    base: Baseline, shock: Shock, theta: float, closure: Closure, unit: Numeraire,
    start: Vector | None,
) -> Equilibrium:  # fmt: skip
    world = _World(base, shock, theta, closure, unit)
    first = np.zeros(len(base.codes)) if start is None else start
    found = find_fixed_point(world.step, first)
    wages, prices, flows = world.state(found.point)
    return Equilibrium(
        base, theta, closure, unit, shock, wages, prices, flows, found.iterations, found.residual
    )


class _World:
    """The system in changes, ready to be evaluated many times."""

    def __init__(
        self, base: Baseline, shock: Shock, theta: float, closure: Closure, unit: Numeraire
    ) -> None:
        self.theta, self.unit, self.output = theta, unit, base.output
        spent = base.expenditure
        self.spending = Spending.of(closure, self.output, base.revenue, spent)
        self.gross = base.flows / spent * _price_factors(base, shock) ** -theta
        self.is_free = not shock.duty.any()
        self.net = self.gross if self.is_free else self.gross / (1 + shock.duty)
        self.ones = np.ones(len(spent))

    def step(self, log_wages: Vector) -> tuple[Vector, float]:
        """The next logs of wages, moved by excess demand, and the residual."""
        wages, costs, reach, spent = self._evaluate(log_wages)
        if not (spent > 0).all():
            return log_wages, float("nan")
        ratio = costs * (self.net @ (spent / reach)) / (wages * self.output)
        moved = np.log(wages) + np.log(ratio) / (1 + self.theta)
        moved -= np.log(self.unit.level(np.exp(moved), self.output))
        return moved, float(np.max(np.abs(ratio - 1)))

    def state(self, log_wages: Vector) -> tuple[Vector, Vector, Matrix]:
        """Wages, prices (n,) each and flows (n, n) at a point."""
        wages, costs, reach, spent = self._evaluate(log_wages)
        return wages, reach ** (-1 / self.theta), costs[:, None] * self.gross * (spent / reach)

    def _evaluate(self, log_wages: Vector) -> tuple[Vector, Vector, Vector, Vector]:
        wages = np.exp(log_wages)
        wages /= self.unit.level(wages, self.output)
        costs = wages**-self.theta
        reach = costs @ self.gross
        kept = self.ones if self.is_free else (costs @ self.net) / reach
        return wages, costs, reach, self.spending.spend(wages * self.output, kept)


def _price_factors(base: Baseline, shock: Shock) -> Matrix:
    """What a price changes by before wages do: tau_hat and duty (n, n)."""
    factors: Matrix = np.exp(shock.log_cost) * ((1 + shock.duty) / (1 + base.duty))
    return factors


def _abroad(flows: Matrix) -> Matrix:
    found = flows.copy()
    np.fill_diagonal(found, 0)
    return found


def _ratio(after: Vector, before: Vector) -> NDArray[np.float64]:
    return np.divide(after, before, out=np.full_like(after, np.nan), where=before > 0)
