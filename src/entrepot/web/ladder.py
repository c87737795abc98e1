"""Cost and time by distance, as the UN ESCAP time/cost-distance method draws a corridor.

A leg goes on by its kilometres and rises by its hours and its cost; a stop goes up alone.

Source:
    UN ESCAP, Time/Cost-Distance Methodology (Timeline of a corridor with its stops).
"""

import csv
from collections.abc import Iterator, Sequence
from io import StringIO
from typing import Any

from entrepot.web.language import Language
from entrepot.web.sheet import safe
from entrepot.web.verbs import Document
from entrepot.web.words import word

STOPS = ("transfer", "port", "border", "wait")
COLUMNS = (
    "route", "step", "kind", "at", "km", "hours", "cost_usd", "km_so_far", "hours_so_far",
    "cost_usd_so_far", "status",
)  # fmt: skip


def ladder_of(route: Document, language: Language) -> list[Document]:
    """The steps of a route from its start, each with what has been reached after it.

    Sums are of whole tenths of kilometres, hundredths of hours and cents, so that the last
    step has the route's own totals.
    """
    tenths = hundredths = cents = 0
    steps = []
    for leg in route["legs"]:
        tenths += round(10 * (leg["km"] or 0))
        hundredths += round(100 * leg["time_mean_h"])
        cents += round(100 * leg["cost_usd"])
        steps.append({
            "seq": leg["seq"],
            "kind": leg["kind"],
            "mode": leg["mode"],
            "at": _where(leg),
            "label": _label(leg, language),
            "km": leg["km"] or 0,
            "hours": leg["time_mean_h"],
            "cost": leg["cost_usd"],
            "km_so_far": tenths / 10,
            "hours_so_far": hundredths / 100,
            "cost_so_far": cents / 100,
            "status": leg["status"],
            "source": leg["source"],
        })  # fmt: skip
    return steps


def _where(leg: Document) -> str:
    if leg["from"] == leg["to"]:
        return str(leg["from_told"])
    return f"{leg['from_told']} → {leg['to_told']}"


def _label(leg: Document, language: Language) -> str:
    """What a stop is called on the chart; empty for a leg that only moves."""
    if leg["kind"] == "border":
        told = [f"{leg['from_told']} – {leg['to_told']}", leg["gauge_told"]]
        return ", ".join(filter(None, told))
    if leg["kind"] in ("transfer", "port"):
        return f"{word(language, leg['kind'], 'step')}, {leg['from_told']}"
    return ""


def chart_document(routes: Sequence[Document], language: Language, by: str) -> Document:
    """What the chart draws: a line a route, its points after each step, `time` or `cost` up."""
    key = "cost_so_far" if by == "cost" else "hours_so_far"
    return {
        "by": by,
        "routes": [
            {
                "id": route["id"],
                "name": f"{route['id']} · {route['label']}",
                "points": [
                    {"at": [0, 0], "label": "", "told": route["legs"][0]["from_told"]},
                    *(
                        {"at": [step["km_so_far"], step[key]], "label": step["label"],
                         "told": f"{word(language, step['kind'], 'step')} · {step['at']}"}
                        for step in ladder_of(route, language)
                    ),
                ],
            }
            for route in routes
        ],
    }  # fmt: skip


def ladder_csv(routes: Sequence[Document], language: Language) -> bytes:
    """Write the steps of routes as CSV: a row a step."""
    out = StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    for row in _rows(routes, language):
        writer.writerow({name: safe(value) for name, value in row.items()})
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _rows(routes: Sequence[Document], language: Language) -> Iterator[dict[str, Any]]:
    for route in routes:
        for step in ladder_of(route, language):
            yield {
                "route": route["id"],
                "step": step["seq"],
                "kind": word(language, step["kind"], "step"),
                "at": step["at"],
                "km": step["km"],
                "hours": step["hours"],
                "cost_usd": step["cost"],
                "km_so_far": step["km_so_far"],
                "hours_so_far": step["hours_so_far"],
                "cost_usd_so_far": step["cost_so_far"],
                "status": word(language, step["status"], "status"),
            }
