"""Runs the cases of policy.toml: refunds, controls and negative lists by their day."""

import tomllib
from datetime import date
from pathlib import Path

import pytest

from entrepot.service.controls import controls_on
from entrepot.service.negative_list import check_negative_list
from entrepot.service.refund_rates import refund_rate
from entrepot.store.reference import WindowReference, open_reference

CASES = tomllib.loads(Path(__file__).with_name("policy.toml").read_text(encoding="utf-8"))
TODAY = date(2026, 11, 27)


def named(kind: str) -> list:
    return [pytest.param(case, id=case["name"]) for case in CASES[kind]]


@pytest.fixture(scope="module")
def reference() -> WindowReference:
    return open_reference("guizhou")


@pytest.mark.parametrize("case", named("refund"))
def test_the_refund_is_that_of_the_day_of_export(case, reference: WindowReference) -> None:
    asked = {name: case[name] for name in ("hs", "on", "net") if name in case}
    found = refund_rate(reference, asked, today=TODAY)
    amount, change = found["amount"], found["next_change"]
    told = {
        "state": found["state"], "treatment": found["treatment"],
        "refund_pct": found["refund_pct"], "amount": amount and amount["amount"],
        "next": change and change["on"],
    }  # fmt: skip

    assert {name: value for name, value in told.items() if value is not None} == case["expect"]


@pytest.mark.parametrize("case", named("control"))
def test_a_control_has_the_state_of_the_day(case, reference: WindowReference) -> None:
    asked = {name: case[name] for name in ("hs", "destination", "on")}
    found = controls_on(reference, asked, today=TODAY)

    assert {one["id"]: one["state"] for one in found["controls"]} == case["expect"]


@pytest.mark.parametrize("case", named("plan"))
def test_a_plan_is_judged_by_the_list_of_its_day(case, reference: WindowReference) -> None:
    found = check_negative_list(reference, case["asked"], today=TODAY)

    assert {**found["list"], **found} | case["expect"] == {**found["list"], **found}
    assert bool(found["candidates"]) == (found["verdict"] == "undetermined")
