"""What an element holds: from what was handed in to its value, and back to JSON."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal

Value = str | Decimal | int | bool | date | tuple["Value", ...] | Mapping[str, "Value"]
Read = Callable[[object], Value]

_NUMBER = re.compile(r"(\d{1,19})(?:\.(\d{1,9}))?", re.ASCII)
_SIGNED = re.compile(r"-?(\d{1,19})(?:\.(\d{1,9}))?", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0d\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_FLAGS: Mapping[object, bool] = {"true": True, "false": False, "1": True, "0": False}
MOST_DECIMALS = 3  # of an amount before its currency is known; some currencies have three


class WrongError(Exception):
    """A value is not of the form its element asks for."""


def reader(kind: str, length: int, decimals: int | None, *, is_signed: bool = False) -> Read:
    """The function that reads values of a type of the dictionary.

    Args:
        kind: Type of the element: text, id, code, integer, amount, quantity, rate, boolean,
            date or datetime.
        length: Most characters, or digits of a number.
        decimals: Most digits after the point.
        is_signed: Whether a number may be below zero.

    Returns:
        A function that gives the value or raises WrongError.
    """
    if kind in ("amount", "quantity", "rate"):
        most = max(decimals or 0, MOST_DECIMALS) if kind == "amount" else decimals or 0
        return _number_reader(length, most, _SIGNED if is_signed else _NUMBER)
    if kind == "integer":
        return _integer_reader(length)
    if kind in ("date", "datetime"):
        return read_day
    if kind == "boolean":
        return read_flag
    return _text_reader(length)


def _text_reader(length: int) -> Read:
    def read(value: object) -> Value:
        text = value if type(value) is str else _plain(value)
        text = text.strip()
        if len(text) > length:
            raise WrongError
        if not text.isprintable():
            text = text.replace("\r\n", "\n")
            if _UNFIT.search(text):
                raise WrongError
        return text

    return read


def _number_reader(length: int, decimals: int, form: re.Pattern[str]) -> Read:
    def read(value: object) -> Value:
        text = value.strip() if type(value) is str else _figure(value)
        match = form.fullmatch(text)
        if match is None or len(match[1]) + len(match[2] or "") > length:
            raise WrongError
        if len((match[2] or "").rstrip("0")) > decimals:
            raise WrongError
        return Decimal(text)

    return read


def _integer_reader(length: int) -> Read:
    def read(value: object) -> Value:
        text = value.strip() if type(value) is str else _figure(value)
        if not (text.isascii() and text.isdigit() and len(text) <= length):
            raise WrongError
        return int(text)

    return read


def read_day(value: object) -> Value:
    """A day written as YYYY-MM-DD."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if type(value) is not str or not _DAY.fullmatch(value.strip()):
        raise WrongError
    try:
        return date.fromisoformat(value.strip())
    except ValueError:
        raise WrongError from None


def read_flag(value: object) -> Value:
    """Yes or no: true, false, 1 or 0."""
    found = value if type(value) is bool else _FLAGS.get(_plain(value).strip())
    if found is None:
        raise WrongError
    return found


def tell(value: Value) -> object:
    """A value as JSON tells it; numbers that are amounts or quantities are text."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [tell(part) for part in value]
    if isinstance(value, Mapping):
        return {name: tell(part) for name, part in value.items()}
    return value


def _plain(value: object) -> str:
    """Text, or a whole number as text."""
    if type(value) is str:
        return value
    if type(value) is int:
        return _figure(value)
    raise WrongError


def _figure(value: object) -> str:
    """A number of JSON as it was written."""
    if type(value) is float:
        return repr(value).removesuffix(".0")
    if type(value) is int or type(value) is Decimal:
        try:
            return str(value)
        except ValueError:  # more digits than Python prints
            raise WrongError from None
    raise WrongError
