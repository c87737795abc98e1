"""Registers kept as rows: their columns, and tables of text read with every fault named."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Literal, NamedTuple

from entrepot.kernel.codes import is_country, is_currency
from entrepot.kernel.errors import Problem
from entrepot.kernel.money import MINOR_DIGITS

Kind = Literal["text", "id", "whole", "number", "amount", "currency", "country", "day", "yes_no",
               "choice", "money"]  # fmt: skip
Circle = Literal["industry", "partners"]
Value = str | int | Decimal | date | bool | None
Row = Mapping[str, Any]  # a Value under the name of each column
Wrong = tuple[str, str, str]
BESIDE = ("_name", "_name_zh", "_link")  # what documents and files have beside an id
MOST_ROWS, LONGEST, LONGEST_ID = 20_000, 1_000, 80
_WHOLE = re.compile(r"-?[0-9]{1,15}")
_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,8})?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_YES_NO = {"yes": True, "no": False, "是": True, "否": False}


class Choice(NamedTuple):
    """A word that a cell may hold, in English and in Chinese."""

    code: str
    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a register, or a figure of a panel.

    Attributes:
        name: In files; a bare number carries its unit in it.
        kind: What a cell holds; `money` is of figures alone, sums by currency.
        en: What people call it.
        zh: The same in Chinese.
        needed: Whether a cell may not be empty.
        choices: Words of a choice.
        least: The least number.
        most: The greatest.
        refers: Register whose ids a cell names; `place` is the region's places. Firms and projects
            are known by the column's name: see `kernel.references`.
    """

    name: str
    kind: Kind
    en: str
    zh: str
    needed: bool = False
    choices: tuple[Choice, ...] = ()
    least: int | None = None
    most: int | None = None
    refers: str = ""


