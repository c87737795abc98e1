"""Officers at work: documents, inspections by each agency, holds, questions to the trader.

`expected`, where given, is the revision the caller saw: the act is refused when somebody else
changed the declaration since.
"""

from datetime import datetime
from typing import Any

from entrepot.kernel.errors import InputError, Problem, RefusedError
from entrepot.service.clock import tick as tick
from entrepot.service.files import open_file
from entrepot.service.officers import AGENCY_OF_ROLE, need_role, officer_agency
from entrepot.service.proceeding import Proceeding
from entrepot.service.tellings import control_document, declaration_document
from entrepot.service.window import Window
from entrepot.window.lifecycle import FINAL, Standing

Document = dict[str, Any]
OUTCOMES = ("clear", "discrepancy")


def documents(
    window: Window, reference: str, outcome: str, *, by: str, at: datetime, note: str = "",
    expected: int | None = None,
) -> Document:  # fmt: skip
    """Close the check of the documents.

    Raises:
        InputError: The outcome is none.
        RefusedError: No documents are to be checked, or the account may not.
        MissingError: There is no such declaration in the account's office.
    """
    _check_outcome(outcome)
    with open_file(window, reference, by=by, at=at, expected=expected) as proceeding:
        need_role(window, proceeding.actor, "document_officer")
        _need_another(proceeding, _inspector_of(proceeding))
        _close_task(proceeding, "documents", outcome, note)
        proceeding.change(documents_by=proceeding.actor.account)
        proceeding.note("documents", proceeding.actor, {"outcome": outcome, "note": note})
        _after_finding(proceeding, "documents", outcome)
        proceeding.save()
        return declaration_document(proceeding)


def show_inspection(window: Window, reference: str, *, by: str, at: datetime) -> Document:
    """The appointment, orders and holds of a declaration."""
    with open_file(window, reference, by=by, at=at, lock=False) as proceeding:
        return inspection_document(proceeding)


def inspection_document(proceeding: Proceeding) -> Document:
    """The appointment, orders and holds as they stand."""
    book, id_ = proceeding.book, proceeding.row["id"]
    return control_document(
        book.list_appointments(declaration_id=id_), book.list_orders(declaration_id=id_),
        proceeding.standing.holds,
    )  # fmt: skip


def record_result(
    window: Window, reference: str, agency: str, outcome: str, *, by: str, at: datetime,
    note: str = "", expected: int | None = None,
) -> Document:  # fmt: skip
    """Record what an agency found; a clear result lifts its hold, the last one releases.

    Raises:
        InputError: The outcome is none.
        RefusedError: The agency ordered no inspection or has its result, or the account is of
            another agency.
        MissingError: There is no such declaration for these eyes.
    """
    _check_outcome(outcome)
    with open_file(window, reference, by=by, at=at, expected=expected) as proceeding:
        own = {AGENCY_OF_ROLE.get(role, "") for role in proceeding.actor.roles} - {""}
        if agency not in own:
            raise RefusedError(
                window.reasons.problem("window.role_missing", reference, roles=agency)
            )
        task = f"inspection:{agency}"
        if agency == "customs":
            _need_another(proceeding, proceeding.standing.documents_by)
        _close_task(proceeding, task, outcome, note)
        proceeding.later(proceeding.book.record_result, agency=agency, outcome=outcome, note=note,
                         by=proceeding.actor.account, at=at)  # fmt: skip
        if outcome == "clear":
            _lift(proceeding, agency)
        body = {"agency": agency, "outcome": outcome, "note": note}
        proceeding.note("inspection_ended", proceeding.actor, body)
        if agency == "customs" and outcome == "clear" and _may_close_documents(proceeding.standing):
            _close_task(proceeding, "documents", outcome, "with the goods")
        _after_finding(proceeding, task, outcome)
        proceeding.save()
        return {**declaration_document(proceeding), **inspection_document(proceeding)}


def _may_close_documents(standing: Standing) -> bool:
    """The documents are seen with the goods, unless the value asks for two officers."""
    return "documents" in standing.open_tasks and not standing.value_limit_passed


def _need_another(proceeding: Proceeding, account: str) -> None:
    """Over a value, documents and goods in the red channel are seen by two officers."""
    standing, actor = proceeding.standing, proceeding.actor
    if standing.channel == "RED" and standing.value_limit_passed and account == actor.account:
        raise RefusedError(
            proceeding.window.reasons.problem("window.second_person", proceeding.reference)
        )


def _inspector_of(proceeding: Proceeding) -> str:
    """Who inspected for customs, empty for nobody yet."""
    orders = proceeding.book.list_orders(declaration_id=proceeding.row["id"])
    return next((one["inspector"] or "" for one in orders if one["agency"] == "customs"), "")


def _lift(proceeding: Proceeding, agency: str) -> None:
    """Lift the hold of an agency; goods that were detained are back where they were."""
    holds = proceeding.standing.holds - {agency}
    proceeding.change(holds=holds)
    if proceeding.standing.cargo == "HELD" and not holds:
        proceeding.change(cargo="IN_SITE")
    proceeding.later(proceeding.book.lift_hold, agency=agency, by=proceeding.actor.account,
                     at=proceeding.at)  # fmt: skip
    proceeding.later(proceeding.book.let_containers, agency=agency)


