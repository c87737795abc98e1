"""Long runs of trade: kept by what was asked, cancelled, taken up after a kill; nothing doubled."""

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from tests.integration.conftest import copy_of, rehearse

from entrepot.kernel.errors import InputError, MissingError, OutsideError, RefusedError
from entrepot.service import background, trade_runs
from entrepot.service.accounts import RoleError
from entrepot.service.equilibrium import equilibrium
from entrepot.service.trade_cells import list_batches
from entrepot.service.trade_load import load_file
from entrepot.service.trade_runs import (
    cancel_run,
    get_run,
    list_runs,
    send_for_the_unfinished,
    start_run,
    work_out_waiting,
)
from entrepot.service.trade_table import show
from entrepot.service.window import Window
from entrepot.store.home import Home
from entrepot.store.reference import open_reference
from entrepot.store.window import acting_system

NOON = datetime(2026, 3, 10, 4, tzinfo=UTC)
PAIRS = [("a", "a", 8.0), ("a", "b", 2.0), ("b", "a", 2.0), ("b", "b", 8.0)]
FLOWS = [dict(zip(("origin", "destination", "value"), one, strict=True)) for one in PAIRS]
SHOCK = [{"origin": "a", "destination": "b", "tau_hat": 0.95},
         {"origin": "b", "destination": "a", "tau_hat": 0.95}]  # fmt: skip
CASE: dict[str, Any] = {
    "model": "one-sector", "theta": 4.0, "closure": "additive", "flows": {"rows": FLOWS},
    "shock": {"rows": SHOCK, "tau_hat": "tau_hat"},
    "draws": {"n": 20, "seed": 1, "theta": {"mean": 4, "sd": 0.5}},
}  # fmt: skip
LONG = {**CASE, "draws": {**CASE["draws"], "n": 100_000}}
ASKED = {"model": "equilibrium", "case": CASE}
WORKER = """
import sys
from datetime import UTC, datetime
from entrepot.service.trade_runs import work_out_waiting
from entrepot.service.trade_worker import watching
from entrepot.store.db import Database
database = Database(sys.argv[1], sys.argv[2])
work_out_waiting(database, now=lambda: datetime.now(UTC),
                 watched=lambda name: watching(database, name))
"""
LOADER = """
import sys, time
from datetime import UTC, datetime
from pathlib import Path
from entrepot.service import trade_load
from entrepot.service.window import Window
from entrepot.store.db import Database
from entrepot.store.home import Home
from entrepot.store.lake import Lake
from entrepot.store.reference import open_reference
real = Lake.write
def write(*about):
    months = real(*about)
    print("written", flush=True)
    time.sleep(60)
    return months
Lake.write = write
window = Window(Home(Path(sys.argv[3]), region="upland"), Database(sys.argv[1], sys.argv[2]),
                open_reference("upland"))
own = {"columns": {"partner": "to", "hs": "code", "value": "usd", "month": "month"},
       "constants": {"flow": "export"}, "currency": "USD", "status": "synthetic", "source": "test"}
trade_load.load_file(window, Path(sys.argv[4]), "generic", own, by="", at=datetime.now(UTC))
"""
OWN = {"columns": {"partner": "to", "hs": "code", "value": "usd", "month": "month"},
       "constants": {"flow": "export"}, "currency": "USD", "status": "synthetic",
       "source": "test"}  # fmt: skip


@pytest.fixture(scope="module")
def open_window(server, template_of, tmp_path_factory) -> Iterator[Window]:
    folder = tmp_path_factory.mktemp("trade-runs")
    with copy_of(template_of(server, rehearse), server) as database:
        yield Window(Home(folder, region="upland"), database, open_reference("upland"))


@pytest.fixture
def window(open_window: Window) -> Window:
    """The window without a run or a job."""
    with psycopg.connect(open_window.database.admin_url) as tx:
        tx.execute("truncate trade_run")
    with acting_system(open_window.database) as book:
        book.tx.execute("set local search_path to jobs")
        book.tx.execute("delete from procrastinate_jobs")
    return open_window


