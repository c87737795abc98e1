"""Rows of the lists in a form of fields: how many, one more, one less, none that is blank.

Names of fields are those of `window.form`; rows of a list are numbered from 1, as
`items.2.hs_code`.
"""

import re
from collections.abc import Mapping

from entrepot.window.reasons import Words

Fields = Mapping[str, str]
ITEMS = "items"
# Lists that begin with a row; the others begin with none, and a button adds one.
BEGUN = ("equipment", "invoices", ITEMS)
LISTS: Mapping[str, Words] = {
    "equipment": Words("Container", "集装箱"),
    "invoices": Words("Invoice", "发票"),
    ITEMS: Words("Line", "商品项"),
    "documents": Words("Document", "单证"),
    "previous_documents": Words("Previous document", "前序单证"),
    "guarantees": Words("Security", "担保"),
}
# What a new line takes over from the line before it.
CARRIED = frozenset(
    {
        "quantity_unit", "final_country", "origin_country", "district_code", "duty_mode",
        "goods_purpose", "goods_attribute", "container_items", "agreement_code",
        "origin_proof_type", "origin_proof_no", "origin_proof_state", "origin_criterion",
    }
)  # fmt: skip
_NUMBERED = re.compile(r"([a-z_]+)\.(\d{1,3})\.([a-z0-9_]+)", re.ASCII)


def row_count(fields: Fields, rows: str) -> int:
    """How many rows of a list a form has."""
    numbers = [
        int(found[2])
        for name in fields
        if (found := _NUMBERED.fullmatch(name)) and found[1] == rows
    ]
    return max(numbers, default=0)


def add_row(fields: Fields, rows: str, *, is_repeat: bool = False) -> dict[str, str]:
    """Fields with one row more, which takes over from the row before what seldom changes.

    Args:
        fields: What was typed.
        rows: Name of the list.
        is_repeat: Take over everything.
    """
    if rows not in LISTS:
        return dict(fields)
    last = max(row_count(fields, rows), 1 if rows in BEGUN else 0)
    before, new = f"{rows}.{last}.", f"{rows}.{last + 1}."
    carried = {
        new + name.removeprefix(before): value
        for name, value in fields.items()
        if name.startswith(before) and (is_repeat or name.removeprefix(before) in CARRIED)
    }
    first = f"{new}{_first(rows)}"
    return {**fields, first: "", **carried}


def remove_row(fields: Fields, rows: str, number: int) -> dict[str, str]:
    """Fields without a row; those after it move up."""
    if number < 1:
        return dict(fields)
    left: dict[str, str] = {}
    for name, value in fields.items():
        found = _NUMBERED.fullmatch(name)
        if found is None or found[1] != rows or int(found[2]) < number:
            left[name] = value
        elif int(found[2]) > number:
            left[f"{rows}.{int(found[2]) - 1}.{found[3]}"] = value
    return left


def with_only_container(fields: Fields) -> dict[str, str]:
    """Fields in which each line is in the container, where there is only one."""
    boxes = [value for name, value in fields.items() if name.endswith(".container_no") and value]
    if len(boxes) != 1:
        return dict(fields)
    inside = {
        f"{ITEMS}.{number}.container_items": boxes[0]
        for number in range(1, row_count(fields, ITEMS) + 1)
        if _is_typed(fields, ITEMS, number) and not fields.get(f"{ITEMS}.{number}.container_items")
    }
    return {**fields, **inside}


def without_blank_rows(fields: Fields) -> dict[str, str]:
    """Fields without rows in which nothing was typed; those after them move up.

    What a line took over from the one before it was not typed. A list keeps its first row.
    """
    left = dict(fields)
    for rows in LISTS:
        for number in range(row_count(left, rows), 1 if rows in BEGUN else 0, -1):
            if not _is_typed(left, rows, number):
                left = remove_row(left, rows, number)
    return left


def _is_typed(fields: Fields, rows: str, number: int) -> bool:
    """Whether anything stands in a row that it did not take over."""
    start = f"{rows}.{number}."
    return any(
        value and name.removeprefix(start) not in CARRIED
        for name, value in fields.items()
        if name.startswith(start)
    )


def _first(rows: str) -> str:
    """A field of the list, to hold the place of a row in which nothing was typed yet."""
    return {
        ITEMS: "hs_code", "equipment": "container_no", "invoices": "invoice_no",
        "documents": "document_type", "previous_documents": "previous_declaration_no",
        "guarantees": "guarantee_ref",
    }[rows]  # fmt: skip
