"""Laws of overlaps, of output and of intervals."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrepot.plan.effects import chance_after, interval_80, trade_after
from entrepot.plan.output import OutputTable, output_for
from entrepot.plan.overlap import shapley, shapley_by_orders

VALUES = st.floats(-1e6, 1e6)


@st.composite
def games(draw, most=4):
    """Projects and what each set of them brings."""
    projects = "abcd"[: draw(st.integers(1, most))]
    worth = {}

    def value(some):
        return worth.setdefault(some, draw(VALUES) if some else 0.0)

    for mask in range(2 ** len(projects)):
        value(frozenset(one for place, one in enumerate(projects) if mask >> place & 1))
    return projects, worth


@given(games())
def test_parts_add_up_to_what_all_bring(game):
    projects, worth = game

    parts = shapley(projects, worth.__getitem__)

    assert sum(parts.values()) == pytest.approx(worth[frozenset(projects)], abs=1e-6)


@given(games())
def test_every_order_together_is_the_same_as_every_set(game):
    projects, worth = game

    by_orders = shapley_by_orders(projects, worth.__getitem__, permutations(projects))

    assert by_orders == pytest.approx(shapley(projects, worth.__getitem__), abs=1e-6)


@given(games(), games())
def test_parts_of_a_sum_are_sums_of_parts(one, other):
    projects = min(one[0], other[0], key=len)

    def both(some):
        return one[1][some] + other[1][some]

    apart = [shapley(projects, game[1].__getitem__) for game in (one, other)]
    assert shapley(projects, both) == pytest.approx(
        {name: apart[0][name] + apart[1][name] for name in projects}, abs=1e-5
    )


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=8))
def test_projects_that_share_nothing_keep_what_they_bring_alone(values):
    names = [str(one) for one in range(len(values))]
    brings = dict(zip(names, values, strict=True))

    found = shapley(names, lambda some: sum(brings[one] for one in some))

    assert found == pytest.approx(brings, abs=1e-6)


@given(st.integers(1, 12), st.floats(0, 1e6))
def test_twelve_of_the_same_share_one_gain_alike(count, gain):
    names = [str(one) for one in range(count)]

    found = shapley(names, lambda some: gain * bool(some))

    assert list(found.values()) == pytest.approx([gain / count] * count)


@st.composite
def tables(draw):
    """A productive table: what a unit of output needs sums to less than one."""
    size = draw(st.integers(1, 4))
    cells = st.lists(st.floats(0, 1), min_size=size, max_size=size)
    shares = np.array([draw(cells) for _ in range(size)])
    used = draw(st.lists(st.floats(0, 0.9), min_size=size, max_size=size))
    output = np.array(draw(st.lists(st.floats(1, 1e4), min_size=size, max_size=size)))
    needs = shares / np.maximum(shares.sum(axis=0), 1e-9) * np.array(used)
    demand = np.array(draw(st.lists(st.floats(0, 1e4), min_size=size, max_size=size)))
    return OutputTable(needs * output, output), demand


@given(tables(), st.floats(0, 1), st.floats(0, 1))
def test_more_bought_within_the_region_never_asks_for_less(case, one, other):
    table, demand = case
    low, high = sorted((one, other))
    less, more = output_for(table, demand, low), output_for(table, demand, high)

    assert (less >= demand - 1e-6).all()
    assert (more >= less - 1e-6 * (1 + less)).all()


@given(tables(), st.floats(0, 1))
def test_output_less_what_it_needs_is_the_demand(case, local):
    table, demand = case
    output = output_for(table, demand, local)

    np.testing.assert_allclose(output - local * table.coefficients @ output, demand, atol=1e-6)


@given(st.floats(0.1, 5), st.floats(0.1, 5), st.floats(0.5, 20))
def test_two_changes_of_cost_multiply(one, other, theta):
    both = trade_after(trade_after(1.0, one, theta), other, theta)

    assert both == pytest.approx(trade_after(1.0, one * other, theta))


@given(st.lists(VALUES, min_size=1, max_size=50), st.floats(1, 5))
def test_an_interval_lies_within_its_draws_and_moves_with_them(drawn, shift):
    low, high = interval_80(np.array(drawn))

    assert min(drawn) <= low <= high <= max(drawn)
    assert interval_80(np.array(drawn) + shift) == pytest.approx((low + shift, high + shift))


@given(st.floats(1, 100), st.lists(st.floats(1, 3), min_size=1, max_size=20))
def test_a_factor_above_one_never_lowers_a_chance(wanted, factors):
    def chance(value):
        return 1 / (1 + value)

    assert chance_after(chance, wanted, np.array(factors)) >= chance(wanted) - 1e-12
