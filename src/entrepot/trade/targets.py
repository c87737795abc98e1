"""When a target on trade is reached."""

import operator
from collections.abc import Callable, Mapping
from typing import Any

HOLDS: Mapping[str, Callable[[Any, float], Any]] = {
    ">=": operator.ge, ">": operator.gt, "~": operator.ge, "=": operator.ge,
    "<=": operator.le, "<": operator.lt,
}  # fmt: skip
"""Comparators by how packs write them; `~` (about) and `=` count as reached from the value on."""


def reaches(value: float, comparator: str, wanted: float) -> bool:
    """Whether a value meets a target.

    Example:
        >>> reaches(5.0, ">", 5.0), reaches(5.0, "~", 5.0)
        (False, True)
    """
    return bool(HOLDS[comparator](value, wanted))
