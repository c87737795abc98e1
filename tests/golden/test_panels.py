"""Panels worked by hand: rows of registers in, figures and a table out."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from entrepot.kernel.roll import read_rows
from entrepot.service.panel_document import panel_document
from entrepot.service.panels import HOUSE, PANELS, ROLLS

FILES = sorted((Path(__file__).parent / "panels").glob("*.toml"))
CASES = [one for path in FILES for one in tomllib.loads(path.read_text("utf-8"))["case"]]


@pytest.mark.parametrize("case", CASES, ids=lambda one: f"{one['panel']}: {one['name']}")
def test_a_panel_says_what_was_worked_by_hand(case: dict[str, Any]) -> None:
    rolls = {name: _rows(name, lines) for name, lines in case.get("rolls", {}).items()}
    found = panel_document(PANELS[case["panel"]], rolls, date.fromisoformat(case["on"]))
    figures = {one["name"]: one["value"] for one in found["figures"]}

    assert case["source"]
    assert case["figures"]
    assert _only(figures, case["figures"]) == _told(case["figures"])
    assert len(found["rows"]) == len(case["rows"])
    assert [_only(row, asked) for row, asked in zip(found["rows"], case["rows"], strict=True)] == [
        _told(asked) for asked in case["rows"]
    ]


def test_every_panel_has_a_case_with_rows() -> None:
    assert {one["panel"] for one in CASES if one["rows"]} == set(PANELS)


@pytest.mark.parametrize("name", PANELS)
def test_where_nothing_is_kept_every_figure_is_unknown(name: str) -> None:
    found = panel_document(PANELS[name], {}, date(2026, 6, 30))

    assert {one["value"] for one in found["figures"]} == {None}


def _rows(name: str, lines: list[dict[str, str]]) -> list[Any]:
    header = list(dict.fromkeys(key for line in lines for key in line))
    rows, problems = read_rows({**ROLLS, **HOUSE}[name], header, lines, {})
    assert problems == []
    return rows


def _only(row: dict[str, Any], asked: dict[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in asked}


def _told(asked: dict[str, Any]) -> dict[str, Any]:
    return {name: None if value == "unknown" else value for name, value in asked.items()}
