"""What a filled form changes in a lodged declaration, told by JSON pointer."""

from collections.abc import Mapping
from typing import Any

from entrepot.web.declaration_form import flow_of
from entrepot.web.form_rows import row_count
from entrepot.window.documents import Dictionary
from entrepot.window.form import document_of, fields_of
from entrepot.window.pointing import find_at, pointer_to

Document = Mapping[str, Any]
FIXED = ("flow", "declaration_type")  # what a declaration is; it is no amendment to make it another


def changes_of(
    contents: Document, fields: Mapping[str, str], dictionary: Dictionary
) -> dict[str, Any]:
    """The fields of a form that differ from what was lodged.

    Where rows came or went their list is told whole; a row keeps what the form does not show.

    Args:
        contents: The contents as lodged.
        fields: What stands in the form now.
        dictionary: Elements and where they stand.

    Returns:
        New values by JSON pointer; None takes a field out.
    """
    before = fields_of(contents, dictionary)
    after = {name: text for name, text in fields.items() if text}
    document = document_of({**after, **{n: before.get(n, "") for n in FIXED}}, dictionary)
    flow = flow_of(before)
    changes: dict[str, Any] = {}
    for name in sorted({*before, *after}):
        if before.get(name, "") == after.get(name, "") or name in FIXED:
            continue
        rows, number, element = _split(name)
        pointer = pointer_to(element, number, dictionary, flow)
        if rows and row_count(before, rows) != row_count(after, rows):
            pointer = pointer.partition(f"/{number - 1}")[0]
            changes[pointer] = _rows(find_at(contents, pointer), find_at(document, pointer))
        else:
            changes[pointer] = find_at(document, pointer)
    return changes


def _split(name: str) -> tuple[str, int, str]:
    parts = name.split(".")
    return (parts[0], int(parts[1]), parts[2]) if len(parts) == 3 else ("", 0, name)


def _rows(before: object, after: object) -> list[Any]:
    """The rows of a list now; while rows are only added, those there keep what is not shown."""
    old = before if isinstance(before, list) else []
    new = list(after) if isinstance(after, list | tuple) else []
    if len(new) < len(old):
        return new
    return [_merged(old[i], row) if i < len(old) else row for i, row in enumerate(new)]


def _merged(old: object, new: object) -> Any:
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        return {key: _merged(old.get(key), new.get(key)) for key in {**old, **new}}
    return old if new is None else new
