"""Line 11: a worker, a server and a database killed in the middle of a search lose nothing."""

import json
import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest
from tests.integration.plans import NOON
from tests.integration.solves import hard, has_plan, is_over, wait, worker
from tests.integration.test_crash import kill_all
from tests.program import PROGRAM, Program

from entrepot.kernel.errors import OutsideError
from entrepot.service.background import GONE
from entrepot.service.portfolio_runs import list_runs, show_run, start_run, stop_run
from entrepot.service.window import Window
from entrepot.store.cluster import APPLICATION, OWNER
from entrepot.store.db import Database
from entrepot.store.home import Home
from entrepot.store.migrate import migrate
from entrepot.store.reference import open_reference
from entrepot.store.server import Server

Document = dict[str, Any]
WORKER = "entrepot.service.portfolio_worker"


class Verbs:
    """The program as somebody at the command line runs it, and those who serve."""

    def __init__(self, program: Program, home: Path) -> None:
        self.program = program
        self.env = os.environ | {"ENTREPOT_HOME": str(home), "ENTREPOT_REGION": "upland"}

    def __call__(self, *words: str, given: str = "") -> Document:
        done = self.program("portfolio", *words, "--json", env=self.env, typed=given)
        assert done.returncode == 0, done.stderr
        found: Document = json.loads(done.stdout)
        return found

    @contextmanager
    def served(self) -> Iterator[psutil.Process]:
        command = [PROGRAM, "serve", "--port", "0", "--workers", "1"]
        with subprocess.Popen(command, env=self.env, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            assert "http://" in process.stdout.readline()
            yield psutil.Process(process.pid)
            process.terminate()


def workers_of(server: psutil.Process) -> list[psutil.Process]:
    return [one for one in server.children() if WORKER in one.cmdline()]


def test_a_search_outlives_its_worker_and_its_server_through_the_verbs(
    program: Program, new_home: Callable[[], Path]
) -> None:
    verbs = Verbs(program, new_home())

    def goes_on_for(attempts: int) -> Callable[[Document], bool]:
        return lambda told: has_plan(told) and told["attempts"] == attempts

    with verbs.served() as server:
        key = verbs("start", "-", given=hard().decode())["id"]
        first = wait(lambda: verbs("show", key), has_plan)
        [victim] = workers_of(server)
        victim.kill()
        second = wait(lambda: verbs("show", key), goes_on_for(2))
        server.kill()
    with verbs.served():
        third = wait(lambda: verbs("show", key), goes_on_for(3))
        verbs("stop", key)
        told = wait(lambda: verbs("show", key), is_over)
        runs = verbs("runs")["runs"]
    best = [one["progress"]["objective"] for one in (first, second, third, told)]
    bounds = [one["progress"]["bound"] for one in (first, second, third, told)]

    assert (told["state"], told["is_stopped"], told["attempts"]) == ("done", True, 3)
    assert told["result"]["status"] == "feasible"
    assert best == sorted(best)
    assert bounds == sorted(bounds, reverse=True)
    assert [one["id"] for one in runs] == [key]


@pytest.fixture
def own(new_home: Callable[[], Path]) -> Iterator[tuple[Server, Window]]:
    """A server of a test's own, which nobody starts again by himself."""
    home = new_home()
    (home / "users.lock").touch()
    server = Server(home)
    server.join()
    migrate(server.admin_url)
    url, admin = server.url, server.cluster.url(OWNER, server.url.rpartition("/")[2].split("?")[0])
    assert APPLICATION in url
    database = Database(url, admin, patience_s=2.0)
    yield server, Window(Home(home, region="upland"), database, open_reference("upland"))
    database.close()
    server.leave()


def test_a_search_outlives_its_database_and_another_takes_it_over_once(
    own: tuple[Server, Window],
) -> None:
    server, window = own
    key = start_run(window, hard(), "", by="", at=NOON)["id"]

    def look() -> Document:
        return show_run(window, key, by="", at=NOON)

    def look_again() -> Document:
        """Connections come back one by one after a restart."""
        end = time.monotonic() + 120
        while True:
            try:
                return look()
            except OutsideError:
                assert time.monotonic() < end, "the database does not come back"

    with worker(window.database) as first:
        before = wait(look, has_plan)
        kill_all(server.cluster.postmaster())
        with pytest.raises(OutsideError) as silent:
            look()
        server.join()
        with worker(window.database) as second:
            wait(look_again, lambda told: told["attempts"] == 2 and has_plan(told))
            given_up = first.wait(120)
            stop_run(window, key, by="", at=NOON)
            told = wait(look_again, is_over)
            ended = second.wait(120)

    assert silent.value.exit_code == 6
    assert (given_up, ended) == (GONE, 0)
    assert (told["state"], told["attempts"]) == ("done", 2)
    assert told["result"]["objective"] >= before["progress"]["objective"]
    assert look_again()["id"] == key
    assert len(list_runs(window, by="", at=NOON)) == 1
