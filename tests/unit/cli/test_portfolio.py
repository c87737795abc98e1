"""`entrepot portfolio`: the contract of its JSON, its exit codes, and what people read."""

import json
from pathlib import Path

import pytest

from entrepot.cli import main

KEYS = {
    "status", "objective", "bound", "gap", "starts", "spend", "mean", "tail_mean", "binding",
    "plus_5_pct_budget", "forced_in", "chosen_share", "tied", "solve_s",
}  # fmt: skip
CASE = {
    "code": "x", "currency": "CNY", "scale": 1e9, "periods": 3, "discount_rate": 0.0,
    "budget": {"per_period": [5, 5, 0], "rule": "yearly"},
    "projects": [
        {"id": "RAIL", "region": "A", "type": "corridor", "duration": 2, "cost": [5, 5],
         "benefit": 14},
        {"id": "YARD", "region": "B", "type": "port", "duration": 1, "cost": [4], "benefit": 9},
    ],
}  # fmt: skip


@pytest.fixture
def write(tmp_path: Path):
    def put(**more: object) -> str:
        (tmp_path / "case.json").write_text(json.dumps({**CASE, **more}))
        return str(tmp_path / "case.json")

    return put


def asked(capsys, *words: str) -> dict:
    assert main.call(["portfolio", *words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_the_document_has_the_keys_of_the_contract(write, capsys) -> None:
    found = asked(capsys, write())

    assert set(found) >= KEYS
    assert found["starts"] == {"RAIL": 0, "YARD": None}
    assert (found["status"], found["objective"], found["gap"]) == ("optimal", 14.0, 0.0)
    assert found["spend"] == [5.0, 5.0, 0.0]
    assert found["binding"] == [
        {"rule": "budget", "kind": "budget", "period": period, "limit": limit}
        for period, limit in enumerate([5.0, 5.0, 0.0])
    ]
    assert found["forced_in"] == [
        {"project": "YARD", "objective": 9.0, "cost": 5.0, "status": "optimal", "bound": 9.0}
    ]
    assert found["plus_5_pct_budget"]["gain"] == 0.0


def test_scenarios_share_one_choice_and_the_worst_counts_by_its_weight(write, capsys) -> None:
    slump = {"name": "slump", "probability": 0.25, "benefit": {"RAIL": 2}}
    found = asked(capsys, write(scenarios=[slump]))
    wary = asked(capsys, write(scenarios=[slump], risk={"level": 0.75, "weight": 1}))

    assert (found["mean"], found["starts"]["RAIL"]) == (11.0, 0)
    assert found["chosen_share"] == {"RAIL": 0.75, "YARD": 0.25}
    assert (wary["tail_mean"], wary["objective"], wary["starts"]["YARD"]) == (9.0, 9.0, 0)


def test_plans_of_the_same_worth_are_told(write, capsys) -> None:
    found = asked(capsys, write(budget={"per_period": [5, 4, 0], "rule": "yearly"}))

    starts = [found["starts"], *found["tied"]]
    assert sorted(one["YARD"] for one in starts) == [0, 1]
    assert {one["RAIL"] for one in starts} == {None}
    assert found["has_all_tied"]


def test_without_explain_only_the_plan_is_told(write, capsys) -> None:
    found = asked(capsys, write(options={"explain": False}))

    assert set(found) & {"forced_in", "tied", "binding"} == set()
    assert found["objective"] == 14.0


def test_rules_that_cannot_hold_exit_with_5_and_are_named(write, capsys) -> None:
    must = [{**one, "must": True} for one in CASE["projects"]]

    assert main.call(["portfolio", write(projects=must), "--json"]) == 5
    told = json.loads(capsys.readouterr().err)
    assert [one["code"] for one in told["problems"]] == ["plan.infeasible"]
    assert told["problems"][0]["where"] == "budget; project RAIL, must; project YARD, must"
    assert told["is_smallest"]
    assert told["is_confirmed"]


def test_without_time_the_plan_made_by_hand_is_told_and_no_bound(write, capsys) -> None:
    found = asked(capsys, write(options={"time_limit_s": 0, "explain": False}))

    assert (found["status"], found["objective"]) == ("feasible", 9.0)
    assert (found["bound"], found["gap"]) == (None, None)


def test_everything_wrong_with_a_case_is_named_at_once(write, capsys) -> None:
    bad = write(
        periods=2, budget={"per_period": [1, -1, 2], "rule": "monthly"}, colour="red",
        scenarios=[{"name": "a", "probability": 0.7}, {"name": "a", "probability": 0.7}],
        relations=[{"kind": "requires", "project": "YARD", "needs": "ROAD"}],
    )  # fmt: skip

    assert main.call(["portfolio", bad, "--json"]) == 2
    told = json.loads(capsys.readouterr().err)["problems"]
    assert {(one["code"], one["where"]) for one in told} == {
        ("plan.key", "colour"), ("plan.length", "budget.per_period"),
        ("plan.range", "budget.per_period[1]"), ("plan.choice", "budget.rule"),
        ("plan.twice", "scenarios[1]"), ("plan.probability", "scenarios"),
        ("plan.unknown", "relations[0]"),
    }  # fmt: skip


def test_people_read_what_starts_when_and_what_was_rejected(write, capsys) -> None:
    assert main.call(["portfolio", write()]) == 0

    text = capsys.readouterr().out
    assert "optimal: worth 14.0000 x 1e+09 CNY, at most 14.0000, gap 0.00%" in text
    assert "used to the last: budget, period 0, 5" in text
    assert "rejected" in text


def test_the_frontier_goes_from_nothing_spent_to_the_best_plan(write, capsys) -> None:
    found = asked(capsys, "frontier", write(), "--against", "spend", "--points", "6")

    assert [(one["used"], one["benefit"]) for one in found["points"]] == [
        (0.0, 0.0), (4.0, 9.0), (10.0, 14.0),
    ]  # fmt: skip
    assert {one["status"] for one in found["points"]} == {"optimal"}


def test_a_frontier_against_what_is_no_total_is_refused(write, capsys) -> None:
    assert main.call(["portfolio", "frontier", write(), "--against", "sea", "--json"]) == 2
    told = json.loads(capsys.readouterr().err)["problems"]
    assert [(one["code"], one["hint"]) for one in told] == [
        ("plan.against", "Choose from spend, tail.")
    ]


def test_the_plan_least_regretted_is_told_scenario_by_scenario(write, capsys) -> None:
    slump = {"name": "slump", "probability": 0.1, "benefit": {"RAIL": 2}}
    found = asked(capsys, "regret", write(scenarios=[slump]))

    assert (found["max_regret"], found["starts"]["YARD"]) == (5.0, 0)
    assert [(one["name"], one["best"], one["regret"]) for one in found["scenarios"]] == [
        ("base", 14.0, 5.0), ("slump", 9.0, 0.0),
    ]  # fmt: skip


@pytest.mark.parametrize("verb", ["frontier", "regret"])
def test_people_read_frontiers_and_regrets_too(write, capsys, verb: str) -> None:
    assert main.call(["portfolio", verb, write()]) == 0

    assert "RAIL 0" in capsys.readouterr().out
    impossible = write(floors=[{"region": "A", "min_spend": 99}])
    assert main.call(["portfolio", verb, impossible]) == 5
    assert "floors[0], region A" in capsys.readouterr().err
