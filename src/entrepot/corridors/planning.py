"""A plan for one load: the exact best of each criterion, the front, and the routes to show."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from entrepot.corridors.closure import shut
from entrepot.corridors.explain import explain
from entrepot.corridors.journey import Route, Unreachable
from entrepot.corridors.network import Graph, Network
from entrepot.corridors.options import Candidate, choose, knee, unbeaten, whole_front
from entrepot.corridors.overlay import Arc
from entrepot.corridors.route import Numbers, Query, Task, prepare, search_task
from entrepot.corridors.search import goal_trees
from entrepot.corridors.telling import labels_of, tell

By = Literal["pareto", "cost", "time", "co2e", "risk", "km"]
BYS: tuple[By, ...] = get_args(By)
ROWS = {"cost": 0, "time": 1, "co2e": 2, "risk": 3}
_WHY = {"reliability": "risk"}
_SCALES = np.array([100.0, 100.0, 1000.0, 100.0])
EXACT = 1.0  # a variance is as reliable as the least only where it is as small


@dataclass(frozen=True, slots=True)
class Plan:
    """The routes of a query with what they are measured by.

    Attributes:
        best: Least cost [USD], mean time [h], CO2e [kg], variance [h2] over all ways.
        front_size: Ways that no other way beats, within the tolerance; 1 for one criterion.
        routes: The routes to show.
        why: For each route what it is best in, or `knee` or `alternative`.
        overlay_hash: SHA-256 of the arrays searched.
        unreachable: Why there is no way at all.
        is_cut: The search met its limit, so that ways may be missing from the front.
    """

    best: tuple[float, ...]
    front_size: int
    routes: tuple[Route, ...]
    why: tuple[tuple[str, ...], ...]
    overlay_hash: str
    unreachable: Unreachable | None = None
    is_cut: bool = False


def plan_routes(network: Network, query: Query, by: By = "pareto") -> Plan:
    """Find the routes of a query and the exact best values they are measured by.

    The four best values come from the trees of the goal, one criterion at a time, so that
    neither the tolerance nor the choice of routes touches them.

    Args:
        network: The network.
        query: What is asked; `most` 0 gives every way of the front.
        by: `pareto` for the front, else the one way that is best by one criterion.
    """
    state = shut(network, query.avoid)
    task = prepare(network, state, query)
    digest = overlay_hash(network, task.weights.all, state.closed)
    best = task.best()
    if not np.isfinite(best).all():
        reason = explain(network, query.origin, query.destination, query.avoid)
        return Plan((), 0, (), (), digest, reason)
    if by == "pareto":
        found, is_cut = search_task(task, query.epsilon)
        front = unbeaten(found)
        chosen = shown(front, query.most)
        middle = knee(front)
        why = [why_of(way, middle) for way in chosen]
    else:
        front, is_cut = [_best_by(task, by)], False
        chosen, why = front, [(by,)]
    labels = labels_of(network, chosen)
    routes = tuple(tell(network, way, label) for way, label in zip(chosen, labels, strict=True))
    told = tuple((best / _SCALES).tolist())
    return Plan(told, len(front), routes, tuple(why), digest, None, is_cut)


def shown(front: Sequence[Candidate], most: int) -> list[Candidate]:
    """The ways of a front that are told, in the order they are told in; 0 tells all."""
    return choose(front, most, sure_enough=EXACT) if most else whole_front(front)


def why_of(way: Candidate, middle: Candidate) -> tuple[str, ...]:
    """What a way is shown for; `middle` is the knee of its front."""
    names = [_WHY.get(name, name) for name in way.best_in]
    if way.way == middle.way:
        names.append("knee")
    return tuple(names) or ("alternative",)


def _best_by(task: Task, by: By) -> Candidate:
    if by != "km":
        return task.candidate(task.best_ways()[ROWS[by]])
    shortest = _by_km(task)
    return task.candidate(shortest.best_ways()[0])


def _by_km(task: Task) -> Task:
    """The same task with tenths of kilometres in the place of the first criterion."""
    network, state = task.network, task.state
    arcs = [state.arc(network, number) for number in range(len(network.arcs))]
    weights = _with_first(task.weights.all, [_tenths((arc,)) for arc in arcs])
    starts, ends = (
        replace(side, all=_with_first(side.all, [_tenths(haul.parts) for haul in side.hauls]))
        for side in (task.starts, task.ends)
    )
    least, step = goal_trees(
        network.r_indptr, network.r_arcs, network.tails, weights, state.closed,
        ends.nodes, ends.all,
    )  # fmt: skip
    return replace(task, starts=starts, ends=ends, least=least, step=step)


def _with_first(weights: Numbers, row: Sequence[float]) -> Numbers:
    changed = weights.copy()
    changed[0] = row
    return changed


def _tenths(arcs: Iterable[Arc]) -> float:
    return float(sum(round(10 * arc.km) for arc in arcs))


def overlay_hash(graph: Graph, weights: Numbers, closed: NDArray[np.bool_]) -> str:
    """SHA-256 of the arrays searched: the graph, its weights for the load, what is shut."""
    digest = sha256()
    for array in (graph.indptr, graph.heads, weights, closed):
        digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()
