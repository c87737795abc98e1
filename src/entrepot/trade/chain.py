"""From what carriage costs in money and hours to the cost ratio that moves trade.

Bringing goods there costs a share of their value in money, m, and h hours, each of which loses
the goods a share of their value: with v the value of a day in transit,

    t = m + v h / 24            tau_hat = (1 + t') / (1 + t)

Of several ways the cheapest at v is taken, so that a way more is never a loss. The log of
tau_hat is split between money and hours by the logarithmic mean L of 1 + t' and 1 + t, which
leaves nothing over:

    log tau_hat = (m' - m) / L + v (h' - h) / (24 L)

Source:
    Hummels and Schaur 2013, Time as a Trade Barrier (a day as a tariff); Ang 2005, The LMDI
    approach to decomposition analysis (the logarithmic mean).
"""

from dataclasses import dataclass

import numpy as np

from entrepot.trade.baseline import Matrix, Vector

_DAY_H = 24.0


@dataclass(frozen=True, slots=True)
class Carriage:
    """What bringing goods from seller to buyer costs, way by way.

    Attributes:
        money: Paid to carriers, terminals and posts, as a share of value (n_ways, n_pairs).
        hours: Mean time from door to door (n_ways, n_pairs) [h].
    """

    money: Matrix
    hours: Matrix

    def at(self, day_share: float) -> "Carriage":
        """The cheapest way of each pair at a value of time (1, n_pairs)."""
        best = np.argmin(self.money + self.hours * (day_share / _DAY_H), axis=0)
        pairs = np.arange(self.money.shape[1])
        return Carriage(self.money[best, pairs][None], self.hours[best, pairs][None])

    def cost(self, day_share: float) -> Vector:
        """Money and time as a share of value, on the cheapest way (n_pairs,)."""
        cost: Vector = (self.money + self.hours * (day_share / _DAY_H)).min(axis=0)
        return cost


@dataclass(frozen=True, slots=True)
class CostChange:
    """What a change of carriage does to the cost of trade; the two parts multiply to the whole.

    Attributes:
        before: Cost as a share of value, before (n_pairs,).
        after: The same, after (n_pairs,).
        money: What money changes the cost factor by (n_pairs,).
        hours: What hours change it by (n_pairs,).
    """

    before: Vector
    after: Vector
    money: Vector
    hours: Vector

    @property
    def tau_hat(self) -> Vector:
        """Cost factor after over before (n_pairs,)."""
        return (1 + self.after) / (1 + self.before)

    def first_order(self, theta: float) -> Vector:
        """Trade after over before while wages and prices stand still (n_pairs,)."""
        trade: Vector = self.tau_hat**-theta
        return trade


def cost_change(before: Carriage, after: Carriage, day_share: float) -> CostChange:
    """The change of the cost of trade from one carriage to another.

    Args:
        before: Carriage before.
        after: Carriage after, of the same pairs.
        day_share: Value of a day in transit as a share of the value of the goods.

    Example:
        >>> slow = Carriage(np.array([[0.10]]), np.array([[480.0]]))
        >>> fast = Carriage(np.array([[0.10]]), np.array([[240.0]]))
        >>> found = cost_change(slow, fast, 0.01)
        >>> found.tau_hat.round(6).tolist(), found.money.tolist()
        ([0.923077], [1.0])
    """
    old, new = before.at(day_share), after.at(day_share)
    first, last = old.cost(day_share), new.cost(day_share)
    mean = _log_mean(1 + last, 1 + first)
    lost = day_share / _DAY_H * (new.hours - old.hours)[0]
    return CostChange(
        first, last, np.exp((new.money - old.money)[0] / mean), np.exp(lost / mean)
    )  # fmt: skip


def _log_mean(one: Vector, other: Vector) -> Vector:
    """Logarithmic mean of two positive vectors; of equals it is they."""
    gap = one / other - 1
    is_same = gap == 0
    logs = np.log1p(np.where(is_same, 1.0, gap))
    mean: Vector = np.where(is_same, other, (one - other) / logs)
    return mean
