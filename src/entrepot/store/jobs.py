"""Durable jobs: procrastinate's tables in a schema of their own, and its worker.

procrastinate keeps which instant of which periodic task was taken up, so that of several
processes one does it, once; the work itself may safely run twice. Beside the rounds of the
clock there are errands, which are done once when somebody asks for them, and dated work, which
is done when its day has come, once for a key and a day.
"""

import asyncio
import logging
import threading
from collections.abc import Callable, Coroutine, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import sql

if TYPE_CHECKING:
    from procrastinate import App

SCHEMA = "jobs"
Rounds = Mapping[str, tuple[str, Callable[[], object]]]
Errands = Mapping[str, Callable[[threading.Event], object]]  # told when to end
Dated = Mapping[str, Callable[[], object]]
# Queues: an errand may take long, no round, nothing dated and no other errand waits for it.
_ROUNDS, _ERRANDS, _DATED = "default", "errands", "dated"
_LOOK_S = 2.0  # how often the worker looks for a job that has become due
_AGAIN_S = 5.0  # after the database was silent
_END_S = 10.0
_GRANTS = (
    "grant usage on schema {schema} to {role}",
    "grant select, insert, update, delete on all tables in schema {schema} to {role}",
    "grant usage on all sequences in schema {schema} to {role}",
)


def is_ready(tx: "psycopg.Connection[Any]", role: str) -> bool:
    """Whether the tables are there and the application may work with them."""
    row = tx.execute(
        "select coalesce(has_table_privilege(%s, to_regclass('jobs.procrastinate_jobs'), 'delete'),"
        " false) and has_schema_privilege(%s, to_regnamespace('jobs'), 'usage')", [role, role]
    ).fetchone()  # fmt: skip
    return row is not None and bool(row[0])


def make_ready(tx: "psycopg.Connection[Any]", role: str) -> None:
    """Make the tables where they are missing, by procrastinate's own schema, and grant the rest.

    Args:
        tx: A connection of the owner.
        role: Role the application works as.
    """
    from procrastinate.schema import SchemaManager

    names = {"schema": sql.Identifier(SCHEMA), "role": sql.Identifier(role)}
    with tx.transaction():
        known = tx.execute("select to_regclass('jobs.procrastinate_jobs')").fetchone()
        if known is None or known[0] is None:
            tx.execute(sql.SQL("create schema if not exists {schema}").format(**names))
            tx.execute(sql.SQL("set local search_path to {schema}").format(**names))
            tx.execute(SchemaManager.get_schema())
        for grant in _GRANTS:
            tx.execute(sql.SQL(grant).format(**names))


def send_on_errand(tx: "psycopg.Connection[Any]", name: str) -> None:
    """Ask for an errand with what else the transaction does; it waits in line once."""
    with _deferring(tx) as app:
        app.configure_task(name, queue=_queue_of(name), queueing_lock=name, connection=tx).defer()


def defer_on(tx: "psycopg.Connection[Any]", name: str, *, key: str, on: date, at: datetime) -> None:
    """Ask for dated work with what else the transaction does; once for a key and a day.

    Args:
        tx: The transaction.
        name: Of the work.
        key: What it is about.
        on: The day it is about.
        at: Instant from which on it is done.
    """
    lock = f"{name} {key} {on.isoformat()}"
    with _deferring(tx) as app:
        app.configure_task(
            name, queue=_DATED, queueing_lock=lock, schedule_at=at, connection=tx
        ).defer(key=key, on=on.isoformat())


@contextmanager
def _deferring(tx: "psycopg.Connection[Any]") -> Iterator["App"]:
    """Procrastinate within the transaction of somebody else; what waits already stays as it is."""
    from procrastinate import App, SyncPsycopgConnector
    from procrastinate.exceptions import AlreadyEnqueued

    before = tx.execute("select current_setting('search_path') as path").fetchone()
    tx.execute(sql.SQL("set local search_path to {}").format(sql.Identifier(SCHEMA)))
    with suppress(AlreadyEnqueued), tx.transaction():
        yield App(connector=SyncPsycopgConnector())
    path = before["path"] if isinstance(before, dict) else before and before[0]
    tx.execute("select set_config('search_path', %s, true)", [path])


