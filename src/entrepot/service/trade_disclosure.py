"""Tables that may be shown to everybody: no firm can be found in them."""

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from entrepot.kernel.errors import InputError, Problem
from entrepot.store.importers.sources import open_source
from entrepot.store.lake import open_duckdb
from entrepot.trade.disclosure import TOTAL, Hidden, Place, Risk, protect

Document = dict[str, Any]
WHOLE = ("value_minor", "n_firms", "top1_minor")


def disclose_file(path: Path, rows: str, columns: str) -> Document:
    """Suppress the cells of a file that must not be shown, and as few others as needed.

    Args:
        path: CSV or Parquet: a column for the rows, one for the columns, and value_minor,
            n_firms, top1_minor.
        rows: Name of the column that tells the row.
        columns: Name of the column that tells the column.

    Returns:
        cells, row_totals and column_totals, each with value_minor (None if suppressed) and
        suppressed (primary, secondary or None); and the grand total.

    Raises:
        InputError: With every fault of the file.
    """
    cells = _read(path, rows, columns)
    return disclosed(cells, protect(cells), rows, columns)


def disclosed(cells: Mapping[Place, Risk], hidden: Hidden, rows: str, columns: str) -> Document:
    """The table as it may be shown."""
    by_row: dict[str, int] = defaultdict(int)
    by_column: dict[str, int] = defaultdict(int)
    for (row, column), cell in cells.items():
        by_row[row] += cell.value_minor
        by_column[column] += cell.value_minor

    def told(place: Place, value: int) -> Document:
        why = hidden.get(place)
        return {"value_minor": None if why else str(value), "suppressed": why}

    return {
        "cells": [
            {rows: place[0], columns: place[1], **told(place, cell.value_minor)}
            for place, cell in cells.items()
        ],
        "row_totals": [{rows: row, **told((row, TOTAL), n)} for row, n in by_row.items()],
        "column_totals": [{columns: one, **told((TOTAL, one), n)} for one, n in by_column.items()],
        "total": told((TOTAL, TOTAL), sum(by_row.values())),
    }  # fmt: skip


def _read(path: Path, rows: str, columns: str) -> dict[Place, Risk]:
    backend = open_duckdb()
    try:
        with open_source(backend, path) as source:
            names = (rows, columns, *WHOLE)
            if lacking := [name for name in names if name not in source.columns]:
                hint = f"Columns of the file: {', '.join(source.columns)}."
                raise InputError([_wrong(name, "is no column.", hint) for name in lacking])
            table = backend.to_pyarrow(source.select(list(names))).to_pylist()
    finally:
        backend.disconnect()
    return _cells(table, rows, columns)


def _cells(table: list[Mapping[str, Any]], rows: str, columns: str) -> dict[Place, Risk]:
    """Cells by place; every fault at once."""
    problems: list[Problem] = []
    found: dict[Place, Risk] = {}
    for number, row in enumerate(table, start=2):
        place = str(row[rows] or ""), str(row[columns] or "")
        whole = [_whole(row[name], f"row {number}, {name}", problems) for name in WHOLE]
        if not all(place):
            problems.append(_wrong(f"row {number}", "names no row or no column.", "Fill both."))
        if place in found:
            problems.append(_wrong(f"row {number}", f"tells {place} again.", "Add them up first."))
        found[place] = Risk(whole[0] or 0, whole[1], whole[2])
    if problems:
        raise InputError(problems)
    return found


def _whole(cell: object, where: str, problems: list[Problem]) -> int | None:
    """A whole number of zero or more; blank is unknown, which a value may not be."""
    text = "" if cell is None else str(cell).removesuffix(".0")
    if not text and not where.endswith("value_minor"):
        return None
    if not (text.isascii() and text.isdigit()):
        problems.append(_wrong(where, f"{text!r} is no whole number.", "Give minor units."))
        return None
    return int(text)


def _wrong(where: str, message: str, hint: str) -> Problem:
    return Problem("trade.cells", where, message, hint)
