"""The life of a refund case: its states, the moves between them, who may make each.

Read TABLE from top to bottom: whatever is not in it is refused.

Source: WINDOW 4.8. Who approves above a limit is never who approved first.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from entrepot.finance.refund import NEEDS_RECEIPTS
from entrepot.kernel.errors import Problem, RefusedError
from entrepot.kernel.money import Money

State: TypeAlias = Literal[
    "none", "draft", "submitted", "accepted", "matching", "query", "review", "approved",
    "treasury", "paid", "rejected", "recovered",
]  # fmt: skip
NONE: State = "none"  # before there is one
STATES: tuple[State, ...] = (
    "draft", "submitted", "accepted", "matching", "query", "review", "approved", "treasury",
    "paid", "rejected", "recovered",
)  # fmt: skip
OPEN: tuple[State, ...] = ("accepted", "matching", "query", "review", "approved", "treasury")
APPLICANTS = ("trader", "broker")  # a broker under a mandate of the firm
OFFICERS = ("tax_officer", "tax_supervisor")
_WORKED_ON: tuple[State, ...] = ("accepted", "matching", "review")


@dataclass(frozen=True, slots=True)
class Move:
    """One row of the table.

    Attributes:
        name: What is done.
        starts: States it starts from.
        to: State it leads to; None leads back to where a query was asked.
        roles: Who may do it.
        needs_reason: Whether who does it must say why.
    """

    name: str
    starts: tuple[State, ...]
    to: State | None
    roles: tuple[str, ...]
    needs_reason: bool = False


TABLE: tuple[Move, ...] = (
    Move("draft", (NONE,), "draft", APPLICANTS),
    Move("edit", ("draft",), "draft", APPLICANTS),
    Move("submit", ("draft",), "submitted", APPLICANTS),
    Move("accept", ("submitted",), "accepted", OFFICERS),
    Move("match", ("accepted", "matching"), "matching", OFFICERS),
    Move("query", _WORKED_ON, "query", OFFICERS, needs_reason=True),
    Move("answer", ("query",), None, APPLICANTS, needs_reason=True),
    Move("review", ("matching",), "review", OFFICERS),
    Move("approve", ("review",), "approved", OFFICERS),
    Move("send", ("approved",), "treasury", OFFICERS),
    Move("pay", ("treasury",), "paid", OFFICERS),
    Move("reject", ("submitted", *_WORKED_ON), "rejected", OFFICERS, needs_reason=True),
    Move("recover", ("paid",), "recovered", OFFICERS, needs_reason=True),
)


def moves_for(state: State, roles: Collection[str]) -> tuple[Move, ...]:
    """What somebody may do with a case in a state, in the order of the table."""
    held = set(roles)
    return tuple(row for row in TABLE if state in row.starts and held & set(row.roles))


def move(
    name: str, state: State, roles: Collection[str], reason: str = "", *, asked_from: State = NONE
) -> State:
    """Make a move.

    Args:
        name: A move of the table.
        state: Where the case stands.
        roles: Roles of who acts.
        reason: Why, where the row asks for it.
        asked_from: State a query was asked in.

    Returns:
        The state it leads to.

    Raises:
        RefusedError: It is not in the table, or not for these roles, or lacks its reason.

    Example:
        >>> move("answer", "query", {"trader"}, "see the bill of lading", asked_from="review")
        'review'
    """
    row = next((row for row in TABLE if row.name == name and state in row.starts), None)
    if row is None:
        raise RefusedError(_not_now(name, state))
    if not set(roles) & set(row.roles):
        raise RefusedError(_not_yours(row))
    if row.needs_reason and not reason.strip():
        raise RefusedError(_no_reason(row))
    return row.to or asked_from


def approve(amount: Money, limit: Money, first: str, account: str, roles: Collection[str]) -> State:
    """Approve a refund: at once up to the limit, above it by a second person, a supervisor.

    Args:
        amount: What is refunded.
        limit: Most that one person approves.
        first: Account that approved first; empty where nobody did.
        account: Who approves.
        roles: Roles of who approves.

    Returns:
        review while a second person is awaited, else approved.

    Raises:
        RefusedError: It is one's own approval, or the second is no supervisor.
    """
    if amount.amount <= limit.amount:
        return "approved"
    if not first:
        return "review"
    if first == account:
        raise RefusedError(_second_person(limit))
    if "tax_supervisor" not in roles:
        raise RefusedError(_supervisor(limit))
    return "approved"


# What a line must show


@dataclass(frozen=True, slots=True)
class Proof:
    """What stands behind a line.

    Attributes:
        declaration: Reference of the export declaration.
        invoice: Number of the purchase invoice, empty where there is none.
        has_left: Whether the goods are recorded to have left the country.
    """

    declaration: str
    invoice: str
    has_left: bool


@dataclass(frozen=True, slots=True)
class Receipt:
    """A receipt of foreign exchange.

    Attributes:
        number: What it is called.
        declaration: Declaration it pays; empty stands for every one of the case.
    """

    number: str
    declaration: str = ""


def check_proofs(
    proofs: Sequence[Proof], refund_class: str, receipts: Sequence[Receipt]
) -> list[Problem]:
    """Everything that lacks its proof: exits, invoices used twice, receipts of class IV."""
    return [
        *_twice(proofs), *_no_exits(proofs),
        *(_no_receipts(proofs, receipts) if refund_class == NEEDS_RECEIPTS else ()),
    ]  # fmt: skip


def invoice_used(where: str, invoice: str) -> Problem:
    """An invoice stands behind another refund already."""
    return Problem(
        "refund.invoice_used", where, f"invoice {invoice} is used already.",
        "An invoice stands behind one line of one case.", message_zh=f"发票{invoice}已被使用。",
    )  # fmt: skip


def no_exit(where: str, declaration: str) -> Problem:
    """The goods are not recorded to have left."""
    return Problem(
        "refund.no_exit", where, f"no exit is recorded for {declaration or 'this line'}.",
        "A refund waits until the goods have left the country.",
        message_zh=f"报关单{declaration}没有出境记录。",
    )  # fmt: skip


def _twice(proofs: Sequence[Proof]) -> Iterator[Problem]:
    seen: Counter[str] = Counter()
    for place, proof in enumerate(proofs):
        if proof.invoice and seen[proof.invoice]:
            yield invoice_used(f"lines[{place}].invoice", proof.invoice)
        seen[proof.invoice] += 1


def _no_exits(proofs: Sequence[Proof]) -> Iterator[Problem]:
    for place, proof in enumerate(proofs):
        if not proof.has_left:
            yield no_exit(f"lines[{place}].exited", proof.declaration)


def _no_receipts(proofs: Sequence[Proof], receipts: Sequence[Receipt]) -> Iterator[Problem]:
    covered = {receipt.declaration for receipt in receipts}
    for place, proof in enumerate(proofs):
        if not covered & {"", proof.declaration}:
            yield Problem(
                "refund.no_receipt", f"lines[{place}].declaration",
                f"class {NEEDS_RECEIPTS} needs a receipt of foreign exchange"
                f" for {proof.declaration or 'this line'}.",
                "Add it under `receipts`.",
                message_zh=f"四类企业须提供报关单{proof.declaration}的收汇凭证。",
            )  # fmt: skip


# What is said


def _not_now(name: str, state: State) -> Problem:
    starts = [start for row in TABLE if row.name == name for start in row.starts]
    hint = f"It is done to one that is {' or '.join(starts)}." if starts else ""
    return Problem(
        "refund.move", "case", f"one that is {state} cannot be moved by '{name[:40]}'.", hint,
        message_zh="退税案件在当前状态下不能进行此操作。",
    )  # fmt: skip


def _not_yours(row: Move) -> Problem:
    return Problem(
        "refund.role", "case", f"'{row.name}' asks for the role {' or '.join(row.roles)}.",
        "Ask who holds it.", message_zh="您的角色无权进行此操作。",
    )  # fmt: skip


def _no_reason(row: Move) -> Problem:
    return Problem(
        "refund.reason", "reason", f"'{row.name}' needs a reason.",
        "Say why, in a sentence: it stays with the case.", message_zh="请说明理由。",
    )  # fmt: skip


def _second_person(limit: Money) -> Problem:
    return Problem(
        "refund.second_person", "case", f"above {limit} a second person approves.",
        "Ask a tax supervisor.", message_zh=f"超过{limit}须由第二人审批。",
    )  # fmt: skip


def _supervisor(limit: Money) -> Problem:
    return Problem(
        "refund.supervisor", "case", f"above {limit} the second to approve is a tax supervisor.",
        "Ask one.", message_zh=f"超过{limit}须由退税主管审批。",
    )  # fmt: skip
