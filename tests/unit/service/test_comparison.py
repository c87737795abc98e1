"""Scenarios of a small region side by side, from corridors to goals, without a database."""

from contextlib import nullcontext
from datetime import UTC, datetime
from types import SimpleNamespace

import numpy as np
import pytest

from entrepot.kernel.errors import InputError
from entrepot.plan.output import output_for
from entrepot.service.comparison import compare_scenarios
from entrepot.service.comparison_worlds import Worlds, together
from entrepot.service.output_table import parse_sectors
from entrepot.service.routes import open_ground
from entrepot.service.target_goals import Goals
from entrepot.service.targets import targets_of
from entrepot.store.packs import find_folder
from entrepot.store.reference import open_reference

NOON = datetime(2026, 11, 27, 4, tzinfo=UTC)
CODES = ("upland", "NL", "SG", "ZZ")
FASTER = {"name": "faster", "edit": [{"scale": "border:all", "time": 0.2, "cost": 0.5}]}
CHEAPER = {"name": "cheaper", "edit": [{"scale": "tariff:road", "cost": 0.5}]}
BOTH = {"name": "both", "edit": [*FASTER["edit"], *CHEAPER["edit"]]}
NOTHING = {"name": "nothing", "edit": []}
TABLE = {
    "source": "invented for a test", "status": "synthetic", "unit": "USD", "usd_per_unit": 1.0,
    "flows": [[1.5, 5.0], [2.0, 1.0]],
    "sector": [
        {"code": "farm", "output": 10.0, "export_share": 0.4, "value_added": 0.6},
        {"code": "mill", "output": 20.0, "export_share": 0.6, "value_added": 0.7,
         "local_share": [0.2, 0.5, 0.9]},
    ],
}  # fmt: skip


class Lines:
    """A world of lines as if they were loaded."""

    def world(self, year, **_):
        flows = {(one, other): 1.0 for one in CODES for other in CODES if one != other}
        return {"year": year or 2025, "data_status": "synthetic", "flows": flows}


@pytest.fixture(scope="module")
def desk():
    ground = open_ground("upland")
    return SimpleNamespace(
        region=ground.region, gazetteer=ground.gazetteer, survey=ground.survey,
        network=ground.network, folder=find_folder("upland"), turn=nullcontext(),
    )  # fmt: skip


@pytest.fixture(scope="module")
def compare(desk):
    def found(*scenarios, **more):
        raw = {"scenarios": scenarios, "draws": "20", **more}
        return compare_scenarios(desk, Lines(), raw, by="", at=NOON)

    return found


@pytest.fixture(scope="module")
def two(compare):
    return compare(FASTER, CHEAPER, output=TABLE)


def figure(one, what):
    return next(each for each in one["effects"] if each["what"] == what)


def test_cheaper_carriage_walks_through_every_step_to_the_goal(two):
    for one in two["scenarios"]:
        steps = list(dict.fromkeys(each["step"] for each in one["effects"]))
        goal = next(each for each in one["targets"] if each["id"] == "ug01")

        assert steps == ["corridor", "trade_cost", "trade", "income", "output"]
        assert figure(one, "cost_factor")["after"] < 1 == figure(one, "cost_factor")["before"]
        assert figure(one, "trade")["after"] > figure(one, "trade")["before"]
        assert figure(one, "output")["after"] > figure(one, "output")["before"] == 30.0
        assert 0 < goal["probability_before"] < goal["probability_after"] < 1
        assert all(each["source"] and each["status"] for each in one["effects"])


def test_a_probability_before_is_that_of_the_board_of_targets(two):
    told = {one["id"]: one["probability"]
            for one in targets_of(open_reference("upland"), "upland")["targets"]}  # fmt: skip
    goals = two["scenarios"][0]["targets"]

    assert goals[0]["probability_before"] == pytest.approx(told["ug01"], rel=1e-12)
    assert [one["walk_of"] for one in goals] == ["upland"]


def test_an_interval_lies_around_its_figure_and_moves_with_the_seed(two, compare):
    one = figure(two["scenarios"][0], "exports")
    again = figure(compare(FASTER, CHEAPER, output=TABLE)["scenarios"][0], "exports")
    other = figure(compare(FASTER, seed="2")["scenarios"][0], "exports")

    assert one["interval_80"][0] <= one["after"] <= one["interval_80"][1]
    assert one == again
    assert one["interval_80"] != other["interval_80"]
    assert one["after"] == other["after"]


def test_output_is_what_the_exports_ask_for(two):
    one = two["scenarios"][0]
    sectors, exports = parse_sectors(TABLE), figure(one, "exports")
    asked = (exports["after"] - exports["before"]) * sectors.exports
    added = output_for(sectors.table, asked, sectors.local_middle)

    assert figure(one, "output:farm")["after"] == pytest.approx(10 + added[0])
    assert figure(one, "output")["after"] == pytest.approx(30 + added.sum())
    assert figure(one, "value_added")["after"] == pytest.approx(20 + added @ [0.6, 0.7])


