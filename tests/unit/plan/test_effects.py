"""Effects before and after, their intervals, and the chance of a target behind them."""

import numpy as np
import pytest

from entrepot.assess.forecast import Walk
from entrepot.kernel.errors import InputError, ModelError
from entrepot.kernel.source import Source
from entrepot.plan.effects import Measure, chance_after, effect_of, effects_of, interval_80
from entrepot.plan.output import OutputTable, output_for
from entrepot.plan.overlap import MOST_EXACT, shapley, shapley_by_orders

CITED = Source("by hand", "synthetic")


def measure(drawn, middle=1.0, what="exports"):
    return Measure("trade", what, "USD", middle, np.array(drawn, dtype=float), CITED)


def test_what_is_drawn_together_is_compared_draw_by_draw():
    before, after = measure(range(11), 5.0), measure([2.0 + one for one in range(11)], 7.0)

    found = effect_of(before, after)

    assert (found.before, found.after) == (5.0, 7.0)
    assert found.interval_80 == (3.0, 11.0)
    assert found.change_80 == (2.0, 2.0)


def test_a_figure_without_draws_has_no_interval_and_an_unknown_one_stays_unknown():
    found = effect_of(measure([], None), measure([], None))

    assert (found.before, found.after) == (None, None)
    assert found.interval_80 is found.change_80 is None
    assert interval_80(np.array([1.0, np.nan])) is None


def test_only_what_is_measured_on_both_sides_is_an_effect():
    before = [measure([1.0]), measure([2.0], what="imports")]
    after = [measure([3.0], what="imports"), measure([4.0], what="jobs")]

    assert [one.what for one in effects_of(before, after)] == ["imports"]


def test_a_series_that_grows_by_a_factor_reaches_its_target_as_a_lower_one():
    walk = Walk(0.05, 0.1, None)

    def chance(wanted):
        return walk.probability(100.0, 4, ">=", wanted)

    assert chance_after(chance, 150.0, np.ones(3)) == chance(150.0)
    assert chance_after(chance, 150.0, np.full(2, 1.2)) == pytest.approx(chance(125.0))
    assert chance_after(chance, 150.0, np.array([1.0, 1.2])) == pytest.approx(
        (chance(150.0) + chance(125.0)) / 2
    )


def test_suppliers_outside_the_region_are_not_asked_for_output():
    table = OutputTable(np.array([[150.0, 500.0], [200.0, 100.0]]), np.array([1000.0, 2000.0]))
    demand = np.array([600.0, 1500.0])

    assert output_for(table, demand, 0.0).tolist() == demand.tolist()
    assert (output_for(table, demand, 0.5) < output_for(table, demand)).all()


def test_a_table_that_needs_more_than_it_makes_has_no_answer():
    table = OutputTable(np.array([[900.0, 500.0], [900.0, 900.0]]), np.array([1000.0, 1000.0]))

    with pytest.raises(ModelError) as found:
        output_for(table, np.ones(2))

    assert found.value.problems[0].code == "plan.not_productive"


def test_two_projects_that_bring_the_same_share_it():
    worth = {(): 0.0, ("A",): 6.0, ("B",): 4.0, ("A", "B"): 7.0}

    found = shapley(["A", "B"], lambda some: worth[tuple(sorted(some))])

    assert found == {"A": 4.5, "B": 2.5}


def test_the_airport_of_three_runways():
    """Littlechild and Owen 1973: costs 1, 2 and 3 of a shared runway give 1/3, 5/6 and 11/6."""
    cost = {"a": 1.0, "b": 2.0, "c": 3.0}

    found = shapley("abc", lambda some: max((cost[one] for one in some), default=0.0))

    assert found == pytest.approx({"a": 1 / 3, "b": 5 / 6, "c": 11 / 6})


def test_too_many_projects_are_refused_by_sets_and_taken_by_orders():
    many = [str(one) for one in range(MOST_EXACT + 1)]

    with pytest.raises(InputError, match="more than 12"):
        shapley(many, len)

    assert shapley_by_orders(many, len, [many, many[::-1]]) == dict.fromkeys(many, 1.0)
