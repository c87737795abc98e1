"""Networks as scenarios have them: what changes, what stays, and that the base is untouched."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from tests.unit.corridors.small import TWO_TEU, network, region

from entrepot.corridors.closure import Avoid, shut
from entrepot.corridors.conversion import convert_region
from entrepot.corridors.cost import lognormal
from entrepot.corridors.planning import plan_routes
from entrepot.corridors.route import Query
from entrepot.corridors.track import list_changes
from entrepot.corridors.variant import check_scenario, vary
from entrepot.region.edits import Addition, Close, Conversion, Opening, Scaling
from entrepot.region.scenario import Scenario

NET = network()


def plan(scenario_edits, origin, destination, *, net=NET, avoid=(), load=TWO_TEU):
    found = vary(net, Scenario("x", tuple(scenario_edits)))
    query = Query(origin, destination, load, (*avoid, *found.avoid))
    return plan_routes(found.network, query, "time")


def best(*edits, origin="yard", destination="town", **more):
    return np.array(plan(edits, origin, destination, **more).best)


def test_a_closure_changes_no_array_and_is_to_be_avoided():
    found = vary(NET, Scenario("x", (Close("border", "post_a-post_b"),)))

    assert found.network is NET
    assert found.avoid == (Avoid("border", "post_a-post_b"),)
    assert plan([Close("border", "post_a-post_b")], "yard", "town").unreachable.code == "avoided"


def test_a_link_opens_in_its_year_and_not_before():
    closed = [Opening("new", 2027)]

    assert plan([], "yard", "beyond").unreachable.code == "not_open_yet"
    assert plan(closed, "yard", "beyond").unreachable.code == "not_open_yet"
    assert plan([Opening("new", 2026)], "yard", "beyond").unreachable is None
    later = network(on=date(2027, 5, 1))
    assert plan(closed, "yard", "beyond", net=later).unreachable is None


def test_a_planned_link_without_a_day_gets_arcs_of_its_own():
    rows = tuple(
        replace(row, state="planned", valid_from=None) if row.id == "new" else row
        for row in region().links
    )
    net = network(links=rows)

    assert plan([], "yard", "beyond", net=net).unreachable.code == "no_service"
    assert plan([Opening("new", 2026)], "yard", "beyond", net=net).unreachable is None


def test_a_new_railway_is_used_by_freight_only_if_it_carries_some():
    dear = best(Addition("yard", "beyond", "rail", 1000.0, 1435, "freight"), destination="beyond")
    none = plan([Addition("yard", "beyond", "rail", 1000.0, 1435, "passenger")], "yard", "beyond")

    assert np.isfinite(dear).all()
    assert none.unreachable is not None


def test_a_new_railway_keeps_its_gauge_through_the_post():
    found = plan([Addition("yard", "beyond", "rail", 1000.0, 1435)], "yard", "beyond")

    assert list_changes(found.routes[0].legs) == []
    assert "post_a-post_b" in found.routes[0].border_posts


def test_a_shorter_railway_takes_its_kilometres_off_the_bill():
    """Half of 900 km at 1 USD/FEU-km and 0.6 of it for a TEU: 450 x 0.6 x 2 boxes = 540 USD."""
    base = best(destination="harbour")
    after = best(Addition("yard", "harbour", "rail", 450.0, 1435), destination="harbour")
    inventory = 50_000 * 0.0005 / 24 * 450 / 35

    assert base[0] - after[0] == pytest.approx(540 + inventory, abs=0.05)
    assert base[1] - after[1] == pytest.approx(450 / 35, abs=0.02)


def test_a_place_without_a_yard_gets_one_with_its_new_railway_and_keeps_its_door():
    line = Addition("mill", "harbour", "rail", 700.0, 1435)
    found = vary(NET, Scenario("x", (line,))).network

    assert ("dep", "mill", "rail", 1435) in found.nodes
    assert "mill" in found.trucking.places
    doors = [haul for haul in found.trucking.hauls("mill", "out") if haul.parts[0].km == 0]
    assert len(doors) == 1


def test_doubling_the_frequency_halves_the_wait_exactly():
    waits = [
        [arc.span for arc in net.arcs if arc.kind == "wait" and "service:train" in arc.tags]
        for net in (NET, vary(NET, Scenario("x", (Scaling("service", "train", frequency=2),)))
                    .network)
    ]  # fmt: skip

    assert len(waits[0]) == len(waits[1]) == 1
    (before,), (after,) = waits
    assert before.mean_h == 42.0
    assert (after.mean_h, after.p50_h) == (before.mean_h / 2, before.p50_h / 2)
    assert after.var_h2 == before.var_h2 / 4


def test_the_cut_off_stays_when_ships_sail_twice_as_often():
    """48 h before sailing, 14.7 h of which is handling; the rest of the wait is half a week."""
    more = vary(NET, Scenario("x", (Scaling("service", "ship", frequency=2),))).network
    before, after = (
        next(a.span.mean_h for a in n.arcs if a.kind == "wait" and "service:ship" in a.tags)
        for n in (NET, more)
    )

    assert before - after == 42.0


def test_a_tariff_scales_the_haul_and_leaves_the_charge_of_the_post():
    base = best(avoid=(Avoid("service", "train"),))
    after = best(Scaling("tariff", "rail", cost=2.0), avoid=(Avoid("service", "train"),))
    # 806 km at 0.6 USD a TEU-km and 60 USD to board, for two boxes
    assert after[0] - base[0] == pytest.approx(2 * (806 * 0.6 + 60), abs=0.02)
    assert (after[1:] == base[1:]).all()


def test_a_post_scales_its_charge_and_its_time_for_who_passes_it():
    shut_train = (Avoid("service", "train"),)
    base = best(avoid=shut_train)
    after = best(Scaling("border", "post_a-post_b", cost=3.0, time=2.0), avoid=shut_train)
    elsewhere = Scaling("border", "post_a-post_b", cost=3.0, time=2.0)
    crossing = NET.trucking.posts.crossing("post_a-post_b", "rail")

    assert after[1] - base[1] == pytest.approx(crossing.span.mean_h, abs=0.02)
    assert after[0] - base[0] > 2 * 200
    assert (best(elsewhere, destination="harbour") == best(destination="harbour")).all()


def test_trucks_at_the_ends_pay_the_scaled_tariff_too():
    base = best(origin="field", destination="far_field")
    after = best(Scaling("tariff", "road", cost=2.0), origin="mill", destination="field")

    assert np.isfinite(base).all()
    assert after[0] > best(origin="mill", destination="field")[0]


def test_converting_a_country_takes_the_change_of_gauge_and_its_handling_away():
    avoid = (Avoid("service", "train"),)
    base = plan([], "yard", "town", avoid=avoid)
    after = plan([Conversion("BB", 1520, 1435)], "yard", "town", avoid=avoid)

    assert len(list_changes(base.routes[0].legs)) == 1
    assert list_changes(after.routes[0].legs) == []
    assert after.best[1] < base.best[1]


def test_a_published_transit_is_shorter_by_the_handling_of_the_gauge_that_is_no_more():
    """5 days on the way, less the mean of a lognormal through 16 and 48 h, which is 23.1 h."""
    after = vary(NET, Scenario("x", (Conversion("BB", 1520, 1435),))).network
    hours = [
        sum(a.span.mean_h for a in net.arcs if a.run.id == "train" and a.km) for net in (NET, after)
    ]

    assert hours[0] == pytest.approx(120.0)
    assert hours[1] == pytest.approx(120.0 - lognormal(16.0, 48.0).mean_h)


def test_converting_the_other_way_makes_a_change_appear():
    broad = convert_region(region(), Conversion("BB", 1520, 1435))
    net = network(borders=broad.borders, terminals=broad.terminals, gauges=broad.gauges)
    avoid = (Avoid("service", "train"),)
    after = plan([Conversion("BB", 1435, 1520)], "yard", "town", net=net, avoid=avoid)

    assert len(list_changes(after.routes[0].legs)) == 1
    assert after.best[1] > plan([], "yard", "town", net=net, avoid=avoid).best[1]


def test_a_conversion_leaves_ships_and_aircraft_as_they_were():
    found = vary(NET, Scenario("x", (Conversion("BB", 1520, 1435),))).network
    sailed = [
        [
            (arc.from_place, arc.to_place, arc.run.id, arc.price)
            for arc in net.arcs
            if arc.mode in ("sea", "air") and arc.kind != "transfer"
        ]
        for net in (NET, found)
    ]

    assert sorted(sailed[0], key=str) == sorted(sailed[1], key=str)


@pytest.mark.parametrize(
    ("edit", "where", "hint"),
    [
        (Close("passage", "canale"), "close", "canal"),
        (Close("service", "tran"), "close", "train"),
        (Close("border", "post_a-post_c"), "close", "post_a-post_b"),
        (Scaling("service", "shipp", cost=2.0), "scale", "ship"),
        (Conversion("BB", 1000, 1435), "convert.from_mm", "Known there: 1520."),
    ],
)
def test_what_is_not_known_is_named_with_its_nearest(edit, where, hint):
    (problem,) = check_scenario(NET, Scenario("x", (edit,)), "scenario[1]")

    assert problem.where == f"scenario[1].edit[1].{where}"
    assert hint in problem.hint


def test_a_modelled_ship_shares_its_wait_and_cannot_sail_more_often_alone():
    modelled = next(t[8:] for t in NET.tags if t.startswith("service:modelled-feeder"))
    (problem,) = check_scenario(
        NET, Scenario("x", (Scaling("service", modelled, frequency=2.0),)), "scenario[1]"
    )

    assert problem.code == "scenario.shared_wait"


def test_a_dearer_line_pays_more_for_the_way_round_too():
    found = vary(NET, Scenario("x", (Scaling("service", "ship", cost=2.0),))).network
    (number,) = [
        n for n, a in enumerate(NET.arcs)
        if a.run.id == "ship" and a.kind == "haul" and NET.arcs[n].tail == NET.nodes[
            ("aboard", "ship", 0, 0)]
    ]  # fmt: skip
    round_base = shut(NET, [Avoid("passage", "canal")]).moved[number].price.per_40
    same = {a.run.id: i for i, a in enumerate(found.arcs) if a.kind == "haul"}
    round_after = shut(found, [Avoid("passage", "canal")]).moved[number].price.per_40

    assert "ship" in same
    assert round_after == pytest.approx(2 * round_base)
