"""Best and nearly best routes for a load."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

import numpy as np
from numpy.typing import NDArray

from entrepot.corridors.closure import Avoid, Open, check_avoid, parse_avoids, shut
from entrepot.corridors.drayage import Haul
from entrepot.corridors.explain import explain
from entrepot.corridors.journey import Answer, Leg, Route, Split, Unreachable, quantile
from entrepot.corridors.labels import front
from entrepot.corridors.load import Load
from entrepot.corridors.network import Columns, Graph, Network, columns_of_arcs
from entrepot.corridors.options import Candidate, choose
from entrepot.corridors.search import CRITERIA, goal_trees
from entrepot.corridors.telling import labels_of, tell
from entrepot.kernel.errors import InputError, Problem

__all__ = [
    "Answer", "Avoid", "Leg", "Query", "Route", "Split", "Unreachable", "check_avoid",
    "check_query", "find_routes", "parse_avoids", "quantile",
]  # fmt: skip

MOST_LABELS = 200_000
Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked.

    Attributes:
        origin, destination: Place ids.
        load: What is carried.
        avoid: What to keep away from.
        most: Options given at most.
        epsilon: Share by which a way may be worse in every criterion and be left out.
        inventory_pct_per_day: What a day costs of the value [%]; None takes the pack's.
    """

    origin: str
    destination: str
    load: Load
    avoid: tuple[Avoid, ...] = ()
    most: int = 7
    epsilon: float = 0.05
    inventory_pct_per_day: float | None = None


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights in whole units, so that they add up exactly in any order.

    Attributes:
        all: Cents, hundredths of an hour, grams of CO2e, hundredths of h2 (4, m).
        freight: Cents paid to others (m).
    """

    all: Numbers
    freight: Numbers


def weigh(columns: Columns, load: Load, inventory_share_per_h: float) -> Weights:
    """Weigh arcs for a load.

    Args:
        columns: The arcs.
        load: What is carried.
        inventory_share_per_h: Cost of an hour as a share of the value.
    """
    amounts = np.array([load.n_20, load.n_40, load.tonnes, load.chargeable_kg])
    freight = np.rint(100 * (amounts @ columns.price))
    hundredths = np.rint(100 * columns.mean_h)
    inventory = np.rint(load.value_usd * inventory_share_per_h * hundredths)
    grams = np.rint(1000 * load.tonnes * columns.kg_co2e_per_t)
    everything = np.stack([freight + inventory, hundredths, grams, np.rint(100 * columns.var_h2)])
    return Weights(np.ascontiguousarray(everything), freight)


@dataclass(frozen=True, slots=True)
class Ends:
    """Hauls that join a question's two ends to the graph, with the weights of their parts."""

    hauls: tuple[Haul, ...]
    nodes: NDArray[np.int64]
    all: Numbers
    parts: tuple[Weights, ...]


def check_query(network: Network, query: Query) -> tuple[Problem, ...]:
    """List unknown places and unknown things to avoid, each with its nearest matches."""
    places = network.region.places
    problems = []
    for what, place in (("origin", query.origin), ("destination", query.destination)):
        if place not in places:
            near = get_close_matches(place, places, n=3)
            hint = f"Did you mean {', '.join(near)}?" if near else ""
            message = f"there is no place '{place}'."
            problems.append(Problem("route.unknown_place", what, message, hint))
    return (*problems, *check_avoid(network, query.avoid))


def find_routes(network: Network, query: Query) -> Answer:
    """Find the ways worth taking.

    No other way is better than any of them in every one of cost, mean time, emissions and
    variance; the best way by each single criterion is always among them. Closing anything
    never makes a best value better.

    Raises:
        InputError: A place or a thing to avoid is not known.
    """
    problems = check_query(network, query)
    if problems:
        raise InputError(problems)
    if query.origin == query.destination:
        reason = Unreachable("same_place", "Origin and destination are the same place.")
        return Answer((), reason)
    state = shut(network, query.avoid)
    candidates, is_cut = search(network, state, query)
    if not candidates:
        return Answer((), explain(network, query.origin, query.destination, query.avoid))
    chosen = choose(candidates, query.most)
    labels = labels_of(network, chosen)
    options = tuple(tell(network, way, label) for way, label in zip(chosen, labels, strict=True))
    return Answer(options, None, len(candidates), is_cut)


