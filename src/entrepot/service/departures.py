"""Departures between two places: when, until when goods may come, and what is still free."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from entrepot.corridors.connections import Connection, connect, connections_from
from entrepot.corridors.timetable import FARTHEST_DAYS, Departure
from entrepot.kernel.errors import InputError, Problem
from entrepot.region.places import Place
from entrepot.region.transport import Service
from entrepot.service.amounts import Document
from entrepot.service.fields import Fields
from entrepot.service.timetables import Schedule

MOST_DAYS = 92
Taken = Callable[[Collection[str]], Mapping[str, "Places"]]


@dataclass(frozen=True, slots=True)
class Places:
    """What of a departure is taken.

    Attributes:
        booked_teu: Confirmed bookings [TEU].
        waiting_teu: On the waiting list [TEU].
        capacity_teu: Capacity as of the first booking [TEU]; None where nobody knows it.
    """

    booked_teu: Decimal
    waiting_teu: Decimal
    capacity_teu: Decimal | None


def none_taken(_: Collection[str]) -> Mapping[str, Places]:
    """Nothing is booked."""
    return {}


@dataclass(frozen=True, slots=True)
class Asked:
    """A checked question."""

    start: Place
    end: Place
    first: date
    days: int


def list_departures(
    schedule: Schedule, raw: Mapping[str, object], *, today: date, at: datetime,
    taken: Taken = none_taken,
) -> Document:  # fmt: skip
    """Departures from one place to another on a day or some days, direct and with one change.

    Args:
        schedule: The services of a region.
        raw: Fields by name: from, to, on (a day, today where it is not given), days.
        today: The day where none is given.
        at: Now: what has its cut-off behind it cannot be booked.
        taken: Finds what is booked on some departures.

    Returns:
        The departures, the connections, services that go by headway alone, and why there is
        nothing where there is nothing.

    Raises:
        InputError: With every fault of every field.
    """
    asked = _parse(schedule, raw, today)
    direct = [one for row in _between(schedule, asked) for one in _window(schedule, row, asked)]
    changes = list(_connections(schedule, asked))
    names = {one.id for one in direct} | {
        leg.id for change in changes for leg in (change.first, change.second)
    }
    known = taken(names)
    return {
        "query": {"from": asked.start.id, "to": asked.end.id, "on": asked.first.isoformat(),
                  "days": asked.days},
        "departures": [departure_document(one, schedule, known, at) for one in _in_order(direct)],
        "connections": [connection_document(one, schedule, known, at) for one in changes],
        "by_headway": [_headway(row) for row in _by_headway(schedule, asked)],
        "reason": None if direct or changes else _reason(schedule, asked),
    }  # fmt: skip


def show_departures(
    schedule: Schedule, names: Sequence[str], *, at: datetime, taken: Taken = none_taken
) -> Document:
    """Some departures by their ids, in the order of a journey, with the changes between them.

    Args:
        schedule: The services of a region.
        names: Ids of departures.
        at: Now: what has its cut-off behind it cannot be booked.
        taken: Finds what is booked on some departures.

    Returns:
        `ids`, `legs`, `transfers`, and `missing`: ids by which nothing leaves.
    """
    found = {name: one for name in names if (one := schedule.timetable.find(name))}
    known = taken(found.keys())
    rows = schedule.region.transfers
    changes = [connect(rows, one, other) for one, other in pairwise(found.values())]
    return {
        "ids": list(found),
        "legs": [departure_document(one, schedule, known, at) for one in found.values()],
        "transfers": [transfer_document(change) for change in changes],
        "missing": [name for name in names if name not in found],
    }


def departure_document(
    one: Departure, schedule: Schedule, taken: Mapping[str, Places], at: datetime
) -> dict[str, Any]:
    """A departure with what is free; unknown is null and never zero."""
    found = taken.get(one.id)
    capacity = one.capacity_teu if found is None else _number(found.capacity_teu)
    booked = 0.0 if found is None else float(found.booked_teu)
    row = one.service
    return {
        "id": one.id,
        "service": row.id,
        "train": schedule.timetable.name_of(one),
        "name": row.name,
        "name_zh": row.name_zh,
        "mode": row.mode,
        "from": row.from_place,
        "from_name": schedule.region.places[row.from_place].name,
        "from_name_zh": schedule.region.places[row.from_place].name_zh,
        "to": row.to_place,
        "to_name": schedule.region.places[row.to_place].name,
        "to_name_zh": schedule.region.places[row.to_place].name_zh,
        "departs": one.at.isoformat(),
        "cutoff": one.cutoff_at.isoformat(),
        "cutoff_h": one.cutoff_h,
        "arrives_min": _told(one.arrives_min),
        "arrives_max": _told(one.arrives_max),
        "capacity_teu": capacity,
        "booked_teu": booked,
        "waiting_teu": 0.0 if found is None else float(found.waiting_teu),
        "places_left": None if capacity is None else max(0.0, capacity - booked),
        "bookable": capacity is not None and at <= one.cutoff_at,
        "source": one.row.source,
        "status": one.status,
        "note": one.row.note,
        "note_zh": one.row.note_zh,
    }


def connection_document(
    change: Connection, schedule: Schedule, taken: Mapping[str, Places], at: datetime
) -> dict[str, Any]:
    """Two departures with the time of the change between them."""
    legs = [departure_document(one, schedule, taken, at) for one in (change.first, change.second)]
    free = [leg["places_left"] for leg in legs]
    return {
        "ids": [leg["id"] for leg in legs],
        "legs": legs,
        "transfer": transfer_document(change),
        "bookable": all(leg["bookable"] for leg in legs),
        "departs": legs[0]["departs"],
        "arrives_min": legs[1]["arrives_min"],
        "arrives_max": legs[1]["arrives_max"],
        "places_left": None if None in free else min(free),
    }


def transfer_document(change: Connection) -> dict[str, Any]:
    """The change between two departures: what there is of time, and what it needs."""
    row = change.transfer
    return {
        "place": change.place,
        "available_h": change.available_h,
        "minimum_h": change.minimum_h,
        "before_cutoff_h": change.spare_h,
        "source": row.source if row else "",
        "status": row.status if row else None,
    }


def _parse(schedule: Schedule, raw: Mapping[str, object], today: date) -> Asked:
    fields = Fields(raw)
    start = find_place(fields, "from", schedule)
    end = find_place(fields, "to", schedule)
    if start is not None and start == end:
        fields.fault("same", "to", "is where it starts.", "Name another place.")
    first = fields.day("on") or today
    days = fields.whole("days", low=1, high=MOST_DAYS) or 1
    fields.nothing_else()
    if fields.problems or start is None or end is None:
        raise InputError(fields.problems)
    return Asked(start, end, first, days)


def find_place(fields: Fields, name: str, schedule: Schedule) -> Place | None:
    """A place by id, name or UN/LOCODE; the nearest names where there is none."""
    text = fields.text(name, required=True)
    found = schedule.gazetteer.find(text) if text else None
    if text and found is None:
        near = ", ".join(f"{p.name} ({p.id})" for p in schedule.gazetteer.nearest(text))
        hint = f"Nearest: {near}." if near else "Search with: entrepot places search WORD."
        fields.fault("place", name, f"{text!r} is no place known.", hint)
    return found


def _between(schedule: Schedule, asked: Asked) -> list[Service]:
    """Offered services from any terminal of the one place to any of the other."""
    starts, ends = schedule.terminals_of(asked.start), schedule.terminals_of(asked.end)
    return [
        row
        for row in _offered(schedule, asked)
        if row.from_place in starts and row.to_place in ends
    ]


def _offered(schedule: Schedule, asked: Asked) -> list[Service]:
    """Services that run on any of the days."""
    found: dict[str, Service] = {}
    for number in range(asked.days):
        day = asked.first + timedelta(days=number)
        found |= {row.id: row for row in schedule.offered(day)}
    return list(found.values())


def _window(schedule: Schedule, row: Service, asked: Asked) -> Iterable[Departure]:
    return schedule.timetable.between(row.id, asked.first, asked.days)


def _connections(schedule: Schedule, asked: Asked) -> Iterable[Connection]:
    """Every first departure of the days with the next one onwards, by whole way arrived first."""
    starts, ends = schedule.terminals_of(asked.start), schedule.terminals_of(asked.end)
    offered = [row for row in _offered(schedule, asked) if schedule.timetable.covers(row.id)]
    onwards: dict[str, list[str]] = {}
    for row in schedule.region.services:
        if row.to_place in ends and row.from_place not in starts:
            onwards.setdefault(row.from_place, []).append(row.id)
    found = [
        change
        for row in offered
        if row.from_place in starts and row.to_place in onwards and row.to_place not in ends
        for first in _window(schedule, row, asked)
        for change in connections_from(
            schedule.timetable, schedule.region.transfers, first, onwards[row.to_place]
        )
    ]
    return sorted(found, key=lambda one: (one.first.at, one.second.at, one.second.id))


def _by_headway(schedule: Schedule, asked: Asked) -> list[Service]:
    """Services without a timetable, of the whole way or of one half of it."""
    starts, ends = schedule.terminals_of(asked.start), schedule.terminals_of(asked.end)
    offered = _offered(schedule, asked)
    out = {row.to_place for row in offered if row.from_place in starts}
    into = {row.from_place for row in offered if row.to_place in ends}
    return [
        row
        for row in offered
        if not schedule.timetable.covers(row.id)
        and (
            (row.from_place in starts and (row.to_place in ends or row.to_place in into))
            or (row.to_place in ends and row.from_place in out)
        )
    ]


def _in_order(departures: Iterable[Departure]) -> list[Departure]:
    return sorted(departures, key=lambda one: (one.at, one.id))


def _headway(row: Service) -> Document:
    """A service that has no timetable: how often it leaves is all that is known."""
    return {
        "service": row.id, "name": row.name, "name_zh": row.name_zh, "mode": row.mode,
        "from": row.from_place, "to": row.to_place,
        "departures_per_week": row.departures_per_week, "cutoff_h": row.cutoff_h,
        "capacity_teu": row.capacity_teu, "source": row.source, "status": row.status,
    }  # fmt: skip


def _reason(schedule: Schedule, asked: Asked) -> Document:
    """Why nothing leaves: no service, none by timetable, or none on these days."""
    where = f"{asked.start.id} to {asked.end.id}"
    following = _next_day(schedule, asked)
    if following is not None:
        day = following.isoformat()
        problem = Problem(
            "departures.not_that_day", where,
            f"Nothing leaves in these days; the next departure is on {day}.", "Ask for that day.",
            message_zh=f"该时段无班次；下一班在 {day}。",
        )  # fmt: skip
        return problem.document() | {"next_day": day}
    if _by_headway(schedule, asked):
        problem = Problem(
            "departures.no_timetable", where,
            "Services run between these places, but no timetable of all of the way is known.",
            "See by_headway: how often they leave.",
            message_zh="两地之间有班列或航线，但全程或其中一段无时刻表可查。",
        )  # fmt: skip
    else:
        problem = Problem(
            "departures.no_service", where,
            "No service runs between these places, neither directly nor with one change.",
            _onwards(schedule, asked), message_zh="两地之间没有直达或一次中转的班列、航线。",
        )  # fmt: skip
    return problem.document() | {"next_day": None}


def _next_day(schedule: Schedule, asked: Asked) -> date | None:
    """The next day behind those asked for with a departure, direct or with one change."""
    after = asked.first + timedelta(days=asked.days)
    days: list[date] = []
    for number in range(0, FARTHEST_DAYS, 7):
        week = Asked(asked.start, asked.end, after + timedelta(days=number), 7)
        direct = [one for row in _between(schedule, week) for one in _window(schedule, row, week)]
        days += [one.at.date() for one in direct]
        days += [change.first.at.date() for change in _connections(schedule, week)]
        if days:
            return min(days)
    return None


def _onwards(schedule: Schedule, asked: Asked) -> str:
    """Where services go from here, as a hint."""
    starts = schedule.terminals_of(asked.start)
    ends: Sequence[str] = sorted(
        {row.to_place for row in _offered(schedule, asked) if row.from_place in starts}
    )
    return f"From here services go to: {', '.join(ends[:12])}." if ends else "Try a place nearby."


def _told(instant: datetime | None) -> str | None:
    return None if instant is None else instant.isoformat()


def _number(amount: Decimal | None) -> float | None:
    return None if amount is None else float(amount)
