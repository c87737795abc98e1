"""The database killed in the middle of storing quotes: back soon, and nothing lost."""

import os
import signal
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import psutil
import pytest

from entrepot.kernel.errors import MissingError, OutsideError
from entrepot.store import quotes
from entrepot.store.cluster import Cluster, command_line
from entrepot.store.db import Database, open_database
from entrepot.store.home import open_home
from entrepot.store.server import Server

_UNDER_WAY = 0.05  # s after a kill in which what it had committed may still be acknowledged


def kill_all(postmaster: int | None) -> None:
    """Kill a server and each of its processes, the server first, as a crash would."""
    assert postmaster is not None
    process = psutil.Process(postmaster)
    pids = [one.pid for one in [process, *process.children(recursive=True)]]
    for pid in pids:
        os.kill(pid, signal.SIGKILL)
    while any(command_line(pid) for pid in pids):
        time.sleep(0.001)


class Stream:
    """Threads that store quote after quote and note which were acknowledged, and when."""

    def __init__(self, database: Database, threads: int) -> None:
        self.acknowledged: list[tuple[str, float]] = []
        self.errors: list[Exception] = []
        self._database = database
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._run) for _ in range(threads)]
        for thread in self._threads:
            thread.start()

    def _run(self) -> None:
        while not self._stop.is_set():
            quote = quotes.Quote(
                quotes.new_reference(), datetime.now(UTC), "a", "1", {}, {"options": []}
            )
            try:
                self._database.run_repeatable(lambda tx, quote=quote: quotes.save_quote(tx, quote))
            except Exception as error:  # noqa: BLE001 - every fault counts
                self.errors.append(error)
                return
            self.acknowledged.append((quote.reference, time.monotonic()))

    def wait_past(self, kill: float) -> None:
        """Wait, a minute at most, until a quote is acknowledged that began after the kill."""
        while time.monotonic() < kill + 60 and not self.errors:
            if any(at > kill + _UNDER_WAY for _, at in self.acknowledged[-9:]):
                return
            time.sleep(0.01)

    def wait_for_more(self, count: int) -> None:
        """Wait, a minute at most, until so many more quotes are acknowledged."""
        until, enough = time.monotonic() + 60, len(self.acknowledged) + count
        while len(self.acknowledged) < enough and not self.errors and time.monotonic() < until:
            time.sleep(0.01)

    def __enter__(self) -> "Stream":
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()


def test_after_a_kill_quotes_are_stored_again_within_five_seconds_and_none_is_lost(
    new_home: Callable[[], Path],
) -> None:
    home = open_home({"ENTREPOT_HOME": str(new_home())})
    with open_database(home) as database:
        killed = []
        with Stream(database, threads=4) as stream:
            for _ in range(3):
                stream.wait_for_more(40)
                killed.append(time.monotonic())
                kill_all(Server(home.folder).cluster.postmaster())
                stream.wait_past(killed[-1])
        with database.transaction() as tx:
            kept = {row["reference"] for row in tx.execute("select reference from quote")}
    references = {reference for reference, _ in stream.acknowledged}
    back = [
        min(at for _, at in stream.acknowledged if at > kill + _UNDER_WAY) - kill for kill in killed
    ]
    print(f"{len(references)} quotes, back after {back} s")

    assert stream.errors == []
    assert len(references) > 100
    assert references - kept == set()
    assert max(back) < 5


def test_a_server_killed_while_nobody_looks_is_started_by_the_next_transaction(
    new_home: Callable[[], Path],
) -> None:
    home = open_home({"ENTREPOT_HOME": str(new_home())})
    with open_database(home) as database:
        kill_all(Server(home.folder).cluster.postmaster())

        with database.transaction() as tx:
            assert tx.execute("select 1 as one").fetchone() == {"one": 1}


def test_a_server_killed_while_it_starts_is_started_again(
    new_home: Callable[[], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    home = open_home({"ENTREPOT_HOME": str(new_home())})
    server, answers, kills = Server(home.folder), Cluster.answers, []

    def kill_first(cluster: Cluster) -> object:
        if cluster.is_made() and not kills and (pid := cluster.postmaster()):
            kills.append(pid)
            kill_all(pid)
        return answers(cluster)

    server.join()
    kill_all(server.cluster.postmaster())
    monkeypatch.setattr(Cluster, "answers", kill_first)
    server.revive()

    assert server.state().running
    assert server.cluster.postmaster() not in (None, *kills)
    assert len(kills) == 1
    server.leave()


def test_a_zombie_of_another_process_is_no_obstacle(new_home: Callable[[], Path]) -> None:
    home = open_home({"ENTREPOT_HOME": str(new_home())})
    first, second = Server(home.folder), Server(home.folder)
    first.join()
    second.join()
    kill_all(first.cluster.postmaster())
    second.revive()  # while the first has not reaped its child

    assert second.state().running
    first.leave()
    second.leave()
    assert not second.state().running


def test_data_that_vanish_are_told_and_not_made_anew(new_home: Callable[[], Path]) -> None:
    home = open_home({"ENTREPOT_HOME": str(new_home())})
    with open_database(home) as database:
        server = Server(home.folder)
        kill_all(server.cluster.postmaster())
        server.cluster.data.rename(home.folder / "elsewhere")

        # The first connection may die unnoticed; repeated, the work meets the missing data.
        with pytest.raises(OutsideError, match="are gone"):
            database.run_repeatable(lambda tx: tx.execute("select 1"))


def test_a_step_that_breaks_off_is_told_as_lost_and_keeps_nothing(
    new_home: Callable[[], Path],
) -> None:
    home = open_home({"ENTREPOT_HOME": str(new_home())})
    quote = quotes.Quote(quotes.new_reference(), datetime.now(UTC), "a", "1", {}, {})

    def store_and_die() -> None:
        with database.transaction() as tx:
            quotes.save_quote(tx, quote)
            kill_all(Server(home.folder).cluster.postmaster())
            tx.execute("select 1")

    with open_database(home) as database:
        with pytest.raises(OutsideError, match=r"database\.lost"):
            store_and_die()
        with pytest.raises(MissingError), database.transaction() as tx:
            quotes.get_quote(tx, quote.reference)