def _close_task(proceeding: Proceeding, kind: str, outcome: str, note: str) -> None:
    standing = proceeding.standing
    if kind not in standing.open_tasks | standing.discrepancies:
        raise RefusedError(
            proceeding.window.reasons.problem("task.none", proceeding.reference, task=kind)
        )
    if kind in standing.discrepancies:  # looked at a second time
        if outcome == "discrepancy":
            return
        proceeding.later(proceeding.book.settle_tasks, kinds=[kind], at=proceeding.at)
        proceeding.change(discrepancies=standing.discrepancies - {kind})
    proceeding.change(open_tasks=proceeding.standing.open_tasks - {kind})
    proceeding.later(proceeding.book.close_task, kind=kind, outcome=outcome, note=note,
                     by=proceeding.actor.account, at=proceeding.at)  # fmt: skip


def _after_finding(proceeding: Proceeding, task: str, outcome: str) -> None:
    if outcome == "discrepancy":
        found = proceeding.standing.discrepancies | {task}
        proceeding.act("discrepancy", body={"task": task}, discrepancies=found)
    else:
        proceeding.proceed()


def claim(
    window: Window, reference: str, kind: str, *, by: str, at: datetime,
    expected: int | None = None,
) -> Document:  # fmt: skip
    """Take a task, so that nobody else works on it.

    Raises:
        RefusedError: Somebody else has it, it is closed, or the account is no officer.
    """
    with open_file(window, reference, by=by, at=at, expected=expected) as proceeding:
        need_role(window, proceeding.actor, *AGENCY_OF_ROLE, "document_officer", "supervisor")
        if proceeding.book.claim_task(declaration_id=proceeding.row["id"], kind=kind,
                                      by=proceeding.actor.account) is None:  # fmt: skip
            raise RefusedError(window.reasons.problem("task.none", reference, task=kind))
        proceeding.note("claim", proceeding.actor, {"task": kind})
        proceeding.save()
        return declaration_document(proceeding)


def ask_trader(
    window: Window, reference: str, code: str, *, by: str, at: datetime, text: str = "",
    expected: int | None = None,
) -> Document:  # fmt: skip
    """Ask the trader for something, in the words of a reason code or one's own.

    Raises:
        InputError: There is no such reason.
        RefusedError: The account is no officer.
    """
    with open_file(window, reference, by=by, at=at, expected=expected) as proceeding:
        need_role(window, proceeding.actor, *AGENCY_OF_ROLE, "document_officer", "supervisor")
        question = text or window.wording(code)
        proceeding.later(
            proceeding.book.ask, code=code, question=question, by=proceeding.actor.account, at=at,
            due_at=window.due_after(proceeding.row["decl_office"], at),
        )  # fmt: skip
        proceeding.note("query", proceeding.actor, {"code": code})
        proceeding.tell("QUERY", {"code": code, "question": question})
        proceeding.save()
        return declaration_document(proceeding)


def place_hold(
    window: Window, reference: str, *, reason: str, by: str, at: datetime,
    expected: int | None = None,
) -> Document:  # fmt: skip
    """Hold the goods for one's agency until it lifts the hold.

    Raises:
        RefusedError: The declaration is over, or the account is of no agency.
    """
    with open_file(window, reference, by=by, at=at, expected=expected) as proceeding:
        agency = _agency(window, proceeding)
        if proceeding.standing.state in FINAL:
            raise RefusedError(window.reasons.problem("hold.over", reference))
        proceeding.change(holds=proceeding.standing.holds | {agency})
        proceeding.later(proceeding.book.place_holds, agencies=[agency], reason=reason,
                         by=proceeding.actor.account, at=at)  # fmt: skip
        proceeding.later(proceeding.book.let_containers, agency=agency)  # it holds all of them
        proceeding.note("hold", proceeding.actor, {"agency": agency, "reason": reason})
        proceeding.tell("HOLD", {"agency": agency})
        proceeding.save()
        return declaration_document(proceeding)


def lift_hold(
    window: Window, reference: str, *, by: str, at: datetime, expected: int | None = None,
) -> Document:  # fmt: skip
    """Lift the hold of one's own agency; what waited for it goes on.

    Raises:
        RefusedError: The agency holds nothing, or still has to inspect.
    """
    with open_file(window, reference, by=by, at=at, expected=expected) as proceeding:
        agency = _agency(window, proceeding)
        if agency not in proceeding.standing.holds:
            raise RefusedError(window.reasons.problem("hold.none", reference))
        if f"inspection:{agency}" in proceeding.standing.open_tasks:
            raise RefusedError(
                window.reasons.problem("inspection.unfinished", reference, agency=agency)
            )
        _lift(proceeding, agency)
        proceeding.note("lift", proceeding.actor, {"agency": agency})
        proceeding.proceed()
        proceeding.save()
        return declaration_document(proceeding)


def _agency(window: Window, proceeding: Proceeding) -> str:
    need_role(window, proceeding.actor, *AGENCY_OF_ROLE, "document_officer", "supervisor")
    return officer_agency(proceeding.actor)


def _check_outcome(outcome: str) -> None:
    if outcome not in OUTCOMES:
        raise InputError(
            Problem("input.outcome", "outcome", f"{outcome!r} is no outcome.",
                    f"Say {' or '.join(OUTCOMES)}.", message_zh="结果应为clear或discrepancy。")
        )  # fmt: skip
