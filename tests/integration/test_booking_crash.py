"""The database killed while many book and cancel: nothing acknowledged is lost, nothing doubled."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from tests.integration.test_crash import kill_all

from entrepot.kernel.errors import OutsideError
from entrepot.service.bookings import book_places, cancel_booking, show_booking
from entrepot.service.timetables import Schedule
from entrepot.store.db import Database, open_database
from entrepot.store.home import open_home
from entrepot.store.server import Server
from entrepot.store.window import acting_system

NOON = datetime(2026, 3, 10, 4, tzinfo=UTC)
NAMES = ("US01@2026-03-17T08:00", "US05@2026-03-28T18:00")
THREADS = 4


class Stream:
    """Threads that book and cancel by turns, again where the answer did not come, and note it."""

    def __init__(self, schedule: Schedule, database: Database) -> None:
        self.schedule, self.database = schedule, database
        self.acknowledged: dict[str, str] = {}
        self.errors: list[Exception] = []
        self.stop = threading.Event()
        self.threads = [threading.Thread(target=self._run, args=[n]) for n in range(THREADS)]
        for thread in self.threads:
            thread.start()

    def _run(self, thread: int) -> None:
        number = 0
        while not self.stop.is_set():
            reference, number = f"K{thread}-{number}", number + 1
            raw = {"departures": NAMES, "teu": "7", "reference": reference}
            try:
                made = self._until_told(
                    lambda raw=raw: book_places(self.schedule, self.database, raw, at=NOON)
                )
                self.acknowledged[reference] = made["state"]
                if number % 3 == 0:
                    self._until_told(
                        lambda name=reference: cancel_booking(
                            self.schedule, self.database, name, at=NOON
                        )
                    )
                    self.acknowledged[reference] = "cancelled"
            except Exception as error:  # noqa: BLE001 - every fault counts
                self.errors.append(error)
                return

    @staticmethod
    def _until_told(act: Callable[[], dict]) -> dict:
        while True:
            try:
                return act()
            except OutsideError:
                time.sleep(0.05)

    def wait_for_more(self, count: int) -> None:
        """Wait, a minute at most, until so many more bookings are acknowledged."""
        until, enough = time.monotonic() + 60, len(self.acknowledged) + count
        while len(self.acknowledged) < enough and not self.errors and time.monotonic() < until:
            time.sleep(0.01)

    def end(self) -> None:
        self.stop.set()
        for thread in self.threads:
            thread.join()


def test_what_was_acknowledged_is_kept_through_kills_and_the_sums_hold(
    new_home: Callable[[], Path], region
) -> None:
    home, schedule = open_home({"ENTREPOT_HOME": str(new_home())}), Schedule(region)
    with open_database(home) as database:
        stream = Stream(schedule, database)
        for _ in range(3):
            stream.wait_for_more(5 * THREADS)
            kill_all(Server(home.folder).cluster.postmaster())
        stream.wait_for_more(5 * THREADS)
        stream.end()
        kept = {
            reference: show_booking(schedule, database, reference, at=NOON)["state"]
            for reference in stream.acknowledged
        }
        with acting_system(database) as book:
            sums = book.tx.execute(
                "select d.booked_teu, (select sum(b.teu) from booking b join booking_leg l "
                "on l.booking_id = b.id where l.departure_id = d.id and b.state = 'confirmed') "
                "as confirmed, d.capacity_teu from departure d"
            ).fetchall()
            count = book.tx.execute("select count(*) as n from booking").fetchone()

    assert stream.errors == []
    assert len(kept) > THREADS
    assert count["n"] == len(kept)
    for reference, told in stream.acknowledged.items():
        served = told == "waiting" and kept[reference] == "confirmed"
        assert served or kept[reference] == told, reference
    assert len(sums) == len(NAMES)
    assert all(row["booked_teu"] == row["confirmed"] <= row["capacity_teu"] for row in sums)
