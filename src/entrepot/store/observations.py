"""Observations, published schemes and kept runs within one transaction."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from typing import Any

from entrepot.assess.observations import Entry
from entrepot.store.db import Database
from entrepot.store.queries import queries
from entrepot.store.window import Book, enter
from entrepot.window.actor import SYSTEM, Actor

Row = Mapping[str, Any]
_INSERT = """
insert into observation (what, geography, period, step, valid, known, value, unit, source, status,
    note, file, file_row, made_by)
values (%s, %s, %s, %s, daterange(%s, %s), tstzrange(%s, null), %s, %s, %s, %s, %s, %s, %s, %s)
"""


class Known(Book):
    """The queries of `observations.sql` beside those of the window, bound to a transaction."""

    def __getattr__(self, name: str) -> Any:
        found = getattr(queries("observations"), name, None)
        return super().__getattr__(name) if found is None else partial(found, self.tx)

    def add_entries(self, entries: Iterable[Entry], *, file: str, by: str, at: datetime) -> None:
        """Keep values as known from an instant on."""
        rows = [
            (one.what, one.where, one.when.text, one.when.step, one.when.first, one.when.end, at,
             one.value, one.unit, one.source, one.status, one.note, file, one.row, by)
            for one in entries
        ]  # fmt: skip
        with self.tx.cursor() as cursor:
            cursor.executemany(_INSERT, rows)


@contextmanager
def acting_known(database: Database, account: str, at: datetime) -> Iterator[tuple[Known, Actor]]:
    """A transaction in which somebody acts; without an account it is the machine itself.

    Raises:
        MissingError: There is no such account.
    """
    with database.transaction() as tx:
        book = Known(tx)
        if account:
            yield book, enter(book, account, at)
        else:
            book.become_system()
            yield book, SYSTEM
