"""Where routes run: the line of each leg, the posts, the changes of gauge and the passages."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from math import dist

from entrepot.corridors.journey import Leg, Point, Route
from entrepot.corridors.network import Network
from entrepot.corridors.sea import SeaGraph
from entrepot.kernel.geography import great_circle_km
from entrepot.service.amounts import Document
from entrepot.service.track_lines import MODES, Tracks

_LIKE = (0.6, 1.8)  # a track is drawn for a leg that is so long against it


def lines_of(network: Network, routes: Sequence[Route], tracks: Tracks | None) -> Document:
    """Where the routes of an answer run, in the order of its routes.

    A leg by sea follows its lane. A leg by rail or road follows the physical network where one
    is built and the two agree on how long it is; else it is drawn straight from place to place.

    Args:
        network: The network of the question.
        routes: The routes of the answer.
        tracks: Lines of the built networks; None where there are none.

    Returns:
        `networks`, the key of the build or None; `routes`, each with `label`, `modes` and
        `legs`; `posts` and `passages` that are passed, with where they are; and `links` that are
        run on, with the places they join.
    """
    told = [
        {
            "label": one.label,
            "modes": list(one.modes),
            "legs": [_leg(leg, tracks) for leg in one.legs],
        }
        for one in routes
    ]
    return {
        "networks": tracks.key if tracks else None,
        "routes": told,
        "posts": list(_posts(network, routes)),
        "passages": list(_passages(network, routes)),
        "links": list(_links(network, routes)),
    }


def _leg(leg: Leg, tracks: Tracks | None) -> Document:
    path, how = _path(leg, tracks)
    return {
        "path": [list(point) for point in path],
        "drawn": how,
        "links": list(leg.links),
        "border": leg.border,
        "passages": list(leg.passages),
        "gauge_change": leg.gauge_change,
        "from_mm": leg.from_mm,
        "to_mm": leg.to_mm,
        "service_name": leg.service,
        "note": leg.note,
    }


def _path(leg: Leg, tracks: Tracks | None) -> tuple[Sequence[Point], str]:
    """The line of a leg, and what it follows: lane, track, straight, or nothing."""
    if not leg.km or len(leg.path) < 2 or leg.from_place == leg.to_place:
        return leg.path[:1], "nothing"
    if leg.mode == "sea" and len(leg.path) > 2:
        return leg.path, "lane"
    line = tracks.line(leg.mode, leg.path) if tracks and leg.mode in MODES else None
    if line and _LIKE[0] <= leg.km / max(length_km(line), 1.0) <= _LIKE[1]:
        return line, "track"
    return leg.path, "straight"


def length_km(line: Sequence[Point]) -> float:
    """Length of a line on the globe [km]."""
    return sum(great_circle_km(*a, *b) for a, b in pairwise(line))


def _posts(network: Network, routes: Iterable[Route]) -> Iterator[Document]:
    """Posts that are crossed; one that is not a row of the pack lies in the middle of its leg."""
    rows = {row.id: row for row in network.region.borders}
    crossed = {leg.border: leg for one in routes for leg in one.legs if leg.border}
    for name, leg in crossed.items():
        row, places = rows.get(name), network.region.places
        names = (row.place_a, row.place_b) if row else (leg.from_place, leg.to_place)
        ends = [places[place] for place in names]
        middle = leg.path[len(leg.path) // 2]
        yield {
            "id": name,
            "name": " – ".join(end.name for end in ends),
            "name_zh": "—".join(end.name_zh or end.name for end in ends),
            "lat": row.lat if row else middle[0],
            "lon": row.lon if row else middle[1],
            "p50_h": row.p50_h if row else None,
            "p90_h": row.p90_h if row else None,
            "state": row.state if row else None,
            "status": row.status if row else leg.status,
            "source": row.source if row else leg.source,
        }


def _passages(network: Network, routes: Iterable[Route]) -> Iterator[Document]:
    """Passages sailed through, each at the point of a line that is nearest to it."""
    through = {name: leg for one in routes for leg in one.legs for name in leg.passages}
    for name, leg in through.items():
        lat, lon = _where(network.sea.graph, name, leg.path)
        yield {"id": name, "lat": lat, "lon": lon}


def _links(network: Network, routes: Iterable[Route]) -> Iterator[Document]:
    """Links that are run on, each with its ends."""
    used = {name for one in routes for leg in one.legs for name in leg.links}
    for link in network.region.links:
        if link.id in used:
            yield {"id": link.id, "mode": link.mode, "from": link.from_place, "to": link.to_place}


def _where(graph: SeaGraph, name: str, path: Sequence[Point]) -> Point:
    edges = (graph.passage == name).nonzero()[0]
    if not len(edges):  # known by open water beside it alone
        return path[len(path) // 2]
    edge = int(edges[len(edges) // 2])
    middle = float(graph.lat[graph.tail[edge]]), float(graph.lon[graph.tail[edge]])
    return min(path, key=lambda point: dist(point, middle))
