"""Equilibria in changes beside the same worlds solved twice in levels by another program."""

import numpy as np
import pytest

from entrepot.trade.baseline import make_baseline
from entrepot.trade.closure import Closure
from entrepot.trade.equilibrium import Shock, solve_equilibrium
from entrepot.trade.sector_base import SectorData, make_sector_base
from entrepot.trade.sector_welfare import exact_log
from entrepot.trade.sectors import solve_sectors

from .plain_equilibrium import armington, eaton_kortum

HOME = np.eye(4, dtype=bool)


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("with_duty", [False, True])
def test_one_sector_is_the_difference_of_two_worlds_in_levels(seed, with_duty):
    chance = np.random.default_rng(seed)
    tastes, labour = chance.uniform(0.5, 2, (4, 4)), chance.uniform(0.5, 2, 4)
    cost = np.where(HOME, 1, chance.uniform(1.2, 1.8, (4, 4)))
    duty = np.where(HOME, 0, chance.uniform(0, 0.3, (4, 4))) * with_duty
    after = np.where(HOME, 0, chance.uniform(0, 0.3, (4, 4))) * with_duty
    change = np.where(HOME, 1, chance.uniform(0.8, 1.1, (4, 4)))
    deficit = np.array([0.01, -0.02, 0.015, -0.005])
    wage, price, flows = armington(tastes, cost, duty, labour, deficit, 4.0)
    wage_new, price_new, flows_new = armington(tastes, cost * change, after, labour, deficit, 4.0)

    base = make_baseline("abcd", flows, duty=duty, with_duty=True)
    found = solve_equilibrium(
        base, Shock(np.log(change), after), theta=4.0, closure=Closure.ADDITIVE
    )

    np.testing.assert_allclose(found.wage_hat, wage_new / wage, rtol=1e-8)
    np.testing.assert_allclose(found.price_hat, price_new / price, rtol=1e-8)
    np.testing.assert_allclose(found.flows, flows_new, rtol=1e-8)


@pytest.mark.parametrize("seed", [1, 2])
def test_many_sectors_are_the_difference_of_two_worlds_in_levels(seed):
    chance = np.random.default_rng(seed)
    sectors, n, theta = 3, 3, np.array([4.0, 6.0, 2.5])
    home = np.eye(n, dtype=bool)
    skill, labour = chance.uniform(0.5, 2, (sectors, n)), chance.uniform(0.5, 2, n)
    cost = np.where(home, 1, chance.uniform(1.2, 1.6, (sectors, n, n)))
    duty = np.where(home, 0, chance.uniform(0, 0.3, (sectors, n, n)))
    after = np.where(home, 0, duty * chance.uniform(0, 1.2, (sectors, n, n)))
    change = np.where(home, 1, chance.uniform(0.9, 1.05, (sectors, n, n)))
    added = chance.uniform(0.4, 0.7, (sectors, n))
    inputs = chance.uniform(0.1, 1, (n, sectors, sectors))
    inputs /= inputs.sum(axis=1, keepdims=True)
    final = chance.uniform(0.5, 1, (sectors, n))
    final /= final.sum(axis=0)
    told = (labour, added, inputs, final, theta)
    wage, price, flows, income = eaton_kortum(skill, cost, duty, *told)
    wage_new, price_new, flows_new, income_new = eaton_kortum(skill, cost * change, after, *told)

    data = SectorData(
        tuple("abc"), tuple("xyz"), flows * ~home, duty, flows.sum(axis=1), added, inputs, theta
    )
    base = make_sector_base(data)
    found = solve_sectors(base, duty=after, log_cost=np.log(change), closure=Closure.BALANCED_FIRST)

    assert base.raised == base.cut == ()
    np.testing.assert_allclose(found.before.log_wage, 0, atol=1e-8)
    np.testing.assert_allclose(found.after.log_wage, np.log(wage_new / wage), atol=1e-8)
    np.testing.assert_allclose(found.after.imports, flows_new, rtol=1e-7)
    gain = np.log(income_new / income) - np.log(price_new / price)
    np.testing.assert_allclose(exact_log(found), gain, atol=1e-8)
