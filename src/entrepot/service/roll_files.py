"""Files of registers: CSV, Excel or a JSON list of rows, as cells of text."""

from collections.abc import Mapping, Sequence
from typing import Any

from entrepot.kernel.errors import InputError, Problem
from entrepot.kernel.roll import text_of
from entrepot.service.cases import parse_cases
from entrepot.service.upload import write_csv, write_xlsx
from entrepot.store.tables import read_table
from entrepot.window.tabular import GUARDED, guarded

Cells = Mapping[str, str]


def read_file(data: bytes, file: str) -> tuple[Sequence[str], Sequence[Cells]]:
    """Columns and rows of a file.

    Raises:
        InputError: It is no table and no JSON list of objects, or has no row.
    """
    if data.lstrip()[:1] in (b"[", b"{"):
        return lines_of(parse_cases(data, file), file)
    table = read_table(data, file)
    lines = [{name: _unguarded(text) for name, text in row.items()}
             for row in table.rows if any(row.values())]  # fmt: skip
    if not lines:
        raise InputError(Problem("roll.empty", file, "has no row.", "Give a row each.",
                                 message_zh="没有数据行。"))  # fmt: skip
    return table.header, lines


def lines_of(raw: object, where: str) -> tuple[Sequence[str], Sequence[Cells]]:
    """Columns and rows of a list of objects, or of one.

    Raises:
        InputError: It is neither.
    """
    given = raw if isinstance(raw, list) else [raw]
    rows = [row for row in given if isinstance(row, Mapping)]
    if not rows or len(rows) < len(given):
        raise InputError(Problem("roll.rows", where, "is no list of rows.", "Write [{...}].",
                                 message_zh="不是由对象组成的列表。"))  # fmt: skip
    lines = [{str(key): _text(value) for key, value in row.items()} for row in rows]
    return list(dict.fromkeys(key for line in lines for key in line)), lines


def _text(value: Any) -> str:
    return text_of(value) if isinstance(value, bool) else "" if value is None else str(value)


def write_rows(found: Mapping[str, Any], file: str) -> bytes:
    """The rows of a register as a file that it takes in again.

    Args:
        found: Columns and rows as `roll_rows.list_rows` tells them.
        file: Its name; .xlsx is Excel, anything else CSV. A text that a spreadsheet would run as
            a formula gets an apostrophe, which `read_file` takes off again.
    """
    heads = [*(column["name"] for column in found["columns"]), *found["names"]]
    lines = [heads, *([_guarded(row.get(head, "")) for head in heads] for row in found["rows"])]
    return write_xlsx(lines) if file.lower().endswith(".xlsx") else write_csv(lines)


def _guarded(text: str) -> str:
    is_number = text.removeprefix("-").replace(".", "", 1).isdigit()
    return text if is_number else guarded(text)


def _unguarded(text: str) -> str:
    return text[1:] if text[:1] == "'" and text[1:].startswith(GUARDED) else text
