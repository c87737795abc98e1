"""`entrepot smart` and `entrepot market-access`: their contract and what people read."""

import json

import pytest

from entrepot.cli import main

CUT = {
    "imports": [
        {"partner": "A", "value": 200, "tariff_before_pct": 20, "tariff_after_pct": 5},
        {"partner": "B", "value": 100, "tariff_before_pct": 20, "tariff_after_pct": 20},
    ],
    "import_demand_elasticity": 1.5, "substitution_elasticity": 2,
    "export_supply_elasticity": None, "diversion": "ces",
}  # fmt: skip
REACH = {
    "theta": 5, "include_own": True,
    "places": [{"code": "a", "size": 4}, {"code": "b", "size": 1}],
    "legs": [{"from": "a", "to": "b", "factor": 1.5}],
    "scenario": {"legs": [{"from": "a", "to": "b", "factor": 1.25}]},
}  # fmt: skip


@pytest.fixture
def call(tmp_path, capsys):
    def run(verb, case, *words):
        path = tmp_path / "case.json"
        path.write_text(json.dumps(case))
        code = main.call([verb, str(path), *words])
        return code, capsys.readouterr()

    return run


def test_smart_prints_the_keys_of_the_contract(call):
    code, told = call("smart", CUT, "--json")

    found = json.loads(told.out)
    assert code == 0
    assert {"creation", "diversion", "revenue_before", "revenue_after", "welfare"} <= set(found)
    keys = {"partner", "creation", "diversion", "price_change_pct", "value_after"}
    assert keys <= set(found["partners"][0])
    assert found["status"] == "modelled"


def test_smart_is_read_as_a_table(call):
    _, told = call("smart", CUT)

    assert "16.949153" in told.out
    assert "29.332627" in told.out


def test_smart_tells_every_fault_with_exit_code_2(call):
    bad = {**CUT, "substitution_elasticity": None, "tariffs": 1, "imports": [{"partner": "A"}]}

    code, told = call("smart", bad, "--json")

    assert code == 2
    where = [one["where"] for one in json.loads(told.err)["problems"]]
    assert where[:2] == ["tariffs", "substitution_elasticity"]
    assert len(where) > 2


def test_market_access_prints_the_keys_of_the_contract(call):
    code, told = call("market-access", REACH, "--json")

    found = json.loads(told.out)
    assert code == 0
    assert {"places", "theta_source"} <= set(found)
    assert list(found["places"][0]) == ["code", "access", "access_scenario", "change_pct"]


def test_market_access_is_read_as_a_table(call):
    _, told = call("market-access", REACH)

    assert "4.131687" in told.out
    assert "4.327680" in told.out


def test_a_case_without_a_scenario_shows_a_dash(call):
    _, told = call("market-access", {**REACH, "scenario": None})

    assert told.out.rstrip().endswith("-")


def test_a_share_a_plan_and_a_shock_are_read_as_tables(call):
    flows = [{"exporter": "A", "importer": "X", "value": 60},
             {"exporter": "B", "importer": "X", "value": 20}]  # fmt: skip
    _, share = call("world-share", {"flows": flows, "exporter": "A", "product": "tea"})
    _, plan = call("planned-imports", {
        "plan": [{"product": "cell", "period": "2026", "output": 100}],
        "coefficients": [{"product": "cell", "input": "nickel", "per_unit": 0.5}]})  # fmt: skip
    code, shock = call("circulation", {
        "products": [{"product": "cell", "output": 200}],
        "exports": [{"product": "cell", "partner": "EU", "value": 100}],
        "shock": [{"product": "cell", "partner": "EU", "change_pct": -20}]}, "--json")  # fmt: skip

    assert "75.000 % of the world" in share.out
    assert "rank 1" in share.out
    assert "nickel" in plan.out
    assert code == 0
    assert json.loads(shock.out)["total"]["change"] == -20
