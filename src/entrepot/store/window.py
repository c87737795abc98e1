"""The window's tables within one transaction, and who acts in it.

`Book` offers each named query of `window.sql` and `access.sql` as a method. What an act adds
is collected by the service and written in one go, so that the network is crossed seldom.
"""

import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import cache, partial
from typing import Any, TypeVar

import orjson
import psycopg
from psycopg import Cursor
from psycopg.rows import DictRow

from entrepot.kernel.errors import MissingError, Problem
from entrepot.store.db import Database, Tx
from entrepot.store.line import Saying, Statement
from entrepot.store.queries import queries
from entrepot.window.actor import SYSTEM, Actor

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
Row = Mapping[str, Any]
T = TypeVar("T")


class Book:
    """The named queries of the window, bound to a transaction.

    Attributes:
        tx: The transaction.
        last: What is said along with the commit; None where each thing is said at once.
    """

    def __init__(self, tx: Tx, last: list[Saying] | None = None) -> None:
        self.tx = tx
        self.last = last

    def keep_last(self, **rows: Any) -> None:
        """As `keep`, where nothing of this transaction follows."""
        if self.last is None:
            self.keep(**rows)
        else:
            self.last.append((_statement("window", "keep"), rows))

    def __getattr__(self, name: str) -> Any:
        return partial(_query(name), self.tx)

    @contextmanager
    def as_system(self) -> Iterator[None]:
        """Let the window itself act within the transaction of somebody else."""
        before = self.tx.execute("select current_setting('app.scope', true) as scope").fetchone()
        self.become_system()
        yield
        scope = before["scope"] if before else ""
        self.tx.execute("select set_config('app.scope', %s, true)", [scope or ""])


@cache
def _query(name: str) -> Any:
    for room in (queries("window"), queries("access")):
        if hasattr(room, name):
            return getattr(room, name)
    raise AttributeError(name)


@contextmanager
def acting(
    database: Database, account: str, at: datetime, key: str = ""
) -> Iterator[tuple[Book, Actor]]:
    """A transaction in which somebody acts and sees what is his.

    Args:
        database: Where.
        account: An account, or `ACCOUNT@ORGANISATION` for one of several.
        at: Instant; mandates are those live then.
        key: Idempotency key; who repeats it waits for the first.

    Raises:
        MissingError: There is no such account.
    """
    with database.transaction() as tx:
        book = Book(tx)
        yield book, enter(book, account, at, key)


@contextmanager
def lodging(
    database: Database, account: str, at: datetime, **asked: Any
) -> Iterator[tuple[Book, Actor, Row]]:
    """As `acting`, and all that lodging looks up, asked in the same breath.

    Args:
        database: Where.
        account: As for `acting`.
        at: Instant.
        asked: What `look_up` of `window.sql` takes, but for the account.

    Raises:
        MissingError: There is no such account.
    """
    name, _, organisation = account.partition("@")
    first = _enter_and_look_up(), {"account": name, "organisation": organisation, "at": at, **asked}
    with database.two_breaths(first) as talk:
        book = Book(talk.tx, talk.last)
        actor = _actor(orjson.loads(talk.told(0) or b"null"), account)
        yield book, actor, orjson.loads(talk.told(1) or b"null")


@cache
def _enter_and_look_up() -> Statement:
    """Both in one: who acts stands before anything is looked up."""
    enter, look_up = queries("access").enter.sql, queries("window").look_up.sql
    return Statement.of(
        "enter_and_look_up",
        f"with entered as materialized ({enter.rstrip(';')})"
        f" select row_to_json(entered), {look_up.removeprefix('select ').rstrip(';')} from entered",
    )


@contextmanager
def entering(
    database: Database, account: str, at: datetime, look: Callable[[Book], T]
) -> Iterator[tuple[Book, Actor, T]]:
    """As `acting`, and what a function looks up, asked in the same breath.

    Args:
        database: Where.
        account: As for `acting`.
        at: Instant.
        look: Asks; called again where the server died before it answered.

    Raises:
        MissingError: There is no such account.
    """

    def first(tx: Tx) -> tuple[Book, Actor, T]:
        book = Book(tx)
        asked = ask_in(book, account, at, "")
        told = look(book)
        return book, actor_of(asked, account), told

    with database.piped(first) as begun:
        yield begun


@contextmanager
def acting_system(database: Database) -> Iterator[Book]:
    """A transaction of the window itself: the clock, set-up, evidence."""
    with database.transaction() as tx:
        book = Book(tx)
        book.become_system()
        yield book


def enter(book: Book, account: str, at: datetime, key: str = "") -> Actor:
    """Say who acts in this transaction.

    Raises:
        MissingError: There is no such account.
    """
    return actor_of(ask_in(book, account, at, key), account)


def ask_in(book: Book, account: str, at: datetime, key: str) -> Cursor[DictRow]:
    """Ask who acts; `actor_of` fetches the answer."""
    name, _, organisation = account.partition("@")
    asked = {"account": name, "organisation": organisation, "at": at, "key": key}
    return book.tx.execute(queries("access").enter.sql, asked)


def actor_of(entering: Cursor[DictRow], account: str) -> Actor:
    """Who acts, as `ask_in` asked.

    Raises:
        MissingError: There is no such account.
    """
    return _actor(entering.fetchone(), account)


def _actor(row: Row | None, account: str) -> Actor:
    if row is None:
        raise MissingError(
            Problem(
                "access.unknown", account, "there is no such account.",
                "Name one that an administrator made; `entrepot demo window` makes some.",
            )
        )  # fmt: skip
    return Actor(
        account=row["account"],
        organisation=row["organisation"],
        uscc=row["uscc"],
        name=row["name"],
        name_zh=row["name_zh"],
        roles=frozenset(row["roles"]),
        offices=tuple(row["offices"]),
        agency=row["agency"],
        mandates={firm: frozenset(scopes) for firm, scopes in row["mandates"].items()},
        credit_class=row["credit_class"],
        is_suspended=row["is_suspended"],
        is_sandbox=row["is_sandbox"],
    )


@cache
def _statement(room: str, name: str) -> Statement:
    return Statement.of(f"{room}.{name}", getattr(queries(room), name).sql)


def new_reference() -> str:
    """A name for a declaration: D and thirteen digits of Crockford's alphabet."""
    bits = secrets.randbits(5 * 13)
    return "D" + "".join(_CROCKFORD[bits >> place & 31] for place in range(0, 5 * 13, 5))


def _plain(value: object) -> str:
    return f"\\x{value.hex()}" if isinstance(value, bytes) else str(value)


def as_json(rows: Sequence[Mapping[str, Any]] | Mapping[str, Any]) -> str:
    """Rows as one JSON text: exact amounts and instants as text, bytes in hex."""
    return orjson.dumps(rows, _plain).decode()


def is_taken(error: psycopg.Error, constraint: str) -> bool:
    """Whether an error is the breach of a constraint."""
    return error.diag.constraint_name == constraint


__all__ = [
    "SYSTEM",
    "Book",
    "Row",
    "acting",
    "acting_system",
    "actor_of",
    "as_json",
    "ask_in",
    "enter",
    "entering",
    "is_taken",
    "new_reference",
]
