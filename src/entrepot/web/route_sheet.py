"""Routes as CSV: one row a leg."""

import csv
from collections.abc import Iterator
from io import StringIO
from typing import Any

from entrepot.web.language import Language
from entrepot.web.sentences import tell
from entrepot.web.sheet import safe
from entrepot.web.verbs import Document
from entrepot.web.words import word

COLUMNS = (
    "route", "why", "seq", "step", "mode", "from", "to", "km", "hours_mean", "variance_h2",
    "cost_usd", "co2e_wtw_kg", "co2e_ttw_kg", "gauge_mm", "from_mm", "to_mm", "border",
    "passages", "service", "service_name", "drawn", "status", "source", "note",
)  # fmt: skip


def routes_csv(document: Document, language: Language) -> bytes:
    """Write routes with their `lines` as CSV in UTF-8 with a mark that spreadsheets understand.

    Args:
        document: The document of routes, its lines among it.
        language: Language of the words; ids stay as they are.
    """
    out = StringIO()
    writer = csv.DictWriter(out, COLUMNS, restval="", lineterminator="\r\n")
    writer.writeheader()
    for row in _rows(document, language):
        writer.writerow({name: safe(value) for name, value in row.items()})
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _rows(document: Document, language: Language) -> Iterator[dict[str, Any]]:
    for one, way in zip(document["routes"], document["lines"]["routes"], strict=True):
        why = ", ".join(word(language, code, "why") for code in one["why"])
        for leg, line in zip(one["legs"], way["legs"], strict=True):
            yield {
                "route": one["id"],
                "why": why,
                "seq": leg["seq"],
                "step": word(language, leg["kind"], "step"),
                "mode": word(language, leg["mode"], "mode"),
                "from": leg["from"],
                "to": leg["to"],
                "km": leg["km"],
                "hours_mean": leg["time_mean_h"],
                "variance_h2": leg["variance_h2"],
                "cost_usd": leg["cost_usd"],
                "co2e_wtw_kg": leg["co2e_wtw_kg"],
                "co2e_ttw_kg": leg["co2e_ttw_kg"],
                "gauge_mm": leg["gauge_mm"],
                "from_mm": line["from_mm"],
                "to_mm": line["to_mm"],
                "border": line["border"],
                "passages": " ".join(line["passages"]),
                "service": leg["service"],
                "service_name": tell(language, line["service_name"]),
                "drawn": line["drawn"],
                "status": word(language, leg["status"], "status"),
                "source": tell(language, leg["source"]),
                "note": tell(language, line["note"]),
            }
