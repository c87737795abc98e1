"""One sector: what closures mean, what duties do, what a fitted base adds up to."""

import numpy as np
import pytest

from entrepot.kernel.errors import InputError, ModelError
from entrepot.trade.baseline import make_baseline, scale_to_totals
from entrepot.trade.closure import Closure, Numeraire, choose_numeraire
from entrepot.trade.draws import Normal, draw
from entrepot.trade.equilibrium import Shock, solve_equilibrium, unshocked
from entrepot.trade.fixed_point import find_fixed_point

CODES = ("a", "b", "c")
FLOWS = np.array([[60.0, 8.0, 5.0], [10.0, 90.0, 12.0], [4.0, 9.0, 40.0]])
COST = np.log(np.array([[1.0, 0.9, 1.1], [0.95, 1.0, 1.0], [1.0, 1.2, 1.0]]))
HOME = np.eye(3, dtype=bool)
DUTY = np.where(HOME, 0.0, 0.2)


def solve(closure=Closure.ADDITIVE, *, duty=None, after=None, cost=COST, theta=4.0, unit=None):
    base = make_baseline(CODES, FLOWS, duty=duty)
    shock = Shock(cost, base.duty if after is None else after)
    return solve_equilibrium(base, shock, theta=theta, closure=closure, numeraire=unit)


@pytest.mark.parametrize("closure", Closure)
@pytest.mark.parametrize("duty", [None, DUTY])
def test_markets_clear_and_the_world_spends_what_it_earns(closure, duty):
    after = None if duty is None else duty / 2

    found = solve(closure, duty=duty, after=after, unit=Numeraire("b", 1))

    sold = found.net.sum(axis=1)
    np.testing.assert_allclose(sold, found.wage_hat * found.base.output, rtol=1e-10)
    revenue = (found.flows - found.net).sum()
    assert found.flows.sum() == pytest.approx(sold.sum() + revenue, rel=1e-10)
    assert found.residual <= 1e-10


@pytest.mark.parametrize("closure", Closure)
@pytest.mark.parametrize("duty", [None, DUTY])
def test_without_a_shock_nothing_changes(closure, duty):
    found = solve(closure, duty=duty, cost=np.zeros((3, 3)), unit=Numeraire("c", 2))

    for hat in (found.wage_hat, found.price_hat, found.real_income_hat, found.exports_hat):
        np.testing.assert_allclose(hat, 1, rtol=0, atol=1e-9)
    np.testing.assert_allclose(found.first_order_pct, 0, atol=1e-9)


def test_additive_keeps_each_deficit_while_world_output_is_the_unit():
    found = solve(Closure.ADDITIVE)

    before = FLOWS.sum(axis=0) - FLOWS.sum(axis=1)
    after = found.flows.sum(axis=0) - found.flows.sum(axis=1)
    np.testing.assert_allclose(after, before, atol=1e-8)
    assert found.flows.sum() == pytest.approx(FLOWS.sum(), rel=1e-12)


def test_fixed_nominal_keeps_each_deficit_in_units_of_the_wage_that_is_named():
    found = solve(Closure.FIXED_NOMINAL, unit=Numeraire("b", 1))

    before = FLOWS.sum(axis=0) - FLOWS.sum(axis=1)
    after = found.flows.sum(axis=0) - found.flows.sum(axis=1)
    np.testing.assert_allclose(after, before, atol=1e-8)
    assert found.wage_hat[1] == pytest.approx(1, rel=1e-14)
    other = solve(Closure.FIXED_NOMINAL, unit=Numeraire("a", 0))
    assert not np.allclose(found.real_income_hat, other.real_income_hat, rtol=1e-6)


def test_multiplicative_keeps_ratios_of_spending_to_income_but_for_one_scalar():
    found = solve(Closure.MULTIPLICATIVE)

    before = FLOWS.sum(axis=0) / FLOWS.sum(axis=1)
    after = found.flows.sum(axis=0) / found.flows.sum(axis=1)
    np.testing.assert_allclose(after / before, (after / before)[0], rtol=1e-9)


def test_balanced_first_starts_from_a_world_without_deficits():
    found = solve(Closure.BALANCED_FIRST)

    for flows in (found.base.flows, found.flows):
        np.testing.assert_allclose(flows.sum(axis=0), flows.sum(axis=1), rtol=1e-9)


def test_gains_of_a_balanced_world_follow_from_shares_at_home_alone():
    """Source: Arkolakis, Costinot and Rodriguez-Clare 2012: W_hat = lambda_hat^(-1/theta)."""
    found = solve(Closure.BALANCED_FIRST, theta=5.0)

    at_home = found.domestic_share_new / found.domestic_share
    np.testing.assert_allclose(found.real_income_hat, at_home ** (-1 / 5), rtol=1e-9)


