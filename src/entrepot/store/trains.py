"""Trains that were opened, within one transaction; the deciding is the port's."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from typing import Any

from psycopg import Cursor
from psycopg.rows import DictRow

from entrepot.port.booking import Berths, Booking
from entrepot.port.wagons import Box, Plan, Wagon
from entrepot.store.bookings import Bookings
from entrepot.store.db import Database
from entrepot.store.queries import queries
from entrepot.store.window import Book, as_json, entering
from entrepot.window.actor import Actor
from entrepot.window.evidence import canonical, event_text, instant

Row = Mapping[str, Any]
_HERE = "@"  # where the number of a booking goes; no sign of a kind, a party or a role


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
    """A transaction of the house in which somebody books on a train.

    Statements are sent on without waiting: it crosses to the database twice, to see and to keep.

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


def keep_booking(
    desk: Trains, actor: Actor, train: str, seen: Berths, asked: Booking,
    columns: Mapping[str, Any], at: datetime,
) -> Cursor[DictRow]:  # fmt: skip
    """Keep a booking as it was decided, with the first event of its chain.

    The server locks the train, looks whether its places are those that were seen, and gives the
    number; the text of the event is written here, but for that number. The commit goes along with
    it, so that the lock is held on the server alone: fetch the answer behind the transaction.

    Args:
        desk: The transaction.
        actor: Who books.
        train: Its name.
        seen: The places it was decided on.
        asked: What was decided.
        columns: Of the booking: reference, teu, tonnes, boxes, powered.
        at: Now.

    Returns:
        Gives `number`, and `place` on the waiting list; no row where somebody else was served
        meanwhile, and nothing is kept.
    """
    body = canonical({"reference": columns["reference"], "teu": asked.teu,
                      "departures": list(asked.departures), "state": asked.state})  # fmt: skip
    chain = f"booking:{_HERE}"
    text = event_text(chain, 1, instant(at), "booked", actor.party, actor.account, body)
    before, _, behind = text.rpartition(_HERE)  # the chain stands behind the body
    told = {
        "train": train, "seen_teu": seen.booked_teu, "seen_t": seen.booked_t,
        "org": actor.organisation, "state": asked.state, "by": actor.account, "at": at,
        "party": actor.party, "body": body, "before_number": before, "behind_number": behind,
    }  # fmt: skip
    return desk.tx.execute(queries("trains").keep_train_booking.sql, {**told, **columns})


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
