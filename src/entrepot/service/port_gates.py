"""The gate of the land port: GO or STOP with every reason, in and out.

Who lets a box out locks its row, then the declarations that cover it, and reads release and
holds again under these locks: a release that was taken back meanwhile loses the box.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from entrepot.kernel.equipment import FULL, check_size_type
from entrepot.kernel.errors import InputError, RefusedError
from entrepot.port.events import ROAD, Event
from entrepot.port.gate import Reason, Standing, decide, word_of
from entrepot.region.window import Office
from entrepot.service.files import open_as_system
from entrepot.service.gates import box_of, first_to_stop, let_out, list_covering, take_in
from entrepot.service.officers import need_role
from entrepot.service.port_events import sites_of, tell_one
from entrepot.service.port_legs import begin_leg
from entrepot.service.port_openings import notices_at
from entrepot.service.proceeding import Proceeding
from entrepot.service.window import Window
from entrepot.store.port import Port
from entrepot.store.window import acting
from entrepot.window.actor import Actor
from entrepot.window.release import holders

Document = dict[str, Any]
Rows = Sequence[Mapping[str, Any]]
KEEPERS = ("port_operator", "coast_officer")
ASKED = "CANCEL_REQUESTED"  # its release is asked back
SEAL_CHECK = "seal check"


def check(window: Window, container: str, *, by: str, at: datetime, site: str = "") -> Document:
    """Say GO or STOP for a box at a gate, with every reason; nothing changes.

    Args:
        window: The window.
        container: Its number.
        by: Account of the gate.
        at: Now.
        site: Place of the gate; empty is the account's first.

    Returns:
        container, site, decision, reasons with code and message, the release, if any, and
        `notices`: what stops nothing, such as goods that need a designated area.

    Raises:
        InputError: The number is wrong.
        MissingError: There is no office at the place, or the account is not of it.
    """
    window.check_container(container)
    with acting(window.database, by, at) as (found, actor):
        need_role(window, actor, *KEEPERS)
        office = office_at(window, actor, site)
        book = Port(found.tx)
        book.become_system()
        standing, rows = _look(book, office, container)
        place = office.place or office.office
        notices = notices_at(window, book, container, place)
    reasons = decide(standing)
    return {
        "container": container,
        "decision": word_of(reasons),
        "reasons": [_reason_document(window, container, one) for one in reasons],
        "release": _release(rows) if standing.is_released else None,
        "site": place,
        "notices": notices,
    }


def move_out(
    window: Window, container: str, *, by: str, at: datetime, site: str = "", route: str = ROAD
) -> Document:
    """Let a box out of the gate, once for each declaration that covers it.

    At the last gate of its way the declaration of 02 moves too: an export at the border office,
    an import at the office that declared it. At any other gate its release goes on with it.

    Args:
        window: The window.
        container: Its number.
        by: Account of the gate.
        at: When it leaves.
        site: Place of the gate; empty is the account's first.
        route: The way it goes.

    Returns:
        container, site, at, declarations, and whether it was their last gate.

    Raises:
        InputError: The number is wrong.
        RefusedError: With every reason why it may not leave.
        MissingError: There is no office at the place, or the account is not of it.
    """
    window.check_container(container)
    with acting(window.database, by, at) as (found, actor):
        need_role(window, actor, *KEEPERS)
        office = office_at(window, actor, site)
        book = Port(found.tx)
        book.become_system()
        box = book.lock_box(container=container)
        opened = _lock_declarations(window, book, office, container, at)
        standing, rows = _look(book, office, container)  # as it stands now that all is locked
        if reasons := decide(standing):
            raise RefusedError([window.reasons.problem(one.code, container, **one.values)
                                for one in reasons])  # fmt: skip
        last = [_let_out(opened[row["reference"]], office, container, row, book, actor, box)
                for row in rows]  # fmt: skip
        place = office.place or office.office
        status = box["status"] if box else FULL
        key = f"gate/{place}/{container}/{at.isoformat()}"
        event = Event(key, container, "gate_out", at, place, status=status, route=route)
        tell_one(book, actor, event, at)
    references = sorted(row["reference"] for row in rows)
    return {"container": container, "site": place, "at": at.isoformat(), "event": "gate_out",
            "declarations": references, "is_last_gate": all(last)}  # fmt: skip


def move_in(
    window: Window, container: str, *, by: str, at: datetime, site: str = "", size_type: str = "",
    status: str = FULL, seal: str = "", route: str = ROAD,
) -> Document:  # fmt: skip
    """Take a box in at the gate; what waited for its arrival is released at once.

    Raises:
        InputError: The number or the size and type are wrong.
        MissingError: There is no office at the place, or the account is not of it.
    """
    window.check_container(container)
    if size_type and (problems := check_size_type(size_type)):
        raise InputError(problems)
    with acting(window.database, by, at) as (found, actor):
        need_role(window, actor, *KEEPERS)
        office = office_at(window, actor, site)
        place = office.place or office.office
        book = Port(found.tx)
        book.become_system()
        event = Event(f"gate/{place}/{container}/{at.isoformat()}/in", container, "gate_in", at,
                      place, size_type, status, route, seal=seal)  # fmt: skip
        book.lock_box(container=container)
        tell_one(book, actor, event, at)
        notice = take_in(window, book, actor, container, place, at, at)
    return {"container": container, "site": place, "at": at.isoformat(), "event": "gate_in",
            "released": notice["released"]}  # fmt: skip


def office_at(window: Window, actor: Actor, site: str) -> Office:
    """The office at a gate of an account.

    Raises:
        MissingError: There is none, or it is not the account's.
    """
    office = window.find_office_at(site or sites_of(window, actor)[0])
    if office is None or not {office.office, office.place} & {*actor.offices}:
        raise window.missing_site(site)
    return office


# What is known of a box


def _look(book: Port, office: Office, container: str) -> tuple[Standing, Rows]:
    """A box as window and port know it, and the declarations it would leave under."""
    covering = list_covering(book, office, container)
    known = book.look_at_gate(container=container, site=office.place or office.office)
    rows = [row for row in covering
            if row["moved_at"] is None and row["reference"] not in known["exits"]]  # fmt: skip
    box = first_to_stop(container, rows)
    at_port = [*known["holders"], *([SEAL_CHECK] if known["seal_is_open"] else [])]
    return Standing(
        container,
        is_released=bool(rows) and all(_is_released(container, row) for row in rows),
        agencies=(*sorted(holders(box.held_by)), *box.holds),
        holders=tuple(at_port),
        left_at=None if rows else _left_at(covering, known),
    ), rows


def _is_released(container: str, row: Mapping[str, Any]) -> bool:
    return box_of(container, row).released_at is not None and row["state"] != ASKED


def _left_at(covering: Rows, known: Mapping[str, Any]) -> datetime | None:
    """When a box left under a release that is used up; None where it has come in again since."""
    exits = [datetime.fromisoformat(one) for one in known["exits"].values()]
    moves = [row["moved_at"] for row in covering if row["moved_at"] is not None]
    last = max([*exits, *moves], default=None)
    has_come_back = last is not None and known["in_at"] is not None and known["in_at"] > last
    return None if has_come_back else last


def _release(rows: Rows) -> Document:
    row = rows[0]
    box = box_of("", row)
    released: datetime | None = box.released_at
    return {
        "declaration": box.reference,
        "number": box.number or None,
        "release_no": box.release_no or None,
        "released_at": released.isoformat() if released else None,
    }


def _reason_document(window: Window, container: str, reason: Reason) -> Document:
    problem = window.reasons.problem(reason.code, container, **reason.values)
    return {"code": problem.code, "message": problem.message, "message_zh": problem.message_zh}


# What leaving does


def _lock_declarations(
    window: Window, book: Port, office: Office, container: str, at: datetime
) -> dict[str, Proceeding]:
    """The declarations a box may leave under, which nobody else acts on until it has left."""
    names = {row["reference"] for row in list_covering(book, office, container)
             if row["moved_at"] is None}  # fmt: skip
    return {name: open_as_system(window, book, name, at) for name in sorted(names)}


def _let_out(
    proceeding: Proceeding, office: Office, container: str, row: Mapping[str, Any], book: Port,
    actor: Actor, box: Mapping[str, Any] | None,
) -> bool:  # fmt: skip
    """Note that a box left under a declaration; whether that was the last gate of its way."""
    place = office.place or office.office
    number = box_of(container, row).release_no
    book.add_exit(
        site=place, container=container, reference=row["reference"], release_no=number,
        org=proceeding.row["org_id"], at=proceeding.at, by=actor.account,
    )  # fmt: skip
    is_export = proceeding.standing.flow == "export"
    last = proceeding.row["border_office" if is_export else "decl_office"]
    if office.office == last:
        let_out(proceeding, container, actor)
        return True
    seal = box["seal"] if box else ""
    body = {"container": container, "site": place, "seal": seal}
    proceeding.note("gate_passed", actor, body)
    proceeding.save()
    onward = proceeding.window.offices.get(last)
    begin_leg(
        proceeding.window, book, actor, container=container, reference=row["reference"],
        org=proceeding.row["org_id"], origin=place, port=onward.place or "" if onward else "",
        seal=seal, at=proceeding.at,
    )  # fmt: skip
    return False
