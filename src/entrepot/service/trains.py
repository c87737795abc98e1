"""Trains: who runs one opens it for booking; firms book on it and give back."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import psycopg

from entrepot.kernel.errors import InputError, MissingError, Problem, RefusedError
from entrepot.port.booking import Booking, Ledger, book, check_room
from entrepot.service.accounts import need_role
from entrepot.service.amounts import Document
from entrepot.service.booking_desk import (
    Load,
    check_booker,
    give_back,
    read_load,
    reference_taken,
)
from entrepot.service.bookings import REFERENCE, book_places
from entrepot.service.departures import departure_document
from entrepot.service.fields import Fields
from entrepot.service.timetables import Schedule
from entrepot.service.train_opening import Opening, departure_of, read_opening
from entrepot.store.bookings import add_departures, berths_of
from entrepot.store.chains import append_event
from entrepot.store.db import Database
from entrepot.store.trains import (
    Row,
    Trains,
    booking_on,
    keep_booking,
    list_wagons,
    save_wagons,
)
from entrepot.store.window import acting, acting_system, is_taken
from entrepot.window.actor import Actor

OPERATORS = ("carrier",)
MOST_TRAINS = 200
STATES = {"confirmed": "confirmed", "waiting": "waitlisted", "cancelled": "cancelled"}


# Opening


def open_train(
    schedule: Schedule, database: Database, raw: Mapping[str, object], *, at: datetime, by: str
) -> Document:
    """Open a train for booking: a departure beside those of the timetable.

    The same train with the same contents is opened once.

    Args:
        schedule: The services of a region.
        database: Where trains are kept.
        raw: Fields by name; see `train_opening.read_opening`.
        at: Now.
        by: Account of who runs it.

    Returns:
        The train as `show_train` tells it.

    Raises:
        InputError: With every fault of every field.
        RoleError: The account runs no trains.
        RefusedError: `train.exists`, another train has the name; `train.departure_taken`, its
            departure has bookings, or is another train.
    """
    opening = read_opening(schedule, raw)
    with acting(database, by, at, f"train {opening.train}") as (window, actor):
        need_role(actor, *OPERATORS)
        desk = Trains(window.tx)
        with desk.as_system():
            row = desk.find_train(train=opening.train)
            if row is None:
                _open(schedule, desk, actor, opening, at)
            elif not _is_same(desk, row, actor, opening):
                raise _exists(opening.train)
        if row is None:
            body = {"service": opening.service.id, "departs": opening.departs,
                    "capacity_teu": opening.capacity_teu}  # fmt: skip
            append_event(
                desk, f"train:{opening.train}", kind="train_opened", at=at, by=actor, body=body
            )
        return _show(desk, actor, opening.train)


def _open(schedule: Schedule, desk: Trains, actor: Actor, opening: Opening, at: datetime) -> None:
    berths = opening.berths
    one = departure_of(opening, by=actor.name, is_sandbox=actor.is_sandbox)
    told = departure_document(one, schedule, {}, at)
    kept = {name: told[name] for name in told if name not in _OF_NOW}
    if list(desk.list_departures(ids=[berths.departure])):
        raise _departure_taken(berths.departure)
    add_departures(
        desk, [berths], {berths.departure: {**kept, "train": opening.train, "zone": opening.zone}},
        at,
    )  # fmt: skip
    try:
        desk.add_train(
            id=opening.train, departure=berths.departure, service=opening.service.id,
            org=actor.organisation, by=actor.account, at=at,
        )  # fmt: skip
    except psycopg.errors.UniqueViolation as error:
        if is_taken(error, "train_departure_id_key"):
            raise _departure_taken(berths.departure) from None
        raise _exists(opening.train) from None
    save_wagons(desk, opening.train, opening.wagons)


_OF_NOW = ("booked_teu", "waiting_teu", "places_left", "bookable")


def _is_same(desk: Trains, row: Row, actor: Actor, opening: Opening) -> bool:
    berths = opening.berths
    kept = (row["org_id"], row["departure_id"], row["departs_at"], row["cutoff_at"],
            row["capacity_teu"], row["capacity_t"])  # fmt: skip
    asked = (actor.organisation, berths.departure, berths.departs_at, berths.cutoff_at,
             berths.capacity_teu, berths.capacity_t)  # fmt: skip
    return kept == asked and list_wagons(desk, opening.train) == opening.wagons


# Booking


def book_train(
    database: Database, train: str, raw: Mapping[str, object], *, at: datetime, by: str,
    schedule: Schedule | None = None,
) -> Document:  # fmt: skip
    """Book places on a train, or take a place on its waiting list.

    The same key again is the same booking, also after the cut-off. The ledger decides on the places
    that are seen; what it decides is kept if nobody was served meanwhile, else it decides anew.

    Args:
        database: Where trains are kept.
        train: Its name.
        raw: Fields by name: teu, key; where they are known tonnes, boxes and powered; onto, the id
            of the ship's departure that goes under the same document.
        at: Now.
        by: Account that books.
        schedule: The services of a region; needed for `onto` alone.

    Returns:
        `booking`, `train`, `teu`, `state` (confirmed or waitlisted) and `position`.

    Raises:
        InputError: With every fault of every field.
        MissingError: There is no such train.
        RefusedError: The cut-off is past, it carries less in all, its mass is limited and none is
            told, the transfer is too short, or the key names another booking.
    """
    fields = Fields(raw)
    onto = fields.text("onto")
    load, key = read_booking(fields)
    if onto and schedule is not None:
        return _book_onto(schedule, database, train, onto, load, key, at, by)
    while True:
        try:
            made = _book(database, train, load, key, at, by)
        except psycopg.errors.UniqueViolation as error:
            # The same key came twice at once, and the other was first: look again.
            if not is_taken(error, "booking_org_id_reference_key"):
                raise
            made = None
        if made is not None:
            return made


def read_booking(fields: Fields) -> tuple[Load, str]:
    """The load and the key of a booking.

    Raises:
        InputError: With every fault of every field, those that nobody asked for too.
    """
    load, key = read_load(fields), fields.text("key", required=True)
    if key and not REFERENCE.fullmatch(key):
        hint = "Write it as ORDER-17."
        fields.fault("key", "key", "has a blank, a slash or more than 60 signs.", hint)
    fields.nothing_else()
    if fields.problems or load is None:
        raise InputError(fields.problems)
    return load, key


def _book(
    database: Database, train: str, load: Load, key: str, at: datetime, by: str
) -> Document | None:
    """Decide and keep; None where others were served in between: look again."""
    with booking_on(database, by, at, train, key) as (desk, actor, row):
        check_booker(actor)
        if row is None:
            raise unknown_train(train)
        if row["booking_id"] is not None:
            return _again(desk, train, load, key, row)
        berths = berths_of(row)
        problems = check_room(berths, load.teu, load.tonnes, at, train, "train")
        if problems:
            raise RefusedError(problems)
        asked = Booking(0, load.teu, (berths.departure,), tonnes=load.tonnes)
        decided = book(Ledger({berths.departure: berths}), asked).find(0)
        columns = {**load.columns(), "reference": key}
        keeping = keep_booking(desk, actor, train, berths, decided, columns, at)
    kept = keeping.fetchone()
    if kept is None:
        return None
    return _told(kept["number"], train, load.teu, decided.state, kept["place"])


def _again(desk: Trains, train: str, load: Load, key: str, row: Row) -> Document:
    """The booking that was made under the same key."""
    if not load.is_of(row) or row["id"] not in row["departures"]:
        raise reference_taken(key)
    return _told_row(desk, train, {**row, "departure": row["id"], "id": row["booking_id"]})


def _book_onto(
    schedule: Schedule, database: Database, train: str, onto: str, load: Load, key: str,
    at: datetime, by: str,
) -> Document:  # fmt: skip
    raw: dict[str, Any] = {
        "departures": [train, onto], "teu": str(load.teu), "reference": key,
        "boxes": [str(teu) for teu in load.boxes], "powered": str(load.powered),
    }  # fmt: skip
    if load.tonnes is not None:
        raw["tonnes"] = str(load.tonnes)
    made = book_places(schedule, database, raw, at=at, by=by)
    position = made["legs"][0]["waiting_place"]
    return _told(made["number"], train, load.teu, made["state"], position)


def cancel_train(database: Database, booking: str, *, at: datetime, by: str) -> Document:
    """Cancel a booking of one's own firm; its places go to who waits, in the order of asking.

    Args:
        database: Where.
        booking: Its name, as B17, or its key.
        at: Now.
        by: Account that cancels.

    Raises:
        MissingError: The firm has no such booking.
        RefusedError: Its train has left.
    """
    row = give_back(database, booking, at=at, by=by)
    with acting_system(database) as window:
        found = Trains(window.tx).name_trains(ids=row["departures"])
        names = {one["departure_id"]: one["id"] for one in found}
    train = next((names[leg] for leg in row["departures"] if leg in names), None)
    return _told(row["id"], train, row["teu"], row["state"], None)


# Looking


def show_train(database: Database, train: str, *, at: datetime, by: str) -> Document:
    """A train with its places and its waiting list.

    Who runs it, and an auditor, sees all bookings; a firm sees its own among the sums.

    Raises:
        MissingError: There is no such train.
    """
    with acting(database, by, at) as (window, actor):
        return _show(Trains(window.tx), actor, train)


def list_trains(database: Database, *, at: datetime) -> Document:
    """The board: trains with places and cut-offs, those that leave last first; no bookings.

    Args:
        database: Where.
        at: Now.
    """
    with acting_system(database) as window:
        rows = Trains(window.tx).list_trains(most=MOST_TRAINS)
        return {"rows": [_train(row) | {"is_open": at <= row["cutoff_at"]} for row in rows]}


def _show(desk: Trains, actor: Actor, train: str) -> Document:
    with desk.as_system():
        row = desk.find_train(train=train)
        if row is None:
            raise unknown_train(train)
        booked = list(desk.list_booked(train=train))
        wagons = list_wagons(desk, train)
    is_operator = row["org_id"] == actor.organisation or "auditor" in actor.roles
    waiting = [one for one in booked if one["state"] == "waiting"]
    places = {one["id"]: place for place, one in enumerate(waiting, start=1)}
    mine = [one for one in booked if is_operator or one["org_id"] == actor.organisation]
    return {
        **_train(row),
        "waitlist": [name_of(one["id"]) for one in mine if one["state"] == "waiting"],
        "bookings": [_booking(one, places) for one in mine],
        "wagons": [
            {"wagon": one.number, "kind": one.kind, "teu": number(one.teu),
             "payload_t": number(one.payload_t), "sockets": one.sockets}
            for one in wagons
        ],
    }  # fmt: skip


def _train(row: Row) -> Document:
    told = row["told"]
    return {
        "train": row["id"], "departure": row["departure_id"], "service": row["service"],
        "name": told["name"], "name_zh": told["name_zh"], "from": told["from"],
        "from_name": told["from_name"], "from_name_zh": told["from_name_zh"], "to": told["to"],
        "to_name": told["to_name"], "to_name_zh": told["to_name_zh"],
        "operator": row["name"], "operator_zh": row["name_zh"], "operator_id": row["org_id"],
        "departs": told["departs"], "cutoff": told["cutoff"],
        "capacity_teu": number(row["capacity_teu"]), "booked_teu": number(row["booked_teu"]),
        "free_teu": number(row["capacity_teu"] - row["booked_teu"]),
        "capacity_t": number(row["capacity_t"]), "booked_t": number(row["booked_t"]),
        "waiting": row["waiting"], "status": told["status"],
    }  # fmt: skip


def _booking(row: Row, places: Mapping[int, int]) -> Document:
    return {
        "booking": name_of(row["id"]), "reference": row["reference"], "firm": row["name"],
        "firm_zh": row["name_zh"], "organisation": row["org_id"], "teu": number(row["teu"]),
        "tonnes": number(row["tonnes"]), "powered": row["powered"],
        "state": STATES[row["state"]], "position": places.get(row["id"]),
        "made_at": row["made_at"].astimezone(UTC).isoformat(),
    }  # fmt: skip


def _told_row(desk: Trains, train: str, row: Row) -> Document:
    position = None
    if row["state"] == "waiting":
        position = 1 + desk.count_before(number=row["id"], departure=row["departure"])
    return _told(row["id"], train, row["teu"], row["state"], position)


def _told(
    booking: int, train: str | None, teu: Decimal, state: str, position: int | None
) -> Document:
    return {
        "booking": name_of(booking), "train": train, "teu": number(teu),
        "state": STATES.get(state, state), "position": position,
    }  # fmt: skip


def name_of(booking: int) -> str:
    """What a booking is called where its number stands alone."""
    return f"B{booking}"


def number(amount: Decimal | None) -> int | float | None:
    """An amount as JSON tells it: whole where it is."""
    if amount is None:
        return None
    return int(amount) if amount == int(amount) else float(amount)


# Faults


def unknown_train(train: str) -> MissingError:
    """There is no such train."""
    return MissingError(
        Problem("train.unknown", train[:60], "there is no such train.",
                "`entrepot train list` names them.", message_zh="没有该班列。")
    )  # fmt: skip


def _exists(train: str) -> RefusedError:
    return RefusedError(
        Problem("train.exists", train, "another train has this name.", "Give another.",
                message_zh="该班列编号已被使用。")
    )  # fmt: skip


def _departure_taken(departure: str) -> RefusedError:
    return RefusedError(
        Problem("train.departure_taken", departure, "this departure has bookings, or a train.",
                "Open it at another minute.", message_zh="该班次已有订舱或已开行班列。")
    )  # fmt: skip
