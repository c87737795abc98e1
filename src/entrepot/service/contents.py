"""What a declaration says, as people read it: sections of labelled values, codes in words."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from entrepot.service.window import Window
from entrepot.window.documents import FLOWS, TYPES, Flow
from entrepot.window.form import GROUPS, Field, Section, fields_of, sections
from entrepot.window.pointing import pointer_to

Document = dict[str, Any]
ITEMS = "items"
FIXED = ("flow", "declaration_type")  # what a declaration is; it is no amendment to make it another


def contents_document(window: Window, contents: Mapping[str, Any]) -> list[Document]:
    """The sections of a declaration that state something.

    Args:
        window: The window.
        contents: A version's contents as JSON.

    Returns:
        Sections with `group`, `name`, `name_zh` and `entries`: one, or one an item, container
        or document. An entry has its `number` (0 where there is one) and `rows` of `element`,
        `name`, `name_zh`, `value`, the `list` its code is of, what the code means there as
        `meaning` and `meaning_zh`, and the JSON `pointer` of what may be amended by itself.
    """
    flow = FLOWS.get(str(contents.get("typeCode", "")), "import")
    kind = str(contents.get("procedureCategory", ""))
    fields = fields_of(contents, window.dictionary)
    form = sections(window.dictionary, flow, kind if kind in TYPES else TYPES[0])
    joined = [*(one for one in form if one.rows != ITEMS), *_joined(form)]
    joined.sort(key=lambda section: list(GROUPS).index(section.group))
    told = [_section(window, section, fields, flow) for section in joined]
    return [section for section in told if section["entries"]]


def _joined(form: Sequence[Section]) -> Iterator[Section]:
    """One section of all fields of a line of goods, whatever group they are of."""
    parts = [section for section in form if section.rows == ITEMS]
    home = next((section for section in parts if section.group == "item"), None)
    if home is not None:
        fields = (*home.fields, *(f for part in parts if part is not home for f in part.fields))
        yield Section(home.group, home.label, home.rows, fields)


def _section(window: Window, section: Section, fields: Mapping[str, str], flow: Flow) -> Document:
    prefixes = _prefixes(section, fields)
    entries = [
        {
            "number": number,
            "rows": [
                {**row, "pointer": _pointer(window, field, number, flow)}
                for field, row in _rows(window, section, fields, prefix)
            ],
        }
        for number, prefix in prefixes
    ]
    return {
        "group": section.group, "name": section.label.en, "name_zh": section.label.zh,
        "entries": [entry for entry in entries if entry["rows"]],
    }  # fmt: skip


def _prefixes(section: Section, fields: Mapping[str, str]) -> list[tuple[int, str]]:
    if not section.rows:
        return [(0, "")]
    start = f"{section.rows}."
    numbers = {int(name.split(".")[1]) for name in fields if name.startswith(start)}
    return [(number, f"{start}{number}.") for number in sorted(numbers)]


def _rows(
    window: Window, section: Section, fields: Mapping[str, str], prefix: str
) -> Iterator[tuple[Field, Document]]:
    for field in section.fields:
        value = fields.get(f"{prefix}{field.element}", "")
        if value:
            yield field, {
                "element": field.element, "name": field.label.en, "name_zh": field.label.zh,
                "value": value, "list": field.code_list, **_meaning(window, field, value),
            }  # fmt: skip


def _pointer(window: Window, field: Field, number: int, flow: Flow) -> str:
    """Where a field stands; empty where it is one of several, or says what the declaration is."""
    if field.is_list or field.element in FIXED:
        return ""
    return pointer_to(field.element, number, window.dictionary, flow)


def _meaning(window: Window, field: Field, value: str) -> dict[str, str]:
    words = window.dictionary.codes.label(field.code_list, value) if field.code_list else None
    return {"meaning": words.en if words else "", "meaning_zh": words.zh if words else ""}
