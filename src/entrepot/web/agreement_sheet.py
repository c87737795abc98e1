"""Clauses of agreements, and a book under a changed clause, as CSV."""

import csv
from collections.abc import Iterator, Sequence
from io import StringIO
from typing import Any

from entrepot.web.language import Language
from entrepot.web.sheet import safe
from entrepot.web.verbs import Document
from entrepot.web.words import word

CLAUSES = ("clause", "state", "gap", "side", "values", "text", "article", "status", "source")
CASES = (
    "case", "name", "agreement", "hs", "market", "on", "verdict_before", "verdict_after", "turns",
    "criterion_before", "criterion_after", "rule_before", "rule_after", "regime_before",
    "regime_after", "duty_move", "duty_before", "duty_after", "duty_by", "currency", "all_move",
    "all_before", "all_after", "all_by", "problem_before", "problem_after",
)  # fmt: skip
_MARK = b"\xef\xbb\xbf"  # by which spreadsheets know UTF-8


def clauses_csv(document: Document, language: Language) -> bytes:
    """Clauses side by side, one row a clause and an agreement."""
    return write_table(CLAUSES, _clauses(document, language))


def cases_csv(document: Document, language: Language) -> bytes:
    """Cases of a book under both laws, one row a case."""
    return write_table(CASES, (_case(one, language) for one in document["cases"]))


def write_table(columns: Sequence[str], rows: Iterator[dict[str, Any]]) -> bytes:
    """Rows as CSV in UTF-8 with a mark that spreadsheets understand."""
    out = StringIO()
    writer = csv.DictWriter(out, columns, restval="", lineterminator="\r\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: safe(value) for name, value in row.items()})
    return _MARK + out.getvalue().encode()


def _clauses(document: Document, language: Language) -> Iterator[dict[str, Any]]:
    for one in document.get("clauses") or document["rules"]:
        for cell in one["cells"]:
            yield {
                "clause": word(language, one["clause"], "clause"),
                "state": word(language, one["state"], "clause_state"),
                "gap": "yes" if one["gap"] else "no",
                "side": cell.get("agreement") or cell["country"],
                "values": "; ".join(word(language, v, "clause_value") for v in cell["values"]),
                "text": language.name(cell, "text"),
                **{name: cell[name] or "" for name in ("article", "status", "source")},
            }


def _case(one: Document, language: Language) -> dict[str, Any]:
    sides = ("before", "after")
    return {
        **{name: one[name] for name in ("case", "name", "agreement", "hs", "market", "on")},
        "turns": "yes" if one["turns"] else "no",
        **{f"verdict_{side}": word(language, one["verdict"][side] or "", "origin_verdict")
           for side in sides},
        **{f"{name}_{side}": one[name][side] or ""
           for name in ("criterion", "rule", "regime") for side in sides},
        **{f"problem_{side}": (one["problem"][side] or {}).get("detail", "") for side in sides},
        **_money(one, "duty"),
        **_money(one, "all"),
    }  # fmt: skip


def _money(one: Document, what: str) -> dict[str, str]:
    shift = one[what]
    known = {name: shift[name] for name in ("before", "after", "by") if shift[name]}
    currency = next((amount["currency"] for amount in known.values()), "")
    return {
        f"{what}_move": shift["move"],
        **{f"{what}_{name}": amount["amount"] for name, amount in known.items()},
        **({"currency": currency} if currency else {}),
    }
