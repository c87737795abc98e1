"""Files with product rules or correlation tables, as rows of text: CSV, XLSX, JSON, gzipped too."""

import csv
import gzip
import io
import json
import tomllib
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from entrepot.kernel.errors import InputError, Problem

MOST_BYTES = 200_000_000
Rows = list[dict[str, str]]


def read_file(path: Path) -> tuple[list[str], Rows, list[Mapping[str, Any]]]:
    """A table of a file: its header and rows, or its rule sets where it is JSON.

    Raises:
        InputError: It is not there, or no such file.
    """
    try:
        content = path.read_bytes()
        if content[:2] == b"\x1f\x8b":
            with gzip.open(io.BytesIO(content)) as file:
                content = file.read(MOST_BYTES + 1)
    except (OSError, EOFError) as error:
        raise _unreadable(path, str(getattr(error, "strerror", None) or error)) from error
    if len(content) > MOST_BYTES:
        raise _unreadable(path, f"larger than {MOST_BYTES // 1_000_000} MB")
    if content[:4] == b"PK\x03\x04":
        return _sheet(path, content)
    try:
        text = content.decode("utf-8-sig")
        if text.lstrip()[:1] in "{[":
            return [], [], _rule_sets(json.loads(text))
    except (UnicodeDecodeError, ValueError) as error:
        raise _unreadable(path, "neither UTF-8 text nor JSON") from error
    reader = csv.DictReader(io.StringIO(text, newline=""))
    rows = [{key: value or "" for key, value in row.items() if key} for row in reader]
    return list(reader.fieldnames or ()), rows, []


def read_map(path: Path | None) -> dict[str, str]:
    """`[columns]` of a map: what a file calls its code, goods, rule, from and to.

    Raises:
        InputError: It is not there, or is no TOML.
    """
    if path is None:
        return {}
    try:
        columns = tomllib.loads(path.read_text(encoding="utf-8")).get("columns", {})
    except (OSError, ValueError) as error:
        raise _unreadable(path, "no TOML with [columns]") from error
    return {str(key): str(value) for key, value in dict(columns).items()}


def _sheet(path: Path, content: bytes) -> tuple[list[str], Rows, list[Mapping[str, Any]]]:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        grid = [
            ["" if cell is None else str(cell).strip() for cell in row]
            for row in book.worksheets[0].iter_rows(values_only=True)
        ]
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, IndexError) as error:
        raise _unreadable(path, "no workbook") from error
    header = grid[0] if grid else []
    return header, [dict(zip(header, row, strict=False)) for row in grid[1:]], []


def _rule_sets(raw: object) -> list[Mapping[str, Any]]:
    sets = raw.get("rule_sets") if isinstance(raw, Mapping) else raw
    return [one for one in sets if isinstance(one, Mapping)] if isinstance(sets, list) else []


def _unreadable(path: Path, why: str) -> InputError:
    return InputError(
        Problem("file.unreadable", path.name, f"cannot be read: {why}.",
                "Give a CSV, XLSX or JSON file.", message_zh="无法读取文件。")
    )  # fmt: skip
