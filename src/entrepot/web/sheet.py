"""A quote as CSV: one row a leg, one row a landed cost line."""

import csv
from collections.abc import Iterator
from functools import partial
from io import StringIO
from typing import Any

from entrepot.web.language import Language
from entrepot.web.sentences import tell, tell_missing
from entrepot.web.verbs import Document
from entrepot.web.views import option_labels
from entrepot.web.words import told, word

COLUMNS = (
    "reference", "option", "label", "row", "number", "what", "from", "to", "mode", "service",
    "km", "hours_p50", "co2e_kg", "state", "amount", "currency", "base", "base_currency",
    "in_invoice", "in_invoice_currency", "rate", "payer", "working", "rule", "status", "source",
    "note",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def quote_csv(document: Document, language: Language) -> bytes:
    """Write a quote as CSV in UTF-8 with a mark that spreadsheets understand.

    Args:
        document: The quote document.
        language: Language of the names and of the words for what a line is.

    Returns:
        The file. A text that a spreadsheet would run as a formula gets an apostrophe.
    """
    out = StringIO()
    writer = csv.DictWriter(out, COLUMNS, restval="", lineterminator="\r\n")
    writer.writeheader()
    for row in _rows(document, language):
        writer.writerow({name: safe(value) for name, value in row.items()})
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _rows(document: Document, language: Language) -> Iterator[dict[str, Any]]:
    labels = option_labels(document["options"], language)
    for option in document["options"]:
        same = {
            "reference": document["reference"],
            "option": option["number"],
            "label": labels[option["number"]],
        }
        for number, leg in enumerate(option["legs"], start=1):
            yield {**same, "row": "leg", "number": number, **_leg(leg, language)}
        landed = option["landed"]
        for number, line in enumerate(landed["lines"], start=1):
            yield {**same, "row": "landed", "number": number, **_line(line, language)}
        yield {
            **same,
            "row": "total",
            "what": language.say("Landed cost"),
            "state": "complete" if landed["complete"] else "incomplete",
            **_money("amount", "currency", landed["total"]),
            "note": "; ".join(": ".join(tell_missing(language, one)) for one in landed["missing"]),
        }


def _leg(leg: Document, language: Language) -> dict[str, Any]:
    return {
        "what": word(language, leg["kind"], "leg"),
        "from": language.name(leg, "from_name"),
        "to": language.name(leg, "to_name"),
        "mode": leg["mode"],
        "service": tell(language, leg["service"]),
        "km": leg["km"],
        "hours_p50": leg["hours_p50"],
        "co2e_kg": leg["co2e_kg"],
        "state": "computed" if leg["cost_usd"] is not None else "unknown",
        "amount": leg["cost_usd"],
        "currency": "USD",
        "status": leg["status"],
        "source": tell(language, leg["source"]),
        "note": tell(language, leg["note"]),
    }


def _line(line: Document, language: Language) -> dict[str, Any]:
    said = partial(tell, language)
    same = ("state", "payer", "status")
    return {
        "what": word(language, line["what"], "what"),
        **{name: line.get(name, "") for name in same},
        **{
            name: tell(language, told(language, line.get(name, ""))) for name in ("rate", "working")
        },
        **{name: tell(language, line.get(name, "")) for name in ("rule", "source")},
        **_money("amount", "currency", line.get("amount")),
        **_money("base", "base_currency", line.get("base")),
        **_money("in_invoice", "in_invoice_currency", line.get("in_invoice")),
        "note": " ".join(said(line[part]) for part in ("question", "note") if line.get(part)),
    }


def _money(amount: str, currency: str, value: Document | None) -> dict[str, str]:
    return {amount: value["amount"], currency: value["currency"]} if value else {}


def safe(value: object) -> object:
    """A value that no spreadsheet runs as a formula."""
    if isinstance(value, str) and value.startswith(_FORMULA) and not _is_number(value):
        return "'" + value
    return value


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).removeprefix("-").isdigit()
