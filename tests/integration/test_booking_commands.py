"""`entrepot book` and `bookings` on a data folder of their own, as a person types them."""

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.program import Program


@pytest.fixture(scope="module")
def run(program: Program, new_home: Callable[[], Path]):
    """Runs a command; its exit code and its document."""
    settings = {"ENTREPOT_HOME": str(new_home()), "ENTREPOT_REGION": "upland"}

    def run(*words: str) -> tuple[int, dict]:
        done = program(*words, "--json", env=os.environ | settings)
        return done.returncode, json.loads(done.stdout or done.stderr)

    yield run
    run("db", "stop")


def test_a_train_is_booked_waited_for_and_cancelled_without_an_account(run) -> None:
    day = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
    asked = ("departures", "--from", "averlund", "--to", "marenport", "--on", day, "--days", "7")
    _, before = run(*asked)
    name = before["departures"][0]["id"]

    first = run("book", name, "--teu", "80", "--reference", "CLI-1")
    again = run("book", name, "--teu", "80", "--reference", "CLI-1")
    other = run("book", name, "--teu", "1", "--reference", "CLI-1")
    waits = run("book", name, "--teu", "1", "--reference", "CLI-2")
    _, full = run(*asked)
    gone = run("book", "--cancel", "CLI-1")
    _, listed = run("bookings", "list")

    assert (first[0], first[1]["state"]) == (0, "confirmed")
    assert again == first
    assert (other[0], other[1]["problems"][0]["code"]) == (3, "booking.reference_taken")
    assert (waits[1]["state"], waits[1]["waiting_place"]) == ("waiting", 1)
    assert (full["departures"][0]["places_left"], full["departures"][0]["waiting_teu"]) == (0, 1)
    assert gone[1]["state"] == "cancelled"
    assert [(row["reference"], row["state"]) for row in listed["rows"]] == [
        ("CLI-2", "confirmed"), ("CLI-1", "cancelled"),
    ]  # fmt: skip


def test_the_rehearsal_is_made_beside_the_desk_of_this_machine(run) -> None:
    run("bookings", "list")

    assert run("demo", "window")[0] == 0
    assert run("bookings", "list", "--as", "exporter") == (0, {"rows": [], "next": None})
