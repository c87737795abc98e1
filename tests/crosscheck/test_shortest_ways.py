"""The best way by one criterion, against networkx on the same overlay."""

import math

import networkx
import numpy as np
import pytest
from tests.crosscheck.packs import ONE_FEU, real_network

from entrepot.corridors.closure import Avoid, shut
from entrepot.corridors.route import Query, find_routes, search, weigh
from entrepot.corridors.sea import ALWAYS_SHUT

PAIRS = [
    ("guizhou", "guiyang", "hamburg", ()),
    ("guizhou", "guiyang", "minsk", ()),
    ("guizhou", "zunyi", "los_angeles", ()),
    ("guizhou", "hamburg", "guiyang", ("border:alashankou-dostyk",)),
    ("guizhou", "guiyang", "lagos", ("passage:south_africa",)),
    ("laos", "vientiane", "rotterdam", ("passage:suez", "border:mohan-boten")),
    ("upland", "averlund", "singapore", ()),
]


def peer_best(network, query, criterion):
    """Least weight from door to door as networkx finds it on a graph made anew."""
    state = shut(network, query.avoid)
    per_h = network.book.number("inv_carry") / 100 / 24
    weights = weigh(state.columns, query.load, per_h).all[criterion]
    graph = networkx.MultiDiGraph()
    for number, (tail, head) in enumerate(zip(network.tails, network.heads, strict=True)):
        if not state.closed[number]:
            graph.add_edge(int(tail), int(head), weight=weights[number])
    tags = {avoid.tag for avoid in query.avoid}
    ends = [(query.origin, "out"), (query.destination, "in")]
    for place, way in ends:
        for haul in network.trucking.hauls(place, way):
            if any(tag in tags for part in haul.parts for tag in part.tags):
                continue
            total = part_weight(haul.parts, query.load, per_h, criterion)
            pair = ("door", haul.node) if way == "out" else (haul.node, "goal")
            graph.add_edge(*pair, weight=total)
    direct = network.trucking.direct(query.origin, query.destination)
    if direct:
        graph.add_edge(
            "door", "goal", weight=part_weight(direct.parts, query.load, per_h, criterion)
        )
    return networkx.dijkstra_path_length(graph, "door", "goal")


def part_weight(parts, load, per_h, criterion):
    """Weight of a short haul, reckoned apart from the code that is tested."""
    total = 0.0
    for part in parts:
        price = part.price
        freight = round(
            100
            * (
                load.n_20 * price.per_20
                + load.n_40 * price.per_40
                + load.tonnes * price.per_t
                + load.chargeable_kg * price.per_kg
            )
        )
        hundredths = round(100 * part.span.mean_h)
        total += (
            freight + round(load.value_usd * per_h * hundredths),
            hundredths,
            round(1000 * load.tonnes * part.carbon.wtw),
            round(100 * part.span.var_h2),
        )[criterion]
    return total


@pytest.mark.parametrize(("pack", "origin", "destination", "avoid"), PAIRS)
def test_the_best_by_each_criterion_is_what_networkx_finds(pack, origin, destination, avoid):
    network = real_network(pack)
    avoids = tuple(Avoid(*word.split(":", 1)) for word in avoid)
    query = Query(origin, destination, ONE_FEU, avoids)
    options = find_routes(network, query).options
    ours = [
        min(round(100 * route.cost_usd) for route in options),
        min(round(100 * route.hours_mean) for route in options),
        min(round(1000 * route.co2e_kg) for route in options),
    ]
    steadiest = min(round(100 * route.hours_var) for route in options)

    assert ours == [peer_best(network, query, c) for c in range(3)]
    assert steadiest <= 1.1 * peer_best(network, query, 3)


@pytest.mark.parametrize(("pack", "origin", "destination", "avoid"), PAIRS[:3])
def test_every_way_found_weighs_what_its_arcs_weigh(pack, origin, destination, avoid):
    network = real_network(pack)
    query = Query(origin, destination, ONE_FEU)
    candidates, is_cut = search(network, shut(network, avoid), query)

    assert not is_cut
    assert len(candidates) > 3
    for way in candidates:
        assert np.isfinite(way.total).all()
        for one, other in zip(way.arcs, way.arcs[1:], strict=False):
            assert one.to_place == other.from_place


def test_sea_ways_are_what_networkx_finds():
    sea = real_network("guizhou").sea
    passage = sea.passages & ALWAYS_SHUT
    graph = networkx.Graph()
    for tail, head, km, name in zip(sea._tails, sea._heads, sea._km, sea._passage, strict=True):
        if name not in passage:
            graph.add_edge(int(tail), int(head), weight=float(km))
    for a, b in (("qinzhou_port", "rotterdam"), ("shanghai_port", "los_angeles")):
        (node_a, off_a), (node_b, off_b) = sea._node[a], sea._node[b]
        km = networkx.dijkstra_path_length(graph, node_a, node_b)

        assert math.isclose(sea.km(a, b), km + off_a + off_b, rel_tol=1e-6)
