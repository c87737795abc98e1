"""Figures on record beside goals: which count, which do not and why; by hand from the tables."""

from dataclasses import replace

import pytest

from entrepot.service.target_goals import Goals
from entrepot.service.target_record import alike
from entrepot.service.targets import targets_of
from entrepot.store.packs import find_folder, read_folder
from entrepot.store.reference import WindowReference, open_reference


@pytest.fixture(scope="module")
def pack() -> WindowReference:
    return open_reference("guizhou")


@pytest.fixture(scope="module")
def city(pack: WindowReference) -> dict:
    return {one["id"]: one for one in targets_of(pack, "guiyang", parts=True)["targets"]}


def test_people_of_a_census_are_the_figure_of_a_district_in_the_unit_of_its_goal(city) -> None:
    """1,056,819 residents in 2020, 1.25 million in 2025: 3.4146 % a year."""
    found = city["T015"]

    assert (found["actual"]["id"], found["actual"]["year"]) == ("PC520103", 2020)
    assert found["actual"]["value"] == pytest.approx(1.056819)
    assert found["required_cagr_from_today_pct"] == pytest.approx(
        100 * ((1.25 / 1.056819) ** 0.2 - 1)
    )
    assert (found["base"], found["required_cagr_pct"]) == (None, None)
    assert [one["year"] for one in found["path"]] == list(range(2020, 2026))
    assert found["path_from"]["id"] == "PC520103"
    assert [(one["id"], one["use"]) for one in found["near"]] == [("PC520103", "same")]


def test_growth_that_was_told_beside_a_level_shows_that_a_goal_was_missed(pack) -> None:
    (found,) = [one for one in targets_of(pack, "guizhou")["targets"] if one["id"] == "T111"]

    assert (found["actual"]["value"], found["actual"]["id"]) == (1.2, "PS065")
    assert (found["outcome"], found["probability"]) == ("missed", 0.0)


def test_a_figure_of_another_definition_is_named_with_its_reason_and_counts_for_nothing(
    pack,
) -> None:
    told = {one["id"]: one for one in targets_of(pack, "guizhou")["targets"]}["T098"]

    assert (told["actual"], told["status"]) == (None, "unknown")
    assert told["reasons"]["actual"]["code"] == "other_definition"
    assert [(one["id"], one["use"], one["value"]) for one in told["near"]] == [
        ("PS066", "other", 53.28)
    ]
    assert told["near"][0]["text_zh"]


def test_what_was_looked_for_and_not_found_is_the_reason(city) -> None:
    found = city["T002"]

    assert found["reasons"]["actual"]["code"] == "looked_for"
    assert {one["id"] for one in found["near"]} == {"PS087", "PS088", "PS089"}
    assert all(one["value"] is None for one in found["near"])


def test_a_past_too_short_leaves_the_chance_unknown_and_tells_it_by_the_place_around(city) -> None:
    """The nine official years of the province alone, not the press figure of 2015."""
    found = city["T002"]

    assert (found["probability"], found["reasons"]["probability"]["code"]) == (
        None, "history_short",
    )  # fmt: skip
    assert found["elsewhere"]["walk_of"] == "guizhou"
    assert found["elsewhere"]["years"] == list(range(2016, 2025))
    assert 0 < found["elsewhere"]["probability"] < 1
    assert found["elsewhere"]["status"] == "modelled"


def test_the_revised_figure_of_a_year_counts_and_no_part_of_a_year_does(pack) -> None:
    record = Goals(pack).record
    city = record.figures("guiyang", alike("GDP"), "bn RMB")
    whole = record.figures("guizhou", alike("GDP"), "bn RMB")

    assert {year: one.value for year, one in city.items()} == {
        2018: 379.845, 2020: 450.523, 2024: 577.741,
    }  # fmt: skip
    assert 2024 not in whole  # a first quarter alone is on record
    assert 2023 not in record.figures("bijie", alike("GDP"), "bn RMB")  # a half year alone


def test_figures_of_a_year_that_contradict_one_another_count_as_none(pack) -> None:
    class Twice:
        def table(self, name: str) -> tuple:
            rows = pack.table(name)
            if name != "place_series":
                return rows
            (one,) = [row for row in rows if row.id == "PC520103"]
            return (*rows, replace(one, id="again", value=1_200_000.0))

    told = targets_of(Twice(), "yunyan")["targets"]
    record = Goals(Twice()).record

    assert record.figures("yunyan", "population (census)", "million") == {}
    assert {one.id for one in record.conflicts("yunyan", "population (census)", "million")} == {
        "PC520103", "again",
    }  # fmt: skip
    assert told


def test_every_row_of_the_series_has_its_id_source_and_status(pack) -> None:
    rows = pack.table("place_series")

    assert len({row.id for row in rows}) == len(rows) == 228
    assert sum(row.value is None for row in rows) == 74
    assert all(row.source and row.status for row in rows)
    assert sum(row.value for row in rows if row.id.startswith("PC")) == 38_562_148


@pytest.mark.parametrize("region", ["laos", "upland"])
def test_a_pack_without_the_tables_is_whole(region: str) -> None:
    assert "place_series.csv" not in read_folder(find_folder(region)).own
    assert open_reference(region).table("place_series") == ()
