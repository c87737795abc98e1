"""Matrices in the background: asked for, worked out by a process of its own, looked at."""

import csv
import os
import threading
from collections.abc import Callable, Mapping
from datetime import datetime
from hashlib import sha256
from io import StringIO
from pathlib import Path

import orjson

from entrepot.kernel.errors import EntrepotError, MissingError, Problem, RefusedError
from entrepot.service.amounts import Document
from entrepot.service.background import be_friendly, work_apart
from entrepot.service.desk import Desk
from entrepot.service.matrices import COLUMNS, matrix
from entrepot.service.matrix_request import parse_matrix
from entrepot.store import jobs
from entrepot.store import matrix_runs as store
from entrepot.store.parquet import read_table

ERRAND = "matrices"
MOST_CELLS = 40_000  # of one that is asked for over the web
_MOST_WAITING, _MOST_KEPT, _MOST_LISTED = 8, 100, 30
_MOST_JOBS = 4
_WORKER = "entrepot.service.matrix_worker"


def start_matrix(desk: Desk, raw: Mapping[str, object], *, at: datetime) -> Document:
    """Ask for a matrix; the same question asked again is the same matrix.

    Args:
        desk: The desk.
        raw: Fields by name; see `service.matrix_request.parse_matrix`.
        at: The instant, whose day is that of departure where none is given.

    Raises:
        InputError: With every fault of every field.
        RefusedError: It is too large for the web, or too many wait.
    """
    asked = {name: value for name, value in raw.items() if value not in (None, "", [], ())}
    asked = {"kind": "scalar", "depart": at.date().isoformat()} | asked
    with desk.turn:
        request = parse_matrix(asked, desk, today=at.date())
    cells = len(request.origins) * len(request.destinations)
    if cells > MOST_CELLS:
        message = f"{cells:,} cells are more than the {MOST_CELLS:,} that are worked out here."
        hint = "Ask for parts, or use the command: entrepot matrix."
        raise RefusedError(Problem("matrix.too_large", "from", message, hint))
    region, survey = desk.region, desk.survey.key or ""
    words = (region.id, region.version, survey, orjson.dumps(request.told).decode())
    name = sha256("\0".join(words).encode()).hexdigest()[:32]
    with desk.database.transaction() as tx:
        if store.count_unfinished(tx) >= _MOST_WAITING:
            message, hint = "too many matrices wait.", "Try again when some are done."
            raise RefusedError(Problem("matrix.busy", "matrices", message, hint))
        store.add_run(
            tx, name, region=region.id, asked=asked, origins=len(request.origins),
            destinations=len(request.destinations), at=at,
        )  # fmt: skip
        old = store.drop_old_runs(tx, region.id, _MOST_KEPT)
        jobs.send_on_errand(tx, ERRAND)
        row = store.get_run(tx, name)
    for one in old:
        store.file_of(desk.home.folder, one).unlink(missing_ok=True)
    return _document(row)


def get_matrix(desk: Desk, name: str) -> Document:
    """A matrix with its state, how far it is and what came out.

    Raises:
        MissingError: There is no such matrix.
    """
    with desk.database.transaction() as tx:
        return _document(store.get_run(tx, name))


def list_matrices(desk: Desk) -> Document:
    """The newest matrices of the region."""
    with desk.database.transaction() as tx:
        rows = store.list_runs(tx, desk.region.id, _MOST_LISTED)
    return {"matrices": [_document(row) for row in rows]}


def matrix_file(desk: Desk, name: str) -> Path:
    """The Parquet file of a matrix that is done.

    Raises:
        MissingError: There is no such matrix, it is not done yet, or its file is gone.
    """
    state = get_matrix(desk, name)["state"]
    path = store.file_of(desk.home.folder, name)
    if state != "done" or not path.is_file():
        message, hint = f"the matrix has no rows yet; it is {state}.", "Wait until it is done."
        raise MissingError(Problem("matrix.not_done", "id", message, hint))
    return path


def matrix_csv(desk: Desk, name: str) -> bytes:
    """The same rows as a table of text.

    Raises:
        MissingError: There is no such matrix, it is not done yet, or its file is gone.
    """
    out = StringIO(newline="")
    writer = csv.DictWriter(out, list(COLUMNS))
    writer.writeheader()
    writer.writerows(read_table(matrix_file(desk, name)))
    return out.getvalue().encode()


def matrix_rows(desk: Desk, name: str) -> list[Document]:
    """The rows of a matrix that is done.

    Raises:
        MissingError: There is no such matrix, it is not done yet, or its file is gone.
    """
    return read_table(matrix_file(desk, name))


def work_in_background(desk: Desk, ending: threading.Event) -> None:
    """Let a process of its own work out what waits, until it is done or told to end."""
    work_apart(_WORKER, str(desk.folder), ending)


def send_for_the_unfinished(desk: Desk) -> None:
    """Ask again for what a killed process left behind."""
    with desk.database.transaction() as tx:
        if store.count_unfinished(tx):
            jobs.send_on_errand(tx, ERRAND)


def work_out_waiting(desk: Desk, *, now: Callable[[], datetime]) -> int:
    """Work out what waits, one after another; what another process works on is left to it.

    Returns:
        How many were worked out.
    """
    be_friendly()
    count = 0
    with desk.database.apart() as held:
        if not store.hold_the_work(held):
            return 0
        while (row := _take(desk, now())) is not None:
            _work_out(desk, row["id"], row["asked"], now)
            count += 1
    return count


def _take(desk: Desk, at: datetime) -> store.Row | None:
    with desk.database.transaction() as tx:
        return store.take_run(tx, desk.region.id, at)


def _work_out(desk: Desk, name: str, asked: Document, now: Callable[[], datetime]) -> None:
    def told(done: int, _: int) -> None:
        with desk.database.transaction() as tx:
            store.tell_run(tx, name, done)

    out = store.file_of(desk.home.folder, name)
    try:
        out.parent.mkdir(exist_ok=True)
        document = matrix(
            desk, asked, today=now().date(), out=out, workings=out.parent,
            jobs=min(os.cpu_count() or 1, _MOST_JOBS), told=told,
        )  # fmt: skip
    except EntrepotError as error:
        with desk.database.transaction() as tx:
            store.fail_run(tx, name, error.problems, now())
        return
    with desk.database.transaction() as tx:
        store.end_run(tx, name, document, now())


def _document(row: store.Row) -> Document:
    times = ("made_at", "began_at", "ended_at")
    return {
        "id": row["id"],
        "state": row["state"],
        "asked": row["asked"],
        "origins": row["origins"],
        "destinations": row["destinations"],
        "done": row["done"],
        **{name: row[name] and row[name].isoformat(timespec="seconds") for name in times},
        "result": row["document"],
        "problems": row["problems"] or [],
    }
