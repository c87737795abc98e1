"""General equilibrium of many sectors with inputs and duties, by exact hat algebra.

With shares pi^j_ni of exporter i in what n spends on sector j, value added shares gamma, input
shares and final demand shares alpha, a change of duties and costs kappa_hat solves

    input costs        c_hat^j_n = w_hat_n^gamma prod_k P_hat^k_n^(share of k in inputs)
    price index        P_hat^j_n^-theta = sum_i pi^j_ni (kappa_hat c_hat^j_i)^-theta
    trade shares       pi'^j_ni = pi^j_ni (kappa_hat c_hat^j_i / P_hat^j_n)^-theta
    expenditure        X'^j_n = inputs bought by all users of n + alpha^j_n I'_n
    trade balance      value added sold = w_hat_n w_n L_n (imports less exports = deficit)

and I' by the closure. Prices and spending are found sector block by sector block, by iteration
from the last guess: no matrix of all sectors and economies squared is ever built.

Source:
    Caliendo and Parro 2015, Estimates of the Trade and Welfare Effects of NAFTA, Review of
    Economic Studies 82(1): equilibrium in relative changes; Costinot and Rodriguez-Clare 2014,
    Trade Theory with Numbers, for sectors with intermediate goods and duties.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from entrepot.kernel.errors import ModelError, Problem
from entrepot.trade.closure import Closure, Numeraire, Spending, Vector
from entrepot.trade.fixed_point import ACCEPTED, find_fixed_point, no_convergence
from entrepot.trade.sector_base import Array, SectorBase

_INNER = 1e-14  # relative change at which prices or spending stand still
_MOST_INNER = 5_000
_MOST_ROUNDS = 100_000  # inner iterations of a world; a good case takes a few thousand
_NEAR = 1e-3  # the inner iterations are no finer than this times the last residual


@dataclass(frozen=True, slots=True)
class SectorWorld:
    """A world of many sectors in equilibrium; values are in the numeraire.

    Attributes:
        shares: Share of each origin in a sector's spending (j, n, n).
        duty: Duty as a share of the value before it (j, n, n).
        spent: Spending by sector, duty included (j, n).
        earned: Value added (n,).
        revenue: What duties bring (n,).
        income: Final spending (n,).
        log_wage: Log of the wage over the one it was solved from (n,).
        log_cost: Log of the cost of a unit over that one (j, n).
        log_price: Log of the price index over that one (j, n).
        iterations: Outer iterations it took.
        residual: Largest relative gap of a condition of equilibrium.
    """

    shares: Array
    duty: Array
    spent: Array
    earned: Vector
    revenue: Vector
    income: Vector
    log_wage: Vector
    log_cost: Array
    log_price: Array
    iterations: int
    residual: float

    @property
    def imports(self) -> Array:
        """Value without duty; the diagonal is what is bought at home (j, n, n)."""
        return self.shares * self.spent[:, :, None] / (1 + self.duty)


@dataclass(frozen=True, slots=True)
class SectorResult:
    """A base in equilibrium under a closure, and the world after a shock.

    Attributes:
        base: The figures it began with.
        closure: What became of deficits.
        numeraire: What nominal values are measured in.
        before: The base solved again at the old duties.
        after: The world after the shock.
        log_cost: The shock to costs without duty: log of tau_hat (j, n, n).
    """

    base: SectorBase
    closure: Closure
    numeraire: Numeraire
    before: SectorWorld
    after: SectorWorld
    log_cost: Array


def solve_sectors(
    base: SectorBase,
    *,
    duty: Array,
    log_cost: Array | None = None,
    closure: Closure,
    numeraire: Numeraire | None = None,
) -> SectorResult:
    """Solve the base again at its old duties under the closure, then the shock from there.

    Args:
        base: The figures of a year.
        duty: Duty after as a share of the value before it (j, n, n).
        log_cost: Log of tau_hat by sector, importer and exporter; None changes nothing.
        closure: What becomes of deficits.
        numeraire: What nominal values are measured in; world value added by default.

    Raises:
        ModelError: There is no convergence; never a result with a residual above 1e-10.
    """
    unit = numeraire or Numeraire()
    none = np.zeros_like(base.shares)
    shock = none if log_cost is None else log_cost
    spending = Spending.of(closure, base.earned, base.revenue, base.income)
    with np.errstate(all="ignore"):  # a wild step ends as NaN and is taken back
        first = _System(base, base.shares, base.earned, base.data.duty, base.data.duty, none,
                        spending, unit).solve(base.spent)  # fmt: skip
        system = _System(base, first.shares, first.earned, first.duty, duty, shock, spending, unit)
        return SectorResult(base, closure, unit, first, system.solve(first.spent), shock)


class _System:
    """The system in changes from one world, ready to be evaluated many times."""

    def __init__(
        self, base: SectorBase, shares: Array, earned: Vector, duty: Array, duty_after: Array,
        log_cost: Array, spending: Spending, unit: Numeraire,
    ) -> None:  # fmt: skip
        data = base.data
        self.base, self.earned, self.duty = base, earned, duty_after
        self.spending, self.unit = spending, unit
        self.theta = np.where(np.isnan(data.theta), 1.0, data.theta)[:, None]  # at home any will do
        dearer = np.log1p(duty_after) - np.log1p(duty) + log_cost
        self.kernel = shares * np.exp(-self.theta[:, :, None] * dearer)
        self.added = data.value_added
        self.inputs = data.inputs * (1 - data.value_added.T)[:, None, :]  # economy, input, user
        self.users = np.ascontiguousarray(self.inputs.transpose(0, 2, 1))
        self.log_price = np.zeros_like(self.added)
        self.spent = base.spent
        self.finest, self.rounds = 1.0, 0

    def solve(self, spent: Array) -> SectorWorld:
        """The equilibrium, from a first guess of spending."""
        self.spent = spent
        found = find_fixed_point(self._step, np.zeros(len(self.earned)), most=500)
        world = self._world(found.point, found.iterations)
        if not world.residual <= ACCEPTED:
            raise no_convergence([*found.trace, world.residual], ACCEPTED)
        return world

    def _step(self, log_wage: Vector) -> tuple[Vector, float]:
        """The next logs of wages, moved by what value added is sold for."""
        wage = self._wage(log_wage)
        _, shares = self._prices(wage)
        kept = shares / (1 + self.duty)
        sold = self._spending(wage, kept)
        if sold is None or not np.isfinite(sold).all():
            self.log_price, self.spent = np.zeros_like(self.log_price), self.base.spent
            return log_wage, float("nan")
        ratio = (self.added * sold).sum(axis=0) / (wage * self.earned)
        gap = float(np.max(np.abs(ratio - 1)))
        self.finest = min(max(_NEAR * gap, _INNER), 1e-4)
        moved = np.log(wage) + np.log(ratio) / (1 + float(np.median(self.theta)))
        moved -= np.log(self.unit.level(np.exp(moved), self.earned))
        return moved, gap

    def _wage(self, log_wage: Vector) -> Vector:
        wage: Vector = np.exp(log_wage)
        return wage / self.unit.level(wage, self.earned)

    def _prices(self, wage: Vector) -> tuple[Array, Array]:
        """Costs of a unit (j, n) and trade shares (j, n, n) at wages."""
        labour = self.added * np.log(wage)
        for _ in self._rounds():
            cost = labour + np.matmul(self.users, self.log_price.T[:, :, None])[:, :, 0].T
            costs = np.exp(-self.theta * cost)
            reach = np.matmul(self.kernel, costs[:, :, None])[:, :, 0]
            price = -np.log(reach) / self.theta
            gap = float(np.max(np.abs(price - self.log_price)))
            self.log_price = price
            if not gap > self.finest:
                break
        return cost, self.kernel * costs[:, None, :] / reach[:, :, None]

    def _rounds(self) -> Iterator[int]:
        """Numbers of inner iterations.

        Raises:
            ModelError: All of them together are too many: prices or spending do not settle.
        """
        for number in range(_MOST_INNER):
            self.rounds += 1
            if self.rounds > _MOST_ROUNDS:
                message = "prices or spending do not settle."
                hint = "Look for value added shares or elasticities near 0."
                raise ModelError(Problem("trade.no_convergence", "equilibrium", message, hint))
            yield number

    def _spending(self, wage: Vector, kept: Array) -> Array | None:
        """Output of each sector (j, n) once spending is at rest; None where it turns negative."""
        duties = 1 - kept.sum(axis=2)
        sellers = np.ascontiguousarray(kept.transpose(0, 2, 1))
        spent = self.spent
        for _ in self._rounds():
            sold = np.matmul(sellers, spent[:, :, None])[:, :, 0]
            bought = np.matmul(self.inputs, sold.T[:, :, None])[:, :, 0].T
            income = self.spending.income(wage * self.earned, (duties * spent).sum(axis=0))
            if not (income > 0).all():
                return None
            again = bought + self.base.final * income
            gap = float(np.max(np.abs(again - spent))) / float(np.max(again))
            spent = again
            if not gap > self.finest:
                break
        self.spent = spent
        output: Array = np.matmul(sellers, spent[:, :, None])[:, :, 0]
        return output

    def _world(self, log_wage: Vector, iterations: int) -> SectorWorld:
        """The world at wages, with every condition checked anew."""
        self.finest = _INNER
        wage = self._wage(log_wage)
        cost, shares = self._prices(wage)
        kept = shares / (1 + self.duty)
        sold = self._spending(wage, kept)
        if sold is None:
            message = "a deficit is larger than all that an economy earns."
            raise ModelError(Problem("trade.no_income", "equilibrium", message))
        earned = wage * self.earned
        revenue = ((1 - kept.sum(axis=2)) * self.spent).sum(axis=0)
        income = self.spending.income(earned, revenue)
        return SectorWorld(
            shares, self.duty, self.spent, earned, revenue, income, np.log(wage), cost,
            self.log_price, iterations, self._residual(wage, cost, sold, income),
        )  # fmt: skip

    def _residual(self, wage: Vector, cost: Array, sold: Array, income: Vector) -> float:
        """Largest relative gap of costs, prices, spending and value added.

        Prices and spending that still move by a little may be far from rest where value added
        is small, so their gaps are told over its least share.
        """
        labour = self.added * np.log(wage)
        costs = labour + np.matmul(self.users, self.log_price.T[:, :, None])[:, :, 0].T
        reach = np.matmul(self.kernel, np.exp(-self.theta * costs)[:, :, None])[:, :, 0]
        price = -np.log(reach) / self.theta
        bought = np.matmul(self.inputs, sold.T[:, :, None])[:, :, 0].T
        spent = bought + self.base.final * income
        ratio = (self.added * sold).sum(axis=0) / (wage * self.earned)
        return float(
            max(
                np.max(np.abs(costs - cost)),
                np.max(np.abs(price - self.log_price)) / self.added.min(),
                np.max(np.abs(spent - self.spent)) / np.max(spent) / self.added.min(),
                np.max(np.abs(ratio - 1)),
            )
        )