@contextmanager
def keeping_time(
    url: str, rounds: Rounds, errands: Errands | None = None, dated: Dated | None = None
) -> Iterator[None]:
    """Run periodic work, errands and dated work in a thread of its own while the body runs.

    Args:
        url: Address of the database for the application.
        rounds: By name, when (as cron writes it, UTC) and what to do.
        errands: By name, what to do when it is asked for.
        dated: By name, what to do when a day has come; it may safely run twice.
    """
    clock = _Clock(url, rounds, errands or {}, dated or {})
    clock.start()
    try:
        yield
    finally:
        clock.end()


class _Clock(threading.Thread):
    """A worker in a loop of its own; a database that falls silent is waited for."""

    def __init__(self, url: str, rounds: Rounds, errands: Errands, dated: Dated) -> None:
        super().__init__(name="clock", daemon=True)
        self._url, self._rounds, self._errands, self._dated = url, rounds, errands, dated
        self._ending = threading.Event()
        self._running: tuple[asyncio.AbstractEventLoop, asyncio.Task[None]] | None = None

    def run(self) -> None:
        for name in ("procrastinate", "psycopg.pool"):
            logging.getLogger(name).setLevel(logging.ERROR)
        while not self._ending.is_set():
            with suppress(asyncio.CancelledError):
                asyncio.run(self._work())
            self._ending.wait(_AGAIN_S)

    def end(self) -> None:
        """End the worker, the job under way first."""
        self._ending.set()
        if self._running is not None:
            loop, task = self._running
            with suppress(RuntimeError):  # it ended by itself meanwhile
                loop.call_soon_threadsafe(task.cancel)
        self.join(_END_S)

    async def _work(self) -> None:
        from procrastinate.exceptions import ConnectorException

        task = asyncio.current_task()
        if task is None or self._ending.is_set():
            return
        self._running = asyncio.get_running_loop(), task
        app = open_app(self._url, self._rounds)
        for name, errand in self._errands.items():
            app.task(name=name, queue=_queue_of(name))(partial(errand, self._ending))
        for name, work in self._dated.items():
            app.task(name=name, queue=_DATED)(_without_names(work))
        with suppress(ConnectorException, psycopg.Error, OSError):
            async with app.open_async():
                await _forget_stalled(app)
                own = [_queue_of(name) for name in self._errands]
                queues = [_ROUNDS, *([_ERRANDS, *own] if own else ())]  # some wait in line of old
                queues += [_DATED] if self._dated else []
                await _together(_run_worker(app, queue) for queue in queues)


def _queue_of(errand: str) -> str:
    return f"{_ERRANDS}: {errand}"


async def _together(works: Iterable[Coroutine[Any, Any, None]]) -> None:
    """Wait for all; where one ends by a fault or all are told to end, until the last has ended."""
    tasks = [asyncio.ensure_future(work) for work in works]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            if not task.cancelling():  # told twice a worker lets go of its job
                task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _run_worker(app: "App", queue: str) -> None:
    await app.run_worker_async(
        queues=[queue], concurrency=1, listen_notify=False, install_signal_handlers=False,
        fetch_job_polling_interval=_LOOK_S, shutdown_graceful_timeout=_END_S / 2,
        delete_jobs="always",
    )  # fmt: skip


def open_app(url: str, rounds: Rounds) -> "App":
    """The application of procrastinate with its periodic tasks; a task waits in line once."""
    from procrastinate import App, PsycopgConnector

    options = psycopg.conninfo.make_conninfo(url, options=f"-c search_path={SCHEMA}")
    app = App(connector=PsycopgConnector(conninfo=options, min_size=1, max_size=2))
    for name, (cron, work) in rounds.items():
        task = app.task(name=name, queueing_lock=name)(_without_instant(work))
        app.periodic(cron=cron)(task)
    return app


def _without_instant(work: Callable[[], object]) -> Callable[[int], None]:
    def run(timestamp: int) -> None:  # noqa: ARG001 - the work asks the clock itself
        work()

    return run


def _without_names(work: Callable[[], object]) -> Callable[..., None]:
    def run(**_: object) -> None:  # what it is about tells two apart; the work finds all due
        work()

    return run


async def _forget_stalled(app: "App") -> None:
    """Jobs whose worker was killed: their next instant does the work again."""
    from procrastinate.jobs import Status

    for job in await app.job_manager.get_stalled_jobs():
        await app.job_manager.finish_job(job, status=Status.FAILED, delete_job=True)
