"""The ground of a region: its links, and what a survey of the networks adds to them.

What a source has published stays. What the pack only reckoned from a great circle is measured,
and a way of the network is taken where the pack's own links know none or one much longer.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from heapq import heappop, heappush
from math import inf

from entrepot.corridors.borders import CUSTOMS_UNION
from entrepot.corridors.survey import Section, Stop, Survey
from entrepot.kernel.codes import Mode
from entrepot.region.model import Region
from entrepot.region.transport import Link

LAND: tuple[Mode, ...] = ("rail", "road")
NETWORK = "net-"  # begins the id of a link that the network gave
SOURCE = "OpenStreetMap railways and roads (scgraph_data 2.0.0, ODbL), mended by the pack's tables"
_MUCH_LONGER = 1.1  # of the network's way
_SPARE_KM = 5.0
_FAR_TOO_LONG = 2.0  # of what the pack reckons


def stops_of(region: Region, mode: Mode) -> tuple[Stop, ...]:
    """Places of a region that ways over land are measured between.

    Terminals, ends of links and sides of border posts of the mode; by road the units of the
    region too.
    """
    ids = {row.place for row in region.terminals if mode in row.modes}
    ids |= {end for row in _legs(region, mode) for end in (row.from_place, row.to_place)}
    posts = [row for row in region.borders if mode in row.modes]
    ids |= {side for row in posts for side in (row.place_a, row.place_b)}
    if mode == "road":
        units = set(region.levels[1:])
        ids |= {place.id for place in region.places.values() if place.kind in units}
    return tuple(_stop(region, name) for name in sorted(ids))


def choose_sections(region: Region, sections: Iterable[Section]) -> tuple[Section, ...]:
    """Sections that the pack's links lack, the shortest first.

    One is left out where links and shorter sections lead there with no more than a tenth on
    top, or where it crosses a border that is neither a post of the pack nor inside one
    customs territory: such crossings of a map are not open to freight for that.
    """
    kept: list[Section] = []
    ways = {mode: _Ways(_legs(region, mode)) for mode in LAND}
    shortest = sorted(sections, key=lambda one: (one.valid_to is not None, one.km, one.a, one.b))
    for section in shortest:
        limit = _MUCH_LONGER * section.km + _SPARE_KM
        own = ways[section.mode]
        if _is_lawful(region, section) and own.km(section.a, section.b, limit) > limit:
            kept.append(section)
            if section.valid_to is None:
                own.add(section.a, section.b, section.km)
    return tuple(kept)


def measure_links(region: Region, sections: Iterable[Section]) -> dict[str, float]:
    """Lengths of links that the pack only reckons, where the network has them [km].

    One more than twice as long as reckoned is a terminal that the map joins to another line.
    """
    km = {(s.mode, frozenset((s.a, s.b))): s.km for s in sections if s.valid_to is None}
    links = [row for mode in LAND for row in _legs(region, mode) if row.status == "modelled"]
    found = {
        row.id: (row.km, km.get((row.mode, frozenset((row.from_place, row.to_place)))))
        for row in links
    }
    return {
        name: measured
        for name, (reckoned, measured) in found.items()
        if measured is not None and measured <= _FAR_TOO_LONG * (reckoned or inf)
    }


def lay(region: Region, survey: Survey) -> Region:
    """A region with a survey over its links; the region handed in stays as it is."""
    links = [_measured(row, survey.lengths_km.get(row.id)) for row in region.links]
    added = [_link(section, number) for number, section in enumerate(survey.sections)]
    return replace(region, links=(*links, *added))


def _legs(region: Region, mode: Mode) -> list[Link]:
    return [
        row
        for row in region.links
        if row.mode == mode and row.use == "leg" and row.traffic != "passenger"
        and row.state == "open"
    ]  # fmt: skip


def _stop(region: Region, name: str) -> Stop:
    place = region.places[name]
    return Stop(name, place.lat, place.lon)


def _is_lawful(region: Region, section: Section) -> bool:
    ends = {region.places[name].country for name in (section.a, section.b)}
    countries = ends | set(section.countries)
    if len(countries) == 1:
        return True
    if any({section.a, section.b} == {row.place_a, row.place_b} and section.mode in row.modes
           for row in region.borders):  # fmt: skip
        return countries == ends
    unions: Sequence[Iterable[str]] = [
        *(area.countries for area in region.areas if area.id.startswith(CUSTOMS_UNION)),
        *(market.countries for market in region.markets),
    ]
    return any(countries <= set(union) for union in unions)


def _measured(link: Link, km: float | None) -> Link:
    if km is None:
        return link
    basis = "derived: measured on the network, ends snapped"
    return replace(link, km=km, km_basis=basis, source=SOURCE, status="derived")


def _link(section: Section, number: int) -> Link:
    name = f"{NETWORK}{section.mode}-{section.a}-{section.b}"
    return Link(
        source=SOURCE, status="derived", note="", note_zh="",
        id=name if section.valid_to is None else f"{name}-{number}",
        from_place=section.a, to_place=section.b, mode=section.mode, use="leg", km=section.km,
        km_basis="derived: measured on the network, ends snapped", traffic="mixed",
        gauge_mm=section.gauge_mm, state="open",
        valid_from=section.valid_from, valid_to=section.valid_to,
    )  # fmt: skip


@dataclass(slots=True)
class _Ways:
    """Shortest ways over links and sections."""

    links: Iterable[Link]
    _out: dict[str, dict[str, float]] = field(default_factory=lambda: defaultdict(dict))

    def __post_init__(self) -> None:
        for row in self.links:
            if row.km is not None:
                self.add(row.from_place, row.to_place, row.km)

    def add(self, a: str, b: str, km: float) -> None:
        """Join two places."""
        for one, two in ((a, b), (b, a)):
            self._out[one][two] = min(km, self._out[one].get(two, inf))

    def km(self, a: str, b: str, most: float) -> float:
        """Length of the shortest way; inf where it is longer than `most` [km]."""
        least, heap = {a: 0.0}, [(0.0, a)]
        while heap:
            km, place = heappop(heap)
            if place == b:
                return km
            if km > least[place]:
                continue
            for other, length in self._out[place].items():
                further = km + length
                if further <= most and further < least.get(other, inf):
                    least[other] = further
                    heappush(heap, (further, other))
        return inf
