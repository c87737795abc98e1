"""Trade loans and credit insurance within one transaction."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from typing import Any

from entrepot.kernel.errors import MissingError, Problem
from entrepot.store.accounts import Accounts
from entrepot.store.db import Database
from entrepot.store.queries import queries
from entrepot.store.window import enter
from entrepot.window.actor import Actor

Row = Mapping[str, Any]


class Lending(Accounts):
    """The queries of `lending.sql` beside those of the window, bound to a transaction."""

    def __getattr__(self, name: str) -> Any:
        found = getattr(queries("lending"), name, None)
        return super().__getattr__(name) if found is None else partial(found, self.tx)


@contextmanager
def acting_lending(
    database: Database, account: str, at: datetime
) -> Iterator[tuple[Lending, Actor]]:
    """A transaction in which somebody acts, with the queries of loans and credit insurance.

    Raises:
        MissingError: There is no such account.
    """
    with database.transaction() as tx:
        book = Lending(tx)
        yield book, enter(book, account, at)


def get_loan(book: Lending, reference: str) -> Row:
    """A loan that who acts may see.

    Raises:
        MissingError: There is none.
    """
    return _got(book.find_loan(reference=reference.strip().upper()), reference)


def get_buyer(book: Lending, reference: str) -> Row:
    """An insured buyer that who acts may see.

    Raises:
        MissingError: There is none.
    """
    return _got(book.find_buyer(reference=reference.strip().upper()), reference)


def _got(row: Row | None, reference: str) -> Row:
    if row is None:
        raise MissingError(
            Problem(
                "lending.unknown", reference[:40], "there is no such loan or insured buyer.",
                "List yours.", message_zh="没有该笔贷款或投保买方。",
            )
        )  # fmt: skip
    return row