def start(window: Window, **more: Any) -> dict[str, Any]:
    return start_run(window, {**ASKED, **more}, by="", at=NOON)


def look(window: Window, name: str) -> dict[str, Any]:
    return get_run(window, name, by="", at=NOON)


def work(window: Window) -> int:
    return work_out_waiting(window.database, now=lambda: NOON)


def jobs_of(window: Window) -> list[str]:
    with acting_system(window.database) as book:
        rows = book.tx.execute("select task_name from jobs.procrastinate_jobs").fetchall()
    return [row["task_name"] for row in rows]


def worker(window: Window) -> subprocess.Popen[bytes]:
    database = window.database
    return subprocess.Popen([sys.executable, "-c", WORKER, database.url, database.admin_url])


def wait_until_it_is_under_way(window: Window, name: str) -> None:
    end = time.monotonic() + 60
    while not look(window, name)["progress"]["done"]:
        assert time.monotonic() < end, "the worker does not begin"
        time.sleep(0.05)


def test_a_run_is_sent_for_worked_out_and_tells_what_the_model_tells(window: Window) -> None:
    asked = start(window, name="cheaper border")

    assert (asked["state"], asked["progress"]["done"], jobs_of(window)) == (
        "waiting", 0, ["trade runs"],
    )  # fmt: skip
    assert (work(window), work(window)) == (1, 0)
    found = look(window, asked["id"])
    assert (found["state"], found["progress"]) == ("done", {"done": 20, "steps": 20})
    assert found["result"] == equilibrium(CASE)
    assert [one["id"] for one in list_runs(window, "cheaper border", by="", at=NOON)["runs"]] == [
        asked["id"]
    ]
    assert list_runs(window, "another", by="", at=NOON)["runs"] == []


def test_the_same_question_is_answered_at_once_and_another_is_not(window: Window) -> None:
    name = start(window)["id"]
    work(window)
    again = start(window, case=dict(reversed(CASE.items())))
    other = start(window, case={**CASE, "closure": "multiplicative"})

    assert (again["id"], again["state"], again["result"]) == (name, "done", equilibrium(CASE))
    assert (other["id"] != name, other["state"]) == (True, "waiting")


def test_what_is_wrong_in_a_case_fails_the_run_with_every_fault(window: Window) -> None:
    wrong = {**CASE, "flows": {"file": "/etc/passwd"}, "theta": -1, "write_flows": "out.csv"}
    name = start(window, case=wrong)["id"]
    work(window)
    found = look(window, name)

    assert (found["state"], found["result"]) == ("failed", None)
    assert {one["where"] for one in found["problems"]} >= {"flows.file", "theta", "write_flows"}
    assert start(window, case=wrong)["state"] == "waiting"


def test_a_gravity_estimate_runs_as_well(window: Window) -> None:
    rows = [{"y": 1 + n % 5, "x": n % 3} for n in range(30)]
    name = start(window, model="gravity", case={"formula": "y ~ x", "rows": rows})["id"]
    work(window)

    assert look(window, name)["result"]["n_obs"] == 30


def test_bad_questions_many_questions_and_strangers_are_refused(window, monkeypatch) -> None:
    with pytest.raises(InputError) as caught:
        start(window, model="oracle", case=None)
    assert [one.where for one in caught.value.problems] == ["model", "case"]
    with pytest.raises(InputError, match="formula"):
        start(window, model="gravity", case={})
    with pytest.raises(MissingError, match="no run"):
        look(window, 32 * "0")
    with pytest.raises(RoleError):
        start_run(window, ASKED, by="exporter", at=NOON)
    monkeypatch.setattr(trade_runs, "_MOST_WAITING", 0)
    with pytest.raises(RefusedError, match="too many"):
        start(window)


def test_a_run_that_waits_is_cancelled_and_may_be_asked_for_again(window: Window) -> None:
    name = start(window)["id"]

    assert cancel_run(window, name, by="", at=NOON)["state"] == "cancelled"
    assert work(window) == 0
    assert start(window)["state"] == "waiting"
    assert work(window) == 1
    assert cancel_run(window, name, by="", at=NOON)["state"] == "done"


