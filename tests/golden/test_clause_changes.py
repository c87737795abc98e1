"""Runs the cases of clause_changes.toml: a book of one case under a changed clause."""

import tomllib
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from entrepot.service.clause_request import Known, read_changes
from entrepot.service.example_book import EXAMPLE_BOOK
from entrepot.service.rerun import Bench, judge_book
from entrepot.service.rerun_document import rerun_document
from entrepot.service.tariff_law import TariffLaw
from entrepot.store.reference import open_reference
from entrepot.tariff.origin_law import OriginLaw

CASES = tomllib.loads(Path(__file__).with_name("clause_changes.toml").read_text("utf-8"))["case"]
TODAY = date(2026, 11, 27)
SUMS = ("before", "after", "more", "less", "net")


@pytest.fixture(scope="module")
def bench(tariff_law: TariffLaw) -> Bench:
    table = open_reference().table
    names = ("origin_agreements", "origin_parties", "origin_articles", "origin_rules")
    law = OriginLaw(*(table(name) for name in names))
    return Bench(tariff_law, law, (), TODAY, lambda _: {})


def spirit(case: dict[str, Any]) -> dict[str, Any]:
    found = deepcopy(EXAMPLE_BOOK[0])
    found["origin"]["rule"] = case.get("rule", "RVC40")
    if "proof" in case:
        proof = {"kind": "certificate", "number": "P1", "issued": case["proof"]}
        found["duty"]["claims"] = [{"agreement": "RCEP", "proof": proof}]
    return found


def rerun(bench: Bench, book: list[Any], change: Any) -> dict[str, Any]:
    changes = read_changes(change, Known(bench.law, bench.origin, TODAY))
    return rerun_document(changes, bench.origin, judge_book(bench, book, changes))


def told(shift: dict[str, Any], name: str) -> str:
    amount = shift[name]
    return f"{amount['amount']} {amount['currency']}" if amount else shift["move"]


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in CASES])
def test_a_changed_clause_moves_what_was_worked_by_hand(case: dict[str, Any], bench: Bench) -> None:
    found = rerun(bench, [spirit(case)], case["change"])
    one = found["cases"][0]

    assert [one["verdict"][side] or "" for side in ("before", "after")] == case["verdict"]
    assert [told(one["duty"], name) for name in ("before", "after", "by")] == case["duty"]
    if "touched_stated" in case:
        assert found["changes"][0]["touched"]["stated_rules"] == case["touched_stated"]


def test_a_book_is_added_up_and_what_is_open_is_counted_apart(bench: Bench) -> None:
    book = [*EXAMPLE_BOOK, spirit({"rule": "RVC35"}), {"no": "case"}]
    change = {"agreement": "RCEP", "clause": "rvc_pct", "from": "40", "to": "35"}
    found = rerun(bench, book, change)
    totals = found["totals"]

    assert (totals["cases"], totals["turned"], totals["failed"]) == (
        5,
        1,
        {"before": 1, "after": 1},
    )
    assert totals["undetermined"] == {"before": 1, "after": 1}
    assert [told(totals["duty"][0], name) for name in SUMS] == [
        "186900 JPY", "143800 JPY", "0 JPY", "43100 JPY", "-43100 JPY",
    ]  # fmt: skip
    assert found["cases"][4]["problem"]["before"]["problems"][0]["code"] == "book.case"
    assert found["status"] == "modelled"
