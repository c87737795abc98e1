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
    """Two carriages of the same pairs at one to three values of time."""
    pairs, values = draw(st.integers(1, 4)), draw(st.integers(1, 3))
    at = np.array([0.001, 0.01, 0.03][:values])

    def one():
        cells = [draw(st.lists(kind, min_size=values * pairs, max_size=values * pairs))
                 for kind in (MONEY, HOURS)]  # fmt: skip
        return Carriage(at, *(np.array(one).reshape(values, pairs) for one in cells))

    return one(), one()


@st.composite
def choices(draw):
    """Ways of a pair, as money and hours, and the same ways each dearer and slower."""
    ways = draw(st.lists(st.tuples(MONEY, HOURS), min_size=1, max_size=6))
    more = [draw(st.tuples(MONEY, HOURS)) for _ in ways]
    worse = [(a + c, b + d) for (a, b), (c, d) in zip(ways, more, strict=True)]
    return ways, worse


def cheapest(ways, at):
    """Carriage of a pair by the cheapest of its ways at each value of time."""
    best = [min(ways, key=lambda way: way[0] + share * way[1] / 24) for share in at]
    money, hours = (np.array(one)[:, None] for one in zip(*best, strict=True))
    return Carriage(np.array(at), money, hours)


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
    slower = Carriage(both[0].day_values, both[0].money, both[0].hours * factor)

    assert (cost_change(both[0], slower, share).tau_hat >= 1 - 1e-12).all()


@given(carriages(), THETAS)
def test_hours_are_worth_nothing_at_a_value_of_nothing(both, theta):
    found = cost_change(*both, 0.0)

    assert found.hours == pytest.approx(np.ones(len(found.hours)))
    np.testing.assert_allclose(found.first_order(theta), found.money**-theta, rtol=1e-9)


@given(choices(), st.floats(0.001, 0.03), st.data())
def test_worse_ways_never_bring_trade_and_a_way_more_never_costs_it(both, share, data):
    at = (0.001, 0.01, 0.03)
    ways, worse = both
    fewer = ways[: data.draw(st.integers(1, len(ways)))]
    better, dearer, poorer = (cheapest(one, at) for one in (ways, worse, fewer))

    assert (cost_change(better, dearer, share).tau_hat >= 1 - 1e-12).all()
    assert (cost_change(poorer, better, share).tau_hat <= 1 + 1e-12).all()
