"""Values by element into the document that holds them."""

from collections.abc import Container, Mapping
from typing import Any

from entrepot.window.plan import Branch, Leaf, Many, Plan
from entrepot.window.values import tell


class _Everything:
    def __contains__(self, _name: object) -> bool:
        return True


ALL: Container[str] = _Everything()


def write_document(
    plan: Plan, values: Mapping[str, Any], seen: Container[str] = ALL
) -> dict[str, Any]:
    """The document of one flow and type that holds these values.

    Args:
        plan: The tree.
        values: Values by element, and lists by their names as tuples of such mappings.
        seen: Elements that may be told.
    """
    return _write(plan.root, values, seen)


def _write(branch: Branch, values: Mapping[str, Any], seen: Container[str]) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for key, node in branch.children.items():
        if isinstance(node, Leaf):
            if node.name in values and node.name in seen:
                out[key] = tell(values[node.name])
        elif isinstance(node, Branch):
            if below := _write(node, values, seen):
                out[key] = below
        elif entries := _write_list(node, values, seen):
            out[key] = entries
    return out


def _write_list(node: Many, values: Mapping[str, Any], seen: Container[str]) -> list[Any]:
    if node.single is not None:
        key, leaf = node.single
        found = values.get(leaf.name, ()) if leaf.name in seen else ()
        return [{key: tell(part)} for part in found] if isinstance(found, tuple) else []
    rows = values.get(node.name, ())
    entries = rows if isinstance(rows, tuple) else ()
    written = [_write(node.branch, row, seen) for row in entries if isinstance(row, Mapping)]
    return written if seen is ALL or any(written) else []
