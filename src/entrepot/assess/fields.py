"""Fields of a scheme as its file tells them."""

from collections.abc import Mapping
from math import isfinite

Options = Mapping[str, object]


def float_of(raw: Options, key: str) -> float | None:
    """A number, None where there is none."""
    value = raw.get(key)
    return float(value) if isinstance(value, int | float) else None


def is_number(value: object) -> bool:
    """Whether a value is a number that is not endless."""
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)


def texts(value: object) -> tuple[str, ...]:
    """A list as words; none where it is no list."""
    return tuple(str(one) for one in value) if isinstance(value, list) else ()


def tables(raw: Options, key: str) -> list[Options]:
    """Tables of a list; none where it is no list."""
    found = raw.get(key)
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []
