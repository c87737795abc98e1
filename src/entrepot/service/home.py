"""The region at a glance, and what a form offers."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

import entrepot
from entrepot.corridors.sea import ALWAYS_SHUT
from entrepot.region.aims import TradeFigure
from entrepot.region.model import TABLES, Region
from entrepot.region.places import Place
from entrepot.region.transport import Border, Link
from entrepot.service.desk import Desk
from entrepot.service.places import place_document
from entrepot.service.regions import count_statuses, show_region

_UNSURE = ("modelled", "unverified", "synthetic")


def home(desk: Desk) -> dict[str, Any]:
    """Places, corridors, zones, border posts, trade against targets, and what is unsure."""
    region = desk.region
    inside = units(region)
    links = tuple(_own_links(region, inside))
    ends = {place for link in links for place in (link.from_place, link.to_place)}
    return {
        **show_region(desk),
        "unverified": {table: counts for table in TABLES if (counts := _unsure(region, table))},
        "places": [
            place_document(place) for place in region.places.values() if place.id in inside | ends
        ],
        "zones": list(_zones(region)),
        "corridors": [_corridor(region, link) for link in links],
        "borders": [_border(region, border) for border in region.borders],
        "series": list(_series(region.trade_series)),
        "targets": [
            {
                "indicator": target.indicator,
                "geography": target.geography,
                "operator": target.operator,
                "baseline_value": target.baseline_value,
                "baseline_year": target.baseline_year,
                "target_value": target.target_value,
                "unit": target.unit,
                "target_year": target.target_year,
                "status": target.status,
                "source": target.source,
            }
            for target in region.targets
        ],
    }


def choices(desk: Desk, *, today: date) -> dict[str, Any]:
    """What a form offers to choose from."""
    region = desk.region
    named = sorted(region.places.values(), key=lambda place: (place.name, place.id))
    return {
        "home": region.home,
        "today": today.isoformat(),
        "places": [place_document(place) for place in named],
        "borders": [
            {"id": border.id, **_border_name(region, border), "modes": list(border.modes)}
            for border in region.borders
        ],
        "passages": sorted(desk.network(today).sea.passages - ALWAYS_SHUT),
        "incoterms": [
            {"code": term.code, "name": term.name, "name_zh": term.name_zh}
            for term in region.trade_terms
        ],
        "proofs": list(desk.law.book.regimes),
        "currencies": list(desk.exchange.currencies),
        "units": ["l", "abv_pct", "item"],
    }


def status(desk: Desk) -> dict[str, Any]:
    """Version of the system and of the pack, and whether the database answers."""
    with desk.database.transaction() as tx:
        tx.execute("select 1")
    return {
        "version": entrepot.__version__,
        "region": desk.region.id,
        "pack_version": desk.region.version,
        "database": "answers",
    }


def units(region: Region) -> frozenset[str]:
    """Ids of the places that lie below the region's root."""
    below = defaultdict(list)
    for place in region.places.values():
        below[place.parent].append(place.id)
    found, open_ends = {region.root}, [region.root]
    while open_ends:
        children = [child for child in below[open_ends.pop()] if child not in found]
        found.update(children)
        open_ends += children
    return frozenset(found)


def _own_links(region: Region, inside: frozenset[str]) -> Iterator[Link]:
    for link in region.links:
        if link.use == "leg" and {link.from_place, link.to_place} & inside:
            yield link


def _corridor(region: Region, link: Link) -> dict[str, Any]:
    start, end = region.places[link.from_place], region.places[link.to_place]
    return {
        "id": link.id,
        "mode": link.mode,
        "state": link.state,
        "from_name": start.name,
        "from_name_zh": start.name_zh,
        "to_name": end.name,
        "to_name_zh": end.name_zh,
        "km": link.km,
        "path": [[start.lat, start.lon], [end.lat, end.lon]],
        "status": link.status,
    }


def _zones(region: Region) -> Iterator[dict[str, Any]]:
    for zone in region.zones:
        place = region.places[zone.place]
        yield {
            "id": zone.id,
            "name": zone.name,
            "name_zh": zone.name_zh,
            "kind": zone.kind,
            "place_name": place.name,
            "place_name_zh": place.name_zh,
            "lat": place.lat,
            "lon": place.lon,
            "since": zone.since,
            "status": zone.status,
            "source": zone.source,
        }


def _border(region: Region, border: Border) -> dict[str, Any]:
    return {
        "id": border.id,
        **_border_name(region, border),
        "lat": border.lat,
        "lon": border.lon,
        "countries": [border.country_a, border.country_b],
        "modes": list(border.modes),
        "state": border.state,
        "p50_h": border.p50_h,
        "status": border.status,
    }


def _border_name(region: Region, border: Border) -> dict[str, str]:
    ends = [region.places[border.place_a], region.places[border.place_b]]
    return {
        "name": " – ".join(end.name for end in ends),
        "name_zh": "—".join(_zh(end) for end in ends),
    }


def _zh(place: Place) -> str:
    return place.name_zh or place.name


def _series(figures: Iterable[TradeFigure]) -> Iterator[dict[str, Any]]:
    """Whole years of one geography, flow and unit, in order; parts of years stand apart."""
    groups: dict[tuple[str, str, str], list[TradeFigure]] = defaultdict(list)
    for figure in figures:
        if figure.period == "year" and figure.value is not None and figure.basis != "target":
            groups[figure.geography, figure.flow, figure.unit].append(figure)
    for (geography, flow, unit), own in groups.items():
        points = [
            {
                "year": figure.year,
                "period": figure.period,
                "value": figure.value,
                "status": figure.status,
                "source": figure.source,
            }
            for figure in sorted(own, key=lambda figure: figure.year)
        ]
        yield {"geography": geography, "flow": flow, "unit": unit, "points": points}


def _unsure(region: Region, table: str) -> dict[str, int]:
    counts = count_statuses(region, [table])
    return {status: counts[status] for status in _UNSURE if status in counts}
