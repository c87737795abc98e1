"""Projects of packs as documents, files put over them, and the verbs over them."""

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from entrepot.cli import main
from entrepot.kernel.errors import InputError, ModelError
from entrepot.service.projects import (
    duties_of,
    list_projects,
    project_case,
    scenario_file,
    show_project,
)
from entrepot.service.scenario_files import pick_scenarios
from entrepot.store.reference import open_reference

ON = date(2026, 11, 28)
ASKED = {"first_year": 2027, "budget": [60, 60, 40]}
REGIONS = Path(__file__).parents[3] / "regions"


def test_every_project_of_the_facts_is_listed_with_its_source() -> None:
    found = list_projects(open_reference("guizhou"))
    rows = found["projects"]

    assert len(rows) == 69
    assert all(one["source"] and one["status"] for one in rows)
    assert not any(one["has_costs"] or one["has_effects"] for one in rows)
    assert sum(found["totals"].values()) == sum(one["kind"] != "aggregate" for one in rows)
    assert {one["programme"] for one in rows if one["part_of"] == "western land-sea corridor"} >= {
        "land_sea_corridor"
    }


def test_no_cost_is_made_up_for_a_real_project() -> None:
    with pytest.raises(ModelError) as raised:
        project_case(open_reference("guizhou"), ASKED)

    assert raised.value.problems[0].code == "plan.nothing_known"


def test_a_project_shows_its_trade_effect_and_its_scenario(tmp_path) -> None:
    upland = open_reference("upland")
    found = show_project(upland, "up01", ON)
    file = tmp_path / "s.toml"
    file.write_bytes(scenario_file(upland, ["up01"]))

    assert [one["what"] for one in found["trade_effect"]] == ["exports"]
    assert found["scenario"]["edit"] == [{"open": "link:UL13", "year": 2029}]
    assert [one["name"] for one in pick_scenarios(str(file))] == ["Branch to the river"]


def test_a_duty_is_done_on_proof_alone() -> None:
    upland = open_reference("upland")
    found = {one["id"]: one["standing"] for one in duties_of(upland, ON)}

    assert found == {"ud01": "done", "ud02": "overdue", "ud03": "on_time"}


def costs(*rows, excel: bool = False) -> bytes:
    head = ("project", "year", "fund", "amount", "unit", "source", "status")
    if excel:
        book = Workbook()
        for row in (head, *rows):
            book.active.append(row)
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()
    text = io.StringIO()
    csv.writer(text).writerows([head, *rows])
    return text.getvalue().encode()


@pytest.mark.parametrize("excel", [False, True])
def test_costs_of_a_file_stand_in_place_of_those_of_the_pack(excel: bool) -> None:
    file = costs(("up04", 1, "budget", 7, "million EUR", "Test", "synthetic"), excel=excel)
    found = project_case(open_reference("upland"), ASKED, {"costs": file})
    cost = {one["id"]: one["cost"] for one in found["case"]["projects"]}

    assert cost["up04"] == [7]
    assert cost["up06"] == [15]
    assert found["uncapped"] == ["open_fund", "own"]


def test_everything_wrong_with_a_file_is_named_by_row() -> None:
    file = costs(("nope", 1, "budget", 7, "million EUR", "Test", "synthetic"),
                 ("up04", 0, "budget", -1, "million EUR", "", "synthetic"))  # fmt: skip
    with pytest.raises(InputError) as raised:
        project_case(open_reference("upland"), ASKED, {"costs": file})
    where = [one.where for one in raised.value.problems]

    assert any("row 3, year" in one for one in where)
    assert any("row 3, amount" in one for one in where)
    assert any("row 3, source" in one for one in where)


def test_an_unknown_project_in_a_file_is_named() -> None:
    file = costs(("nope", 1, "budget", 7, "million EUR", "Test", "synthetic"))
    with pytest.raises(InputError) as raised:
        project_case(open_reference("upland"), ASKED, {"costs": file})

    assert [one.code for one in raised.value.problems] == ["plan.project_unknown"]


def test_a_question_that_cannot_be_used_is_refused_at_once() -> None:
    asked = {"first_year": "soon", "budget": [], "rule": "any", "spread": 2, "x": 1}
    with pytest.raises(InputError) as raised:
        project_case(open_reference("upland"), asked)

    assert {one.where for one in raised.value.problems} == {"first_year", "budget", "rule", "x"}


def test_the_verb_makes_a_case_that_the_portfolio_solves(capsys, tmp_path) -> None:
    out = tmp_path / "case.json"
    words = (
        *("portfolio", "case", "--region", "upland", "--first-year", "2027"),
        *("--budget", "60,60,40", "--cap", "land_ha=60", "--cap", "fund:open_fund=50"),
    )

    assert main.call([*words, "--out", str(out)]) == 0
    capsys.readouterr()
    assert main.call(["portfolio", str(out), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["status"] == "optimal"
    assert found["starts"]["up01"] is not None
    assert main.call(["portfolio", "case", "--first-year", "2027", "--budget", "6"]) == 5
    assert main.call(["project", "scenario", "up08", "--region", "upland", "--out", str(out)]) == 4
    for words in (("list",), ("show", "up03"), ("duties",)):
        assert main.call(["project", *words, "--region", "upland"]) == 0
        assert "up0" in capsys.readouterr().out or words == ("duties",)


def test_what_a_place_has_left_caps_the_plan() -> None:
    found = project_case(open_reference("upland"), {**ASKED, "limits_of": "upland"})
    caps = {one["name"]: one["total"] for one in found["case"]["resources"]}

    assert caps == {"labour": 900, "housing": 300}  # of the whole; land is known by commune
    assert [
        one["project"] for one in found["left_out"] if one["reasons"] == ["needs_unknown"]
    ] == []
    given = project_case(open_reference("upland"),
                         {**ASKED, "limits_of": "upland", "caps": {"labour": 10}})  # fmt: skip
    assert given["case"]["resources"][0] == {"name": "labour", "total": 10}


def test_the_opening_of_a_pipeline_adds_a_way_by_rail(capsys, tmp_path) -> None:
    file = tmp_path / "pipeline.toml"
    file.write_bytes(scenario_file(open_reference("upland"), []))
    words = ("route", "averlund_landport", "corvane_quay", "--teu", "1", "--region", "upland",
             "--depart", "2026-06-01", "--json")  # fmt: skip

    def ways(*more: str) -> list[set[str]]:
        assert main.call([*words, *more]) == 0
        found = json.loads(capsys.readouterr().out)
        return [{leg["mode"] for leg in one["legs"]} for one in found["routes"]]

    assert not any("rail" in one for one in ways())
    assert any("rail" in one for one in ways("--scenario", str(file)))
