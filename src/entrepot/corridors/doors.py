"""The network with doors: every place of a question as a node, its short hauls as arcs.

Route questions join two places to the network one at a time. Flows and market access ask for
many places at once, so that the joining is done once and one tree answers for all.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from entrepot.corridors.closure import Avoid, shut
from entrepot.corridors.drayage import Haul
from entrepot.corridors.load import Load, load_boxes
from entrepot.corridors.network import Indices, Network, Numbers, columns_of_arcs
from entrepot.corridors.overlay import Arc
from entrepot.corridors.route import weigh
from entrepot.corridors.search import one_tree

Flags = NDArray[np.bool_]
_CENTS = 100.0


@dataclass(frozen=True, slots=True)
class Doors:
    """A network with doors.

    Attributes:
        indptr: First arc of each node (n + 1).
        tails, heads: Nodes of each arc (m).
        usd: Freight and inventory cost of the load on each arc (m) [USD].
        hours: Mean time of each arc (m) [h].
        closed: Arcs that may not be used (m).
        arcs: What each arc is.
        out, into: Nodes that places are left and reached by.
        inventory_usd_per_h: What an hour costs the load.
    """

    indptr: Indices
    tails: Indices
    heads: Indices
    usd: Numbers
    hours: Numbers
    closed: Flags
    arcs: tuple[Arc, ...]
    out: dict[str, int]
    into: dict[str, int]
    inventory_usd_per_h: float

    def tree(self, place: str, usd: Numbers | None = None) -> tuple[Numbers, Indices]:
        """Least cost from a place to every node, and the arc each is reached by."""
        weights = self.usd if usd is None else usd
        least, by = one_tree(self.indptr, self.heads, weights, self.closed, self.out[place])
        return least, by

    def way(self, by: Indices, origin: str, destination: str) -> tuple[int, ...]:
        """Arcs from origin to destination along a tree; the destination must be reached."""
        found: list[int] = []
        node, start = self.into[destination], self.out[origin]
        while node != start:
            arc = int(by[node])
            found.append(arc)
            node = int(self.tails[arc])
        return tuple(found[::-1])


def one_teu(network: Network, value_usd: float) -> Load:
    """A box of twenty feet with the mean load of the pack, worth so much [USD]."""
    return load_boxes(network.region.payloads, teu=1.0, tonnes=None, value_usd=value_usd)


def open_doors(
    network: Network,
    pairs: Iterable[tuple[str, str]],
    load: Load,
    *,
    avoid: Sequence[Avoid] = (),
) -> Doors:
    """Join the ends of pairs to the network.

    Args:
        network: The network.
        pairs: Origins and destinations, as place ids.
        load: What is carried.
        avoid: What to keep away from.
    """
    state = shut(network, avoid)
    tags = {one.tag for one in avoid}
    wanted = list(dict.fromkeys(pairs))
    joined = _Joining(len(network.indptr) - 1)
    for origin in dict.fromkeys(one for one, _ in wanted):
        for haul in network.trucking.open_hauls(origin, "out", tags):
            joined.add(haul, joined.node(joined.out, origin), haul.node)
    for destination in dict.fromkeys(other for _, other in wanted):
        for haul in network.trucking.open_hauls(destination, "in", tags):
            joined.add(haul, haul.node, joined.node(joined.into, destination))
    for origin, destination in wanted:
        start, end = joined.node(joined.out, origin), joined.node(joined.into, destination)
        direct = network.trucking.direct(origin, destination)
        if direct and not network.trucking.is_shut(direct, tags):
            joined.add(direct, start, end)
    per_h = network.book.number("inv_carry") / 100 / 24
    inner = weigh(state.columns, load, per_h).all
    outer = weigh(columns_of_arcs(tuple(joined.arcs)), load, per_h).all
    tails = np.concatenate([network.tails, np.array(joined.tails, np.int64)])
    order = np.argsort(tails, kind="stable")
    count = len(network.arcs)
    arcs = [state.arc(network, number) for number in range(count)] + joined.arcs
    both = np.concatenate([inner, outer], axis=1)[:, order]
    return Doors(
        indptr=np.searchsorted(tails[order], np.arange(joined.nodes + 1)).astype(np.int64),
        tails=tails[order],
        heads=np.concatenate([network.heads, np.array(joined.heads, np.int64)])[order],
        usd=np.ascontiguousarray(both[0]) / _CENTS,
        hours=np.ascontiguousarray(both[1]) / _CENTS,
        closed=np.concatenate([state.closed, np.zeros(len(joined.arcs), np.bool_)])[order],
        arcs=tuple(arcs[number] for number in order),
        out=joined.out,
        into=joined.into,
        inventory_usd_per_h=load.value_usd * per_h,
    )


class _Joining:
    """Nodes and arcs beyond those of the network, while they are gathered."""

    def __init__(self, nodes: int) -> None:
        self.nodes = nodes
        self.out: dict[str, int] = {}
        self.into: dict[str, int] = {}
        self.tails: list[int] = []
        self.heads: list[int] = []
        self.arcs: list[Arc] = []

    def node(self, side: dict[str, int], place: str) -> int:
        """The door of a place, made when it is new."""
        if place not in side:
            side[place] = self._new()
        return side[place]

    def add(self, haul: Haul, start: int, end: int) -> None:
        """A haul as one arc a part."""
        for number, part in enumerate(haul.parts, start=1):
            head = end if number == len(haul.parts) else self._new()
            self.tails.append(start)
            self.heads.append(head)
            self.arcs.append(part)
            start = head

    def _new(self) -> int:
        self.nodes += 1
        return self.nodes - 1
