"""Figures of panels beside a second program: DuckDB, by the SQL of their definitions."""

import random
import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb
import pytest

from entrepot.kernel.money import Money
from entrepot.kernel.panel import if_kept
from entrepot.kernel.roll import Column, Roll, Row, read_row
from entrepot.service.panels import PANELS

TEXT = (Path(__file__).parent / "panel_figures.sql").read_text("utf-8")
QUERIES = dict(re.findall(r"^-- name: (\S+)\n(.+?;)$", TEXT, re.MULTILINE | re.DOTALL))
DAYS = (date(2024, 2, 29), date(2025, 2, 28), date(2026, 6, 30), date(2026, 7, 14))
IDS, DRAWN, ROWS = "ABCDEF", 400, 60
TYPES = {"day": "date", "yes_no": "boolean", "whole": "bigint", "number": "decimal(18, 4)",
         "amount": "decimal(18, 2)"}  # fmt: skip


def _cell(column: Column, on: date, chance: random.Random) -> str:
    if not column.needed and column.name != "currency" and chance.random() < 0.3:
        return ""
    if column.kind == "choice":
        return chance.choice(column.choices).code
    if column.kind in ("whole", "number", "amount"):
        least = int(column.least or 0)
        most = 9 if column.most is None else min(9, int(column.most))
        return str(chance.randint(*((2020, 2027) if least > 9 else (max(0, least), most))))
    if column.kind == "day":
        return _day(on, chance).isoformat()
    words = {"yes_no": ("yes", "no"), "currency": ("CNY", "USD"), "country": ("LA", "TH", "DE")}
    return chance.choice(words.get(column.kind, IDS[:4]))


def _day(on: date, chance: random.Random) -> date:
    """The day itself and its neighbours more often than others, and firsts of months."""
    near = on + timedelta(chance.choice((-1, 0, 0, 1)))
    far = on + timedelta(chance.randint(-800, 300))
    return chance.choice((near, far, far.replace(day=1)))


def _rows(roll: Roll, on: date, chance: random.Random) -> list[Row]:
    """Rows that a register would take, some with ids that others refer to."""
    told = (read_row(roll, {one.name: _cell(one, on, chance) for one in _columns(roll)}
                     | {"id": "A"}, {}) for _ in range(DRAWN))  # fmt: skip
    kept = list(islice((row for row, wrong in told if not wrong), ROWS))
    return [{**row, "id": IDS[at] if at < len(IDS) else f"G{at:02}"} for at, row in enumerate(kept)]


def _columns(roll: Roll) -> Sequence[Column]:
    """Columns that a line fills; who says so is left out, but not where."""
    return [one for one in roll.columns if one.name not in ("id", "source", "status")]


def _asked(query: str, rolls: Mapping[str, Roll], rows: Mapping[str, Any], on: date) -> Any:
    with duckdb.connect() as other:
        for name, roll in rolls.items():
            columns = ", ".join(f'"{one.name}" {TYPES.get(one.kind, "varchar")}'
                                for one in roll.columns)  # fmt: skip
            other.execute(f"create table {name} ({columns})")
            marks = ", ".join("?" * len(roll.columns))
            told = [row[one.name] for row in rows[name] for one in roll.columns]
            if told:
                lines = ", ".join([f"({marks})"] * len(rows[name]))
                other.execute(f"insert into {name} values {lines}", told)
        return other.execute(query, {"on": on} if "$on" in query else {}).fetchall()


def _agrees(figure: Any, kind: str, found: Sequence[Sequence[Any]]) -> bool:
    """Whether a figure is what was asked: sums by currency, a quotient as it rounds, or a value."""
    if kind == "money":
        return figure == (tuple(Money(Decimal(amount), name) for amount, name in found) or None)
    (cells,) = found
    if len(cells) == 1:
        return bool(figure == cells[0])
    part, whole = cells
    if not whole:
        return figure is None
    step = Fraction(1, 10 ** -figure.as_tuple().exponent)
    return abs(Fraction(figure) - Fraction(part) / Fraction(whole)) <= step * Fraction(51, 100)


@pytest.mark.parametrize("name", QUERIES)
def test_a_figure_is_what_duckdb_finds(name: str) -> None:
    panel_name, figure = name.split(".")
    panel = PANELS[panel_name]
    kind = next(one.kind for one in panel.figures if one.name == figure)
    for seed, on in enumerate(DAYS):
        chance = random.Random(f"{name} {seed}")
        rows = {roll.name: _rows(roll, on, chance) for roll in panel.rolls}
        told = if_kept(rows, panel.tell(rows, on)).figures[figure]
        found = _asked(QUERIES[name], {one.name: one for one in panel.rolls}, rows, on)

        assert _agrees(told, kind, found), (on, told, found)


def test_at_least_thirty_figures_are_told_twice() -> None:
    assert len(QUERIES) >= 30
