"""Scopes: the places and chains that a promoter tells of."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from entrepot.kernel.errors import Problem
from entrepot.service.accounts import RoleError

Scopes = Sequence[Mapping[str, Any]]


def is_within(scopes: Scopes, told: Mapping[str, str]) -> bool:
    """Whether something is of a place and a chain among them; an empty one is every one."""
    return any(
        one["place"] in ("", told.get("place")) and one["chain"] in ("", told.get("chain"))
        for one in scopes
    )


def refuse_strange(code: str, names: Iterable[str]) -> None:
    """Refuse what is of other places and chains.

    Args:
        code: Of the problem.
        names: What is; none is fine.

    Raises:
        RoleError: There is something.
    """
    problems = [
        Problem(code, one, "is of a place or chain that is not yours.",
                "Ask an administrator for it, or leave it to whose it is.",
                message_zh="不属于您负责的地区或产业链。") for one in names
    ]  # fmt: skip
    if problems:
        raise RoleError(problems)
