"""The form of a change of a clause: what was typed, made into the documents the service takes."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from starlette.datastructures import FormData

from entrepot.kernel.errors import Problem
from entrepot.service.cases import parse_cases
from entrepot.service.example_book import EXAMPLE_BOOK
from entrepot.web.forms import read_text

NAMES = ("clause", "agreement", "from", "to", "goods", "join", "leave", "market", "type")
LISTS = ("minimal_operations",)
BOOK, MOST_BOOK = "book", 400_000  # characters of a book
EXAMPLE = {"agreement": "RCEP", "clause": "rvc_pct", "from": "40", "to": "35",
           "book": json.dumps(EXAMPLE_BOOK, ensure_ascii=False, indent=1)}  # fmt: skip


def read_change_form(form: FormData) -> dict[str, str]:
    """What was typed, by name."""
    fields = {name: read_text(form.get(name)) for name in NAMES}
    book = form.get(BOOK)
    return {**fields, BOOK: book[:MOST_BOOK] if isinstance(book, str) else ""}


def book_of(fields: Mapping[str, str]) -> object:
    """The book as JSON.

    Raises:
        InputError: It is no JSON.
    """
    return parse_cases(fields[BOOK].encode(), BOOK)


def change_of(fields: Mapping[str, str]) -> dict[str, Any]:
    """The change as a document; fields that its clause has no use for are left out."""
    clause = fields["clause"]
    change: dict[str, Any] = {"clause": clause}
    if clause == "rate":
        measure = {"type": fields["type"], "hs": fields["goods"], "duty": fields["to"]}
        if fields["type"] == "preference":
            measure["agreement"] = fields["agreement"]
        return change | {"market": fields["market"], "measure": measure}
    change["agreement"] = fields["agreement"]
    if clause == "parties":
        return change | {"join": _names(fields["join"]), "leave": _names(fields["leave"])}
    if clause == "product_rule":
        change["hs"] = fields["goods"]
    if clause == "rvc_pct" and fields["from"]:
        change["from"] = fields["from"]
    return change | {"to": _names(fields["to"]) if clause in LISTS else fields["to"]}


def faults_by_field(problems: Iterable[Problem]) -> dict[str, list[Problem]]:
    """Problems by the field of the form they stand beside."""
    found: dict[str, list[Problem]] = {}
    for problem in problems:
        last = problem.where.rpartition(".")[2]
        name = {"hs": "goods", "duty": "to"}.get(last, last)
        found.setdefault(name if name in (*NAMES, BOOK) else "", []).append(problem)
    return found


def _names(text: str) -> list[str]:
    return text.replace(",", " ").replace("，", " ").replace("、", " ").split()
