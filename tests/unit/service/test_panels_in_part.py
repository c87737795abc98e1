"""Panels answer on the first day and the last, and where registers are seen only in part."""

import csv
from collections.abc import Sequence
from datetime import date
from io import StringIO
from pathlib import Path

import pytest

import entrepot.service
from entrepot.kernel.panel import Panel, Rolls
from entrepot.kernel.roll import Row, read_rows
from entrepot.service.panel_document import panel_document
from entrepot.service.panels import PANELS, ROLLS

FOLDER = Path(entrepot.service.__file__).parent / "demo_rolls"
NOW = date(2026, 11, 28)


def synthetic(name: str) -> Sequence[Row]:
    path = FOLDER / f"{name}.csv"
    if not path.is_file():
        return []
    lines = list(csv.DictReader(StringIO(path.read_text("utf-8"))))
    rows, problems = read_rows(ROLLS[name], list(lines[0]), lines, {})
    assert problems == []
    return rows


def held(panel: Panel) -> Rolls:
    return {roll.name: synthetic(roll.name) for roll in panel.rolls}


@pytest.mark.parametrize("panel", PANELS.values(), ids=lambda one: one.name)
@pytest.mark.parametrize("on", [date.min, date.max])
def test_a_panel_answers_on_the_first_day_and_the_last(panel: Panel, on: date) -> None:
    answer = panel_document(panel, held(panel), on)

    assert answer["as_of"] == on.isoformat()
    assert len(answer["figures"]) == len(panel.figures)


@pytest.mark.parametrize("panel", PANELS.values(), ids=lambda one: one.name)
def test_a_panel_answers_where_rows_that_others_refer_to_are_not_seen(panel: Panel) -> None:
    rolls = held(panel)
    for name, rows in rolls.items():
        for some in ([], rows[: len(rows) // 2], rows[len(rows) // 2 :]):
            answer = panel_document(panel, {**rolls, name: some}, NOW)

            assert {one["roll"]: one["rows"] for one in answer["rolls"]}[name] == len(some)


@pytest.mark.parametrize("panel", PANELS.values(), ids=lambda one: one.name)
def test_the_order_of_rows_changes_nothing_that_is_said(panel: Panel) -> None:
    rolls = held(panel)
    turned = {name: rows[::-1] for name, rows in rolls.items()}
    figures, others = (panel_document(panel, one, NOW)["figures"] for one in (rolls, turned))

    assert figures == others
