"""Green channels within one transaction: eligibility, queues, turns."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from typing import Any

import psycopg

from entrepot.kernel.errors import MissingError, Problem, RefusedError
from entrepot.store.accounts import Accounts
from entrepot.store.db import Database
from entrepot.store.queries import queries
from entrepot.store.window import enter
from entrepot.window.actor import Actor

Row = Mapping[str, Any]
_WAITING = {
    "refund": "list_waiting_refunds", "loan": "list_waiting_loans",
    "insurance": "list_waiting_buyers",
}  # fmt: skip


class Green(Accounts):
    """The queries of `green.sql` beside those of the window, bound to a transaction."""

    def __getattr__(self, name: str) -> Any:
        found = getattr(queries("green"), name, None)
        return super().__getattr__(name) if found is None else partial(found, self.tx)


@contextmanager
def acting_green(database: Database, account: str, at: datetime) -> Iterator[tuple[Green, Actor]]:
    """A transaction in which somebody acts, with the queries of green channels.

    Raises:
        MissingError: There is no such account.
    """
    with database.transaction() as tx:
        book = Green(tx)
        yield book, enter(book, account, at)


def add_eligibility(book: Green, **values: Any) -> str:
    """Keep what was granted; its reference.

    Raises:
        RefusedError: The firm has the channel on some of these days.
    """
    try:
        reference: str = book.add_eligibility(**values)
    except psycopg.errors.ExclusionViolation as error:
        raise RefusedError(
            Problem(
                "green.overlap", "from", "the firm has this channel on some of these days.",
                "Revoke what stands, or choose other days.",
                message_zh="该企业在此期间已有同一绿色通道资格。",
            )
        ) from error  # fmt: skip
    return reference


def get_eligibility(book: Green, reference: str) -> Row:
    """An eligibility that who acts may see.

    Raises:
        MissingError: There is none.
    """
    row: Row | None = book.find_eligibility(reference=reference.strip().upper())
    if row is None:
        raise MissingError(
            Problem(
                "green.unknown", reference[:40], "there is no such eligibility.",
                "`entrepot green list` names yours.", message_zh="没有该绿色通道资格。",
            )
        )  # fmt: skip
    return row


def list_waiting(book: Green, channel: str, queue: str) -> Sequence[Row]:
    """What waits in a queue: `reference`, `org_id`, `since`; the oldest first."""
    return list(getattr(book, _WAITING[channel])(queue=queue))
