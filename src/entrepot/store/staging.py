"""Rows as COPY reads them, and names for what is new; known also where there is no database."""

import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from types import NoneType
from typing import Any

LIST, PARCEL, UPLOAD = "L", "P", "U"
_SPECIAL = re.compile(r"[\\\t\n\r]")
_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_PAIRS = [one + other for one in _CROCKFORD for other in _CROCKFORD]


def new_name(kind: str) -> str:
    """A name nobody can guess: a letter and 13 digits of Crockford's base 32."""
    bits = secrets.randbits(65)
    pairs = [_PAIRS[bits >> place & 1023] for place in range(0, 60, 10)]
    return kind + "".join(pairs) + _CROCKFORD[bits >> 60]


def copy_line(values: Sequence[object]) -> str:
    r"""Write a row as COPY reads it: text, numbers, days, bytes and None.

    Example:
        >>> copy_line(("a\\b", 1, None, b"\x01"))
        'a\\\\b\t1\t\\N\t\\\\x01\n'
    """
    return "\t".join([_CELLS.get(type(value), str)(value) for value in values]) + "\n"


def _text(value: str) -> str:
    return value.translate(_ESCAPES) if _SPECIAL.search(value) else value


_CELLS: Mapping[type, Callable[[Any], str]] = {
    str: _text, bytes: lambda value: "\\\\x" + value.hex(), NoneType: lambda _: "\\N",
}  # fmt: skip
