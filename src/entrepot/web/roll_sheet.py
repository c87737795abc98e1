"""Registers and panels as files."""

from collections.abc import Sequence
from typing import Any

from entrepot.web.trade_export import Column
from entrepot.web.verbs import Document


def of_rows(found: Document) -> tuple[Sequence[Column], Sequence[Document]]:
    """The rows of a register, with the columns that it takes in again and names beside ids."""
    return _columns(found), found["rows"]


def of_panel(found: Document) -> tuple[Sequence[Column], Sequence[Document]]:
    """The table of a panel; each row with how sure it is and the day."""
    columns = _columns(found)
    same = {"as_of": found["as_of"], "status": found["status"]}
    rows = [{**{name: _flat(value) for name, value in row.items()}, **same}
            for row in found["rows"]]  # fmt: skip
    return [*columns, *(Column(name) for name in same)], rows


def _columns(found: Document) -> list[Column]:
    return [*(Column(one["name"]) for one in found["columns"]), *map(Column, found["names"])]


def _flat(value: Any) -> Any:
    """Sums of money as text; yes and no as files have them."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "; ".join(f"{one['amount']} {one['currency']}" for one in value)
    return value
