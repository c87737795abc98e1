"""Scenarios on the real packs: what the rows of the packs make of a shut canal or a new line.

Sources: rows of the packs as cited on each leg.
"""

import json
from pathlib import Path

import pytest
from tests.crosscheck.packs import ON, real_region, sea_lanes

from entrepot.service.routes import PackGround, route
from entrepot.service.scenario_files import read_scenario_file
from entrepot.service.scenarios import run_scenarios

ROTTERDAM = {"origin": "guiyang", "destination": "rotterdam", "teu": 1, "value_usd": 40000}
BANGKOK = {"origin": "guiyang", "destination": "bangkok", "teu": 1, "modes": ["rail"]}


@pytest.fixture(scope="module")
def ground():
    return PackGround(real_region("guizhou"), sea_lanes())


def run(ground, od, *edits, **more):
    raw = {"od": od, "scenario": [{"name": "x", "edit": list(edits)}]}
    return run_scenarios(ground, raw, today=ON, **more)["scenarios"][0]["od"]


def test_suez_shut_improves_nothing_and_ships_go_by_the_cape(ground):
    (found,) = run(ground, [ROTTERDAM], {"close": "passage:suez"})
    ways = route(ground, ROTTERDAM | {"modes": "road,rail,sea", "scenario": {
        "edit": [{"close": "passage:suez"}]}}, today=ON)["routes"]  # fmt: skip

    assert all(value >= 0 for value in found["diff"].values())
    assert found["reason"] is None
    assert "suez" not in {p for one in ways for p in one["passages"]}
    assert any("south_africa" in one["passages"] for one in ways)


def test_a_border_shut_leaves_bangkok_out_of_the_reach_of_trains(ground):
    shut = [{"close": "border:mohan-boten"}, {"close": "border:pingxiang-dong_dang"},
            {"close": "border:hekou-lao_cai"}]  # fmt: skip
    (found,) = run(ground, [BANGKOK], *shut)

    assert found["base"]["gauge_changes"] == 1
    assert (found["after"], found["diff"]) == (None, None)
    assert found["reason"] == "corridors.avoided"


def test_on_standard_gauge_trains_run_through_to_bangkok(ground):
    edit = {"convert": {"country": "TH", "from_mm": 1000, "to_mm": 1435}}
    (found,) = run(ground, [BANGKOK], edit)

    assert (found["base"]["gauge_changes"], found["after"]["gauge_changes"]) == (1, 0)
    assert found["diff"]["cost_usd"] < 0


def test_the_railway_under_construction_opened_early_worsens_nothing(ground):
    name = next(
        row.id for row in ground.region.links
        if row.state == "construction" and row.mode == "rail" and row.traffic == "mixed"
    )  # fmt: skip
    od = [{"origin": "liupanshui", "destination": "baise", "teu": 1, "modes": ["rail"]}]
    (found,) = run(ground, od, {"open": f"link:{name}", "year": 2027})

    assert found["diff"]["co2e_wtw_kg"] < 0
    assert all(value <= 0 for value in found["diff"].values())


def test_one_thread_or_three_give_the_same_bytes(ground):
    edits = {"scale": "tariff:rail", "cost": 1.3}, {"close": "passage:suez"}
    one, three = (run(ground, [ROTTERDAM, BANGKOK], *edits, jobs=jobs) for jobs in (1, 3))

    assert json.dumps(one) == json.dumps(three)


def test_the_example_of_the_docs_runs_and_its_first_scenario_improves_nothing(ground):
    file = Path(__file__).parents[2] / "docs" / "how-to" / "scenarios.toml"
    found = run_scenarios(ground, read_scenario_file(file), today=ON)["scenarios"]

    assert found[0]["name"] == "Suez shut"
    assert all(value >= 0 for pair in found[0]["od"] for value in pair["diff"].values())
    assert len({one["hash"] for one in found}) == len(found)
    assert all(pair["reason"] is None for one in found for pair in one["od"])
