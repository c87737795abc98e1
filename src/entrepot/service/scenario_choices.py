"""What a scenario may name: posts, passages and lines with where they are, services, gauges."""

from collections.abc import Iterator

from entrepot.corridors.sea import ALWAYS_SHUT, SeaGraph
from entrepot.region.model import Region
from entrepot.service.amounts import Document
from entrepot.service.desk import Desk

_SHOWN = ("rail", "river", "ferry")


def scenario_choices(desk: Desk) -> Document:
    """What the edits of a scenario may name."""
    region = desk.region
    return {
        "posts": list(_posts(region)),
        "passages": list(_passages(desk.sea)),
        "lines": list(_lines(region)),
        "services": [
            {"id": row.id, "name": row.name, "name_zh": row.name_zh, "mode": row.mode}
            for row in region.services
            if row.use == "offered"
        ],
        "gauges": [
            {"country": row.country, "gauge_mm": row.gauge_mm}
            for row in sorted(region.gauges, key=lambda row: row.country)
        ],
    }


def _posts(region: Region) -> Iterator[Document]:
    for row in region.borders:
        ends = region.places[row.place_a], region.places[row.place_b]
        yield {
            "id": row.id, "lat": row.lat, "lon": row.lon, "modes": list(row.modes),
            "name": " – ".join(end.name for end in ends),
            "name_zh": "—".join(end.name_zh or end.name for end in ends),
        }  # fmt: skip


def _passages(sea: SeaGraph) -> Iterator[Document]:
    """Passages at the middle of the edges that are named after them."""
    for name in sorted({str(word) for word in sea.passage if word} - ALWAYS_SHUT):
        edges = (sea.passage == name).nonzero()[0]
        node = sea.tail[edges[len(edges) // 2]]
        yield {"id": name, "lat": float(sea.lat[node]), "lon": float(sea.lon[node])}


def _lines(region: Region) -> Iterator[Document]:
    """Railways and waterways for freight, and every line that is not open yet."""
    for row in region.links:
        is_shown = row.mode in _SHOWN or row.state != "open"
        if row.use != "leg" or row.traffic == "passenger" or not is_shown:
            continue
        ends = region.places[row.from_place], region.places[row.to_place]
        yield {
            "id": row.id, "mode": row.mode, "state": row.state, "from": row.from_place,
            "to": row.to_place, "path": [[end.lat, end.lon] for end in ends],
        }  # fmt: skip
