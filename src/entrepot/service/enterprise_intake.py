"""Files of firms: every cell read, every fault named with its row and column."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from entrepot.kernel.errors import InputError, Problem
from entrepot.kernel.identifiers import check_uscc
from entrepot.kernel.source import STATUSES
from entrepot.store.tables import read_table

Document = dict[str, Any]
COLUMNS = (
    "id", "code", "name", "name_zh", "aliases", "former", "address", "place", "kind", "nodes",
    "capacity", "note", "source", "status",
)  # fmt: skip
_NEEDED = ("name", "source", "status")
_LISTS = ("aliases", "former", "nodes", "capacity")
_LONGEST = 400
_ID = "A-Z a-z 0-9 _ -, at most 60 of them."


@dataclass(frozen=True, slots=True)
class Told:
    """A row of a file.

    Attributes:
        row: Its number, the first after the header 1.
        id: As the file names it; empty where it does not.
        code: Unified social credit code; empty is unknown.
        body: All else.
    """

    row: int
    id: str
    code: str
    body: Document

    @property
    def names(self) -> list[str]:
        """All the firm is or was called."""
        return names_of(self.body)


def names_of(body: Mapping[str, Any]) -> list[str]:
    """All a firm is or was called."""
    told = [body["name"], body["name_zh"], *body["aliases"], *body["former"]]
    return list(dict.fromkeys(name for name in told if name))


def read_enterprises(
    data: bytes, name: str, places: Collection[str], *, needed: Collection[str] = _NEEDED
) -> list[Told]:
    """Rows of a file of firms, CSV or Excel.

    Args:
        data: The file.
        name: What it is called.
        places: Ids of places there are.
        needed: Columns that must be filled.

    Raises:
        InputError: A cell cannot be used; every one is named.
    """
    table = read_table(data, name)
    problems = [_fault("column", f"{name}, {one}", "is no column of firms.",
                       f"Columns: {', '.join(COLUMNS)}.", "没有此列。")
                for one in table.header if one and one not in COLUMNS]  # fmt: skip
    problems += [_fault("column", f"{name}, {one}", "is missing.", "Add the column.", "缺少此列。")
                 for one in needed if one not in table.header]  # fmt: skip
    rows = [_read(at, row, places, needed, problems) for at, row in enumerate(table.rows, 1)]
    problems += _twice(rows)
    if problems:
        raise InputError(problems)
    if not rows:
        raise InputError(_fault("empty", name, "has no row.", "Give a row a firm.", "没有数据行。"))
    return rows


def _read(
    at: int, row: Mapping[str, str], places: Collection[str], needed: Collection[str],
    problems: list[Problem],
) -> Told:  # fmt: skip
    cells = {column: (row.get(column) or "").strip() for column in COLUMNS}

    def fault(column: str, code: str, message: str, hint: str, zh: str) -> None:
        problems.append(_fault(code, f"row {at}, {column}", message, hint, zh))

    for column in needed:
        if not cells[column]:
            fault(column, "missing", "is empty.", "Fill it.", "不能为空。")
    for column, text in cells.items():
        if len(text) > _LONGEST:
            fault(column, "long", "is too long.", f"At most {_LONGEST} characters.", "过长。")
    if cells["code"] and not check_uscc(cells["code"]).is_valid:
        fault("code", "code", f"{cells['code']!r} is no code: its check digit or form is wrong.",
              "Correct it, or leave it empty: an unknown code is not made up.",
              "统一社会信用代码格式或校验码有误。")  # fmt: skip
    if cells["status"] and cells["status"] not in STATUSES:
        hint = f"One of {', '.join(STATUSES)}."
        fault("status", "word", f"{cells['status']!r} is no status.", hint, "不是有效的数据状态。")
    if cells["place"] and cells["place"] not in places:
        fault("place", "place", f"there is no place {cells['place']!r}.", "Search the places.",
              "没有该地点。")  # fmt: skip
    if cells["id"] and not _is_id(cells["id"]):
        fault("id", "id", f"{cells['id']!r} is no id.", _ID, "标识格式不对。")
    body = {column: _list(cells[column]) if column in _LISTS else cells[column]
            for column in COLUMNS if column not in ("id", "code")}  # fmt: skip
    return Told(at, cells["id"], cells["code"], body)


def _twice(rows: list[Told]) -> list[Problem]:
    """Ids and codes that stand on two rows."""
    found, seen = [], dict[tuple[str, str], int]()
    for one in rows:
        for column, text in (("id", one.id), ("code", one.code)):
            if text and seen.setdefault((column, text), one.row) != one.row:
                found.append(
                    _fault("twice", f"row {one.row}, {column}",
                           f"{text!r} stands on row {seen[column, text]} too.", "Keep one row.",
                           "重复。")
                )  # fmt: skip
    return found


def _is_id(text: str) -> bool:
    return len(text) <= 60 and text.isascii() and text.replace("_", "a").replace("-", "a").isalnum()


def _list(text: str) -> list[str]:
    return [one for part in text.split(";") if (one := part.strip())]


def _fault(code: str, where: str, message: str, hint: str, zh: str) -> Problem:
    return Problem(f"enterprise.{code}", where, message, hint, message_zh=zh)
