"""Which HS chapters a risk rule hangs on, so that it is asked only where it can matter."""

from collections.abc import Iterable
from typing import Any

from entrepot.window.expression_terms import single

_HS = {"field": "hs_code"}
_CHAPTER = 2


def chapters_of(tree: Any) -> frozenset[str] | None:
    """HS chapters one of which an item must have for a condition to be more than false.

    Holds where the code of every item is known. A rule that hangs on a chapter need not be
    asked of a declaration without it.

    Args:
        tree: A condition that compiled.

    Returns:
        Two-digit chapters; None where the condition does not hang on a chapter.

    Example:
        >>> sorted(chapters_of({"any_item": {"in": [{"field": "hs_code"}, ["0202", "160100"]]}}))
        ['02', '16']
    """
    name, inner = single(tree)
    if name == "any_item":
        return _item_chapters(inner)
    if name in ("and", "or"):
        return _joined(name, map(chapters_of, inner))
    return None


def _item_chapters(tree: Any) -> frozenset[str] | None:
    name, inner = single(tree)
    if name in ("and", "or"):
        return _joined(name, map(_item_chapters, inner))
    if name not in ("starts_with", "==", "in") or inner[0] != _HS:
        return None
    among = inner[1] if isinstance(inner[1], list | tuple) else [inner[1]]
    if not all(isinstance(one, str) and len(one) >= _CHAPTER for one in among):
        return None
    return frozenset(one[:_CHAPTER] for one in among)


def _joined(name: str, parts: Iterable[frozenset[str] | None]) -> frozenset[str] | None:
    found = list(parts)
    known = [part for part in found if part is not None]
    if name == "or":
        return frozenset().union(*known) if len(known) == len(found) else None
    return min(known, key=len, default=None)
