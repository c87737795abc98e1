"""`entrepot assign`: the contract of its JSON, its errors, and what people read."""

import json
from pathlib import Path

import pytest

from entrepot.cli import main

LINKS = "from,to,capacity,free_flow_time,b,power\n1,2,2,10,0.15,1\n1,2,3,8,1,1\n3,4,1,1,1,1\n"
DEMAND = "from,to,flow\n1,2,9\n1,4,2\n"
KEYS = [
    "method", "iterations", "relative_gap", "objective", "total_cost", "links", "bottlenecks",
    "unassigned",
]  # fmt: skip


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    (tmp_path / "L.csv").write_text(LINKS)
    (tmp_path / "D.csv").write_text(DEMAND)
    return ["assign", "--links", str(tmp_path / "L.csv"), "--demand", str(tmp_path / "D.csv")]


def test_the_document_has_the_keys_of_the_contract(files, capsys) -> None:
    assert main.call([*files, "--json"]) == 0

    found = json.loads(capsys.readouterr().out)
    assert list(found) == KEYS
    assert found["method"] == "gp"
    assert found["relative_gap"] <= 1e-8
    assert list(found["links"][0]) == ["from", "to", "flow", "cost", "saturation"]
    assert [(one["from"], one["to"]) for one in found["links"]] == [
        ("1", "2"), ("1", "2"), ("3", "4"),
    ]  # fmt: skip
    assert sum(one["flow"] for one in found["links"]) == pytest.approx(9)
    assert [one["lost"] for one in found["bottlenecks"]] == sorted(
        (one["lost"] for one in found["bottlenecks"]), reverse=True
    )
    [left] = found["unassigned"]
    assert (left["from"], left["to"], left["flow"]) == ("1", "4", 2.0)
    assert left["reason"]


@pytest.mark.parametrize("method", ["gp", "fw", "cfw", "bfw"])
def test_the_same_question_has_the_same_bytes(files, capsys, method) -> None:
    told = []
    for _ in range(2):
        assert main.call([*files, "--method", method, "--json"]) == 0
        told.append(capsys.readouterr().out)

    assert told[0] == told[1]


def test_people_read_flows_bottlenecks_and_what_was_left(files, capsys) -> None:
    assert main.call(files) == 0

    told = capsys.readouterr().out
    assert "relative gap" in told
    assert "Bottlenecks" in told
    assert "not assigned: 1 to 4: no way leads from '1' to '4'." in told


def test_a_gap_not_reached_is_exit_5_and_tells_the_gap(files, capsys) -> None:
    code = main.call([*files, "--method", "msa", "--iterations", "3", "--json"])

    [problem] = json.loads(capsys.readouterr().err)["problems"]
    assert code == 5
    assert problem["code"] == "assignment.gap_not_reached"
    assert "the gap reached in 3 iterations is 0." in problem["message"]


def test_bad_tables_are_exit_2_with_every_row(files, capsys, tmp_path) -> None:
    (tmp_path / "L.csv").write_text(LINKS.replace("1,2,2,", "1,2,-2,"))
    (tmp_path / "D.csv").write_text(DEMAND.replace("9", "nine"))

    assert main.call([*files, "--json"]) == 2
    where = [problem["where"] for problem in json.loads(capsys.readouterr().err)["problems"]]
    assert [name.rpartition("/")[2] for name in where] == [
        "L.csv row 2, capacity", "D.csv row 2, flow",
    ]  # fmt: skip


def test_files_that_are_not_there_are_told_both(capsys, tmp_path) -> None:
    words = ["--links", str(tmp_path / "a"), "--demand", str(tmp_path / "b"), "--json"]

    assert main.call(["assign", *words]) == 2
    codes = [problem["code"] for problem in json.loads(capsys.readouterr().err)["problems"]]
    assert codes == ["file.unreadable", "file.unreadable"]
