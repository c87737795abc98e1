"""The overlay while it is built: its nodes, its arcs, and the ground they stand on."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from entrepot.corridors.cost import CLEAN, FREE, NO_TIME, Book, Carbon, Price, Span, lognormal
from entrepot.corridors.sea import SeaWays
from entrepot.kernel.codes import Mode
from entrepot.kernel.geography import great_circle_km
from entrepot.kernel.source import Status
from entrepot.region.model import Region
from entrepot.region.places import Place
from entrepot.region.transport import Link, Terminal, Transfer

Kind = Literal["haul", "transfer", "border", "wait"]
CLOSED = date.max  # the day on which a post that is closed opens
NodeKey = tuple[str | int, ...]
Drives = Mapping[tuple[str, str], float]  # between two places, in the order of the alphabet [km]


@dataclass(frozen=True, slots=True)
class Run:
    """What carries the goods over an arc, and who says so."""

    id: str
    name: str
    status: Status
    source: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Lane:
    """The sea way behind an arc: two ports, the passages its line keeps shut, its length."""

    port_a: str
    port_b: str
    shut: frozenset[str]
    km: float  # as the lane graph measures it
    per_km: Price  # what a longer way costs [USD/km]
    hours_per_km: float


@dataclass(frozen=True, slots=True)
class Arc:
    """One step of a journey: a haul, a transfer, a border crossing or a wait.

    Attributes:
        tail, head: Nodes.
        kind, mode: What it is and what moves.
        from_place, to_place: Place ids.
        run: What carries the goods.
        km: Length [km].
        span: Time with its spread.
        price: Money linear in the load.
        carbon: Emissions of a tonne of goods.
        tags: What shuts it: `border:x`, `link:x`, `service:x`, `passage:x`.
        border: Id of the border post crossed.
        gauge_change: The gauge of the track changes here.
        passages: Straits and canals sailed through, in order.
        via: Places passed on the way, for its line on the map.
        lane: The sea way, for a sailing.
        opens: First day it can be used, None for at once, `CLOSED` for a closed post.
        local: A short haul by road at an end of the journey or inside one city.
    """

    tail: int
    head: int
    kind: Kind
    mode: Mode
    from_place: str
    to_place: str
    run: Run
    km: float = 0.0
    span: Span = NO_TIME
    price: Price = FREE
    carbon: Carbon = CLEAN
    tags: tuple[str, ...] = ()
    border: str | None = None
    gauge_change: bool = False
    passages: tuple[str, ...] = ()
    via: tuple[str, ...] = ()
    lane: Lane | None = None
    opens: date | None = None
    local: bool = False


@dataclass(slots=True)
class Overlay:
    """A region's transport on one day, as nodes and arcs that later steps add to.

    Nodes are named by their role: `road` (a place by truck), `dep` and `arr` (a terminal
    before and after a mode, with gauge or number of changes), `train` (on a modelled
    train), `ship` and `plane` (aboard a modelled one), `aboard` (a stage of a service).
    """

    region: Region
    book: Book
    sea: SeaWays
    on: date
    nodes: dict[NodeKey, int] = field(default_factory=dict)
    arcs: list[Arc] = field(default_factory=list)
    terminals: dict[str, Terminal] = field(default_factory=dict)
    drives: Drives = field(default_factory=dict)
    links: Mapping[Mode, tuple[Link, ...]] = field(init=False)
    gauge_of_country: Mapping[str, int] = field(init=False)
    _distances: dict[tuple[str, str], float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.terminals = {row.place: row for row in self.region.terminals}
        self.gauge_of_country = {row.country: row.gauge_mm for row in self.region.gauges}
        by_mode: dict[Mode, list[Link]] = defaultdict(list)
        for link in self.region.links:
            if link.use == "leg" and link.traffic != "passenger" and opening(link, self.on):
                by_mode[link.mode].append(link)
        self.links = {mode: tuple(links) for mode, links in by_mode.items()}

    def node(self, *key: str | int) -> int:
        """Number of a node, which is made when it is new."""
        return self.nodes.setdefault(key, len(self.nodes))

    def place(self, place_id: str) -> Place:
        """A place of the region."""
        return self.region.places[place_id]

    def country(self, place_id: str) -> str:
        """Country of a place."""
        return self.region.places[place_id].country

    def apart_km(self, a: str, b: str) -> float:
        """Great circle between two places [km]."""
        key = (a, b)
        if key not in self._distances:
            p, q = self.place(a), self.place(b)
            self._distances[key] = great_circle_km(p.lat, p.lon, q.lat, q.lon)
        return self._distances[key]

    def drive_km(self, a: str, b: str) -> float:
        """How far a truck drives between two places: measured, else reckoned [km]."""
        km = self.drives.get((a, b) if a < b else (b, a))
        return self.apart_km(a, b) * self.book.number("detour_road") if km is None else km

    def link_km(self, link: Link) -> float:
        """Length of a link; where none is given, the great circle times a factor [km]."""
        if link.km is not None:
            return link.km
        factor = self.book.number(f"detour_{link.mode}")
        return self.apart_km(link.from_place, link.to_place) * factor

    def gauges(self, place_id: str) -> frozenset[int]:
        """Track gauges at a place: its terminal's, or its country's [mm]."""
        terminal = self.terminals.get(place_id)
        if terminal is not None and terminal.gauges_mm:
            return frozenset(terminal.gauges_mm)
        gauge = self.gauge_of_country.get(self.country(place_id))
        return frozenset() if gauge is None else frozenset({gauge})


def marks(region: Region, arc: Arc) -> tuple[str, ...]:
    """All that shuts an arc when it is to be avoided: its tags, terminal, countries and mode.

    A terminal is used where goods change there; what passes through does not use it. A short
    haul by truck at an end is of no mode, since no way does without one, but one over a border
    is carriage by road.
    """
    stops = (arc.from_place, *arc.via, arc.to_place)
    found = [*arc.tags, *(f"country:{region.places[place].country}" for place in stops)]
    if arc.kind == "transfer":
        found.append(f"terminal:{arc.from_place}")
    elif not arc.local or arc.border:
        found.append(f"mode:{arc.mode}")
    return tuple(dict.fromkeys(found))


def opening(link: Link, on: date) -> date | None:
    """Day from which a link can be used: `on` if it is open, a later one, or None if never.

    A link under construction or planned opens on its `valid_from`; without one, no day is
    known.
    """
    if on in link.valid and (link.state == "open" or link.valid_from is not None):
        return on
    later = link.valid_from is not None and link.valid_from > on
    return link.valid_from if later else None


def handled_into(overlay: Overlay, mode: Mode) -> float:
    """Least mean time that handling into a yard takes; a cut-off runs meanwhile [h]."""
    return handling_h(overlay.region.transfers, mode)


def handling_h(transfers: Iterable[Transfer], mode: Mode) -> float:
    """Least mean time of the default handling into a mode from another one [h]."""
    into = [t for t in transfers if t.mode_b == mode and t.mode_a != mode and t.place == "*"]
    return min((lognormal(t.p50_h, t.p90_h).mean_h for t in into), default=0.0)
