"""Figures of partners beside goods, from a file: every fault told at once."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from entrepot.kernel.errors import InputError, Problem
from entrepot.kernel.source import STATUSES
from entrepot.store.importers.sources import open_source
from entrepot.store.lake import open_duckdb
from entrepot.trade.records import DIRECTIONS, KINDS, Record

COLUMNS = ("partner", "kind", "direction", "period", "value", "currency", "source", "status")


def read_records(path: Path) -> tuple[Record, ...]:
    """Figures of a CSV or Parquet file.

    Args:
        path: With partner, kind (services, projects, investment), direction (out, in), period
            (2024 or 202401), value, currency, source, status.

    Raises:
        InputError: The file cannot be read, or with every fault of every row.
    """
    rows = _rows(path)
    problems: list[Problem] = []
    found = []
    for place, row in enumerate(rows, start=2):
        faults = [Problem("trade.record", f"row {place}, {name}", f"{row[name]!r} {why}.", hint)
                  for name, why, hint in _faults(row)]  # fmt: skip
        problems += faults
        if not faults:
            found.append(_record(row))
    if problems:
        raise InputError(problems)
    return tuple(found)


def _record(row: Mapping[str, str]) -> Record:
    status: Any = row["status"]
    return Record(
        row["partner"], row["kind"], row["direction"], _period(row["period"]) or 0,
        Decimal(row["value"]), row["currency"], row["source"], status,
    )  # fmt: skip


def _faults(row: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Field, what is wrong with it, and what to write."""
    known = {"kind": KINDS, "direction": DIRECTIONS, "status": STATUSES}
    found = [(name, "is none", f"One of {', '.join(words)}.")
             for name, words in known.items() if row[name] not in words]  # fmt: skip
    for name, size in (("partner", 2), ("currency", 3)):
        if not (len(row[name]) == size and row[name].isascii() and row[name].isupper()):
            found.append((name, "is no code", f"{size} capitals."))
    if _period(row["period"]) is None:
        found.append(("period", "is no period", "Write 2024 or 202401."))
    if not _is_amount(row["value"]):
        found.append(("value", "is no amount", "Write it as 1234.56."))
    if not row["source"]:
        found.append(("source", "is empty", "Say where it is from."))
    return found


def _period(text: str) -> int | None:
    digits = text.replace("-", "")
    if len(digits) == 4:
        digits += "00"
    is_month = len(digits) == 6 and digits.isascii() and digits.isdigit()
    return int(digits) if is_month and int(digits[4:]) <= 12 else None


def _is_amount(text: str) -> bool:
    try:
        return Decimal(text).is_finite()
    except InvalidOperation:
        return False


def _rows(path: Path) -> list[dict[str, str]]:
    backend = open_duckdb()
    try:
        with open_source(backend, path) as source:
            if lacking := [name for name in COLUMNS if name not in source.columns]:
                hint = f"Columns of the file: {', '.join(source.columns)}."
                raise InputError([
                    Problem("trade.column", name, "is no column.", hint) for name in lacking
                ])  # fmt: skip
            rows = backend.to_pyarrow(source.select(list(COLUMNS))).to_pylist()
    finally:
        backend.disconnect()
    return [{name: str(row[name] or "").strip() for name in COLUMNS} for row in rows]
