"""Lines loaded month by month on PostgreSQL: killed, gone on with, cancelled; nothing doubled."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.integration.conftest import copy_of, rehearse

from entrepot.kernel.errors import OutsideError, Problem
from entrepot.service.accounts import RoleError
from entrepot.service.trade_cells import list_batches
from entrepot.service.trade_load import Loading, load_file
from entrepot.service.trade_months import load_months
from entrepot.service.trade_runs import cancel_run, get_run, start_run, work_out_waiting
from entrepot.service.trade_table import show
from entrepot.service.window import Window
from entrepot.store.home import Home
from entrepot.store.reference import open_reference

NOON = datetime(2026, 3, 10, 4, tzinfo=UTC)
MONTHS = [202401, 202402, 202403, 202404]
OWN = {"columns": {"partner": "to", "hs": "code", "value": "usd", "month": "month"},
       "constants": {"flow": "export"}, "currency": "USD", "status": "synthetic",
       "source": "test"}  # fmt: skip
ROWS = [{"to": partner, "code": "401120", "usd": str(10 * n + 1), "month": str(month)}
        for n, month in enumerate(MONTHS) for partner in ("JP", "US")]  # fmt: skip
LOADER = """
import sys, time
from datetime import UTC, datetime
from pathlib import Path
from entrepot.service import trade_months
from entrepot.service.window import Window
from entrepot.store.db import Database
from entrepot.store.home import Home
from entrepot.store.lake import Lake
from entrepot.store.reference import open_reference
from tests.integration.test_trade_months import OWN
real, seen = Lake.write, []
def write(*about):
    months = real(*about)
    seen.append(months)
    if len(seen) == 3:
        print("third", flush=True)
        time.sleep(60)
    return months
Lake.write = write
window = Window(Home(Path(sys.argv[3]), region="upland"), Database(sys.argv[1], sys.argv[2]),
                open_reference("upland"))
