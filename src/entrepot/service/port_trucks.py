"""Truck appointments: slots of a site, who booked them, who came and who did not."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import psycopg

from entrepot.kernel.errors import InputError, Problem, RefusedError
from entrepot.port.slots import (
    CAME,
    CANCELLED,
    NO_SHOW,
    Appointment,
    TruckSlot,
    check_booking,
    check_change,
    no_shows,
)
from entrepot.service.fields import Fields
from entrepot.service.port_desk import at_port, checked, no_such, own_site, read_instant, refuse
from entrepot.service.window import Window
from entrepot.store.chains import append_event
from entrepot.store.port import Port
from entrepot.store.window import acting_system, is_taken
from entrepot.window.actor import SYSTEM

Document = dict[str, Any]
BOOKERS = ("trader", "broker", "carrier", "port_operator")
MOST_DAYS = 31


def list_slots(window: Window, *, by: str, at: datetime, site: str = "", days: int = 3) -> Document:
    """Slots of the next days with what is free, and the appointments for these eyes."""
    until = at + timedelta(days=min(max(days, 1), MOST_DAYS))
    since = at - timedelta(days=1)
    with at_port(window, by, at, *BOOKERS, "auditor", "supervisor", "inspector") as (book, _):
        slots = list(book.list_truck_slots(site=site, since=since, until=until))
        mine = list(book.list_appointments_at(site=site, since=since, until=until))
    return {
        "slots": [
            {"site": row["site"], "starts": row["starts"].isoformat(),
             "ends": row["ends"].isoformat(), "capacity": row["capacity"], "taken": row["taken"],
             "free": row["capacity"] - row["taken"], "no_shows": row["no_shows"]}
            for row in slots
        ],
        "appointments": [_document(row) for row in mine],
    }  # fmt: skip


def open_slots(window: Window, raw: Mapping[str, object], *, by: str, at: datetime) -> Document:
    """Open slots of one length after another; those that overlap one that is open stay out.

    Args:
        window: The window.
        raw: starts, minutes, count and capacity; site where the account has several.
        by: Account of the site.
        at: Now.

    Raises:
        InputError: With every fault.
    """
    fields = Fields(raw)
    starts = read_instant(fields, "starts", required=True)
    minutes, count = _whole(fields, "minutes", 1440), _whole(fields, "count", 200)
    capacity, site = _whole(fields, "capacity", 500), fields.text("site")
    checked(fields)
    made = 0
    with at_port(window, by, at, "port_operator") as (book, actor):
        place = own_site(window, actor, site)
        book.become_system()
        for place_in_line in range(count):
            begins = (starts or at) + timedelta(minutes=minutes * place_in_line)
            ends = begins + timedelta(minutes=minutes)
            made += book.open_truck_slot(
                site=place, starts=begins, ends=ends, capacity=capacity
            ) is not None  # fmt: skip
        body = {"starts": starts, "minutes": minutes, "slots": made, "capacity": capacity}
        append_event(book, f"port:{place}", kind="truck_slots_opened", at=at, by=actor, body=body)
    return {"site": place, "opened": made}


def _whole(fields: Fields, name: str, most: int) -> int:
    text = fields.text(name, required=True)
    if text.isdecimal() and 1 <= int(text[:9]) <= most:
        return int(text)
    if text:
        fields.fault("number", name, f"is no whole number up to {most}.", "Write digits.")
    return 1


def book_truck(window: Window, raw: Mapping[str, object], *, by: str, at: datetime) -> Document:
    """Book a truck for a box into a slot.

    Args:
        window: The window.
        raw: starts, container and vehicle; site where there are several.
        by: Account of a firm, its broker, a carrier or the site.
        at: Now.

    Raises:
        InputError: With every fault.
        RefusedError: The slot is full or over, or the box has an appointment in it.
        MissingError: There is no such slot.
    """
    fields = Fields(raw)
    starts = read_instant(fields, "starts", required=True)
    container = fields.text("container", required=True)
    vehicle, site = fields.text("vehicle", required=True)[:20], fields.text("site")
    checked(fields)
    window.check_container(container)
    with at_port(window, by, at, *BOOKERS) as (book, actor):
        book.become_system()
        row = book.lock_truck_slot(site=site, starts=starts)
        if row is None:
            raise no_such("truck slot", starts.isoformat() if starts else "", "预约时段")
        slot = TruckSlot(site, row["starts"], row["ends"], row["capacity"], row["taken"])
        refuse(check_booking(slot, at))
        try:
            with book.tx.transaction():
                number = book.add_appointment(
                    site=site, starts=starts, org=actor.organisation, container=container,
                    vehicle=vehicle, by=actor.account, at=at,
                )  # fmt: skip
        except psycopg.errors.UniqueViolation as error:
            if not is_taken(error, "truck_appointment_once"):
                raise
            raise RefusedError(
                Problem("slot.twice", container, "the box has an appointment in this slot.",
                        "Cancel it first.", message_zh="该箱在此时段已有预约。")
            ) from None  # fmt: skip
        book.take_truck_place(change=1, site=site, starts=starts)
        body = {"site": site, "starts": starts, "container": container, "vehicle": vehicle}
        append_event(book, f"truck:{number}", kind="truck_booked", at=at, by=actor, body=body)
        return _document(book.get_appointment(id=number))


def change(window: Window, number: int, to: str, *, by: str, at: datetime) -> Document:
    """Tell that a truck came (`came`, by the site) or cancel its appointment (`cancelled`).

    Raises:
        InputError: It is neither.
        RefusedError: The appointment is over.
        MissingError: There is none for these eyes.
    """
    if to not in (CAME, CANCELLED):
        hint = f"One of: {CAME}, {CANCELLED}."
        raise InputError(Problem("slot.state", "state", f"{to[:20]!r} is neither.", hint,
                                 message_zh="状态无效。"))  # fmt: skip
    allowed = ("port_operator",) if to == CAME else BOOKERS
    with at_port(window, by, at, *allowed) as (book, actor):
        row = book.get_appointment(id=number)
        if row is None:
            raise no_such("appointment", number, "预约")
        book.become_system()
        book.lock_truck_slot(site=row["site"], starts=row["starts"])
        row = book.get_appointment(id=number)
        refuse(check_change(Appointment(number, row["ends"], row["state"]), to))
        book.change_appointment(state=to, by=actor.account, at=at, id=number)
        if to == CANCELLED:
            book.take_truck_place(change=-1, site=row["site"], starts=row["starts"])
        append_event(book, f"truck:{number}", kind=f"truck_{to}", at=at, by=actor, body={})
        return _document(book.get_appointment(id=number))


def note_no_shows(window: Window, *, at: datetime) -> list[int]:
    """Mark the trucks that did not come while their slot lasted; twice changes nothing more.

    Their places stay taken: the slot is over.
    """
    with acting_system(window.database) as found:
        book = Port(found.tx)
        rows = list(book.list_open_appointments(before=at))
        missed = no_shows((Appointment(row["id"], row["ends"]) for row in rows), at)
        for row in rows:
            if row["id"] not in missed:
                continue
            book.lock_truck_slot(site=row["site"], starts=row["starts"])
            if book.get_appointment(id=row["id"])["state"] != "booked":  # came meanwhile
                continue
            book.change_appointment(state=NO_SHOW, by="system", at=at, id=row["id"])
            append_event(book, f"truck:{row['id']}", kind="truck_no_show", at=at, by=SYSTEM,
                         body={})  # fmt: skip
    return list(missed)


def _document(row: Mapping[str, Any]) -> Document:
    return {
        "id": row["id"], "site": row["site"], "starts": row["starts"].isoformat(),
        "ends": row["ends"].isoformat(), "container": row["container"], "vehicle": row["vehicle"],
        "state": row["state"], "organisation": row["org_id"],
    }  # fmt: skip
