"""The fund within one transaction."""

import secrets
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
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class Fund(Accounts):
    """The queries of `fund.sql` beside those of the window, bound to a transaction."""

    def __getattr__(self, name: str) -> Any:
        found = getattr(queries("fund"), name, None)
        return super().__getattr__(name) if found is None else partial(found, self.tx)


@contextmanager
def acting_fund(database: Database, account: str, at: datetime) -> Iterator[tuple[Fund, Actor]]:
    """A transaction in which somebody acts, with the queries of the fund.

    Raises:
        MissingError: There is no such account.
    """
    with database.transaction() as tx:
        book = Fund(tx)
        yield book, enter(book, account, at)


def new_reference() -> str:
    """A name nobody can guess: `F` and 13 digits of Crockford's base 32."""
    return "F" + "".join(secrets.choice(_CROCKFORD) for _ in range(13))


def get_call(book: Fund, reference: str) -> Row:
    """A call that who acts may see.

    Raises:
        MissingError: There is none.
    """
    return _got(book.find_call(reference=reference.strip().upper()), reference)


def get_application(book: Fund, reference: str) -> Row:
    """An application that who acts may see.

    Raises:
        MissingError: There is none.
    """
    return _got(book.find_application(reference=reference.strip().upper()), reference)


def _got(row: Row | None, reference: str) -> Row:
    if row is None:
        raise MissingError(
            Problem(
                "fund.unknown", reference[:40], "there is no such call or application.",
                "`entrepot fund list` names the calls.", message_zh="没有该征集或申请。",
            )
        )  # fmt: skip
    return row
