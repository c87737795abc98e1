"""Laws of equilibria: units, names and the cutting up of countries change nothing real."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entrepot.service.equilibrium import equilibrium
from entrepot.trade.baseline import make_baseline, scale_to_totals
from entrepot.trade.closure import Closure, Numeraire
from entrepot.trade.equilibrium import Shock, solve_equilibrium

LEVELS = st.floats(0.05, 1.0)
COSTS = st.floats(-0.3, 0.3)
FREE = st.sampled_from([Closure.MULTIPLICATIVE, Closure.BALANCED_FIRST])


@st.composite
def worlds(draw):
    """Flows with most sold at home and mild deficits, and a shock (n, n) each."""
    n = draw(st.integers(2, 6))
    cells = st.lists(LEVELS, min_size=n * n, max_size=n * n)
    flows = np.array(draw(cells)).reshape(n, n) + 3 * n * np.eye(n)
    sizes = np.array(draw(st.lists(st.floats(0.2, 5), min_size=n, max_size=n)))
    costs = draw(st.lists(COSTS, min_size=n * n, max_size=n * n))
    cost = np.array(costs).reshape(n, n) * (1 - np.eye(n))
    return flows * np.sqrt(np.outer(sizes, sizes)), cost


def solve(flows, cost, closure=Closure.ADDITIVE, unit=None, codes=None):
    base = make_baseline(codes or [str(k) for k in range(len(flows))], flows)
    return solve_equilibrium(
        base, Shock(cost, base.duty), theta=4.0, closure=closure, numeraire=unit
    )


@given(worlds(), st.floats(1e-6, 1e6))
def test_trade_in_another_unit_gives_the_same_changes(world, factor):
    flows, cost = world

    found, scaled = solve(flows, cost), solve(factor * flows, cost)

    np.testing.assert_allclose(scaled.real_income_hat, found.real_income_hat, rtol=1e-9)
    np.testing.assert_allclose(scaled.wage_hat, found.wage_hat, rtol=1e-9)


@given(worlds(), FREE)
def test_another_numeraire_changes_nothing_real(world, closure):
    flows, cost = world

    found = solve(flows, cost, closure)
    other = solve(flows, cost, closure, Numeraire("1", 1))

    np.testing.assert_allclose(other.real_income_hat, found.real_income_hat, rtol=1e-9)
    np.testing.assert_allclose(other.real_wage_hat, found.real_wage_hat, rtol=1e-9)
    ratio = other.wage_hat / found.wage_hat
    np.testing.assert_allclose(ratio, ratio[0], rtol=1e-9)


@given(worlds(), st.randoms(use_true_random=False))
def test_renamed_and_reordered_economies_fare_the_same(world, chance):
    flows, cost = world
    order = list(range(len(flows)))
    chance.shuffle(order)
    pick = np.ix_(order, order)

    found, moved = solve(flows, cost), solve(flows[pick], cost[pick])

    np.testing.assert_allclose(moved.real_income_hat, found.real_income_hat[order], rtol=1e-9)


@given(worlds(), st.floats(0.1, 0.9))
def test_a_country_split_in_proportion_fares_as_one(world, share):
    flows, cost = world
    parts = np.eye(len(flows))[[*range(len(flows)), -1]]
    weights = np.array([*[1.0] * (len(flows) - 1), share, 1 - share])
    split = np.outer(weights, weights) * (parts @ flows @ parts.T)
    within = parts @ cost @ parts.T

    found, halves = solve(flows, cost), solve(split, within)

    expected = parts @ found.real_income_hat
    np.testing.assert_allclose(halves.real_income_hat, expected, rtol=1e-9)


@given(worlds(), st.sampled_from(list(Closure)))
def test_without_a_shock_every_change_is_one(world, closure):
    flows, _ = world

    found = solve(flows, np.zeros_like(flows), closure, Numeraire("0", 0))

    np.testing.assert_allclose(found.real_income_hat, 1, rtol=0, atol=1e-9)
    np.testing.assert_allclose(found.flows, found.base.flows, rtol=1e-8)


@given(worlds())
def test_cheaper_trade_for_all_gains_all_where_trade_is_balanced(world):
    flows, _ = world
    cheaper = np.log(0.9) * (1 - np.eye(len(flows)))

    found = solve(flows + flows.T, cheaper, Closure.BALANCED_FIRST)

    assert (found.domestic_share_new < found.domestic_share).sum() >= 1
    at_home = found.domestic_share_new / found.domestic_share
    np.testing.assert_allclose(found.real_income_hat, at_home ** (-1 / 4), rtol=1e-8)


@given(worlds(), worlds())
def test_fitted_rows_and_columns_add_up_to_those_observed(world, other):
    flows, prediction = world[0], np.abs(other[0])
    n = min(len(flows), len(prediction))
    flows, prediction = flows[:n, :n], prediction[:n, :n]

    scaled = scale_to_totals(prediction, flows.sum(axis=1), flows.sum(axis=0))

    np.testing.assert_allclose(scaled.sum(axis=1), flows.sum(axis=1), rtol=1e-10)
    np.testing.assert_allclose(scaled.sum(axis=0), flows.sum(axis=0), rtol=1e-10)


@settings(max_examples=15)
@given(worlds(), st.randoms(use_true_random=False))
def test_shuffled_rows_give_the_same_document(world, chance):
    flows, cost = world
    rows = [
        {"origin": f"c{i}", "destination": f"c{j}", "value": float(flows[i, j]),
         "x": float(cost[i, j])}
        for i, j in np.ndindex(flows.shape)
    ]  # fmt: skip

    def answer(told):
        return equilibrium({
            "model": "one-sector", "theta": 4, "closure": "additive", "flows": {"rows": told},
            "shock": {"rows": told, "trade_shift": "x"},
        })  # fmt: skip

    first = answer(rows)
    chance.shuffle(rows)

    again = answer(rows)
    assert again == first
    assert first["residual"] == pytest.approx(0, abs=1e-10)
