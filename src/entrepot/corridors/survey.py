"""What lies between the places of a region, measured on the physical networks.

A survey is made once for a pack and a build of the networks. It holds the ways over land
between neighbouring places, lengths for links that the pack only reckons, and how far trucks
drive to the yards around a place. `corridors.ground` lays it over the pack.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from entrepot.corridors.physical import Physical, closed_arcs, distances_km, tail_of
from entrepot.kernel.codes import Mode
from entrepot.kernel.geography import great_circle_km

FARTHEST_SNAP_KM = 15.0
_SNAP_DEGREES = 0.2  # of latitude: more than the farthest snap
_SAME_STATION_KM = 5.0  # stations of two gauges, or on two parts of the map, that are one place
_LEAST_PART = 50  # nodes of a joined part below which it is a scrap of the map
_LONGEST_KM: Mapping[str, float] = {"rail": 2_500.0, "road": 1_000.0}
_LONGEST_DETOUR = 3.0  # of the great circle; beyond it the map has a gap

Nodes = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Stop:
    """A place that ways are measured between [degrees]."""

    id: str
    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class Section:
    """The way over land between two neighbouring places.

    Attributes:
        mode: rail or road.
        a, b: Place ids, the first in the alphabet first.
        km: Length [km].
        gauge_mm: Gauge of the track, None on roads [mm].
        countries: Countries in order from a to b.
        valid_from, valid_to: Days on which this is the way; None without limit.
    """

    mode: Mode
    a: str
    b: str
    km: float
    gauge_mm: int | None
    countries: tuple[str, ...]
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class Survey:
    """What a build of the networks says of a pack.

    Attributes:
        key: Of the build and of the tables it was made for; empty for none.
        sections: Ways that the pack's links lack.
        lengths_km: Lengths of links that the pack only reckons, by link id [km].
        drives_km: How far trucks drive between two places of a country, the first in the
            alphabet first [km].
    """

    key: str = ""
    sections: tuple[Section, ...] = ()
    lengths_km: Mapping[str, float] = field(default_factory=dict)
    drives_km: Mapping[tuple[str, str], float] = field(default_factory=dict)


def sections_of(network: Physical, stops: Sequence[Stop]) -> tuple[Section, ...]:
    """Ways between neighbouring stops, with the days on which they are the ways.

    A way from a stop ends at the first stop it meets. Trains do not change gauge within a
    section. Of the days before a line opened only what uses it is measured anew.
    """
    closed = closed_arcs(network) | ~_same_gauge(network)
    meeting = _Meeting.of(network, stops)
    now = {node: meeting.sections(node, closed) for node in meeting.nodes}
    found = {section for sections in now.values() for section in sections}
    days = sorted({int(day) for day in np.unique(network.opened) if day > 0})
    for start, end in zip([0, *days], days, strict=False):
        before = closed | (network.opened > start)
        late = [node for node, rows in now.items() if any(_opens_after(row, start) for row in rows)]
        for node in late:
            rows = [one for one in meeting.sections(node, before) if one not in found]
            found |= {replace(one, valid_to=_day(end) - timedelta(days=1)) for one in rows}
    return tuple(sorted(found, key=_order))


def snap(network: Physical, stops: Sequence[Stop]) -> dict[str, tuple[int, ...]]:
    """Nodes of each stop: the nearest of each gauge and joined part of the map near it."""
    sizes = np.bincount(network.part, minlength=int(network.part.max(initial=0)) + 1)
    order = np.flatnonzero(sizes[network.part] >= min(_LEAST_PART, int(sizes.max(initial=0))))
    order = order[np.argsort(network.lat[order], kind="stable")]
    lat = network.lat[order]
    found: dict[str, tuple[int, ...]] = {}
    for stop in stops:
        ends = [stop.lat - _SNAP_DEGREES, stop.lat + _SNAP_DEGREES]
        near = order[slice(*np.searchsorted(lat, ends))]
        far = distances_km(network.lat[near], network.lon[near], (stop.lat, stop.lon))
        if nodes := _nearest_of_parts(network.part[near], near, far):
            found[stop.id] = nodes
    return found


def apart_km(one: Stop, other: Stop) -> float:
    """Great circle between two stops [km]."""
    return great_circle_km(one.lat, one.lon, other.lat, other.lon)


def _nearest_of_parts(
    part: NDArray[np.int32], nodes: Nodes, far: NDArray[np.float64]
) -> tuple[int, ...]:
    limit = min(FARTHEST_SNAP_KM, float(far.min(initial=np.inf)) + _SAME_STATION_KM)
    best: dict[int, int] = {}
    for i in np.argsort(far, kind="stable"):
        if far[i] > limit:
            break
        best.setdefault(int(part[i]), int(nodes[i]))
    return tuple(best.values())


def _same_gauge(network: Physical) -> NDArray[np.bool_]:
    tails = np.repeat(network.gauge, np.diff(network.indptr))
    return np.asarray(tails == network.gauge[network.heads])


@dataclass(frozen=True, slots=True)
class _Meeting:
    """Which stops the ways from each stop meet.

    Attributes:
        network: The network.
        stops: The stops by id.
        nodes: Ids of the stops at each node.
        is_stop: Whether a node is one of a stop (n).
    """

    network: Physical
    stops: Mapping[str, Stop]
    nodes: Mapping[int, Sequence[str]]
    is_stop: NDArray[np.bool_]

    @classmethod
    def of(cls, network: Physical, stops: Sequence[Stop]) -> "_Meeting":
        nodes: dict[int, list[str]] = {}
        for name, own in snap(network, stops).items():
            for node in own:
                nodes.setdefault(node, []).append(name)
        is_stop = np.zeros(len(network.lat), np.bool_)
        is_stop[list(nodes)] = True
        return cls(network, {stop.id: stop for stop in stops}, nodes, is_stop)

    def sections(self, node: int, closed: NDArray[np.bool_]) -> list[Section]:
        """Sections from one node, each told from one end only."""
        from entrepot.corridors.ways import reach  # compiled: only who measures needs it

        net = self.network
        arrays = net.indptr, net.heads, net.km, closed, self.is_stop
        met, by, far = reach(*arrays, np.array([node], np.int64), _LONGEST_KM[net.mode])
        found: list[Section] = []
        for other in (other for other in met.tolist() if node < other):
            countries, opened = self._along(by, other)
            for one in self.nodes[node]:
                for two in self.nodes[other]:
                    found += self._section(one, two, float(far[other]), node, countries, opened)
        return found

    def _section(
        self, one: str, two: str, km: float, node: int, countries: tuple[str, ...], opened: int
    ) -> Iterator[Section]:
        apart = apart_km(self.stops[one], self.stops[two])
        if one == two or km > _LONGEST_DETOUR * apart + 50:
            return
        a, b = sorted((one, two))
        mode: Mode = "rail" if self.network.mode == "rail" else "road"
        yield Section(
            mode, a, b, round(max(km, apart), 1), int(self.network.gauge[node]) or None,
            countries if a == one else countries[::-1], _day(opened) if opened else None,
        )  # fmt: skip

    def _along(self, by: Nodes, node: int) -> tuple[tuple[str, ...], int]:
        """Countries from where a way starts to a node, and the last day a piece opened."""
        net = self.network
        numbers, opened = [int(net.country[node])], 0
        while by[node] >= 0:
            arc = int(by[node])
            node, opened = tail_of(net, arc), max(opened, int(net.opened[arc]))
            if net.country[node] != numbers[-1]:
                numbers.append(int(net.country[node]))
        return tuple(net.countries[number] for number in reversed(numbers)), opened


def _opens_after(section: Section, start: int) -> bool:
    day = section.valid_from
    return day is not None and (start == 0 or day > _day(start))


def _order(section: Section) -> tuple[object, ...]:
    return section.a, section.b, section.gauge_mm or 0, section.km, str(section.valid_to)


def _day(number: int) -> date:
    return date(number // 10_000, number // 100 % 100, number % 100)
