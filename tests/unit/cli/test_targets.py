"""`entrepot target-path` and `entrepot lmdi`: what they print, and what they refuse."""

import json

import pytest

from entrepot.cli import main

CASE = {
    "base": {"year": 2018, "value": 3.49},
    "target": {"year": 2020, "value": 5, "comparator": ">"},
    "actual": {"year": 2019, "value": 4.0},
    "history": [{"year": 2015 + n, "value": v} for n, v in enumerate((2.9, 3.1, 3.0, 3.49))],
}
SPLIT = {
    "factors": ["people", "output_per_head"], "start": {"all": [10, 10]},
    "end": {"all": [12, 11.666666666666666]},
}  # fmt: skip


@pytest.fixture
def call(tmp_path, capsys):
    def run(verb, case, *words):
        path = tmp_path / "case.json"
        path.write_text(json.dumps(case))
        code = main.call([verb, str(path), *words])
        return code, capsys.readouterr()

    return run


def test_a_target_tells_growth_standing_and_chance(call) -> None:
    code, told = call("target-path", CASE, "--json")
    found = json.loads(told.out)

    assert code == 0
    assert found["required_cagr_pct"] == pytest.approx(19.694, abs=5e-4)
    assert found["pace_ratio"] == pytest.approx(14.6132 / 19.6940, abs=1e-4)
    assert found["status"] == "moderate"
    assert (found["observations"], found["horizon_years"]) == (3, 1)
    assert 0.13 < found["probability"] < 0.14
    assert found["interval_80"][0] < found["median"] < found["interval_80"][1]


def test_drift_and_spread_that_are_given_take_the_place_of_estimates(call) -> None:
    model = {"kind": "log_walk", "distribution": "normal", "drift": 0.1, "sd": 0.2,
             "observations": None}  # fmt: skip
    _, told = call("target-path", CASE | {"model": model}, "--json")
    found = json.loads(told.out)

    assert (found["drift"], found["sd"], found["observations"]) == (0.1, 0.2, None)
    assert found["median"] == pytest.approx(4 * 2.718281828**0.1)
    assert found["interval_80"][1] == pytest.approx(found["median"] * 2.718281828**0.25631)


def test_what_cannot_be_told_is_null_and_says_why(call) -> None:
    code, told = call("target-path", {"target": {"year": 2025, "value": 140}}, "--json")
    found = json.loads(told.out)

    assert code == 0
    nothing = ("required_cagr_pct", "actual_cagr_pct", "pace_ratio", "probability", "drift",
               "sd", "observations", "horizon_years", "median", "interval_80")  # fmt: skip
    assert {found[name] for name in nothing} == {None}
    assert (found["path"], found["status"]) == ([], "unknown")
    assert found["reasons"]["required_cagr_pct"]["code"] == "base_missing"
    assert found["reasons"]["probability"]["text_zh"] == "未知起点值。"


def test_all_that_is_wrong_with_a_case_is_told_at_once(call) -> None:
    wrong = {
        "base": {"year": "2018", "value": 1}, "target": {"comparator": "=>"}, "road": 1,
        "history": [{"year": 2020, "value": 1}, {"year": 2020}], "model": {"sd": -1},
    }  # fmt: skip
    code, told = call("target-path", wrong, "--json")
    wheres = {one["where"] for one in json.loads(told.err or told.out)["problems"]}

    assert code == 2
    assert wheres == {"base.year", "target.comparator", "road", "history[1].value", "model.sd"}


def test_a_model_that_leads_out_of_all_numbers_is_refused(call) -> None:
    model = {"drift": 5000, "sd": 0.1, "observations": None}

    assert call("target-path", CASE | {"model": model})[0] == 5


def test_people_read_the_growth_and_why_a_figure_is_unknown(call) -> None:
    code, told = call("target-path", {"target": {"year": 2025, "value": 140}})

    assert code == 0
    assert "required cagr pct: unknown (No base with value and year is known.)" in told.out


def test_a_change_is_split_with_nothing_left_over(call) -> None:
    code, told = call("lmdi", SPLIT, "--json")
    found = json.loads(told.out)

    assert code == 0
    assert found["effects"] == pytest.approx(
        {"people": 21.674484, "output_per_head": 18.325516}, abs=5e-7
    )
    assert (found["total"], found["residual"]) == (40.0, 0.0)


def test_a_split_that_cannot_be_made_is_refused_by_name(call) -> None:
    assert call("lmdi", {"factors": [], "start": {"a": [1]}})[0] == 2
    assert call("lmdi", SPLIT | {"end": {"all": [12, "x"]}})[0] == 2
    code, told = call("lmdi", SPLIT | {"end": {"all": [-12, 1]}})

    assert code == 5
    assert "end.all, people" in told.err


def test_goals_of_an_invented_region_have_a_chance_by_their_published_years(capsys) -> None:
    code = main.call(["targets", "--geography", "upland", "--region", "upland", "--json"])
    found = json.loads(capsys.readouterr().out)["targets"][0]

    assert (code, found["id"], found["source_status"]) == (0, "ug01", "synthetic")
    assert 0.05 < found["probability"] < 0.15
    assert [one["year"] for one in found["fan"]] == list(range(2025, 2031))
    assert found["figures_status"] == "synthetic"


def test_people_read_goals_and_checks(capsys) -> None:
    code = main.call(["targets", "--geography", "brasketh", "--region", "upland"])
    told = capsys.readouterr().out

    assert code == 0
    assert "additional urban population" in told
    assert main.call(["targets", "--geography", "nowhere", "--region", "upland"]) == 4
    assert main.call(["targets", "--geography", " ", "--region", "upland"]) == 2
