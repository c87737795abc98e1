"""Routes of the reference region beside networkx, rustworkx and scgraph.

Every peer answers single-criterion questions (the least weight from door to door by each of
the four criteria) on the same overlay, with the same weights, from graphs made beforehand,
and may stop at the goal. Ours answers them too, for every node at once, since the search
needs them as bounds; and then the whole question: four criteria, short hauls, the choice
of options and their legs.
"""

import statistics
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import networkx
import numpy as np
import rustworkx
import scgraph

from entrepot.corridors.closure import shut
from entrepot.corridors.labels import warm_up
from entrepot.corridors.load import Load
from entrepot.corridors.network import Network, build_network, columns_of_arcs
from entrepot.corridors.overlay import Arc
from entrepot.corridors.route import Query, find_routes, weigh
from entrepot.corridors.search import CRITERIA, goal_trees
from entrepot.store import packs
from entrepot.store.sealanes import load_sea

REGION, HOME, ON = "guizhou", "guiyang", date(2026, 11, 20)
LOAD = Load(0, 1, 24.0, 24_000.0, 60_000.0)
DOOR, GOAL = -2, -1


def measure(cache: Path) -> list[dict[str, object]]:
    """Rows of the reference region."""
    network = load_network(cache)
    destinations = [row.place for row in network.region.destinations if row.place != HOME]
    return single_criterion(network, destinations[::5]) + pareto(network, destinations)


def row(name: str, ours: float, unit: str, peer: float | None = None) -> dict[str, object]:
    """A line of the results; the ratio is how many times the peer takes as long."""
    ratio = None if peer is None else round(peer / ours, 2)
    return {
        "name": name,
        "ours": round(ours, 3),
        "peer": None if peer is None else round(peer, 3),
        "unit": unit,
        "ratio": ratio,
    }


def load_network(cache: Path) -> Network:
    """The overlay of the reference region."""
    region = packs.read_region(packs.read_folder(packs.find_folder(REGION))).region
    assert region is not None
    return build_network(region, load_sea(cache), on=ON)


def single_criterion(network: Network, destinations: list[str]) -> list[dict[str, object]]:
    """The best by each criterion to some destinations: ours and the peers, checked to agree."""
    questions = [Question(network, place) for place in destinations]
    warm_up()
    ours = [timed(question.ours) for question in questions]
    mine = statistics.median(seconds for seconds, _ in ours)
    rows = []
    for name in ("networkx", "rustworkx", "scgraph"):
        answers = [timed(getattr(question, name)) for question in questions]
        for place, (_, best), (_, theirs) in zip(destinations, ours, answers, strict=True):
            assert best == theirs, f"{name} disagrees on {place}: {theirs} instead of {best}"
        theirs = statistics.median(seconds for seconds, _ in answers)
        text = f"best by each of four single criteria (beside {name})"
        rows.append(row(text, 1000 * mine, "ms", 1000 * theirs))
    return rows


def pareto(network: Network, destinations: list[str]) -> list[dict[str, object]]:
    """The whole question for every destination, warm."""
    times = []
    for place in destinations:
        query = Query(HOME, place, LOAD)
        find_routes(network, query)
        times.append(timed(lambda query=query: find_routes(network, query), rounds=3)[0])
    answers = [find_routes(network, Query(HOME, place, LOAD)) for place in destinations]
    assert not any(answer.is_cut for answer in answers)
    return [
        row("Pareto quote, four criteria, median", 1000 * statistics.median(times), "ms"),
        row("Pareto quote, four criteria, p95", 1000 * float(np.quantile(times, 0.95)), "ms"),
        row("ways found before the choice, median",
            statistics.median(answer.found for answer in answers), "-"),
        row("options shown, mean", statistics.mean(len(a.options) for a in answers), "-"),
        row("arcs of the overlay", len(network.arcs), "-"),
    ]  # fmt: skip


