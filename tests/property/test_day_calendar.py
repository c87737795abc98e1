"""Laws of calendar files: another program reads from them what was put in, whatever the texts."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from entrepot.service.day_calendar import DayEvent, day_calendar

AT = datetime(2026, 3, 10, 4, tzinfo=UTC)
DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 30))
TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), max_size=200)
HOSTILE = st.text(st.sampled_from("ab;,\\:\r\n\x00\x0b\x7f\u2028\"'= 中END:VEVENT"), max_size=80)


def read(content: bytes) -> list:
    return list(Calendar.from_ical(content).walk("VEVENT"))


@given(TEXTS, TEXTS, TEXTS, DAYS, st.integers(0, 400))
def test_another_program_reads_what_was_put_in(
    id_: str, title: str, text: str, first: date, more: int
) -> None:
    last = min(first + timedelta(days=more), date(2199, 12, 30))
    (event,) = read(day_calendar("Due", [DayEvent(id_, first, last, title, text)], at=AT))

    assert event["UID"] == f"{id_}@entrepot"
    assert event["SUMMARY"] == title
    assert event.get("DESCRIPTION", "") == text
    assert event.decoded("DTSTART") == first
    assert event.decoded("DTEND") == last + timedelta(days=1)
    assert event.decoded("DTSTAMP") == AT


@given(st.lists(st.tuples(HOSTILE, HOSTILE, HOSTILE), max_size=5))
def test_no_text_makes_or_hides_an_event(rows: list[tuple[str, str, str]]) -> None:
    events = [DayEvent(id_, AT.date(), AT.date(), title, text) for id_, title, text in rows]
    content = day_calendar("Due", events, at=AT)
    found = read(content)

    assert len(found) == len(rows)
    assert all({*one} <= {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION"}
               for one in found)  # fmt: skip
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
