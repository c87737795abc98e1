"""Cells: the text of one cell into a value, or why not."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, Final
from unicodedata import normalize

from rapidfuzz.process import extract

from entrepot.region.columns import Column

BROKEN: Final = object()  # stands for a cell that could not be read

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,2})?", re.ASCII)
_WITH_UNIT = re.compile(r"(?P<number>[+-]?[\d., ]*\d)\s*(?P<unit>[^\d\s.,+-][^\d]*\d?)", re.ASCII)
_GROUPED = re.compile(r"[+-]?\d{1,3}([, ]\d{3})+(\.\d+)?", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.\-]*", re.ASCII)
_FLAGS = {"yes": True, "no": False}


class CellError(Exception):
    """A cell cannot be read.

    Attributes:
        code: Code of the problem.
        message: What is wrong.
        hint: What to do.
    """

    def __init__(self, code: str, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.code, self.message, self.hint = code, message, hint


def parse_cell(column: Column, text: str) -> Any:
    """Turn the text of a cell into the value of its column.

    Args:
        column: What the cell must hold.
        text: The cell; blanks around it do not count.

    Returns:
        The value; for an empty cell the default, None, an empty text or an empty tuple.

    Raises:
        CellError: The text is not what the column holds.
    """
    text = text.strip() or column.default
    if not text:
        if column.required:
            raise CellError("pack.missing", "is empty.", f"Give: {_meaning(column)}")
        return _empty(column)
    if column.is_list:
        return tuple(_parse_one(column, item.strip()) for item in text.split(";"))
    return _parse_one(column, text)


def nearest(word: str, known: "list[str] | tuple[str, ...]", most: int = 3) -> str:
    """A hint that names the known words closest to one that is not known."""
    found = [match for match, _, _ in extract(word, known, limit=most, score_cutoff=60)]
    return f"Nearest: {', '.join(found)}." if found else ""


def _empty(column: Column) -> Any:
    if column.is_list:
        return ()
    return None if column.nullable else ""


def _meaning(column: Column) -> str:
    unit = f" [{column.unit}]" if column.unit else ""
    return f"{column.meaning_en.rstrip('.')}{unit}."


def _parse_one(column: Column, text: str) -> Any:
    if column.base != "text" and not text.isascii():
        _refuse_wide(text)
    if not text:
        raise CellError("pack.type", "has an empty item in its list.", "Remove the extra `;`.")
    return _PARSERS[column.base](column, text)


def _refuse_wide(text: str) -> None:
    narrow = normalize("NFKC", text)
    if narrow.isascii():
        raise CellError(
            "pack.fullwidth", f"'{text}' is in full-width characters.", f"Write {narrow}."
        )


def _text(_column: Column, text: str) -> str:
    return text


def _id(_column: Column, text: str) -> str:
    if not _ID.fullmatch(text):
        raise CellError(
            "pack.form", f"'{text}' cannot be an id.", "Use plain letters, digits, `_`, `-`, `.`."
        )
    return text


def _word(column: Column, text: str) -> str:
    code = "pack.unit" if column.base == "unit" else "pack.choice"
    if column.choices and text not in column.choices:
        raise CellError(code, f"'{text}' is not known.", f"One of: {', '.join(column.choices)}.")
    if column.pattern and not column.pattern.fullmatch(text):
        code = "pack.unit" if column.base == "unit" else "pack.form"
        raise CellError(code, f"'{text}' has the wrong form.", f"Give: {_meaning(column)}")
    return text


def _digits(column: Column, text: str) -> str:
    """The text, if it is a plain number."""
    if _NUMBER.fullmatch(text):
        return text
    if _GROUPED.fullmatch(text):
        bare = re.sub("[, ]", "", text)
        raise CellError("pack.type", f"'{text}' is not a plain number.", f"Write {bare}.")
    if found := _WITH_UNIT.fullmatch(text):
        there = f" The column is in {column.unit}." if column.unit else ""
        message = f"'{text}' has the unit '{found['unit']}' in it."
        raise CellError("pack.unit", message, f"Write the number alone.{there}")
    raise CellError("pack.type", f"'{text}' is not a number.", f"Give: {_meaning(column)}")


def _bounded(column: Column, value: Any, text: str) -> Any:
    low, high = column.low, column.high
    if (low is None or value >= low) and (high is None or value <= high):
        return value
    code = "pack.unit" if column.unit else "pack.range"
    unit = f" {column.unit}" if column.unit else ""
    ends = [f"at least {low:g}{unit}"] if low is not None else []
    ends += [f"at most {high:.15g}{unit}"] if high is not None else []
    raise CellError(code, f"{text}{unit} is out of bounds.", f"It is {' and '.join(ends)}.")


def _number(column: Column, text: str) -> float:
    return float(_bounded(column, float(_digits(column, text)), text))


def _integer(column: Column, text: str) -> int:
    value = Decimal(_digits(column, text))
    if value != value.to_integral_value():
        raise CellError("pack.type", f"'{text}' is not a whole number.", "Leave out the decimals.")
    return int(_bounded(column, int(value), text))


def _decimal(column: Column, text: str) -> Decimal:
    value: Decimal = _bounded(column, Decimal(_digits(column, text)), text)
    return value


def _date(_column: Column, text: str) -> date:
    if not _DATE.fullmatch(text):
        raise CellError("pack.type", f"'{text}' is not a date.", "Write it as 2026-04-01.")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CellError("pack.type", f"there is no day '{text}'.", "Check the calendar.") from None


def _flag(_column: Column, text: str) -> bool:
    if text not in _FLAGS:
        raise CellError("pack.type", f"'{text}' is neither yes nor no.", "Write yes or no.")
    return _FLAGS[text]


_PARSERS: dict[str, Callable[[Column, str], Any]] = {
    "id": _id, "ref": _text, "text": _text, "word": _word, "unit": _word, "number": _number,
    "integer": _integer, "decimal": _decimal, "date": _date, "flag": _flag,
}  # fmt: skip
