"""`entrepot departures` and `entrepot book`: what people read, and what is refused."""

import json

import pytest

from entrepot.cli.main import call

UPLAND = ("--region", "upland")
ASKED = ("departures", "--from", "averlund", "--to", "singapore", "--on", "2026-03-03")


@pytest.fixture(autouse=True)
def _home(tmp_path, monkeypatch):
    """A data folder in which no database was ever made."""
    monkeypatch.setenv("ENTREPOT_HOME", str(tmp_path))
    monkeypatch.delenv("ENTREPOT_DATABASE_URL", raising=False)


def test_departures_need_no_database_where_nothing_was_ever_booked(capsys, tmp_path):
    code = call([*ASKED, *UPLAND, "--json"])
    told = json.loads(capsys.readouterr().out)

    assert code == 0
    assert list(told) == ["query", "departures", "connections", "by_headway", "reason"]
    assert told["connections"][0]["ids"] == ["US01@2026-03-03T08:00", "US05@2026-03-14T18:00"]
    assert told["connections"][0]["legs"][0]["places_left"] == 80
    assert not (tmp_path / "postgres").exists()


def test_people_read_the_change_and_what_is_left(capsys):
    call([*ASKED, *UPLAND])
    told = capsys.readouterr().out

    assert "202 h to change at marenport, at least 36 h needed" in told
    assert "US05@2026-03-14T18:00" in told


def test_a_day_without_a_departure_says_when_the_next_is(capsys):
    call(["departures", "--from", "averlund", "--to", "marenport", "--on", "2026-03-04", *UPLAND])

    assert "the next departure is on 2026-03-05" in capsys.readouterr().out


def test_without_ends_the_directions_are_compared(capsys):
    call(["departures", "--on", "2026-03-02", "--days", "7", *UPLAND])
    told = capsys.readouterr().out.splitlines()

    assert next(line.split()[:3] for line in told if line.startswith("south")) == [
        "south", "5", "480",
    ]  # fmt: skip


def test_faults_are_told_at_once_with_their_exit_code(capsys):
    code = call(["departures", "--from", "nowhere_at_all", "--days", "0", *UPLAND, "--json"])
    told = json.loads(capsys.readouterr().err or "{}")

    assert code == 2
    assert {one["where"] for one in told["problems"]} == {"from", "to", "days"}


def test_a_booking_and_a_cancelling_are_not_asked_in_one(capsys):
    assert call(["book", "US01@2026-03-03T08:00", "--cancel", "R", *UPLAND]) == 2
    assert "--cancel" in capsys.readouterr().err