@dataclass(frozen=True, slots=True)
class Task:
    """A query made ready for the kernel: weights, both ends, and the trees of the goal.

    Attributes:
        network, state: What is searched, as it stands with some things shut.
        weights: Weights of the arcs for the load.
        starts, ends: Hauls that join the two ends to the graph.
        least, step: Least weight to the goal and next arc, by criterion and node (4, n + 1).
    """

    network: Graph
    state: Open
    weights: Weights
    starts: Ends
    ends: Ends
    least: Numbers
    step: NDArray[np.int64]

    @property
    def sizes(self) -> tuple[int, int, int]:
        """Nodes, arcs and arcs to the goal."""
        return len(self.network.indptr) - 1, len(self.network.arcs), len(self.ends.nodes)

    def best(self) -> Numbers:
        """Least cost, mean time, emissions and variance of any way, inf where none leads."""
        if not len(self.starts.nodes):
            return np.full(CRITERIA, np.inf)
        totals = self.starts.all + self.least[:, self.starts.nodes]
        return np.asarray(totals.min(axis=1))

    def candidate(self, way: tuple[int, ...]) -> Candidate:
        """A way of the kernel with its arcs and their weights."""
        _, m, k = self.sizes
        return _candidate(self.network, self.state, way, self.weights, self.starts, self.ends, m, k)

    def best_ways(self) -> list[tuple[int, ...]]:
        """The best way by each criterion, as arc numbers of the kernel; empty if none leads."""
        return _best_ways(self.network, self.starts, self.least, self.step, *self.sizes)


def prepare(network: Network, state: Open, query: Query) -> Task:
    """Weigh the arcs for a query and grow the trees of its goal."""
    per_h = inventory_per_h(network, query.inventory_pct_per_day)
    weights = weigh(state.columns, query.load, per_h)
    starts, ends = _ends(network, query, per_h)
    least, step = goal_trees(
        network.r_indptr, network.r_arcs, network.tails, weights.all, state.closed,
        ends.nodes, ends.all,
    )  # fmt: skip
    return Task(network, state, weights, starts, ends, least, step)


def inventory_per_h(network: Network, pct_per_day: float | None) -> float:
    """What an hour costs as a share of the value; None takes the pack's day."""
    pct = network.book.number("inv_carry") if pct_per_day is None else pct_per_day
    return pct / 100 / 24


def search(network: Network, state: Open, query: Query) -> tuple[list[Candidate], bool]:
    """All ways the kernel finds, and whether it was cut short."""
    return search_task(prepare(network, state, query), query.epsilon)


def search_task(task: Task, tolerance: float) -> tuple[list[Candidate], bool]:
    """All ways the kernel finds within a tolerance, and whether it was cut short."""
    network, starts, ends = task.network, task.starts, task.ends
    n, m, k = task.sizes
    best = task.best_ways()
    if not best:
        return [], False
    known = np.array([_total(way, task.weights, starts, ends, m, k) for way in best])
    end_of = np.full(n, -1, dtype=np.int64)
    end_of[ends.nodes] = np.arange(k)
    epsilon = np.full(CRITERIA, tolerance)
    finals, _, parent, by, is_cut = front(
        network.indptr, network.heads, task.weights.all, task.state.closed, task.least,
        starts.nodes, starts.all, end_of, ends.all, known, epsilon, MOST_LABELS,
    )  # fmt: skip
    ways = dict.fromkeys(tuple(way) for way in best)
    for label in finals:
        ways.setdefault(unwind(int(label), parent, by))
    return [task.candidate(way) for way in ways], bool(is_cut)