class Question:
    """One destination with its graph in the form of every peer, once a criterion."""

    def __init__(self, network: Network, destination: str) -> None:
        per_h = network.book.number("inv_carry") / 100 / 24
        self.network, self.state = network, shut(network, ())
        self.weights = weigh(self.state.columns, LOAD, per_h).all
        self.starts = self._ends(HOME, "out", per_h)
        self.ends = self._ends(destination, "in", per_h)
        direct = network.trucking.direct(HOME, destination)
        self.direct = _weight(direct.parts, per_h) if direct else None
        best = [self._edges(criterion) for criterion in range(CRITERIA)]
        index = {node: i for i, node in enumerate({n for pair in best[0] for n in pair})}
        self._door, self._goal = index[DOOR], index[GOAL]
        self._networkx, self._rustworkx, self._scgraph = [], [], []
        for edges in best:
            triples = [(index[a], index[b], weight) for (a, b), weight in edges.items()]
            graph = networkx.DiGraph()
            graph.add_weighted_edges_from(triples)
            self._networkx.append(graph)
            peer = rustworkx.PyDiGraph()
            peer.add_nodes_from(list(index))
            peer.add_edges_from(triples)
            self._rustworkx.append(peer)
            adjacency: list[dict[int, float]] = [{} for _ in index]
            for a, b, weight in triples:
                adjacency[a][b] = weight
            self._scgraph.append(scgraph.Graph(adjacency))

    def ours(self) -> list[float]:
        """By the kernel, which finds the trees of all four criteria."""
        net = self.network
        nodes = np.array([node for node, _ in self.ends], dtype=np.int64)
        ends = np.array([weight for _, weight in self.ends]).T.copy()
        least, _ = goal_trees(
            net.r_indptr, net.r_arcs, net.tails, self.weights, self.state.closed, nodes, ends
        )
        ways = [weight + least[:, node] for node, weight in self.starts]
        if self.direct is not None:
            ways.append(self.direct)
        return np.min(ways, axis=0).tolist()

    def networkx(self) -> list[float]:
        """By networkx, which stops at the goal."""
        return [
            float(networkx.dijkstra_path_length(graph, self._door, self._goal))
            for graph in self._networkx
        ]

    def rustworkx(self) -> list[float]:
        """By rustworkx, which stops at the goal."""
        return [
            float(rustworkx.dijkstra_shortest_path_lengths(g, self._door, float, self._goal)
                  [self._goal])
            for g in self._rustworkx
        ]  # fmt: skip

    def scgraph(self) -> list[float]:
        """By scgraph's compiled Dijkstra, which stops at the goal."""
        return [float(g.dijkstra(self._door, self._goal)["length"]) for g in self._scgraph]

    def _ends(self, place: str, way: str, per_h: float) -> list[tuple[int, np.ndarray]]:
        hauls = self.network.trucking.hauls(place, way)  # type: ignore[arg-type]
        return [(haul.node, _weight(haul.parts, per_h)) for haul in hauls]

    def _edges(self, criterion: int) -> dict[tuple[int, int], float]:
        """The lightest of parallel arcs, since not every peer knows several."""
        found = [(DOOR, node, weight[criterion]) for node, weight in self.starts]
        found += [(node, GOAL, weight[criterion]) for node, weight in self.ends]
        if self.direct is not None:
            found.append((DOOR, GOAL, self.direct[criterion]))
        for number in np.flatnonzero(~self.state.closed):
            a, b = int(self.network.tails[number]), int(self.network.heads[number])
            found.append((a, b, float(self.weights[criterion, number])))
        best: dict[tuple[int, int], float] = {}
        for a, b, weight in found:
            best[a, b] = min(float(weight), best.get((a, b), np.inf))
        return best


def _weight(parts: tuple[Arc, ...], per_h: float) -> np.ndarray:
    """Weights of a short haul by the four criteria."""
    return weigh(columns_of_arcs(parts), LOAD, per_h).all.sum(axis=1)


def timed(question: Callable[[], object], rounds: int = 5) -> tuple[float, object]:
    """Median seconds of a question, and its answer."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        answer = question()
        times.append(time.perf_counter() - start)
    return statistics.median(times), answer
