"""JSON in its one canonical form, so that the same value is signed as the same bytes."""

import json
from collections.abc import Mapping, Sequence
from math import isfinite

SAFE_INTEGER = 2**53 - 1
_text = json.JSONEncoder(ensure_ascii=False).encode


def canonical_json(value: object) -> bytes:
    """Write a JSON value canonically.

    Names are sorted by their UTF-16 code units, there are no blanks, a number is written as
    ECMAScript does.

    Args:
        value: None, bool, int, float, str, and lists and mappings of these.

    Raises:
        TypeError: It is no JSON value, such as a Decimal.
        ValueError: A number has no exact double, or a text holds half a pair of surrogates.

    Example:
        >>> canonical_json({"b": [1e21, 0.5], "a": None})
        b'{"a":null,"b":[1e+21,0.5]}'

    Source:
        RFC 8785, sections 3.2.2 and 3.2.3.
    """
    return _written(value).encode()


def _written(value: object) -> str:
    match value:
        case None | bool():
            return {None: "null", True: "true", False: "false"}[value]
        case str():
            return _text(value)
        case int():
            return _integer(value)
        case float():
            return _number(value)
        case Mapping():
            names = sorted(value, key=_order)
            return "{" + ",".join(f"{_text(name)}:{_written(value[name])}" for name in names) + "}"
        case Sequence() if not isinstance(value, bytes | bytearray):
            return "[" + ",".join(map(_written, value)) + "]"
    raise TypeError(f"{type(value).__name__} is no JSON value")


def _order(name: object) -> bytes:
    if not isinstance(name, str):
        raise TypeError(f"a name is text, not {type(name).__name__}")
    return name.encode("utf-16-be")


def _integer(value: int) -> str:
    if abs(value) > SAFE_INTEGER:
        raise ValueError(f"{value} is no exact double")
    return str(value)


def _number(value: float) -> str:
    """A double as ECMAScript writes it: Python's shortest digits, the point set anew."""
    if not isfinite(value):
        raise ValueError(f"{value} is no JSON number")
    if not value:
        return "0"
    sign, (digits, exponent) = "-" * (value < 0), _digits(abs(value))
    point = exponent + len(digits)
    if len(digits) <= point <= 21:
        return sign + digits + "0" * (point - len(digits))
    if 0 < point <= 21:
        return f"{sign}{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    mantissa = digits[0] + (f".{digits[1:]}" if digits[1:] else "")
    return f"{sign}{mantissa}e{point - 1:+d}"


def _digits(value: float) -> tuple[str, int]:
    """Shortest digits of a double and the power of ten they are multiplied with."""
    mantissa, _, power = repr(value).partition("e")
    whole, _, part = mantissa.partition(".")
    part = "" if part == "0" else part
    digits, exponent = whole + part, int(power or 0) - len(part)
    bare = digits.rstrip("0")
    return bare.lstrip("0"), exponent + len(digits) - len(bare)
