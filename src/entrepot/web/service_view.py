"""What the page of services shows of departures and bookings."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from entrepot.web.booking_verbs import Document


def zoned(one: Mapping[str, Any]) -> Document:
    """A departure with the offset of its own clock, which its instants are told by."""
    return {**one, "zone": datetime.fromisoformat(one["departs"]).tzinfo}


def found_view(found: Mapping[str, Any]) -> Document:
    """Departures and connections to show."""
    return {
        **found,
        "departures": [zoned(one) for one in found["departures"]],
        "connections": [_change(change) for change in found["connections"]],
    }


def calendar_view(found: Mapping[str, Any]) -> Document:
    """The directions, each service with its departures by day of its own clock."""
    days: Sequence[str] = found["days"]
    directions = [
        {**one, "services": [_service(row, days) for row in one["services"]]}
        for one in found["directions"]
    ]
    return {**found, "directions": directions}


def bookings_view(rows: Iterable[Mapping[str, Any]]) -> list[Document]:
    """Bookings to show."""
    return [{**row, "legs": [zoned(leg) for leg in row["legs"]]} for row in rows]


def chosen_view(found: Mapping[str, Any]) -> Document:
    """The departures that somebody is about to book."""
    return {**found, "legs": [zoned(one) for one in found["legs"]]}


def _change(change: Mapping[str, Any]) -> Document:
    return {**change, "legs": [zoned(leg) for leg in change["legs"]]}


def _service(row: Mapping[str, Any], days: Sequence[str]) -> Document:
    leaves = [zoned(one) for one in row["departures"]]
    by_day = [[one for one in leaves if one["departs"].startswith(day)] for day in days]
    return {**row, "departures": leaves, "by_day": by_day}
