"""From the region's document to what the home page shows."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from entrepot.web.language import Language
from entrepot.web.sentences import tell
from entrepot.web.verbs import Document
from entrepot.web.words import word

SURE = ("published", "derived")
STATUS_ORDER = ("published", "derived", "modelled", "unverified", "synthetic")
MOST_CHARTS = 4


def glance(region: Document, language: Language) -> dict[str, Any]:
    """Values of the home page.

    Args:
        region: The service's `home` document.
        language: Language of the page.

    Returns:
        `region`, `map`, `charts` (a chart a geography and unit, with its targets), `named`
        (geographies in the page's language), `statuses` with counts, `total` rows, and `shaky`
        (rows a table that are assumed or unconfirmed).
    """
    total = sum(region["statuses"].values())
    return {
        "region": region,
        "map": _map(region, language),
        "charts": _charts(region, language),
        "named": {
            one["geography"]: _named(one["geography"], region, language)
            for one in (*region["series"], *region["targets"])
        },
        "statuses": [(name, region["statuses"].get(name, 0)) for name in STATUS_ORDER],
        "total": total,
        "shaky": sorted(region["unverified"].items(), key=lambda item: -sum(item[1].values())),
    }


def _map(region: Document, language: Language) -> dict[str, Any]:
    return {
        "centre": region["centre"],
        "places": [
            {**_dot(place, language, place["kind"]), "level": _level(place, region["levels"])}
            for place in region["places"]
        ],
        "zones": [_dot(zone, language, "zone") for zone in region["zones"]],
        "borders": [_dot(border, language, "border") for border in region["borders"]],
        "corridors": [
            {
                "mode": link["mode"],
                "state": link["state"],
                "path": link["path"],
                "label": f"{language.name(link, 'from_name')} – {language.name(link, 'to_name')}",
            }
            for link in region["corridors"]
        ],
    }


def _level(place: Document, levels: Sequence[str]) -> int:
    """Depth of a unit of the region, 0 its root; 1 for a terminal or a place outside."""
    return levels.index(place["kind"]) if place["kind"] in levels else 1


def _dot(thing: Document, language: Language, kind: str) -> dict[str, Any]:
    return {"name": language.name(thing), "lat": thing["lat"], "lon": thing["lon"], "kind": kind}


def _charts(region: Document, language: Language) -> list[dict[str, Any]]:
    """A chart for each geography and unit with two points or more, with its targets."""
    groups: dict[tuple[str, str], list[Document]] = defaultdict(list)
    for series in region["series"]:
        if sum(point["value"] is not None for point in series["points"]) > 1:
            groups[series["geography"], series["unit"]].append(series)
    charts = [_chart(key, series, region, language) for key, series in groups.items()]
    own = [chart for chart in charts if chart["targets"] or chart["geography"] == region["name"]]
    shown = own or charts
    shown.sort(key=lambda chart: (-len(chart["targets"]), -chart["points"]))
    return shown[:MOST_CHARTS]


def _named(geography: str, region: Document, language: Language) -> str:
    """A geography in the page's language, where it is the region or one of its places."""
    known = {thing["name"]: thing for thing in (*region["places"], region)}
    return language.name(known.get(geography, {"name": geography}))


def _chart(
    key: tuple[str, str], series: list[Document], region: Document, language: Language
) -> dict[str, Any]:
    geography, unit = key
    return {
        "geography": geography,
        "title": _named(geography, region, language),
        "unit": tell(language, word(language, unit, "unit")),
        "points": sum(len(one["points"]) for one in series),
        "series": [
            {
                "name": word(language, tell(language, one["flow"]), "flow"),
                "points": [[point["year"], point["value"]] for point in one["points"]],
            }
            for one in series
        ],
        "targets": [
            {
                "name": word(language, tell(language, target["indicator"]), "indicator"),
                "from": [target["baseline_year"], target["baseline_value"]],
                "to": [target["target_year"], target["target_value"]],
            }
            for target in region["targets"]
            if target["unit"] == unit
            and target["geography"] == geography
            and target["target_value"] is not None
            and target["target_year"] is not None
            and any(one["flow"] in target["indicator"] for one in series)
        ],
    }
