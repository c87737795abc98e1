"""Events of whole days as a file for any calendar program (RFC 5545)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

_WIDEST = 75  # bytes of a line


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
    folded = "\r\n".join(_folded(line) for line in [*lines, "END:VCALENDAR", ""])
    return folded.encode()


def _lines(event: DayEvent, stamp: str) -> list[str]:
    found = [
        "BEGIN:VEVENT",
        f"UID:{_escaped(event.id)}@entrepot",
        f"DTSTAMP:{stamp}",
        f"DTSTART;VALUE=DATE:{event.first:%Y%m%d}",
        f"DTEND;VALUE=DATE:{event.last + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_escaped(event.title)}",
    ]
    if event.text:
        found.append(f"DESCRIPTION:{_escaped(event.text)}")
    return [*found, "END:VEVENT"]


def _escaped(text: str) -> str:
    """A text as a value: lines told as such, and signs that no value may hold left out."""
    text = "\n".join("".join(filter(_is_allowed, line)) for line in text.splitlines())
    for sign in "\\;,":
        text = text.replace(sign, "\\" + sign)
    return text.replace("\n", "\\n")


def _is_allowed(sign: str) -> bool:
    return sign == "\t" or (sign >= " " and sign != "\x7f")


def _folded(line: str) -> str:
    """A line cut into pieces of at most 75 bytes, each after the first begun by a blank."""
    if len(line.encode()) <= _WIDEST:
        return line
    pieces: list[str] = []
    piece = ""
    for sign in line:
        if len((piece + sign).encode()) > _WIDEST - bool(pieces):
            pieces.append(piece)
            piece = ""
        piece += sign
    return "\r\n ".join([*pieces, piece])
