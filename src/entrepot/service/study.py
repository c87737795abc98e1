"""Time release study of a file of stamps."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from entrepot.kernel.errors import InputError, Problem
from entrepot.store.reference import open_reference
from entrepot.window.trs import Stamp, cases_of, parse_instant, study

COLUMNS = ("declaration", "flow", "code", "at")
_FLOWS = {"i": "import", "e": "export"}


def study_file(path: Path, region: str | None = None) -> dict[str, Any]:
    """Study the stamps of a CSV file with the columns declaration, flow, code and at.

    Args:
        path: The file, UTF-8.
        region: Region whose event codes hold; None is the usual one.

    Returns:
        The document of the study.

    Raises:
        InputError: The file cannot be read, or lacks a column or the name of a declaration.
    """
    stamps = tuple(_read(path))
    cases, excluded = cases_of(stamps, open_reference(region).table("event_codes"))
    return study(cases, excluded).document()


def _read(path: Path) -> Iterator[Stamp]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file, strict=True)
            _check_header(path, rows.fieldnames or ())
            yield from _stamps(path, rows)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(_unreadable(path, error)) from error


def _check_header(path: Path, header: Iterable[str]) -> None:
    lacking = [name for name in COLUMNS if name not in header]
    if lacking:
        raise InputError(
            Problem(
                "trs.column", f"{path} row 1", f"has no column {', '.join(lacking)}.",
                f"Columns: {', '.join(COLUMNS)}.",
                message_zh=f"缺少列{'、'.join(lacking)}。",
            )
        )  # fmt: skip


def _stamps(path: Path, rows: Iterable[Mapping[str, str | None]]) -> Iterator[Stamp]:
    problems = []
    for number, row in enumerate(rows, start=2):
        declaration, flow, code, at = ((row[name] or "").strip() for name in COLUMNS)
        if not declaration:
            problems.append(
                Problem(
                    "trs.declaration", f"{path} row {number}", "names no declaration.",
                    message_zh="未填写报关单。",
                )
            )  # fmt: skip
            continue
        flow = flow.lower()
        yield Stamp(declaration, _FLOWS.get(flow, flow), code.upper(), parse_instant(at))
    if problems:
        raise InputError(problems)


def _unreadable(path: Path, error: Exception) -> Problem:
    why = error.strerror if isinstance(error, OSError) else str(error)
    return Problem(
        "file.unreadable", str(path), f"cannot be read: {why}.", "Give a CSV file in UTF-8.",
        message_zh=f"无法读取：{why}。",
    )  # fmt: skip
