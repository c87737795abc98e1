"""One table as one file holds it: columns of values with the row each came from."""

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from itertools import compress
from typing import Any

from entrepot.kernel.errors import Problem
from entrepot.region.cells import BROKEN, CellError, nearest, parse_cell
from entrepot.region.columns import Column

Table = Mapping[str, Column]
_SEPARATORS = re.compile(r"[;\t|]")


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of one table in one file.

    Attributes:
        file: How messages call the file, such as `links.csv`.
        table: Table name.
        rows: Number of each row as a spreadsheet shows it; the header is row 1.
        values: Column name to one value a row; BROKEN where the cell is bad.
        is_own: Whether the rows are those asked about, not those of the layer beneath.
    """

    file: str
    table: str
    rows: Sequence[int]
    values: Mapping[str, Sequence[Any]]
    is_own: bool = True

    def keys(self, names: Sequence[str]) -> list[tuple[Any, ...]]:
        """The key of each row."""
        return list(zip(*(self.values[name] for name in names), strict=True))

    def where(self, index: int, column: str = "") -> str:
        """Name a row or a cell as people find it in a spreadsheet."""
        tail = f", {column}" if column else ""
        return f"{self.file} row {self.rows[index]}{tail}"

    def keep(self, chosen: Sequence[bool]) -> "Sheet":
        """The same sheet with the chosen rows only."""
        values = {name: list(compress(column, chosen)) for name, column in self.values.items()}
        rows = list(compress(self.rows, chosen))
        return Sheet(self.file, self.table, rows, values, self.is_own)


def read_sheet(
    name: str, table: Table, text: str, *, prefix: str = "", is_own: bool = True
) -> tuple[Sheet, list[Problem]]:
    """Read the text of one CSV file.

    Args:
        name: Table name; the file is `name.csv`.
        table: Its columns.
        text: The whole file.
        prefix: Folder to put before the file's name in messages.
        is_own: Goes into the sheet.

    Returns:
        The sheet, bad cells marked, and every problem of form found in it.
    """
    file = f"{prefix}{name}.csv"
    problems = _encoding(file, text)
    header, body, found = _records(file, text.removeprefix("\ufeff"))
    problems += found
    problems += _header(file, table, header)
    rows, records = _even(file, header, body, problems)
    cells = dict(zip(header, zip(*records, strict=True), strict=False)) if records else {}
    report = _Reporter(file, rows, problems)
    values = {
        column.name: _values(column, cells.get(column.name), len(rows), report)
        for column in table.values()
    }
    return Sheet(file, name, rows, values, is_own), problems


@dataclass(frozen=True, slots=True)
class _Reporter:
    """Turns a bad cell into a problem for every row that holds it."""

    file: str
    rows: Sequence[int]
    problems: list[Problem]

    def cell(self, column: Column, indices: Iterable[int], error: CellError) -> None:
        for i in indices:
            where = f"{self.file} row {self.rows[i]}, {column.name}"
            self.problems.append(Problem(error.code, where, error.message, error.hint))


def _encoding(file: str, text: str) -> list[Problem]:
    hint = "Save the file as UTF-8 without a byte order mark."
    problems = []
    if text.startswith("\ufeff"):
        problems.append(Problem("pack.encoding", file, "starts with a byte order mark.", hint))
    if "\ufffd" in text:
        row = text[: text.index("\ufffd")].count("\n") + 1
        message = "holds bytes that are not UTF-8."
        problems.append(Problem("pack.encoding", f"{file} line {row}", message, hint))
    return problems


def _records(file: str, text: str) -> tuple[list[str], list[tuple[int, list[str]]], list[Problem]]:
    """The header, and each record that is not blank with its row number."""
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    records: list[tuple[int, list[str]]] = []
    problems = []
    try:
        for row, record in enumerate(reader, start=1):
            if row == 1 or any(record):
                records.append((row, record))
    except csv.Error as error:
        hint = "Look for a quotation mark that is not closed or not doubled."
        where = f"{file} line {reader.line_num}"
        problems.append(Problem("pack.csv", where, f"cannot be split into cells: {error}.", hint))
    if not records:
        problems.append(Problem("pack.missing", file, "has no header row.", "Give column names."))
        return [], [], problems
    return [cell.strip() for cell in records[0][1]], records[1:], problems


def _header(file: str, table: Table, header: Sequence[str]) -> list[Problem]:
    where = f"{file} row 1"
    if len(header) == 1 and (found := _SEPARATORS.search(header[0])):
        message = f"the cells are separated by {found[0]!r}, not by commas."
        return [Problem("pack.csv", where, message, "Save the file as comma-separated.")]
    problems = []
    for name in dict.fromkeys(header):
        if name not in table:
            hint = nearest(name, tuple(table)) or f"Columns: {', '.join(table)}."
            problems.append(Problem("pack.column", where, f"there is no column '{name}'.", hint))
        elif header.count(name) > 1:
            message = f"column '{name}' is there {header.count(name)} times."
            problems.append(Problem("pack.column", where, message, "Keep one."))
    for column in table.values():
        if header and column.required and not column.default and column.name not in header:
            message = f"column '{column.name}' is missing."
            problems.append(Problem("pack.column", where, message, column.meaning_en))
    return problems


def _even(
    file: str,
    header: Sequence[str],
    body: Iterable[tuple[int, list[str]]],
    problems: list[Problem],
) -> tuple[list[int], list[list[str]]]:
    """The records as long as the header; each other one is a problem."""
    rows, records = [], []
    width = len(header)
    for row, record in body:
        if len(record) == width:
            rows.append(row)
            records.append(record)
        else:
            message = f"has {len(record)} cells, the header {width}."
            hint = "Quote a cell that holds a comma; fill short rows with commas."
            problems.append(Problem("pack.ragged", f"{file} row {row}", message, hint))
    return rows, records


def _values(
    column: Column, cells: Sequence[str] | None, count: int, report: _Reporter
) -> Sequence[Any]:
    """The values of one column; each different text is read only once."""
    if cells is None:
        lacks = column.required and not column.default
        return [BROKEN if lacks else parse_cell(column, "")] * count
    known = {text: _value(column, text, cells, report) for text in set(cells)}
    return list(map(known.__getitem__, cells))


def _value(column: Column, text: str, cells: Sequence[str], report: _Reporter) -> Any:
    try:
        return parse_cell(column, text)
    except CellError as error:
        report.cell(column, (i for i, cell in enumerate(cells) if cell == text), error)
        return BROKEN
