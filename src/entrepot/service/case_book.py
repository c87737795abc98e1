"""A book of cases: questions of origin and of duty, alone or one resting on the other."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from entrepot.kernel.errors import InputError, Problem
from entrepot.service.cases import one_case

Document = Mapping[str, Any]
Kind = Literal["origin", "duty", "both"]
HINT = ("Write a case of origin, a case of duty, "
        '{"name": …, "origin": {…}, "duty": {…}}, or {"determination": id}.')  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """A case of a book.

    Attributes:
        name: What people call it; empty where it has no name.
        origin: The question of origin, None without one.
        duty: The question of duty, None without one; it rests on the origin where both are.
    """

    name: str
    origin: Document | None
    duty: Document | None

    @property
    def kind(self) -> Kind:
        """What it asks."""
        return "both" if self.origin and self.duty else "origin" if self.origin else "duty"


def read_entry(raw: object, kept: Callable[[str], Document]) -> Entry:
    """Read a case.

    Args:
        raw: The JSON object.
        kept: What a determination of an id was asked.

    Raises:
        InputError: It is no case, or holds a JSON number.
        MissingError: Who asks has no such determination.
    """
    case = one_case(raw)
    name = str(case.get("name") or "")[:200]
    extra = set(case) - {"name", "origin", "duty", "determination"}
    if not extra and {"origin", "duty", "determination"} & set(case):
        origin = _inner(case, "origin") or _kept(case, kept)
        duty = _inner(case, "duty")
        if origin or duty:
            return Entry(name, origin, duty)
    if "good" in case:
        return Entry("", case, None)
    if "market" in case and "hs" in case:
        return Entry("", None, case)
    raise InputError(
        Problem("book.case", "case", "asks neither for an origin nor for a duty.", HINT,
                message_zh="既不是原产地案例，也不是关税案例。")
    )  # fmt: skip


def _inner(case: Mapping[str, object], name: str) -> Document | None:
    inner = case.get(name)
    if inner is None:
        return None
    if not isinstance(inner, Mapping):
        raise InputError(Problem("input.object", name, "is no object.", "Write {...}."))
    return inner


def _kept(case: Mapping[str, object], kept: Callable[[str], Document]) -> Document | None:
    """What a determination that is kept was asked."""
    id_ = case.get("determination")
    return kept(str(id_)) if id_ else None