def test_cancelling_ends_the_process_that_works_on_it(window: Window) -> None:
    name = start(window, case=LONG)["id"]
    with worker(window) as process:
        wait_until_it_is_under_way(window, name)
        cancel_run(window, name, by="", at=NOON)
        process.wait(20)

    assert look(window, name)["state"] == "cancelled"
    assert look(window, name)["result"] is None


def test_a_killed_what_if_is_begun_again_and_nothing_is_lost_or_doubled(window: Window) -> None:
    name = start(window, case={**LONG, "draws": {**LONG["draws"], "n": 4000}})["id"]
    with worker(window) as process:
        wait_until_it_is_under_way(window, name)
        process.send_signal(signal.SIGKILL)
    killed = look(window, name)
    send_for_the_unfinished(window.database)
    done = work(window)
    found = look(window, name)

    assert (killed["state"], killed["result"]) == ("working", None)
    assert 0 < killed["progress"]["done"] < 4000
    assert (done, found["state"]) == (1, "done")
    assert found["result"] == equilibrium({**LONG, "draws": {**LONG["draws"], "n": 4000}})
    assert len(list_runs(window, by="", at=NOON)["runs"]) == 1


def test_a_run_that_ends_its_process_again_and_again_is_given_up(window: Window) -> None:
    name = start(window)["id"]
    for _ in range(trade_runs.MOST_ATTEMPTS):
        with acting_system(window.database) as book:
            assert trade_runs.store.take_run(book.tx, NOON)["id"] == name

    work(window)

    assert look(window, name)["problems"][0]["code"] == "trade.run_broke"


def test_a_database_that_goes_away_fails_no_run(window: Window, monkeypatch) -> None:
    name = start(window)["id"]

    def silent(*_: object, **__: object) -> None:
        raise OutsideError(trade_runs.Problem("db.silent", "database", "is silent."))

    with monkeypatch.context() as patch:
        patch.setattr(trade_runs, "_solve", silent)
        with pytest.raises(OutsideError):
            work(window)

    assert look(window, name)["state"] == "working"
    assert (work(window), look(window, name)["state"]) == (1, "done")


def test_after_a_cancelled_run_another_process_takes_those_that_wait(monkeypatch, tmp_path) -> None:
    count = tmp_path / "count"
    count.write_text("")
    script = tmp_path / "work.py"
    script.write_text(
        f"import sys; f = open({str(count)!r}, 'a+'); f.write('x'); f.seek(0)\n"
        f"sys.exit({background.GONE} if len(f.read()) < 3 else 0)"
    )
    real = subprocess.Popen
    monkeypatch.setattr(
        background.subprocess, "Popen",
        lambda command, **more: real([command[0], str(script)], **more),
    )  # fmt: skip

    trade_runs.work_in_background("upland", threading.Event())

    assert count.read_text() == "xxx"


def test_a_killed_load_leaves_nothing_and_loads_whole_the_next_time(
    window: Window, tmp_path: Path
) -> None:
    path, database = tmp_path / "lines.csv", window.database
    path.write_text("to,code,usd,month\nJP,401120,10,202401\nUS,850760,20,202402\n")
    command = [sys.executable, "-c", LOADER, database.url, database.admin_url]
    command += [str(window.home.folder), str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"written\n"
        process.kill()
    after_kill = list_batches(window, by="", at=NOON)["rows"]
    loaded = load_file(window, path, "generic", OWN, by="", at=NOON)
    again = load_file(window, path, "generic", OWN, by="", at=NOON)
    asked = {"from": "202401", "to": "202402", "by": "partner", "measure": "value"}
    rows = show(window, asked, by="", at=NOON)["rows"]

    assert after_kill == []
    assert (loaded["lines"], loaded["revision"], again["lines"]) == (2, 1, 0)
    assert {row["partner"]: row["value"] for row in rows} == {"JP": "10.00", "US": "20.00"}
