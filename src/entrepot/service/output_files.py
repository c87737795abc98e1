"""A table of input and output as a spreadsheet: a row a sector, a column for each buyer."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from entrepot.kernel.errors import InputError, Problem
from entrepot.service.output_table import BRINGS, read_sectors
from entrepot.store.tables import FileTable, read_table

BUYER = "to:"
_ONCE = ("source", "status", "unit", "usd_per_unit", "table")
_TEXTS = ("code", "name", "name_zh")
_NUMBERS = ("output", "export_share", *BRINGS)
_KNOWN = (*_TEXTS, *_NUMBERS, "local_share", *_ONCE)


def read_output(file: Path) -> dict[str, Any]:
    """The table of a file: TOML, CSV or Excel.

    Raises:
        InputError: It cannot be read; everything wrong with a spreadsheet is named by cell.
    """
    if file.suffix.lower() == ".toml":
        return read_sectors(file)
    try:
        content = file.read_bytes()
    except OSError as error:
        message = f"cannot be read: {error.strerror}."
        hint = "See docs/how-to/output-table.csv for an example."
        raise InputError(Problem("file.unreadable", str(file), message, hint)) from error
    return output_of(content, file.name)


def output_of(content: bytes, name: str) -> dict[str, Any]:
    """The table of a spreadsheet, as TOML would tell it.

    Args:
        content: CSV or Excel: code, name, output, `to:CODE` for what is sold to each sector,
            export_share, local_share (one, or low;likeliest;high), value_added, jobs, tax;
            source, status, unit and usd_per_unit, the same in each row.
        name: What faults call the file.

    Raises:
        InputError: Everything wrong is named by cell.
    """
    table = read_table(content, name)
    problems = [*_header_faults(table, name)]
    if problems:
        raise InputError(problems)
    cells = _Cells(name, problems)
    codes = [row["code"].strip() for row in table.rows]
    found = {
        "sector": [cells.sector(place, row) for place, row in enumerate(table.rows)],
        "flows": [[cells.number(place, row, BUYER + one) or 0.0 for one in codes]
                  for place, row in enumerate(table.rows)],
        **cells.once(table.rows),
    }  # fmt: skip
    if problems:
        raise InputError(problems)
    return found


def _header_faults(table: FileTable, name: str) -> list[Problem]:
    """Buyers that are no sectors, sectors that are no buyers, and columns that mean nothing."""
    codes = {row.get("code", "").strip() for row in table.rows}
    buyers = {one.removeprefix(BUYER) for one in table.header if one.startswith(BUYER)}
    where = f"{name} row 1"
    missing = [one for one in ("code", "output", "source") if one not in table.header]
    strange = [one for one in table.header if not one.startswith(BUYER) and one not in _KNOWN]
    told = [
        *(("is missing.", one) for one in missing),
        *(("means nothing here.", one) for one in strange),
        *(("is no sector of the table.", BUYER + one) for one in sorted(buyers - codes)),
        *(("has no column of a buyer.", one) for one in sorted(codes - buyers)),
    ]
    hint = "See docs/how-to/output-table.csv for an example."
    return [Problem("plan.output_column", f"{where}, {one}", message, hint,
                    message_zh="列有误。") for message, one in told]  # fmt: skip


class _Cells:
    """Reads cells, and keeps what is wrong with them."""

    def __init__(self, name: str, problems: list[Problem]) -> None:
        self._name, self._problems = name, problems

    def sector(self, place: int, row: Mapping[str, str]) -> dict[str, Any]:
        """A sector as TOML would tell it."""
        texts = {one: row[one].strip() for one in _TEXTS if row.get(one, "").strip()}
        figures = {one: self.number(place, row, one) for one in _NUMBERS}
        local = row.get("local_share", "").strip()
        shares = [self._read(place, "local_share", one) for one in local.split(";") if one]
        told = shares if len(shares) > 1 else shares[0] if shares else None
        known = {name: one for name, one in figures.items() if one is not None}
        return {**texts, **known, **({} if told is None else {"local_share": told})}

    def number(self, place: int, row: Mapping[str, str], name: str) -> float | None:
        """A number; None where the cell is empty."""
        text = row.get(name, "").strip()
        return self._read(place, name, text) if text else None

    def once(self, rows: Sequence[Mapping[str, str]]) -> dict[str, Any]:
        """What is said of the whole table: the same in each row, or in the first alone."""
        found: dict[str, Any] = {}
        for name in _ONCE:
            told = {text for row in rows if (text := row.get(name, "").strip())}
            if len(told) > 1:
                self._fault(0, name, "differs between rows.", "Write one.")
            if told:
                text = sorted(told)[0]
                found[name] = self._read(0, name, text) if name == "usd_per_unit" else text
        return {("name" if name == "table" else name): one for name, one in found.items()}

    def _read(self, place: int, name: str, text: str) -> float:
        """Digits with a point; commas are refused, as they may be decimals or thousands."""
        try:
            if not text.isascii() or "_" in text:
                raise ValueError
            return float(text)
        except ValueError:
            self._fault(place, name, f"{text[:40]!r} is no number.", "Write 1234.5.")
            return 0.0

    def _fault(self, place: int, name: str, message: str, hint: str) -> None:
        where = f"{self._name} row {place + 2}, {name}"
        self._problems.append(
            Problem("plan.output_cell", where, message, hint, message_zh="单元格有误。")
        )
