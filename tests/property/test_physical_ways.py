"""Laws of ways on physical networks: the compiled search and a plain one agree."""

import heapq
from dataclasses import replace
from itertools import pairwise
from math import inf

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entrepot.corridors.hierarchy import HierarchySearch, make_hierarchy
from entrepot.corridors.literal import Graph, Towns
from entrepot.corridors.physical import (
    Physical,
    closed_arcs,
    copies,
    distances_km,
    find_track,
    great_circles_km,
    nearest_points,
)
from entrepot.corridors.rails import lay_roads


def plain_km(network: Physical, closed: np.ndarray, start: int, goal: int) -> float:
    """Dijkstra with a heap of the standard library."""
    far = {start: 0.0}
    heap = [(0.0, start)]
    while heap:
        km, node = heapq.heappop(heap)
        if node == goal:
            return km
        if km > far[node]:
            continue
        for arc in range(network.indptr[node], network.indptr[node + 1]):
            head, value = int(network.heads[arc]), km + float(network.km[arc])
            if not closed[arc] and value < far.get(head, inf):
                far[head] = value
                heapq.heappush(heap, (value, head))
    return inf


@st.composite
def networks(draw: st.DrawFn) -> Physical:
    seed = draw(st.integers(0, 2**32 - 1))
    n = draw(st.integers(2, 40))
    chance = np.random.default_rng(seed)
    lat, lon = chance.uniform(-60, 60, n), chance.uniform(-180, 180, n)
    pairs = {tuple(sorted(pair)) for pair in chance.integers(0, n, (2 * n, 2)).tolist()}
    edges = np.array(sorted(p for p in pairs if p[0] != p[1]) or [(0, 1)])
    circle = great_circles_km(lat, lon, edges[:, 0], edges[:, 1])
    km = circle * chance.uniform(0.99, 2.0, len(edges))
    towns = Towns(np.zeros(1), np.zeros(1), np.array(["AA"]))
    return lay_roads(Graph(lat, lon, edges[:, 0], edges[:, 1], km), towns)


@settings(max_examples=60, deadline=None)
@given(networks(), st.data())
def test_guided_or_not_the_way_is_as_short_as_a_plain_search_finds(network, data):
    nodes = st.integers(0, len(network.lat) - 1)
    start, goal = data.draw(nodes), data.draw(nodes)
    closed = closed_arcs(network)
    expected = plain_km(network, closed, start, goal)

    for guided in (True, False):
        track = find_track(network, closed, start, goal, guided=guided)
        assert (track is None) == (expected == inf)
        if track is not None:
            assert abs(track.km - expected) <= 1e-9 * max(1.0, expected)
            assert abs(network.km[list(track.arcs)].sum() - track.km) <= 1e-6
            assert (track.nodes[0], track.nodes[-1]) == (start, goal)
            assert all(
                network.indptr[a] <= arc < network.indptr[a + 1] and network.heads[arc] == b
                for (a, b), arc in zip(pairwise(track.nodes), track.arcs, strict=True)
            )


@settings(max_examples=60, deadline=None)
@given(networks(), st.sampled_from((1e-9, 1e-7, 1e4)), st.data())
def test_lengths_that_all_rank_alike_are_told_apart(network, factor, data):
    nodes = st.integers(0, len(network.lat) - 1)
    start, goal = data.draw(nodes), data.draw(nodes)
    closed, km = closed_arcs(network), network.km * factor
    expected = plain_km(replace(network, km=km), closed, start, goal)

    track = find_track(network, closed, start, goal, km=km, guided=False)

    assert (inf if track is None else track.km) == pytest.approx(expected, rel=1e-12)


@settings(max_examples=40, deadline=None)
@given(networks(), st.data())
def test_closing_never_shortens_a_way(network, data):
    nodes = st.integers(0, len(network.lat) - 1)
    start, goal = data.draw(nodes), data.draw(nodes)
    closed = closed_arcs(network)
    shut = closed.copy()
    shut[data.draw(st.sets(st.integers(0, len(closed) - 1)).map(sorted))] = True
    before = find_track(network, closed, start, goal)
    after = find_track(network, shut, start, goal)

    if after is not None:
        assert before is not None
        assert before.km <= after.km + 1e-9


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 200))
def test_the_nearest_point_is_the_one_a_plain_look_finds(seed, n):
    chance = np.random.default_rng(seed)
    lat, lon = chance.uniform(-90, 90, n), chance.uniform(-180, 180, n)
    at_lat, at_lon = chance.uniform(-90, 90, 5), chance.uniform(-180, 180, 5)
    found = nearest_points(lat, lon, at_lat, at_lon)

    for k in range(5):
        far = distances_km(lat, lon, (at_lat[k], at_lon[k]))
        assert far[found[k]] <= far.min() + 1e-6


@settings(max_examples=60, deadline=None)
@given(networks(), st.data())
def test_the_hierarchy_finds_ways_as_short_as_a_plain_search(network, data):
    search = HierarchySearch(network, make_hierarchy(network))
    closed = closed_arcs(network)
    nodes = st.integers(0, len(network.lat) - 1)

    for _ in range(3):  # the room it works in is used again
        start, goal = data.draw(nodes), data.draw(nodes)
        expected = plain_km(network, closed, start, goal)
        track = search.track(start, goal)
        assert (track is None) == (expected == inf)
        assert search.km(start, goal) == pytest.approx(expected)
        if track is not None:
            assert network.km[list(track.arcs)].sum() == pytest.approx(expected)
            assert all(
                network.indptr[a] <= arc < network.indptr[a + 1] and network.heads[arc] == b
                for (a, b), arc in zip(pairwise(track.nodes), track.arcs, strict=True)
            )


@settings(max_examples=40, deadline=None)
@given(networks(), st.data())
def test_a_cell_of_a_table_is_the_way_between_its_two_places(network, data):
    search = HierarchySearch(network, make_hierarchy(network))
    nodes = st.lists(st.integers(0, len(network.lat) - 1), max_size=6)
    starts, goals = data.draw(nodes), data.draw(nodes)
    table = search.table(starts, goals)

    assert table.shape == (len(starts), len(goals))
    for row, start in enumerate(starts):
        for column, goal in enumerate(goals):
            assert table[row, column] == pytest.approx(search.km(start, goal))


@settings(max_examples=40, deadline=None)
@given(networks(), st.data())
def test_what_a_place_reaches_is_as_far_as_the_way_to_each_node(network, data):
    search = HierarchySearch(network, make_hierarchy(network))
    start = data.draw(st.integers(0, len(network.lat) - 1))
    closed = closed_arcs(network)

    for _ in range(2):  # the room it works in is used again
        far = search.reach(start)
        assert len(far) == len(network.lat)
        for node in range(len(far)):
            goals = copies(network, node)
            expected = min(plain_km(network, closed, start, int(goal)) for goal in goals)
            assert far[goals].min() == pytest.approx(expected)
