"""Whatever rows registers hold and whatever the day, a panel answers, figure by figure."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from entrepot.kernel.roll import Column, Roll, Row, read_row
from entrepot.service.panel_document import panel_document
from entrepot.service.panels import PANELS

ON = date(2026, 6, 30)
DAYS = st.integers(-900, 900).map(lambda days: (ON + timedelta(days)).isoformat())
IDS = st.sampled_from(["A", "B", "C", "850760"])
TEXTS = st.sampled_from(["yes", "no", "12", "-3.5", "0102", "word; other", "字"])
PLAIN: Mapping[str, st.SearchStrategy[str]] = {
    "text": TEXTS, "id": IDS, "day": DAYS | st.sampled_from(["0001-01-01", "9999-12-31"]),
    "currency": st.sampled_from(["CNY", "JPY"]), "country": st.sampled_from(["DE", "LA"]),
    "yes_no": st.sampled_from(["yes", "no"]),
}  # fmt: skip


def _cell(column: Column) -> st.SearchStrategy[str]:
    if column.kind == "choice":
        told = st.sampled_from([one.code for one in column.choices])
    elif column.kind in ("whole", "number", "amount"):
        least = column.least if column.least is not None else 0
        told = st.integers(least, column.most if column.most is not None else 10**6).map(str)
    else:
        told = PLAIN[column.kind]
    return told if column.needed else told | st.just("")


def _rows(roll: Roll) -> st.SearchStrategy[list[Row]]:
    cells = {one.name: _cell(one) for one in roll.columns if one.name != "id"}
    return st.lists(st.fixed_dictionaries(cells), max_size=4).map(lambda lines: _read(roll, lines))


def _read(roll: Roll, lines: Sequence[Mapping[str, str]]) -> list[Row]:
    """The rows that a register would take."""
    told = [read_row(roll, {**one, "id": "ABCD"[at]}, {}) for at, one in enumerate(lines)]
    return [row for row, wrong in told if not wrong]


@pytest.mark.parametrize("name", PANELS)
@settings(
    derandomize=True, max_examples=8, suppress_health_check=[HealthCheck.too_slow], deadline=None
)
@given(data=st.data(), on=st.integers(-1200, 1200))
def test_a_panel_answers_for_any_rows_and_day(name: str, data: Any, on: int) -> None:
    panel = PANELS[name]
    rolls = {roll.name: data.draw(_rows(roll)) for roll in (*panel.rolls, *panel.house)}
    day = data.draw(st.sampled_from([date.min, date.max, ON + timedelta(on)]))
    found = panel_document(panel, rolls, day)

    assert [one["name"] for one in found["figures"]] == [one.name for one in panel.figures]
    assert all(one.name in row for row in found["rows"] for one in panel.columns)
    assert json.loads(json.dumps(found, ensure_ascii=False)) == found
    assert panel_document(panel, rolls, day) == found
