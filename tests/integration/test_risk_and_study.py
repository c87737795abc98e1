"""`entrepot risk draw` and `entrepot trs` as they are called: no store, exact documents."""

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.program import Program

Called = subprocess.CompletedProcess[str]
STAMPS = """declaration,flow,code,at
A,import,T1,2026-03-10T08:00:00Z
A,import,T14,2026-03-10T09:30:00Z
B,E,e2,2026-03-10T08:00:00Z
"""


@pytest.fixture
def call(program: Program, tmp_path: Path) -> Callable[..., Called]:
    """Calls a verb with a data folder that it must leave alone."""
    home = tmp_path / "home"
    environment = os.environ | {"ENTREPOT_HOME": str(home), "ENTREPOT_REGION": ""}

    def run(*arguments: str) -> Called:
        done = program(*arguments, env=environment)
        assert not home.exists()
        return done

    return run


def test_a_draw_is_printed_with_the_commitment_of_its_key(call) -> None:
    done = call("risk", "draw", "--day-key", "entrepot-demo-2026-11-20",
                "--number", "CNGUY2026I000000002", "--json")  # fmt: skip

    assert json.loads(done.stdout) == {
        "draw_bp": 172,
        "commitment": "e74b2e74a49269a113e19de0bf682becc44bd2641639552524cbbe9ad79961f7",
    }


def test_a_study_is_one_document(call, tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text(STAMPS, encoding="utf-8-sig")
    done = call("trs", str(tmp_path / "s.csv"), "--json")

    assert done.returncode == 0
    assert json.loads(done.stdout) == {
        "n": 1, "mean_h": 1.5, "median_h": 1.5, "p10_h": 1.5, "p90_h": 1.5, "trimmed_mean_h": 1.5,
        "total_s": 5400, "parts": [{"party": "agency", "seconds": 5400}], "precleared_share": 0.0,
        "excluded": [{"declaration": "B", "reason": "missing_end"}],
    }  # fmt: skip


def test_a_study_is_told_in_words(call, tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text(STAMPS, encoding="utf-8")
    done = call("trs", str(tmp_path / "s.csv"))

    assert "agency    5,400" in done.stdout
    assert "the release is missing" in done.stdout


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"declaration,flow,at\nA,import,2026-03-10T08:00:00Z\n", "trs.column"),
        (b"", "trs.column"),
        (b"declaration,flow,code,at\n,import,T1,2026-03-10T08:00:00Z\n", "trs.declaration"),
        (b"declaration,flow,code,at\n\xff\xfe,import,T1,x\n", "file.unreadable"),
        (b'declaration,flow,code,at\n"A,import,T1,x\n', "file.unreadable"),
        (None, "file.unreadable"),
    ],
)
def test_a_file_that_is_no_file_of_stamps_is_refused(call, tmp_path, content, code) -> None:
    file = tmp_path / "s.csv"
    if content is not None:
        file.write_bytes(content)
    done = call("trs", str(file), "--json")

    assert done.returncode == 2
    assert done.stdout == ""
    (problem,) = json.loads(done.stderr)["problems"]
    assert problem["code"] == code
    assert problem["message_zh"]


def test_a_row_that_is_short_is_a_stamp_that_cannot_be_read(call, tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text("declaration,flow,code,at\nA,import,T1\n", encoding="utf-8")
    done = call("trs", str(tmp_path / "s.csv"), "--json")

    assert json.loads(done.stdout)["excluded"] == [
        {"declaration": "A", "reason": "unreadable_stamp"}
    ]
