"""Direct release: goods that leave at the ship's side or on arrival, without a stop in the yard.

The trader asks for it in the declaration, an officer who decides at its office approves or
refuses. An approved one goes on before its goods are there; channel, holds and money stand in
its way as in any other's. Who approved may think better of it until the release.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from entrepot.kernel.errors import Problem, RefusedError
from entrepot.service.files import open_file
from entrepot.service.officers import need_role
from entrepot.service.proceeding import Proceeding
from entrepot.service.tellings import declaration_document
from entrepot.service.window import Window
from entrepot.window.filed import asks_direct_release
from entrepot.window.lifecycle import BEFORE_RELEASE

Document = dict[str, Any]
DECIDERS = ("document_officer", "supervisor")  # who decides what traders ask, as for amendments
OPEN = ("LODGED", "PRELODGED", *BEFORE_RELEASE)


def decide_direct_release(
    window: Window, reference: str, *, approve: bool, reason: str, by: str, at: datetime,
    expected: int | None = None,
) -> Document:  # fmt: skip
    """Approve or refuse the direct release the trader asked for; an approved one goes on at once.

    Refusing what was approved withdraws the approval, until the release.

    Args:
        window: The window.
        reference: The declaration.
        approve: Approve, or refuse.
        reason: Why; the trader and the border office are told.
        by: Account of an officer of the declaration's office.
        at: Instant.
        expected: Revision the caller saw.

    Raises:
        RefusedError: It was not asked for, agencies hold or inspect, it is over or decided so
            already, no reason is given, or the account may not.
        MissingError: There is no such declaration for these eyes.
    """
    with open_file(window, reference, by=by, at=at, expected=expected) as proceeding:
        need_role(window, proceeding.actor, *DECIDERS)
        if problems := list(_against(proceeding, reason, approve=approve)):
            raise RefusedError(problems)
        word = _decide(proceeding, {"reason": reason}, approve=approve)
        proceeding.tell("DIRECT_RELEASE", {"decision": word, "reason": reason},
                        to=[proceeding.row["border_office"]])  # fmt: skip
        proceeding.proceed()
        proceeding.save()
        return declaration_document(proceeding)


def _decide(proceeding: Proceeding, body: Document, *, approve: bool) -> str:
    """Let a decision stand and be on record: approved, refused or withdrawn."""
    was_approved = proceeding.standing.may_leave_directly
    proceeding.change(may_leave_directly=approve)
    if approve:
        proceeding.note("direct_release_approved", proceeding.actor, body)
        return "approved"
    if was_approved:
        proceeding.note("direct_release_withdrawn", proceeding.actor, body)
        return "withdrawn"
    proceeding.note("direct_release_refused", proceeding.actor, body)
    return "refused"


def _against(proceeding: Proceeding, reason: str, *, approve: bool) -> Iterator[Problem]:
    """Everything that stands in the way of a decision."""
    standing, row = proceeding.standing, proceeding.row
    reasons, reference = proceeding.window.reasons, proceeding.reference
    if row["decl_office"] not in proceeding.actor.offices:
        yield reasons.problem("direct.other_office", reference)
    if not reason.strip():
        yield reasons.problem("window.reason_missing", reference)
    if standing.state not in OPEN:
        yield reasons.problem("direct.over", reference, state=standing.state)
    if not asks_direct_release(proceeding.raw):
        yield reasons.problem("direct.not_asked", reference)
    inspecting = {one.partition(":")[2] for one in standing.open_tasks if ":" in one}
    for agency in sorted(standing.holds | inspecting) if approve else ():
        yield reasons.problem("direct.held", reference, agency=agency)
    if approve and standing.may_leave_directly:
        yield reasons.problem("direct.approved", reference)
