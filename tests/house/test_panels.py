"""Every panel is listed once, its registers are one each, and the rows to try can be read."""

import csv
import importlib
import pkgutil
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from entrepot import industry, partners
from entrepot.kernel.panel import Panel
from entrepot.kernel.roll import Column, Roll, read_rows
from entrepot.service.house_rows import SOURCES
from entrepot.service.panels import HOUSE, PANELS, ROLLS

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "src/entrepot/service/demo_rolls"
Lines = list[dict[str, str]]


def written() -> Iterator[Panel]:
    """Every panel that a module of the two rooms says it has."""
    for room in (industry, partners):
        for module in pkgutil.iter_modules(room.__path__):
            found = importlib.import_module(f"{room.__name__}.{module.name}")
            yield from getattr(found, "PANELS", ())


def lines_of(folder: Path) -> dict[str, Lines]:
    return {path.stem: list(csv.DictReader(path.read_text("utf-8").splitlines()))
            for path in sorted(folder.glob("*.csv"))}  # fmt: skip


def twice(columns: Sequence[Column]) -> list[str]:
    return [name for name, count in Counter(one.name for one in columns).items() if count > 1]


def test_every_panel_that_is_written_is_listed_under_its_own_name() -> None:
    assert [one.name for one in written() if PANELS.get(one.name) is not one] == []


@pytest.mark.parametrize("panel", PANELS.values(), ids=lambda one: one.name)
def test_a_panel_names_each_figure_and_column_once_and_shares_its_registers(panel: Panel) -> None:
    assert twice(panel.figures) == []
    assert twice(panel.columns) == []
    assert all(ROLLS[roll.name] is roll for roll in panel.rolls)
    assert all(HOUSE[roll.name] is roll for roll in panel.house)
    assert panel.en
    assert panel.zh
    assert all(one.en and one.zh for one in (*panel.figures, *panel.columns))


@pytest.mark.parametrize("roll", [*ROLLS.values(), *HOUSE.values()], ids=lambda one: one.name)
def test_a_register_names_each_column_once_and_refers_to_what_there_is(roll: Roll) -> None:
    refers = {one.refers for one in roll.columns if one.refers}

    assert twice(roll.columns) == []
    assert refers - {"place"} - set(ROLLS) == set()
    assert roll.en
    assert roll.zh
    assert all(one.en and one.zh for one in roll.columns)


def test_each_register_of_the_house_is_worked_out_and_told_by_nobody() -> None:
    assert set(SOURCES) == set(HOUSE)
    assert set(HOUSE) & set(ROLLS) == set()
    assert all(one.is_house for one in HOUSE.values())
    assert not any(one.is_house for one in ROLLS.values())


@pytest.mark.parametrize("panel", PANELS.values(), ids=lambda one: one.name)
def test_a_house_register_feeds_one_that_its_panel_rests_on(panel: Panel) -> None:
    fed = {one.feeds for one in panel.house if one.feeds}

    assert fed <= {one.name for one in panel.rolls}


def test_rows_to_try_are_of_registers_there_are_and_read_without_a_fault() -> None:
    lines = lines_of(DEMO)
    known = {**{name: set[str]() for name in ROLLS}, "place": set[str](),
             **{name: {one["id"] for one in rows} for name, rows in lines.items()}}  # fmt: skip
    faults = {name: read_rows(ROLLS[name], list(rows[0]), rows, known)[1]
              for name, rows in lines.items()}  # fmt: skip

    assert {name: found for name, found in faults.items() if found} == {}


def test_rows_to_try_say_that_they_are_synthetic() -> None:
    rows = [one for rows in lines_of(DEMO).values() for one in rows]

    assert [one["id"] for one in rows if one["status"] != "synthetic"] == []
