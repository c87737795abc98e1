"""`entrepot assess` as people run it: exit codes, both languages, no store."""

import json
import os
import subprocess
from pathlib import Path

import pytest
from tests.program import Program

CASE = {
    "flow": "import", "accepted_on": "2026-03-10", "transaction_mode": "CIF", "currency": "JPY",
    "exchange_rate": "0.0468",
    "items": [{"seq": 1, "hs": "8479899990", "origin": "JP", "value": "1000000",
               "rates": {"duty": "6 %", "vat": "13 %"}}],
}  # fmt: skip


@pytest.fixture
def run(program: Program):
    """Assesses a case; golden/test_assessments.py starts the program itself."""

    def assess(home: Path, case: object, *options: str) -> subprocess.CompletedProcess[str]:
        return program(
            "assess", "-", "--region", "guizhou", *options,
            typed=case if isinstance(case, str) else json.dumps(case),
            env=os.environ | {"ENTREPOT_HOME": str(home)},
        )  # fmt: skip

    return assess


def test_no_store_is_made_or_needed(run, tmp_path: Path) -> None:
    home = tmp_path / "none"
    done = run(home, CASE, "--json")

    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["total_due"] == {"amount": "9257.04", "currency": "CNY"}
    assert not home.exists()


def test_people_see_a_table_with_the_working(run, tmp_path: Path) -> None:
    told = run(tmp_path, [CASE, CASE]).stdout

    assert told.count("total due 9,257.04 CNY") == 2
    assert "1000000 JPY x 0.0468 CNY/JPY = 46800.00 CNY; 46800.00 CNY x 6 %" in told
    assert "tax_waiver_threshold = 50.00 (unverified)" in told


@pytest.mark.parametrize(
    ("change", "code", "exit_code"),
    [
        ({"items": [CASE["items"][0] | {"value": "100.5"}]}, "value.currency_minor", 2),
        ({"items": CASE["items"] * 51}, "declaration.too_many_items", 2),
        ({"flow": "transit"}, "case.word", 2),
        ({"exchange_rate": None, "currency": "XYZ"}, "value.rate_missing", 5),
        ({"items": [CASE["items"][0] | {"rates": None}]}, "tax.rate_missing", 5),
    ],
)
def test_what_is_wrong_is_told_in_both_languages(run, tmp_path, change, code, exit_code) -> None:
    done = run(tmp_path, CASE | change, "--json")
    problems = {one["code"]: one for one in json.loads(done.stderr)["problems"]}

    assert done.returncode == exit_code
    assert problems[code]["message"]
    assert problems[code]["message_zh"]
    assert done.stdout == ""


def test_a_rate_that_is_missing_names_its_table(run, tmp_path: Path) -> None:
    unknown = [CASE["items"][0] | {"rates": None, "hs": "999999"}]
    done = run(tmp_path, CASE | {"items": unknown})

    assert done.returncode == 5
    assert "measures.csv" in done.stderr


def test_what_is_no_json_ends_with_a_fault_of_the_input(run, tmp_path: Path) -> None:
    for text in ("", "{", "NaN", '{"flow": 1, "flow": 2}'):
        assert run(tmp_path, text).returncode == 2
