"""`entrepot duty` and `entrepot landed` as people run them, over the store."""

import json
import os
import subprocess
from pathlib import Path

import pytest
from tests.program import Program

pytestmark = pytest.mark.xdist_group("browser")  # with the others on the served system
SALE = {
    "incoterm": "FOB", "market": "AU", "origin": "CN", "on": "2026-08-01", "currency": "AUD",
    "items": [{"id": "a", "hs": "4011.20", "price": {"amount": "20000", "currency": "AUD"}}],
    "costs": {
        "freight": {"amount": "1500", "currency": "AUD"},
        "insurance": {"amount": "100", "currency": "AUD"},
    },
    "measures": [{"type": "mfn", "duty": "5 %"}, {"type": "vat", "duty": "10 %"}],
}  # fmt: skip
LINE = {
    "market": "JP", "hs": "2208.90-230", "origin": "CN", "on": "2026-08-01",
    "customs_value": {"amount": "300000", "currency": "JPY"},
    "quantities": [{"unit": "kg", "value": "5000"}],
}  # fmt: skip


@pytest.fixture(scope="module")
def run(served_home: Path, served: str, program: Program):
    """Runs a command beside the served system, so that its database is up."""
    assert served

    def call(*arguments: str, given: object = None) -> subprocess.CompletedProcess:
        settings = {"ENTREPOT_HOME": str(served_home), "ENTREPOT_REGION": "upland"}
        typed = json.dumps(given)
        return program(*arguments, "--json", env=os.environ | settings, typed=typed)

    return call


def test_a_kept_sale_is_told_to_the_cent_and_a_new_one_says_what_changed(run) -> None:
    kept = json.loads(run("landed", "-", "--keep", given=SALE).stdout)
    dearer = SALE | {"measures": [{"type": "mfn", "duty": "8 %"}, *SALE["measures"][1:]]}
    new = json.loads(run("landed", "-", given=dearer).stdout)
    again = json.loads(run("landed", "--again", kept["id"].lower()).stdout)

    assert kept["total"] == {"amount": "24860.00", "currency": "AUD"}
    assert again == kept
    assert new["id"] is None
    assert new["since"]["id"] == kept["id"]
    assert {one["what"] for one in new["changed"]} == {
        "total",
        "customs_duty MFN",
        "vat Import tax",
    }
    assert new["changed"][1]["why"] == "5 %, then 8 %"


def test_a_reference_that_was_never_given_is_told(run) -> None:
    done = run("landed", "--again", "L0000000000000")

    assert done.returncode == 4
    assert json.loads(done.stderr)["problems"][0]["code"] == "landed.unknown"


def test_a_list_answers_in_order_with_the_highest_exit_code(run) -> None:
    cases = [LINE, LINE | {"on": "1990-01-01"}, LINE | {"customs_value": {"amount": 3}}]
    done = run("duty", "-", given=cases)
    first, second, third = json.loads(done.stdout)

    assert done.returncode == 4
    assert first["totals"]["duty"] == {"amount": "115000", "currency": "JPY"}
    assert second["problem"]["problems"][0]["code"] == "tariff.no_data"
    assert third["problem"]["problems"][0]["code"] == "money.float"


def test_measures_that_overlap_are_refused(run) -> None:
    twice = [{"type": "mfn", "duty": "5 %"}, {"type": "mfn", "duty": "6 %"}]
    done = run("duty", "-", given=LINE | {"measures": twice})
    [problem] = json.loads(done.stderr)["problems"]

    assert done.returncode == 2
    assert (problem["code"], problem["where"]) == ("measure.overlap", "measures[1]")


def test_an_imported_schedule_stands_before_the_packs(run, tmp_path: Path) -> None:
    file = tmp_path / "eaeu.csv"
    file.write_text('code10,duty\n4011201000,"12.5%, но не менее 0.5 EUR за 1 кг"\n', "utf-8")
    imported = run("tariff", "import", "eaeu", str(file), "--valid-from", "2026-07-01")
    line = LINE | {
        "market": "BY", "hs": "4011201000", "quantities": [{"unit": "kg", "value": "800"}],
        "customs_value": {"amount": "2800", "currency": "EUR"},
    }  # fmt: skip
    answer = json.loads(run("duty", "-", given=line).stdout)

    assert imported.returncode == 0, imported.stderr
    assert answer["totals"]["duty"] == {"amount": "400.00", "currency": "EUR"}
    assert answer["totals"]["tax"] == {"amount": "640.00", "currency": "EUR"}
    assert "2026-06-18" in answer["lines"][0]["source"]


def test_one_line_can_be_asked_by_the_names_of_the_options(run) -> None:
    flat = {
        "market": "JP", "hs": "220890230", "origin": "CN", "on": "2026-08-01", "value": 300000,
        "currency": "JPY", "net_kg": 5000,
    }  # fmt: skip
    done = run("duty", "-", given=flat)

    assert json.loads(done.stdout)["lines"][0]["amount"]["amount"] == "115000"
