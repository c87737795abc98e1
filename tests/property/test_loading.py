"""Laws of flows on shared capacity, on small random networks."""

from math import isclose

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.corridors.doors import doors, limits

from entrepot.corridors.loading import PairFlow, load

NODES = "abcde"
SERVICES = ("x", "y", "z")
steps = st.lists(
    st.tuples(
        st.sampled_from(NODES), st.sampled_from(NODES), st.integers(1, 100).map(float),
        st.sampled_from(("", *SERVICES)),
    ).filter(lambda row: row[0] != row[1]),
    min_size=3, max_size=14, unique_by=lambda row: (row[0], row[1], row[3]),
)  # fmt: skip
pairs = st.lists(
    st.tuples(st.sampled_from(NODES), st.sampled_from(NODES), st.integers(1, 50).map(float)),
    min_size=1, max_size=5, unique_by=lambda row: row[:2],
)  # fmt: skip
room = st.dictionaries(
    st.sampled_from(SERVICES), st.tuples(st.integers(1, 40).map(float), st.just(30.0)), max_size=3
)
GAP = 1e-9


def solve(rows, wanted, limited, power=2.0):
    made = doors([*rows, *((name, name + "'", 1e9, "") for name in NODES)])
    demand = [PairFlow(a, b, teu) for a, b, teu in wanted if a != b]
    return made, demand, load(made, demand, limits(made, limited, 0.5, power), gap=GAP)


@settings(deadline=None)
@given(steps, pairs, room)
def test_all_that_is_wanted_is_carried_or_told(rows, wanted, limited) -> None:
    _, demand, found = solve(rows, wanted, limited)
    carried = [0.0] * len(demand)
    for way in found.ways:
        carried[way.pair] += way.teu

    for number, pair in enumerate(demand):
        expected = 0.0 if number in found.without else pair.teu
        assert isclose(carried[number], expected, rel_tol=1e-12)


@settings(deadline=None)
@given(steps, pairs, room)
def test_nobody_gains_by_another_way(rows, wanted, limited) -> None:
    made, demand, found = solve(rows, wanted, limited)
    gates = limits(made, limited, 0.5, 2.0)
    extra = [*gates.extras(found.loads).tolist(), 0.0]
    costs = made.usd + [extra[gate] for gate in gates.of_arc.tolist()]
    least = sum(
        pair.teu * made.tree(pair.origin, costs)[0][made.into[pair.destination]]
        for number, pair in enumerate(demand)
        if number not in found.without
    )

    assert found.usd <= least * (1 + 2 * GAP) + 1e-9


@settings(deadline=None)
@given(steps, pairs, room)
def test_loads_are_those_of_the_ways(rows, wanted, limited) -> None:
    made, _, found = solve(rows, wanted, limited)
    gates = limits(made, limited, 0.5, 2.0)
    loads = [0.0] * len(gates.things)
    for way in found.ways:
        for arc in way.arcs:
            if (gate := int(gates.of_arc[arc])) >= 0:
                loads[gate] += way.teu

    for load_, told in zip(loads, found.loads.tolist(), strict=True):
        assert isclose(load_, told, rel_tol=1e-9, abs_tol=1e-9)


@settings(deadline=None)
@given(steps, pairs, room, st.sampled_from(SERVICES))
def test_more_room_never_raises_the_objective(rows, wanted, limited, wider) -> None:
    """The total cost may rise, as in Braess's network; what the equilibrium minimises may not."""
    _, _, before = solve(rows, wanted, limited)
    more = {n: (teu * (2 if n == wider else 1), usd) for n, (teu, usd) in limited.items()}
    _, _, after = solve(rows, wanted, more)

    assert after.objective <= before.objective * (1 + 1e-6) + 1e-6
