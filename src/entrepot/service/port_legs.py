"""Sealed legs between the hub and partner seaports."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from entrepot.port.legs import ARRIVED, STATES, Leg, arrive, settle
from entrepot.region.transport import Service
from entrepot.service.port_desk import (
    LAST,
    MOST_ROWS,
    at_port,
    no_such,
    refuse,
    told_instant,
)
from entrepot.service.window import Window
from entrepot.store.chains import append_event
from entrepot.store.port import Port
from entrepot.window.actor import Actor

Document = dict[str, Any]
CHECKERS = ("coast_officer", "port_operator")
_COLUMNS = (
    "container", "origin", "port", "seal", "left_at", "expected_at", "arrived_at", "seal_found",
    "state",
)  # fmt: skip


def expected_days(window: Window, origin: str, port: str) -> float | None:
    """Days a leg takes at most, by the longest service that is run between its ends."""
    services: tuple[Service, ...] = window.reference.table("services")
    found = [
        one.transit_days_max for one in services
        if (one.from_place, one.to_place) == (origin, port) and one.transit_days_max
    ]  # fmt: skip
    return max(found, default=None)


def begin_leg(
    window: Window, book: Port, actor: Actor, *, container: str, reference: str, org: str,
    origin: str, port: str, seal: str, at: datetime,
) -> int | None:  # fmt: skip
    """Begin the leg of a box that leaves under seal, in a transaction of the window itself.

    Returns:
        Its number; None where it has no seal, no service says how long it takes, or it began.
    """
    days = expected_days(window, origin, port)
    if not seal or not port or days is None:
        return None
    number: int | None = book.add_leg_under_seal(
        container=container, reference=reference, org=org, origin=origin, port=port, seal=seal,
        left_at=at, expected_at=at + timedelta(days=days), by=actor.account,
    )  # fmt: skip
    if number is not None:
        body = {"container": container, "origin": origin, "port": port, "seal": seal}
        append_event(book, f"leg:{number}", kind="leg_sealed", at=at, by=actor, body=body)
    return number


def list_legs(
    window: Window, *, by: str, at: datetime, state: str = "", before: int = LAST
) -> Document:
    """Legs for these eyes, the newest first, and the partner seaports.

    Returns:
        `rows`, `next`, and `ports` with their status in the pack: some are not confirmed.
    """
    chosen = state if state in STATES else ""
    with at_port(window, by, at) as (book, _):
        rows = list(book.list_corridor_legs(state=chosen, before=before, most=MOST_ROWS))
    return {
        "rows": [_document(row, at) for row in rows],
        "next": rows[-1]["id"] if len(rows) == MOST_ROWS else None,
        "ports": list_ports(window),
    }


def list_ports(window: Window) -> list[Document]:
    """The partner seaports of the pack, those not confirmed marked so."""
    return [
        {"office": one.office, "place": one.place or None, "unlocode": one.unlocode or None,
         "name": one.label_en, "name_zh": one.label_zh, "status": one.status,
         "note": one.note, "source": one.source}
        for one in window.offices.values()
        if one.kind == "partner seaport"
    ]  # fmt: skip


def show_leg(window: Window, number: int, *, by: str, at: datetime) -> Document:
    """A leg as it stands.

    Raises:
        MissingError: There is none for these eyes.
    """
    with at_port(window, by, at) as (book, _):
        return _document(_get(book, number), at)


def take_in(
    window: Window, number: int, seal: str, *, by: str, at: datetime, note: str = ""
) -> Document:
    """Read the seal of a box on arrival; one that differs reopens the check of the seal alone.

    Raises:
        RefusedError: It arrived already.
        MissingError: There is no such leg for these eyes.
    """
    with at_port(window, by, at, *CHECKERS) as (book, actor):
        _get(book, number)
        book.become_system()
        book.lock_corridor_leg(id=number)
        leg, problems = arrive(_leg(_get(book, number)), seal.strip()[:35], at)
        refuse(problems)
        book.arrive_corridor_leg(at=at, seal=leg.seal_found, state=leg.state, note=note[:400],
                                 id=number)  # fmt: skip
        kind = "leg_arrived" if leg.state == ARRIVED else "seal_check_opened"
        body = {"seal": leg.seal, "seal_found": leg.seal_found}
        append_event(book, f"leg:{number}", kind=kind, at=at, by=actor, body=body)
        return _document(_get(book, number), at)


def close_check(
    window: Window, number: int, seal: str, *, by: str, at: datetime, note: str = ""
) -> Document:
    """Close the check of a seal: the box has a new one, and goes on under the same release.

    Raises:
        RefusedError: No check is open, or no new seal is named.
        MissingError: There is no such leg for these eyes.
    """
    with at_port(window, by, at, "coast_officer", "supervisor", "inspector") as (book, actor):
        _get(book, number)
        book.become_system()
        book.lock_corridor_leg(id=number)
        leg, problems = settle(_leg(_get(book, number)), seal.strip()[:35])
        refuse(problems)
        book.settle_corridor_leg(seal=leg.seal_found, note=note[:400], by=actor.account, at=at,
                                 id=number)  # fmt: skip
        append_event(book, f"leg:{number}", kind="seal_check_closed", at=at, by=actor,
                     body={"seal": leg.seal_found, "note": note[:400]})  # fmt: skip
        return _document(_get(book, number), at)


def _get(book: Port, number: int) -> Mapping[str, Any]:
    row: Mapping[str, Any] | None = book.get_corridor_leg(id=number)
    if row is None:
        raise no_such("leg", number, "运输段")
    return row


def _leg(row: Mapping[str, Any]) -> Leg:
    return Leg(**{name: row[name] for name in _COLUMNS})


def _document(row: Mapping[str, Any], at: datetime) -> Document:
    leg = _leg(row)
    return {
        "id": row["id"], "container": leg.container, "declaration": row["reference"],
        "origin": leg.origin, "port": leg.port, "seal": leg.seal, "seal_found": leg.seal_found,
        "state": leg.state, "left_at": told_instant(leg.left_at),
        "expected_at": told_instant(leg.expected_at), "arrived_at": told_instant(leg.arrived_at),
        "late_h": round(leg.late(at) / timedelta(hours=1), 1), "note": row["note"],
        "settled_at": told_instant(row["settled_at"]),
    }  # fmt: skip
