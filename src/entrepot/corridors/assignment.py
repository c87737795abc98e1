"""Flows onto limited capacity: the user equilibrium of a demand on a network.

A link with flow x costs t (1 + b (x / k)^p), the function of the Bureau of Public Roads. At
equilibrium every way that is used between two nodes costs the same and none costs less
(Wardrop 1952, first principle); these flows make Beckmann's objective least, the sum over
links of the integral of the cost from 0 to the flow.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from entrepot.corridors import equilibrium
from entrepot.corridors.search import one_tree
from entrepot.kernel.errors import InputError, ModelError, Problem

Method = Literal["gp", "msa", "fw", "cfw", "bfw"]
Kind = Literal["link", "border", "terminal"]
METHODS: tuple[Method, ...] = get_args(Method)
DEFAULT_GAP = 1e-8

_LINK_BASED = {
    "msa": equilibrium.MSA, "fw": equilibrium.FW, "cfw": equilibrium.CFW, "bfw": equilibrium.BFW,
}  # fmt: skip
_MOST_ROUNDS = 1_000
_MOST_STEPS = 20_000
_TIGHTEST = 1e-14  # below, the rounding of sums is all there is

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Link:
    """A one-way link of limited capacity.

    Attributes:
        tail: Node it starts from.
        head: Node it leads to.
        capacity: Flow at which the cost is (1 + b) times that without flow, above 0.
        free_flow_time: Cost without flow, not negative [any one unit].
        b: Factor of the cost function, not negative.
        power: Power of the cost function: 0, or at least 1.
        kind: What it stands for: a link, the crossing of a border post, a terminal's transfer.
        thing: Name of that post or terminal; empty names a link by its ends.
    """

    tail: str
    head: str
    capacity: float
    free_flow_time: float
    b: float
    power: float
    kind: Kind = "link"
    thing: str = ""


@dataclass(frozen=True, slots=True)
class Demand:
    """What wants to get from one node to another.

    Attributes:
        origin: Node it starts from.
        destination: Node it goes to.
        flow: How much, in the unit of the capacities.
    """

    origin: str
    destination: str
    flow: float


@dataclass(frozen=True, slots=True)
class LinkFlow:
    """What a link carries.

    Attributes:
        link: The link.
        flow: Its flow.
        cost: Its cost at that flow.
    """

    link: Link
    flow: float
    cost: float

    @property
    def saturation(self) -> float:
        """Flow over capacity; above 1 it is overloaded."""
        return self.flow / self.link.capacity


@dataclass(frozen=True, slots=True)
class WayFlow:
    """What one way of a pair carries.

    Attributes:
        demand: The pair.
        links: Numbers of its links, in order.
        flow: Its flow.
        cost: Its cost at equilibrium.
    """

    demand: Demand
    links: tuple[int, ...]
    flow: float
    cost: float


@dataclass(frozen=True, slots=True)
class Unassigned:
    """A demand that no link carries.

    Attributes:
        demand: The pair.
        code: Stable name of the reason.
        reason: Why, as a sentence.
    """

    demand: Demand
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class Assignment:
    """An equilibrium.

    Attributes:
        method: How it was found.
        iterations: Steps or rounds taken.
        relative_gap: (total cost - cost of everybody on a least way) / total cost.
        objective: Beckmann's objective.
        total_cost: Sum of flow times cost.
        links: Flows, in the order of the links.
        ways: Flows by way, where the method knows them (gradient projection).
        unassigned: Demand without a way.
    """

    method: Method
    iterations: int
    relative_gap: float
    objective: float
    total_cost: float
    links: tuple[LinkFlow, ...]
    ways: tuple[WayFlow, ...]
    unassigned: tuple[Unassigned, ...]


def assign(
    links: Sequence[Link],
    demands: Sequence[Demand],
    *,
    method: Method = "gp",
    gap: float = DEFAULT_GAP,
    most: int | None = None,
) -> Assignment:
    """Find the user equilibrium.

    Args:
        links: The network; parallel links are allowed.
        demands: Who wants to go where.
        method: gp (gradient projection by ways), msa (successive averages), fw, cfw or bfw
            (Frank-Wolfe, conjugate, bi-conjugate).
        gap: Relative gap to reach.
        most: Steps or rounds after which to give up; None is 1,000 rounds or 20,000 steps.

    Raises:
        InputError: `method` or `gap` is none, or the links or demands cannot be used.
        ModelError: The gap is not reached; the message says which was.

    Example:
        >>> links = [Link("a", "b", 1, 1, 1, 1), Link("a", "b", 1, 2, 0, 1)]
        >>> found = assign(links, [Demand("a", "b", 3.0)])
        >>> [round(one.flow, 6) for one in found.links]
        [1.0, 2.0]

    Source:
        Sheffi 1985, Urban Transportation Networks, chapters 3 and 5; Boyce, Ralevic-Dekic and
        Bar-Gera 2004 (the relative gap).
    """
    problems = [*_check_options(method, gap, most), *check(links, demands)]
    if problems:
        raise InputError(problems)
    graph = _Graph(links)
    pairs, unassigned = graph.pairs(demands)
    arrays = (*graph.arrays, *_by_origin(pairs))
    if method == "gp":
        flows, steps, reached, *ways = equilibrium.path_based(*arrays, gap, most or _MOST_ROUNDS)
    else:
        flows, steps, reached = equilibrium.link_based(
            _LINK_BASED[method], *arrays, gap, most or _MOST_STEPS
        )
        ways = []
    if not reached <= gap:
        raise _not_reached(method, int(steps), float(reached), gap)
    carried = np.empty_like(flows)
    carried[graph.order] = flows
    costs = _costs(links, carried)
    return Assignment(
        method=method,
        iterations=int(steps),
        relative_gap=max(float(reached), 0.0),
        objective=float(_objective(links, carried)),
        total_cost=float(carried @ costs),
        links=tuple(map(LinkFlow, links, carried.tolist(), costs.tolist())),
        ways=tuple(_ways(pairs, graph.order, costs, *ways)) if ways else (),
        unassigned=tuple(unassigned),
    )


def check(links: Sequence[Link], demands: Sequence[Demand]) -> list[Problem]:
    """Everything that keeps links and demands from being assigned.

    The numbers in `where` count links and demands from 1.
    """
    problems = []
    for number, link in enumerate(links, start=1):
        for name, message in faults_of_link(link):
            problems.append(Problem("assignment.link", f"links[{number}].{name}", message))
    for number, demand in enumerate(demands, start=1):
        if message := fault_of_flow(demand.flow):
            problems.append(Problem("assignment.demand", f"demands[{number}].flow", message))
    if not links:
        problems.append(Problem("assignment.empty", "links", "there is no link.", "Give one."))
    return problems


def faults_of_link(link: Link) -> Iterable[tuple[str, str]]:
    """Columns of a link that cannot be used, each with what is wrong."""
    if link.tail == link.head != "":
        yield "to", f"the link leads from '{link.tail}' to itself."
    if not 0 < link.capacity < np.inf:
        yield "capacity", f"{link.capacity:g} is not above 0."
    if not 0 <= link.free_flow_time < np.inf:
        yield "free_flow_time", f"{link.free_flow_time:g} is below 0."
    if not 0 <= link.b < np.inf:
        yield "b", f"{link.b:g} is below 0."
    if not (link.power == 0 or 1 <= link.power < np.inf):
        yield "power", f"{link.power:g} is neither 0 nor at least 1."


def fault_of_flow(flow: float) -> str:
    """What is wrong with the flow of a pair, nothing for nothing."""
    return "" if 0 <= flow < np.inf else f"{flow:g} is below 0."


def _check_options(method: str, gap: float, most: int | None) -> Iterable[Problem]:
    if method not in METHODS:
        hint = f"One of: {', '.join(METHODS)}."
        yield Problem("assignment.method", "method", f"'{method}' is not known.", hint)
    if not _TIGHTEST <= gap < 1:
        hint = f"Give a number from {_TIGHTEST:g} to below 1, such as 1e-8."
        yield Problem("assignment.gap", "gap", f"{gap:g} cannot be a relative gap.", hint)
    if most is not None and most < 1:
        yield Problem("assignment.most", "iterations", f"{most} is below 1.", "Give 1 or more.")


def _not_reached(method: str, steps: int, reached: float, gap: float) -> ModelError:
    if not np.isfinite(reached):
        message = "the costs at these flows are beyond any number."
        hint = "Look for a power too high or a capacity too small."
        return ModelError(Problem("assignment.overflow", "links", message, hint))
    message = f"the gap reached in {steps:,} iterations is {reached:.3g}, not {gap:g}."
    hint = "Allow more iterations or a wider gap." if method == "gp" else "Take the method gp."
    return ModelError(Problem("assignment.gap_not_reached", "gap", message, hint))


class _Graph:
    """The links as arrays, sorted by their tail."""

    def __init__(self, links: Sequence[Link]) -> None:
        names = dict.fromkeys(name for link in links for name in (link.tail, link.head))
        self.node = {name: number for number, name in enumerate(names)}
        tails = np.array([self.node[link.tail] for link in links], np.int64)
        self.order = np.argsort(tails, kind="stable")
        self._tails = tails[self.order]
        self._heads = np.array([self.node[link.head] for link in links], np.int64)[self.order]
        self._indptr = np.searchsorted(self._tails, np.arange(len(names) + 1)).astype(np.int64)
        free, capacity, b, power = (column[self.order] for column in _columns(links))
        self.arrays = (self._indptr, self._heads, self._tails, free, capacity, b, power)

    def pairs(
        self, demands: Sequence[Demand]
    ) -> tuple[list[tuple[int, int, Demand]], list[Unassigned]]:
        """Demands that have a way, by origin, with their nodes; and those that have none."""
        found: list[tuple[int, int, Demand]] = []
        without: list[Unassigned] = []
        is_shut = np.zeros(len(self._heads), np.bool_)
        weights = np.ones(len(self._heads))
        trees: dict[int, Floats] = {}
        for demand in demands:
            if demand.flow == 0:
                continue
            tail, head = self.node.get(demand.origin), self.node.get(demand.destination)
            if tail is None or head is None:
                name = demand.origin if tail is None else demand.destination
                reason = f"no link touches '{name}'."
                without.append(Unassigned(demand, "assignment.no_node", reason))
            elif tail == head:
                reason = "it ends where it starts."
                without.append(Unassigned(demand, "assignment.same_node", reason))
            else:
                if tail not in trees:
                    trees[tail], _ = one_tree(self._indptr, self._heads, weights, is_shut, tail)
                if np.isfinite(trees[tail][head]):
                    found.append((tail, head, demand))
                else:
                    reason = f"no way leads from '{demand.origin}' to '{demand.destination}'."
                    without.append(Unassigned(demand, "assignment.no_way", reason))
        return sorted(found, key=lambda pair: pair[:2]), without


def _by_origin(pairs: Sequence[tuple[int, int, Demand]]) -> tuple[Ints, Ints, Ints, Floats]:
    """Origins, the first pair of each, and the destination and flow of every pair."""
    tails = np.array([tail for tail, _, _ in pairs], np.int64)
    origins, first = np.unique(tails, return_index=True)
    ends = np.array([head for _, head, _ in pairs], np.int64)
    flows = np.array([demand.flow for _, _, demand in pairs], np.float64)
    return origins, np.append(first, len(pairs)).astype(np.int64), ends, flows


def _columns(links: Sequence[Link]) -> tuple[Floats, Floats, Floats, Floats]:
    """Free-flow cost, capacity, factor and power of each link."""
    rows = [(link.free_flow_time, link.capacity, link.b, link.power) for link in links]
    free, capacity, b, power = np.array(rows, np.float64).T.copy()
    return free, capacity, b, power


def _costs(links: Sequence[Link], flows: Floats) -> Floats:
    free, capacity, b, power = _columns(links)
    costs: Floats = free * (1 + b * (flows / capacity) ** power)
    return costs


def _objective(links: Sequence[Link], flows: Floats) -> np.float64:
    """Sum over links of the integral of the cost from 0 to the flow."""
    free, capacity, b, power = _columns(links)
    return np.sum(free * flows * (1 + b / (power + 1) * (flows / capacity) ** power))


def _ways(
    pairs: Sequence[tuple[int, int, Demand]],
    order: Ints,
    costs: Floats,
    pair_of: Ints,
    start: Ints,
    end: Ints,
    links: Ints,
    carried: Floats,
) -> Iterable[WayFlow]:
    """The ways that carry something."""
    for way in np.flatnonzero(carried > 0):
        numbers = order[links[start[way] : end[way]][::-1]]
        demand = pairs[pair_of[way]][2]
        yield WayFlow(
            demand, tuple(numbers.tolist()), float(carried[way]), float(costs[numbers].sum())
        )
