"""`entrepot scenario run`: the contract of its JSON, its faults, and what people read."""

import json
from pathlib import Path

import pytest

from entrepot.cli import main

EXAMPLE = """\
[[od]]
origin = "averlund"
destination = "corvane_quay"
teu = 1
value_usd = 40000
[[scenario]]
name = "Dear trucks"
[[scenario.edit]]
scale = "tariff:road"
cost = 2
[[scenario]]
name = "Nothing"
"""


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ENTREPOT_HOME", str(tmp_path))
    monkeypatch.setenv("ENTREPOT_REGION", "upland")
    made = tmp_path / "S.toml"
    made.write_text(EXAMPLE, encoding="utf-8")
    return made


def run(capsys, *words) -> tuple[int, str]:
    code = main.call([str(word) for word in words])
    done = capsys.readouterr()
    return code, done.out + done.err


def test_the_document_has_the_keys_of_the_contract(file, capsys):
    code, out = run(capsys, "scenario", "run", file, "--jobs", 2, "--json")
    found = json.loads(out)
    dear, nothing = found["scenarios"]
    (pair,) = dear["od"]

    assert code == 0
    assert list(found) == ["scenarios"]
    assert list(dear) == ["name", "hash", "od"]
    assert list(pair) == ["origin", "destination", "base", "after", "diff", "reason"]
    assert list(pair["base"]) == ["best", "gauge_changes"]
    assert list(pair["diff"]) == ["cost_usd", "time_mean_h", "co2e_wtw_kg", "variance_h2"]
    assert pair["diff"]["cost_usd"] > 0
    assert set(nothing["od"][0]["diff"].values()) == {0.0}
    assert nothing["od"][0]["base"] == nothing["od"][0]["after"]


def test_a_pair_out_of_reach_is_told_and_the_command_goes_well(file, capsys):
    file.write_text(
        '[[od]]\norigin = "averlund"\ndestination = "marenport"\nteu = 1\nmodes = ["rail"]\n'
        '[[scenario]]\nname = "Shut"\n[[scenario.edit]]\nclose = "border:all"\n'
        '[[scenario.edit]]\nclose = "link:UL11"\n',
        encoding="utf-8",
    )
    code, out = run(capsys, "scenario", "run", file, "--json")
    (pair,) = json.loads(out)["scenarios"][0]["od"]

    assert code == 0
    assert pair["base"]["best"]["cost_usd"] > 0
    assert (pair["after"], pair["diff"]) == (None, None)
    assert pair["reason"] == "corridors.avoided"
    assert "corridors.avoided" in run(capsys, "scenario", "run", file)[1]


def test_what_people_read_is_a_table_of_differences(file, capsys):
    code, out = run(capsys, "scenario", "run", file)

    assert code == 0
    assert "Dear trucks" in out
    assert "+0.00" in out


def test_toml_that_is_broken_tells_its_line(file, capsys):
    file.write_text("[[od]]\norigin = guiyang\n", encoding="utf-8")
    code, out = run(capsys, "scenario", "run", file)

    assert code == 2
    assert "line 2" in out


def test_every_fault_of_every_table_is_told_at_once(file, capsys):
    file.write_text(
        '[[od]]\norigin = "averlundd"\ndestination = "nowhere at all"\nteu = 0\nvalu_usd = 1\n'
        '[[scenario]]\n[[scenario.edit]]\nclose = "link:UL99"\n'
        '[[scenario.edit]]\nscale = "tariff:rial"\ncost = 2\n',
        encoding="utf-8",
    )
    code, out = run(capsys, "scenario", "run", file)

    assert code == 2
    for word in ("od[1].origin", "od[1].destination", "od[1].teu", "od[1].valu_usd", "value_usd",
                 "edit[1].close", "edit[2].scale", "Nearest: rail"):  # fmt: skip
        assert word in out


@pytest.mark.parametrize(
    ("text", "missing"), [("", "od"), ("od = []\n", "scenario"), ("[[od]]\n", "scenario")]
)
def test_a_file_with_nothing_to_do_is_refused(file, capsys, text, missing):
    file.write_text(text, encoding="utf-8")
    code, out = run(capsys, "scenario", "run", file)

    assert code == 2
    assert f"{missing}: is missing: there is nothing to do" in out


def test_a_file_that_is_not_there_is_told(file, capsys):
    code, out = run(capsys, "scenario", "run", file.with_name("none.toml"))

    assert code == 2
    assert "cannot be read" in out


def test_a_route_is_found_as_a_scenario_has_it(file, capsys):
    words = ("route", "averlund", "corvane_quay", "--teu", 1, "--json")
    base, named, first = (
        json.loads(run(capsys, *words, *more)[1])
        for more in ((), ("--scenario", f"{file}#Nothing"), ("--scenario", file))
    )

    assert "scenario" not in base["query"]
    assert named["query"]["scenario"]["name"] == "Nothing"
    assert named["best"] == base["best"]
    assert first["query"]["scenario"]["name"] == "Dear trucks"
    assert first["best"]["cost_usd"] > base["best"]["cost_usd"]


def test_a_scenario_the_file_does_not_hold_is_named_with_the_nearest(file, capsys):
    code, out = run(capsys, "route", "averlund", "corvane_quay", "--teu", 1,
                    "--scenario", f"{file}#Dear truck")  # fmt: skip

    assert code == 2
    assert "Nearest: Dear trucks" in out
