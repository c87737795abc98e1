"""Manifests that come as EDIFACT: kept once, with their call, their bills and their boxes."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, tzinfo
from typing import Any

from entrepot.kernel.errors import InputError, Problem
from entrepot.port.cargo_report import Cargo, Listed, arrival_of, check_cargo
from entrepot.port.control_report import control_of, problems_of, report_of
from entrepot.port.edifact import Fault, write
from entrepot.port.edifact_check import Interchange, Message
from entrepot.port.manifests import HOUSE
from entrepot.service.port_calls import PLANNERS, known_bills
from entrepot.service.port_desk import at_port, own_site
from entrepot.service.window import Window
from entrepot.store.chains import append_event
from entrepot.store.port import Port
from entrepot.window.actor import Actor

Document = dict[str, Any]


def keep_cargo(
    window: Window, read: Interchange, cargoes: Sequence[Cargo], data: bytes, zone: tzinfo, *,
    by: str, at: datetime,
) -> Document:  # fmt: skip
    """Keep manifests with their calls; all of an interchange or nothing, and once.

    A call that is not planned yet is planned, as the message tells its journey. Boxes that are
    listed become known; one that is known keeps what its events told.

    Args:
        window: The window.
        read: The interchange.
        cargoes: Its manifests, message by message.
        data: Its bytes, by which the same one is known again.
        zone: Clock of the port.
        by: Account of a site operator or carrier.
        at: Now.

    Returns:
        `calls` by their numbers, and whether it was `replayed`.

    Raises:
        InputError: With every fault, each with segment and element; or another text was told
            under the reference.
        RoleError: The account keeps no manifests.
    """
    digest = hashlib.sha256(data).digest()
    named = {"sender": read.sender, "reference": read.reference}
    with at_port(window, by, at, *PLANNERS) as (book, actor):
        site = own_site(window, actor, "")
        book.become_system()
        book.lock_cargo(org=actor.organisation, **named)
        known = book.find_cargo(org=actor.organisation, **named)
        if known is not None:
            return _replay(read, bytes(known["digest"]) == digest, list(known["calls"]))
        faults: list[Fault] = []
        calls = []
        for message, cargo in zip(read.messages, cargoes, strict=True):
            call, wrong = _keep(book, actor, site, cargo, zone, at)
            calls.append(call)
            faults += [_placed(one, message) for one in wrong]
        refuse_faulty(replace(read, faults=tuple(faults)))  # which takes back what was written
        numbers = list(dict.fromkeys(calls))
        book.keep_cargo(org=actor.organisation, **named, digest=digest, site=site, calls=numbers,
                        by=actor.account, at=at)  # fmt: skip
    return {"calls": numbers, "replayed": False}


def refuse_faulty(read: Interchange) -> None:
    """Raise the faults of an interchange, if it has any, with what CONTRL would tell of them.

    Raises:
        InputError: Every fault with segment and element; `report` and `control` are beside them.
    """
    if not read.faults:
        return
    error = InputError(problems_of(read.faults))
    error.extra = {"report": report_of(read), "control": write(control_of(read, "1"))}
    raise error


def _placed(fault: Fault, message: Message) -> Fault:
    """A fault with its message, and its segment counted from UNH."""
    [head] = message.body.all("UNH")
    segment = fault.segment or head
    return replace(fault, reference=message.reference, number=segment.position - head.position + 1)


def _replay(read: Interchange, is_same: bool, calls: list[int]) -> Document:
    if is_same:
        return {"calls": calls, "replayed": True}
    raise InputError(
        Problem("edifact.reference_used", "segment 1 UNB, element 5",
                f"another interchange was told as {read.reference!r}.",
                "Give each interchange a control reference of its own.",
                message_zh="该交换参考号已用于另一报文。")
    )  # fmt: skip


def _keep(
    book: Port, actor: Actor, site: str, cargo: Cargo, zone: tzinfo, at: datetime
) -> tuple[int, tuple[Fault, ...]]:
    """Keep one manifest; the number of its call, and what stands against it."""
    call = _call(book, actor, site, cargo, arrival_of(cargo, zone) or at, at)
    wrong = check_cargo(cargo, known_bills(book, call) if call else ())
    if wrong or call is None:
        return 0, wrong
    for one in sorted(cargo.bills, key=lambda bill: bill.kind == HOUSE):
        book.add_bill(
            call=call, site=site, number=one.number, kind=one.kind, master=one.master or None,
            org=None, containers=list(one.containers), by=actor.account, at=at,
        )  # fmt: skip
    for box in cargo.equipment:
        _register(book, site, box, at)
    body = {"document": cargo.document, "bills": [one.number for one in cargo.bills]}
    append_event(book, f"call:{call}", kind="manifest_told", at=at, by=actor, body=body)
    return call, ()


def _call(
    book: Port, actor: Actor, site: str, cargo: Cargo, planned: datetime, at: datetime
) -> int | None:
    """The call of a journey, planned where it is not; None where the message tells none."""
    if not cargo.mode or not cargo.journey or any(sign.isspace() for sign in cargo.journey):
        return None
    named = {"site": site, "mode": cargo.mode, "reference": cargo.journey}
    route = cargo.name or cargo.journey
    number: int | None = book.add_call(**named, route=route, planned_at=planned,
                                       org=actor.organisation, by=actor.account, at=at)  # fmt: skip
    if number is not None:
        body = {**named, "route": route, "planned_at": planned}
        append_event(book, f"call:{number}", kind="call_planned", at=at, by=actor, body=body)
    found: int = book.find_call(**named)["id"]
    book.lock_call(id=found)
    return found


def _register(book: Port, site: str, box: Listed, at: datetime) -> None:
    book.register_box(
        container=box.container, site=site, org=None, size_type=box.size_type, status=box.status,
        seal=box.seal, tare_kg=box.tare_kg, at=at,
    )  # fmt: skip
