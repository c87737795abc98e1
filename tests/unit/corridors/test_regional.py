"""A region's flows on the small network."""

from dataclasses import replace

import pytest
from tests.unit.corridors import small
from tests.unit.corridors.trading import region

from entrepot.corridors.closure import Avoid
from entrepot.corridors.gateways import clearance, gateways, observe
from entrepot.corridors.network import build_network
from entrepot.corridors.regional import assign_region, rank_narrows, steps_of
from entrepot.corridors.things import Things
from entrepot.corridors.trade_flows import Flow
from entrepot.region.transport import Terminal, Transfer
from entrepot.region.window import Office

TRAIN = replace(small.SERVICES[0], capacity_teu=10.0, price=200.0)  # two a week
OFFICE = small.row(Office, office="home", place="east")


def network(**more):
    services = (TRAIN, *small.SERVICES[1:])
    return build_network(region(services=services, **more), small.lanes(), on=small.TODAY)


def flow(home, abroad, teu, direction="exports"):
    return Flow(direction, home, abroad, teu, teu * 1000.0)


def assign(*flows, **more):
    return assign_region(network(), flows, value_usd_per_teu=1000.0, **more)


def test_a_full_train_is_the_bottleneck_and_the_figure_tells_its_working() -> None:
    found = assign(flow("east", "town", 2000.0))

    [train] = [one for one in rank_narrows(found) if one.thing.id == "train"]
    assert train.thing.capacity.teu == 10 * 2 * 52
    assert train.thing.capacity.working == "10 TEU x 2 a week x 52"
    assert train.saturation == pytest.approx(train.teu / 1040)
    assert train.saturation > 0.5
    extra = 0.15 * train.saturation**4
    assert train.lost_usd / train.teu == pytest.approx(
        extra * found.gates.scale[found.gates.things.index(train.thing)] / 0.15
    )
    assert train.dual_usd_per_teu == pytest.approx(
        4 / 5 * train.lost_usd / train.thing.capacity.teu
    )


def test_more_flow_costs_more() -> None:
    few, many = (
        [one for one in rank_narrows(assign(flow("east", "town", teu))) if one.thing.id == "train"]
        for teu in (500.0, 1500.0)
    )

    assert many[0].usd > few[0].usd


def test_what_has_no_capacity_is_unknown_and_never_zero() -> None:
    found = rank_narrows(assign(flow("east", "town", 10.0)))
    [post] = [one for one in found if one.thing.kind == "border"]

    assert (post.thing.capacity.teu, post.saturation, post.lost_usd) == (None, None, None)
    assert post.dual_usd_per_teu is None
    assert post.delay_usd > 0  # its mean time is above the median
    assert post.teu == pytest.approx(10.0)


def test_bottlenecks_come_by_what_they_cost() -> None:
    found = rank_narrows(assign(flow("east", "town", 900.0), flow("west", "market", 900.0)))

    assert [one.usd for one in found] == sorted((one.usd for one in found), reverse=True)


def test_steps_carry_what_ways_carry() -> None:
    found = assign(flow("east", "town", 100.0))
    by_border = [one for one in steps_of(found) if one.kind == "border"]

    assert sum(one.teu for one in by_border) == pytest.approx(100.0)
    assert all(one.usd_per_teu > 0 for one in steps_of(found) if one.kind == "border")


def test_what_is_shut_is_not_used_and_what_cannot_go_is_kept() -> None:
    flows = (flow("east", "town", 100.0), flow("east", "market", 50.0))

    found = assign(*flows, avoid=(Avoid("border", "all"),))

    assert [(one.home, one.abroad) for one in found.unassigned] == [("east", "town")]
    assert not any(one.thing.kind == "border" for one in rank_narrows(found))


@pytest.mark.parametrize(
    ("capacity", "unit", "teu"),
    [
        (800_000.0, "t/year", 80_000.0), (304.0, "TEU/day", 110_960.0),
        (840.0, "containers/day", 613_200.0), (6_000.0, "TEU/year (group, 2021)", 6_000.0),
        (3.5, "trains/day", None),
    ],
)  # fmt: skip
def test_capacities_are_told_in_teu_a_year_or_not_at_all(capacity, unit, teu) -> None:
    yard = small.row(Terminal, place="yard", modes=("rail", "road"), gauges_mm=(1435,),
                     capacity=capacity, capacity_unit=unit)  # fmt: skip
    found = Things(network(terminals=(yard, *small.TERMINALS[1:]))).get("terminal:yard")

    assert found.capacity.teu == (None if teu is None else pytest.approx(teu))
    assert unit in found.capacity.working


def test_the_tighter_of_yard_and_terminal_counts() -> None:
    row = small.row(Transfer, id="narrow", place="yard", mode_a="road", mode_b="rail",
                    p50_h=1.0, p90_h=2.0, capacity_t_per_year=5_000.0)  # fmt: skip
    found = Things(network(transfers=(*small.TRANSFERS, row))).get("terminal:yard")

    assert found.capacity.teu == 500.0


def test_a_way_back_has_the_capacity_of_the_way_there() -> None:
    things = Things(network())

    assert things.get("service:train-return").capacity.teu == 1040
    assert things.get("service:train-return").capacity.status == "synthetic"
    assert things.get("service:modelled-liner-a-b").capacity.teu is None


def test_goods_handed_over_beside_an_office_can_be_cleared_at_home() -> None:
    made = region(services=(TRAIN, *small.SERVICES[1:]), offices=(OFFICE,))
    places = made.places | {
        "yard": small.place("yard", "AA", 0.0, 0.1, parent="east"),
        "east": replace(made.places["east"], admin_code="11"),
    }
    made = replace(made, places=places)
    grid = build_network(made, small.lanes(), on=small.TODAY)
    found = assign_region(grid, [flow("east", "town", 100.0)], value_usd_per_teu=1000.0)

    assert clearance(made, found).share == pytest.approx(1.0)
    assert clearance(replace(made, offices=()), found).share == 0.0


def test_the_mode_with_the_least_room_is_named() -> None:
    ship = replace(small.SERVICES[1], capacity_teu=100.0)
    made = region(services=(TRAIN, ship, *small.SERVICES[2:]))
    grid = build_network(made, small.lanes(), on=small.TODAY)
    found = assign_region(grid, [flow("east", "market", 400.0)], value_usd_per_teu=1000.0)
    told = gateways(made, found, small.TODAY)

    assert dict(told.ports) == {"harbour": pytest.approx(400.0)}
    assert told.weakest == "sea"
    assert {one.mode: one.capacity_teu for one in told.rooms}["sea"] == 5200


def test_cost_and_time_are_observed_by_unit_and_for_the_whole() -> None:
    made = region()
    found = assign(flow("east", "town", 100.0), flow("west", "town", 300.0))
    told = observe(made, found, year=2024, source="by hand", status="synthetic")
    cost = {one.where: one.value for one in told if one.what == "logistics.cost"}

    assert cost["mill"] == pytest.approx((cost["east"] + 3 * cost["west"]) / 4)
    names = {one.what for one in told}
    assert names == {"logistics.cost", "logistics.cost_share", "logistics.time"}
    assert {one.when for one in told} == {2024}
