"""The JSON Schema of a declaration, made from the dictionary."""

from typing import Any

from entrepot.region.window_codes import Element
from entrepot.window.documents import SIGNED, Dictionary, Flow
from entrepot.window.plan import Branch, Leaf, Many, Plan, plan_of

DIALECT = "https://json-schema.org/draft/2020-12/schema"
MOST_CHOICES = 200  # a longer list is told by its name alone
_DAY = r"^\d{4}-\d{2}-\d{2}$"


def json_schema(dictionary: Dictionary, flow: Flow, kind: str) -> dict[str, Any]:
    """Describe the documents of a flow and type.

    It tells form only: which elements there are, their types, lengths and lists. What elements
    mean together is for the numbered rules.

    Args:
        dictionary: Elements and codes.
        flow: import or export.
        kind: FULL, ADVANCE or SUMMARY.

    Returns:
        A JSON Schema of draft 2020-12.
    """
    plan = plan_of(dictionary, flow, kind)
    return {
        "$schema": DIALECT,
        "$id": f"urn:entrepot:declaration:1:{flow}:{kind.lower()}",
        "title": f"Declaration, {flow}, {kind}",
        **_object(plan.root, _Describer(dictionary, plan), ""),
    }


class _Describer:
    def __init__(self, dictionary: Dictionary, plan: Plan) -> None:
        self.dictionary, self.plan = dictionary, plan

    def leaf(self, leaf: Leaf) -> dict[str, Any]:
        """The schema of an element."""
        row = self.dictionary[leaf.name]
        one = self._one(row, leaf)
        told = {
            "title": row.label_en,
            "description": row.definition,
            "x-title-zh": row.label_zh,
            "x-element": row.element,
        }
        return told | ({"type": "array", "items": one} if leaf.is_list else one)

    def _one(self, row: Element, leaf: Leaf) -> dict[str, Any]:
        if row.element in ("flow", "declaration_type"):
            stated = {"import": "I", "export": "E"}[self.plan.flow]
            return {"const": stated if row.element == "flow" else self.plan.kind}
        if row.type in ("amount", "quantity", "rate"):
            most = row.decimals or 0
            sign = "-?" if row.element in SIGNED else ""
            pattern = rf"^{sign}\d{{1,{row.length}}}(\.\d{{1,{max(most, 3)}}})?$"
            number = {"type": "number"} if sign else _not_negative("number")
            return {"anyOf": [{"type": "string", "pattern": pattern}, number]}
        if row.type == "integer":
            digits = {"type": "string", "pattern": rf"^\d{{1,{row.length}}}$"}
            return {"anyOf": [_not_negative("integer"), digits]}
        if row.type == "boolean":
            return {"enum": [True, False, "true", "false", "1", "0"]}
        if row.type in ("date", "datetime"):
            return {"type": "string", "pattern": _DAY}
        return self._text(row, leaf.code_list)

    def _text(self, row: Element, code_list: str) -> dict[str, Any]:
        if not code_list:
            return {"type": "string", "minLength": 1, "maxLength": row.length}
        if code_list == "hs":
            return {"type": "string", "pattern": r"^\d{6,10}$"}
        codes = self.dictionary.codes
        if not codes.is_listed(code_list):
            return {"type": "string", "pattern": f"^({codes.form(code_list)})$"}
        choices = list(codes.choices(code_list))
        listed: dict[str, Any] = {"type": "string", "x-code-list": code_list}
        return listed | ({"enum": choices} if len(choices) <= MOST_CHOICES else {})


def _not_negative(kind: str) -> dict[str, Any]:
    return {"type": kind, "minimum": 0}


def _object(branch: Branch, describe: _Describer, group: str) -> dict[str, Any]:
    properties: dict[str, Any] = {}
    required: list[str] = []
    for name, node in branch.children.items():
        schema, is_required = _member(node, describe, group)
        if schema is None:
            continue
        properties[name] = schema
        if is_required:
            required.append(name)
    told: dict[str, Any] = {
        "type": "object", "properties": properties, "additionalProperties": False,
    }  # fmt: skip
    return told | ({"required": required} if required else {})


def _member(
    node: Leaf | Branch | Many, describe: _Describer, group: str
) -> tuple[dict[str, Any] | None, bool]:
    """Schema of a member and whether it must be there; None where no trader may state it."""
    if isinstance(node, Leaf):
        in_group = node.name in describe.plan.required.get(group, ())
        return (describe.leaf(node), in_group) if node.is_taken else (None, False)
    if isinstance(node, Branch):
        below = _object(node, describe, group)
        return (below, bool(below.get("required"))) if below["properties"] else (None, False)
    if node.single is not None:
        key, leaf = node.single
        if not leaf.is_taken:
            return None, False
        entry = _object(Branch({key: leaf}), describe, group) | {"required": [key]}
        return {"type": "array", "items": entry}, leaf.name in describe.plan.required.get(group, ())
    below = _object(node.branch, describe, node.name)
    if not below["properties"]:
        return None, False
    is_needed = node.name in describe.plan.lists
    most = {"maxItems": describe.dictionary.most_items} if node.name == "items" else {}
    least = {"minItems": 1} if is_needed else {}
    return {"type": "array", "items": below, **least, **most}, is_needed
