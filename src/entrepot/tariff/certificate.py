"""The life of a certificate of origin: its states, the moves between them, and who may make each.

Read TABLE from top to bottom: whatever is not in it is refused.

Source: RCEP 3.17: on application by an exporter, a producer or who acts for them (1, 2); wrong
information leads to a new certificate that takes the place of the old one, or to a change of
the old one that the issuing body certifies (5). Checking, submitting and handing back are steps
of this house.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal, TypeAlias

from entrepot.kernel.errors import Problem, RefusedError

State: TypeAlias = Literal[
    "none", "draft", "checked", "submitted", "issued", "corrected", "replaced", "cancelled"
]
NONE: State = "none"  # before there is one
STATES: tuple[State, ...] = (
    "draft", "checked", "submitted", "issued", "corrected", "replaced", "cancelled",
)  # fmt: skip
KINDS = ("first", "back_to_back")
STANDING: tuple[State, ...] = ("issued", "corrected")  # a preference may be claimed with it
APPLICANTS = ("trader", "broker")
ISSUERS = ("certificate_issuer",)


@dataclass(frozen=True, slots=True)
class Move:
    """One row of the table.

    Attributes:
        name: What is done.
        starts: States it starts from.
        to: State it leads to.
        roles: Who may do it.
        needs_reason: Whether who does it must say why.
    """

    name: str
    starts: tuple[State, ...]
    to: State
    roles: tuple[str, ...]
    needs_reason: bool = False


TABLE: tuple[Move, ...] = (
    Move("draft", (NONE,), "draft", APPLICANTS),
    Move("edit", ("draft", "checked"), "draft", APPLICANTS),
    Move("check", ("draft",), "checked", APPLICANTS),
    Move("submit", ("checked",), "submitted", APPLICANTS),
    Move("return", ("submitted",), "draft", ISSUERS, needs_reason=True),
    Move("issue", ("submitted",), "issued", ISSUERS),
    Move("correct", STANDING, "corrected", ISSUERS, needs_reason=True),
    Move("replace", STANDING, "replaced", ISSUERS, needs_reason=True),
    Move("issue_instead", (NONE,), "issued", ISSUERS),
    Move("withdraw", ("draft", "checked", "submitted"), "cancelled", APPLICANTS),
    Move("cancel", STANDING, "cancelled", ISSUERS, needs_reason=True),
)


def find_move(name: str, state: State) -> Move | None:
    """The row of a move from a state, None where there is none."""
    return next((row for row in TABLE if row.name == name and state in row.starts), None)


def moves_for(state: State, roles: Collection[str]) -> tuple[Move, ...]:
    """What somebody may do with a certificate in a state, in the order of the table."""
    held = set(roles)
    return tuple(row for row in TABLE if state in row.starts and held & set(row.roles))


def move(name: str, state: State, roles: Collection[str], reason: str = "") -> State:
    """Make a move.

    Args:
        name: A move of the table.
        state: Where the certificate stands.
        roles: Roles of who acts.
        reason: Why, where the row asks for it.

    Returns:
        The state it leads to.

    Raises:
        RefusedError: It is not in the table, or not for these roles, or lacks its reason.

    Example:
        >>> move("submit", "checked", {"trader"})
        'submitted'
    """
    row = find_move(name, state)
    if row is None:
        raise RefusedError(_not_now(name, state))
    if not set(roles) & set(row.roles):
        raise RefusedError(_not_yours(row))
    if row.needs_reason and not reason.strip():
        raise RefusedError(_no_reason(row))
    return row.to


def _not_now(name: str, state: State) -> Problem:
    starts = [start for row in TABLE if row.name == name for start in row.starts]
    hint = f"It is done to one that is {' or '.join(starts)}." if starts else ""
    return Problem(
        "certificate.move", "certificate", f"one that is {state} cannot be moved by '{name}'.",
        hint, message_zh="证书在当前状态下不能进行此操作。",
    )  # fmt: skip


def _not_yours(row: Move) -> Problem:
    return Problem(
        "certificate.role", "certificate",
        f"'{row.name}' asks for the role {' or '.join(row.roles)}.",
        "Ask who holds it.", message_zh="您的角色无权进行此操作。",
    )  # fmt: skip


def _no_reason(row: Move) -> Problem:
    return Problem(
        "certificate.reason", "reason", f"'{row.name}' needs a reason.",
        "Say why, in a sentence: it stays with the certificate.",
        message_zh="请说明理由。",
    )  # fmt: skip
