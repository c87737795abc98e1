"""A landed cost as CSV: one row a line, one row a charge of a good, one row a total."""

import csv
from collections.abc import Iterator
from io import StringIO
from typing import Any

from entrepot.web.language import Language
from entrepot.web.sentences import tell, tell_missing
from entrepot.web.sheet import safe
from entrepot.web.verbs import Document
from entrepot.web.words import told, word

COLUMNS = (
    "id", "row", "item", "hs", "what", "state", "amount", "currency", "base", "base_currency",
    "rate", "payer", "working", "why", "status", "source",
)  # fmt: skip


def landed_csv(document: Document, language: Language) -> bytes:
    """Write a landed cost as CSV in UTF-8 with a mark that spreadsheets understand.

    Args:
        document: The landed cost.
        language: Language of the words.
    """
    out = StringIO()
    writer = csv.DictWriter(out, COLUMNS, restval="", lineterminator="\r\n")
    writer.writeheader()
    for row in _rows(document, language):
        writer.writerow({name: safe(value) for name, value in (row | _same(document)).items()})
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _same(document: Document) -> dict[str, str]:
    return {"id": document["id"] or ""}


def _rows(document: Document, language: Language) -> Iterator[dict[str, Any]]:
    for line in document["lines"]:
        yield {"row": "line", **_line(line, language), "payer": line["payer"],
               "why": tell(language, line["why"])}  # fmt: skip
    for item in document["items"]:
        same = {"item": item["id"], "hs": item["hs"]}
        for name in ("price", "customs_value", "freight", "insurance", "landed"):
            if item[name] or name in ("customs_value", "landed"):
                state = "computed" if item[name] else "unknown"
                what = word(language, name, "what")
                yield {"row": "good", **same, "what": what, "state": state,
                       **_money("amount", "currency", item[name])}  # fmt: skip
        for line in item["lines"]:
            yield {"row": "charge", **same, **_line(line, language)}
    yield {
        "row": "total", "what": language.say("Landed cost"),
        "state": "complete" if document["complete"] else "incomplete",
        **_money("amount", "currency", document["total"]),
        "why": "; ".join(": ".join(tell_missing(language, one)) for one in document["missing"]),
    }  # fmt: skip


def _line(line: Document, language: Language) -> dict[str, Any]:
    return {
        "what": word(language, line["what"], "what"),
        "state": line["state"],
        "rate": tell(language, told(language, line.get("rate", ""))),
        "working": tell(language, told(language, line.get("working", ""))),
        "why": tell(language, "; ".join(line.get("needs", ()))),
        "status": line["status"] if line["source"] else "",
        "source": tell(language, line["source"]),
        **_money("amount", "currency", line["amount"]),
        **_money("base", "base_currency", line["base"]),
    }


def _money(amount: str, currency: str, value: Document | None) -> dict[str, str]:
    return {amount: value["amount"], currency: value["currency"]} if value else {}
