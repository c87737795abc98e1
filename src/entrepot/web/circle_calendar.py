"""The days of partners for a calendar program: anniversaries, and promises not yet kept."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time

from entrepot.partners.days import read_day
from entrepot.service.day_calendar import DayEvent, day_calendar
from entrepot.web.language import Language
from entrepot.web.verbs import Document
from entrepot.web.words import word

ICALENDAR = "text/calendar; charset=utf-8"
_TO_THE_DAY = 10


def of_days(found: Document, own: Language) -> bytes:
    """What falls due with partners, as iCalendar.

    Args:
        found: How the circle of friends stands on a day, which is when the file is made.
        own: The language of what is told.
    """
    at = datetime.combine(date.fromisoformat(found["as_of"]), time(), UTC)
    return day_calendar("Partners", _events(found, own), at=at)


def _events(found: Document, own: Language) -> Iterator[DayEvent]:
    yield from anniversary_events(found, own)
    for one in found["partners"]:
        for promise in one["commitments"]:
            if not promise["is_done"]:
                yield _promise(found["home"], promise, one, own)


def anniversary_events(found: Document, own: Language) -> Iterator[DayEvent]:
    """Anniversaries of a circle of friends, a whole day each."""
    partners = {one["partner"]: one for one in found["partners"]}
    for row in found["anniversaries"]:
        yield _anniversary(found["home"], row, partners[row["partner"]], own)


def _anniversary(home: str, row: Document, partner: Document, own: Language) -> DayEvent:
    years = own.catalogue.ungettext("%(num)s year", "%(num)s years", row["years"])
    title = own.say("%(partner)s: %(paper)s, %(years)s", partner=own.name(partner),
                    paper=word(own, row["kind"], "instrument"),
                    years=years % {"num": row["years"]})  # fmt: skip
    id_ = f"anniversary-{home}-{row['partner']}-{row['kind']}-{row['on']}"
    return _event(id_, row["on"], title, _cited(row, partner), own)


def _promise(home: str, promise: Document, partner: Document, own: Language) -> DayEvent:
    title = own.say("%(partner)s: due, %(what)s", partner=own.name(partner), what=promise["text"])
    id_ = f"commitment-{home}-{partner['partner']}-{promise['id']}"
    return _event(id_, promise["due"], title, promise["owner"] or "", own)


def _event(id_: str, on: str, title: str, text: str, own: Language) -> DayEvent:
    """An event over all the days it may be: a day known to the year is no 31 December."""
    first = date.fromisoformat(f"{on}-01-01"[:_TO_THE_DAY])
    rough = "" if len(on) == _TO_THE_DAY else own.say("The day itself is not known.")
    return DayEvent(id_, first, read_day(on).last, title, "\n".join(filter(None, (text, rough))))


def _cited(row: Document, partner: Document) -> str:
    """Who tells of the paper in force, and how surely."""
    year = int(row["on"][:4]) - row["years"]
    papers = (one for one in partner["instruments"]
              if one["kind"] == row["kind"] and one["state"] == "in_force"
              and int(one["signed"][:4]) == year)  # fmt: skip
    return next((f"{one['source']} ({one['status']})" for one in papers if one["source"]), "")
