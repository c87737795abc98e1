"""Runs the cases of duty_answers.toml; each names what was read where."""

import json
import tomllib
from datetime import date
from pathlib import Path

import pytest

from entrepot.service.duty_answer import answer_duty

CASES = tomllib.loads(Path(__file__).with_name("duty_answers.toml").read_text("utf-8"))["case"]
TODAY = date(2026, 11, 27)


def told(amount: dict | None) -> str:
    return f"{amount['amount']} {amount['currency']}" if amount else "none"


def test_every_case_cites_a_source_and_has_its_own_name() -> None:
    assert all(case["source"] for case in CASES)
    assert len({case["name"] for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in CASES])
def test_the_answer_is_what_was_worked_by_hand(case: dict, tariff_law) -> None:
    answer = answer_duty(tariff_law, json.loads(case["ask"]), today=TODAY)
    candidates = {one["regime"]: one for one in answer["candidates"]}
    lines = {one["what"]: one for one in answer["lines"] if one["state"] != "not_applicable"}

    assert answer["complete"] is case["complete"], answer["missing"]
    for regime, expected in case["candidates"].items():
        found = candidates[regime]
        assert f"{told(found['amount'])} {found['state']}" == expected, regime
    for regime, rate in case.get("rates", {}).items():
        assert candidates[regime]["rate"] == rate
    for what, expected in case["lines"].items():
        assert f"{told(lines[what]['amount'])} {lines[what]['state']}" == expected, what
    if "line" in case:
        assert answer["line"] == case["line"]
    if "saving" in case:
        saving = answer["saving"]
        assert f"{saving['regime']} {saving['state']} {told(saving['amount'])}" == case["saving"]
    if "duty" in case:
        assert told(answer["totals"]["duty"]) == case["duty"]
    if "missing" in case:
        assert any(case["missing"] in one for one in answer["missing"]), answer["missing"]
    if "span" in case:
        span = [f"{one['rate']}: {told(one['amount'])}" for one in lines["vat"]["range"]["lines"]]
        assert sorted(span) == sorted(case["span"])
    if not answer["complete"]:
        assert answer["totals"]["all"] is None
    assert sum(one["chosen"] for one in answer["candidates"]) <= 1
    assert all(one["source"] and one["status"] for one in lines.values() if one["rate"])
