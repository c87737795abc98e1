"""Trains that were opened, within one transaction; the deciding is the port's."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from typing import Any

from entrepot.port.wagons import Box, Plan, Wagon
from entrepot.store.bookings import Bookings
from entrepot.store.db import Database
from entrepot.store.queries import queries
from entrepot.store.window import Book, as_json, entering
from entrepot.window.actor import Actor

Row = Mapping[str, Any]


class Trains(Bookings):
    """The queries of `trains.sql` beside those of bookings and of the window."""

    def __getattr__(self, name: str) -> Any:
        found = getattr(queries("trains"), name, None)
        return super().__getattr__(name) if found is None else partial(found, self.tx)


def list_opened(database: Database) -> list[Row]:
    """Trains with what the timetable needs of them."""
    with database.transaction() as tx:
        return list(queries("trains").list_opened(tx))


@contextmanager
def booking_on(
    database: Database, account: str, at: datetime, train: str, key: str
) -> Iterator[tuple[Trains, Actor, Row | None]]:
    """A transaction of the house in which somebody books on a train that is locked for it.

    Statements are sent on without waiting, so that the lock is held for two crossings.

    Args:
        database: Where.
        account: Who.
        at: Now.
        train: Its name.
        key: Reference of the booking.

    Yields:
        The desk, who acts, and what `ask_train` tells; None where there is no such train.
    """

    def look(book: Book) -> Row | None:
        desk = Trains(book.tx)
        desk.become_system()
        found: Row | None = desk.ask_train(train=train, key=key)
        return found

    with entering(database, account, at, look) as (book, actor, row):
        yield Trains(book.tx), actor, row


def save_wagons(desk: Trains, train: str, wagons: Iterable[Wagon]) -> None:
    """Keep the wagons of a train."""
    rows = [
        {"number": one.number, "kind": one.kind, "teu": one.teu, "payload_t": one.payload_t,
         "sockets": one.sockets}
        for one in wagons
    ]  # fmt: skip
    desk.add_wagons(train=train, rows=as_json(rows))


def list_wagons(desk: Trains, train: str) -> tuple[Wagon, ...]:
    """The wagons of a train in their order."""
    return tuple(Wagon(**row) for row in desk.list_wagons(train=train))


def save_plan(desk: Trains, train: str, version: int, boxes: Iterable[Box], plan: Plan) -> None:
    """Keep the boxes of a plan, those that stay behind too."""
    rows = [
        {"booking": one.booking, "seq": one.seq, "wagon": plan.places.get(one.name),
         "teu": one.teu, "tonnes": one.tonnes, "is_powered": one.is_powered}
        for one in boxes
    ]  # fmt: skip
    desk.add_plan_boxes(train=train, version=version, rows=as_json(rows))