def test_a_small_duty_of_one_that_buys_little_moves_first_order_and_exact_alike():
    found = solve(Closure.BALANCED_FIRST, duty=DUTY, after=DUTY * 1.001, cost=np.zeros((3, 3)))

    exact = 100 * (found.real_income_hat - 1)
    np.testing.assert_allclose(found.first_order_pct, exact, rtol=2e-2, atol=1e-6)


def test_a_duty_is_spent_where_it_is_raised():
    found = solve(Closure.BALANCED_FIRST, duty=DUTY, after=DUTY)

    revenue = found.flows.sum(axis=0) - found.net.sum(axis=0)
    np.testing.assert_allclose(found.flows.sum(axis=0), found.net.sum(axis=1) + revenue, rtol=1e-10)


def test_who_sells_nothing_at_home_is_named():
    flows = FLOWS.copy()
    flows[0, 0] = flows[2, 2] = 0

    with pytest.raises(InputError) as raised:
        make_baseline(CODES, flows)

    assert [(one.code, one.where) for one in raised.value.problems] == [
        ("trade.domestic_missing", "a"), ("trade.domestic_missing", "c"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("closure", "name"),
    [
        (Closure.FIXED_NOMINAL, None),
        (Closure.FIXED_NOMINAL, "world_output"),
        (Closure.ADDITIVE, "a"),
        (Closure.MULTIPLICATIVE, "nobody"),
    ],
)
def test_a_numeraire_must_fit_its_closure(closure, name):
    with pytest.raises(InputError) as raised:
        choose_numeraire(closure, name, CODES)

    assert raised.value.problems[0].code == "trade.numeraire"


def test_a_surplus_that_cannot_be_sold_any_more_has_no_answer_but_a_trace():
    flows = np.array([[50.0, 50.0], [5.0, 95.0]])  # a sells for 100 and spends 55
    base = make_baseline(("a", "b"), flows)
    cost = np.log(np.array([[1.0, 1e3], [1e3, 1.0]]))

    with pytest.raises(ModelError) as raised:
        solve_equilibrium(base, Shock(cost, base.duty), theta=4.0, closure=Closure.ADDITIVE)

    assert raised.value.problems[0].code == "trade.no_convergence"
    assert len(raised.value.extra["trace"]) > 1


def test_a_map_without_a_fixed_point_is_told_with_its_trace():
    with pytest.raises(ModelError) as raised:
        find_fixed_point(lambda x: (x + 1, 1.0), np.zeros(2), most=20)

    assert raised.value.exit_code == 5
    assert raised.value.extra["trace"] == [1.0] * 20


def test_a_step_into_nowhere_is_taken_back():
    def step(x):
        if x[0] > 1.5:
            return x, float("nan")
        return np.full(1, 2.0) if x[0] == 0 else np.cos(x), abs(float(np.cos(x[0]) - x[0]))

    found = find_fixed_point(step, np.zeros(1))

    assert found.point[0] == pytest.approx(0.7390851332151607, abs=1e-10)


def test_a_fitted_base_adds_up_to_what_is_observed():
    prediction = np.exp(np.random.default_rng(3).normal(size=(3, 3)))

    scaled = scale_to_totals(prediction, FLOWS.sum(axis=1), FLOWS.sum(axis=0))

    np.testing.assert_allclose(scaled.sum(axis=1), FLOWS.sum(axis=1), rtol=1e-12)
    np.testing.assert_allclose(scaled.sum(axis=0), FLOWS.sum(axis=0), rtol=1e-12)
    odds = scaled / prediction
    np.testing.assert_allclose(odds[0, 0] * odds[1, 1], odds[0, 1] * odds[1, 0], rtol=1e-10)


def test_a_prediction_that_cannot_be_scaled_has_no_answer():
    prediction = np.array([[1.0, 0.0], [1.0, 1.0]])

    with pytest.raises(ModelError):
        scale_to_totals(prediction, np.array([3.0, 1.0]), np.array([1.0, 3.0]), most=200)


def test_an_elasticity_that_is_not_above_zero_is_drawn_again():
    drawn = draw(np.random.default_rng(1), 500, Normal(1.0, 1.0), Normal(1.0, 0.1))

    assert (drawn.theta > 0).all()
    assert drawn.redrawn > 0


@pytest.mark.parametrize("theta", [0.0, -1.0, np.inf, np.nan])
def test_an_elasticity_must_be_above_zero(theta):
    base = make_baseline(CODES, FLOWS)

    with pytest.raises(InputError):
        solve_equilibrium(base, unshocked(base), theta=theta, closure=Closure.ADDITIVE)
