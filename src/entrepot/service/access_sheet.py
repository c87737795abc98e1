"""Market access and bottlenecks as tables for a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from entrepot.kernel.errors import OutsideError, Problem

ACCESS = (
    "level", "rank", "place", "name", "name_zh", "lat", "lon", "access", "share_of_best",
    "markets", "before", "gain_pct",
)  # fmt: skip
BOTTLENECKS = (
    "rank", "kind", "id", "name", "name_zh", "mode", "flow", "capacity", "saturation", "lost_usd",
    "delay_usd", "cost_usd", "share", "dual_usd_per_teu", "capacity_note", "source", "status",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def access_csv(found: Mapping[str, Any]) -> bytes:
    """The places of a document of market access, with what the figures are."""
    beside = {
        "year": found["query"]["year"], "theta": found["query"]["theta"],
        "size": found["size"]["basis"], "status": found["status"],
    }  # fmt: skip
    return _sheet((*ACCESS, *beside), [{**row, **beside} for row in found["places"]])


def bottlenecks_csv(found: Mapping[str, Any]) -> bytes:
    """The bottlenecks of a document of flows."""
    return _sheet(BOTTLENECKS, found["bottlenecks"])


def save_csv(path: Path, content: bytes) -> None:
    """Write a table to a file.

    Raises:
        OutsideError: The file cannot be written.
    """
    try:
        path.write_bytes(content)
    except OSError as error:
        message = f"cannot be written: {error.strerror}."
        raise OutsideError(Problem("file.unwritable", str(path), message)) from None


def _sheet(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> bytes:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_cell(row[name]) for name in columns] for row in rows)
    return b"\xef\xbb\xbf" + buffer.getvalue().encode()  # a mark that spreadsheets understand


def _cell(value: object) -> object:
    """A cell; text that a spreadsheet would take for a formula is kept from being one."""
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return "" if value is None else value
