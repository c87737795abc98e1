"""What differs between two versions of a declaration, element by element."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import zip_longest

from entrepot.window.documents import Dictionary
from entrepot.window.filed import Declaration, Values
from entrepot.window.reasons import Words
from entrepot.window.values import Value

LISTS = ("items", "equipment", "documents", "previous_documents", "invoices", "guarantees")


@dataclass(frozen=True, slots=True)
class Change:
    """One element that differs.

    Attributes:
        element: The element.
        label: What it is called.
        rows: List it is in, empty for the whole.
        number: Which entry of the list, from 1; 0 for the whole.
        pointer: JSON pointer to it in the document.
        old, new: What it said before and says now; empty where it was not stated.
    """

    element: str
    label: Words
    rows: str
    number: int
    pointer: str
    old: str
    new: str


def diff(old: Declaration, new: Declaration, dictionary: Dictionary) -> tuple[Change, ...]:
    """Name every element that differs between two versions of one declaration.

    Entries of a list are compared by their position.

    Args:
        old: The version before.
        new: The version after; of the same flow.
        dictionary: Names of the elements and where they stand.
    """
    return tuple(_changes(old, new, dictionary))


def _changes(old: Declaration, new: Declaration, dictionary: Dictionary) -> Iterator[Change]:
    yield from _values(old.values, new.values, new, dictionary, "", 0)
    for name in LISTS:
        pairs = zip_longest(old.rows(name), new.rows(name))
        for number, (before, after) in enumerate(pairs, start=1):
            yield from _values(before or {}, after or {}, new, dictionary, name, number)


def _values(
    old: Values, new: Values, at: Declaration, dictionary: Dictionary, rows: str, number: int
) -> Iterator[Change]:
    for name in dictionary.elements:
        before, after = _text(old.get(name)), _text(new.get(name))
        if before != after:
            indices = (number - 1,) if number else ()
            pointer = dictionary.pointer(name, at.flow, *indices)
            yield Change(name, dictionary.words(name), rows, number, pointer, before, after)
    if old.get("additions") != new.get("additions"):
        name = "valuation_addition_amount"
        pointer = dictionary.pointer(name, at.flow, number - 1)
        told = (_text(old.get("additions")), _text(new.get("additions")))
        yield Change(name, dictionary.words(name), rows, number, pointer, *told)


def _text(value: Value | None) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return "; ".join(_text(part) for part in value)
    return " ".join(map(_text, value.values())) if isinstance(value, dict) else str(value)
