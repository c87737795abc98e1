"""A panel as a document: its figures and its table, with how sure they are and who said so."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from entrepot.kernel.house_roll import with_house
from entrepot.kernel.money import Money
from entrepot.kernel.panel import Panel, Rolls, if_kept, status_of
from entrepot.kernel.roll import Column, Row

Document = dict[str, Any]


def panel_document(
    panel: Panel, rolls: Rolls, on: date, most: int | None = None
) -> Document:  # fmt: skip
    """What a panel says on a day.

    Args:
        panel: Which.
        rolls: Rows of its registers, those of the house among them; one that is missing has none.
        on: The day.
        most: How many rows of its table are told; all without it.

    Returns:
        `panel`, `numbers`, `title`, `as_of`, `status`, `sources`, `rolls` with the rows each has
        and whether the house works them out, `figures` with name, label, kind and value,
        `columns`, `names` (columns that rows get beside their ids), `rows` and `row_count`. Sums
        of money are lists of amount and currency, exact numbers text; unknown is null.
    """
    told = {roll.name: rolls.get(roll.name, ()) for roll in (*panel.rolls, *panel.house)}
    held = with_house(told, panel.house)
    answer = panel.tell(held, on)
    answer = if_kept(held, answer)
    sources = {row["source"] for rows in held.values() for row in rows if row.get("source")}
    return {
        "panel": panel.name, "numbers": list(panel.numbers), "page": panel.page,
        "title": panel.en, "title_zh": panel.zh, "as_of": on.isoformat(),
        "status": status_of(panel, held), "sources": sorted(sources),
        "rolls": [{"roll": roll.name, "title": roll.en, "title_zh": roll.zh,
                   "rows": len(told[roll.name]), "is_house": roll.is_house}
                  for roll in (*panel.rolls, *panel.house)],
        "figures": [{**_head(one), "value": _plain(answer.figures[one.name])}
                    for one in panel.figures],
        "columns": [_head(one) for one in panel.columns],
        "names": [], "rows": [_row(panel.columns, row) for row in answer.rows[:most]],
        "row_count": len(answer.rows),
    }  # fmt: skip


def _head(column: Column) -> Document:
    choices = {one.code: {"en": one.en, "zh": one.zh} for one in column.choices}
    return {"name": column.name, "label": column.en, "label_zh": column.zh,
            "kind": column.kind, "choices": choices}  # fmt: skip


def _row(columns: Sequence[Column], row: Row) -> Document:
    """The cells of a row; a text that has its Chinese keeps it beside it."""
    zh = {f"{one.name}_zh": row[f"{one.name}_zh"] for one in columns if f"{one.name}_zh" in row}
    return {**{one.name: _plain(row[one.name]) for one in columns}, **zh}


def _plain(value: object) -> Any:
    """A value as JSON has it."""
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, Money):
        return {"amount": f"{value.amount:f}", "currency": value.currency}
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else value
