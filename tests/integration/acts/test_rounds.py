"""The clock served: each instant once however many processes keep time, and a seal a day."""

import threading
import time
from datetime import UTC, datetime, timedelta

import pytest

from entrepot.service import rounds
from entrepot.store import jobs

DATED = "select queueing_lock from jobs.procrastinate_jobs where queue_name = 'dated'"
EACH_SECOND = "* * * * * *"  # with seconds, for the sake of the test


def test_of_two_clocks_on_a_database_one_takes_up_an_instant(desk) -> None:
    seen: list[float] = []
    lock = threading.Lock()

    def work() -> None:
        with lock:
            seen.append(time.monotonic())

    url, work_to_do = desk.window.database.url, {"w": (EACH_SECOND, work)}
    began = time.monotonic()
    with jobs.keeping_time(url, work_to_do), jobs.keeping_time(url, work_to_do):
        while time.monotonic() < began + (6 if seen else 60):
            time.sleep(0.1)
    most = time.monotonic() - began + 1  # instants there were, and two clocks' work is twice that
    instants = desk.ask("select count(*) as n from jobs.procrastinate_jobs")[0]["n"]

    assert 1 <= len(seen) <= most
    assert instants <= 1
    assert [one.name for one in threading.enumerate()].count("clock") == 0


def test_work_that_fails_does_not_stop_the_clock(desk, caplog) -> None:
    seen: list[int] = []

    def work() -> None:
        seen.append(1)
        if len(seen) == 1:
            raise ValueError("the first time")

    with jobs.keeping_time(desk.window.database.url, {"w": (EACH_SECOND, work)}):
        until = time.monotonic() + 30
        while len(seen) < 2 and time.monotonic() < until:
            time.sleep(0.1)

    assert len(seen) > 1
    assert "the first time" in caplog.text


def test_dated_work_waits_once_for_a_key_and_a_day_and_is_done_when_it_comes(desk) -> None:
    done, database = threading.Event(), desk.window.database
    now = datetime.now(UTC)
    for key, later in (("a", 0), ("a", 0), ("b", 3600)):
        with database.transaction() as tx:
            at = now + timedelta(seconds=later)
            jobs.defer_on(tx, "due", key=key, on=now.date(), at=at)
    waiting = desk.ask(
        "select queueing_lock from jobs.procrastinate_jobs where queue_name = 'dated'"
    )
    with jobs.keeping_time(database.url, {}, dated={"due": done.set}):
        assert done.wait(20)
        time.sleep(1)
    left = desk.ask(DATED)

    assert len(waiting) == 2
    assert [row["queueing_lock"] for row in left] == [f"due b {now.date()}"]


def test_a_round_by_hand_does_what_is_due_and_sends_what_waits(desk) -> None:
    delayed = desk.filed("GD")["reference"]

    done = rounds.go_round(desk.window, at=desk.at)
    again = rounds.go_round(desk.window, at=desk.at)

    assert delayed in done["resume"]
    assert done["messages"]["sent"] > 0
    assert not any(rows for name, rows in again.items() if name != "messages")
    assert again["messages"] == {"sent": 0, "refused": 0, "parked": 0}


def test_a_day_is_sealed_once(desk, monkeypatch: pytest.MonkeyPatch) -> None:
    sealed: list[datetime] = []
    at = datetime(2031, 5, 1, 0, 15, tzinfo=UTC)

    def seal(moment: datetime) -> dict:
        sealed.append(moment)
        with desk.window.as_system() as book:
            book.tx.execute(
                "insert into daily_root (sealed_on, made_at, root, signature, key_id, chains, "
                "events, path, previous_root) values (%s, %s, '', '', '', 0, 0, '', '')",
                [moment.date(), moment],
            )
        return {}

    monkeypatch.setattr(rounds, "seal_events", seal)
    for hour in (0, 1, 23):
        rounds.seal_if_due(desk.window, at=at.replace(hour=hour))
    rounds.seal_if_due(desk.window, at=at.replace(day=2))

    assert [moment.day for moment in sealed] == [1, 2]
