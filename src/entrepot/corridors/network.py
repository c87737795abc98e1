"""The overlay of terminals that routes are searched on, as arrays."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from entrepot.corridors.borders import Posts
from entrepot.corridors.cost import Book
from entrepot.corridors.drayage import Trucking, add_city_trucks
from entrepot.corridors.memory import Memory
from entrepot.corridors.overland import add_trains, add_trucks
from entrepot.corridors.overlay import Arc, Drives, NodeKey, Overlay, marks
from entrepot.corridors.sea import SeaGraph, SeaWays
from entrepot.corridors.services import add_runs, list_offers
from entrepot.corridors.transfers import add_transfers
from entrepot.corridors.voyages import add_voyages
from entrepot.region.model import Region
from entrepot.region.transport import Service

Indices = NDArray[np.int64]
Numbers = NDArray[np.float64]
_KEPT = 32


@dataclass(frozen=True, slots=True)
class Columns:
    """What the search weighs, one entry an arc (m).

    Attributes:
        price: USD for each 20 ft box, 40 ft box, tonne and chargeable kilogram (4, m).
        mean_h: Mean time [h].
        var_h2: Variance of the time [h2].
        kg_co2e_per_t: Emissions [kg CO2e per t].
    """

    price: Numbers
    mean_h: Numbers
    var_h2: Numbers
    kg_co2e_per_t: Numbers


class Graph(Protocol):
    """What a search walks over: the arrays and the arcs of a network."""

    @property
    def arcs(self) -> tuple[Arc, ...]:
        """Arcs in the order of their tails."""
        ...

    @property
    def indptr(self) -> Indices:
        """First arc of each node (n + 1)."""
        ...

    @property
    def tails(self) -> Indices:
        """Node each arc starts from (m)."""
        ...

    @property
    def heads(self) -> Indices:
        """Node each arc leads to (m)."""
        ...

    @property
    def r_indptr(self) -> Indices:
        """First of the arcs into each node (n + 1)."""
        ...

    @property
    def r_arcs(self) -> Indices:
        """Arcs by the node they lead to (m)."""
        ...


@dataclass(frozen=True, slots=True)
class Network:
    """A region's transport on one day, ready to be searched.

    Attributes:
        region: Where it comes from.
        on: The day it stands for.
        sea: Sea ways, found when asked for.
        book: The pack's rates, speeds, factors and delays.
        arcs: Arcs in the order of their tails.
        indptr: First arc of each node (n + 1).
        tails, heads: Nodes of each arc (m).
        r_indptr, r_arcs: Arcs into each node (n + 1), (m).
        columns: Weights of the arcs.
        opens: Day from which each arc can be used, as its ordinal; 0 is at once (m).
        tags: Arcs that a tag such as `border:x` shuts.
        trucking: Short hauls by road from and to any place.
        nodes: Number of each node by its name.
        kept: What was shut before, with the sailings sent round.
    """

    region: Region
    on: date
    sea: SeaWays
    book: Book
    arcs: tuple[Arc, ...]
    indptr: Indices
    tails: Indices
    heads: Indices
    r_indptr: Indices
    r_arcs: Indices
    columns: Columns
    opens: Indices
    tags: Mapping[str, Indices]
    trucking: Trucking
    nodes: Mapping[NodeKey, int]
    kept: Memory[Hashable, object] = field(default_factory=lambda: Memory(_KEPT))

    def changed(self, **fields: Any) -> "Network":
        """The same with some fields changed; this one stays as it is."""
        return replace(self, kept=Memory(_KEPT), **fields)


def build_network(
    region: Region, sea: SeaGraph | SeaWays, *, on: date, drives: Drives | None = None
) -> Network:
    """Build the overlay of a region for a day.

    Args:
        region: The region with the world around it.
        sea: The lanes of the sea, or the ways of the same region on another day.
        on: Day that links and services must be in use on.
        drives: How far trucks drive to yards, as measured; else it is reckoned.
    """
    ports = {
        row.place: (region.places[row.place].lat, region.places[row.place].lon)
        for row in region.terminals
        if "sea" in row.modes
    }
    ways = sea if isinstance(sea, SeaWays) else SeaWays(sea, ports)
    overlay = Overlay(region, Book(region), ways, on, drives=drives or {})
    return lay_out(overlay, add_voyages)


def lay_out(overlay: Overlay, add_ships: Callable[[Overlay, Sequence[Service]], None]) -> Network:
    """Fill an empty overlay and give it as arrays.

    Args:
        overlay: The ground.
        add_ships: Adds the sailings and flights.
    """
    posts = Posts(overlay)
    offers = list_offers(overlay)
    add_trucks(overlay, posts)
    add_trains(overlay, posts)
    add_runs(overlay, posts, offers)
    add_ships(overlay, offers)
    add_transfers(overlay)
    add_city_trucks(overlay, posts)
    return as_arrays(overlay, posts)


def last_change(region: Region, on: date) -> date:
    """Last day up to `on` on which a link or service starts or ends.

    Networks of the days from it up to `on` are the same.
    """
    days = {day for row in region.links for day in (row.valid_from, row.valid_to)}
    days |= {day for row in region.services for day in (row.valid_from, row.valid_to)}
    return max((day for day in days if day is not None and day <= on), default=date.min)


def as_arrays(overlay: Overlay, posts: Posts) -> Network:
    """An overlay as arrays, its arcs sorted by their tails."""
    arcs = tuple(sorted(overlay.arcs, key=lambda arc: arc.tail))
    n = len(overlay.nodes)
    tails = np.array([arc.tail for arc in arcs], dtype=np.int64)
    heads = np.array([arc.head for arc in arcs], dtype=np.int64)
    r_arcs = np.argsort(heads, kind="stable").astype(np.int64)
    tags: dict[str, list[int]] = defaultdict(list)
    for number, arc in enumerate(arcs):
        for tag in marks(overlay.region, arc):
            tags[tag].append(number)
    return Network(
        region=overlay.region,
        on=overlay.on,
        sea=overlay.sea,
        book=overlay.book,
        arcs=arcs,
        indptr=_pointers(tails, n),
        tails=tails,
        heads=heads,
        r_indptr=_pointers(heads, n),
        r_arcs=r_arcs,
        columns=columns_of_arcs(arcs),
        opens=np.array([a.opens.toordinal() if a.opens else 0 for a in arcs], dtype=np.int64),
        tags={tag: np.array(numbers, dtype=np.int64) for tag, numbers in tags.items()},
        trucking=Trucking.of(overlay, posts),
        nodes=overlay.nodes,
    )


def columns_of_arcs(arcs: tuple[Arc, ...]) -> Columns:
    """Weights of arcs as arrays."""
    prices = [(a.price.per_20, a.price.per_40, a.price.per_t, a.price.per_kg) for a in arcs]
    return Columns(
        np.array(prices, dtype=np.float64).reshape(-1, 4).T.copy(),
        np.array([arc.span.mean_h for arc in arcs], dtype=np.float64),
        np.array([arc.span.var_h2 for arc in arcs], dtype=np.float64),
        np.array([arc.carbon.wtw for arc in arcs], dtype=np.float64),
    )


def patch_columns(columns: Columns, changed: Mapping[int, Arc]) -> Columns:
    """The same weights with some arcs changed; the ones handed in stay as they are."""
    if not changed:
        return columns
    numbers = np.array(list(changed), dtype=np.int64)
    new = columns_of_arcs(tuple(changed.values()))
    price, mean = columns.price.copy(), columns.mean_h.copy()
    var, kg = columns.var_h2.copy(), columns.kg_co2e_per_t.copy()
    price[:, numbers], mean[numbers] = new.price, new.mean_h
    var[numbers], kg[numbers] = new.var_h2, new.kg_co2e_per_t
    return Columns(price, mean, var, kg)


def _pointers(nodes: Indices, n: int) -> Indices:
    return np.concatenate([[0], np.cumsum(np.bincount(nodes, minlength=n))]).astype(np.int64)
