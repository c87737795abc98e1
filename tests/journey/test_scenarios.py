"""A scenario from its file to what is kept: run, kept by its owner, removed, put back."""

import json
import os
from pathlib import Path

import pytest
from tests.program import Program

pytestmark = pytest.mark.xdist_group("browser")

EXAMPLE = """\
[[od]]
origin = "averlund"
destination = "corvane_quay"
teu = 1
[[scenario]]
name = "Dear trucks"
[[scenario.edit]]
scale = "tariff:road"
cost = 2
"""


def test_a_scenario_is_kept_by_its_owner_removed_and_put_back(
    rehearsal, program: Program, served_home: Path, tmp_path: Path
) -> None:
    file = tmp_path / "S.toml"
    file.write_text(EXAMPLE, encoding="utf-8")

    run = rehearsal("scenario", "run", str(file))["scenarios"][0]
    kept = rehearsal("scenario", "keep", str(file), "--as", "exporter")["scenarios"][0]
    name = kept["reference"]
    listed = rehearsal("scenario", "list", "--as", "exporter")["scenarios"]
    others = rehearsal("scenario", "list", "--as", "rival")["scenarios"]
    gone = rehearsal("scenario", "remove", name, "--as", "exporter")
    after = rehearsal("scenario", "list", "--as", "exporter")["scenarios"]
    back = rehearsal("scenario", "restore", name, "--as", "exporter")
    shown = rehearsal("scenario", "show", name, "--as", "exporter")

    assert kept["hash"] == run["hash"]
    assert kept["od"] == run["od"]
    assert [one["reference"] for one in listed] == [name]
    assert (others, after) == ([], [])
    assert gone["removed_at"]
    assert back["removed_at"] is None
    assert shown["runs"][0]["result"] == run["od"]
    settings = {"ENTREPOT_HOME": str(served_home), "ENTREPOT_REGION": "upland"}
    done = program("scenario", "remove", name, "--as", "rival", "--json", env=os.environ | settings)
    assert done.returncode == 4
    assert json.loads(done.stdout or done.stderr)["problems"][0]["code"] == "scenario.none"
