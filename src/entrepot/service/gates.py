"""Sites and gates: arrivals told, GO or STOP for a container, and containers that leave."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from entrepot.kernel.errors import Problem, RefusedError
from entrepot.region.window import Office
from entrepot.service import notices
from entrepot.service.clock import tick as tick
from entrepot.service.files import open_as_system
from entrepot.service.officers import need_role
from entrepot.service.proceeding import Proceeding
from entrepot.service.rows import release_number
from entrepot.service.tellings import declaration_document
from entrepot.service.window import Window
from entrepot.store.window import Book, acting
from entrepot.window.actor import Actor
from entrepot.window.lifecycle import BEFORE_RELEASE
from entrepot.window.release import Box, may_pass

Document = dict[str, Any]
WAITING = ("LODGED", "PRELODGED", *BEFORE_RELEASE, "CANCEL_REQUESTED")


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
        book.become_system()
        return take_in(window, book, actor, container, site, at, told_at)


def take_in(window: Window, book: Book, actor: Actor, container: str, site: str, at: datetime,
            told_at: datetime) -> Document:  # fmt: skip
    """Let what waited for a container go on, in a transaction of the window itself.

    Returns:
        As `arrive`; told again, what the first notice was told.
    """
    book.lock_container(container=container)
    book.add_arrival(container=container, site=site, at=at, by=actor.account, told_at=told_at)
    key = f"arrival/{container}/{site}/{at.astimezone(UTC).isoformat()}"
    if told := notices.find_reply(book, actor.account, key):
        return told
    known = list(book.mark_arrived(container=container, at=at))
    waiting = [row["reference"] for row in known if row["waits"]]
    released = []
    for reference in sorted(waiting):
        proceeding = open_as_system(window, book, reference, told_at)
        if proceeding.standing.state not in WAITING:  # ended meanwhile
            continue
        proceeding.row["sites"] = [site]
        proceeding.note("arrived", actor, {"container": container, "site": site, "at": at})
        if proceeding.standing.cargo == "EXPECTED":
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
        here = list_covering(book, office, container)
    box = first_to_stop(container, here)
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


def list_covering(book: Book, office: Office, container: str) -> list[Mapping[str, Any]]:
    """Declarations that cover a container and pass an office, the newest first."""
    return [
        row
        for row in book.list_by_container(container=container)
        if office.office in (row["border_office"], row["decl_office"])
    ]


def first_to_stop(container: str, rows: list[Mapping[str, Any]]) -> Box:
    """Of all accepted declarations that cover a container in place, one that keeps it, if any."""
    accepted = [row for row in rows if row["state"] not in ("LODGED", "PRELODGED")]
    boxes = [box_of(container, row) for row in accepted or rows]
    in_place = [box for box in boxes if box.moved_at is None] or boxes[:1] or [Box(container)]
    return next((box for box in in_place if may_pass(box)[0] == "STOP"), in_place[0])


def _is_at(actor: Actor, *names: str) -> bool:
    return bool(set(names) & set(actor.offices))


def box_of(container: str, row: Mapping[str, Any]) -> Box:
    """A container of a declaration as `list_by_container` tells it."""
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
            let_out(open_as_system(window, book, reference, at), container, actor)
        proceeding = open_as_system(window, book, told["declaration"], at)
        let_out(proceeding, container, actor)
        return declaration_document(proceeding)


def let_out(proceeding: Proceeding, container: str, actor: Actor) -> None:
    """Let a container of a declaration out, as it stands now that nobody else acts on it.

    Raises:
        RefusedError: It may not pass any more.
    """
    book, at = proceeding.book, proceeding.at
    rows = book.list_by_container(container=container)
    mine = [row for row in rows if row["reference"] == proceeding.reference]
    word, code, values = may_pass(box_of(container, mine[0]) if mine else Box(container))
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
