"""Notices by due date and feeds of calendars within one transaction."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from typing import Any

from entrepot.kernel.errors import MissingError
from entrepot.store.db import Database
from entrepot.store.queries import queries
from entrepot.store.window import Book, enter
from entrepot.window.actor import SYSTEM, Actor

Row = Mapping[str, Any]


class Notices(Book):
    """The queries of `notices.sql` beside those of the window, bound to a transaction."""

    def __getattr__(self, name: str) -> Any:
        found = getattr(queries("notices"), name, None)
        return super().__getattr__(name) if found is None else partial(found, self.tx)


@contextmanager
def acting_notices(
    database: Database, account: str, at: datetime
) -> Iterator[tuple[Notices, Actor]]:
    """A transaction in which somebody acts; without an account it is the machine itself.

    Raises:
        MissingError: There is no such account.
    """
    with database.transaction() as tx:
        book = Notices(tx)
        if account:
            yield book, enter(book, account, at)
        else:
            book.become_system()
            yield book, SYSTEM


@contextmanager
def acting_by_feed(
    database: Database, digest: bytes, at: datetime
) -> Iterator[tuple[Notices, Actor] | None]:
    """A transaction in which whose calendar has an address acts; None where nobody's has it."""
    with database.transaction() as tx:
        book = Notices(tx)
        book.become_system()
        row = book.find_feed(digest=digest)
        try:
            actor = enter(book, row["account"], at) if row else None
        except MissingError:  # closed since
            actor = None
        yield (book, actor) if actor else None