def _ends(network: Network, query: Query, per_h: float) -> tuple[Ends, Ends]:
    trucking = network.trucking
    shut_tags = {avoid.tag for avoid in query.avoid}
    out = trucking.open_hauls(query.origin, "out", shut_tags)
    into = trucking.open_hauls(query.destination, "in", shut_tags)
    out += direct_hauls(network, query.origin, query.destination, shut_tags)
    return weigh_ends(out, query.load, per_h), weigh_ends(into, query.load, per_h)


def direct_hauls(
    network: Network, origin: str, destination: str, shut_tags: Collection[str]
) -> list[Haul]:
    """The haul from door to door that leads to the goal itself; none where it is too far."""
    direct = network.trucking.direct(origin, destination)
    if direct is None or network.trucking.is_shut(direct, shut_tags):
        return []
    return [Haul(len(network.indptr) - 1, direct.parts)]


def weigh_ends(hauls: Sequence[Haul], load: Load, per_h: float) -> Ends:
    """Weigh the hauls of one end for a load, inventory cost included."""
    arcs = tuple(part for haul in hauls for part in haul.parts)
    flat = weigh(columns_of_arcs(arcs), load, per_h)
    counts = np.array([len(haul.parts) for haul in hauls], dtype=np.int64)
    starts = np.concatenate([[0], np.cumsum(counts)[:-1]]).astype(np.int64)
    totals = np.add.reduceat(flat.all, starts, axis=1) if hauls else np.empty((CRITERIA, 0))
    parts = tuple(
        Weights(flat.all[:, i : i + c], flat.freight[i : i + c])
        for i, c in zip(starts, counts, strict=False)
    )
    nodes = np.array([haul.node for haul in hauls], dtype=np.int64)
    return Ends(tuple(hauls), nodes, np.ascontiguousarray(totals), parts)


def _best_ways(
    network: Graph, starts: Ends, least: Numbers, step: NDArray[np.int64], n: int, m: int, k: int
) -> list[tuple[int, ...]]:
    """The best way by each criterion, as arc numbers of the kernel."""
    ways = []
    for c in range(CRITERIA):
        if not len(starts.nodes):
            break
        totals = starts.all[c] + least[c, starts.nodes]
        first = int(np.argmin(totals))
        if not np.isfinite(totals[first]):
            continue
        node, way = int(starts.nodes[first]), [m + k + first]
        while node != n:
            arc = int(step[c, node])
            way.append(arc)
            node = n if arc >= m else int(network.heads[arc])
        ways.append(tuple(way))
    return ways


def unwind(label: int, parent: NDArray[np.integer], by: NDArray[np.integer]) -> tuple[int, ...]:
    """Arcs of the way that a label of the kernel stands for."""
    way = []
    while label != -1:
        way.append(int(by[label]))
        label = int(parent[label])
    return tuple(way[::-1])


def _total(
    way: tuple[int, ...], weights: Weights, starts: Ends, ends: Ends, m: int, k: int
) -> Numbers:
    total = weights.all[:, [arc for arc in way if arc < m]].sum(axis=1)
    for arc in way:
        if arc >= m + k:
            total += starts.all[:, arc - m - k]
        elif arc >= m:
            total += ends.all[:, arc - m]
    return np.asarray(total)


def _candidate(
    network: Graph, state: Open, way: tuple[int, ...], weights: Weights, starts: Ends,
    ends: Ends, m: int, k: int,
) -> Candidate:  # fmt: skip
    middle = [arc for arc in way if arc < m]
    sides = [(starts, arc - m - k) if arc >= m + k else (ends, arc - m) for arc in way if arc >= m]
    parts = [side.parts[j] for side, j in sides]
    weighed = [*parts[:1], Weights(weights.all[:, middle], weights.freight[middle]), *parts[1:]]
    hauls = [side.hauls[j].parts for side, j in sides]
    known, moved = network.arcs, state.moved
    passed = [moved.get(arc) or known[arc] for arc in middle] if moved else [
        known[arc] for arc in middle
    ]  # fmt: skip
    return Candidate(
        way, (*hauls[0], *passed, *(hauls[1:] or [()])[0]),
        np.concatenate([part.all for part in weighed], axis=1).T,
        tuple(np.concatenate([part.freight for part in weighed]).tolist()),
    )  # fmt: skip
