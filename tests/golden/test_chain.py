"""The chain from carriage to income, worked by hand on two like economies.

Before, a seller pays a tenth of the value and waits ten days at one per cent a day: 1.20. After
it pays 0.08 and waits six days: 1.14, which is 0.95 of it. A third of the fall, in logs, is money.
Real income then is golden 2 of the equilibria: (0.8 + 0.2 x 0.95^-4)^(1/4).
"""

import numpy as np
import pytest

from entrepot.trade.baseline import make_baseline
from entrepot.trade.chain import Carriage, cost_change
from entrepot.trade.closure import Closure
from entrepot.trade.equilibrium import Shock, solve_equilibrium

BEFORE = Carriage(np.array([0.01]), np.array([[0.10, 0.10]]), np.array([[240.0, 240.0]]))
AFTER = Carriage(np.array([0.01]), np.array([[0.08, 0.08]]), np.array([[144.0, 144.0]]))


def test_two_like_economies_gain_what_money_and_days_say():
    change = cost_change(BEFORE, AFTER, 0.01)
    base = make_baseline("ab", np.array([[0.8, 0.2], [0.2, 0.8]]))
    logs = np.zeros((2, 2))
    logs[[0, 1], [1, 0]] = np.log(change.tau_hat)
    found = solve_equilibrium(base, Shock(logs, base.duty), theta=4.0, closure=Closure.ADDITIVE)

    assert change.tau_hat == pytest.approx([0.95, 0.95], rel=1e-14)
    assert change.money == pytest.approx([0.95 ** (1 / 3)] * 2, rel=1e-14)
    assert change.hours == pytest.approx([0.95 ** (2 / 3)] * 2, rel=1e-14)
    assert change.first_order(4.0) == pytest.approx([1 / 0.81450625] * 2, rel=1e-12)
    assert found.real_income_hat == pytest.approx([1.0111974025413308] * 2, rel=1e-12)