trade_months.load_months(window, Path(sys.argv[4]), "generic", OWN, by="", at=datetime.now(UTC))
"""


@pytest.fixture
def window(server, template_of, tmp_path) -> Iterator[Window]:
    with copy_of(template_of(server, rehearse), server) as database:
        yield Window(Home(tmp_path, region="upland"), database, open_reference("upland"))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "lines.csv"
    rows = [",".join(row.values()) for row in ROWS]
    path.write_text("\n".join([",".join(ROWS[0]), *rows]))
    return path


def months_of(window: Window) -> list[int]:
    rows = list_batches(window, by="", at=NOON)["rows"]
    return [month for one in rows for month in one["months"]]


def values(window: Window) -> dict[str, str]:
    asked = {"from": "202401", "to": "202404", "by": "month", "measure": "value"}
    return {row["month"]: row["value"] for row in show(window, asked, by="", at=NOON)["rows"]}


def test_each_month_is_a_batch_and_the_same_file_again_changes_nothing(window, file) -> None:
    first = load_months(window, file, "generic", OWN, by="", at=NOON)
    again = load_months(window, file, "generic", OWN, by="", at=NOON)
    whole = load_file(window, file, "generic", OWN, by="", at=NOON)

    assert (first["lines"], first["revision"], len(first["batches"])) == (8, 4, 4)
    assert (first["months"], first["resumed"]) == (MONTHS, [])
    assert (again["lines"], again["duplicates"], again["resumed"]) == (0, 8, MONTHS)
    assert (whole["lines"], whole["duplicates"]) == (0, 8)
    assert months_of(window) == MONTHS


def test_by_month_and_whole_tell_the_same_tables(window, file) -> None:
    load_months(window, file, "generic", OWN, by="", at=NOON)

    assert values(window) == {"202401": "2.00", "202402": "22.00", "202403": "42.00",
                              "202404": "62.00"}  # fmt: skip


def test_a_killed_load_goes_on_behind_the_last_month_that_counts(window, file) -> None:
    database = window.database
    command = [sys.executable, "-c", LOADER, database.url, database.admin_url]
    with subprocess.Popen(
        [*command, str(window.home.folder), str(file)], stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"third\n"
        process.send_signal(signal.SIGKILL)
    after_kill = months_of(window)
    done = load_months(window, file, "generic", OWN, by="", at=NOON)

    assert after_kill == MONTHS[:2], "the third was written and does not count"
    assert (done["resumed"], done["months"], done["lines"]) == (MONTHS[:2], MONTHS[2:], 4)
    assert months_of(window) == MONTHS
    assert sum(float(value) for value in values(window).values()) == 128


def test_a_database_that_goes_away_leaves_the_months_before(window, file, monkeypatch) -> None:
    real, calls = Loading.load_month, []

    def gone(self: Loading, *about: Any) -> Any:
        calls.append(about)
        if len(calls) == 2:
            raise OutsideError(Problem("db.silent", "database", "is silent."))
        return real(self, *about)

    with monkeypatch.context() as patch:
        patch.setattr(Loading, "load_month", gone)
        with pytest.raises(OutsideError):
            load_months(window, file, "generic", OWN, by="", at=NOON)
    before = months_of(window)
    done = load_months(window, file, "generic", OWN, by="", at=NOON)

    assert (before, done["resumed"], months_of(window)) == (MONTHS[:1], MONTHS[:1], MONTHS)


def test_rows_that_are_no_lines_are_told_once(window, file) -> None:
    file.write_text(file.read_text() + "\nJP,401120,no,202402\nJP,x,1,202403")
    done = load_months(window, file, "generic", OWN, by="", at=NOON)
    kept = [one["n_rejected"] for one in list_batches(window, by="", at=NOON)["rows"]]

    assert [one["field"] for one in done["rejected"]] == ["value", "hs"]
    assert (done["lines"], kept) == (8, [2, 0, 0, 0])


def test_only_analysts_load(window, file) -> None:
    with pytest.raises(RoleError):
        load_months(window, file, "generic", OWN, by="exporter", at=NOON)


# As a long run


def start(window: Window, **more: Any) -> str:
    case = {"layout": "generic", "map": OWN, "rows": ROWS, **more}
    raw = {"model": "load", "name": "lines", "case": case}
    return str(start_run(window, raw, by="", at=NOON)["id"])


def work(window: Window) -> int:
    return work_out_waiting(window.database, now=lambda: NOON, window=window)


def test_a_load_runs_in_the_background_with_its_progress(window) -> None:
    name = start(window)
    work(window)
    run = get_run(window, name, by="", at=NOON)

    assert (run["state"], run["progress"]) == ("done", {"done": 4, "steps": 4})
    assert (run["result"]["lines"], run["result"]["months"]) == (8, MONTHS)
    assert months_of(window) == MONTHS


def test_a_load_that_is_cancelled_keeps_the_months_that_count(window, monkeypatch) -> None:
    name, real = start(window), Loading.load_month

    def cancelling(self: Loading, read: Any, month: int, *about: Any) -> Any:
        done = real(self, read, month, *about)
        if month == MONTHS[1]:
            cancel_run(window, name, by="", at=NOON)
        return done

    with monkeypatch.context() as patch:
        patch.setattr(Loading, "load_month", cancelling)
        work(window)
    before = months_of(window)
    start(window)
    work(window)
    run = get_run(window, name, by="", at=NOON)

    assert before == MONTHS[:2]
    assert run["result"]["resumed"] == MONTHS[:2]
    assert months_of(window) == MONTHS


def test_what_is_wrong_with_a_load_fails_the_run_and_loads_nothing(window) -> None:
    names = [start(window, rows=["no row"], map=["no map"]), start(window, layout="scroll"),
             start(window, map={"columns": {"hs": "code"}})]  # fmt: skip
    work(window)
    runs = [get_run(window, name, by="", at=NOON) for name in names]

    assert [run["state"] for run in runs] == ["failed"] * 3
    assert [one["where"] for one in runs[0]["problems"]] == ["rows", "map"]
    assert months_of(window) == []
