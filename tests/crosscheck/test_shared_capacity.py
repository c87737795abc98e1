"""Shared capacity against the solver of links of their own, where every capacity is one arc's."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.corridors.doors import doors, limits

from entrepot.corridors.assignment import Demand, Link, assign
from entrepot.corridors.loading import PairFlow, load

NODES = "abcd"
B, POWER, GAP = 0.5, 2.0, 1e-10
arcs = st.lists(
    st.tuples(
        st.sampled_from(NODES), st.sampled_from(NODES), st.integers(1, 50), st.integers(1, 30)
    ).filter(lambda row: row[0] != row[1]),
    min_size=3, max_size=10, unique_by=lambda row: row[:2],
)  # fmt: skip
pairs = st.lists(
    st.tuples(st.sampled_from(NODES), st.sampled_from(NODES), st.integers(1, 60)).filter(
        lambda row: row[0] != row[1]
    ),
    min_size=1, max_size=4, unique_by=lambda row: row[:2],
)  # fmt: skip


@settings(deadline=None)
@given(arcs, pairs)
def test_both_solvers_find_the_same_objective_and_total(rows, wanted) -> None:
    far = [(name, f"{name}'", 1, 1) for name in NODES]  # so that every node is in both networks
    links = [Link(a, b, float(k), float(t), B, POWER) for a, b, t, k in (*rows, *far)]
    made = doors([(a, b, float(t), f"{a}-{b}") for a, b, t, _ in (*rows, *far)])
    gates = limits(made, {f"{a}-{b}": (float(k), float(t)) for a, b, t, k in (*rows, *far)},
                   B, POWER)  # fmt: skip

    one = assign(links, [Demand(a, b, float(x)) for a, b, x in wanted], gap=GAP)
    other = load(made, [PairFlow(a, b, float(x)) for a, b, x in wanted], gates, gap=GAP)
    flow_of = {(row.link.tail, row.link.head): row.flow for row in one.links}
    loads = {thing.id: float(at) for thing, at in zip(gates.things, other.loads, strict=True)}

    assert other.objective == pytest.approx(one.objective, rel=1e-7, abs=1e-6)
    assert other.usd == pytest.approx(one.total_cost, rel=1e-5, abs=1e-4)
    assert len(other.without) == len(one.unassigned)
    for (tail, head), flow in flow_of.items():
        assert loads[f"{tail}-{head}"] == pytest.approx(flow, rel=1e-3, abs=1e-2)
