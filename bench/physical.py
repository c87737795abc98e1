"""Shortest ways on the world's roads beside scgraph, scipy, rustworkx, igraph and networkx.

All have the roads that freight may use as `entrepot networks build` made them, with the same
weights, the same seeded pairs of nodes out of the largest part, and graphs made beforehand.
Lengths are checked to be equal, and times are the processor's. What a peer is told is its
graph and the two ends, in the numbers of the network.
"""

import multiprocessing
import os
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from entrepot.corridors.hierarchy import HierarchySearch
from entrepot.corridors.physical import Physical, closed_arcs, find_track, tails_of
from entrepot.store.networks import Networks

SEED = 7
ROUNDS = 3
CH_SECONDS = 600
SCGRAPH_MODES = ("dijkstra", "dijkstra_buckets", "bidirectional_dijkstra", "bidirectional_buckets")
Pair = tuple[int, int]


@dataclass(frozen=True)
class Roads:
    """The roads, a search of their hierarchy, and pairs of nodes to ask for."""

    network: Physical
    search: HierarchySearch
    pairs: list[Pair]

    @cached_property
    def closed(self) -> NDArray[np.bool_]:
        """Arcs that freight may not use."""
        return closed_arcs(self.network)

    @cached_property
    def arcs(self) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
        """Tails, heads and lengths of the others, each pair of nodes once."""
        used = np.flatnonzero(~self.closed)
        tails, heads, km = tails_of(self.network)[used], self.network.heads[used], self.network.km
        order = np.lexsort((km[used], heads, tails))
        tails, heads, km = tails[order], heads[order], km[used][order]
        first = np.append(True, (tails[1:] != tails[:-1]) | (heads[1:] != heads[:-1]))
        return tails[first], heads[first], km[first]


def load_roads(networks: Networks, pairs: int) -> Roads:
    """Read the roads and draw pairs of nodes from their largest part."""
    network = networks.physical("road")
    parts, counts = np.unique(network.component, return_counts=True)
    nodes = np.flatnonzero(network.component == parts[np.argmax(counts)])
    drawn = np.random.default_rng(SEED).choice(nodes, (pairs, 2))
    search = HierarchySearch(network, networks.hierarchy("road"))
    return Roads(network, search, [(int(a), int(b)) for a, b in drawn])


def measure(networks: Networks, *, quick: bool) -> list[dict[str, object]]:
    """The three rows of the physical network."""
    roads = load_roads(networks, 20 if quick else 60)
    plain, plain_km = _asked(roads.pairs, lambda a, b: _track_km(roads, a, b))
    made, made_km = _asked(roads.pairs, roads.search.km)
    whole, _ = _asked(roads.pairs, roads.search.track)
    assert np.allclose(plain_km, made_km)
    peers = _scgraph(roads, plain_km)
    best = min(peers.values())
    prepared = None if quick else _scgraph_ch(roads, plain_km)
    tree, peer_tree = _trees(roads, 2 if quick else 6)
    others = {} if quick else _others(roads, plain_km)
    return [
        _row("physical one-to-one", plain, best, peers | others),
        _row("physical one-to-one preprocessed", made, prepared or best,
             {"ours with all nodes of the way": whole, "scgraph CH": prepared}),
        _row("physical one-to-all", tree, peer_tree, {"scipy": peer_tree}),
    ]  # fmt: skip


def _row(
    name: str, ours_s: float, peer_s: float, detail: dict[str, float | None]
) -> dict[str, object]:
    told = {key: value and round(1000 * value, 3) for key, value in detail.items()}
    return {
        "name": name, "ours": round(1000 * ours_s, 3), "peer": round(1000 * peer_s, 3),
        "unit": "ms", "ratio": round(peer_s / ours_s, 2), "ms": told,
    }  # fmt: skip


def _asked(
    pairs: list[Pair], question: Callable[[int, int], Any], rounds: int = ROUNDS
) -> tuple[float, list[Any]]:
    """Median over pairs of the least seconds of some rounds, and the answers."""
    question(*pairs[0])
    least, answers = [np.inf] * len(pairs), [None] * len(pairs)
    for _ in range(rounds):  # over all pairs each, so that no question finds its data at hand
        for at, pair in enumerate(pairs):
            start = time.thread_time()
            answers[at] = question(*pair)
            least[at] = min(least[at], time.thread_time() - start)
    return statistics.median(least), answers


def _track_km(roads: Roads, a: int, b: int) -> float:
    track = find_track(roads.network, roads.closed, a, b)
    assert track is not None
    return track.km


def _adjacency(roads: Roads) -> list[dict[int, float]]:
    found: list[dict[int, float]] = [{} for _ in roads.network.lat]
    for a, b, km in zip(*(column.tolist() for column in roads.arcs), strict=True):
        found[a][b] = km
    return found