Check = Callable[[Row], Iterable[tuple[str, str, str, str]]]
ID = Column("id", "id", "Number or name", "编号", needed=True)
TAIL = (
    Column("place", "id", "Place", "地区", refers="place"),
    Column("chain", "id", "Chain", "产业链"),
    Column("source", "text", "Source", "来源"),
    Column("status", "choice", "Standing of the figures", "数据状态", choices=(
        Choice("published", "published", "已公布"), Choice("derived", "derived", "推算"),
        Choice("modelled", "modelled", "模型"), Choice("unverified", "unverified", "未核实"),
        Choice("synthetic", "synthetic", "虚构"),
    )),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Roll:
    """A register of rows of one kind.

    Attributes:
        name: Stable name, such as `talent_posts`.
        en: What people call it.
        zh: The same in Chinese.
        own: Its columns; `id` goes before and `place`, `chain`, `source`, `status` after them.
        circle: Whose it is: of those who promote and serve firms, or of foreign affairs.
        checks: What a row must meet beyond its cells: column, message, hint, message in Chinese.
        is_house: Whether the house works its rows out, and nobody tells them.
        feeds: Register beside whose rows those of the house count.
        same: Columns by which a row told there takes the place of one of the house.
        columns: Every column, in the order of files.
    """

    name: str
    en: str
    zh: str
    own: tuple[Column, ...]
    circle: Circle = "industry"
    checks: tuple[Check, ...] = ()
    is_house: bool = False
    feeds: str = ""
    same: tuple[str, ...] = ("id",)
    columns: tuple[Column, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        named = {column.name for column in self.own}
        columns = (ID, *self.own, *(one for one in TAIL if one.name not in named))
        object.__setattr__(self, "columns", columns)


def read_rows(
    roll: Roll, header: Sequence[str], lines: Sequence[Mapping[str, str]],
    known: Mapping[str, Collection[str]],
) -> tuple[list[Row], list[Problem]]:  # fmt: skip
    """Read the rows of a table.

    Args:
        roll: The register.
        header: Names of the columns.
        lines: A row each, cells as text by column; an empty one is unknown.
        known: Ids that there are, by what a column refers to; what is missing is not checked.

    Returns:
        Rows by column, unknown cells None, and everything that is wrong.
    """
    problems = [*_check_header(roll, header)]
    if len(lines) > MOST_ROWS:
        hint = f"At most {MOST_ROWS:,} rows in a file."
        problems.append(_problem("rows", roll.name, "has too many rows.", hint, "行数过多。"))
    if problems:
        return [], problems
    rows: list[Row] = []
    ids = {text for line in lines if (text := (line.get("id") or "").strip())}
    within = {**known, roll.name: {*known.get(roll.name, ()), *ids}}
    for at, line in enumerate(lines, 1):
        row, found = read_row(roll, line, within)
        rows.append(row)
        problems += [_problem("cell", f"row {at}, {column}", *told) for column, *told in found]
    return rows, [*problems, *_check_twice(rows)]


def read_row(
    roll: Roll, line: Mapping[str, str], known: Mapping[str, Collection[str]]
) -> tuple[Row, list[tuple[str, str, str, str]]]:
    """A row, and what is wrong with it: column, message, hint, message in Chinese."""
    row, found = dict[str, Value](), list[tuple[str, str, str, str]]()
    for column in roll.columns:
        text = (line.get(column.name) or "").strip()
        value, wrong = _read_cell(column, text, known)
        row[column.name] = value
        if wrong:
            found.append((column.name, *wrong))
    if not found:
        found += _check_amounts(roll, row)
    if not found:
        found += [one for check in roll.checks for one in check(row)]
    return row, found


def is_whole(roll: Roll, row: Row) -> bool:
    """Whether a row has every cell that it needs."""
    return all(row[one.name] is not None for one in roll.columns if one.needed)


def text_of(value: Value) -> str:
    """A cell as files have it; empty is unknown."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else str(value)


# Cells


def _read_cell(
    column: Column, text: str, known: Mapping[str, Collection[str]]
) -> tuple[Value, Wrong | None]:  # fmt: skip
    if not text:
        return None, ("is empty.", "Fill it in.", "为空。") if column.needed else None
    if len(text) > LONGEST or not text.replace("\n", " ").isprintable():
        return None, ("is too long, or not plain.", f"At most {LONGEST} signs.", "过长或含控制符。")
    value, wrong = _READ[column.kind](column, text)
    if wrong is None and column.refers and text not in known.get(column.refers, (text,)):
        hint = "Search the places." if column.refers == "place" else f"Enter it in {column.refers}."
        return None, (f"there is no {text[:40]!r}.", hint, f"没有“{text[:40]}”。")
    return value, wrong


def _text(column: Column, text: str) -> tuple[Value, Wrong | None]:
    if column.kind == "id" and len(text) > LONGEST_ID:
        return None, ("is too long.", f"At most {LONGEST_ID} signs.", "过长。")
    return text, None


def _number(column: Column, text: str) -> tuple[Value, Wrong | None]:
    is_whole = column.kind == "whole"
    if not (_WHOLE if is_whole else _NUMBER).fullmatch(text):
        hint = "Write digits: 12." if is_whole else "Write digits and a point: 12.5."
        return None, (f"{text[:40]!r} is no number.", hint, f"“{text[:40]}”不是有效数字。")
    value = int(text) if is_whole else Decimal(text)
    least = 0 if column.least is None and column.kind == "amount" else column.least
    if least is not None and value < least:
        return None, ("is too small.", f"At least {least}.", f"不得小于{least}。")
    if column.most is not None and value > column.most:
        return None, ("is too great.", f"At most {column.most}.", f"不得大于{column.most}。")
    return value, None


def _day(_: Column, text: str) -> tuple[Value, Wrong | None]:
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text), None
    except ValueError:
        pass
    return None, (f"{text[:40]!r} is no day.", "Write 2026-03-10.", f"“{text[:40]}”不是日期。")


def _code(column: Column, text: str) -> tuple[Value, Wrong | None]:
    is_right, hint = (
        (is_currency(text), "Write CNY.") if column.kind == "currency"
        else (is_country(text), "Write two capitals: DE.")
    )  # fmt: skip
    return (text, None) if is_right else (None, (f"{text[:40]!r} is no code.", hint, "代码无效。"))


def _yes_no(_: Column, text: str) -> tuple[Value, Wrong | None]:
    if text.lower() in _YES_NO:
        return _YES_NO[text.lower()], None
    return None, (f"{text[:40]!r} is neither yes nor no.", "Write yes or no.", "请填“是”或“否”。")


def _choice(column: Column, text: str) -> tuple[Value, Wrong | None]:
    for choice in column.choices:
        if text in choice:
            return choice.code, None
    words = ", ".join(choice.code for choice in column.choices)
    return None, (f"{text[:40]!r} is not known.", f"One of {words}.", "不在取值范围内。")


_READ: Mapping[Kind, Callable[[Column, str], tuple[Value, Wrong | None]]] = {
    "text": _text, "id": _text, "whole": _number, "number": _number, "amount": _number,
    "currency": _code, "country": _code, "day": _day, "yes_no": _yes_no, "choice": _choice,
}  # fmt: skip


# Rows and tables


def _check_amounts(roll: Roll, row: Row) -> Iterator[tuple[str, str, str, str]]:
    """An amount needs its currency, and no more decimals than that has."""
    currency = row.get("currency")
    for column in roll.columns:
        amount = row[column.name]
        if column.kind != "amount" or not isinstance(amount, Decimal):
            continue
        exponent = amount.as_tuple().exponent
        if not currency:
            yield ("currency", "is empty, and there is an amount.", "Write CNY.", "金额缺少币种。")
        elif isinstance(exponent, int) and -exponent > MINOR_DIGITS.get(str(currency), 2):
            yield (column.name, f"has more decimals than {currency} has.", "Round it.",
                   "小数位数过多。")  # fmt: skip


def _check_header(roll: Roll, header: Sequence[str]) -> Iterator[Problem]:
    names = [column.name for column in roll.columns]
    beside = {f"{one.name}{end}" for one in roll.columns if one.kind == "id" for end in BESIDE}
    for one in header:
        if one and one not in names and one not in beside:
            yield _problem("column", f"{roll.name}, {one}", "is no column of this register.",
                           f"One of {', '.join(names)}.", "没有此列。")  # fmt: skip
    for column in roll.columns:
        if column.needed and column.name not in header:
            yield _problem("missing", f"{roll.name}, {column.name}", "is missing.",
                           "Add the column.", "缺少此列。")  # fmt: skip


def _check_twice(rows: Sequence[Row]) -> Iterator[Problem]:
    ids = [text_of(row["id"]) for row in rows]
    counts = Counter(ids)
    for at, one in enumerate(ids, 1):
        if one and counts[one] > 1:
            yield _problem("twice", f"row {at}, id", f"{one!r} stands there twice.",
                           "Keep one.", "重复。")  # fmt: skip


def _problem(code: str, where: str, message: str, hint: str, zh: str) -> Problem:
    return Problem(f"roll.{code}", where, message, hint, message_zh=zh)
