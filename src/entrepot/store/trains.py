"""Trains that were opened, within one transaction; the deciding is the port's."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from hashlib import sha256
from typing import Any

from psycopg import Cursor
from psycopg.rows import DictRow

from entrepot.port.booking import Berths, Booking
from entrepot.port.wagons import Box, Plan, Wagon
from entrepot.store.bookings import Bookings
from entrepot.store.db import Database, Tx
from entrepot.store.queries import queries
from entrepot.store.window import Book, actor_of, as_json, ask_in, entering
from entrepot.window.actor import Actor
from entrepot.window.evidence import GENESIS, canonical, event_text, instant

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


@contextmanager
def booking_many(
    database: Database, account: str, at: datetime, train: str, keys: Sequence[str]
) -> Iterator[tuple[Trains, Actor, Row | None, dict[str, Row]]]:
    """A transaction of the house that has locked a train for several bookings.

    Args:
        database: Where.
        account: Who.
        at: Now.
        train: Its name.
        keys: References of the bookings.

    Yields:
        The desk, who acts, the places of the train (None where there is no such train), and the
        bookings that the firm made under some of the keys.
    """
    sql = queries("trains")

    def first(tx: Tx) -> tuple[Trains, list[Cursor[DictRow]]]:
        desk = Trains(tx)
        asked = [ask_in(desk, account, at, "")]
        desk.become_system()
        asked.append(tx.execute(sql.lock_berths_of.sql, {"train": train}))
        asked.append(tx.execute(sql.list_made.sql, {"keys": list(keys)}))
        return desk, asked

    with database.piped(first) as (desk, (entering, locking, looking)):
        actor, row = actor_of(entering, account), locking.fetchone()
        yield desk, actor, row, {one["reference"]: one for one in looking.fetchall()}


def keep_bookings(
    desk: Trains, actor: Actor, berths: Berths, asked: Sequence[tuple[Booking, Mapping[str, Any]]],
    at: datetime,
) -> dict[str, int]:  # fmt: skip
    """Keep bookings as they were decided, while their train is locked.

    Args:
        desk: The transaction.
        actor: Who books.
        berths: The places as they are afterwards.
        asked: What was decided, and the columns: reference, teu, tonnes, boxes, powered.
        at: Now.

    Returns:
        Numbers of the bookings by reference.
    """
    rows = [{"seq": seq, **columns, "state": one.state} for seq, (one, columns) in enumerate(asked)]
    made = desk.keep_train_bookings(
        rows=as_json(rows), org=actor.organisation, by=actor.account, at=at
    )
    numbers: dict[str, int] = {row["reference"]: row["id"] for row in made}
    desk.keep_train_legs(departure=berths.departure, ids=list(numbers.values()))
    events = [
        _first_event(actor, one, numbers[columns["reference"]], columns, at)
        for one, columns in asked
    ]
    desk.keep_first_events(rows=as_json(events), by=actor.account, party=actor.party, at=at)
    if any(one.state == "confirmed" for one, _ in asked):
        desk.set_booked(teu=berths.booked_teu, tonnes=berths.booked_t, id=berths.departure)
    return numbers


def _first_event(
    actor: Actor, asked: Booking, number: int, columns: Mapping[str, Any], at: datetime
) -> dict[str, Any]:
    parts = _event_parts(actor, asked, columns, at)
    text = f"{parts['before']}{number}{parts['behind']}"
    return {
        "chain": f"booking:{number}", "body": parts["body"],
        "hash": sha256(GENESIS + text.encode()).digest(),
    }  # fmt: skip


def _event_parts(
    actor: Actor, asked: Booking, columns: Mapping[str, Any], at: datetime
) -> dict[str, str]:
    """The first event of a booking: its body, and its text before and behind the number."""
    body = canonical({"reference": columns["reference"], "teu": asked.teu,
                      "departures": list(asked.departures), "state": asked.state})  # fmt: skip
    chain = f"booking:{_HERE}"
    text = event_text(chain, 1, instant(at), "booked", actor.party, actor.account, body)
    before, _, behind = text.rpartition(_HERE)  # the chain stands behind the body
    return {"body": body, "before": before, "behind": behind}


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
    parts = _event_parts(actor, asked, columns, at)
    told = {
        "train": train, "seen_teu": seen.booked_teu, "seen_t": seen.booked_t,
        "org": actor.organisation, "state": asked.state, "by": actor.account, "at": at,
        "party": actor.party, "body": parts["body"], "before_number": parts["before"],
        "behind_number": parts["behind"],
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
