"""Release of some containers while others are held.

An agency that holds a consignment may narrow its hold to the containers it doubts. The
supervisor then lets the others go, once the duty of the whole is paid or secured. No arrow of
the life cycle stands for it: the declaration as a whole is released when nothing is held.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from entrepot.kernel.errors import MissingError, Problem, RefusedError
from entrepot.service.files import open_file
from entrepot.service.officers import need_role, officer_agency
from entrepot.service.proceeding import Proceeding
from entrepot.service.tellings import declaration_document
from entrepot.service.window import Window
from entrepot.window.lifecycle import BEFORE_RELEASE, SETTLED, THERE
from entrepot.window.release import holders, with_holder, without_holder

Document = dict[str, Any]
OFFICERS = (
    "inspector", "quarantine_officer", "market_officer", "document_officer", "supervisor",
)  # fmt: skip


def narrow(
    window: Window, reference: str, containers: Sequence[str], *, by: str, at: datetime,
    expected: int | None = None,
) -> Document:  # fmt: skip
    """Narrow the hold of one's agency to some containers.

    Args:
        window: The window.
        reference: The declaration.
        containers: Containers the agency goes on holding.
        by: Account of an officer of the agency.
        at: Instant.
        expected: Revision the caller saw.

    Raises:
        RefusedError: The agency holds nothing, the declaration is released or over, or a
            container has been let go.
        MissingError: A container is none of the declaration's, or there is no such declaration.
    """
    with open_file(window, reference, by=by, at=at, expected=expected) as proceeding:
        need_role(window, proceeding.actor, *OFFICERS)
        agency = officer_agency(proceeding.actor)
        if agency not in proceeding.standing.holds:
            raise RefusedError(window.reasons.problem("hold.none", reference))
        _need_open(proceeding)
        boxes = _boxes(proceeding, containers)
        _need_some(proceeding, boxes, containers)
        gone = [one for one in containers if boxes[one]["released_at"] is not None]
        if gone:
            raise RefusedError(
                [window.reasons.problem("part.released", one, no=one) for one in gone]
            )
        for name, box in boxes.items():
            change = with_holder if name in containers else without_holder
            held = change(box["held_by"], agency)
            proceeding.later(proceeding.book.hold_container, container=name, held_by=held)
        body = {"agency": agency, "containers": sorted(containers)}
        proceeding.note("hold_narrowed", proceeding.actor, body)
        proceeding.tell("HOLD", body)
        _charge_early(proceeding)
        proceeding.save()
        return _told(proceeding)


def release_part(
    window: Window, reference: str, containers: Sequence[str], *, by: str, at: datetime,
    expected: int | None = None,
) -> Document:  # fmt: skip
    """Let some containers go while others are held.

    Args:
        window: The window.
        reference: The declaration.
        containers: Containers to let go.
        by: Account of a supervisor.
        at: Instant.
        expected: Revision the caller saw.

    Raises:
        RefusedError: Everything that stands in the way, each with its code.
        MissingError: A container is none of the declaration's, or there is no such declaration.
    """
    with open_file(window, reference, by=by, at=at, expected=expected) as proceeding:
        need_role(window, proceeding.actor, "supervisor")
        _need_open(proceeding)
        _charge_early(proceeding)
        boxes = _boxes(proceeding, containers)
        _need_some(proceeding, boxes, containers)
        if problems := _in_the_way(proceeding, boxes, containers):
            raise RefusedError(problems)
        for one in containers:
            proceeding.later(proceeding.book.release_container, container=one, at=at)
        body = {"containers": sorted(containers), "release_no": proceeding.release_no}
        proceeding.note("part_released", proceeding.actor, body)
        proceeding.tell("RELEASE", body, to=[proceeding.row["border_office"]])
        proceeding.save()
        return _told(proceeding)


def _need_open(proceeding: Proceeding) -> None:
    """Partial release is for what was accepted and is not released as a whole."""
    standing = proceeding.standing
    if standing.state not in BEFORE_RELEASE or standing.type == "SUMMARY":
        raise RefusedError(
            proceeding.window.reasons.problem(
                "part.not_now", proceeding.reference, state=standing.state
            )
        )


def _boxes(proceeding: Proceeding, named: Sequence[str]) -> dict[str, Any]:
    rows = proceeding.book.list_equipment(declaration_id=proceeding.row["id"])
    boxes = {row["container"]: row for row in rows}
    unknown = [one for one in named if one not in boxes]
    if unknown:
        raise MissingError(
            [
                Problem(
                    "part.unknown", one, "there is no such container in the declaration.",
                    "Name one of its containers.", message_zh="该报关单没有该集装箱。",
                )
                for one in unknown
            ]
        )  # fmt: skip
    return boxes


def _in_the_way(
    proceeding: Proceeding, boxes: dict[str, Any], containers: Sequence[str]
) -> list[Problem]:
    standing, reasons = proceeding.standing, proceeding.window.reasons
    narrowed = {agency for box in boxes.values() for agency in holders(box["held_by"])}
    problems = [
        reasons.problem("gate.held", one, no=one, agency=agency)
        for one in containers
        for agency in sorted((standing.holds - narrowed) | holders(boxes[one]["held_by"]))
    ]
    open_ = {task.removeprefix("inspection:") for task in standing.open_tasks}
    problems += [
        reasons.problem("inspection.unfinished", proceeding.reference, agency=task)
        for task in sorted(open_ - narrowed)
    ]
    doubts = {task.removeprefix("inspection:") for task in standing.discrepancies}
    if doubts - narrowed:
        problems.append(reasons.problem("goods.not_as_declared", proceeding.reference))
    if standing.revenue not in SETTLED:
        amount = f"{standing.owed:.2f}"
        problems.append(reasons.problem("tax.unpaid", proceeding.reference, amount=amount))
    if standing.security_missing:
        problems.append(reasons.problem("tax.security", proceeding.reference))
    if standing.cargo not in THERE and not standing.may_leave_directly:
        problems.append(reasons.problem("arrival.not_confirmed", proceeding.reference))
    if standing.is_suspended:
        problems.append(reasons.problem("window.party_suspended", proceeding.reference))
    return problems


def _need_some(proceeding: Proceeding, boxes: dict[str, Any], containers: Sequence[str]) -> None:
    if not containers or set(containers) == set(boxes):
        raise RefusedError(proceeding.window.reasons.problem("part.whole", proceeding.reference))


def _charge_early(proceeding: Proceeding) -> None:
    """Assess before the control is closed, so that the duty can be paid or secured."""
    if proceeding.standing.revenue != "UNASSESSED":
        return
    owed = proceeding.revenue.assessed()
    body = {"due": owed.due.amount, "security": owed.security.amount, "currency": proceeding.money}
    proceeding.note("assess_early", proceeding.actor, body)
    proceeding.change(**proceeding.revenue.facets(owed))
    proceeding.mark_security(owed)
    proceeding.settle(owed)


def _told(proceeding: Proceeding) -> Document:
    rows = proceeding.book.list_equipment(declaration_id=proceeding.row["id"])
    containers = [
        {
            "container": row["container"],
            "held_by": sorted(holders(row["held_by"])),
            "released": row["released_at"] is not None,
        }
        for row in rows
    ]
    return {**declaration_document(proceeding), "containers": containers}
