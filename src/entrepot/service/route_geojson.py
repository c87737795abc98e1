"""Routes as GeoJSON: a line a leg, a point a post or change of gauge."""

from collections.abc import Iterator, Sequence

from entrepot.service.amounts import Document
from entrepot.service.networks import ATTRIBUTION

_FIGURES = (
    "seq", "kind", "mode", "from", "to", "km", "gauge_mm", "service", "cost_usd", "time_mean_h",
    "variance_h2", "co2e_wtw_kg", "co2e_ttw_kg", "source", "status",
)  # fmt: skip


def geojson(document: Document) -> Document:
    """Make a document of routes with its `lines` into GeoJSON.

    Returns:
        A FeatureCollection as RFC 7946 has it, cut at the antimeridian, with the members
        `attribution` and `query` beside.
    """
    posts = {post["id"]: post for post in document["lines"]["posts"]}
    pairs = zip(document["routes"], document["lines"]["routes"], strict=True)
    features = [feature for one, way in pairs for feature in _features(one, way, posts)]
    return {
        "type": "FeatureCollection",
        "attribution": ATTRIBUTION,
        "query": document["query"],
        "features": features,
    }


def _features(one: Document, way: Document, posts: Document) -> Iterator[Document]:
    for leg, line in zip(one["legs"], way["legs"], strict=True):
        told = {"route": one["id"], **{name: leg[name] for name in _FIGURES}}
        if len(line["path"]) > 1:
            yield _feature(_line_geometry(line["path"]), {**told, "drawn": line["drawn"]})
        if line["border"]:
            post = posts[line["border"]]
            names = {name: post[name] for name in ("id", "name", "name_zh", "status", "source")}
            yield _feature(
                {"type": "Point", "coordinates": [post["lon"], post["lat"]]},
                {"route": one["id"], "kind": "post", **names, **_gauges(line)},
            )
        elif line["gauge_change"] and line["path"]:
            lat, lon = line["path"][0]
            yield _feature(
                {"type": "Point", "coordinates": [lon, lat]},
                {"route": one["id"], "kind": "gauge", "id": leg["from"], **_gauges(line)},
            )


def _gauges(line: Document) -> Document:
    return {"from_mm": line["from_mm"], "to_mm": line["to_mm"]}


def _feature(geometry: Document, properties: Document) -> Document:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _line_geometry(path: Sequence[Sequence[float]]) -> Document:
    parts = _cut(path)
    if len(parts) == 1:
        return {"type": "LineString", "coordinates": parts[0]}
    return {"type": "MultiLineString", "coordinates": parts}


def _cut(path: Sequence[Sequence[float]]) -> list[list[list[float]]]:
    """Longitude and latitude of a line, in parts that do not cross the antimeridian."""
    (lat, lon), parts = path[0], [[[path[0][1], path[0][0]]]]
    for next_lat, next_lon in path[1:]:
        if abs(next_lon - lon) > 180:
            side = 180.0 if lon > 0 else -180.0
            run = next_lon + 2 * side - lon
            at = lat + (next_lat - lat) * (side - lon) / run if run else lat
            parts[-1].append([side, round(at, 4)])
            parts.append([[-side, round(at, 4)]])
        parts[-1].append([next_lon, next_lat])
        lat, lon = next_lat, next_lon
    return [part for part in parts if len(part) > 1] or parts[:1]
