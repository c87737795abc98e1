"""Equilibria worked out by hand, and what is told where there is none."""

import pytest

from entrepot.corridors.assignment import METHODS, Demand, Link, assign
from entrepot.kernel.errors import InputError, ModelError

TWO = [Link("a", "b", 2, 10, 0.15, 1), Link("a", "b", 3, 8, 1, 1)]
BRAESS = [
    # cost 10 x, 50 + x, 50 + x, 10 x, and the new road 10 + x; the costs of x alone have a
    # free cost near nothing
    Link("s", "a", 1e-7, 1e-6, 1, 1), Link("s", "b", 50, 50, 1, 1), Link("a", "t", 50, 50, 1, 1),
    Link("b", "t", 1e-7, 1e-6, 1, 1), Link("a", "b", 10, 10, 1, 1),
]  # fmt: skip


def flows(links, demands, **options):
    return [one.flow for one in assign(links, demands, **options).links]


@pytest.mark.parametrize("method", METHODS)
def test_two_routes_share_as_the_closed_form_says(method) -> None:
    # 10 + 0.75 x = 8 + 8/3 (9 - x)
    x = (8 + 24 - 10) / (0.75 + 8 / 3)
    gap = 1e-3 if method == "msa" else 1e-8

    found = flows(TWO, [Demand("a", "b", 9.0)], method=method, gap=gap)

    assert found == pytest.approx([x, 9 - x], rel=1e-2 if method == "msa" else 1e-6)


def test_below_the_cost_of_the_second_route_all_take_the_first() -> None:
    # the second costs 10 + at least nothing, the first 8 + 8/3 x 0.5
    assert flows(TWO, [Demand("a", "b", 0.5)]) == [0.0, 0.5]


@pytest.mark.parametrize("method", ["gp", "fw", "cfw", "bfw"])
def test_a_new_road_makes_everybody_slower_in_the_network_of_braess(method) -> None:
    gap, demand = 1e-6, [Demand("s", "t", 6.0)]
    before = assign(BRAESS[:4], demand, method=method, gap=gap)
    after = assign(BRAESS, demand, method=method, gap=gap)

    assert before.total_cost / 6 == pytest.approx(83, rel=1e-4)
    assert after.total_cost / 6 == pytest.approx(92, rel=1e-4)
    assert [one.flow for one in after.links] == pytest.approx([4, 2, 2, 4, 2], rel=1e-2)


def test_ways_add_up_to_links_and_cost_the_same() -> None:
    found = assign(BRAESS, [Demand("s", "t", 6.0)])

    assert sorted(way.links for way in found.ways) == [(0, 2), (0, 4, 3), (1, 3)]
    assert [way.flow for way in found.ways] == pytest.approx([2, 2, 2], rel=1e-6)
    assert [way.cost for way in found.ways] == pytest.approx([92] * 3, rel=1e-6)


def test_costs_that_flow_does_not_raise_are_split_to_the_least() -> None:
    links = [Link("a", "b", 1, 5, 0, 4), Link("a", "b", 1, 4, 1, 0), Link("a", "b", 1, 4.5, 0, 1)]

    assert flows(links, [Demand("a", "b", 7.0)]) == [0.0, 0.0, 7.0]  # the second costs 8


def test_pairs_that_nothing_joins_are_told_with_a_reason() -> None:
    links = [Link("a", "b", 1, 1, 1, 1), Link("c", "d", 1, 1, 1, 1)]
    demands = [Demand("a", "d", 1.0), Demand("b", "a", 2.0), Demand("a", "a", 3.0),
               Demand("a", "x", 4.0), Demand("a", "b", 5.0), Demand("c", "a", 0.0)]  # fmt: skip

    found = assign(links, demands)

    assert [(one.demand.flow, one.code) for one in found.unassigned] == [
        (1.0, "assignment.no_way"), (2.0, "assignment.no_way"), (3.0, "assignment.same_node"),
        (4.0, "assignment.no_node"),
    ]  # fmt: skip
    assert all(one.reason for one in found.unassigned)
    assert [one.flow for one in found.links] == [5.0, 0.0]


@pytest.mark.parametrize("method", METHODS)
def test_without_demand_nothing_flows(method) -> None:
    found = assign(TWO, [], method=method)

    assert (found.total_cost, found.objective, found.relative_gap) == (0.0, 0.0, 0.0)


def test_a_gap_that_is_not_reached_is_told_with_the_gap_that_was() -> None:
    with pytest.raises(ModelError, match=r"the gap reached in 5 iterations is 0\.\d+, not 1e-08"):
        assign(TWO, [Demand("a", "b", 9.0)], method="msa", most=5)


def test_costs_beyond_any_number_are_no_answer() -> None:
    with pytest.raises(ModelError, match="beyond any number"):
        assign([Link("a", "b", 1e-99, 1, 1, 99)], [Demand("a", "b", 1e9)])


def test_everything_that_is_wrong_is_told_at_once() -> None:
    links = [Link("a", "a", 0, -1, -1, 0.5), Link("a", "b", float("nan"), 1, 1, 1)]
    with pytest.raises(InputError) as raised:
        assign(links, [Demand("a", "b", -1.0)], method="best", gap=2.0, most=0)  # type: ignore[arg-type]

    assert [problem.where for problem in raised.value.problems] == [
        "method", "gap", "iterations", "links[1].to", "links[1].capacity",
        "links[1].free_flow_time", "links[1].b", "links[1].power", "links[2].capacity",
        "demands[1].flow",
    ]  # fmt: skip


def test_a_network_without_links_is_refused() -> None:
    with pytest.raises(InputError, match="there is no link"):
        assign([], [])
