"""Questions and answers on the small region."""

from dataclasses import replace
from datetime import date

import pytest
from tests.unit.corridors.small import BORDERS, ONE_FEU, TWO_TEU, network

from entrepot.corridors.closure import only_modes
from entrepot.corridors.route import Avoid, Query, find_routes, parse_avoids, quantile
from entrepot.kernel.errors import InputError


@pytest.fixture(scope="module")
def net():
    return network()


def ask(net, origin="mill", destination="town", *avoid, load=ONE_FEU, **more):
    avoids = tuple(Avoid(*word.split(":", 1)) for word in avoid)
    return find_routes(net, Query(origin, destination, load, avoids, **more))


def test_a_train_over_the_border_is_found_with_its_post_and_its_gauge_change(net):
    route = ask(net).options[0]

    assert route.modes == ("rail",)
    assert route.border_posts == ("post_a-post_b",)
    assert route.gauge_changes == 1
    assert route.label.startswith("Train by Post_A-Post_B")


def test_a_ship_is_found_from_door_to_door(net):
    routes = ask(net, "mill", "market").options

    assert {("rail", "sea"), ("road", "sea")} & {r.modes for r in routes}
    assert any(r.passages == ("canal",) for r in routes)
    assert any("air" in r.modes for r in routes)


def test_legs_follow_on_each_other_and_add_up(net):
    for route in ask(net, "mill", "market").options:
        for one, other in zip(route.legs, route.legs[1:], strict=False):
            assert one.to_place == other.from_place
            assert one.path[-1] == other.path[0]
        assert route.cost_usd == pytest.approx(sum(leg.cost_usd for leg in route.legs), abs=1e-9)
        assert route.co2e_kg == pytest.approx(sum(leg.co2e_kg for leg in route.legs), abs=1e-9)
        assert route.distance_km == pytest.approx(sum(leg.km for leg in route.legs), abs=1e-9)
        assert 24 * route.days_mean == pytest.approx(sum(leg.hours_mean for leg in route.legs))


def test_each_leg_lies_in_one_country_or_crosses_a_border_or_the_sea(net):
    for route in ask(net, "mill", "town").options:
        for leg in route.legs:
            assert leg.kind == "border" or leg.from_country == leg.to_country


def test_every_ship_and_train_is_waited_for(net):
    for route in ask(net, "mill", "market").options:
        for before, leg in zip(route.legs, route.legs[1:], strict=False):
            if leg.kind == "haul" and leg.mode in ("sea", "air"):
                assert before.kind in ("wait", "haul")
                assert before.mode == leg.mode


def test_late_trains_make_the_ninetieth_percentile_later_than_the_median(net):
    route = ask(net).options[0]

    assert route.days_p50 < route.days_mean < route.days_p90


def test_waiting_ties_up_the_value_of_the_goods(net):
    cheap = ask(net, load=replace(ONE_FEU, value_usd=1000.0)).options[0]
    dear = ask(net, load=replace(ONE_FEU, value_usd=1_000_000.0)).options[0]

    assert dear.inventory_usd > 100 * cheap.inventory_usd
    assert dear.inventory_usd == pytest.approx(1_000_000 * 0.0005 * dear.days_mean, rel=0.001)


def test_two_small_boxes_cost_more_than_one_large_one(net):
    assert ask(net, load=TWO_TEU).options[0].freight_usd > ask(net).options[0].freight_usd


def test_a_closed_border_leaves_no_way_and_says_so(net):
    answer = ask(net, "mill", "town", "border:post_a-post_b")

    assert answer.options == ()
    assert answer.unreachable.code == "avoided"
    assert "post_a-post_b" in answer.unreachable.reason


def test_closing_every_border_closes_this_one(net):
    assert ask(net, "mill", "town", "border:all").unreachable.code == "avoided"


def test_a_closed_service_is_replaced_by_a_modelled_train(net):
    route = ask(net, "mill", "town", "service:train").options[0]

    assert {leg.service_id for leg in route.legs} == {""}
    assert "modelled train" in {leg.service for leg in route.legs}


def test_a_closed_passage_sends_the_ship_round_and_is_dearer_and_slower(net):
    canal = [r for r in ask(net, "mill", "market").options if "sea" in r.modes]
    round_it = [r for r in ask(net, "mill", "market", "passage:canal").options if "sea" in r.modes]

    assert all(r.passages == ("cape",) for r in round_it)
    assert min(r.cost_usd for r in round_it) > min(r.cost_usd for r in canal)
    assert min(r.days_mean for r in round_it) > min(r.days_mean for r in canal)
    assert any("sent round" in leg.note for r in round_it for leg in r.legs)


def test_closing_both_ways_leaves_the_aircraft(net):
    answer = ask(net, "mill", "market", "passage:canal", "passage:cape")

    assert {r.modes for r in answer.options} == {("air",)}


def test_a_place_without_terminals_says_so(net):
    answer = ask(net, "mill", "lonely")

    assert answer.unreachable.code == "no_terminal"
    assert "Lonely" in answer.unreachable.reason


def test_a_line_that_is_not_open_yet_says_when_it_opens():
    net = network(rates=network().region.rates, areas=())
    answer = ask(net, "mill", "beyond")

    assert answer.unreachable.code == "not_open_yet"
    assert "2028" in answer.unreachable.reason
    assert ask(network(on=date(2028, 6, 1), areas=()), "mill", "beyond").options


