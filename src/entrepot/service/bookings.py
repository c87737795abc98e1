"""Bookings: places on a departure, or on a train and a ship under one reference.

One ledger for departures of the timetable and for trains that were opened; a train may be named by
its own name.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from itertools import islice, pairwise
from typing import Any

import psycopg

from entrepot.corridors.connections import connect
from entrepot.corridors.timetable import Departure
from entrepot.kernel.errors import InputError, RefusedError
from entrepot.port.booking import (
    MOST_LEGS,
    Berths,
    Booking,
    Ledger,
    book,
    check_asked,
    check_room,
    is_late,
    place_of,
)
from entrepot.service.accounts import need_role
from entrepot.service.amounts import Document
from entrepot.service.booking_desk import (
    BOOKERS,
    Load,
    at_desk,
    check_booker,
    get_booking,
    give_back,
    read_load,
    reference_taken,
)
from entrepot.service.departures import Places, departure_document, transfer_document
from entrepot.service.fields import Fields
from entrepot.service.timetables import Schedule
from entrepot.service.train_rows import with_trains
from entrepot.store.bookings import (
    Bookings,
    add_departures,
    booking_of,
    list_waiting,
    lock_berths,
    save_berths,
)
from entrepot.store.chains import append_event
from entrepot.store.db import Database
from entrepot.store.window import acting_system, is_taken
from entrepot.window.actor import Actor

MOST_ROWS = 100
REFERENCE = re.compile(r"[^\s/\x00-\x1f\x7f]{1,60}")
_LAST = 2**62
_OF_NOW = ("booked_teu", "waiting_teu", "places_left", "bookable")


@dataclass(frozen=True, slots=True)
class Asked:
    """A checked request: which departures, what is to be carried, under which name."""

    legs: tuple[Departure, ...]
    load: Load
    reference: str


def taken_in(database: Database, names: Collection[str]) -> Mapping[str, Places]:
    """What is booked and what waits on some departures; those never booked are left out."""
    if not names:
        return {}
    with acting_system(database) as window:
        rows = Bookings(window.tx).list_places(ids=sorted(names))
        return {
            row["id"]: Places(row["booked_teu"], row["waiting_teu"], row["capacity_teu"])
            for row in rows
        }


def book_places(
    schedule: Schedule, database: Database, raw: Mapping[str, object], *, at: datetime, by: str = ""
) -> Document:
    """Book places, or take a place on the waiting list; all of the departures or none.

    The same reference with the same contents is the same booking.

    Args:
        schedule: The services of a region.
        database: Where bookings are kept.
        raw: Fields by name: departures (ids, or names of trains, in the order of the journey),
            teu, reference; and where they are known tonnes, boxes (TEU of each), powered (how many
            of them need power).
        at: Now.
        by: Account that books; empty is the desk of this machine's command line.

    Returns:
        The booking, confirmed or waiting.

    Raises:
        InputError: With every fault of every field.
        RefusedError: A cut-off is past, a change is too short, nobody knows the capacity, or
            the reference names another booking.
    """
    schedule = with_trains(schedule, database)
    asked = _parse(schedule, raw, at)
    while True:
        try:
            with at_desk(database, by, at, f"booking {asked.reference}") as (desk, actor):
                check_booker(actor)
                row = desk.find_booking(org=actor.organisation, reference=asked.reference)
                if row is None:
                    _add(schedule, desk, actor, asked, at)
                    row = desk.find_booking(org=actor.organisation, reference=asked.reference)
                elif not _is_same(row, asked):
                    raise reference_taken(asked.reference)
                return _documents(desk, [row], schedule, at)[0]
        except psycopg.errors.UniqueViolation as error:
            # Another account of the firm used the reference a moment ago: look again.
            if not is_taken(error, "booking_org_id_reference_key"):
                raise


def cancel_booking(
    schedule: Schedule, database: Database, reference: str, *, at: datetime, by: str = ""
) -> Document:
    """Cancel a booking, free its places and serve who waits; once more changes nothing.

    Args:
        schedule: The services of a region.
        database: Where bookings are kept.
        reference: Of the firm's own booking.
        at: Now.
        by: Account that cancels; empty is the desk of this machine's command line.

    Raises:
        MissingError: The firm has no such booking.
        RefusedError: Its first departure has left.
    """
    row = give_back(database, reference, at=at, by=by)
    return show_booking(schedule, database, row["reference"], at=at, by=by)


def show_booking(
    schedule: Schedule, database: Database, reference: str, *, at: datetime, by: str = ""
) -> Document:
    """A booking of one's own firm as it stands.

    Raises:
        MissingError: The firm has no such booking.
    """
    schedule = with_trains(schedule, database)
    with at_desk(database, by, at) as (desk, actor):
        return _documents(desk, [get_booking(desk, actor, reference)], schedule, at)[0]


def list_bookings(
    schedule: Schedule, database: Database, *, at: datetime, by: str = "", most: int = MOST_ROWS,
    before: int = _LAST,
) -> Document:  # fmt: skip
    """The bookings of one's own firm, the newest first; an auditor sees all.

    Args:
        schedule: The services of a region.
        database: Where bookings are kept.
        at: Now.
        by: Account that asks; empty is the desk of this machine's command line.
        most: How many.
        before: Number of the last booking already seen; the list goes on behind it.
    """
    schedule = with_trains(schedule, database)
    with at_desk(database, by, at) as (desk, actor):
        need_role(actor, *BOOKERS, "auditor")
        rows = list(desk.list_bookings(before=before, most=most))
        return {
            "rows": _documents(desk, rows, schedule, at),
            "next": rows[-1]["id"] if len(rows) == most else None,
        }


# One step of the ledger


def _add(schedule: Schedule, desk: Bookings, actor: Actor, asked: Asked, at: datetime) -> None:
    load = asked.load
    problems = check_asked(asked.legs, schedule.region.transfers, load.teu, at)
    if problems:
        raise RefusedError(problems)
    names = tuple(leg.id for leg in asked.legs)
    with desk.as_system():
        told = {leg.id: _kept(departure_document(leg, schedule, {}, at)) for leg in asked.legs}
        add_departures(desk, map(_berths, asked.legs), told, at)
        before = Ledger(lock_berths(desk, names))
        _check_kept(before, asked, at)
        after = book(before, Booking(0, load.teu, names, tonnes=load.tonnes))
        state = after.find(0).state
        number = desk.add_booking(
            org=actor.organisation, reference=asked.reference, state=state, by=actor.account,
            at=at, **load.columns(),
        )  # fmt: skip
        for seq, name in enumerate(names, start=1):
            desk.add_leg(booking=number, seq=seq, departure=name)
        save_berths(desk, before, after)
    body = {"reference": asked.reference, "teu": load.teu, "departures": list(names),
            "state": state}  # fmt: skip
    append_event(desk, f"booking:{number}", kind="booked", at=at, by=actor, body=body)


def _check_kept(ledger: Ledger, asked: Asked, at: datetime) -> None:
    """See that the departures, as they are kept, take such a load; the timetable may differ."""
    problems = [
        problem
        for leg in asked.legs
        for problem in check_room(
            ledger.berths[leg.id], asked.load.teu, asked.load.tonnes, at, leg.id
        )
    ]
    if problems:
        raise RefusedError(problems)


def _berths(leg: Departure) -> Berths:
    capacity = Decimal(str(leg.capacity_teu))
    return Berths(leg.id, leg.cutoff_at, leg.at, capacity)


def _kept(document: Mapping[str, Any]) -> dict[str, Any]:
    """What of a departure stays as it was told, whatever is booked later."""
    return {name: value for name, value in document.items() if name not in _OF_NOW}


# What is asked


def _parse(schedule: Schedule, raw: Mapping[str, object], at: datetime) -> Asked:
    fields = Fields(raw)
    names = fields.texts("departures")
    legs = [schedule.timetable.find(name) for name in names]
    if not names:
        fields.fault("missing", "departures", "is empty.", "Name one, or a train and a ship.")
    for name, leg in zip(names, legs, strict=True):
        if leg is None:
            hint = _following(schedule, name, at)
            fields.fault("departure", "departures", f"nothing leaves as {name!r}.", hint)
    if len(set(names)) < len(names) or len(names) > MOST_LEGS:
        told = f"more than {MOST_LEGS}, or one twice."
        fields.fault("departures", "departures", told, "Name each once, in order.")
    load = read_load(fields)
    reference = fields.text("reference", required=True)
    if reference and not REFERENCE.fullmatch(reference):
        fields.fault(
            "reference",
            "reference",
            "has a blank, a slash or more than 60 signs.",
            "Write it as ORDER-17.",
        )
    fields.nothing_else()
    found = tuple(leg for leg in legs if leg is not None)
    if fields.problems or load is None:
        raise InputError(fields.problems)
    return Asked(found, load, reference)


def _following(schedule: Schedule, name: str, at: datetime) -> str:
    """The next departures of the service that a wrong id names."""
    service = name.partition("@")[0]
    if service not in schedule.timetable.services:
        return "See: entrepot departures --from P --to P --on DATE."
    since = at.astimezone(UTC).date()
    following = [one.id for one in islice(schedule.timetable.between(service, since, 60), 3)]
    if not following:
        return "This service has no timetable, or does not run."
    return f"It leaves next as {', '.join(following)}."


def _is_same(row: Mapping[str, Any], asked: Asked) -> bool:
    names = [leg.id for leg in asked.legs]
    return asked.load.is_of(row) and list(row["departures"]) == names


# How bookings are told


def _documents(
    desk: Bookings, rows: Sequence[Mapping[str, Any]], schedule: Schedule, at: datetime
) -> list[Document]:
    names = sorted({name for row in rows for name in row["departures"]})
    with desk.as_system():  # who waits before oneself is counted, not told
        waiting = list_waiting(desk, names)
        kept = {row["id"]: row for row in desk.list_departures(ids=names)}
        places = {row["id"]: row for row in desk.list_places(ids=names)}
    berths = {
        name: Berths(name, row["cutoff_at"], row["departs_at"], row["capacity_teu"])
        for name, row in kept.items()
    }
    return [_document(row, kept, places, Ledger(berths, waiting), schedule, at) for row in rows]


def _document(
    row: Mapping[str, Any], kept: Mapping[str, Any], places: Mapping[str, Any], ledger: Ledger,
    schedule: Schedule, at: datetime,
) -> Document:  # fmt: skip
    booking = booking_of(row)
    is_lapsed = booking.state == "waiting" and is_late(ledger, booking, at)
    legs = [
        {
            **kept[name]["told"],
            "booked_teu": float(places[name]["booked_teu"]),
            "waiting_teu": float(places[name]["waiting_teu"]),
            "places_left": float(places[name]["capacity_teu"] - places[name]["booked_teu"]),
            "waiting_place": place_of(ledger.bookings, booking, name) or None,
        }
        for name in booking.departures
    ]
    return {
        "reference": row["reference"],
        "number": row["id"],
        "state": "lapsed" if is_lapsed else booking.state,
        "teu": float(booking.teu),
        "tonnes": None if booking.tonnes is None else float(booking.tonnes),
        "boxes": [float(teu) for teu in row["boxes"] or ()],
        "powered": row["powered"],
        "waiting_place": max((leg["waiting_place"] or 0 for leg in legs), default=0) or None,
        "organisation": row["org_id"],
        "name": row["name"],
        "name_zh": row["name_zh"],
        "may_cancel": booking.state != "cancelled"
        and at < ledger.berths[booking.departures[0]].departs_at,
        "legs": legs,
        "transfers": list(_transfers(booking, schedule)),
        "made_at": row["made_at"].astimezone(UTC).isoformat(),
        "made_by": row["made_by"],
        "confirmed_at": _told(row["confirmed_at"]),
        "cancelled_at": _told(row["cancelled_at"]),
    }


def _transfers(booking: Booking, schedule: Schedule) -> Iterator[Document]:
    """The changes of a booking by the timetable of today; none where it has changed since."""
    legs = [schedule.timetable.find(name) for name in booking.departures]
    for first, second in pairwise(legs):
        if first is not None and second is not None:
            yield transfer_document(connect(schedule.region.transfers, first, second))


def _told(instant: datetime | None) -> str | None:
    return None if instant is None else instant.astimezone(UTC).isoformat()
