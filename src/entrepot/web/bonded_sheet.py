"""Tables of the bonded room as CSV."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO
from typing import Any

from entrepot.web.language import Language
from entrepot.web.sheet import safe
from entrepot.web.verbs import Document
from entrepot.web.words import word

_WORDED = {"kind": "bonded_kind", "state": "bonded_state", "stage": "bonded_stage",
           "direction": "bonded_direction"}  # fmt: skip
MOVES = (
    "id", "at", "item", "kind", "stage", "quantity", "statutory_quantity", "list", "pass",
    "declaration", "transfer", "repair", "document", "account",
)  # fmt: skip
SETTLED = (
    "item", "opening", "taken_in", "by_bill", "used", "difference_pct", "out", "missing",
    "finding", "taxed",
)  # fmt: skip


def list_csv(rows: Iterable[Document], columns: Sequence[str], language: Language) -> bytes:
    """A list of things, a row each, in UTF-8 with a mark that spreadsheets understand."""
    return _written(columns, rows, language)


def movements_csv(book: Document, language: Language) -> bytes:
    """The movements of a book, newest first."""
    return _written(("book", *MOVES), ({"book": book["reference"], **one} for one in book["moves"]),
                    language)  # fmt: skip


def settlement_csv(book: Document, language: Language) -> bytes:
    """The statement of a handbook, an item a row."""
    rows = (book["settlement"] or {"rows": ()})["rows"]
    return _written(("book", *SETTLED), ({"book": book["reference"], **one, "out": _out(one)}
                                         for one in rows), language)  # fmt: skip


def _out(one: Document) -> str:
    return "; ".join(f"{kind} {much}" for kind, much in one["out"].items())


def _written(columns: Sequence[str], rows: Iterable[Document], language: Language) -> bytes:
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([safe(_cell(name, row.get(name), language)) for name in columns])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _cell(name: str, value: Any, language: Language) -> object:
    if isinstance(value, dict):
        return f"{value['amount']} {value['currency']}"
    if isinstance(value, list):
        return " ".join(map(str, value))
    if name in _WORDED and value:
        return word(language, value, _WORDED[name])
    return "" if value is None else value
