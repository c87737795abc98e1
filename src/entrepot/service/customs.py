"""What officers, sites and banks do: documents, findings, decisions, arrivals, payments, gates.

`expected`, where given, is the revision the caller saw: the act is refused when somebody else
changed the declaration since.
"""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from entrepot.kernel.errors import InputError, Problem, RefusedError
from entrepot.kernel.money import Money
from entrepot.service import notices
from entrepot.service.clock import tick as tick
from entrepot.service.corrections import recount, standing_movements
from entrepot.service.files import check_contents, need_mandate, open_as_system, open_file
from entrepot.service.proceeding import Proceeding, release_number
from entrepot.service.revenue import Owed
from entrepot.service.tellings import control_document, declaration_document
from entrepot.service.window import Window
from entrepot.store.window import acting
from entrepot.window.actor import SYSTEM, Actor
from entrepot.window.amendment import amend, check_fixed
from entrepot.window.lifecycle import FINAL, GONE, THERE, Standing, ask, is_asked, settle
from entrepot.window.release import Box, may_pass

Document = dict[str, Any]
OUTCOMES = ("clear", "discrepancy")
AGENCY_OF_ROLE: Mapping[str, str] = {
    "inspector": "customs", "quarantine_officer": "quarantine", "market_officer": "market",
}  # fmt: skip


# Arrivals and gates


def arrive(window: Window, container: str, site: str, *, by: str, at: datetime,
           told_at: datetime) -> Document:  # fmt: skip
    """Take in an arrival notice; what waited for the goods goes on at once.

    Args:
        window: The window.
        container: Container number.
        site: Place the goods are at.
        by: Account of the site.
        at: Instant of the arrival.
        told_at: Instant of the notice.

    Returns:
        The notice, and the references it released.

    Raises:
        InputError: The container number is wrong.
        RefusedError: The account is no site operator.
        MissingError: The site is not one of the account's.
    """
    window.check_container(container)
    with acting(window.database, by, told_at) as (book, actor):
        need_role(window, actor, "port_operator")
        if site not in actor.offices:
            raise window.missing_site(site)
        book.lock_container(container=container)
        book.add_arrival(container=container, site=site, at=at, by=actor.account, told_at=told_at)
        book.become_system()
        key = f"arrival/{container}/{site}/{at.astimezone(UTC).isoformat()}"
        if told := notices.find_reply(book, actor.account, key):
            return told
        known = list(book.mark_arrived(container=container, at=at))
        waiting = [row["reference"] for row in known if row["waits"]]
        released = []
        for reference in sorted(waiting):
            proceeding = open_as_system(window, book, reference, told_at)
            if proceeding.standing.state not in ("LODGED", "PRELODGED"):  # ended meanwhile
                continue
            proceeding.row["sites"] = [site]
            proceeding.note("arrived", actor, {"container": container, "site": site, "at": at})
            if proceeding.standing.cargo not in THERE:
                proceeding.change(cargo="ARRIVED")
            proceeding.proceed()
            proceeding.save()
            if proceeding.standing.released_at is not None:
                released.append(reference)
        reply = {"container": container, "site": site, "at": at.isoformat(), "released": released}
        notices.keep_reply(book, actor.account, key, reply, told_at)
    return reply


def check_release(window: Window, container: str, place: str, *, by: str, at: datetime) -> Document:
    """Say GO or STOP for a container at a gate, and why.

    Raises:
        MissingError: There is no office at the place, or the account is not of it.
    """
    office = window.find_office_at(place)
    with acting(window.database, by, at) as (book, actor):
        if office is None or not _is_at(actor, office.office, office.place):
            raise window.missing_site(place)
        if actor.scope == "site":
            book.become_system()
        rows = list(book.list_by_container(container=container))
    here = [row for row in rows if office.office in (row["border_office"], row["decl_office"])]
    box = _first_to_stop(container, here)
    word, code, values = may_pass(box)
    problem = window.reasons.problem(code, container, **values) if code else None
    return {
        "decision": word,
        "reason": problem.message if problem else "",
        "declaration": box.reference or None,
        "release_no": box.release_no or None,
        "code": code,
        "reason_zh": problem.message_zh if problem else "",
        "container": container,
        "place": place,
        "number": box.number or None,
    }


