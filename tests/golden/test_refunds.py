"""Runs the cases of refunds.toml: amounts, the clock, and how bad input is answered."""

import tomllib
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from entrepot.kernel.errors import EntrepotError
from entrepot.service.cases import one_case
from entrepot.service.refunds import Rules, compute_refund
from entrepot.store.reference import open_reference

CASES = tomllib.loads(Path(__file__).with_name("refunds.toml").read_text("utf-8"))["case"]
Case = dict[str, Any]


@pytest.fixture(scope="module")
def rules() -> Rules:
    reference = open_reference("guizhou")
    return Rules(reference, reference.calendar)


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_case_comes_to_its_sums_and_its_day(rules: Rules, case: Case) -> None:
    told = compute_refund(rules, case["asked"])
    sums = {
        name: text
        for name, text in case.items()
        if name not in ("name", "source", "asked", "clock")
    }

    assert {name: told[name]["amount"] for name in sums} == sums
    assert told["clock"] == case.get("clock")
    assert told["working"]


# Bad input


def change(path: str, value: object) -> Callable[[Case], None]:
    def apply(case: Case) -> None:
        *names, last = path.split("/")
        inner: Any = case
        for name in names:
            inner = inner[int(name) if name.isdigit() else name]
        if value is None:
            del inner[last]
        else:
            inner[int(last) if last.isdigit() else last] = value

    return apply


LINE = CASES[0]["asked"]["lines"][0]
ROW = {"hs": "28352600", "refund_pct": "9", "from": "2026-01-01", "to": "2026-03-31"}


@pytest.mark.parametrize(
    ("changes", "code", "exit_code"),
    [
        ({"lines": [LINE, LINE]}, "refund.invoice_used", 3),
        ({"lines/0/exited": False}, "refund.no_exit", 3),
        ({"lines/0/exited": None}, "refund.no_exit", 3),
        ({"class": "IV"}, "refund.no_receipt", 3),
        ({"lines/0/refund_pct": None, "lines/0/exported_on": "2026-04-01", "rates": [ROW]},
         "refund.rate_missing", 4),
        ({"lines/0/refund_pct": None, "lines/0/exported_on": "2026-04-01",
          "lines/0/hs": "99999999"}, "refund.rate_missing", 4),
        ({"rates": [ROW, {**ROW, "from": "2026-03-31", "to": "2026-04-30"}]},
         "refund.rate_overlap", 2),
        ({"lines/0/purchase_ex_vat": {"amount": 1.5, "currency": "CNY"}}, "money.float", 2),
        ({"lines/0/purchase_ex_vat/currency": "USD"}, "input.currency", 2),
        ({"lines/0/refund_pct": "14"}, "input.rate", 2),
        ({"clock/1/event": "query"}, "input.clock", 2),
        ({"accepted_at": "2026-03-02T10:00:00"}, "input.instant", 2),
        ({"accepted_at": "2026-12-30T10:00:00+08:00", "clock": []}, "calendar.unpublished", 5),
    ],
)  # fmt: skip
def test_bad_input_is_answered_by_its_code(
    rules: Rules, changes: dict[str, object], code: str, exit_code: int
) -> None:
    asked = deepcopy(CASES[0]["asked"])
    for path, value in changes.items():
        change(path, value)(asked)
    with pytest.raises(EntrepotError) as caught:
        compute_refund(rules, one_case(asked))

    assert code in {problem.code for problem in caught.value.problems}
    assert caught.value.exit_code == exit_code


def test_a_rate_open_at_its_beginning_leaves_the_answer_unverified(rules: Rules) -> None:
    asked = deepcopy(CASES[3]["asked"])
    del asked["rates"][0]["from"]
    asked["lines"][0]["exported_on"] = "2026-03-31"

    told = compute_refund(rules, asked)

    assert (told["refund"]["amount"], told["status"]) == ("90.00", "unverified")


def test_the_tables_of_the_region_tell_a_rate_that_was_not_handed_in(rules: Rules) -> None:
    asked = deepcopy(CASES[3]["asked"])
    row = next(
        one for one in rules.reference.table("refunds") if one.refund_pct and one.vat_pct
    )  # fmt: skip
    del asked["rates"], asked["lines"][0]["levy_pct"]
    asked["lines"][0]["hs"] = (row.hs_code + "00")[:8]

    told = compute_refund(rules, asked)

    assert told["lines"][0]["refund_pct"] == f"{row.refund_pct:f}"
    assert told["lines"][0]["rate_source"] == row.source
