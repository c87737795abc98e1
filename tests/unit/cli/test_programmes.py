"""`entrepot programme` over a pack: no server, nothing done without evidence."""

import csv
import json
from pathlib import Path

import pytest

from entrepot.cli import main

REGIONS = Path(__file__).parents[3] / "regions"
PACKS = sorted(path.parent.name for path in REGIONS.glob("*/programmes.csv"))
AT = ("--at", "2026-03-10T12:00:00+00:00")


def told(capsys, *words: str):
    code = main.call([*words, "--json"])
    out = capsys.readouterr()
    return code, json.loads(out.out or out.err)


@pytest.mark.parametrize("pack", PACKS)
def test_every_programme_of_a_pack_is_listed_and_none_is_done_without_evidence(
    capsys, pack
) -> None:
    with (REGIONS / pack / "programmes.csv").open(encoding="utf-8", newline="") as file:
        ids = [row["id"] for row in csv.DictReader(file)]
    code, found = told(capsys, "programme", "list", "--region", pack, *AT)
    rows = {one["id"]: one for one in found["programmes"]}

    assert code == 0
    assert list(rows) == ids
    assert all(one["name_zh"] and one["what_it_says_zh"] and one["source"]
               for one in rows.values())  # fmt: skip
    for name, one in rows.items():
        _, shown = told(capsys, "programme", "show", name, "--region", pack, *AT)
        done = [item for item in shown["items"] if item["standing"] == "done"]
        assert all(item["evidence"] for item in done)
        assert (one["standing"] == "done") <= bool(done)


def test_what_a_source_merely_states_is_unproven_past_its_day_not_late(capsys) -> None:
    words = ("programme", "show", "coast_road", "--region", "upland")
    _, before = told(capsys, *words, *AT)
    _, after = told(capsys, *words, "--at", "2030-06-01T00:00:00+00:00")

    assert [one["standing"] for one in before["items"]] == ["on_time", "on_time"]
    assert [(one["standing"], one["drift_days"]) for one in after["items"]] == [
        ("unproven", None), ("on_time", 0),
    ]  # fmt: skip
    assert (after["standing"], after["overdue"]) == ("unproven", 0)


def test_filters_that_mean_nothing_are_refused_at_once(capsys) -> None:
    code, found = told(capsys, "programme", "list", "--state", "fine", "--due", "soon")

    assert code == 2
    assert [one["where"] for one in found["problems"]] == ["state", "due"]
    assert told(capsys, "programme", "show", "nothing", "--region", "upland")[0] == 4


def test_people_read_the_report(capsys) -> None:
    code = main.call(["programme", "report", "--region", "upland",
                      "--at", "2030-06-01T00:00:00+00:00"])  # fmt: skip
    out = capsys.readouterr().out

    assert code == 0
    assert "unproven: 1" in out
    assert "coast_branch_2029" in out
    assert main.call(["programme", "list", "--region", "upland", "--due", "2029-12-31"]) == 0
    assert "coast_road" in capsys.readouterr().out
