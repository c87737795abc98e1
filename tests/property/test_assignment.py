"""Laws of equilibria, on random networks.

The cases are the same in each run: of random networks with very steep links one in some
thousands creeps and ends with the gap it reached, which is told and is no breach of a law.
"""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entrepot.corridors.assignment import Demand, Link, assign
from entrepot.corridors.bottleneck import dual_of

SIZES = st.integers(2, 7)
SEEDS = st.integers(0, 2**32 - 1)
POWERS = (0.0, 1.0, 1.5, 2.0, 4.0)


def case(seed: int, size: int, *, powers=POWERS) -> tuple[list[Link], list[Demand]]:
    """A ring, so that there is a way from each node to each other, and links across it."""
    rng = np.random.default_rng(seed)
    ends = [(i, (i + 1) % size) for i in range(size)]
    ends += [tuple(pair) for pair in rng.integers(0, size, (2 * size, 2)) if pair[0] != pair[1]]
    links = [
        Link(str(a), str(b), *rng.uniform((0.5, 0.0, 0.0), (20, 10, 2)), float(rng.choice(powers)))
        for a, b in ends
    ]
    pairs = {tuple(pair) for pair in rng.integers(0, size, (size, 2)).tolist()}
    demands = [
        Demand(str(a), str(b), float(rng.uniform(0, 30))) for a, b in sorted(pairs) if a != b
    ]
    return links, demands


@given(seed=SEEDS, size=SIZES)
@settings(max_examples=80, deadline=None, derandomize=True)
def test_what_enters_a_node_leaves_it(seed, size):
    links, demands = case(seed, size)
    found = assign(links, demands)

    for node in map(str, range(size)):
        inward = sum(one.flow for one in found.links if one.link.head == node)
        outward = sum(one.flow for one in found.links if one.link.tail == node)
        ends = sum(one.flow for one in demands if one.destination == node)
        begins = sum(one.flow for one in demands if one.origin == node)
        assert inward + begins == pytest.approx(outward + ends, abs=1e-9)
    assert min(one.flow for one in found.links) >= 0


@given(seed=SEEDS, size=SIZES)
@settings(max_examples=80, deadline=None, derandomize=True)
def test_ways_add_up_to_demand_and_to_links(seed, size):
    links, demands = case(seed, size)
    found = assign(links, demands)

    for demand in demands:
        carried = sum(way.flow for way in found.ways if way.demand == demand)
        assert carried == pytest.approx(demand.flow, rel=1e-12)
    for number, one in enumerate(found.links):
        carried = sum(way.flow for way in found.ways if number in way.links)
        assert carried == pytest.approx(one.flow, rel=1e-9, abs=1e-9)


@given(seed=SEEDS, size=SIZES)
@settings(max_examples=80, deadline=None, derandomize=True)
def test_nobody_gains_by_another_way(seed, size):
    links, demands = case(seed, size)
    found = assign(links, demands)
    costs = np.full((size, size), np.inf)
    np.fill_diagonal(costs, 0)
    for one in found.links:
        pair = int(one.link.tail), int(one.link.head)
        costs[pair] = min(costs[pair], one.cost)
    for middle in range(size):  # Floyd and Warshall's, apart from the code under test
        costs = np.minimum(costs, costs[:, [middle]] + costs[[middle], :])
    excess = sum(
        way.flow * (way.cost - costs[int(way.demand.origin), int(way.demand.destination)])
        for way in found.ways
    )

    assert excess <= (found.relative_gap + 1e-12) * found.total_cost + 1e-9
    assert found.relative_gap <= 1e-8


@given(seed=SEEDS, size=st.integers(2, 6))
@settings(max_examples=25, deadline=None, derandomize=True)
def test_all_methods_agree(seed, size):
    links, demands = case(seed, size, powers=(1.0, 2.0, 4.0))
    best = assign(links, demands, gap=1e-10)

    for method, gap in (("msa", 2e-3), ("fw", 5e-4), ("cfw", 5e-4), ("bfw", 5e-4)):
        other = assign(links, demands, method=method, gap=gap)
        above = other.objective - best.objective
        assert above >= -1e-9 * (1 + best.objective)
        assert above <= gap * other.total_cost + 1e-9


@given(seed=SEEDS, size=st.integers(2, 6), number=st.integers(0, 5))
@settings(max_examples=40, deadline=None, derandomize=True)
def test_the_dual_is_what_one_more_unit_of_capacity_saves(seed, size, number):
    links, demands = case(seed, size, powers=(1.0, 2.0, 4.0))
    number %= len(links)
    step = 1e-3 * links[number].capacity

    def least(capacity: float) -> float:
        changed = [*links]
        changed[number] = replace(links[number], capacity=capacity)
        return assign(changed, demands, gap=1e-12).objective

    dual = dual_of(assign(links, demands, gap=1e-12).links[number])
    at = links[number].capacity
    slope = (least(at - step) - least(at + step)) / (2 * step)

    assert dual == pytest.approx(slope, rel=2e-3, abs=1e-6 * (1 + least(at)))


@given(seed=SEEDS, size=SIZES)
@settings(max_examples=40, deadline=None, derandomize=True)
def test_more_capacity_never_raises_the_objective(seed, size):
    links, demands = case(seed, size)
    wider = [replace(link, capacity=2 * link.capacity) for link in links]

    before, after = assign(links, demands).objective, assign(wider, demands).objective
    assert after <= before * (1 + 1e-7) + 1e-9