def test_a_closed_post_says_so():
    net = network(borders=(replace(BORDERS[0], state="closed"),), areas=())
    answer = ask(net, "mill", "town")

    assert answer.unreachable.code == "border_closed"
    assert "post_a-post_b" in answer.unreachable.reason


def test_a_place_that_no_service_reaches_says_so():
    net = network(services=(), links=())
    answer = ask(net, "mill", "town")

    assert answer.unreachable.code == "no_service"
    assert "Town" in answer.unreachable.reason or "Mill" in answer.unreachable.reason


def test_a_place_is_not_sent_to_itself(net):
    assert ask(net, "mill", "mill").unreachable.code == "same_place"


def test_unknown_places_and_closures_are_named_at_once_with_their_nearest_matches(net):
    with pytest.raises(InputError) as refused:
        ask(net, "mil", "tawn", "border:post_a-post_c", "passage:canall")

    assert [p.where for p in refused.value.problems] == ["origin", "destination", "avoid", "avoid"]
    hints = " ".join(p.hint for p in refused.value.problems)
    assert all(name in hints for name in ("mill", "town", "post_a-post_b", "canal"))


def test_a_terminal_that_is_avoided_hands_nothing_over(net):
    answer = ask(net, "mill", "market", "terminal:harbour")
    used = {leg.from_place for route in answer.options for leg in route.legs
            if leg.kind == "transfer"}  # fmt: skip

    assert "harbour" in {leg.from_place for route in ask(net, "mill", "market").options
                         for leg in route.legs if leg.kind == "transfer"}  # fmt: skip
    assert "harbour" not in used


def test_a_country_that_is_avoided_is_not_entered(net):
    answer = ask(net, "mill", "town", "country:BB")

    assert answer.unreachable.code == "avoided"
    assert ask(net, "mill", "market", "country:BB").options


def test_only_the_modes_asked_for_carry_the_goods(net):
    for mode, destination in (("rail", "town"), ("road", "harbour")):
        routes = find_routes(net, Query("mill", destination, ONE_FEU, only_modes([mode]))).options
        modes = {leg.mode for r in routes for leg in r.legs if leg.kind == "haul" and not leg.local}
        assert routes
        assert modes == {mode}


def test_without_a_mode_that_goes_there_the_answer_names_it(net):
    answer = find_routes(net, Query("mill", "market", ONE_FEU, only_modes(["rail"])))

    assert answer.unreachable.code == "avoided"
    assert "mode sea" in answer.unreachable.reason


def test_words_to_avoid_are_read_and_checked(net):
    assert parse_avoids(net, ["border:all", "service:ship"]) == (
        Avoid("border", "all"), Avoid("service", "ship"),
    )  # fmt: skip
    with pytest.raises(InputError) as refused:
        parse_avoids(net, ["canal", "bridge:x", "link:r9"])
    assert len(refused.value.problems) == 3


def test_a_border_without_a_post_is_avoided_by_its_two_countries():
    net = network(borders=())

    assert parse_avoids(net, ["border:aa-bb"]) == (Avoid("border", "aa-bb"),)
    assert ask(net, "mill", "town", "border:aa-bb").unreachable.code == "avoided"
    with pytest.raises(InputError):
        parse_avoids(net, ["border:aa-zz"])


def test_at_most_so_many_options_are_given(net):
    assert len(ask(net, "mill", "market", most=2).options) <= 2
    assert ask(net, "mill", "market", most=1).options


def test_the_best_by_each_criterion_is_among_the_options(net):
    options = ask(net, "mill", "market").options
    named = [name for route in options for name in route.best_in]

    assert sorted(named) == ["co2e", "cost", "reliability", "time"]
    best = next(r for r in options if "time" in r.best_in)
    assert best.days_mean == min(r.days_mean for r in options)


def test_freight_is_split_at_the_borders_of_the_territories(net):
    route = next(r for r in ask(net, "mill", "town").options if r.modes == ("rail",))
    before, main, after = route.split_cost(leaving={"AA"}, entering={"BB"})

    assert before + main + after == pytest.approx(route.freight_usd, abs=1e-9)
    assert min(before, main, after) > 0
    border = next(leg for leg in route.legs if leg.border)
    assert main == pytest.approx(border.freight_usd, abs=1e-9)


def test_freight_inside_one_territory_is_all_before_the_border(net):
    route = ask(net, "mill", "harbour").options[0]

    assert route.split_cost(leaving={"AA"}, entering={"AA"}) == (route.freight_usd, 0, 0)


def test_imports_are_found_the_same_way_round(net):
    route = ask(net, "town", "mill").options[0]

    assert route.gauge_changes == 1
    assert route.legs[0].from_place == "town"


def test_quantiles_of_a_time_follow_its_moments():
    assert quantile(100.0, 0.0, 1.28) == 100
    assert quantile(100.0, 400.0, 0.0) < 100 < quantile(100.0, 400.0, 1.2816)


def test_options_are_named_apart(net):
    for pair in (("mill", "market"), ("market", "mill"), ("mill", "small_port")):
        labels = [route.label for route in ask(net, *pair).options]

        assert len(set(labels)) == len(labels)
