"""Decisions of a second person: amendments, cancellations, seizures, appeals, audits."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from entrepot.kernel.errors import RefusedError
from entrepot.kernel.money import Money
from entrepot.service import automatic
from entrepot.service.clock import tick as tick
from entrepot.service.corrections import recount, standing_movements
from entrepot.service.files import check_contents, open_file
from entrepot.service.officers import need_role
from entrepot.service.proceeding import Proceeding
from entrepot.service.revenue import Owed
from entrepot.service.tellings import declaration_document
from entrepot.service.window import Window
from entrepot.window.actor import SYSTEM, Actor
from entrepot.window.amendment import amend, check_fixed
from entrepot.window.lifecycle import ask, is_asked, settle

Document = dict[str, Any]


def decide_amendment(
    window: Window, reference: str, *, approve: bool, by: str, at: datetime, reason: str = "",
    expected: int | None = None,
) -> Document:  # fmt: skip
    """Approve or refuse what the trader asked to change.

    A granted amendment makes a new version, is screened again (the channel never falls),
    assessed again, and the difference posted.

    Raises:
        RefusedError: Nothing is pending, or the account asked for it itself.
    """
    with open_file(window, reference, by=by, at=at, expected=expected) as proceeding:
        pending = [
            one for one in proceeding.book.list_amendments(declaration_id=proceeding.row["id"])
            if one["state"] == "pending"
        ]  # fmt: skip
        if approve:
            _grant_amendment(proceeding, pending)
        else:
            proceeding.act("amend_refuse", reason=reason)
        proceeding.later(
            proceeding.book.decide_amendment, state="approved" if approve else "refused",
            by=proceeding.actor.account, at=at, decision=reason,
        )  # fmt: skip
        proceeding.save()
        return declaration_document(proceeding)


def _grant_amendment(proceeding: Proceeding, pending: list[Mapping[str, Any]]) -> None:
    was_released = proceeding.standing.state == "RELEASED"
    proceeding.act("amend_approve", version=proceeding.standing.version + 1)
    proceeding.renew(amend(proceeding.raw, pending[0]["changes"]), pending[0]["reason"])
    if was_released:
        recount(proceeding, "amendment")
        return
    proceeding.later(proceeding.book.settle_tasks, kinds=[], at=proceeding.at)
    proceeding.later(proceeding.book.move_appointment)
    proceeding.later(proceeding.book.let_containers, agency="")
    proceeding.free_security()
    automatic.screen_again(proceeding)
    proceeding.proceed()


def decide_cancellation(
    window: Window, reference: str, *, grant: bool, by: str, at: datetime, reason: str = "",
    expected: int | None = None,
) -> Document:  # fmt: skip
    """Grant or deny the cancellation a trader asked for.

    Raises:
        RefusedError: None was asked for, or it was under inspection.
    """
    with open_file(window, reference, by=by, at=at, expected=expected) as proceeding:
        settle_cancellation(proceeding, grant=grant, by=proceeding.actor, reason=reason)
        proceeding.save()
        return declaration_document(proceeding)


def settle_cancellation(proceeding: Proceeding, *, grant: bool, by: Actor, reason: str) -> None:
    """Cancel: free the security, reverse the postings and the movements; or go back."""
    if not grant:
        proceeding.act("cancel_deny", by=by, reason=reason)
        proceeding.proceed()
        return
    nothing = Money(Decimal(0), proceeding.money)
    revenue = proceeding.standing.revenue
    if revenue != "UNASSESSED":
        revenue = "REFUNDED" if proceeding.paid() else "NIL"
    proceeding.act("cancel_grant", by=by, reason=reason, revenue=revenue, owed=nothing.amount,
                   security_missing=False)  # fmt: skip
    proceeding.settle(Owed(nothing, nothing, nothing), bears_interest=False)
    proceeding.free_security()
    rows = list(proceeding.book.list_own_movements(declaration_id=proceeding.row["id"]))
    proceeding.count(standing_movements(proceeding.reference, rows))
    proceeding.change(holds=frozenset())
    proceeding.later(proceeding.book.lift_holds, by="system", at=proceeding.at)
    proceeding.later(proceeding.book.let_containers, agency="")
    _end_control(proceeding, "cancelled")


def _end_control(proceeding: Proceeding, why: str) -> None:
    """Nobody looks any more: tasks fall away, the bay is free, a pending amendment is refused."""
    proceeding.later(proceeding.book.settle_tasks, kinds=[], at=proceeding.at)
    proceeding.later(proceeding.book.move_appointment)
    proceeding.change(open_tasks=frozenset(), discrepancies=frozenset())
    if proceeding.standing.amendment == "AMEND_PENDING":
        proceeding.standing = settle(proceeding.standing, "amendment")
        proceeding.change(amendment="AMEND_NONE")
        proceeding.later(proceeding.book.decide_amendment, state="refused", by="system",
                         at=proceeding.at, decision=why)  # fmt: skip
        proceeding.note("amend_refuse", SYSTEM, {"reason": why})
        proceeding.tell("AMEND_DENIED", {"reason": why})


def propose_seizure(
    window: Window, reference: str, *, reason: str, by: str, at: datetime,
    expected: int | None = None,
) -> Document:  # fmt: skip
    """Propose to seize the goods; a supervisor decides.

    Raises:
        RefusedError: The account is no inspector, nothing is under control, or it is proposed.
    """
    with open_file(window, reference, by=by, at=at, expected=expected) as proceeding:
        need_role(window, proceeding.actor, "inspector", "supervisor")
        if proceeding.standing.state != "UNDER_CONTROL":
            proceeding.act("seize", reason=reason)  # which the life cycle refuses, with its reason
        if is_asked(proceeding.standing, "seizure"):
            raise RefusedError(window.reasons.problem("approval.pending", reference))
        proceeding.standing = ask(proceeding.standing, "seizure", proceeding.actor.account)
        proceeding.later(
            proceeding.book.propose, kind="seizure", subject=proceeding.reference,
            payload=json.dumps({"reason": reason}), by=proceeding.actor.account, at=at,
        )  # fmt: skip
        proceeding.note("propose_seizure", proceeding.actor, {"reason": reason})
        proceeding.save()
        return declaration_document(proceeding)


def seize(proceeding: Proceeding, reason: str) -> None:
    """Seize, as a second person decided; the trader is told and may appeal."""
    proceeding.act("seize", reason=reason)
    _end_control(proceeding, "seized")
    proceeding.later(proceeding.book.open_legal_case, kind="seizure", reason=reason,
                     by=proceeding.actor.account, at=proceeding.at, previous_id=None)  # fmt: skip


def appeal(
    window: Window, reference: str, *, reason: str, by: str, at: datetime,
    expected: int | None = None,
) -> Document:  # fmt: skip
    """Appeal against a seizure or an audit (WTO TFA article 4)."""
    with open_file(window, reference, by=by, at=at, expected=expected) as proceeding:
        cases = list(proceeding.book.list_legal_cases(declaration_id=proceeding.row["id"]))
        against = next((one["id"] for one in reversed(cases) if one["kind"] != "appeal"), None)
        if against is None:
            raise RefusedError(window.reasons.problem("appeal.none", reference))
        proceeding.later(proceeding.book.open_legal_case, kind="appeal", reason=reason,
                         by=proceeding.actor.account, at=at, previous_id=against)  # fmt: skip
        proceeding.note("appeal", proceeding.actor, {"reason": reason})
        proceeding.save()
        return declaration_document(proceeding)


def decide_appeal(
    window: Window, reference: str, outcome: str, *, by: str, at: datetime,
    expected: int | None = None,
) -> Document:  # fmt: skip
    """Decide an appeal; who decides did not lodge it."""
    with open_file(window, reference, by=by, at=at, expected=expected) as proceeding:
        need_role(window, proceeding.actor, "supervisor")
        proceeding.later(proceeding.book.close_legal_case, kind="appeal", outcome=outcome,
                         by=proceeding.actor.account, at=at)  # fmt: skip
        proceeding.note("appeal_decided", proceeding.actor, {"outcome": outcome})
        proceeding.tell("APPEAL", {"outcome": outcome})
        proceeding.save()
        return declaration_document(proceeding)


def _years_after(day: date, years: int) -> date:
    """The same day so many years later; of a 29 February the 28th."""
    last = (2, 28) if (day.month, day.day) == (2, 29) else (day.month, day.day)
    return date(day.year + years, *last)


def open_audit(
    window: Window, reference: str, *, reason: str, by: str, at: datetime,
    expected: int | None = None,
) -> Document:  # fmt: skip
    """Open an audit after release, within the years the law gives.

    Raises:
        RefusedError: It is not released, too long ago, or under audit.
    """
    with open_file(window, reference, by=by, at=at, expected=expected) as proceeding:
        released = proceeding.standing.released_at
        years = window.legal.days("audit_years", proceeding.today)
        if released and proceeding.today > _years_after(released.date(), years):
            raise RefusedError(window.reasons.problem("audit.too_late", reference, years=years))
        proceeding.act("open_audit", reason=reason)
        proceeding.later(proceeding.book.open_legal_case, kind="audit", reason=reason,
                         by=proceeding.actor.account, at=at, previous_id=None)  # fmt: skip
        proceeding.save()
        return declaration_document(proceeding)


def close_audit(
    window: Window, reference: str, changes: Mapping[str, Any], *, reason: str, by: str,
    at: datetime, at_fault: bool = True, expected: int | None = None,
) -> Document:  # fmt: skip
    """Close an audit; changes it found make a new version and a supplementary duty or refund.

    Args:
        window: The window.
        reference: The declaration.
        changes: What the audit found, new values by JSON pointer; nothing confirms it.
        reason: The finding.
        by: Account.
        at: Instant.
        at_fault: The trader is at fault: duty that was left out bears interest.
        expected: Revision the caller saw.

    Raises:
        RefusedError: None is open, or the account opened it itself.
    """
    with open_file(window, reference, by=by, at=at, expected=expected) as proceeding:
        version = proceeding.standing.version + (1 if changes else 0)
        proceeding.act("audit_result", reason=reason, version=version)
        if changes:
            changed = check_contents(window, amend(proceeding.raw, changes), proceeding.on)
            if fixed := check_fixed(proceeding.declaration, changed, proceeding.standing.state,
                                    window.dictionary):  # fmt: skip
                raise RefusedError(fixed)
            proceeding.renew(amend(proceeding.raw, changes), reason)
            recount(proceeding, "supplementary", at_fault=at_fault)
        proceeding.later(proceeding.book.close_legal_case, kind="audit", outcome=reason,
                         by=proceeding.actor.account, at=at)  # fmt: skip
        proceeding.save()
        return declaration_document(proceeding)
