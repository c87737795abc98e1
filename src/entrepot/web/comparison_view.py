"""Routes side by side: a row a criterion, a column a route, and how far along each step is."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from io import StringIO
from typing import Any

from entrepot.web.corridor_view import Names, routes_shown
from entrepot.web.language import Language
from entrepot.web.sheet import safe
from entrepot.web.verbs import Document
from entrepot.web.words import word

STEPS = ("haul", "wait", "transfer", "border", "port", "drayage", "fee")
# Criterion, unit, digits shown; the less the better in all but these.
MORE_IS_BETTER = frozenset({"km_per_day"})
FIGURES: Mapping[str, tuple[str, int]] = {
    "cost_usd": ("USD", 2),
    "time_p50_h": ("h", 1),
    "time_mean_h": ("h", 1),
    "time_p90_h": ("h", 1),
    "deviation_h": ("h", 1),
    "late_pct": ("%", 0),
    "co2e_wtw_kg": ("kg", 1),
    "co2e_ttw_kg": ("kg", 1),
    "co2e_hub_kg": ("kg", 1),
    "distance_km": ("km", 1),
    "usd_per_teu_km": ("USD/(TEU·km)", 3),
    "km_per_day": ("km/d", 0),
    "kg_per_tkm": ("kg/(t·km)", 4),
}


def column_of(document: Document, pick: str, names: Names) -> Document:
    """A route of a document as a column: the one picked, else the first.

    The sums of steps add up to the route's own figures.
    """
    routes = routes_shown(document, names)
    one = next((route for route in routes if route["id"] == pick), routes[0])
    return {
        **one,
        "deviation_h": one["variance_h2"] ** 0.5,
        "late_pct": 100 * one["late_share"],
        "hours": _hours(one["legs"]),
        **_by_length(one, document["query"]),
        "status": _weakest(one["legs"]),
        "avoided": document["query"]["avoid"],
    }


def _by_length(one: Document, query: Document) -> dict[str, float | None]:
    """Figures that ways of other lengths can be compared by; unknown for a way of no length."""
    km, hours = one["distance_km"], one["time_mean_h"]
    teu_km, tkm = km * (query["teu"] or 0), km * (query["tonnes"] or 0)
    return {
        "usd_per_teu_km": one["cost_usd"] / teu_km if teu_km else None,
        "km_per_day": 24 * km / hours if hours else None,
        "kg_per_tkm": one["co2e_wtw_kg"] / tkm if tkm else None,
    }


def _hours(legs: Sequence[Document]) -> dict[str, float]:
    """Mean time by kind of step [h]."""
    hundredths = dict.fromkeys(STEPS, 0)
    for leg in legs:
        hundredths[leg["kind"]] += round(100 * leg["time_mean_h"])
    return {kind: amount / 100 for kind, amount in hundredths.items()}


def _weakest(legs: Sequence[Document]) -> str:
    from entrepot.kernel.source import weakest

    return weakest(leg["status"] for leg in legs)


def rows_of(columns: Sequence[Document]) -> list[Document]:
    """Figures of the columns by criterion, with the share of the largest and who is best."""
    return [_row(name, unit, digits, [column.get(name) for column in columns])
            for name, (unit, digits) in FIGURES.items()]  # fmt: skip


def parts_of(columns: Sequence[Document], name: str, unit: str, digits: int) -> list[Document]:
    """Figures of a split (`cost`, `hours`) by part; parts that are zero in all are left out."""
    parts = dict.fromkeys(part for column in columns for part in column.get(name, ()))
    rows = [
        _row(part, unit, digits, [column.get(name, {}).get(part) for column in columns])
        for part in parts
    ]
    most = max((value or 0.0 for row in rows for value in row["values"]), default=0.0)
    shown = [row for row in rows if any(row["values"])]
    return [row | {"most": most, "shares": _shares(row["values"], most)} for row in shown]


def _row(name: str, unit: str, digits: int, values: list[float | None]) -> Document:
    known = [value for value in values if value is not None]
    most = max(known, default=0.0)
    differ = len(known) > 1 and min(known) < most
    top = (most if name in MORE_IS_BETTER else min(known)) if differ else None
    best = [value is not None and value == top for value in values]
    return {
        "name": name, "unit": unit, "digits": digits, "values": values, "most": most,
        "shares": _shares(values, most), "best": best,
    }  # fmt: skip


def _shares(values: Sequence[float | None], most: float) -> list[float | None]:
    return [None if value is None or not most else round(100 * value / most, 1) for value in values]


def comparison_csv(columns: Sequence[Document], language: Language) -> bytes:
    """Write a comparison as CSV: a row a figure, a column a route."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for row in _sheet(columns, language):
        writer.writerow([safe(value) for value in row])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _sheet(columns: Sequence[Document], language: Language) -> Iterator[list[Any]]:
    yield ["", "", *(column["title"] for column in columns)]
    yield [language.say("Way"), "", *(column.get("label", column["reason"]) for column in columns)]
    for row in rows_of(columns):
        yield [word(language, row["name"], "figure"), row["unit"], *_blank(row["values"])]
    for name, group, unit in (("cost", "part", "USD"), ("hours", "step", "h")):
        for row in parts_of(columns, name, unit, 2):
            yield [word(language, row["name"], group), unit, *_blank(row["values"])]
    statuses = (word(language, column.get("status"), "status") for column in columns)
    yield [language.say("Least sure figure"), "", *statuses]


def _blank(values: Sequence[float | None]) -> list[float | str]:
    return ["" if value is None else value for value in values]
