"""The overlay: trains, posts, services, ships, aircraft, transfers and short hauls."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest
from tests.unit.corridors.small import (
    BORDERS,
    LINKS,
    SERVICES,
    TERMINALS,
    TODAY,
    lanes,
    link,
    network,
    region,
    row,
    service,
)

from entrepot.corridors.cost import lognormal
from entrepot.corridors.network import build_network, last_change
from entrepot.corridors.voyages import _own_lane, passages_avoided
from entrepot.region.parameters import Area
from entrepot.region.transport import Border, Terminal


@pytest.fixture(scope="module")
def net():
    return network()


def arcs(net, **wanted):
    return [a for a in net.arcs if all(getattr(a, k) == v for k, v in wanted.items())]


def by_run(net, run, kind="haul"):
    return [a for a in net.arcs if a.run.id == run and a.kind in (kind, "border")]


def test_arcs_are_in_the_order_of_their_tails(net):
    assert net.tails.tolist() == sorted(net.tails.tolist())
    assert net.indptr[-1] == len(net.arcs)
    for node in range(len(net.indptr) - 1):
        assert set(net.tails[net.indptr[node] : net.indptr[node + 1]]) <= {node}
        into = net.r_arcs[net.r_indptr[node] : net.r_indptr[node + 1]]
        assert set(net.heads[into]) <= {node}


def test_passenger_lines_whole_paths_and_observations_carry_nothing(net):
    used = {tag for arc in net.arcs for tag in arc.tags}

    assert "link:r4" in used
    assert "link:fast" not in used
    assert "link:whole" not in used
    assert "service:seen" not in used
    assert "service:scenario" not in used


def test_the_gauge_changes_at_the_post_that_holds_it(net):
    crossing = arcs(net, border="post_a-post_b")

    assert crossing
    assert all(arc.gauge_change for arc in crossing)
    assert {(a.from_place, a.to_place) for a in crossing} == {
        ("post_a", "post_b"), ("post_b", "post_a"),
    }  # fmt: skip


def test_track_of_another_gauge_without_a_post_cannot_be_run_over():
    broken = (*LINKS, link("odd", "post_a", "town", "rail", 400.0, gauge_mm=1520))
    net = network(links=broken, borders=())
    same_gauge = [a for a in net.arcs if a.mode == "rail" and a.border and not a.gauge_change]

    assert not [a for a in same_gauge if {a.from_place, a.to_place} == {"post_a", "town"}]


def test_a_change_of_gauge_away_from_a_post_is_a_transfer():
    both = (*TERMINALS[:1], row(Terminal, place="town", modes=("rail", "road"),
            gauges_mm=(1435, 1520)), *TERMINALS[2:])  # fmt: skip
    lines = (*LINKS, link("a", "town", "beyond", "rail", 700.0, gauge_mm=1435))
    net = network(terminals=both, links=lines)
    changes = list(arcs(net, kind="transfer", gauge_change=True))

    assert {a.from_place for a in changes} == {"town", "beyond"}
    assert not [a for a in changes if a.from_place == "post_b"]


def test_a_service_is_cut_at_its_border_and_splits_its_price_by_kilometres(net):
    stages = by_run(net, "train")

    assert [(a.kind, a.from_place, a.to_place) for a in stages] == [
        ("haul", "yard", "post_a"), ("border", "post_a", "post_b"), ("haul", "post_b", "town"),
    ]  # fmt: skip
    assert sum(a.km for a in stages) == pytest.approx(806)
    assert sum(a.price.per_40 for a in stages) == pytest.approx(2000)
    assert stages[0].price.per_40 == pytest.approx(2000 * 350 / 806)
    assert [a.gauge_change for a in stages] == [False, True, False]


def test_a_published_transit_holds_the_border_and_is_split_exactly(net):
    stages = by_run(net, "train")

    assert sum(a.span.mean_h for a in stages) == pytest.approx(120)
    assert stages[1].span.mean_h > 20


def test_a_service_waits_for_its_departure_and_is_shut_with_its_id(net):
    (wait,) = [a for a in arcs(net, kind="wait") if a.run.id == "train"]

    assert wait.span.mean_h == 42
    assert "service:train" in wait.tags
    assert wait.km == 0


def test_a_service_over_a_closed_post_does_not_run():
    net = network(borders=(replace(BORDERS[0], state="closed"),))

    assert not by_run(net, "train")


def test_the_way_back_of_a_service_is_modelled_and_marked(net):
    back = by_run(net, "train-return")

    assert [a.from_place for a in back] == ["town", "post_b", "post_a"]
    assert all(a.run.status == "modelled" for a in back)
    assert "modelled way back" in back[0].run.note


def test_a_way_back_that_is_offered_is_not_modelled():
    both = (*SERVICES, service("home", "town", "yard", "rail", departures_per_week=1.0))

    assert not by_run(network(services=both), "train-return")


def test_a_ship_takes_the_passages_its_line_tells(net):
    voyages = by_run(net, "ship")

    assert {a.passages for a in voyages} == {("canal",)}
    assert all("passage:canal" in a.tags for a in voyages)


def test_goods_change_ships_at_most_once(net):
    changes = [a for a in arcs(net, kind="transfer", mode="sea") if a.run.name == "handling"]
    keys = {number: key for key, number in net.nodes.items()}
    counts = {(keys[a.tail], keys[a.head]) for a in changes if keys[a.tail][0] == "arr"
              and keys[a.tail][2] == "sea"}  # fmt: skip

    assert all((tail[3], head[3]) == (0, 1) for tail, head in counts)


def test_a_port_without_service_gets_a_modelled_weekly_feeder(net):
    feeders = [a for a in arcs(net, mode="sea", kind="haul") if "feeder" in a.run.id]

    assert {("small_port" in (a.from_place, a.to_place)) for a in feeders} == {True}
    assert all(a.run.status == "modelled" for a in feeders)
    waits = [a for a in arcs(net, kind="wait", from_place="small_port") if a.mode == "sea"]
    handled = lognormal(12.0, 24.0).mean_h
    assert {round(a.span.mean_h) for a in waits} == {round(84 + 48 - handled)}


def test_two_hubs_that_a_ship_joins_get_no_modelled_liner(net):
    assert not [a for a in net.arcs if a.run.id == "modelled-liner-harbour-far_port"]


def test_two_hubs_without_a_ship_get_a_modelled_liner():
    net = network(services=SERVICES[:1])
    liners = [a for a in net.arcs if a.run.id == "modelled-liner-harbour-far_port"]

    assert liners
    assert liners[0].run.status == "modelled"
    assert liners[0].price.per_40 == pytest.approx(200 + 0.1 * liners[0].km)


def test_a_modelled_liner_keeps_away_from_passages_that_lines_avoid():
    round_it = service("round", "harbour", "far_port", "sea", departures_per_week=3.0,
                       passages=("cape",), price=1.0, price_unit="USD/FEU")  # fmt: skip
    hub = row(Terminal, place="small_port", modes=("sea", "road"), is_liner_hub=True)
    ends = tuple(t for t in TERMINALS if t.place != "small_port")
    net = network(services=(round_it,), terminals=(*ends, hub))
    (liner, *_) = [a for a in net.arcs if a.run.id == "modelled-liner-harbour-small_port"]

    assert liner.passages == ("cape",)


class Straits:
    """A sea with these ways between two ports, each as long as said."""

    def __init__(self, **ways):
        self.ways = ways

    def way(self, _, b, shut=()):
        left = [w for w in self.ways[b] if not set(w.passages) & set(shut)]
        return min(left, key=lambda w: w.km, default=None)


def sea_way(km, *passages):
    return SimpleNamespace(km=km, passages=passages)


def sailing(to_place, *passages):
    return service(f"to-{to_place}", "home", to_place, "sea", departures_per_week=3.0,
                   passages=passages)  # fmt: skip


def test_two_passages_are_avoided_when_shutting_both_explains_a_sailing():
    sea = Straits(far=(
        sea_way(10, "strait", "canal"), sea_way(20, "sound", "cape"), sea_way(21, "strait", "cape"),
    ))  # fmt: skip
    sailings = [sailing("far", "strait", "cape")]

    assert passages_avoided(SimpleNamespace(sea=sea), sailings) == {"canal", "sound"}


def test_a_passage_that_a_line_going_round_another_still_uses_is_not_avoided():
    sea = Straits(
        far=(sea_way(10, "canal", "gate"), sea_way(20, "cape")),
        inner=(sea_way(8, "canal"), sea_way(22, "cape", "gate")),
    )
    sailings = [sailing("far", "cape"), sailing("inner", "cape", "gate")]
    sailings[1] = replace(sailings[1], departures_per_week=1.0)

    assert passages_avoided(SimpleNamespace(sea=sea), sailings) == {"canal"}


def test_the_passages_of_a_line_stand_in_the_order_they_are_sailed_through():
    sea = Straits(far=(sea_way(10, "strait", "canal", "gate"),))
    row = sailing("far", "gate", "canal", "strait", "unknown")

    told = _own_lane(SimpleNamespace(sea=sea), row, "home", "far", frozenset())

    assert told == (frozenset(), 10, ("strait", "canal", "gate", "unknown"))


def test_a_transfer_at_a_named_place_wins_over_the_default(net):
    quay = [a for a in arcs(net, kind="transfer", from_place="harbour", mode="sea")
            if a.span.p50_h == 6.0]  # fmt: skip

    assert quay


def test_a_link_under_construction_opens_in_its_year():
    now, later = network(), network(on=date(2028, 6, 1))
    beyond = [i for i, a in enumerate(now.arcs) if "link:new" in a.tags]

    assert all(now.opens[i] > TODAY.toordinal() for i in beyond)
    assert beyond
    assert not any(a.opens for a in later.arcs if "link:new" in a.tags)


def test_a_border_without_a_post_takes_default_time_and_cost():
    net = network(borders=())
    crossing = [a for a in arcs(net, border="aa-bb") if not a.run.id]

    assert crossing
    assert all(a.run.status == "modelled" for a in crossing)
    assert all(a.span.mean_h > 10 for a in crossing)


def test_a_link_over_a_border_uses_the_nearest_post_of_the_two_countries():
    far = row(Border, id="far", place_a="harbour", place_b="beyond", country_a="AA",
              country_b="BB", modes=("rail",), gauge_a_mm=(1435,), gauge_b_mm=(1520,),
              p50_h=1.0, p90_h=2.0, cost_usd_per_teu=0.0, state="open")  # fmt: skip
    net = network(links=(link("one", "yard", "town", "rail", 800.0),), borders=(far, *BORDERS))
    used = {a.border for a in net.arcs if "link:one" in a.tags and a.border}

    assert used == {"post_a-post_b"}


def test_no_border_is_met_inside_a_customs_union():
    union = row(Area, id="union_all", countries=("AA", "BB"))
    net = network(borders=(), areas=(union,))

    assert not [a for a in net.arcs if a.border]


def test_short_hauls_reach_terminals_within_their_radius(net):
    places = {haul.parts[-1].to_place for haul in net.trucking.hauls("mill", "out")}

    assert {"yard", "field"} <= places
    assert "harbour" not in {h.parts[-1].to_place for h in net.trucking.hauls("town", "out")}
    assert net.trucking.hauls("lonely", "out") == ()


def test_a_short_haul_from_a_terminal_to_itself_still_goes_some_way(net):
    (own,) = [h for h in net.trucking.hauls("yard", "out") if h.parts[-1].to_place == "yard"]

    assert own.parts[0].km == 5


def test_a_short_haul_over_a_border_is_cut_there_and_needs_land():
    joined = network(borders=())
    over = [h for h in joined.trucking.hauls("post_a", "out") if h.parts[-1].to_place == "town"]
    apart = network(borders=(), areas=())

    assert over
    assert any(part.border for part in over[0].parts)
    assert not [h for h in apart.trucking.hauls("post_a", "out")
                if h.parts[-1].to_place == "town"]  # fmt: skip


def test_networks_between_two_changes_are_the_same():
    assert last_change(region(), TODAY) == date.min
    assert last_change(region(), date(2029, 1, 1)) == date(2028, 1, 1)


def test_a_network_that_takes_the_sea_of_another_day_is_the_same():
    today, later = network(), date(2028, 6, 1)
    alone = build_network(today.region, lanes(), on=later)
    shared = build_network(today.region, today.sea, on=later)

    assert shared.sea is today.sea
    assert shared.arcs == alone.arcs
    assert shared.columns.price.tobytes() == alone.columns.price.tobytes()
