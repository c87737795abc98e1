"""From what carriage costs in money and hours to the cost ratio that moves trade.

Bringing goods worth V there costs money, M, and h hours, each of which loses the goods a share of
their value: with v the value of a day in transit as a share of the goods,

    t = (M + v V h / 24) / V            tau_hat = (1 + t') / (1 + t)

Which way is cheapest depends on what a day is worth, v V, so M and h are told at several values of
it. Between two of them their sum runs straight, which keeps what is dearer dearer: a way more is
never a loss, and a worse network never a gain. The log of tau_hat is split between money and time
by the logarithmic mean L of 1 + t' and 1 + t, which leaves nothing over; with m = M / V and
w = v h / 24

    log tau_hat = (m' - m) / L + (w' - w) / L

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
    """What bringing goods from seller to buyer costs, on the way cheapest at a value of time.

    Attributes:
        day_values: What a day of the goods is worth, rising (n_values,) [money/day].
        money: Paid to carriers, terminals and posts (n_values, n_pairs) [money].
        hours: Mean time from door to door (n_values, n_pairs) [h].
    """

    day_values: Vector
    money: Matrix
    hours: Matrix

    def parts(self, day_value: float) -> tuple[Vector, Vector]:
        """What money and time cost where a day is worth so much (n_pairs,) each [money].

        Below the least and above the greatest value the way of that end is kept.
        """
        least, most = self.day_values[0], self.day_values[-1]
        if not least < day_value < most:
            end = 0 if day_value <= least else -1
            return self.money[end], day_value / _DAY_H * self.hours[end]
        high = int(np.searchsorted(self.day_values, day_value))
        low = high - 1
        width = self.day_values[high] - self.day_values[low]
        weight = (day_value - self.day_values[low]) / width
        lost = self.day_values[:, None] / _DAY_H * self.hours
        money: Vector = (1 - weight) * self.money[low] + weight * self.money[high]
        time: Vector = (1 - weight) * lost[low] + weight * lost[high]
        return money, time


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


def cost_change(
    before: Carriage, after: Carriage, day_share: float, value: float = 1.0
) -> CostChange:
    """The change of the cost of trade from one carriage to another.

    Args:
        before: Carriage before.
        after: Carriage after, of the same pairs and values of time.
        day_share: Value of a day in transit as a share of the value of the goods.
        value: Value of the goods that the money of the carriages is paid for [money].

    Example:
        >>> at = np.array([0.01])
        >>> slow = Carriage(at, np.array([[0.10]]), np.array([[480.0]]))
        >>> fast = Carriage(at, np.array([[0.10]]), np.array([[240.0]]))
        >>> found = cost_change(slow, fast, 0.01)
        >>> found.tau_hat.round(6).tolist(), found.money.tolist()
        ([0.923077], [1.0])
    """
    day_value = day_share * value
    old_money, old_time = (one / value for one in before.parts(day_value))
    money, time = (one / value for one in after.parts(day_value))
    first, last = old_money + old_time, money + time
    mean = _log_mean(1 + last, 1 + first)
    return CostChange(
        first, last, np.exp((money - old_money) / mean), np.exp((time - old_time) / mean)
    )


def _log_mean(one: Vector, other: Vector) -> Vector:
    """Logarithmic mean of two positive vectors; of equals it is they."""
    gap = one / other - 1
    is_same = gap == 0
    logs = np.log1p(np.where(is_same, 1.0, gap))
    mean: Vector = np.where(is_same, other, (one - other) / logs)
    return mean
