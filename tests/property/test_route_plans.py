"""Laws of plans: the best values, the routes shown, and bare legs by the same kernel."""

import heapq
from datetime import date
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.property.test_routes import CLOSURES, NET, avoids, loads, pairs
from tests.unit.corridors.small import lanes

from entrepot.corridors.bare import WEIGHTS, plan_bare, read_legs
from entrepot.corridors.closure import shut
from entrepot.corridors.planning import plan_routes
from entrepot.corridors.route import Query, prepare
from entrepot.kernel.errors import MissingError
from entrepot.service.routes import BEST, PackGround, route

VALUES = ("cost_usd", "hours_mean", "co2e_kg", "hours_var")


def values_of(route):
    return tuple(getattr(route, name) for name in VALUES)


def dijkstra(task, c):
    """The least weight of one criterion from the one end to the other, by a plain heap."""
    network, weights = task.network, task.weights.all[c]
    out = {}
    for arc, (tail, head) in enumerate(zip(network.tails, network.heads, strict=True)):
        if not task.state.closed[arc]:
            out.setdefault(int(tail), []).append((int(head), float(weights[arc])))
    goal = len(network.indptr) - 1
    for node, weight in zip(task.ends.nodes, task.ends.all[c], strict=True):
        out.setdefault(int(node), []).append((goal, float(weight)))
    heap = [(float(w), int(n)) for n, w in zip(task.starts.nodes, task.starts.all[c], strict=True)]
    heapq.heapify(heap)
    done = set()
    while heap:
        far, node = heapq.heappop(heap)
        if node == goal:
            return far
        if node not in done:
            done.add(node)
            for head, weight in out.get(node, ()):
                heapq.heappush(heap, (far + weight, head))
    return np.inf


@given(pair=pairs, load=loads, avoid=avoids)
@settings(max_examples=60, deadline=None)
def test_best_values_equal_a_plain_scalar_search_exactly(pair, load, avoid):
    task = prepare(NET, shut(NET, avoid), Query(*pair, load, avoid))

    assert task.best().tolist() == [dijkstra(task, c) for c in range(4)]


@given(pair=pairs, load=loads, avoid=avoids, epsilon=st.sampled_from([0.0, 0.05, 0.5]))
@settings(max_examples=80, deadline=None)
def test_the_best_of_each_criterion_is_among_the_routes(pair, load, avoid, epsilon):
    for most in (0, 7):
        plan = plan_routes(NET, Query(*pair, load, avoid, most, epsilon))
        if plan.routes:
            found = [values_of(one) for one in plan.routes]
            assert tuple(map(min, zip(*found, strict=True))) == pytest.approx(plan.best, abs=1e-9)
            assert {why for names in plan.why for why in names} >= {"cost", "time", "co2e", "risk"}


@given(pair=pairs, load=loads, avoid=avoids)
@settings(max_examples=60, deadline=None)
def test_no_route_is_as_good_as_another_in_everything(pair, load, avoid):
    plan = plan_routes(NET, Query(*pair, load, avoid, 0))

    assert len(plan.routes) == plan.front_size
    for one, other in permutations([values_of(way) for way in plan.routes], 2):
        assert not all(a <= b for a, b in zip(one, other, strict=True))


@given(pair=pairs, load=loads, avoid=avoids, more=avoids)
@settings(max_examples=80, deadline=None)
def test_shutting_anything_never_improves_a_best_value(pair, load, avoid, more):
    opened = plan_routes(NET, Query(*pair, load, avoid))
    shut_too = plan_routes(NET, Query(*pair, load, (*avoid, *more)))

    assert not shut_too.best or opened.best
    assert all(b >= a for a, b in zip(opened.best, shut_too.best, strict=False))


@given(
    pair=pairs,
    teu=st.integers(1, 5),
    value=st.sampled_from([None, 1, 40_000]),
    avoid=st.lists(st.sampled_from(CLOSURES), max_size=3, unique=True),
    by=st.sampled_from(["pareto", "cost", "time", "co2e", "risk", "km"]),
)
@settings(max_examples=80, deadline=None)
def test_the_document_adds_up_and_is_the_same_each_time(pair, teu, value, avoid, by, ground):
    raw = {
        "origin": pair[0], "destination": pair[1], "teu": teu, "tonnes": 9.5 * teu,
        "value_usd": value, "avoid": [":".join(one) for one in avoid], "by": by,
    }  # fmt: skip
    found = answer(ground, raw)
    assert found == answer(ground, raw)
    assert found["routes"] or found["misses"]
    for one in found["routes"]:
        legs = one["legs"]
        for name in (*BEST, "co2e_ttw_kg"):
            assert one[name] == pytest.approx(sum(leg[name] for leg in legs), abs=1e-6)
        assert round(sum(one["cost"].values()), 2) == one["cost_usd"]
        assert one["distance_km"] == pytest.approx(sum(leg["km"] for leg in legs))
        assert sum(one["km_by_mode"].values()) == pytest.approx(one["distance_km"])
        assert one["co2e_wtw_kg"] >= one["co2e_ttw_kg"]
        assert one["time_p50_h"] <= one["time_p90_h"]
        assert 0 <= one["late_share"] <= 1


def answer(ground, raw):
    try:
        return route(ground, raw, today=date(2026, 11, 20))
    except MissingError as error:
        return {"routes": [], **error.extra}


@pytest.fixture(scope="module")
def ground():
    return PackGround(NET.region, lanes())


@given(seed=st.integers(0, 2**32 - 1), arcs=st.integers(10, 60))
@settings(max_examples=60, deadline=None)
def test_bare_legs_give_the_front_that_trying_every_way_gives(seed, arcs):
    rng = np.random.default_rng(seed)
    ends, weights = rng.integers(0, 12, (arcs, 2)), rng.integers(0, 300, (arcs, 4)) / 4
    rows = [
        f"n{a},n{b},rail,{','.join(map(str, row))}"
        for (a, b), row in zip(ends, weights.tolist(), strict=True)
    ]
    text = f"from,to,mode,{','.join(WEIGHTS)}\nn0,n11,air,1,1,1,1e6\n" + "\n".join(rows) + "\n"
    bare = read_legs(text, file="legs.csv")
    plan = plan_bare(bare, "n0", "n11", by="pareto", epsilon=0.0, most=0, modes=())
    expected = every_way(
        [
            (0, 11, (1, 1, 1, 1e6)),
            *((a, b, tuple(w)) for (a, b), w in zip(ends, weights, strict=True)),
        ]
    )

    assert {values_of_bare(one) for one in plan.routes} == expected
    assert plan.best == tuple(map(min, zip(*expected, strict=True)))


def values_of_bare(route):
    names = ("freight_usd", "hours_mean", "co2e_kg", "hours_var")
    return tuple(round(sum(getattr(leg, n) for leg in route.legs), 6) for n in names)


def every_way(arcs):
    best, queue = {}, [(0, (0.0, 0.0, 0.0, 0.0))]
    while queue:
        node, total = queue.pop()
        kept = best.setdefault(node, [])
        if any(all(a <= b for a, b in zip(o, total, strict=True)) for o in kept):
            continue
        kept[:] = [o for o in kept if not all(a <= b for a, b in zip(total, o, strict=True))]
        kept.append(total)
        queue += [
            (int(b), tuple(float(x + y) for x, y in zip(total, w, strict=True)))
            for a, b, w in arcs
            if a == node
        ]
    return set(best[11])
