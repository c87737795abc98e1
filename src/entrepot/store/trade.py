"""Batches of trade lines within one transaction, and the files they name."""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from typing import Any

from entrepot.store.db import Database
from entrepot.store.queries import queries
from entrepot.store.window import Book, enter
from entrepot.window.actor import SYSTEM, Actor

Row = Mapping[str, Any]
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class Trade(Book):
    """The queries of `trade.sql` beside those of the window, bound to a transaction."""

    def __getattr__(self, name: str) -> Any:
        found = getattr(queries("trade"), name, None)
        return super().__getattr__(name) if found is None else partial(found, self.tx)


@contextmanager
def acting_trade(database: Database, account: str, at: datetime) -> Iterator[tuple[Trade, Actor]]:
    """A transaction in which somebody acts; without an account it is the machine itself.

    Raises:
        MissingError: There is no such account.
    """
    with database.transaction() as tx:
        book = Trade(tx)
        if account:
            yield book, enter(book, account, at)
        else:
            book.become_system()
            yield book, SYSTEM


def new_batch() -> str:
    """A name nobody can guess: `B` and 13 digits of Crockford's base 32."""
    return "B" + "".join(secrets.choice(_CROCKFORD) for _ in range(13))


def manifest(
    batches: Sequence[Row],
    *,
    first: int = 0,
    last: int = 999999,
    source_id: str = "",
    revision: int | None = None,
) -> list[tuple[str, int]]:
    """Batches and months whose files hold the lines that are asked for.

    Args:
        batches: As `list_batches` told.
        first: First month [yyyymm].
        last: Last month.
        source_id: Only lines of a source.
        revision: Only batches known by then.
    """
    return [
        (one["batch"], month)
        for one in batches
        if (not source_id or one["source_id"] == source_id)
        and (revision is None or one["revision"] <= revision)
        for month in one["months"]
        if first <= month <= last
    ]
