"""`entrepot matrix`: the contract of its JSON, its errors, and what people read."""

import json
from pathlib import Path

import pytest
from pyarrow import parquet

from entrepot.cli import main

WORDS = [
    "matrix",
    "--to",
    "world200",
    "--region",
    "upland",
    "--depart",
    "2026-03-02",
    "--jobs",
    "1",
]


@pytest.fixture
def out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ENTREPOT_HOME", str(tmp_path))
    return tmp_path / "m.parquet"


@pytest.mark.parametrize(("kind", "rows"), [("--scalar", 400), ("--pareto", 401)])
def test_a_matrix_is_written_and_told(kind: str, rows: int, out: Path, capsys) -> None:
    assert main.call([*WORDS, "--from", "cantons", kind, "--out", str(out), "--json"]) == 0

    found = json.loads(capsys.readouterr().out)
    assert (found["origins"], found["destinations"], found["cells"]) == (2, 200, 400)
    assert found["rows"] == parquet.read_table(out).num_rows >= rows


def test_people_read_how_many_cells_there_are(out: Path, capsys) -> None:
    assert main.call([*WORDS, "--from", "canton", "--scalar", "--out", str(out)]) == 0

    said = capsys.readouterr().out
    assert "2 origins, 200 destinations, " in said
    assert "rows in" in said


@pytest.mark.parametrize("kinds", [[], ["--scalar", "--pareto"]])
def test_one_kind_must_be_asked_for(kinds: list[str], out: Path, capsys) -> None:
    assert main.call([*WORDS, "--from", "canton", *kinds, "--out", str(out), "--json"]) == 2

    assert json.loads(capsys.readouterr().err)["problems"][0]["code"] == "input.kind"


def test_a_file_with_faulty_rows_names_each(out: Path, tmp_path: Path, capsys) -> None:
    (tmp_path / "o.csv").write_text("place\nnowhere\naverlund\n95,0\n")
    words = ["--from", str(tmp_path / "o.csv"), "--scalar", "--out", str(out), "--json"]
    assert main.call([*WORDS, *words]) == 2

    problems = json.loads(capsys.readouterr().err)["problems"]
    assert [one["where"] for one in problems] == ["o.csv row 2", "o.csv row 4"]
    assert not out.exists()