def _first_to_stop(container: str, rows: list[Mapping[str, Any]]) -> Box:
    """Of all accepted declarations that cover a container in place, one that keeps it, if any."""
    accepted = [row for row in rows if row["state"] not in ("LODGED", "PRELODGED")]
    boxes = [_box(container, row) for row in accepted or rows]
    in_place = [box for box in boxes if box.moved_at is None] or boxes[:1] or [Box(container)]
    return next((box for box in in_place if may_pass(box)[0] == "STOP"), in_place[0])


def _is_at(actor: Actor, *names: str) -> bool:
    return bool(set(names) & set(actor.offices))


def _box(container: str, row: Mapping[str, Any]) -> Box:
    return Box(
        container=container, reference=row["reference"], number=row["number"] or "",
        release_no=_release_no(row), state=row["state"],
        released_at=row["container_released_at"], moved_at=row["moved_at"],
        held_by=row["held_by"], holds=tuple(row["holds"]),
    )  # fmt: skip


def _release_no(row: Mapping[str, Any]) -> str:
    """The number of the release order, also of a container that went before the others."""
    if row["release_no"] or row["container_released_at"] is None:
        return row["release_no"] or ""
    return release_number(row["number"])


def move_out(window: Window, container: str, place: str, *, by: str, at: datetime) -> Document:
    """Let a released container out; the declaration is complete when the last has left.

    A container that several declarations cover leaves for all of them.

    Raises:
        RefusedError: It may not pass.
        MissingError: There is no such container at the place.
    """
    told = check_release(window, container, place, by=by, at=at)
    if told["declaration"] is None:
        raise window.missing(container)
    if told["decision"] == "STOP":
        raise RefusedError(Problem(told["code"], container, told["reason"],
                                   message_zh=told["reason_zh"]))  # fmt: skip
    with acting(window.database, by, at) as (book, actor):
        book.become_system()
        others = {
            row["reference"]
            for row in book.list_by_container(container=container)
            if row["state"] == "RELEASED" and row["moved_at"] is None
        } - {told["declaration"]}
        for reference in sorted(others):
            _move(open_as_system(window, book, reference, at), container, actor)
        proceeding = open_as_system(window, book, told["declaration"], at)
        _move(proceeding, container, actor)
        return declaration_document(proceeding)


def _move(proceeding: Proceeding, container: str, actor: Actor) -> None:
    """Let a container of a declaration out, as it stands now that nobody else acts on it."""
    book, at = proceeding.book, proceeding.at
    rows = book.list_by_container(container=container)
    mine = [row for row in rows if row["reference"] == proceeding.reference]
    word, code, values = may_pass(_box(container, mine[0]) if mine else Box(container))
    if word == "STOP":  # taken back between check and move
        raise RefusedError(proceeding.window.reasons.problem(code, container, **values))
    boxes = list(book.list_equipment(declaration_id=proceeding.row["id"]))
    proceeding.later(book.mark_moved, container=container, at=at)
    left = [box for box in boxes if box["container"] != container and box["moved_at"] is None]
    if left:
        proceeding.note("container_out", actor, {"container": container, "left": len(left)})
    else:
        cargo = "EXITED" if proceeding.standing.flow == "export" else "GATED_OUT"
        proceeding.act("move_out", by=actor, body={"container": container}, cargo=cargo)
        if "no_exit" in proceeding.standing.flags:
            proceeding.later(book.close_legal_case, kind="no_exit", outcome="left after all",
                             by=actor.account, at=at)  # fmt: skip
    proceeding.save()


# Control


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


def officer_agency(actor: Actor) -> str:
    """The agency an officer acts for."""
    return actor.agency or "customs"


# Decisions of a second person


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
    proceeding.screen_again()
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


# Money


