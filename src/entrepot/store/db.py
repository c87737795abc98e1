"""Transactions on the database, wherever it runs, and what to do when it falls silent."""

import getpass
import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from typing import TypeVar

import psycopg
from psycopg import Connection, pq
from psycopg.rows import DictRow, dict_row

from entrepot.kernel.errors import OutsideError, Problem
from entrepot.store.home import Home
from entrepot.store.line import BEGIN, COMMIT, Line, Saying, Talk
from entrepot.store.migrate import migrate
from entrepot.store.pool import Pool
from entrepot.store.server import Server

T = TypeVar("T")
Tx = Connection[DictRow]

for _name in ("psycopg", "psycopg.pool"):  # silence and refusals are told by our own errors
    logging.getLogger(_name).setLevel(logging.ERROR)


class Database:
    """Connections to one database.

    Args:
        url: Address for the application's role.
        admin_url: Address for the owner.
        revive: Starts the server again when it is silent; None for a server of one's own.
        most: Connections at a time.
        patience_s: How long a transaction waits for a server that is silent [s].
    """

    def __init__(
        self,
        url: str,
        admin_url: str,
        *,
        revive: Callable[[], None] | None = None,
        most: int = 16,
        patience_s: float = 10.0,
    ) -> None:
        self.url = url
        self.admin_url = admin_url
        self._revive = revive
        self._most = most
        self._patience_s = patience_s
        self._lock = threading.Lock()
        self._pool = self._open_pool()

    @contextmanager
    def transaction(self) -> Iterator[Tx]:
        """Run the body in one transaction; it is kept if the body ends well.

        Raises:
            OutsideError: The database is silent, or went away in the middle.
        """
        with told_as_outside(), self._begun(_waiting) as tx:
            yield tx

    @contextmanager
    def piped(self, first: Callable[[Tx], T]) -> Iterator[T]:
        """Run the body in one transaction whose statements are sent on without waiting for each.

        What gives no answer goes along with what is sent next, the last of it with the commit;
        its faults are told no later than at the end of the body.

        Args:
            first: Asks the first thing, and again where the server died before it answered.

        Raises:
            OutsideError: The database is silent, or went away in the middle.
        """
        with told_as_outside(), self._begun(lambda tx: _piped(tx, first)) as told:
            yield told

    @contextmanager
    def two_breaths(self, first: Saying) -> Iterator[Talk]:
        """Run the body in one transaction that waits for the server twice.

        Its begin goes along with what is asked first, and its commit with what the body leaves
        to be said last; what the body does between these waits as it always does.

        Args:
            first: Is asked again where the server died before it answered.

        Raises:
            OutsideError: The database is silent, or went away in the middle.
        """
        with told_as_outside(), self._begun(lambda tx: _talking(tx, first)) as talk:
            yield talk

    @contextmanager
    def apart(self) -> Iterator[Tx]:
        """Run the body in a transaction beside the one that runs already.

        Its connection is none of the pool's, so that nobody waits for himself when all of the
        pool's are in use.

        Raises:
            OutsideError: The database is silent, or went away in the middle.
        """
        with told_as_outside(), Connection[DictRow].connect(
            self.url, row_factory=dict_row, connect_timeout=5
        ) as tx:  # fmt: skip
            yield tx

    def run_repeatable(self, work: Callable[[Tx], T]) -> T:
        """Run work that may safely run twice, again if the database dies in the middle.

        Args:
            work: Runs in one transaction; running it again must change nothing more.
        """
        deadline = time.monotonic() + self._patience_s
        while True:
            try:
                with self.transaction() as tx:
                    return work(tx)
            except OutsideError as error:
                lost = any(problem.code == "database.lost" for problem in error.problems)
                if not lost or time.monotonic() > deadline:
                    raise

    def close(self) -> None:
        """Close all connections."""
        self._pool.close(timeout=1)

    def _open_pool(self) -> Pool:
        return Pool(self.url, self._most)

    @contextmanager
    def _begun(self, begin: Callable[[Line], AbstractContextManager[T]]) -> Iterator[T]:
        """A connection with a transaction begun, on a server that was there for its begin."""
        deadline = time.monotonic() + self._patience_s
        while True:
            pool = self._pool
            with ExitStack() as stack:
                try:
                    tx = pool.getconn(timeout=0.5)
                    stack.callback(pool.putconn, tx)
                    begun = stack.enter_context(begin(tx))
                except (psycopg.OperationalError, psycopg.InterfaceError) as error:
                    if not _is_lost(error):
                        raise
                    if time.monotonic() > deadline:
                        raise (_busy() if answers(self.url) else silent(self.url)) from None
                    self._recover(pool)
                    continue
                yield begun
                return

    def _recover(self, failed: Pool) -> None:
        """Start a silent server again, once however many threads noticed."""
        with self._lock:
            if self._pool is not failed or answers(self.url):
                return
            if self._revive is not None:
                self._revive()
            if answers(self.url):
                self._pool = self._open_pool()
                failed.close(timeout=0)


