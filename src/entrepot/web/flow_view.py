"""What the pages of bottlenecks and access show of their documents, in the page's language."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from entrepot.web.language import Language
from entrepot.web.verbs import Document
from entrepot.web.words import WORDS, word

MOST_ROWS = 40
_MOST_LINES = 250
_FULL, _TIGHT, _FILLING = 1.0, 0.8, 0.5


def room_word(saturation: float | None) -> str:
    """How full something is, as a word of the group `room`."""
    if saturation is None:
        return "unknown"
    if saturation > _FULL:
        return "over"
    return "tight" if saturation >= _TIGHT else "filling" if saturation >= _FILLING else "free"


def flow_map(found: Document, places: Mapping[str, Document], language: Language) -> dict[str, Any]:
    """Lines between places, wide by flow, for the map."""
    lines: list[Document] = []
    for one in found["links"]:
        ends = places.get(one["from"]), places.get(one["to"])
        if ends[0] is None or ends[1] is None or len(lines) == _MOST_LINES:
            continue
        lines.append(
            {
                "path": [[end["lat"], end["lon"]] for end in ends if end],
                "mode": one["mode"],
                "flow": one["flow"],
                "room": room_word(one["saturation"]),
                "label": _label(one, language.name(ends[0]), language.name(ends[1]), language),
            }
        )
    return {"lines": lines}


def _label(one: Document, start: str, end: str, language: Language) -> str:
    told = (
        f"{start} → {end}", word(language, one["mode"], "mode"),
        f"{language.number(one['flow'])} TEU", word(language, room_word(one["saturation"]), "room"),
    )  # fmt: skip
    return " · ".join(told)


def access_map(rows: Iterable[Document], language: Language) -> dict[str, Any]:
    """Places as dots that grow with access, for the map; those of the last level told."""
    rows = list(rows)
    last = rows[-1]["level"] if rows else ""
    shown = [row for row in rows if row["level"] == last]
    low = min((row["share_of_best"] or 0 for row in shown), default=0)
    return {
        "places": [
            {
                "name": language.name(row), "lat": row["lat"], "lon": row["lon"],
                "kind": row["level"], "scale": _scale(row["share_of_best"], low),
                "told": f"{language.number(100 * (row['share_of_best'] or 0), 1)} %",
            }
            for row in shown
        ]
    }  # fmt: skip


def _scale(share: float | None, low: float) -> float:
    """From 0 for the least of a level to 1 for the best."""
    return 1.0 if low >= 1 else ((share or 0) - low) / (1 - low)


def steps_shown(found: Document) -> Sequence[Document]:
    """The links that carry most."""
    return [{**one, "room": room_word(one["saturation"])} for one in found["links"][:MOST_ROWS]]


def bottlenecks_shown(found: Document) -> Sequence[Document]:
    """The bottlenecks that cost most, with how full each is in a word."""
    rows = found["bottlenecks"][:MOST_ROWS]
    return [{**one, "room": room_word(one["saturation"])} for one in rows]


def observed(found: Document) -> list[Document]:
    """Mean cost, its share of the value, and time by unit, the whole region first."""
    units: dict[str, Document] = {}
    for one in found["observations"]:
        row = units.setdefault(one["where"], {"place": one["where"]})
        row[one["what"].partition(".")[2]] = one["value"]
    return list(units.values())


def parameters_shown(found: Document, language: Language) -> list[Document]:
    """The parameters of the model with what they are called; those of congestion by mode."""
    return [{**row, "told": _parameter(row["id"], language)} for row in found["parameters"]]


def _parameter(name: str, language: Language) -> str:
    kind, _, mode = name.rpartition("_")
    if kind not in WORDS["parameter"]:
        return word(language, name, "parameter")
    group = "mode" if mode in WORDS["mode"] else "avoid"
    return f"{word(language, kind, 'parameter')} · {word(language, mode, group)}"
