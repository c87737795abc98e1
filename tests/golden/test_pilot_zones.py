"""Runs the cases of pilot_zones.toml: activities and goods inside and outside a supposed zone."""

import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from entrepot.kernel.errors import InputError, MissingError
from entrepot.service.pilot_zone import try_pilot_zone
from entrepot.service.tariff_law import TariffLaw
from entrepot.store.reference import WindowReference, open_reference

CASES = tomllib.loads(Path(__file__).with_name("pilot_zones.toml").read_text("utf-8"))
TODAY = date(2026, 11, 27)
PLACE = {"guizhou": "guiyang", "upland": "norrholt"}


def named(kind: str) -> list[Any]:
    return [pytest.param(case, id=case["name"]) for case in CASES[kind]]


@cache
def reference_of(pack: str) -> WindowReference:
    return open_reference(pack)


def supposed(pack: str, **more: Any) -> dict[str, Any]:
    zone = {"name": "supposed", "places": [PLACE[pack]], "valid_from": "2027-01-01"}
    return {"zone": zone, "activities": [], "goods": []} | more


@pytest.mark.parametrize("case", named("activity"))
def test_an_activity_is_judged_inside_and_outside(case: dict[str, Any]) -> None:
    asked = supposed(case["pack"], on=case["on"], activities=[case["asked"]])
    found = try_pilot_zone(reference_of(case["pack"]), None, asked, today=TODAY)
    one = found["activities"][0]
    inside = one["within"]["verdict"] if one["within"] else ""

    assert [one["where"], one["without"]["verdict"], inside, one["effect"]] == case["expect"]
    assert found["zone"]["membership"] == "hypothesis"
    assert found["status"] == "modelled"


@pytest.mark.parametrize("case", named("good"))
def test_of_a_good_what_no_dated_rule_tells_is_unknown(
    case: dict[str, Any], tariff_law: TariffLaw
) -> None:
    asked = supposed(case["pack"], on=case["on"], goods=[case["asked"]])
    found = try_pilot_zone(reference_of(case["pack"]), lambda: tariff_law, asked, today=TODAY)
    one, expect = found["goods"][0], case["expect"]

    assert [rule["id"] for rule in one["zone_rules"]] == expect["rules"]
    assert one["zone_difference"] == expect["difference"]
    assert ("duty" in found["unknown"]) == (not expect["rules"])
    if "by" in expect:
        assert one["duty"]["state"] == expect["state"]
        assert one["duty"]["duty_by_the_zone"]["by"]["amount"] == expect["by"]
    if "changes" in expect:
        assert [c["id"] for c in one["controls"] if c["changes"]] == expect["changes"]
        assert {c["in_zone"] for c in one["controls"]} == {"unknown"}


def test_without_activities_every_entry_is_tried_and_without_goods_every_product() -> None:
    asked = {"zone": {"places": ["guiyang"], "valid_from": "2027-01-01"}}
    found = try_pilot_zone(reference_of("guizhou"), None, asked, today=TODAY)

    assert found["on"] == "2027-01-01"
    assert found["counts"]["effects"] == {
        "condition": 1, "eases": 2, "none_read": 28, "opens": 2, "same": 2,
    }  # fmt: skip
    assert len({one["hs"] for one in found["goods"]}) == len(found["goods"]) > 40
    assert found["unknown"] == [
        "duty", "import_tax", "control", "licence", "inspection", "quota",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("zone", "where"),
    [
        ({"places": ["nowhere"], "valid_from": "2027-01-01"}, "zone.places"),
        ({"valid_from": ""}, "zone.valid_from"),
        ({"valid_from": "2027-01-01", "valid_to": "2027-01-01"}, "zone.valid_to"),
        ({"valid_from": "2027-01-01", "sections": "CZ"}, "zone.sections"),
        ({"valid_from": "2027-01-01", "hs": "85-8"}, "zone.hs"),
    ],
)
def test_a_zone_that_cannot_be_supposed_is_named(zone: dict[str, Any], where: str) -> None:
    with pytest.raises(InputError) as raised:
        try_pilot_zone(reference_of("guizhou"), None, {"zone": zone}, today=TODAY)

    assert [problem.where for problem in raised.value.problems] == [where]


def test_a_day_without_a_national_list_has_no_answer() -> None:
    asked = supposed("guizhou", on="2010-01-01")
    with pytest.raises(MissingError):
        try_pilot_zone(reference_of("guizhou"), None, asked, today=TODAY)


def test_a_zone_takes_in_what_lies_in_its_place_and_is_meant_for() -> None:
    zone = {"places": ["guizhou"], "valid_from": "2027-01-01", "sections": ["C"], "hs": ["8507"]}
    plan = {"activity": "market research", "foreign_share_pct": "100", "place": "zunyi"}
    asked = {
        "zone": zone,
        "activities": [plan | {"sector": "L"}, plan],
        "goods": [{"hs": "850760", "place": "zunyi"}, {"hs": "920290"}],
    }
    found = try_pilot_zone(reference_of("guizhou"), None, asked, today=TODAY)

    assert [one["where"] for one in found["activities"]] == ["outside", "inside"]
    assert [one["where"] for one in found["goods"]] == ["inside", "outside"]
