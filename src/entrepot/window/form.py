"""The declaration as a form: sections of fields, each element once; and its flat text fields.

Names of the fields are names of elements; in lists they are numbered from 1, as
`items.2.hs_code`. Several values of one element stand in one field, split by semicolons.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from entrepot.window.documents import FLOWS, TYPES, Dictionary, Flow, Use
from entrepot.window.plan import Branch, Leaf, Many, plan_of
from entrepot.window.reasons import Words
from entrepot.window.writing import write_document

GROUPS: Mapping[str, Words] = {
    "header": Words("Declaration", "报关单"),
    "parties": Words("Parties", "收发货人及相关单位"),
    "consignment": Words("Consignment and transport", "货物与运输"),
    "packaging": Words("Packaging", "包装"),
    "equipment": Words("Containers", "集装箱"),
    "item": Words("Goods", "商品"),
    "valuation": Words("Price and value", "成交与估价"),
    "origin": Words("Origin and preference", "原产地与优惠"),
    "tax": Words("Tax", "税费"),
    "documents": Words("Documents", "随附单证"),
    "guarantee": Words("Security", "担保"),
}
NESTED = ("additions",)  # lists within a list are filed as JSON or XML, not by the form
MOST_CHOICES = 200  # a longer list is searched, not chosen from
SEPARATOR = ";"
_SPLIT = re.compile(r"[;；\n]")
_NUMBERED = re.compile(r"([a-z_]+)\.(\d{1,3})\.([a-z0-9_]+)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Field:
    """One field.

    Attributes:
        element: Element it fills.
        label: What it is called.
        help: What is stated in it.
        kind: Type of the element.
        length, decimals: Most characters or digits, and digits after the point.
        code_list: List its codes come from, empty for none.
        choices: Codes to choose from; empty where the list is long or kept elsewhere.
        use: M mandatory, C where a rule asks for it, O optional.
        is_list: Whether it takes several values.
        is_extended: Whether it is shown only on request.
    """

    element: str
    label: Words
    help: Words
    kind: str
    length: int
    decimals: int | None
    code_list: str
    choices: Mapping[str, Words]
    use: Use
    is_list: bool
    is_extended: bool

    @property
    def is_required(self) -> bool:
        """Whether it must be filled."""
        return self.use == "M"


@dataclass(frozen=True, slots=True)
class Section:
    """Fields that belong together.

    Attributes:
        group: Name of the group.
        label: What it is called.
        rows: Name of the list its fields repeat in; empty where they stand once.
        fields: The fields in order.
    """

    group: str
    label: Words
    rows: str
    fields: tuple[Field, ...]


def sections(dictionary: Dictionary, flow: Flow, kind: str) -> tuple[Section, ...]:
    """The form of a flow and type: every element a trader is asked for, once.

    Source:
        UN/CEFACT Recommendation 33: each element is submitted once.
    """
    several = {leaf.name for leaf in _lists(plan_of(dictionary, flow, kind).root)}
    found: dict[tuple[str, str], list[Field]] = {}
    for name, row in dictionary.elements.items():
        rows = dictionary.place(name, flow).group
        if dictionary.is_asked(name, flow, kind) and rows not in NESTED:
            field = _field(dictionary, name, flow, kind, is_list=name in several)
            found.setdefault((row.group, rows), []).append(field)
    order = list(GROUPS)
    return tuple(
        Section(group, GROUPS[group], rows, tuple(fields))
        for (group, rows), fields in sorted(found.items(), key=lambda at: order.index(at[0][0]))
    )


def _field(dictionary: Dictionary, name: str, flow: Flow, kind: str, *, is_list: bool) -> Field:
    row = dictionary[name]
    code_list = row.code_list if row.type == "code" else ""
    choices = dictionary.codes.choices(code_list) if code_list else {}
    return Field(
        element=name,
        label=dictionary.words(name),
        help=Words(row.definition, row.definition_zh),
        kind=row.type,
        length=row.length,
        decimals=row.decimals,
        code_list=code_list,
        choices=choices if len(choices) <= MOST_CHOICES else {},
        use=dictionary.use(name, flow, kind),
        is_list=is_list,
        is_extended=row.tier == "extended",
    )


# Fields of a form and back


def document_of(fields: Mapping[str, str], dictionary: Dictionary) -> dict[str, Any]:
    """The document of a filled form; blank fields and rows are left out.

    Args:
        fields: Text by name; `flow` and `declaration_type` say which form it is.
        dictionary: Elements and where they stand.

    Returns:
        The document, as it is judged and stored.
    """
    top: dict[str, Any] = {}
    lists: dict[str, dict[int, dict[str, Any]]] = {}
    for name, text in fields.items():
        if not text.strip():
            continue
        if numbered := _NUMBERED.fullmatch(name):
            rows = lists.setdefault(numbered[1], {}).setdefault(int(numbered[2]), {})
            rows[numbered[3]] = text.strip()
        elif name in dictionary.elements:
            top[name] = text.strip()
    plan = plan_of(dictionary, FLOWS.get(top.get("flow", ""), "import"), _kind(top))
    split = {leaf.name for leaf in _lists(plan.root)}
    values = _split(top, split)
    for group, entries in lists.items():
        values[group] = tuple(_split(entries[number], split) for number in sorted(entries))
    return write_document(plan, values)


def fields_of(document: Mapping[str, Any], dictionary: Dictionary) -> dict[str, str]:
    """The fields that a form shows of a document, sound or not.

    What the dictionary does not know has no field.
    """
    flow = FLOWS.get(str(document.get("typeCode", "")), "import")
    kind = str(document.get("procedureCategory", ""))
    plan = plan_of(dictionary, flow, kind if kind in TYPES else TYPES[0])
    return dict(_flat(plan.root, document, ""))


def _kind(top: Mapping[str, str]) -> str:
    kind = top.get("declaration_type", "")
    return kind if kind in TYPES else TYPES[0]


def _lists(branch: Branch) -> Iterator[Leaf]:
    """Elements that take several values."""
    for node in branch.children.values():
        if isinstance(node, Branch):
            yield from _lists(node)
        elif isinstance(node, Many) and node.single is not None:
            yield node.single[1]
        elif isinstance(node, Many):
            yield from _lists(node.branch)
        elif node.is_list:
            yield node


def _split(values: Mapping[str, str], split: set[str]) -> dict[str, Any]:
    return {
        name: tuple(part.strip() for part in _SPLIT.split(text) if part.strip())
        if name in split
        else text
        for name, text in values.items()
    }


def _flat(branch: Branch, given: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, str]]:
    for key, node in branch.children.items():
        value = given.get(key)
        if value is None:
            continue
        if isinstance(node, Leaf):
            parts = value if isinstance(value, list | tuple) else [value]
            yield f"{prefix}{node.name}", f"{SEPARATOR} ".join(_text(part) for part in parts)
        elif isinstance(node, Branch):
            if isinstance(value, Mapping):
                yield from _flat(node, value, prefix)
        elif isinstance(value, list | tuple):
            yield from _flat_list(node, [one for one in value if isinstance(one, Mapping)], prefix)


def _flat_list(
    node: Many, entries: list[Mapping[str, Any]], prefix: str
) -> Iterator[tuple[str, str]]:
    if node.single is not None:
        key, leaf = node.single
        told = f"{SEPARATOR} ".join(_text(entry.get(key, "")) for entry in entries)
        yield f"{prefix}{leaf.name}", told
    elif not prefix:  # a list within a list has no fields of its own
        for number, entry in enumerate(entries, start=1):
            yield from _flat(node.branch, entry, f"{node.name}.{number}.")


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