def test_without_a_table_only_exporters_are_counted(compare):
    one = compare(FASTER)["scenarios"][0]

    assert figure(one, "exporters_output")["after"] == figure(one, "exports")["after"]
    assert "suppliers not counted" in figure(one, "exporters_output")["source"]


def test_parts_add_up_to_what_both_bring_and_a_shared_edit_counts_once(compare, two):
    whole = compare(BOTH)["scenarios"][0]
    gain = figure(whole, "trade")["after"] - figure(whole, "trade")["before"]
    double = compare(FASTER, {**FASTER, "name": "again"})["overlap"]

    assert sum(one["shapley"] for one in two["overlap"]) == pytest.approx(gain, rel=1e-9)
    assert two["overlap_of"]["together"] == pytest.approx(gain, rel=1e-9)
    assert [one["shapley"] for one in double] == pytest.approx([double[0]["alone"] / 2] * 2)


def test_beside_another_scenario_before_is_what_that_one_has(compare, two):
    found = compare(CHEAPER, base=FASTER)["scenarios"][0]

    for what in ("exports", "cost_factor", "cost_share"):
        assert figure(found, what)["before"] == pytest.approx(
            figure(two["scenarios"][0], what)["after"]
        )
        assert figure(found, what)["after"] == pytest.approx(
            figure(two["scenarios"][1], what)["after"]
        )


def test_nothing_changes_nothing(compare):
    found = compare(NOTHING, base="upland")
    one = found["scenarios"][0]

    assert [each["after"] for each in one["effects"]] == pytest.approx(
        [each["before"] for each in one["effects"]]
    )
    assert one["targets"][0]["probability_after"] == pytest.approx(
        one["targets"][0]["probability_before"], rel=1e-12
    )
    assert found["overlap"][0]["shapley"] == pytest.approx(0, abs=1e-9)


def test_a_goal_of_a_year_before_the_opening_is_not_moved(compare):
    late = {
        "name": "late",
        "edit": [
            *FASTER["edit"],
            {
                "add": {
                    "from": "averlund",
                    "to": "brasketh",
                    "mode": "rail",
                    "km": 100,
                    "year": 2031,
                }
            },
        ],
    }
    one = compare(late)["scenarios"][0]

    assert one["opens"] == 2031
    assert one["targets"][0]["probability_after"] == pytest.approx(
        one["targets"][0]["probability_before"], rel=1e-12
    )
    assert not one["targets"][0]["is_after_opening"]


@pytest.mark.parametrize(
    ("scenarios", "code"),
    [
        ((), "plan.no_scenario"),
        ((FASTER, FASTER), "plan.scenario_twice"),
        ([{**FASTER, "name": str(one)} for one in range(13)], "plan.too_many"),
    ],
)
def test_what_cannot_be_compared_is_refused(compare, scenarios, code):
    with pytest.raises(InputError) as found:
        compare(*scenarios)

    assert [one.code for one in found.value.problems] == [code]


def test_every_fault_of_a_table_is_told_at_once():
    wrong = {**TABLE, "flows": [[1]], "sector": [
        {"code": "farm", "output": 0, "export_share": 0.7},
        {"code": "farm", "output": 1, "export_share": 0.7, "local_share": [0.9, 0.1]},
    ]}  # fmt: skip
    del wrong["source"]

    with pytest.raises(InputError) as found:
        parse_sectors(wrong)

    assert sorted({one.code for one in found.value.problems}) == [
        "case.missing", "case.number", "plan.export_share", "plan.flows", "plan.local_share",
        "plan.sector_twice",
    ]  # fmt: skip


def test_a_table_of_another_region_is_warned_of(compare):
    small = {**TABLE, "usd_per_unit": 0.01}

    assert [one["sector"] for one in compare(FASTER, output=small)["output_table"]["warnings"]] == [
        "farm", "mill",
    ]  # fmt: skip


def test_an_edit_of_two_scenarios_is_there_once():
    assert together(FASTER["edit"], BOTH["edit"]) == BOTH["edit"]


def test_the_middle_alone_is_the_middle_of_the_draws(desk):
    asked = {
        "theta": 4.0, "theta_sd": 0.5, "closure": "additive", "domestic_pct": 80.0, "seed": 1,
        "draws": 2, "value_of_time": "inv_hs_low", "value_usd_per_teu": None, "partners": [],
        "network_year": None,
    }  # fmt: skip
    worlds = Worlds(desk, Lines().world(2025, by="", at=NOON)["flows"], asked, 2026, NOON.date())

    assert worlds.trade(FASTER["edit"]) == pytest.approx(worlds.drawn(FASTER["edit"]).total[0])
    assert np.isfinite(worlds.drawn(FASTER["edit"]).total).all()


def test_goals_of_the_pack_are_read_as_targets_reads_them():
    assert {one.id for one in Goals(open_reference("upland")).all} == {"ug01", "ug02", "ug03"}
