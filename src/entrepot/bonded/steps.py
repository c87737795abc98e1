"""The lives of what stands beside an account book, as one table: who may do what from where.

Read TABLE from top to bottom: whatever is not in it is refused.

Source: design of the window 4.10: a list sets stock aside on approval and moves it when its
goods pass the gate; a transfer has both sides or neither. Refusing, withdrawing, settling and
ending a list that came only in part are steps of this house.
"""

from collections.abc import Collection
from dataclasses import dataclass

from entrepot.kernel.errors import Problem, RefusedError

FIRMS = ("zone_enterprise", "trader")
SUPERVISORS = ("zone_supervisor",)


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the table.

    Attributes:
        thing: book, list, pass, transfer, repair, project or lease.
        name: What is done.
        starts: States it starts from.
        to: State it leads to; empty where it stays.
        roles: Who may do it.
        needs_reason: Whether who does it must say why.
    """

    thing: str
    name: str
    starts: tuple[str, ...]
    to: str
    roles: tuple[str, ...]
    needs_reason: bool = False


TABLE: tuple[Step, ...] = (
    Step("book", "bill", ("open",), "", FIRMS),
    Step("book", "consume", ("open",), "", FIRMS),
    Step("book", "sell", ("open",), "", FIRMS),
    Step("book", "count", ("open",), "", SUPERVISORS),
    Step("book", "settle", ("open",), "reported", FIRMS),
    Step("book", "reopen", ("reported",), "open", SUPERVISORS, needs_reason=True),
    Step("book", "close", ("open", "reported"), "closed", SUPERVISORS),
    Step("list", "approve", ("submitted",), "approved", SUPERVISORS),
    Step("list", "refuse", ("submitted",), "refused", SUPERVISORS, needs_reason=True),
    Step("list", "destroy", ("approved",), "passed", SUPERVISORS),
    Step("list", "finish", ("partly passed",), "ended", SUPERVISORS, needs_reason=True),
    Step("list", "withdraw", ("submitted", "approved"), "withdrawn", FIRMS),
    Step("pass", "weigh", ("made", "held"), "passed", SUPERVISORS),
    Step("pass", "cancel", ("made", "held"), "cancelled", FIRMS),
    Step("transfer", "accept", ("proposed",), "done", FIRMS),
    Step("transfer", "withdraw", ("proposed",), "withdrawn", FIRMS),
    Step("repair", "return", ("open", "overdue"), "returned", FIRMS),
    Step("project", "admit", ("proposed",), "admitted", SUPERVISORS),
    Step("project", "refuse", ("proposed",), "refused", SUPERVISORS, needs_reason=True),
    Step("project", "tell", ("admitted",), "", FIRMS),
    Step("lease", "pay", ("running",), "", SUPERVISORS),
    Step("lease", "end", ("running",), "ended", SUPERVISORS),
)


def steps_for(thing: str, state: str, roles: Collection[str]) -> tuple[Step, ...]:
    """What somebody may do with a thing in a state, in the order of the table."""
    held = set(roles)
    return tuple(
        row for row in TABLE if row.thing == thing and state in row.starts and held & set(row.roles)
    )


def step(thing: str, name: str, state: str, roles: Collection[str], reason: str = "") -> str:
    """Take a step.

    Returns:
        The state it leads to.

    Raises:
        RefusedError: The table has no such step from that state for these roles, or the
            reason is missing.
    """
    row = next((one for one in steps_for(thing, state, roles) if one.name == name), None)
    if row is None:
        raise RefusedError(
            Problem("bonded.step", name, f"A {thing} that is {state} does not allow this to you.",
                    "See what may be done now, and by whom.",
                    message_zh="当前状态或您的角色不允许此操作。")
        )  # fmt: skip
    if row.needs_reason and not reason.strip():
        raise RefusedError(
            Problem("bonded.reason", "reason", "It lacks its reason.", "Say why.",
                    message_zh="须说明理由。")
        )  # fmt: skip
    return row.to or state
