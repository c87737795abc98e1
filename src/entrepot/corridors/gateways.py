"""Where a region's flows leave it: cleared at home or not, and whether land or sea is tighter."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from entrepot.corridors.loading import WayFlow
from entrepot.corridors.overlay import Arc
from entrepot.corridors.regional import Regional
from entrepot.corridors.schedule import runs_on
from entrepot.corridors.things import WEEKS
from entrepot.kernel.observation import Observation
from entrepot.kernel.source import Status
from entrepot.region.model import Region
from entrepot.region.transport import Service
from entrepot.region.units import depth_of, unit_above


@dataclass(frozen=True, slots=True)
class Clearance:
    """How much of the flow can be cleared inside the region.

    Attributes:
        local_teu: Flow handed over at a terminal of the region beside a customs office.
        teu: All flow that is carried.
        offices: Units of the region with a customs office.
    """

    local_teu: float
    teu: float
    offices: tuple[str, ...]

    @property
    def share(self) -> float | None:
        """The former over the latter; None where nothing is carried."""
        return self.local_teu / self.teu if self.teu else None


@dataclass(frozen=True, slots=True)
class ModeRoom:
    """What one mode carries of the exports that go by sea, and the room its lines have.

    Attributes:
        mode: A mode of the way to the coast, or sea.
        teu: Exports it carries [TEU/year].
        capacity_teu: Room of the listed lines [TEU/year]; None where none is told.
        lines: How many lines tell theirs.
    """

    mode: str
    teu: float
    capacity_teu: float | None
    lines: int

    @property
    def use(self) -> float | None:
        """Flow over room; above 1 the listed lines do not suffice."""
        return self.teu / self.capacity_teu if self.capacity_teu else None


@dataclass(frozen=True, slots=True)
class Gateways:
    """The hinterland against the sea.

    Attributes:
        ports: Flow by port of the exports that go by sea [TEU/year].
        rooms: Each mode to the coast, and the sea.
        weakest: The mode whose lines are fullest; None where no room is told.
    """

    ports: Mapping[str, float]
    rooms: tuple[ModeRoom, ...]
    weakest: str | None


def clearance(region: Region, found: Regional) -> Clearance:
    """Flow that changes to or from a train, barge or aircraft beside a customs office at home.

    Where goods are in fact declared is only known of released ones; this tells what the ways
    allow. An office serves the unit of the first level below the region that it lies in.
    """
    level = region.levels[min(1, len(region.levels) - 1)]
    units = {unit_above(region, one.place, level) for one in region.offices if one.place} - {None}
    carried = found.loading.ways
    local = sum(one.teu for one in carried if _handed_over(region, found, one, units, level))
    names = tuple(sorted(unit for unit in units if unit))
    return Clearance(local, sum(one.teu for one in carried), names)


def _handed_over(
    region: Region, found: Regional, way: WayFlow, units: Collection[str | None], level: str
) -> bool:
    return any(
        arc.kind == "transfer" and unit_above(region, arc.from_place, level) in units
        for arc in (found.doors.arcs[number] for number in way.arcs)
    )


def gateways(region: Region, found: Regional, on: date) -> Gateways:
    """Compare the room of the lines to the coast with that of the lines at sea, for exports."""
    ports: dict[str, float] = defaultdict(float)
    by_mode: dict[str, float] = defaultdict(float)
    used: set[str] = set()
    for way in found.loading.ways:
        if found.flows[way.pair].direction != "exports":
            continue
        arcs = [found.doors.arcs[number] for number in way.arcs]
        first = next((at for at, arc in enumerate(arcs) if _is_sailing(arc)), None)
        if first is not None:
            ports[arcs[first].from_place] += way.teu
            by_mode[_main_mode(arcs[:first])] += way.teu
            used |= {arc.run.id for arc in arcs[:first]}
    lines = _Lines(region, ports, used, on)
    rooms = [lines.room(mode, teu) for mode, teu in sorted(by_mode.items())]
    rooms.append(lines.room("sea", sum(ports.values())))
    known = [one for one in rooms if one.use is not None]
    weakest = max(known, key=lambda one: one.use or 0.0).mode if known else None
    return Gateways(dict(sorted(ports.items(), key=lambda p: -p[1])), tuple(rooms), weakest)


def _is_sailing(arc: Arc) -> bool:
    return arc.kind == "haul" and arc.mode == "sea"


def _main_mode(arcs: Iterable[Arc]) -> str:
    km: dict[str, float] = defaultdict(float)
    for arc in arcs:
        km[arc.mode] += arc.km
    return max(km, key=lambda mode: (km[mode], mode), default="road")


@dataclass(frozen=True, slots=True)
class _Lines:
    """The lines that serve a region's exports by sea.

    A sailing counts when it leaves one of the ports; a line to the coast when exports ride on
    it, or when it joins the region to one of the ports.
    """

    region: Region
    ports: Collection[str]
    used: Collection[str]
    on: date

    def room(self, mode: str, teu: float) -> ModeRoom:
        """Room of the lines of a mode whose capacity and frequency are told."""
        known = [
            row.capacity_teu * row.departures_per_week * WEEKS
            for row in self.region.services
            if row.mode == mode and runs_on(row, self.on) and self._serves(row)
            and row.capacity_teu and row.departures_per_week
        ]  # fmt: skip
        return ModeRoom(mode, teu, sum(known) if known else None, len(known))

    def _serves(self, row: Service) -> bool:
        if row.mode == "sea":
            return row.from_place in self.ports
        starts_here = depth_of(self.region.places, self.region.root, row.from_place) is not None
        return row.id in self.used or (starts_here and row.to_place in self.ports)


def observe(
    region: Region, found: Regional, *, year: int, source: str, status: Status
) -> list[Observation]:
    """Mean logistics cost and time of each unit and of the region, weighed by flow.

    Args:
        region: The region.
        found: Its flows on its network.
        year: Year they stand for.
        source: What they rest on.
        status: How sure that is.
    """
    sums: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0, 0.0])
    for way in found.loading.ways:
        flow = found.flows[way.pair]
        hours = float(found.doors.hours[list(way.arcs)].sum())
        value = flow.value_usd / flow.teu
        for place in (flow.home, region.root):
            row = sums[place]
            row[0] += way.teu
            row[1] += way.teu * way.usd
            row[2] += way.teu * hours
            row[3] += way.teu * value
    kinds = (("logistics.cost", "USD/TEU", 1), ("logistics.time", "h", 2))
    told = [
        Observation(what, place, year, row[at] / row[0], unit, source, status)
        for place, row in sums.items()
        for what, unit, at in kinds
    ]
    shares = [
        Observation("logistics.cost_share", place, year, 100 * row[1] / row[3], "%", source, status)
        for place, row in sums.items()
        if row[3]
    ]
    return sorted([*told, *shares], key=lambda one: (one.what, one.where != region.root, one.where))
