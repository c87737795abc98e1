"""Goals as packs state them: chains, parts against whole, and what is odd; by hand from sources."""

import pytest

from entrepot.kernel.errors import MissingError
from entrepot.service.target_goals import Goals
from entrepot.service.targets import targets_of
from entrepot.store.reference import WindowReference, open_reference


@pytest.fixture(scope="module")
def pack() -> WindowReference:
    return open_reference("guizhou")


@pytest.fixture(scope="module")
def city(pack: WindowReference) -> dict:
    return targets_of(pack, "guiyang", parts=True)


def by_id(found: dict) -> dict:
    return {one["id"]: one for one in found["targets"]}


def checks(found: dict, code: str) -> list:
    return [one for one in found["checks"] if one["code"] == code]


def test_ten_districts_are_the_parts_of_the_city(city: dict) -> None:
    assert len(city["parts"]) == 10
    assert {one["geography"] for one in city["targets"]} == {
        "guiyang", *(one["geography"] for one in city["parts"])
    }  # fmt: skip


def test_every_row_of_the_table_is_told_under_its_own_id_with_source_and_status(pack) -> None:
    rows = {row.id: row for row in pack.table("targets")}
    places = {one.id for one in Goals(pack).named.values()}
    told = {one["id"]: one for place in places for one in targets_of(pack, place)["targets"]}

    assert set(told) == set(rows)
    assert len(rows) == 111
    for key, row in rows.items():
        assert (told[key]["value"], told[key]["source"], told[key]["source_status"]) == (
            row.target_value, row.source, row.status,
        )  # fmt: skip


def test_trade_milestones_of_2020_and_2035(city: dict) -> None:
    """5 bn USD in 2020 and 50 in 2035 from 3.49 in 2018."""
    found = by_id(city)

    assert found["T001"]["required_cagr_pct"] == pytest.approx(19.694, abs=5e-4)
    assert found["T002"]["previous"] == {"id": "T001", "value": 5, "year": 2020}
    assert found["T002"]["required_cagr_from_previous_pct"] == pytest.approx(16.591, abs=5e-4)
    assert found["T002"]["today"]["year"] == 2018


def test_output_of_a_district_from_2022_to_2025(city: dict) -> None:
    """Above 100 bn in 2022, 140 in 2025: 11.869 % a year; no base, so no path and no standing."""
    found = by_id(city)["T014"]

    assert found["required_cagr_from_previous_pct"] == pytest.approx(11.869, abs=5e-4)
    assert (found["base"], found["required_cagr_pct"], found["path"]) == (None, None, [])
    assert (found["status"], found["probability"]) == ("unknown", None)
    assert found["reasons"]["required_cagr_pct"]["code"] == "base_missing"


def test_sister_cities_that_were_counted_are_met(city: dict) -> None:
    found = by_id(city)["T060"]

    assert (found["status"], found["actual"]["value"], found["probability"]) == ("met", 21, 1.0)
    assert found["figures_status"] == "derived"


def test_output_of_the_districts_beside_the_city_that_a_share_implies(city: dict) -> None:
    """140 at 21 % imply 666.7; seven districts with a number add up to 487.7."""
    found = checks(city, "target.parts_against_whole")[0]

    assert found["indicator"] == "GDP"
    assert found["whole"] == pytest.approx(666.667, abs=5e-4)
    assert found["parts_sum"] == pytest.approx(487.7)
    assert found["whole_from"] == ["T018", "T019"]
    assert set(found["missing"]) == {"guanshanhu", "huaxi", "xiuwen"}
    assert ("T042", "year_not_stated") in {
        (one["id"], one["code"]) for one in found["cautions"]
    }  # fmt: skip


def test_growth_and_levels_agree_where_the_base_was_made_to(city: dict) -> None:
    (found,) = checks(city, "target.growth_against_levels")

    assert (found["ids"], found["stated_pct"], found["holds"]) == (["T029", "T030"], 12.5, True)
    assert found["cautions"][0]["code"] == "base_derived"


def test_doublings_hold_and_one_base_is_far_from_the_census(city: dict) -> None:
    found = {one["ids"][0]: one for one in checks(city, "target.doubling_against_base")}

    assert set(found) == {"T024", "T032", "T033", "T034", "T047"}
    assert all(one["holds"] for one in found.values())
    assert found["T033"]["factor_on_record"] == pytest.approx(0.5 / 0.336363, rel=1e-6)
    assert by_id(city)["T033"]["flags"] == ["target.base_against_record"]


@pytest.mark.parametrize(("region", "flagged"), [("guizhou", ["T052"]), ("laos", [])])
def test_one_goal_alone_is_hard_to_believe(region: str, flagged: list) -> None:
    goals = Goals(open_reference(region))

    assert [one.id for one in goals.all if "target.implausible" in goals.flags(one)] == flagged


def test_an_average_over_three_years_holds_both_readings(pack) -> None:
    """11.6 % on average 2021-2023: two steps from 2021, or three from 2020."""
    (found,) = checks(targets_of(pack, "guizhou"), "target.ambiguous")

    assert (found["ids"], found["decided"]) == (["I014", "TS025"], None)
    assert [(one["base_year"], one["steps"]) for one in found["readings"]] == [
        (2021, 2), (2020, 3),
    ]  # fmt: skip
    assert [one["level_to"] for one in found["readings"]] == pytest.approx(
        [65.42 * 1.116**2, 54.65 * 1.116**3]
    )


def test_joint_places_and_names_lead_to_their_goals(pack) -> None:
    joint = targets_of(pack, "guiyang_guian")

    assert [one["id"] for one in joint["targets"]] == ["T054", "T055", "T056", "T057"]
    assert targets_of(pack, "云岩区")["geography"] == "yunyan"
    assert targets_of(pack, "guiyang")["joint"][0]["geography"] == "guiyang_guian"
    with pytest.raises(MissingError):
        targets_of(pack, "nowhere")


def test_a_rate_of_growth_asks_for_no_growth_of_its_own() -> None:
    found = by_id(targets_of(open_reference("laos"), "laos"))

    assert found["T016"]["reasons"]["required_cagr_pct"]["code"] == "is_growth"
    assert found["T016"]["flags"] == ["target.ambiguous"]
    assert found["T024"]["status"] == "met"