def pay(
    window: Window, reference: str, amount: str, bank_ref: str, *, by: str, at: datetime
) -> Document:
    """Take in a payment notice of a bank; told thrice it is one payment.

    Raises:
        InputError: The amount is none.
        RefusedError: The account is no bank, the notice differs from the first with its
            reference, or nothing is due.
        MissingError: There is no such declaration.
    """
    paid = window.read_amount(amount)
    with acting(window.database, by, at) as (book, actor):
        need_role(window, actor, "bank")
        book.become_system()
        proceeding = open_as_system(window, book, reference, at)
        if first := book.find_payment(bank_ref=bank_ref):
            if first["declaration_id"] != proceeding.row["id"] or first["amount"] != paid:
                raise RefusedError(window.reasons.problem("payment.differs", bank_ref))
            return {**declaration_document(proceeding), "replayed": True}
        if proceeding.standing.state in GONE or not proceeding.revenue.assessments:
            raise RefusedError(window.reasons.problem("payment.nothing_due", reference))
        before, owed = proceeding.paid(), proceeding.revenue.take_in(paid)
        if paid > owed.due.amount - before:
            due = f"{max(owed.due.amount - before, Decimal(0)):f}"
            raise RefusedError(window.reasons.problem("payment.too_much", reference, due=due))
        _settle_payment(proceeding, owed, actor, {"amount": paid, "bank_ref": bank_ref})
        proceeding.later(book.add_payment, bank_ref=bank_ref, amount=paid, at=at, by=actor.account)
        proceeding.proceed()
        proceeding.save()
        return declaration_document(proceeding)


def _settle_payment(proceeding: Proceeding, owed: Owed, by: Actor, body: Mapping[str, Any]) -> None:
    revenue, standing = proceeding.revenue, proceeding.standing
    facets = revenue.facets(owed, is_secured=standing.revenue == "SECURED")
    if standing.state == "ASSESSED":
        proceeding.act("pay", by=by, body=body, **facets)
    else:  # before the control closed, or after the release
        proceeding.note("pay", by, body)
        proceeding.change(**facets)
    proceeding.settle(owed)
    if not revenue.left(owed).amount:
        revenue.give_back(owed.security)


def secure(
    window: Window, reference: str, *, by: str, at: datetime, expected: int | None = None
) -> Document:
    """Set security aside for what is due, in place of paying before release.

    It also covers the difference that a missing proof of origin leaves open.

    Raises:
        RefusedError: Nothing is due, or too little is free.
    """
    with open_file(window, reference, by=by, at=at, expected=expected) as proceeding:
        need_mandate(proceeding, "pay")
        revenue, standing = proceeding.revenue, proceeding.standing
        owed = revenue.last()
        needed = revenue.left(owed) + owed.security - Money(revenue.reserved(), proceeding.money)
        if needed.amount <= 0 or not (standing.owed or standing.security_missing):
            raise RefusedError(window.reasons.problem("payment.nothing_due", reference))
        if not proceeding.reserve(needed):
            deposit = proceeding.deposit.find()
            free = deposit.available if deposit else "0"
            raise RefusedError(window.reasons.problem("guarantee.limit", reference, free=free))
        facets = {**revenue.facets(owed, is_secured=True), "security_missing": False}
        body = {"amount": needed.amount}
        if standing.state in ("ACCEPTED", "UNDER_CONTROL", "CONTROL_DONE"):
            proceeding.note("reserve_guarantee", proceeding.actor, body)
            proceeding.change(**facets)
        else:
            proceeding.act("reserve_guarantee", by=SYSTEM, body=body, **facets)
        proceeding.proceed()
        proceeding.save()
        return declaration_document(proceeding)


# Checks


def _check_outcome(outcome: str) -> None:
    if outcome not in OUTCOMES:
        raise InputError(
            Problem("input.outcome", "outcome", f"{outcome!r} is no outcome.",
                    f"Say {' or '.join(OUTCOMES)}.", message_zh="结果应为clear或discrepancy。")
        )  # fmt: skip


def need_role(window: Window, actor: Actor, *roles: str) -> None:
    """See that an account holds one of some roles.

    Raises:
        RefusedError: It holds none.
    """
    if not actor.roles & set(roles):
        raise RefusedError(
            window.reasons.problem("window.role_missing", actor.account, roles=", ".join(roles))
        )
