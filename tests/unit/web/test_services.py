"""The page of services: a calendar, a search, a booking form; each for who may use it."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from tests.unit.web.test_pages import Reader

from entrepot.kernel.errors import InputError, Problem, RefusedError
from entrepot.service.departures import list_departures, show_departures
from entrepot.service.own_services import compare_services
from entrepot.service.timetables import open_schedule
from entrepot.web.booking_verbs import BookingVerbs

SCHEDULE = open_schedule(str(Path(__file__).parents[3] / "regions" / "upland"))
NOW = datetime(2026, 3, 2, 4, tzinfo=UTC)
TODAY = date(2026, 3, 2)
TRAIN, SHIP = "US01@2026-03-03T08:00", "US05@2026-03-14T18:00"
CSRF = "csrf of token1"
SEARCH = "from=averlund&to=singapore&on=2026-03-03&days=1"


class FakeBookings:
    """Departures of the invented region, and bookings that are kept in a list."""

    def __init__(self) -> None:
        self.asked: list[tuple] = []
        self.fault: Exception | None = None
        self.rows: list[dict] = []

    def verbs(self) -> BookingVerbs:
        return BookingVerbs(
            list_departures=lambda raw: list_departures(SCHEDULE, raw, today=TODAY, at=NOW),
            compare_directions=lambda raw: compare_services(SCHEDULE, raw, today=TODAY, at=NOW),
            show_departures=lambda names: show_departures(SCHEDULE, names, at=NOW),
            book=self.book,
            cancel=self.cancel,
            show=self.show,
            list_bookings=self.list_bookings,
        )

    def show(self, who: str, reference: str) -> dict:
        self.asked.append((who, reference))
        return self.row(reference)

    def list_bookings(self, _who: str, **_: object) -> dict:
        return {"rows": self.rows, "next": None}

    def row(self, reference: str, state: str = "confirmed") -> dict:
        legs = show_departures(SCHEDULE, [TRAIN, SHIP], at=NOW)["legs"]
        place = 2 if state == "waiting" else None
        return {"reference": reference, "state": state, "teu": 3.0, "waiting_place": place,
                "may_cancel": state != "cancelled", "legs": legs}  # fmt: skip

    def book(self, who: str, fields: dict) -> dict:
        self.asked.append((who, fields))
        if self.fault:
            raise self.fault
        return self.row(fields["reference"], "waiting")

    def cancel(self, who: str, reference: str) -> dict:
        self.asked.append((who, reference))
        if self.fault:
            raise self.fault
        return self.row(reference, "cancelled")


@pytest.fixture
def bookings() -> FakeBookings:
    return FakeBookings()


@pytest.fixture
def client(service, window, bookings, serve):
    verbs = replace(window.verbs(), bookings=bookings.verbs())
    return serve("bookings", service.verbs(), verbs)


@pytest.fixture
def signed_in(window):
    """Headers of a browser that has signed in; its forms carry `CSRF`."""

    def headers(name: str = "firm") -> dict[str, str]:
        return {"cookie": f"session={window.sign_in(name, name).token}"}

    return headers


@pytest.mark.parametrize(("lang", "words"), [("en", "Directions compared"), ("zh", "各方向比较")])
def test_without_a_search_the_directions_and_the_calendar_are_shown(client, lang, words) -> None:
    text = client.get("/corridors/services", params={"lang": lang}).text

    assert words in text
    assert text.count('class="calendar"') == 1
    assert "synthetic" in text or "虚构" in text
    assert 'href="/corridors/services" aria-current="page"' in text


def test_a_search_tells_the_change_its_times_and_where_they_come_from(client) -> None:
    text = client.get(f"/corridors/services?{SEARCH}&lang=en").text

    assert "202 h to change; handling takes at least 36 h; 154 h before the cut-off." in text
    assert "invented for tests" in text
    assert re.search(rf'href="[^"]*book={re.escape("US01%402026-03-03T08%3A00")}[^"]*#book"', text)


def test_a_day_without_departures_leads_to_the_next_one(client) -> None:
    text = client.get("/corridors/services?from=averlund&to=marenport&on=2026-03-04&days=1").text

    assert re.search(r'href="[^"]*on=2026-03-05[^"]*"', text)


def test_faults_of_a_search_stand_at_their_fields(client) -> None:
    answer = client.get("/corridors/services?from=averlund&to=nowhere_at_all&on=soon&lang=en")

    assert answer.status_code == 422
    assert 'id="to-fault"' in answer.text
    assert 'id="on-fault"' in answer.text


def test_who_has_not_signed_in_is_asked_to_before_booking(client) -> None:
    text = client.get(f"/corridors/services?book={TRAIN}&lang=en").text

    assert "Sign in to book" in text
    assert 'action="/corridors/services/bookings"' not in text


def test_an_officer_is_told_that_he_does_not_book(client, signed_in) -> None:
    heads = signed_in("officer")
    text = client.get(f"/corridors/services?book={TRAIN}&lang=en", headers=heads).text

    assert "your account is neither" in text
    assert client.post("/corridors/services/bookings", data={}, headers=heads).status_code == 403


def test_a_train_and_a_ship_are_booked_from_one_form(client, bookings, signed_in) -> None:
    heads = signed_in()
    text = client.get(
        f"/corridors/services?{SEARCH}&book={TRAIN}&book={SHIP}&lang=en", headers=heads
    ).text
    told = {"csrf": CSRF, "departures": f"{TRAIN} {SHIP}", "teu": "3", "reference": "R-1",
            "from": "averlund", "to": "singapore"}  # fmt: skip
    answer = client.post("/corridors/services/bookings", data=told, headers=heads)

    assert f'value="{TRAIN} {SHIP}"' in text
    assert answer.status_code == 303
    assert answer.headers["location"].endswith("done=waiting&ref=R-1#mine")
    assert bookings.asked == [
        ("firm@firm_org", {"departures": f"{TRAIN} {SHIP}", "teu": "3", "reference": "R-1"})
    ]


def test_what_is_refused_is_said_beside_the_form_which_keeps_what_was_typed(
    client, bookings, signed_in
) -> None:
    heads = signed_in()
    bookings.fault = InputError([
        Problem("input.teu", "teu", "0.3 is no number of containers."),
        Problem("booking.cutoff", TRAIN, "its cut-off was past.", message_zh="截载时间已过。"),
    ])  # fmt: skip
    told = {"csrf": CSRF, "departures": TRAIN, "teu": "0.3", "reference": "R-1"}
    answer = client.post("/corridors/services/bookings", data=told, headers=heads)

    assert answer.status_code == 422
    assert 'id="teu-refused"' in answer.text
    assert 'value="0.3"' in answer.text
    assert answer.text.index('id="summary"') < answer.text.index(TRAIN)


def test_own_bookings_tell_their_place_and_can_be_cancelled_and_taken_back(
    client, bookings, signed_in
) -> None:
    heads = signed_in()
    bookings.rows = [bookings.row("A", "waiting"), bookings.row("B", "cancelled")]
    text = client.get("/corridors/services?done=cancelled&ref=B&lang=en", headers=heads).text
    answer = client.post(
        "/corridors/services/bookings/A/cancel", data={"csrf": CSRF}, headers=heads
    )

    assert "place 2 on the waiting list" in text
    assert text.count("/cancel") == 1
    assert re.search(r'href="[^"]*book=US01[^"]*book=US05[^"]*teu=3[^"]*#book"', text)
    assert answer.headers["location"] == "/corridors/services?done=cancelled&ref=A#mine"
    assert bookings.asked == [("firm@firm_org", "A")]


def test_a_cancelling_that_is_refused_says_why(client, bookings, signed_in) -> None:
    heads = signed_in()
    bookings.fault = RefusedError(
        Problem("booking.departed", "A", "its first departure has left.", message_zh="首程已发出。")
    )
    answer = client.post(
        "/corridors/services/bookings/A/cancel?lang=zh", data={"csrf": CSRF}, headers=heads
    )

    assert answer.status_code == 409
    assert "首程已发出" in answer.text


def test_a_departure_that_is_not_there_any_more_is_said_so(client, signed_in) -> None:
    heads = signed_in()

    text = client.get("/corridors/services?book=US01@2026-03-04T08:00&lang=en", headers=heads).text

    assert "Nothing leaves as US01@2026-03-04T08:00" in text
    assert 'id="teu"' not in text


def test_departures_are_told_over_the_api_to_anybody(client) -> None:
    found = client.get(f"/api/v1/departures?{SEARCH}").json()
    ways = client.get("/api/v1/departures/directions?days=3").json()

    assert [one["ids"] for one in found["connections"]] == [[TRAIN, SHIP]]
    assert [one["direction"] for one in ways["directions"]] == ["north", "east", "south", "west"]
    assert client.get("/api/v1/departures?from=averlund").status_code == 422
    assert client.get("/api/v1/bookings").status_code == 401


def test_the_idempotency_key_is_the_reference_where_the_body_has_none(
    client, bookings, signed_in
) -> None:
    heads = signed_in() | {"x-csrf-token": CSRF, "Idempotency-Key": "K-1"}
    body = {"departures": [TRAIN], "teu": 2}
    client.post("/api/v1/bookings", json=body, headers=heads)
    answer = client.post("/api/v1/bookings", json=body | {"reference": "R-1"}, headers=heads)

    assert [fields["reference"] for _, fields in bookings.asked] == ["K-1", "R-1"]
    assert answer.headers["location"] == "/api/v1/bookings/R-1"


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("query", ["", SEARCH, f"{SEARCH}&book={TRAIN}&book={SHIP}"])
def test_ids_are_unique_fields_are_labelled_and_files_are_our_own(
    client, bookings, signed_in, query, lang
) -> None:
    bookings.rows = [bookings.row("A"), bookings.row("B", "waiting")]
    text = client.get(f"/corridors/services?{query}&lang={lang}", headers=signed_in()).text
    page = Reader(text)
    ids = [attrs["id"] for _, attrs in page.elements if attrs.get("id")]
    labelled = {attrs.get("for") for attrs in page.all("label")}
    fields = [
        attrs for tag in ("input", "select") for attrs in page.all(tag)
        if attrs.get("type") != "hidden"
    ]  # fmt: skip
    files = [attrs.get("src") or attrs.get("href") for tag in ("script", "link")
             for attrs in page.all(tag)]  # fmt: skip

    assert len(ids) == len(set(ids))
    assert all(attrs.get("id") in labelled for attrs in fields)
    assert all(file is None or file.startswith("/") for file in files)
    assert not any("onclick" in attrs or "style" in attrs for _, attrs in page.elements)
