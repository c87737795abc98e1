"""`entrepot access` as people run it."""

import csv
import json

import pytest

from entrepot.cli import main

KEYS = [
    "query", "unit", "unit_zh", "size", "cost", "status", "places", "left_out", "openings",
]  # fmt: skip
pytestmark = pytest.mark.xdist_group("access")


@pytest.fixture
def run(capsys, monkeypatch, tmp_path_factory):
    """Runs the command in a region; its exit code and its document or problems."""
    monkeypatch.setenv("ENTREPOT_HOME", str(tmp_path_factory.getbasetemp() / "access-home"))

    def call(*words: str, region: str = "upland") -> tuple[int, dict]:
        code = main.call(["access", "--year", "2026", *words, "--region", region, "--json"])
        printed = capsys.readouterr()
        return code, json.loads(printed.out or printed.err)

    return call


def test_every_place_of_every_level_has_its_access_and_says_what_the_size_is(run) -> None:
    code, found = run()
    levels = [one["level"] for one in found["places"]]

    assert (code, list(found)) == (0, KEYS)
    assert levels == ["region", "canton", "canton", "commune", "commune", "commune"]
    assert found["size"]["basis"] == "population"
    assert found["size"]["sources"]
    assert all(one["access"] > 0 for one in found["places"])
    assert all(one["gain_pct"] is None for one in found["places"])
    assert all(one["reason"] and one["reason_zh"] for one in found["left_out"])


def test_all_counties_and_prefectures_of_the_reference_region_are_told(run) -> None:
    _, found = run(region="guizhou")
    counts = dict.fromkeys(found["query"]["levels"], 0)
    for one in found["places"]:
        counts[one["level"]] += 1

    assert counts == {"province": 1, "prefecture": 9, "county": 88}
    assert {one["rank"] for one in found["places"] if one["level"] == "county"} == {*range(1, 89)}


def test_an_opening_is_compared_with_the_same_year_and_takes_nothing_away(run) -> None:
    [first, *_] = run()[1]["openings"]
    code, found = run("--open", first["id"], "--level", "communes")

    assert code == 0
    assert all(one["access"] >= one["before"] for one in found["places"])
    assert all(one["gain_pct"] >= 0 for one in found["places"])


def test_what_each_opening_adds_is_what_it_adds_alone(run) -> None:
    _, every = run("--each", "--level", "communes")
    [first, *_] = every["openings"]
    _, alone = run("--open", first["id"], "--level", "communes")
    gains = [one["gain_pct"] for one in alone["places"]]

    assert first["mean_gain_pct"] == pytest.approx(sum(gains) / len(gains))
    assert first["most_gain_pct"] == pytest.approx(max(gains))
    assert all(one["mean_gain_pct"] >= 0 for one in every["openings"])


def test_another_year_may_be_compared_with(run) -> None:
    _, found = run("--against", "2030")

    assert all(one["before"] >= one["access"] for one in found["places"])


def test_a_higher_theta_makes_far_markets_count_less(run) -> None:
    near, far = (run("--theta", theta)[1]["places"][0]["best"] for theta in ("1", "3"))

    assert far[0]["share"] > near[0]["share"]


def test_every_fault_is_told_at_once(run) -> None:
    code, told = run("--level", "moon", "--theta", "-1", "--open", "border:x", "--by", "luck")

    assert code == 2
    assert {one["where"] for one in told["problems"]} == {"level", "theta", "open", "by"}


def test_an_opening_and_a_year_are_not_compared_with_at_once(run) -> None:
    code, told = run("--open", "link:UL13", "--against", "2020")

    assert (code, told["problems"][0]["code"]) == (2, "input.both")


def test_the_places_can_be_kept_as_a_table(run, tmp_path) -> None:
    file = tmp_path / "access.csv"
    _, found = run("--csv", str(file))
    with file.open(encoding="utf-8-sig", newline="") as text:
        rows = list(csv.DictReader(text))

    assert [row["place"] for row in rows] == [one["place"] for one in found["places"]]
    assert {row["size"] for row in rows} == {"population"}


@pytest.mark.usefixtures("run")
def test_people_read_what_the_size_is(capsys) -> None:
    assert main.call(["access", "--year", "2026", "--region", "upland"]) == 0

    assert "sum of population / cost^theta" in capsys.readouterr().out
