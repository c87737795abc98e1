"""The calendar of what lapses, as a file for any calendar program (RFC 5545)."""

from datetime import UTC, date, datetime, timedelta

from entrepot.service.amounts import Document

_TURNS = {
    "begins": "begins",
    "suspended_from": "suspended",
    "suspension_ends": "suspension ended: confirm",
    "ends": "ended",
}
_WIDEST = 75  # bytes of a line


def calendar_file(document: Document, *, at: datetime) -> bytes:
    """The lapses of `service.controls.control_calendar` as iCalendar.

    Args:
        document: The calendar.
        at: The instant the file is made.
    """
    stamp = at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Entrepot//Controls//EN"]
    for lapse in document["lapses"]:
        day = date.fromisoformat(lapse["on"])
        lines += [
            "BEGIN:VEVENT",
            f"UID:{lapse['id']}-{lapse['turn']}-{lapse['on']}@entrepot",
            f"DTSTAMP:{stamp}",
            f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
            f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{_escaped(lapse['item'])}: {_TURNS[lapse['turn']]}",
            f"DESCRIPTION:{_escaped(lapse['instrument'])} ({lapse['status']})",
            "END:VEVENT",
        ]
    folded = "\r\n".join(_folded(line) for line in [*lines, "END:VCALENDAR", ""])
    return folded.encode()


def _escaped(text: str) -> str:
    for sign in "\\;,":
        text = text.replace(sign, "\\" + sign)
    return text


def _folded(line: str) -> str:
    """A line cut into pieces of at most 75 bytes, each after the first begun by a blank."""
    pieces: list[str] = []
    piece = ""
    for sign in line:
        if len((piece + sign).encode()) > _WIDEST - bool(pieces):
            pieces.append(piece)
            piece = ""
        piece += sign
    return "\r\n ".join([*pieces, piece])
