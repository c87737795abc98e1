"""Ways on the world's railways, roads and lanes beside those of an independent program."""

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components, dijkstra

from entrepot.corridors.hierarchy import HierarchySearch
from entrepot.corridors.physical import closed_arcs, copies, distances_km, find_track, tails_of
from entrepot.corridors.sea import SeaWays

pytestmark = pytest.mark.xdist_group("networks")


def matrix(network, closed):
    """Arcs as scipy has them: the shortest of several between two nodes, none of length 0."""
    tails, heads, km = tails_of(network)[~closed], network.heads[~closed], network.km[~closed]
    order = np.lexsort((km, heads, tails))
    tails, heads, km = tails[order], heads[order], np.maximum(km[order], 1e-9)
    first = np.append(True, (tails[1:] != tails[:-1]) | (heads[1:] != heads[:-1]))
    n = len(network.lat)
    return csr_matrix((km[first], (tails[first], heads[first])), shape=(n, n))


@pytest.mark.parametrize("mode", ["rail", "road"])
def test_ways_over_land_are_as_long_as_scipy_finds(built_networks, mode):
    network = built_networks.physical(mode)
    closed = closed_arcs(network)
    chance = np.random.default_rng(3)
    start = int(chance.integers(len(network.lat)))
    sources = copies(network, start)
    far = dijkstra(matrix(network, closed), indices=sources).min(axis=0)
    search = HierarchySearch(network, built_networks.hierarchy(mode))

    for goal in chance.integers(len(network.lat), size=12).tolist():
        expected = far[copies(network, goal)].min()
        track = find_track(network, closed, start, goal)
        assert (np.inf if track is None else track.km) == pytest.approx(expected, abs=1e-4)
        assert search.km(start, goal) == pytest.approx(expected, abs=1e-4)


def test_parts_of_the_railways_are_those_scipy_finds(built_networks):
    network = built_networks.physical("rail")
    count, labels = connected_components(matrix(network, closed_arcs(network)), directed=False)

    assert len(np.unique(network.component)) == count
    assert len(np.unique(labels * len(labels) + network.component)) == count


def test_ways_by_sea_are_as_long_as_scipy_finds(built_networks):
    graph = built_networks.sea()
    ports = {"a": (float(graph.lat[500]), float(graph.lon[500])), "b": (51.9, 4.1)}
    ways = SeaWays(graph, ports)
    shut = np.isin(graph.passage, sorted(ways.closing(())))
    n = len(graph.lat)
    lanes = csr_matrix((graph.km[~shut] + 1e-9, (graph.tail[~shut], graph.head[~shut])), (n, n))
    node = int(np.argmin(circles_km(graph, ports["b"])))
    far = dijkstra(lanes, directed=False, indices=500)
    offs = ways.snap_km("a") + ways.snap_km("b")

    assert ways.km("a", "b") == pytest.approx(far[node] + offs, abs=0.5)


def circles_km(graph, at):
    """Great circles from a point to each node of the lanes [km]."""
    return distances_km(graph.lat, graph.lon, at)
