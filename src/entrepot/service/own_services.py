"""A region's own services compared by direction: departures, capacity, what is booked."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from entrepot.corridors.directions import DIRECTIONS, Direction, bearing_deg, direction_of
from entrepot.kernel.errors import InputError
from entrepot.region.transport import Service
from entrepot.service.amounts import Document
from entrepot.service.departures import MOST_DAYS, Taken, departure_document, none_taken
from entrepot.service.fields import Fields
from entrepot.service.timetables import Schedule

USUAL_DAYS = 14


def compare_services(
    schedule: Schedule, raw: Mapping[str, object], *, today: date, at: datetime,
    taken: Taken = none_taken,
) -> Document:  # fmt: skip
    """The departures of a region's own services in some days, by direction.

    A service belongs to the region if it starts at a terminal within it; its direction is the
    quarter of the compass in which it ends, seen from where it starts.

    Args:
        schedule: The services of a region.
        raw: Fields by name: on (a day, today where it is not given), days.
        today: The day where none is given.
        at: Now: what has its cut-off behind it cannot be booked.
        taken: Finds what is booked on some departures.

    Returns:
        `days`, and of each of the four directions its services with their departures, and
        `departures`, `capacity_teu`, `booked_teu`, `waiting_teu` in all; `fill_share` is what is
        booked of the capacity known, null where none is known.

    Raises:
        InputError: With every fault of every field.
    """
    fields = Fields(raw)
    first = fields.day("on") or today
    days = fields.whole("days", low=1, high=MOST_DAYS) or USUAL_DAYS
    fields.nothing_else()
    if fields.problems:
        raise InputError(fields.problems)
    listed = [first + timedelta(days=number) for number in range(days)]
    own = {row.id: row for day in listed for row in schedule.offered(day)
           if schedule.is_own(row.from_place)}  # fmt: skip
    found = {name: list(schedule.timetable.between(name, first, days)) for name in own}
    known = taken({one.id for leaves in found.values() for one in leaves})
    told: dict[Direction, list[Document]] = {direction: [] for direction in DIRECTIONS}
    for name, row in own.items():
        leaves = [departure_document(one, schedule, known, at) for one in found[name]]
        told[_direction(schedule, row)].append(_service(row, schedule, leaves))
    return {
        "query": {"region": schedule.region.id, "on": first.isoformat(), "days": days},
        "days": [day.isoformat() for day in listed],
        "directions": [_told(direction, rows) for direction, rows in told.items()],
    }


def _direction(schedule: Schedule, row: Service) -> Direction:
    places = schedule.region.places
    start, end = places[row.from_place], places[row.to_place]
    return direction_of(bearing_deg(start.lat, start.lon, end.lat, end.lon))


def _service(row: Service, schedule: Schedule, leaves: Sequence[Document]) -> Document:
    places = schedule.region.places
    return {
        "service": row.id, "name": row.name, "name_zh": row.name_zh, "mode": row.mode,
        "from": row.from_place, "from_name": places[row.from_place].name,
        "from_name_zh": places[row.from_place].name_zh,
        "to": row.to_place, "to_name": places[row.to_place].name,
        "to_name_zh": places[row.to_place].name_zh,
        "departures_per_week": row.departures_per_week,
        "has_timetable": schedule.timetable.covers(row.id),
        "source": row.source, "status": row.status, "departures": leaves,
        **_sums(leaves),
    }  # fmt: skip


def _told(direction: Direction, rows: Sequence[Document]) -> Document:
    leaves = [one for row in rows for one in row["departures"]]
    return {"direction": direction, "services": rows, "count": len(leaves), **_sums(leaves)}


def _sums(leaves: Sequence[Mapping[str, Any]]) -> Document:
    """What is carried and booked in all; unknown capacities are counted, never taken as zero."""
    known = [one for one in leaves if one["capacity_teu"] is not None]
    capacity = sum(one["capacity_teu"] for one in known)
    booked = sum(one["booked_teu"] for one in known)
    return {
        "capacity_teu": capacity if known else None,
        "unknown_capacity": sum(one["capacity_teu"] is None for one in leaves),
        "booked_teu": booked,
        "waiting_teu": sum(one["waiting_teu"] for one in known),
        "fill_share": round(booked / capacity, 4) if capacity else None,
    }
