"""`entrepot assign --flows region` as people run it."""

import json

import pytest

from entrepot.cli import main

KEYS = [
    "query", "method", "iterations", "relative_gap", "objective", "total_cost", "units", "trade",
    "links", "bottlenecks", "capacity_unknown", "unassigned", "clearance", "gateways",
    "observations", "parameters",
]  # fmt: skip
COMMAND = ["assign", "--flows", "region", "--year", "2026"]
pytestmark = pytest.mark.xdist_group("assign-region")


@pytest.fixture
def run(capsys, monkeypatch, tmp_path_factory):
    """Runs the command in a region; its exit code and its document or problems."""
    monkeypatch.setenv("ENTREPOT_HOME", str(tmp_path_factory.getbasetemp() / "flows-home"))

    def call(*words: str, region: str = "upland") -> tuple[int, dict]:
        code = main.call([*COMMAND, *words, "--region", region, "--json"])
        printed = capsys.readouterr()
        return code, json.loads(printed.out or printed.err)

    return call


@pytest.fixture(params=["upland", "guizhou"])
def told(request, run) -> dict:
    code, document = run(region=request.param)

    assert code == 0
    return document


def test_the_document_keeps_its_promises(told) -> None:
    trade, costs = told["trade"], [one["cost_usd"] for one in told["bottlenecks"]]

    assert list(told) == KEYS
    assert told["relative_gap"] <= 1e-6
    assert trade["assigned_teu"] + trade["unassigned_teu"] == pytest.approx(trade["teu"], rel=1e-12)
    assert sum(one["flow"] for one in told["unassigned"]) == pytest.approx(trade["unassigned_teu"])
    assert all(one["code"] and one["reason"] and one["reason_zh"] for one in told["unassigned"])
    assert costs == sorted(costs, reverse=True)
    assert costs[0] > 0
    assert sum(one["share"] for one in told["bottlenecks"]) == pytest.approx(1)
    assert all(one["source"] and one["status"] for one in told["bottlenecks"])
    assert all(one["source"] and one["status"] for one in told["links"])
    assert all(one["capacity"] is None for one in told["capacity_unknown"])
    assert all(one["capacity"] != 0 for one in told["bottlenecks"])
    assert all(one["source"] and one["status"] for one in told["parameters"])
    assert {"from", "to", "flow", "cost", "saturation"} <= told["links"][0].keys()


def test_the_same_question_has_the_same_bytes(run) -> None:
    assert run() == run()


def test_a_partner_without_a_place_is_told_and_not_dropped(run) -> None:
    _, document = run()

    assert {one["code"] for one in document["unassigned"]} == {"flows.no_destination"}
    assert document["trade"]["unassigned_teu"] > 0


def test_a_unit_of_any_level_may_be_asked_for(run) -> None:
    _, document = run("--level", "communes")

    assert document["query"]["level"] == "commune"
    assert document["trade"]["assigned_teu"] > 0


def test_every_fault_is_told_at_once(run) -> None:
    code, told = run("--level", "moon", "--avoid", "border:nowhere")

    assert code == 2
    assert {one["code"] for one in told["problems"]} == {"input.level", "route.unknown_avoid"}


def test_options_of_the_other_kind_are_refused(run) -> None:
    code, told = run("--links", "L.csv", "--method", "fw")

    assert (code, told["problems"][0]["where"]) == (2, "--links")


@pytest.mark.usefixtures("run")
def test_people_read_bottlenecks_and_what_was_left(capsys) -> None:
    assert main.call([*COMMAND, "--region", "upland"]) == 0

    told = capsys.readouterr().out
    assert "Bottlenecks" in told
    assert "not assigned" in told
    assert "can be cleared in the region" in told
