"""Runs the cases of landed_answers.toml; each names what was worked out how."""

import json
import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from entrepot.service.landed import answer_landed

CASES = tomllib.loads(Path(__file__).with_name("landed_answers.toml").read_text("utf-8"))["case"]
TODAY = date(2026, 11, 27)


def amount(money: dict | None) -> str | None:
    return money and money["amount"]


def test_every_case_cites_a_source_and_has_its_own_name() -> None:
    assert all(case["source"] for case in CASES)
    assert len({case["name"] for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in CASES])
def test_the_landed_cost_is_what_was_worked_by_hand(case: dict, tariff_law) -> None:
    answer = answer_landed(tariff_law, json.loads(case["ask"]), today=TODAY)
    lines = {line["what"]: line for line in answer["lines"]}

    assert answer["complete"] is case["complete"], answer["missing"]
    assert amount(answer["total"]) == case.get("total", amount(answer["total"]))
    assert (answer["total"] is None) is not case["complete"]
    assert amount(answer["known"]) == case.get("known", case.get("total", amount(answer["known"])))
    for what, expected in case.get("lines", {}).items():
        assert amount(lines[what]["amount"]) == expected, what
    for what, state in case.get("states", {}).items():
        assert lines[what]["state"] == state, what
    for what, payer in case.get("payers", {}).items():
        assert lines[what]["payer"] == payer, what
    if "missing" in case:
        assert any(one.startswith(case["missing"]) for one in answer["missing"]), answer["missing"]
    if "freight" in case:
        assert [amount(item["freight"]) for item in answer["items"]] == case["freight"]
    if answer["complete"]:
        landed = sum(Decimal(amount(item["landed"])) for item in answer["items"])
        assert landed == Decimal(amount(answer["total"]))
