"""Departures and bookings within one transaction; the deciding is `port.booking`'s."""

from collections.abc import Collection, Iterable, Mapping
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
            cutoff_at=one.cutoff_at, capacity_teu=one.capacity_teu, capacity_t=one.capacity_t,
            told=as_json(told[one.departure]), at=at,
        )  # fmt: skip


def lock_berths(book: Bookings, names: Iterable[str]) -> dict[str, Berths]:
    """Places of departures, which nobody else changes until the transaction ends."""
    rows = book.lock_departures(ids=sorted(set(names)))
    return {row["id"]: berths_of(row) for row in rows}


def berths_of(row: Mapping[str, Any]) -> Berths:
    """The places of a departure."""
    return Berths(
        row["id"], row["cutoff_at"], row["departs_at"], row["capacity_teu"], row["booked_teu"],
        row["capacity_t"], row["booked_t"],
    )  # fmt: skip


def list_waiting(book: Bookings, names: Iterable[str]) -> tuple[Booking, ...]:
    """Who waits for any of some departures, in the order of asking."""
    return tuple(booking_of(row) for row in book.list_queue(ids=sorted(set(names))))


def list_next(
    book: Bookings, berths: Collection[Berths], behind: int, most: int
) -> tuple[Booking, ...]:
    """The next of those that wait for some departures and need no more than the freest has."""
    masses = [one.free_t for one in berths]
    known = [mass for mass in masses if mass is not None]
    found = book.list_next(
        ids=sorted(one.departure for one in berths), teu=max(one.free_teu for one in berths),
        tonnes=max(known) if len(known) == len(masses) else None, behind=behind, most=most,
    )  # fmt: skip
    return tuple(map(booking_of, found))


def save_berths(book: Bookings, before: Ledger, after: Ledger) -> None:
    """Write what changed of the places."""
    for name in sorted(after.berths):
        now = after.berths[name]
        if now != before.berths[name]:
            book.set_booked(teu=now.booked_teu, tonnes=now.booked_t, id=name)


def booking_of(row: Mapping[str, Any]) -> Booking:
    """A booking as the ledger knows it."""
    return Booking(row["id"], row["teu"], tuple(row["departures"]), row["state"], row["tonnes"])


def ensure_local(book: Bookings) -> None:
    """Make the desk that books at the command line, where it is not there yet.

    It has no password, so nobody signs in as it; whoever may run commands on this machine may
    book in its name. In a rehearsal it is a rehearsal's.
    """
    book.lock_local()
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
