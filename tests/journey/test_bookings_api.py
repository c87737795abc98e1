"""Bookings over the API of the served system: made, repeated, refused, waiting, cancelled."""

from datetime import UTC, datetime, timedelta

import pytest
import requests

pytestmark = pytest.mark.xdist_group("browser")  # with the others on the served system


@pytest.fixture(scope="module")
def sign_in(served: str, rehearsal: object):  # noqa: ARG001 - whose accounts sign in
    """A session with the token its changes must carry, by the name of an account."""
    import re

    def signed(name: str) -> requests.Session:
        session = requests.Session()
        session.trust_env = False
        told = {"account": name, "password": name}
        session.post(f"{served}/sign-in", data=told, allow_redirects=False)
        page = session.get(f"{served}/account").text
        session.headers["x-csrf-token"] = re.search('name="csrf" value="([^"]+)"', page)[1]
        return session

    return signed


@pytest.fixture(scope="module")
def departure(served: str) -> dict:
    """A train some weeks away, so that its cut-off is not past."""
    day = (datetime.now(UTC) + timedelta(days=40)).date().isoformat()
    asked = {"from": "averlund", "to": "marenport", "on": day, "days": "7"}
    found = requests.get(f"{served}/api/v1/departures", params=asked, timeout=60).json()
    return found["departures"][0]


def test_a_booking_is_made_repeated_refused_and_cancelled(served, sign_in, departure) -> None:
    firm, rival, address = sign_in("exporter"), sign_in("rival"), f"{served}/api/v1/bookings"
    body = {"departures": [departure["id"]], "teu": 79, "reference": "API-1"}

    made = firm.post(address, json=body)
    again = firm.post(address, json=body)
    other = firm.post(address, json=body | {"teu": 2})
    waits = rival.post(address, json=body | {"reference": "API-2", "teu": "1.5"})
    hidden = rival.get(f"{address}/API-1")
    left = requests.get(
        f"{served}/api/v1/departures",
        params={"from": "averlund", "to": "marenport", "on": departure["departs"][:10]},
        timeout=60,
    ).json()["departures"][0]
    gone = firm.delete(made.headers["location"].replace("/api", f"{served}/api", 1))
    served_now = rival.get(f"{address}/API-2").json()

    assert (made.status_code, made.json()["state"]) == (201, "confirmed")
    assert again.json() == made.json()
    assert (other.status_code, other.json()["problems"][0]["code"]) == (
        409, "booking.reference_taken",
    )  # fmt: skip
    assert (waits.json()["state"], waits.json()["waiting_place"]) == ("waiting", 1)
    assert hidden.status_code == 404
    assert (left["places_left"], left["waiting_teu"]) == (1, 1.5)
    assert gone.json()["state"] == "cancelled"
    assert served_now["state"] == "confirmed"
    theirs = [row["reference"] for row in rival.get(address).json()["rows"]]
    assert theirs[0] == "API-2"
    assert "API-1" not in theirs


def test_nobody_books_without_signing_in(served, departure) -> None:
    body = {"departures": [departure["id"]], "teu": 1, "reference": "API-9"}

    assert requests.post(f"{served}/api/v1/bookings", json=body, timeout=60).status_code == 401


def test_every_fault_of_a_booking_is_told_at_once(served, sign_in) -> None:
    body = {"departures": ["US01@2020-01-01T08:00", "x"], "teu": 0.1, "reference": "a b"}
    answer = sign_in("exporter").post(f"{served}/api/v1/bookings", json=body)

    assert answer.status_code == 422
    assert [one["where"] for one in answer.json()["problems"]] == [
        "departures", "departures", "teu", "reference",
    ]  # fmt: skip
