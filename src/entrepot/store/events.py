"""Reading all events of the database, as they are stored, in memory that does not grow."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import IsolationLevel
from psycopg.rows import dict_row

from entrepot.store.db import Tx, told_as_outside
from entrepot.store.queries import queries
from entrepot.window.evidence import Head
from entrepot.window.verification import Fault, Row

_EVENT = ("text", "int4", "text", "text", "text", "text", "text", "bytea", "bytea")
_HEAD = ("text", "int4", "bytea")


@contextmanager
def one_moment(url: str) -> Iterator[Tx]:
    """A transaction that sees the database as it is at its first query, every row of it.

    Args:
        url: Address for the superuser, or for the owner on a server of one's own.

    Raises:
        OutsideError: The database is silent, or went away in the middle.
    """
    with told_as_outside(), psycopg.connect(url, row_factory=dict_row) as tx:
        tx.isolation_level = IsolationLevel.REPEATABLE_READ
        queries("evidence").set_scope(tx)
        yield tx


def read_events(tx: Tx) -> Iterator[Row]:
    """Every event, by chain and number."""
    return map(Row._make, _copied(tx, "copy_events", _EVENT))


def read_heads(tx: Tx) -> Iterator[Head]:
    """The last event of each chain, by chain."""
    return (Head(*row) for row in _copied(tx, "copy_heads", _HEAD))


def _copied(tx: Tx, name: str, types: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    with tx.cursor() as cursor, cursor.copy(_sql(name)) as copy:
        copy.set_types(types)
        yield from copy.rows()


def _sql(name: str) -> bytes:
    text: str = getattr(queries("evidence"), name).sql
    return text.encode()


def find_unlike(tx: Tx, sealed: Iterable[Head]) -> Fault | None:
    """The first of the heads once sealed that is no longer the event it was."""
    queries("evidence").make_sealed(tx)
    with tx.cursor() as cursor, cursor.copy(_sql("copy_sealed")) as copy:
        copy.set_types(_HEAD)
        for head in sealed:
            copy.write_row((head.chain, head.seq, head.hash))
    row = queries("evidence").find_unlike(tx)
    return Fault(row["chain"], row["seq"], "rewritten") if row else None


def find_misplaced(tx: Tx) -> Fault | None:
    """The first declaration without events, or event that is not filed under its declaration."""
    reference = queries("evidence").find_unrecorded(tx)
    if reference is not None:
        return Fault(reference, 1, "unrecorded")
    row = queries("evidence").find_misfiled(tx)
    return Fault(row["chain"], row["seq"], "misfiled") if row else None