def _scgraph(roads: Roads, expected: list[float]) -> dict[str, float]:
    """Median seconds of each mode of the compiled class that needs nothing beforehand."""
    import scgraph

    graph = scgraph.Graph(_adjacency(roads))
    found = {}
    for mode in SCGRAPH_MODES:
        search = getattr(graph, mode)
        median, answers = _asked(roads.pairs, lambda a, b, s=search: s(a, b)["length"])
        assert np.allclose(answers, expected), mode
        found[f"scgraph {mode}"] = median
    return found


def _scgraph_ch(roads: Roads, expected: list[float]) -> float | None:
    """The same of its contraction hierarchy, None where it is not made within ten minutes."""
    ours, theirs = multiprocessing.Pipe()
    worker = multiprocessing.get_context("fork").Process(
        target=_ch_here, args=(roads, expected, theirs)
    )
    worker.start()
    found = ours.recv() if ours.poll(CH_SECONDS) else None
    worker.kill()
    worker.join()
    return found


def _ch_here(roads: Roads, expected: list[float], answer: Any) -> None:
    import scgraph

    graph = scgraph.Graph(_adjacency(roads))
    graph.create_contraction_hierarchy()
    median, answers = _asked(roads.pairs, lambda a, b: graph.contraction_hierarchy(a, b)["length"])
    assert np.allclose(answers, expected)
    answer.send(median)


def _trees(roads: Roads, count: int) -> tuple[float, float]:
    """Seconds from one node to all: ours by the hierarchy, and scipy's Dijkstra."""
    from scipy.sparse.csgraph import dijkstra

    graph = _sparse(roads)
    pairs = roads.pairs[:count]
    ours, far = _asked(pairs, lambda a, _: roads.search.reach(a))
    theirs, expected = _asked(pairs, lambda a, _: dijkstra(graph, indices=a))
    for one, other in zip(far, expected, strict=True):
        assert np.allclose(one, other)
    return ours, theirs


def _sparse(roads: Roads) -> Any:
    from scipy.sparse import csr_array

    tails, heads, km = roads.arcs
    n = len(roads.network.lat)
    return csr_array((np.maximum(km, 1e-12), (tails, heads)), shape=(n, n))  # 0 is no arc there


def _others(roads: Roads, expected: list[float], count: int = 4) -> dict[str, float]:
    """Median seconds of peers that are far behind, on the first few pairs."""
    import igraph
    import networkx
    import rustworkx

    tails, heads, km = (column.tolist() for column in roads.arcs)
    triples, n = list(zip(tails, heads, km, strict=True)), len(roads.network.lat)
    rust = rustworkx.PyDiGraph()
    rust.add_nodes_from(range(n))
    rust.add_edges_from(triples)
    net = networkx.DiGraph()
    net.add_weighted_edges_from(triples)
    eye = igraph.Graph(n, list(zip(tails, heads, strict=True)), directed=True)
    eye.es["km"] = km
    asks: dict[str, Callable[[int, int], float]] = {
        "rustworkx": lambda a, b: rustworkx.dijkstra_shortest_path_lengths(rust, a, float, b)[b],
        "igraph": lambda a, b: eye.distances([a], [b], weights="km")[0][0],
        "networkx": lambda a, b: networkx.dijkstra_path_length(net, a, b),
        "AequilibraE": _aequilibrae(roads),
    }
    found = {}
    for name, ask in asks.items():
        found[name], answers = _asked(roads.pairs[:count], ask, rounds=1)
        assert np.allclose(answers, expected[:count], rtol=1e-5), name
    return found


def _aequilibrae(roads: Roads) -> Callable[[int, int], float]:
    """AequilibraE's compute_path, which stops at the goal; its centroids are the ends asked for."""
    os.environ.setdefault("AEQ_SHOW_PROGRESS", "FALSE")
    import pandas as pd
    from aequilibrae.paths import Graph, PathResults

    tails, heads, km = roads.arcs
    graph = Graph()
    graph.network = pd.DataFrame({
        "link_id": np.arange(1, len(km) + 1), "a_node": tails + 1, "b_node": heads + 1,
        "direction": 1, "km": km,
    })  # fmt: skip
    graph.prepare_graph(np.unique(np.array(roads.pairs)) + 1)
    graph.set_graph("km")
    graph.set_skimming("km")
    graph.set_blocked_centroid_flows(False)
    results = PathResults()
    results.prepare(graph)

    def ask(a: int, b: int) -> float:
        results.compute_path(a + 1, b + 1, early_exit=True)
        return float(results.milepost[-1])

    return ask
