"""The calendar of what lapses, as a file for any calendar program (RFC 5545)."""

from datetime import date, datetime

from entrepot.service.amounts import Document
from entrepot.service.day_calendar import DayEvent, day_calendar

_TURNS = {
    "begins": "begins",
    "suspended_from": "suspended",
    "suspension_ends": "suspension ended: confirm",
    "ends": "ended",
}


def calendar_file(document: Document, *, at: datetime) -> bytes:
    """The lapses of `service.controls.control_calendar` as iCalendar.

    Args:
        document: The calendar.
        at: The instant the file is made.
    """
    return day_calendar("Controls", map(_event, document["lapses"]), at=at)


def _event(lapse: Document) -> DayEvent:
    day = date.fromisoformat(lapse["on"])
    return DayEvent(
        f"{lapse['id']}-{lapse['turn']}-{lapse['on']}", day, day,
        f"{lapse['item']}: {_TURNS[lapse['turn']]}", f"{lapse['instrument']} ({lapse['status']})",
    )  # fmt: skip
