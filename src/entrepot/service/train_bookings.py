"""Many bookings of one file on one train: several in a transaction, an answer each.

However many book at a time, each transaction waits for the train once and decides its lines in
their order. The same key is the same booking, whichever file told it; a line that is refused
stops no other.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import psycopg

from entrepot.kernel.errors import EntrepotError, InputError, Problem, RefusedError
from entrepot.port.booking import Berths, Booking, Ledger, book, check_room
from entrepot.service.amounts import Document
from entrepot.service.booking_desk import Load, check_booker, reference_taken
from entrepot.service.cases import one_case
from entrepot.service.fields import Fields
from entrepot.service.trains import STATES, name_of, read_booking, unknown_train
from entrepot.store.bookings import berths_of
from entrepot.store.db import Database
from entrepot.store.trains import Row, Trains, booking_many, keep_bookings
from entrepot.store.window import acting_system, is_taken
from entrepot.window.actor import Actor

MOST_WORKERS = 32
CHUNK = 25  # bookings of one transaction
Line = tuple[str, Load]
Outcome = Document | EntrepotError


def book_lines(
    database: Database, train: str, lines: Iterable[str], *, workers: int = 8, at: datetime, by: str
) -> Document:
    """Book what the lines of a file ask for, 25 in a transaction.

    Args:
        database: Where; it needs a connection for each worker.
        train: Name of the train.
        lines: JSON, one booking a line: `key`, `teu`, and where known tonnes, boxes, powered.
        workers: How many work at a time, 1 to 32.
        at: Now.
        by: Account that books.

    Returns:
        How many are `confirmed`, `waitlisted` and `refused`, how many of them were there
        before (`replayed`), and `results` in the order of the lines.

    Raises:
        InputError: There are no such many workers.
        MissingError: There is no such train.
        RoleError: Who acts books nothing.
    """
    if not 1 <= workers <= MOST_WORKERS:
        raise InputError(
            Problem("input.workers", "workers", f"{workers} is not from 1 to {MOST_WORKERS}.",
                    "Eight serve well.", message_zh="工作线程数无效。")
        )  # fmt: skip
    told = [(number, line) for number, line in enumerate(lines, start=1) if line.strip()]
    read = [_read(line) for _, line in told]
    sound = [place for place, (_, one) in enumerate(read) if not isinstance(one, EntrepotError)]
    results = [_told(key, one) for key, one in read]
    chunks = [sound[start : start + CHUNK] for start in range(0, len(sound), CHUNK)] or [[]]

    def make(chunk: Sequence[int]) -> list[Outcome]:
        return _book_chunk(database, train, [_sound(read[place]) for place in chunk], at, by)

    with ThreadPoolExecutor(workers) as pool:
        for chunk, outcomes in zip(chunks, pool.map(make, chunks), strict=True):
            for place, outcome in zip(chunk, outcomes, strict=True):
                results[place] = _told(read[place][0], outcome)
    _place_again(database, train, results)
    numbered = zip(told, results, strict=True)
    return _document(train, [{"line": number, **one} for (number, _), one in numbered])


def _document(train: str, results: list[Document]) -> Document:
    def count(name: str) -> int:
        return sum(one["result"] == name for one in results)

    return {
        "train": train, "confirmed": count("confirmed"), "waitlisted": count("waitlisted"),
        "refused": count("refused"), "replayed": sum(one["replayed"] for one in results),
        "results": results,
    }  # fmt: skip


def _told(key: str | None, outcome: Outcome | Load) -> Document:
    """A line of the answer."""
    if isinstance(outcome, EntrepotError):
        problems = [one.document() for one in outcome.problems]
        return {"key": key, "result": "refused", "booking": None, "position": None,
                "replayed": False, "code": problems[0]["code"], "problems": problems}  # fmt: skip
    if isinstance(outcome, Load):
        return {}
    return {"key": key, **outcome, "code": None, "problems": []}


# Reading


def _read(line: str) -> tuple[str | None, Load | EntrepotError]:
    """The key of a line and its load, or what is wrong with it."""
    key = None
    try:
        raw = _object(line)
        key = str(raw.get("key") or "") or None
        load, named = read_booking(Fields(raw))
        return named, load
    except InputError as error:
        return key, error


def _object(line: str) -> Mapping[str, Any]:
    try:
        found = json.loads(line, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise InputError(
            Problem("input.json", "the line", "is not JSON.", "Write one object a line.",
                    message_zh="不是有效的JSON。")
        ) from error  # fmt: skip
    return found if isinstance(found, Mapping) else one_case(found)


def _sound(read: tuple[str | None, Load | EntrepotError]) -> Line:
    key, load = read
    assert key is not None
    assert isinstance(load, Load)
    return key, load


# A chunk


@dataclass
class _Batch:
    """What a chunk adds, while it is decided line by line."""

    berths: Berths
    waiting: int
    asked: list[tuple[Booking, Mapping[str, Any]]]
    made: dict[str, tuple[Load, Document]]


def _book_chunk(
    database: Database, train: str, lines: Sequence[Line], at: datetime, by: str
) -> list[Outcome]:
    """Decide and keep the lines of a chunk; again where a key came twice at once elsewhere."""
    while True:
        try:
            with booking_many(database, by, at, train, [key for key, _ in lines]) as told:
                return _decide(*told, train, lines, at)
        except psycopg.errors.UniqueViolation as error:
            if not is_taken(error, "booking_org_id_reference_key"):
                raise


def _decide(
    desk: Trains, actor: Actor, row: Row | None, found: Mapping[str, Row], train: str,
    lines: Sequence[Line], at: datetime,
) -> list[Outcome]:  # fmt: skip
    check_booker(actor)
    if row is None:
        raise unknown_train(train)
    batch = _Batch(berths_of(row), row["waiting"], [], {})
    outcomes = [_book(batch, found.get(key), train, key, load, at) for key, load in lines]
    if batch.asked:
        numbers = keep_bookings(desk, actor, batch.berths, batch.asked, at)
        for (key, _), outcome in zip(lines, outcomes, strict=True):
            if isinstance(outcome, dict) and outcome["booking"] is None:
                outcome["booking"] = name_of(numbers[key])
    return outcomes


def _book(
    batch: _Batch, kept: Row | None, train: str, key: str, load: Load, at: datetime
) -> Outcome:
    if kept is not None:
        is_same = load.is_of(kept) and batch.berths.departure in kept["departures"]
        return _kept(kept) if is_same else reference_taken(key)
    if key in batch.made:
        same, told = batch.made[key]
        return told | {"replayed": True} if same == load else reference_taken(key)
    if problems := check_room(batch.berths, load.teu, load.tonnes, at, train, "train"):
        return RefusedError(problems)
    asked = Booking(0, load.teu, (batch.berths.departure,), tonnes=load.tonnes)
    ledger = book(Ledger({batch.berths.departure: batch.berths}), asked)
    decided = ledger.find(0)
    batch.berths = ledger.berths[batch.berths.departure]
    batch.waiting += decided.state == "waiting"
    told = {
        "result": STATES[decided.state], "booking": None,
        "position": batch.waiting if decided.state == "waiting" else None, "replayed": False,
    }  # fmt: skip
    batch.asked.append((decided, {**load.columns(), "reference": key}))
    batch.made[key] = load, told
    return told


def _kept(row: Row) -> Document:
    """A booking that was made under the same key before; its place is looked up at the end."""
    return {"result": STATES[row["state"]], "booking": name_of(row["id"]), "position": None,
            "replayed": True}  # fmt: skip


def _place_again(database: Database, train: str, results: Iterable[Document]) -> None:
    """Tell those that were there before where they stand on the waiting list."""
    waiting = [one for one in results if one["result"] == "waitlisted" and one["replayed"]]
    if waiting:
        ids = [int(one["booking"][1:]) for one in waiting]
        with acting_system(database) as window:
            rows = Trains(window.tx).list_waiting_places(train=train, ids=ids)
            places = {name_of(row["id"]): row["place"] for row in rows}
        for one in waiting:
            one["position"] = places.get(one["booking"])
