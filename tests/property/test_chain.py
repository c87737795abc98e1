"""Laws of the chain from carriage to trade."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrepot.trade.chain import Carriage, cost_change

MONEY, HOURS = st.floats(0, 2), st.floats(0, 2000)
SHARES, THETAS = st.floats(0, 0.05), st.floats(0.5, 20)


@st.composite
def carriages(draw):
    """Two carriages of the same pairs over one to three ways each."""
    pairs = draw(st.integers(1, 4))

    def one():
        ways = draw(st.integers(1, 3))
        cells = [draw(st.lists(kind, min_size=ways * pairs, max_size=ways * pairs))
                 for kind in (MONEY, HOURS)]  # fmt: skip
        return Carriage(*(np.array(one).reshape(ways, pairs) for one in cells))

    return one(), one()


@given(carriages(), SHARES)
def test_money_and_hours_multiply_back_to_the_whole(both, share):
    found = cost_change(*both, share)

    np.testing.assert_allclose(found.money * found.hours, found.tau_hat, rtol=1e-12)


@given(carriages(), SHARES)
def test_the_way_back_is_the_inverse_in_every_part(both, share):
    there, back = cost_change(*both, share), cost_change(*both[::-1], share)

    for name in ("tau_hat", "money", "hours"):
        np.testing.assert_allclose(getattr(there, name) * getattr(back, name), 1, rtol=1e-12)


@given(carriages(), SHARES, THETAS, THETAS)
def test_a_greater_elasticity_moves_trade_further_the_same_way(both, share, one, other):
    found, (low, high) = cost_change(*both, share), sorted((one, other))
    moved, further = np.log(found.first_order(low)), np.log(found.first_order(high))

    assert (np.abs(further) >= np.abs(moved) - 1e-12).all()
    assert (further * moved >= -1e-12).all()


@given(carriages(), SHARES, st.floats(1.0, 3.0))
def test_slower_carriage_never_brings_trade(both, share, factor):
    slower = Carriage(both[0].money, both[0].hours * factor)

    assert (cost_change(both[0], slower, share).tau_hat >= 1 - 1e-12).all()


@given(carriages(), THETAS)
def test_hours_are_worth_nothing_at_a_value_of_nothing(both, theta):
    found = cost_change(*both, 0.0)

    assert found.hours == pytest.approx(np.ones(len(found.hours)))
    np.testing.assert_allclose(found.first_order(theta), found.money**-theta, rtol=1e-9)
