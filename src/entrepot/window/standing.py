"""Where a declaration stands, and who does what to it when."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Literal

State = Literal[
    "NONE", "DRAFT", "LODGED", "REJECTED", "PRELODGED", "ACCEPTED", "UNDER_CONTROL",
    "CONTROL_DONE", "ASSESSED", "RELEASED", "COMPLETED", "CANCEL_REQUESTED", "CANCELLED",
    "WITHDRAWN", "EXPIRED", "SEIZED",
]  # fmt: skip
FINAL = frozenset({"REJECTED", "COMPLETED", "CANCELLED", "WITHDRAWN", "EXPIRED", "SEIZED"})
GONE = frozenset({"REJECTED", "CANCELLED", "WITHDRAWN", "EXPIRED"})  # their reference is free again
CHANNELS = ("NONE", "GREEN", "BLUE", "YELLOW", "RED")  # rising; a channel never falls
FREE = frozenset({"GREEN", "BLUE"})  # channels without a check before release
SETTLED = frozenset({"NIL", "SECURED", "PAID"})
THERE = frozenset({"ARRIVED", "IN_SITE"})


@dataclass(frozen=True)
class Standing:
    """Where one declaration stands.

    Attributes:
        reference: Its name in the window.
        flow: import or export.
        type: FULL, ADVANCE or SUMMARY.
        state, channel, revenue, cargo, amendment, audit: The state and its facets.
        version: Version of the contents; an amendment makes the next.
        holds: Agencies that hold the goods.
        open_tasks: What officers still have to do: `documents`, or `inspection:AGENCY`.
        discrepancies: Tasks whose finding differs from the declaration.
        asked: What waits for a second person and who asked for it, as `MATTER:ACCOUNT`.
        documents_by, value_limit_passed: Who closed the documents, and whether the value asks
            for two officers.
        is_suspended: The trader may not be served.
        may_leave_directly: Release without a stop in the yard was approved.
        security_missing: Security is asked that is not reserved yet.
        owed: What is due and neither paid nor secured, in the country's money.
        previous_state: State before a cancellation was asked.
        accepted_at, released_at: Instants of those acts.
        expires_on: Last day a filing before arrival waits.
        completion_due: Last day for the second step.
        flags: `no_exit`, `overdue`, `proof_missing`.
    """

    reference: str
    flow: str
    type: str
    state: State = "NONE"
    channel: str = "NONE"
    revenue: str = "UNASSESSED"
    cargo: str = "EXPECTED"
    amendment: str = "AMEND_NONE"
    audit: str = "PCA_NONE"
    version: int = 0
    holds: frozenset[str] = frozenset()
    open_tasks: frozenset[str] = frozenset()
    discrepancies: frozenset[str] = frozenset()
    asked: frozenset[str] = frozenset()
    documents_by: str = ""
    value_limit_passed: bool = False
    is_suspended: bool = False
    may_leave_directly: bool = False
    security_missing: bool = False
    owed: Decimal = Decimal(0)
    previous_state: State = "NONE"
    accepted_at: datetime | None = None
    released_at: datetime | None = None
    expires_on: date | None = None
    completion_due: date | None = None
    flags: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Act:
    """Who does something, when, and what with.

    Attributes:
        by: Account that acts; `system` for what the window does by rule.
        roles: Roles of the account.
        at: Instant.
        on: Legal day of the office.
        reason: Why, where the act asks for a reason.
        facets: What the act sets, such as `{"channel": "GREEN"}`.
    """

    by: str
    roles: frozenset[str]
    at: datetime
    on: date
    reason: str = ""
    facets: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))


def changed(case: Standing, **marks: object) -> Standing:
    """The same declaration with other marks.

    `dataclasses.replace` asks every field again and takes ten times as long; a filing makes
    fifteen of these.

    Raises:
        TypeError: There is no such mark.
    """
    if strange := marks.keys() - vars(case).keys():
        raise TypeError(f"no mark of a declaration: {', '.join(sorted(strange))}")
    other = object.__new__(Standing)
    vars(other).update(vars(case), **marks)
    return other


def ask(case: Standing, matter: str, account: str) -> Standing:
    """Let a matter wait for a second person: amendment, cancellation, seizure or audit."""
    return changed(case, asked=settle(case, matter).asked | {f"{matter}:{account}"})


def settle(case: Standing, matter: str) -> Standing:
    """Let a matter wait no longer."""
    return changed(
        case, asked=frozenset(one for one in case.asked if not one.startswith(f"{matter}:"))
    )


def is_asked(case: Standing, matter: str) -> bool:
    """Whether a matter waits for a second person."""
    return any(one.startswith(f"{matter}:") for one in case.asked)
