"""Money and hours apart, against the routes that are found one at a time."""

import pytest
from tests.unit.corridors import small
from tests.unit.corridors.trading import region

from entrepot.corridors.carriage import carry
from entrepot.corridors.closure import Avoid
from entrepot.corridors.network import build_network
from entrepot.corridors.planning import plan_routes
from entrepot.corridors.route import Query

PAIRS = [("east", "town"), ("east", "market"), ("town", "east")]
VALUE = 40_000.0


@pytest.fixture(scope="module")
def network():
    return build_network(region(), small.lanes(), on=small.TODAY)


@pytest.mark.parametrize("pct", [0.05, 1.0, 5.0])
@pytest.mark.parametrize("pair", PAIRS)
def test_the_way_is_the_cheapest_that_a_route_question_finds(network, pair, pct):
    [way] = carry(network, [pair], usd_per_h=[VALUE * pct / 100 / 24])[pair]
    load = small.Load(1, 0, way_tonnes(network), 1000 * way_tonnes(network), VALUE)
    plan = plan_routes(network, Query(*pair, load, inventory_pct_per_day=pct), "cost")

    # a route question rounds each leg to cents
    assert way.usd + way.hours * VALUE * pct / 100 / 24 == pytest.approx(plan.best[0], abs=0.5)


def way_tonnes(network) -> float:
    from entrepot.corridors.doors import one_teu

    return one_teu(network, 0.0).tonnes


def test_a_dearer_hour_is_never_a_slower_way(network):
    found = carry(network, PAIRS, usd_per_h=[0.0, 10.0, 1000.0])

    for ways in found.values():
        assert [one.hours for one in ways] == sorted((one.hours for one in ways), reverse=True)
        assert [one.usd for one in ways] == sorted(one.usd for one in ways)


def test_a_way_tells_its_steps_from_door_to_door(network):
    [way] = carry(network, [("east", "town")], usd_per_h=[1.0])["east", "town"]

    assert way.arcs[0].from_place == "east"
    assert way.arcs[-1].to_place == "town"


def test_what_is_shut_off_has_no_way(network):
    found = carry(network, [("east", "lonely"), ("east", "town")], usd_per_h=[1.0, 2.0],
                  avoid=[Avoid("border", "all")])  # fmt: skip

    assert found["east", "lonely"] is None
