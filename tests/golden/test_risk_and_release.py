"""Runs the cases of risk_draws.toml and release_studies.toml; each names where it is from."""

import tomllib
from pathlib import Path

import pytest

from entrepot.service.study import study_file
from entrepot.window.risk_draw import commitment, draw_bp

HERE = Path(__file__).parent


def cases(name: str) -> list:
    found = tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))["case"]
    return [pytest.param(case, id=case["name"]) for case in found]


@pytest.mark.parametrize("name", ["risk_draws", "release_studies"])
def test_every_case_cites_a_source_and_has_its_own_name(name: str) -> None:
    found = [case.values[0] for case in cases(name)]

    assert all(case["source"] for case in found)
    assert len({case["name"] for case in found}) == len(found)


@pytest.mark.parametrize("case", cases("risk_draws"))
def test_a_draw_is_what_anyone_works_out(case: dict) -> None:
    key = case["day_key"].encode()

    assert draw_bp(key, case["number"]) == case["draw_bp"]
    if "commitment" in case:
        assert commitment(key) == case["commitment"]


@pytest.mark.parametrize("case", cases("release_studies"))
def test_a_study_is_what_was_worked_by_hand(case: dict, tmp_path: Path) -> None:
    file = tmp_path / "stamps.csv"
    file.write_text(case["stamps"].lstrip(), encoding="utf-8")

    assert study_file(file, "upland") == case["expect"]
