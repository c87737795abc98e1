"""Changing what was lodged: fields by JSON pointer, and which are fixed by then."""

from collections.abc import Collection, Iterator, Mapping
from copy import deepcopy
from typing import Any

from entrepot.kernel.errors import InputError, Problem
from entrepot.window.documents import Dictionary
from entrepot.window.filed import Declaration

# What a declaration is known by, and what the release has fixed.
_ALWAYS = (
    "lrn", "ucr", "flow", "declaration_type", "declaration_office", "domestic_party_uscc",
)  # fmt: skip
_RELEASED = (*_ALWAYS, "border_office", "container_no")
FIXED: Mapping[str, tuple[str, ...]] = {
    "ACCEPTED": _ALWAYS,
    "UNDER_CONTROL": _ALWAYS,
    "CONTROL_DONE": _ALWAYS,
    "ASSESSED": _ALWAYS,
    "RELEASED": _RELEASED,
    "COMPLETED": _RELEASED,
}


def amend(raw: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Contents with some fields changed; what was given stays as it was.

    Args:
        raw: The contents.
        changes: New values by JSON pointer (RFC 6901); None takes a field out, `-` as the last
            part adds to a list.

    Raises:
        InputError: A pointer leads nowhere; every one is named.
    """
    changed: dict[str, Any] = deepcopy(dict(raw))
    problems = [
        problem for pointer, value in changes.items() for problem in _set(changed, pointer, value)
    ]
    if not changes:
        problems.append(_fault("", "No field is changed.", "没有修改任何字段。"))
    if problems:
        raise InputError(problems)
    return changed


def check_fixed(
    before: Declaration,
    after: Declaration,
    state: str,
    dictionary: Dictionary,
    free: Collection[str] = (),
) -> tuple[Problem, ...]:
    """Name the elements that differ although the state has fixed them.

    Args:
        before: Contents as they stand.
        after: Contents as they would be.
        state: State of the declaration.
        dictionary: Elements and where they stand.
        free: Elements that may differ all the same.
    """
    changed = [
        name
        for name in FIXED.get(state, ())
        if name not in free
        and _stated(before, name)  # what was not stated at first may be added
        and _stated(before, name) != _stated(after, name)
    ]
    return tuple(
        dictionary.reasons.problem(
            "amend.field_locked", name, field=name, pointer=dictionary.pointer(name, before.flow),
            wco_pointer=dictionary.wco_pointer(name, before.flow),
        )
        for name in changed
    )  # fmt: skip


def _stated(declaration: Declaration, name: str) -> object:
    given: Mapping[str, object] = {
        "flow": declaration.flow, "declaration_type": declaration.type,
        "container_no": frozenset(declaration.containers),
    }  # fmt: skip
    return given[name] if name in given else declaration.text(name)


def _set(root: dict[str, Any], pointer: str, value: Any) -> Iterator[Problem]:
    parts = [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]
    if not pointer.startswith("/") or not parts[-1]:
        yield _fault(pointer, "This is no JSON pointer to a field.", "不是指向字段的JSON指针。")
        return
    try:
        node: Any = root
        for part in parts[:-1]:
            node = node[int(part)] if isinstance(node, list) else node.setdefault(part, {})
        _put(node, parts[-1], value)
    except (KeyError, IndexError, ValueError, TypeError, AttributeError):
        yield _fault(pointer, "There is no such field.", "没有该字段。")


def _put(node: Any, name: str, value: Any) -> None:
    if isinstance(node, list):
        if name == "-":
            node.append(value)
        elif value is None:
            del node[int(name)]
        else:
            node[int(name)] = value
    elif value is None:
        del node[name]
    else:
        node[name] = value


def _fault(pointer: str, message: str, message_zh: str) -> Problem:
    return Problem(
        "amend.pointer", pointer or "changes", message,
        'Write changes as {"/goodsShipment/...": "new value"}.', message_zh=message_zh,
        pointer=pointer,
    )  # fmt: skip


def diff(old: Any, new: Any, pointer: str = "") -> Iterator[dict[str, Any]]:
    """Where two contents differ: pointer, old and new value; None is not there."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for name in dict.fromkeys((*old, *new)):
            yield from diff(old.get(name), new.get(name), f"{pointer}/{name}")
    elif isinstance(old, list) and isinstance(new, list):
        for place in range(max(len(old), len(new))):
            before, after = (side[place] if place < len(side) else None for side in (old, new))
            yield from diff(before, after, f"{pointer}/{place}")
    elif old != new:
        yield {"pointer": pointer, "old": old, "new": new}
