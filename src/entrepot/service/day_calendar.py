"""Events of whole days as a file for any calendar program (RFC 5545)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from entrepot.service.content_lines import as_file, as_value


@dataclass(frozen=True, slots=True)
class DayEvent:
    """What falls on a day, or within some days.

    Attributes:
        id: The same whenever the file is made, so that a program knows it again.
        last: Its last day, the first one where it is a single day.
        text: More about it; empty is nothing.
    """

    id: str
    first: date
    last: date
    title: str
    text: str = ""


def day_calendar(name: str, events: Iterable[DayEvent], *, at: datetime) -> bytes:
    """Events as iCalendar.

    Args:
        name: Of the calendar, in the identifier of the product.
        events: In the order they are written.
        at: The instant the file is made.
    """
    stamp = at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//Entrepot//{name}//EN"]
    for event in events:
        lines += _lines(event, stamp)
    return as_file([*lines, "END:VCALENDAR"])


def _lines(event: DayEvent, stamp: str) -> list[str]:
    found = [
        "BEGIN:VEVENT",
        f"UID:{as_value(event.id)}@entrepot",
        f"DTSTAMP:{stamp}",
        f"DTSTART;VALUE=DATE:{_digits(event.first)}",
        f"DTEND;VALUE=DATE:{_digits(event.last + timedelta(days=1))}",
        f"SUMMARY:{as_value(event.title)}",
    ]
    if event.text:
        found.append(f"DESCRIPTION:{as_value(event.text)}")
    return [*found, "END:VEVENT"]


def _digits(day: date) -> str:
    return day.isoformat().replace("-", "")