@contextmanager
def _waiting(tx: Tx) -> Iterator[Tx]:
    with tx.transaction():
        yield tx


@contextmanager
def _piped(tx: Tx, first: Callable[[Tx], T]) -> Iterator[T]:
    try:
        with tx.pipeline():
            yield first(tx)
            # `tx.commit` would wait, and the end of the pipeline once more.
            done = tx.execute("commit")
        _see_committed((done.statusmessage or "").encode())
    except BaseException:
        with suppress(psycopg.OperationalError):  # it is undone where the connection is lost
            tx.rollback()
        raise


@contextmanager
def _talking(tx: Line, first: Saying) -> Iterator[Talk]:
    try:
        talk = Talk(tx, tx.say(BEGIN, first)[-1])
        yield talk
        _see_committed(tx.say(*talk.last, COMMIT)[-1].command_status)
    except BaseException:
        with suppress(psycopg.OperationalError):  # it is undone where the connection is lost
            tx.rollback()
        raise


def _see_committed(told: bytes | None) -> None:
    """See that a fault before the commit was not passed over."""
    if told != b"COMMIT":
        raise psycopg.errors.InFailedSqlTransaction("nothing of the transaction was kept")


def _is_lost(error: psycopg.Error) -> bool:
    """Whether the server went away, and not a statement failed."""
    return error.sqlstate is None or error.sqlstate.startswith(("57P", "08"))


def answers(url: str) -> bool:
    """Say whether a server takes connections there."""
    return pq.PGconn.ping(url.encode()) == pq.Ping.OK


def _busy() -> OutsideError:
    return OutsideError(
        Problem(
            "database.busy",
            "the database",
            "all its connections are in use.",
            "Try again in a moment.",
        )
    )


def silent(url: str) -> OutsideError:
    """The error for a database that does not answer."""
    where = psycopg.conninfo.conninfo_to_dict(url)
    return OutsideError(
        Problem(
            "database.silent",
            f"{where.get('host', 'localhost')}:{where.get('port', 5432)}",
            "the database does not answer.",
            "Check that it runs and that ENTREPOT_DATABASE_URL is right; "
            "`entrepot db status` tells more.",
        )
    )


@contextmanager
def told_as_outside() -> Iterator[None]:
    """Tell faults of the database itself as OutsideError; the house's own errors pass."""
    try:
        yield
    except (psycopg.OperationalError, psycopg.InterfaceError) as error:
        message = error.diag.message_primary or str(error).strip().splitlines()[0]
        lost = _is_lost(error)
        raise OutsideError(
            Problem(
                "database.lost" if lost else "database.fault",
                "the database",
                f"the step broke off: {message}.",
                "Try again in a moment." if lost else "See the server's log.",
            )
        ) from error


def is_made(home: Home) -> bool:
    """Whether there is a database at all: one's own, or an embedded one that was begun."""
    return bool(home.database_url) or Server(home.folder).cluster.is_made()


@contextmanager
def open_database(home: Home, *, most: int = 16, keep: bool = False) -> Iterator[Database]:
    """Start or reach the database, bring its schema up to date, and close it at the end.

    Args:
        home: Data folder and settings.
        most: Connections at a time.
        keep: Leave an embedded server running when its last user leaves.
    """
    if home.database_url:
        database = _reach(home, most)
        try:
            yield database
        finally:
            database.close()
        return
    server = Server(home.folder)
    server.join()
    try:
        if keep:
            server.keep()
        migrate(server.admin_url)
        database = Database(server.url, server.admin_url, revive=server.revive, most=most)
        try:
            yield database
        finally:
            database.close()
    finally:
        server.leave()


def _in_one_line(error: psycopg.Error) -> str:
    """What the driver says, without its questions to the reader."""
    told = [line.strip() for line in str(error).splitlines()]
    return " ".join(line for line in told if line and not line.endswith("?"))


def _reach(home: Home, most: int) -> Database:
    try:
        role = psycopg.conninfo.conninfo_to_dict(home.database_url).get("user")
        migrate(home.admin_url, str(role or getpass.getuser()))
        return Database(home.database_url, home.admin_url, most=most)
    except psycopg.OperationalError as error:
        raise OutsideError(
            Problem(
                "database.silent",
                "ENTREPOT_DATABASE_URL",
                f"the database cannot be reached: {_in_one_line(error)}.",
                "Check the address, that the server runs, and that the role may sign in.",
            )
        ) from error
    except psycopg.ProgrammingError as error:
        raise OutsideError(
            Problem(
                "database.address",
                "ENTREPOT_DATABASE_URL",
                f"this is not an address of a database: {str(error).strip()}.",
                "Write it as postgresql://user:password@host:5432/name.",
            )
        ) from error
