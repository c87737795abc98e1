"""Departures and bookings within one transaction; the deciding is `port.booking`'s."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from entrepot.port.booking import Berths, Booking, Ledger
from entrepot.store.db import Tx
from entrepot.store.queries import queries
from entrepot.store.window import Book, as_json

LOCAL = "local"  # who books at the command line of this machine without an account


class Bookings(Book):
    """The queries of `bookings.sql` beside those of the window, bound to a transaction."""

    def __init__(self, tx: Tx) -> None:
        super().__init__(tx)
        self._bookings = queries("bookings")

    def __getattr__(self, name: str) -> Any:
        if hasattr(self._bookings, name):
            return partial(getattr(self._bookings, name), self.tx)
        return super().__getattr__(name)


def add_departures(
    book: Bookings, berths: Iterable[Berths], told: Mapping[str, Mapping[str, Any]], at: datetime
) -> None:
    """Keep departures that are booked for the first time, with what the timetable tells."""
    for one in sorted(berths, key=lambda one: one.departure):
        book.add_departure(
            id=one.departure, service=told[one.departure]["service"], departs_at=one.departs_at,
            cutoff_at=one.cutoff_at, capacity_teu=one.capacity_teu,
            told=as_json(told[one.departure]), at=at,
        )  # fmt: skip


def lock_berths(book: Bookings, names: Iterable[str]) -> dict[str, Berths]:
    """Places of departures, which nobody else changes until the transaction ends."""
    rows = book.lock_departures(ids=sorted(set(names)))
    return {
        row["id"]: Berths(
            row["id"], row["cutoff_at"], row["departs_at"], row["capacity_teu"], row["booked_teu"]
        )
        for row in rows
    }


def list_waiting(book: Bookings, names: Iterable[str]) -> tuple[Booking, ...]:
    """Who waits for any of some departures, in the order of asking."""
    return tuple(booking_of(row) for row in book.list_queue(ids=sorted(set(names))))


def save_berths(book: Bookings, before: Ledger, after: Ledger) -> None:
    """Write what changed of the places."""
    for name in sorted(after.berths):
        booked = after.berths[name].booked_teu
        if booked != before.berths[name].booked_teu:
            book.set_booked(teu=booked, id=name)


def booking_of(row: Mapping[str, Any]) -> Booking:
    """A booking as the ledger knows it."""
    return Booking(row["id"], row["teu"], tuple(row["departures"]), row["state"])


def ensure_local(book: Bookings) -> None:
    """Make the desk that books at the command line, where it is not there yet.

    It has no password, so nobody signs in as it; whoever may run commands on this machine may
    book in its name. In a rehearsal it is a rehearsal's.
    """
    row = book.tx.execute("select exists (select from organisation where is_sandbox) as it")
    found = row.fetchone()
    book.save_organisation(
        id=LOCAL, uscc="LOCAL", name="This desk", name_zh="本机", kind="trader", customs_code="",
        credit_class="registered", is_sandbox=bool(found and found["it"]),
    )  # fmt: skip
    book.save_account(id=LOCAL, name="This desk", name_zh="本机", kind="person")
    book.save_membership(
        account=LOCAL, organisation=LOCAL, roles=["trader"], offices=[], agency="", granted_by=""
    )
