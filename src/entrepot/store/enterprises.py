"""Firms of the register, and what other rooms hold of them, within one transaction."""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from entrepot.store.db import Database
from entrepot.store.queries import queries
from entrepot.store.window import Book, enter
from entrepot.window.actor import SYSTEM, Actor

Row = Mapping[str, Any]
B = TypeVar("B", bound=Book)


class Enterprises(Book):
    """The queries of `enterprises.sql` beside those of the window, bound to a transaction."""

    def __getattr__(self, name: str) -> Any:
        found = getattr(queries("enterprises"), name, None)
        return super().__getattr__(name) if found is None else partial(found, self.tx)


class Dossiers(Book):
    """The queries of `dossiers.sql` beside those of the window, bound to a transaction."""

    def __getattr__(self, name: str) -> Any:
        found = getattr(queries("dossiers"), name, None)
        return super().__getattr__(name) if found is None else partial(found, self.tx)


def acting_enterprises(
    database: Database, account: str, at: datetime
) -> AbstractContextManager[tuple[Enterprises, Actor]]:
    """A transaction in which somebody acts; without an account it is the machine itself.

    Raises:
        MissingError: There is no such account.
    """
    return _acting(Enterprises, database, account, at)


def acting_dossiers(
    database: Database, account: str, at: datetime
) -> AbstractContextManager[tuple[Dossiers, Actor]]:
    """The same for what other rooms hold of a firm.

    Raises:
        MissingError: There is no such account.
    """
    return _acting(Dossiers, database, account, at)


@contextmanager
def _acting(
    make: type[B], database: Database, account: str, at: datetime
) -> Iterator[tuple[B, Actor]]:  # fmt: skip
    with database.transaction() as tx:
        book = make(tx)
        if account:
            yield book, enter(book, account, at)
        else:
            book.become_system()
            yield book, SYSTEM
