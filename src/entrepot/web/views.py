"""From a quote's document to what its page shows: order, labels, map and chart."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from entrepot.web.language import Language
from entrepot.web.sentences import tell
from entrepot.web.verbs import Document
from entrepot.web.words import word

SORTS: Mapping[str, str] = {
    "cost": "cost_usd",
    "days": "days_p50",
    "late": "days_p90",
    "co2e": "co2e_kg",
    "km": "distance_km",
    "number": "number",
}


def sort_options(options: Sequence[Document], asked: str) -> tuple[list[Document], str, bool]:
    """Order the options by a criterion; a leading `-` turns the order round.

    Args:
        options: Options of the quote.
        asked: A key of `SORTS`, perhaps with `-`; anything else is the option's number.

    Returns:
        The options, the key in use, and whether it descends. Unknown values come last.
    """
    descending, key = asked.startswith("-"), asked.removeprefix("-")
    if key not in SORTS and key != "landed":
        descending, key = False, "number"
    known = [o for o in options if _measure(o, key) is not None]
    unknown = [o for o in options if _measure(o, key) is None]
    ordered = sorted(known, key=lambda o: _measure(o, key) or 0.0, reverse=descending)
    return [*ordered, *unknown], key, descending


def _measure(option: Document, key: str) -> float | None:
    if key == "landed":
        return float(option["landed"]["total"]["amount"])
    value = option[SORTS[key]]
    return None if value is None else float(value)


def option_labels(options: Sequence[Document], language: Language) -> dict[int, str]:
    """Name the options by their numbers: as the document does, or in Chinese.

    A Chinese name is made of modes and gateways, with the terminal that tells ways alike
    apart where the document names one; ways that are named alike still are numbered.
    """
    if language.code == "en":
        return {option["number"]: str(option["label"]) for option in options}
    labels: dict[int, str] = {}
    for option in options:
        label = _with_end(_label(option, language), option["label"], language)
        alike = sum(known.partition("（")[0] == label for known in labels.values())
        labels[option["number"]] = f"{label}（{alike + 1}）" if alike else label
    return labels


def _with_end(way: str, told: str, language: Language) -> str:
    """The terminal at the end of a document's label, as `Train by x, from y`."""
    head, _, start = told.rpartition(", from ")
    if head:
        return language.say("%(way)s, from %(place)s", way=way, place=tell(language, start))
    head, _, end = told.rpartition(", to ")
    if head:
        return language.say("%(way)s, to %(place)s", way=way, place=tell(language, end))
    return way


def _label(option: Document, language: Language) -> str:
    modes = "、".join(word(language, mode, "mode") for mode in option["modes"])
    points = "、".join(_gateways(option, language))
    if not points:
        return modes
    return language.say("%(modes)s via %(points)s", modes=modes, points=points)


def _gateways(option: Document, language: Language) -> list[str]:
    """The first border post on the way, and where the goods first board a ship or aircraft."""
    crossed = [
        "—".join((language.name(leg, "from_name"), language.name(leg, "to_name")))
        for leg in option["legs"]
        if leg["kind"] == "border"
    ]
    boarded = [
        language.name(leg, "from_name")
        for leg in option["legs"]
        if leg["kind"] == "haul" and leg["mode"] in {"sea", "air"}
    ]
    return crossed[:1] + boarded[:1]


def best_cards(options: Iterable[Document]) -> list[tuple[str, Document]]:
    """Which option is best in what, in a fixed order of criteria."""
    listed = list(options)
    return [
        (criterion, option)
        for criterion in ("cost", "time", "co2e", "reliability")
        for option in listed
        if criterion in option["best_in"]
    ]


def map_document(document: Document, language: Language) -> dict[str, Any]:
    """What the map draws: a line a leg, and a dot for each place where something happens."""
    ends = {document["origin"]["id"], document["destination"]["id"]}
    labels = option_labels(document["options"], language)
    return {
        "options": [
            {
                "number": option["number"],
                "label": labels[option["number"]],
                "legs": [
                    {"mode": leg["mode"], "path": leg["path"], "status": leg["status"]}
                    for leg in option["legs"]
                    if leg["mode"] and len(leg["path"]) > 1
                ],
                "places": _stops(option, language, ends),
            }
            for option in document["options"]
        ],
        "ends": [
            {"name": language.name(place), "lat": place["lat"], "lon": place["lon"]}
            for place in (document["origin"], document["destination"])
        ],
    }


def _stops(option: Document, language: Language, ends: set[str]) -> list[dict[str, Any]]:
    stops = {
        leg["from"]: {
            "name": language.name(leg, "from_name"),
            "lat": leg["path"][0][0],
            "lon": leg["path"][0][1],
            "kind": leg["kind"],
        }
        for leg in option["legs"]
        if leg["path"] and leg["from"] not in ends
    }
    return list(stops.values())


def chart_document(document: Document, language: Language) -> list[dict[str, Any]]:
    """Cost against likely and late days, a point an option."""
    labels = option_labels(document["options"], language)
    return [
        {
            "number": option["number"],
            "label": labels[option["number"]],
            "mode": _main_mode(option),
            "cost": option["cost_usd"],
            "days": option["days_p50"],
            "late": option["days_p90"],
            "co2e": option["co2e_kg"],
        }
        for option in document["options"]
        if option["cost_usd"] is not None and option["days_p50"] is not None
    ]


def _main_mode(option: Document) -> str:
    """The mode that carries the goods farthest."""
    km: dict[str, float] = {}
    for leg in option["legs"]:
        if leg["kind"] == "haul":
            km[leg["mode"]] = km.get(leg["mode"], 0.0) + (leg["km"] or 0.0)
    return max(km, key=lambda mode: km[mode], default="road")


def again(document: Document) -> dict[str, Any]:
    """The fields of a kept quote, to ask the same again."""
    goods = document["goods"]
    fields: dict[str, Any] = {
        "origin": document["origin"]["id"],
        "destination": document["destination"]["id"],
        "hs": goods["hs"],
        "teu": goods["teu"],
        "tonnes": goods["tonnes"],
        "value": goods["value"]["amount"],
        "currency": goods["value"]["currency"],
        "incoterm": goods["incoterm"],
        "on": document["on"],
        "avoid": document["avoid"],
        "year": document["year"] if str(document["year"]) != document["on"][:4] else "",
    }
    return {**fields, **document.get("asked", {})}
