"""Goals of a matrix: what leads to each destination, made once for all origins."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from entrepot.corridors.closure import Avoid, Open, shut
from entrepot.corridors.drayage import Haul
from entrepot.corridors.load import Load
from entrepot.corridors.network import Indices, Network
from entrepot.corridors.overlay import Arc
from entrepot.corridors.route import (
    Ends,
    Numbers,
    Task,
    Weights,
    direct_hauls,
    inventory_per_h,
    weigh,
    weigh_ends,
)
from entrepot.corridors.search import goal_trees
from entrepot.corridors.traits import Traits, traits_of
from entrepot.kernel.geography import EARTH_RADIUS_KM
from entrepot.region.places import Place

Tree = tuple[Numbers, Indices, Numbers]
Each = Callable[[Callable[[str], Tree], Iterable[str]], Iterable[Tree]]
_MEAN_H, _VARIANCE = 1, 3
_SLACK = 1.05  # of the reach of a truck: measured roads begin at a node near the place


@dataclass(frozen=True, slots=True)
class Lines:
    """The part of a network that a search walks over; it travels between processes."""

    arcs: tuple[Arc, ...]
    indptr: Indices
    tails: Indices
    heads: Indices
    r_indptr: Indices
    r_arcs: Indices


@dataclass(frozen=True, slots=True)
class Steps:
    """Every arc that a way may be made of, as a table: those of the network, then short hauls.

    Attributes:
        arcs: The arcs as they stand (r).
        weights: Their weights (4, r).
        traits: What the choice of ways compares of them.
        starts, ends: First row of each short haul of each place, and the row after it (2, h).
        directs: The same of hauls from door to door, by origin and destination number.
    """

    arcs: tuple[Arc, ...]
    weights: Numbers
    traits: Traits
    starts: tuple[Indices, ...]
    ends: tuple[Indices, ...]
    directs: dict[tuple[int, int], Indices]

    def starts_of(self, origin: int, destination: int) -> Indices:
        """Rows of the hauls out of an origin, the one from door to door last."""
        starts, direct = self.starts[origin], self.directs.get((origin, destination))
        return starts if direct is None else np.concatenate([starts, direct], axis=1)


@dataclass(frozen=True, slots=True)
class Goals:
    """Everything that the rows of any origin are worked out from.

    Attributes:
        lines, state, weights: The network as it stands, weighed for the load.
        origins, destinations: Place ids.
        starts: Hauls out of each origin, without those from door to door.
        ends: Hauls into each destination.
        directs: Hauls from door to door by origin and destination number.
        least, step: Least weight to each destination and next arc (d, 4, n + 1).
        variance_along: Variance of the fastest way to each destination [0.01 h2] (d, n + 1).
        places: Places that the arcs touch.
    """

    lines: Lines
    state: Open
    weights: Weights
    origins: tuple[str, ...]
    destinations: tuple[str, ...]
    starts: tuple[Ends, ...]
    ends: tuple[Ends, ...]
    directs: dict[tuple[int, int], Ends]
    least: Numbers
    step: NDArray[np.int64]
    variance_along: Numbers
    places: dict[str, Place]

    def task(self, origin: int, destination: int) -> Task:
        """The question of one pair, ready for the kernel."""
        return Task(
            self.lines, self.state, self.weights, self.starts_of(origin, destination),
            self.ends[destination], self.least[destination], self.step[destination],
        )  # fmt: skip

    def starts_of(self, origin: int, destination: int) -> Ends:
        """Hauls out of an origin, the one from door to door last."""
        starts, direct = self.starts[origin], self.directs.get((origin, destination))
        if direct is None:
            return starts
        return Ends(
            (*starts.hauls, *direct.hauls),
            np.concatenate([starts.nodes, direct.nodes]),
            np.ascontiguousarray(np.concatenate([starts.all, direct.all], axis=1)),
            (*starts.parts, *direct.parts),
        )


def _in_turn(work: Callable[[str], Tree], names: Iterable[str]) -> Iterable[Tree]:
    return map(work, names)


def set_goals(
    network: Network, load: Load, origins: Sequence[str], destinations: Sequence[str], *,
    avoid: tuple[Avoid, ...] = (), inventory_pct_per_day: float | None = None,
    each: Each = _in_turn,
) -> Goals:  # fmt: skip
    """Weigh a network for a load and grow the trees of every destination.

    Args:
        network: The network, with every place of the question in it.
        load: What is carried from each origin to each destination.
        origins: Place ids, at least one.
        destinations: Place ids, at least one.
        avoid: What to keep away from.
        inventory_pct_per_day: What a day costs of the value [%]; None takes the pack's.
        each: How a function is applied to many names; the kernel lets other threads run.
    """
    state = shut(network, avoid)
    per_h = inventory_per_h(network, inventory_pct_per_day)
    weights = weigh(state.columns, load, per_h)
    tags, trucking = {one.tag for one in avoid}, network.trucking

    def weighed(hauls: Sequence[Haul]) -> Ends:
        return weigh_ends(hauls, load, per_h)

    ends = {name: weighed(trucking.open_hauls(name, "in", tags)) for name in destinations}

    def tree(name: str) -> Tree:
        least, step = goal_trees(
            network.r_indptr, network.r_arcs, network.tails, weights.all, state.closed,
            ends[name].nodes, ends[name].all,
        )  # fmt: skip
        return least, step, _along(network, weights.all, ends[name], step)

    trees = list(each(tree, destinations))
    lines = Lines(network.arcs, network.indptr, network.tails, network.heads, network.r_indptr,
                  network.r_arcs)  # fmt: skip
    starts = tuple(weighed(trucking.open_hauls(name, "out", tags)) for name in origins)
    directs = {
        (o, d): weighed(hauls)
        for o, d in _near_pairs(network, origins, destinations)
        if (hauls := direct_hauls(network, origins[o], destinations[d], tags))
    }
    into = tuple(ends[name] for name in destinations)
    sides = (*starts, *into, *directs.values())
    parts = (part for side in sides for haul in side.hauls for part in haul.parts)
    return Goals(
        lines, state, weights, tuple(origins), tuple(destinations), starts, into, directs,
        np.stack([least for least, _, _ in trees]),
        np.stack([step for _, step, _ in trees]),
        np.stack([along for _, _, along in trees]),
        {name: network.region.places[name] for name in _touched([*network.arcs, *parts])},
    )  # fmt: skip


def steps_of(goals: Goals) -> Steps:
    """The table of the arcs of a network and of the short hauls at all ends."""
    arcs = [goals.state.arc(goals.lines, number) for number in range(len(goals.lines.arcs))]
    weighed = [goals.weights.all]

    def add(side: Ends) -> Indices:
        counts = [len(haul.parts) for haul in side.hauls]
        last = len(arcs) + np.cumsum(counts, dtype=np.int64)
        arcs.extend(part for haul in side.hauls for part in haul.parts)
        weighed.extend(part.all for part in side.parts)
        return np.stack([last - counts, last])

    starts, ends = tuple(map(add, goals.starts)), tuple(map(add, goals.ends))
    directs = {pair: add(side) for pair, side in goals.directs.items()}
    return Steps(
        tuple(arcs), np.concatenate(weighed, axis=1), traits_of(arcs), starts, ends, directs
    )


def _along(network: Network, weights: Numbers, ends: Ends, step: Indices) -> Numbers:
    """Variance from each node to the goal on the fastest way (n + 1).

    Each round doubles the arcs looked at: a node adds the sum of the node it looks to, and
    looks on from there. Sums of whole numbers are exact in any order.
    """
    m, goal = len(network.heads), len(network.indptr) - 1
    arcs = step[_MEAN_H]
    after = np.where((arcs >= 0) & (arcs < m), network.heads[np.clip(arcs, 0, m - 1)], goal)
    own = np.concatenate([weights[_VARIANCE], ends.all[_VARIANCE], [0.0]])
    total = own[np.where(arcs < 0, len(own) - 1, arcs)]
    while (after != goal).any():
        total = total + total[after]
        after = after[after]
    return np.asarray(total)


def _near_pairs(
    network: Network, origins: Sequence[str], destinations: Sequence[str]
) -> list[tuple[int, int]]:
    """Pairs of numbers that a truck may reach from door to door: no road is shorter than air."""
    reach_km = _SLACK * network.book.number("drayage_radius_km")
    cosine = np.cos(min(reach_km / EARTH_RADIUS_KM, np.pi))
    apart = _on_sphere(network, origins) @ _on_sphere(network, destinations).T
    return [(int(o), int(d)) for o, d in np.argwhere(apart >= cosine)]


def _on_sphere(network: Network, names: Sequence[str]) -> Numbers:
    """Unit vectors of places (names, 3)."""
    places = [network.region.places[name] for name in names]
    lat = np.radians([place.lat for place in places])
    lon = np.radians([place.lon for place in places])
    return np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1)


def _touched(arcs: Iterable[Arc]) -> set[str]:
    return {name for arc in arcs for name in (arc.from_place, arc.to_place)}
