"""Laws of routes: on random graphs, and on a region with anything closed or opened."""

from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.corridors.plain_front import plain_front
from tests.unit.corridors.small import lanes, network, region
from tests.unit.corridors.test_search import Graph

from entrepot.corridors.load import Load
from entrepot.corridors.network import build_network
from entrepot.corridors.route import Avoid, Query, find_routes

CRITERIA = ("cost_usd", "days_mean", "co2e_kg")
PLACES = sorted(p for p in region().places if p != "lonely")
NET = network()
LATER = build_network(region(), lanes(), on=date(2028, 6, 1))
CLOSURES = sorted(
    {tuple(tag.split(":", 1)) for tag in NET.tags if not tag.startswith("service:modelled")}
)

loads = st.builds(
    Load,
    n_20=st.integers(0, 3),
    n_40=st.integers(0, 3),
    tonnes=st.floats(0.5, 80),
    chargeable_kg=st.floats(500, 90_000),
    value_usd=st.floats(1, 5e6),
).filter(lambda load: load.n_20 + load.n_40 > 0)
avoids = st.lists(st.sampled_from(CLOSURES), max_size=4, unique=True).map(
    lambda found: tuple(Avoid(*pair) for pair in found)
)
pairs = st.lists(st.sampled_from(PLACES), min_size=2, max_size=2, unique=True)


def random_graph(seed, arcs):
    """Thirty nodes with arcs by chance."""
    rng = np.random.default_rng(seed)
    ends, weights = rng.integers(0, 30, (arcs, 2)), rng.integers(0, 90, (arcs, 4))
    return Graph(30, [(int(a), int(b), w) for (a, b), w in zip(ends, weights, strict=True)])


@given(seed=st.integers(0, 2**32 - 1), arcs=st.integers(30, 120))
@settings(max_examples=60, deadline=None)
def test_without_tolerance_the_kernel_equals_its_plain_twin(seed, arcs):
    graph = random_graph(seed, arcs)
    totals = graph.fronts(0, 29)[0]

    assert {tuple(t) for t in totals.tolist()} == plain_front(graph, 0, 29)
    assert len(totals) == len({tuple(t) for t in totals.tolist()})


@given(
    seed=st.integers(0, 2**32 - 1),
    arcs=st.integers(30, 120),
    epsilon=st.sampled_from([0.02, 0.05, 0.1, 0.5]),
)
@settings(max_examples=100, deadline=None)
def test_every_way_left_out_is_within_the_tolerance_of_one_found(seed, arcs, epsilon):
    graph = random_graph(seed, arcs)
    totals = graph.fronts(0, 29, np.full(4, epsilon))[0]
    within = (1 + epsilon) * (1 + 1e-12)

    for way in plain_front(graph, 0, 29):
        assert (totals <= np.array(way) * within).all(axis=1).any()


@given(seed=st.integers(0, 2**32 - 1))
@settings(max_examples=20, deadline=None)
def test_a_search_does_not_depend_on_the_ones_before_it(seed):
    graph, other = random_graph(seed, 100), random_graph(seed + 1, 110)
    before = graph.fronts(0, 29, np.full(4, 0.05))
    other.fronts(0, 29)
    after = graph.fronts(0, 29, np.full(4, 0.05))

    for one, again in zip(before[:5], after[:5], strict=True):
        assert one.tobytes() == again.tobytes()


@given(pair=pairs, load=loads, avoid=avoids)
@settings(max_examples=120, deadline=None)
def test_legs_add_up_to_the_totals(pair, load, avoid):
    for route in find_routes(NET, Query(*pair, load, avoid)).options:
        legs = route.legs
        assert route.cost_usd == pytest.approx(sum(leg.cost_usd for leg in legs), abs=1e-9)
        assert route.freight_usd == pytest.approx(sum(leg.freight_usd for leg in legs), abs=1e-9)
        assert route.co2e_kg == pytest.approx(sum(leg.co2e_kg for leg in legs), abs=1e-9)
        assert route.distance_km == pytest.approx(sum(leg.km for leg in legs), abs=1e-9)
        assert 24 * route.days_mean == pytest.approx(sum(leg.hours_mean for leg in legs), abs=1e-9)
        cents = [Decimal(str(leg.cost_usd)) * 100 for leg in legs]
        assert all(amount == amount.to_integral_value() for amount in cents)
        assert (legs[0].from_place, legs[-1].to_place) == tuple(pair)


@given(pair=pairs, load=loads)
@settings(max_examples=60, deadline=None)
def test_tank_to_wheel_and_terminals_are_parts_of_well_to_wheel(pair, load):
    for route in find_routes(NET, Query(*pair, load)).options:
        for leg in route.legs:
            assert leg.co2e_ttw_kg == pytest.approx(0.8 * leg.co2e_kg, abs=1e-3)
        hubs = sum(leg.co2e_kg for leg in route.legs if leg.kind == "transfer")
        assert route.co2e_hub_kg == pytest.approx(hubs)
        assert route.co2e_hub_kg <= route.co2e_kg


@given(pair=pairs, load=loads)
@settings(max_examples=60, deadline=None)
def test_the_three_parts_of_the_freight_add_up(pair, load):
    for route in find_routes(NET, Query(*pair, load)).options:
        parts = route.split_cost(
            leaving={route.legs[0].from_country}, entering={route.legs[-1].to_country}
        )
        assert sum(parts) == pytest.approx(route.freight_usd, abs=1e-9)
        assert min(parts) >= 0


@given(pair=pairs, load=loads, avoid=avoids)
@settings(max_examples=120, deadline=None)
def test_no_option_is_as_good_as_another_in_everything(pair, load, avoid):
    options = find_routes(NET, Query(*pair, load, avoid)).options
    values = [(r.cost_usd, r.hours_mean, r.co2e_kg, r.hours_var) for r in options]
    for i, one in enumerate(values):
        for j, other in enumerate(values):
            assert i == j or not all(a <= b for a, b in zip(one, other, strict=True))


@given(pair=pairs, load=loads, avoid=avoids, more=avoids)
@settings(max_examples=150, deadline=None)
def test_closing_anything_never_improves_a_best_value(pair, load, avoid, more):
    opened = find_routes(NET, Query(*pair, load, avoid))
    closed = find_routes(NET, Query(*pair, load, (*avoid, *more)))

    assert_no_better(closed, opened)


@given(pair=pairs, load=loads, avoid=avoids)
@settings(max_examples=80, deadline=None)
def test_opening_a_link_never_worsens_a_best_value(pair, load, avoid):
    assert_no_better(
        find_routes(NET, Query(*pair, load, avoid)), find_routes(LATER, Query(*pair, load, avoid))
    )


@given(pair=pairs, load=loads, epsilon=st.sampled_from([0.0, 0.02, 0.1, 0.5]))
@settings(max_examples=80, deadline=None)
def test_the_best_values_do_not_depend_on_the_tolerance(pair, load, epsilon):
    exact = find_routes(NET, Query(*pair, load, epsilon=0.0))
    rough = find_routes(NET, Query(*pair, load, epsilon=epsilon))

    assert bool(exact.options) == bool(rough.options)
    for name in CRITERIA if exact.options else ():
        assert min(getattr(r, name) for r in rough.options) == min(
            getattr(r, name) for r in exact.options
        )


def assert_no_better(one, other):
    """The best values of one answer are not better than those of another."""
    if not other.options:
        assert not one.options
    for name in CRITERIA if one.options else ():
        best, least = (min(getattr(r, name) for r in a.options) for a in (one, other))
        assert best >= least
