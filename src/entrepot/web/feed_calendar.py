"""What falls due for an account, for the calendar program that holds its address."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time

from entrepot.service.day_calendar import DayEvent, day_calendar
from entrepot.web.circle_calendar import anniversary_events
from entrepot.web.language import Language
from entrepot.web.verbs import Document


def of_feed(found: Document, base: str, own: Language) -> bytes:
    """What falls due, as iCalendar.

    Args:
        found: What an address holds on a day, which is when the file is made.
        base: Address of the pages, without a slash at its end.
        own: The language of what is told.
    """
    at = datetime.combine(date.fromisoformat(found["as_of"]), time(), UTC)
    return day_calendar("Due", _events(found, base, own), at=at)


def _events(found: Document, base: str, own: Language) -> Iterator[DayEvent]:
    for one in found["items"]:
        on = date.fromisoformat(one["due_on"])
        id_ = f"{one['kind']}-{found['region']}-{one['item']}"
        yield DayEvent(id_, on, on, own.name(one, "text"), f"{base}{one['link']}")
    if found["friends"]:
        yield from anniversary_events(found["friends"], own)
