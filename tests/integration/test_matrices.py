"""Matrices in the background: kept by what was asked, worked out once, taken up after a kill."""

import shutil
import threading
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from entrepot.kernel.errors import InputError, MissingError, RefusedError
from entrepot.service import background, matrix_runs
from entrepot.service.desk import Desk
from entrepot.service.matrix_runs import (
    get_matrix,
    list_matrices,
    matrix_csv,
    matrix_rows,
    send_for_the_unfinished,
    start_matrix,
    work_out_waiting,
)
from entrepot.store.db import Database
from entrepot.store.home import Home
from entrepot.store.packs import find_folder

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ASKED = {"from": "communes", "to": ["marenport", "rotterdam"], "kind": "pareto"}


@pytest.fixture(scope="module")
def open_desk(server, region, tmp_path_factory) -> Iterator[Desk]:
    """A desk, which one file's tests share: its network is built once."""
    database = Database(server.url, server.admin_url, most=3)
    home = Home(tmp_path_factory.mktemp("home"))
    yield Desk(home, database, region, folder=find_folder("upland"))
    database.close()


@pytest.fixture
def desk(open_desk: Desk, monkeypatch) -> Desk:
    """The desk without a matrix; processes it starts stay as friendly as this one."""
    monkeypatch.setattr(background, "_NICE", 0)
    monkeypatch.setattr(matrix_runs, "_MOST_JOBS", 1)
    with open_desk.database.transaction() as tx:
        tx.execute("delete from matrix_run")
        forget_jobs(tx)
    shutil.rmtree(open_desk.home.folder / "matrices", ignore_errors=True)
    return open_desk


def forget_jobs(tx) -> None:
    tx.execute("set local search_path to jobs")
    tx.execute("delete from procrastinate_jobs")


def jobs_of(desk: Desk) -> list[str]:
    with desk.database.transaction() as tx:
        rows = tx.execute("select task_name, queue_name from jobs.procrastinate_jobs").fetchall()
    return [f"{row['queue_name']} {row['task_name']}" for row in rows]


def work(desk: Desk) -> int:
    return work_out_waiting(desk, now=lambda: NOON)


def test_a_matrix_is_kept_and_sent_for_in_one_transaction(desk: Desk) -> None:
    found = start_matrix(desk, ASKED, at=NOON)

    assert (found["state"], found["origins"], found["destinations"]) == ("waiting", 3, 2)
    assert found["asked"] == {"depart": "2026-03-02", **ASKED}
    assert jobs_of(desk) == ["errands: matrices matrices"]


def test_the_same_question_is_one_matrix_and_one_errand(desk: Desk) -> None:
    one = start_matrix(desk, ASKED, at=NOON)
    other = start_matrix(desk, {**ASKED, "to": ["rotterdam", "marenport"]}, at=NOON)

    assert one["id"] == other["id"]
    assert len(list_matrices(desk)["matrices"]) == 1
    assert jobs_of(desk) == ["errands: matrices matrices"]


def test_what_waits_is_worked_out_one_after_another(desk: Desk) -> None:
    one = start_matrix(desk, ASKED, at=NOON)
    other = start_matrix(desk, {**ASKED, "kind": "scalar"}, at=NOON)

    assert work(desk) == 2
    assert work(desk) == 0
    for name in (one["id"], other["id"]):
        found = get_matrix(desk, name)
        assert (found["state"], found["done"]) == ("done", 3)
        assert found["result"]["rows"] == len(matrix_rows(desk, name)) >= 6
        assert matrix_csv(desk, name).startswith(b"origin,destination,route,cost_usd")


def test_a_matrix_that_is_not_done_has_no_rows(desk: Desk) -> None:
    name = start_matrix(desk, ASKED, at=NOON)["id"]

    with pytest.raises(MissingError, match="waiting"):
        matrix_rows(desk, name)
    with pytest.raises(MissingError, match="no matrix"):
        get_matrix(desk, 32 * "0")


def test_while_one_process_works_another_leaves_it_alone(desk: Desk) -> None:
    start_matrix(desk, ASKED, at=NOON)
    with desk.database.apart() as held:
        assert matrix_runs.store.hold_the_work(held)

        assert work(desk) == 0
    assert work(desk) == 1


def test_what_a_killed_process_began_is_sent_for_and_begun_again(desk: Desk) -> None:
    name = start_matrix(desk, ASKED, at=NOON)["id"]
    with desk.database.transaction() as tx:
        assert matrix_runs.store.take_run(tx, desk.region.id, NOON)["id"] == name
        forget_jobs(tx)

    send_for_the_unfinished(desk)

    assert jobs_of(desk) == ["errands: matrices matrices"]
    assert work(desk) == 1
    send_for_the_unfinished(desk)
    assert get_matrix(desk, name)["state"] == "done"


def test_a_matrix_that_failed_says_why_and_may_be_asked_for_again(desk, monkeypatch) -> None:
    name = start_matrix(desk, ASKED, at=NOON)["id"]
    real = matrix_runs.matrix

    def fail(*_: object, **__: object) -> None:
        raise RefusedError(matrix_runs.Problem("x.y", "here", "it broke."))

    monkeypatch.setattr(matrix_runs, "matrix", fail)
    work(desk)
    failed = get_matrix(desk, name)
    monkeypatch.setattr(matrix_runs, "matrix", real)
    again = start_matrix(desk, ASKED, at=NOON)

    assert (failed["state"], failed["problems"][0]["message"]) == ("failed", "it broke.")
    assert (again["id"], again["state"], again["problems"]) == (name, "waiting", [])
    assert work(desk) == 1


def test_faults_too_many_cells_and_a_long_line_are_refused(desk: Desk, monkeypatch) -> None:
    with pytest.raises(InputError) as caught:
        start_matrix(desk, {"from": "nowhere", "to": ["x"], "teu": "-1"}, at=NOON)
    assert {one.where for one in caught.value.problems} == {"from", "to row 1", "teu"}
    monkeypatch.setattr(matrix_runs, "MOST_CELLS", 5)
    with pytest.raises(RefusedError, match="6 cells"):
        start_matrix(desk, ASKED, at=NOON)
    monkeypatch.setattr(matrix_runs, "MOST_CELLS", 100)
    monkeypatch.setattr(matrix_runs, "_MOST_WAITING", 0)
    with pytest.raises(RefusedError, match="too many"):
        start_matrix(desk, ASKED, at=NOON)

    assert list_matrices(desk) == {"matrices": []}


def test_old_matrices_are_forgotten_with_their_files(desk: Desk, monkeypatch) -> None:
    monkeypatch.setattr(matrix_runs, "_MOST_KEPT", 1)
    names = []
    for teu in ("1", "2", "3"):
        names.append(start_matrix(desk, {**ASKED, "kind": "scalar", "teu": teu}, at=NOON)["id"])
        work(desk)
    start_matrix(desk, ASKED, at=NOON)
    kept = {one["id"] for one in list_matrices(desk)["matrices"] if one["state"] == "done"}
    files = {path.stem for path in (desk.home.folder / "matrices").glob("*.parquet")}

    assert len(kept) == 1
    assert kept == files


def test_the_errand_ends_its_process_when_told_to(desk: Desk, monkeypatch) -> None:
    monkeypatch.setattr(matrix_runs, "_WORKER", "http.server")  # one that would run for ever
    monkeypatch.setattr(desk, "folder", 0)  # its port: a free one
    ending = threading.Event()
    errand = threading.Thread(target=matrix_runs.work_in_background, args=(desk, ending))
    errand.start()
    ending.set()
    errand.join(30)

    assert not errand.is_alive()
