"""Items of programmes and alerts within one transaction."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from typing import Any

from entrepot.kernel.errors import MissingError, Problem
from entrepot.store.db import Database
from entrepot.store.queries import queries
from entrepot.store.window import Book, enter
from entrepot.window.actor import SYSTEM, Actor

Row = Mapping[str, Any]


class Plans(Book):
    """The queries of `plans.sql` beside those of the window, bound to a transaction."""

    def __getattr__(self, name: str) -> Any:
        found = getattr(queries("plans"), name, None)
        return super().__getattr__(name) if found is None else partial(found, self.tx)


@contextmanager
def acting_plans(database: Database, account: str, at: datetime) -> Iterator[tuple[Plans, Actor]]:
    """A transaction in which somebody acts; without an account it is the machine itself.

    Raises:
        MissingError: There is no such account.
    """
    with database.transaction() as tx:
        book = Plans(tx)
        if account:
            yield book, enter(book, account, at)
        else:
            book.become_system()
            yield book, SYSTEM


def get_item(book: Plans, region: str, reference: str) -> Row:
    """An item that who acts may see.

    Raises:
        MissingError: There is none.
    """
    row: Row | None = book.find_item(region=region, reference=reference.strip().upper())
    if row is None:
        raise _none("plan.unknown_item", reference, "there is no such item of a programme.",
                    "`entrepot programme show` names them.", "没有该事项。")  # fmt: skip
    return row


def get_alert(book: Plans, region: str, reference: str) -> Row:
    """An alert that who acts may see.

    Raises:
        MissingError: There is none.
    """
    row: Row | None = book.find_alert(region=region, reference=reference.strip().upper())
    if row is None:
        raise _none("alert.unknown", reference, "there is no such alert.",
                    "`entrepot alert list` names yours.", "没有该预警。")  # fmt: skip
    return row


def _none(code: str, where: str, message: str, hint: str, message_zh: str) -> MissingError:
    return MissingError(Problem(code, where[:40], message, hint, message_zh=message_zh))
