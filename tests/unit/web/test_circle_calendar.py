"""The calendar file of partners, read as RFC 5545 says a program reads it."""

from typing import Any

import pytest

from entrepot.web.circle_calendar import of_days
from entrepot.web.language import language

from .conftest import Client
from .test_circle import API, client_of


def read(content: bytes) -> list[dict[str, str]]:
    """The events of a calendar, unfolded."""
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    lines = content.decode().replace("\r\n ", "").split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VCALENDAR", ""]
    events: list[dict[str, str]] = []
    for line in lines:
        name, _, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            events.append({})
        elif events:
            events[-1][name] = value
    return events


def circle(**changed: Any) -> dict[str, Any]:
    partner = {"partner": "port", "name": "Port", "name_zh": "港", "instruments": [],
               "commitments": []}  # fmt: skip
    return {"as_of": "2026-11-28", "home": "here", "anniversaries": [],
            "partners": [{**partner, **changed}]}  # fmt: skip


@pytest.fixture(scope="module")
def client() -> Client:
    return client_of("guizhou")


def test_each_anniversary_is_an_event_and_none_is_told_twice(client: Client) -> None:
    found = client.get(f"{API}?as_of=2021-12-31").json()["anniversaries"]
    answer = client.get(f"{API}/calendar.ics?as_of=2021-12-31&lang=en")
    events = read(answer.content)

    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert len(found) > 0
    assert len(events) == len(found)
    assert len({one["UID"] for one in events}) == len(events)
    assert all(one["DESCRIPTION"] for one in events)


def test_the_file_is_told_in_the_language_asked_for(client: Client) -> None:
    told = client.get(f"{API}/calendar.ics?as_of=2021-12-31&lang=zh").content
    titles = [one["SUMMARY"] for one in read(told)]

    assert any("友好协议" in title for title in titles)
    assert told == client.get(f"{API}/calendar.ics?as_of=2021-12-31&lang=zh").content


@pytest.mark.parametrize(
    ("on", "first", "after"),
    [
        ("2027-02-28", "20270228", "20270301"),
        ("2027-02", "20270201", "20270301"),
        ("2027", "20270101", "20280101"),
    ],
)
def test_a_day_covers_all_the_days_it_may_be(on: str, first: str, after: str) -> None:
    found = circle(instruments=[{"kind": "friendship", "state": "in_force",
                                 "signed": f"2017{on[4:]}",
                                 "source": "List, 2017", "status": "published"}])  # fmt: skip
    found["anniversaries"] = [{"partner": "port", "kind": "friendship", "on": on, "years": 10}]
    (event,) = read(of_days(found, language("en")))

    assert event["DTSTART;VALUE=DATE"] == first
    assert event["DTEND;VALUE=DATE"] == after
    assert event["SUMMARY"] == "Port: Friendship agreement\\, 10 years"
    assert event["DESCRIPTION"].startswith("List\\, 2017 (published)")
    assert ("not known" in event["DESCRIPTION"]) == (len(on) < 10)


def test_a_promise_is_in_the_calendar_until_it_is_kept() -> None:
    promise = {"id": "p1", "owner": "desk", "text": "send; the list", "due": "2026-10-01"}
    kept = {**promise, "id": "p2", "is_done": True}
    found = circle(commitments=[{**promise, "is_done": False}, kept])
    (event,) = read(of_days(found, language("en")))

    assert event["UID"] == "commitment-here-port-p1@entrepot"
    assert event["SUMMARY"] == "Port: due\\, send\\; the list"
    assert event["DESCRIPTION"] == "desk"


def test_a_text_of_two_lines_begins_no_line_of_the_file() -> None:
    promise = {"id": "p", "owner": "", "text": "one\r\nEND:VEVENT", "due": "2026-10-01",
               "is_done": False}  # fmt: skip
    (event,) = read(of_days(circle(commitments=[promise]), language("en")))

    assert event["SUMMARY"] == "Port: due\\, one\\nEND:VEVENT"
    assert "DESCRIPTION" not in event


def test_a_place_without_partners_has_no_calendar(client: Client) -> None:
    assert client.get(f"{API}/calendar.ics?home=nowhere").status_code == 404


def test_the_page_links_the_calendar_of_the_day_it_shows(client: Client) -> None:
    page = client.get("/partners?as_of=2021-12-31&lang=en").text

    assert "/api/v1/partners/calendar.ics?as_of=2021-12-31&amp;lang=en" in page


@pytest.mark.parametrize("day", ["0001-01-01", "9998-12-31", "9999-12-31"])
@pytest.mark.parametrize("path", ["", "/calendar.ics"])
def test_the_first_and_the_last_day_there_is_have_an_answer(
    client: Client, path: str, day: str
) -> None:
    answer = client.get(f"{API}{path}?as_of={day}")

    assert answer.status_code == 200
    assert b"BEGIN:VEVENT" not in answer.content
