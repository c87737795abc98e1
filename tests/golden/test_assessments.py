"""Runs the cases of assessments.toml as a caller and as a command; each names its source."""

import json
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest

from entrepot.service.assessment import Assessor, assess_cases
from entrepot.store.reference import open_reference

CASES = tomllib.loads(Path(__file__).with_name("assessments.toml").read_text("utf-8"))["case"]
COMMAND = [Path(sys.executable).with_name("entrepot"), "assess", "--json", "--region", "guizhou"]
EVERY = [pytest.param(case, id=case["name"]) for case in CASES]


@pytest.fixture(scope="module")
def assessor() -> Assessor:
    return Assessor(open_reference("guizhou"))


@pytest.fixture(scope="module")
def printed() -> list:
    """What the command prints for the list of all cases."""
    done = subprocess.run(
        [*COMMAND, "-"],
        input=json.dumps([case["case"] for case in CASES]),
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return json.loads(done.stdout)


def amounts(moneys: list, of: str) -> list[str]:
    return [money[of]["amount"] for money in moneys]


def test_every_case_cites_a_source_and_has_its_own_name() -> None:
    assert all(case["source"] for case in CASES)
    assert len({case["name"] for case in CASES}) == len(CASES) > 20


@pytest.mark.parametrize("case", EVERY)
def test_a_document_owes_what_was_worked_by_hand(case: Mapping, assessor: Assessor) -> None:
    answer = assess_cases(assessor, case["case"])
    items, preference = answer["items"], answer["preference"]
    totals = {one["type"]: one for one in answer["totals"]}

    assert answer["customs_value"]["amount"] == case["customs_value"]
    assert [
        {charge["type"]: charge["amount"]["amount"] for charge in item["charges"]} for item in items
    ] == case["charges"]
    for cost in ("freight", "insurance"):
        assert amounts(items, cost) == case.get(cost, amounts(items, cost))
    waived = {type_: one["due"]["amount"] for type_, one in totals.items() if one["waived"]}
    assert waived == case.get("due", {})
    assert answer["total_due"] == {"amount": case["total_due"], "currency": "CNY"}
    assert (answer["security"] or {}).get("amount") == case.get("security")
    assert (preference or {}).get("status") == case.get("status")
    saving = {type_: one["amount"] for type_, one in (preference or {}).get("saving", {}).items()}
    assert saving == case.get("saving", {})


def test_the_command_prints_the_same_for_a_list_of_cases(assessor: Assessor, printed: list) -> None:
    assert printed == [assess_cases(assessor, case["case"]) for case in CASES]


def test_the_document_has_the_names_of_the_contract(printed: list) -> None:
    document = printed[1]
    charge = document["items"][0]["charges"][0]

    assert list(document) == [
        "flow", "accepted_on", "exchange", "customs_value", "items", "totals", "total_due",
        "security", "preference", "parameters",
    ]  # fmt: skip
    assert list(document["exchange"]) == ["currency", "rate", "month", "source"]
    assert list(document["items"][0]) == ["seq", "freight", "insurance", "customs_value", "charges"]
    assert list(charge) == [
        "type", "base", "quantity", "rate", "unrounded", "amount", "working", "source"
    ]  # fmt: skip
    assert list(document["totals"][0]) == ["type", "calculated", "due", "waived"]
    assert list(document["preference"]["saving"]) == ["duty", "consumption_tax", "vat", "total"]
    assert list(document["parameters"][0]) == ["name", "value", "source", "status"]
    assert (charge["unrounded"], charge["quantity"]) == ("14209.4736", None)


def test_one_case_in_a_file_gives_one_document(tmp_path: Path, printed: list) -> None:
    path = tmp_path / "case.json"
    path.write_text(json.dumps(CASES[1]["case"]), encoding="utf-8")
    done = subprocess.run(
        [*COMMAND, path],
        capture_output=True,
        text=True,
        check=True,
    )

    assert json.loads(done.stdout) == printed[1]
