"""Lists, allowances and offshore deals within one transaction; bulk goes by COPY to staging."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from typing import Any

from entrepot.store.db import Database, Tx
from entrepot.store.queries import queries
from entrepot.store.window import Book, enter
from entrepot.window.actor import Actor
from entrepot.window.evidence import Event

Row = Mapping[str, Any]
STAGED = (
    "line", "reference", "order_number", "digest", "mode", "flow", "accepted_on", "person",
    "sealed", "waybill", "gross_mass_kg", "goods", "freight", "insurance", "discount",
    "discount_kind", "tax_paid", "paid", "partner", "treatment", "filing", "taxable", "counted",
    "duty", "consumption_tax", "vat", "year", "ceiling", "body", "hash",
)  # fmt: skip
ITEMS = (
    "list", "seq", "hs", "quantity", "value", "duty_pct", "vat_pct", "consumption_tax_pct",
    "origin", "taxable", "duty", "consumption_tax", "vat",
)  # fmt: skip
PARCELS = (
    "reference", "org_id", "waybill", "digest", "kind", "flow", "description", "pieces",
    "gross_mass_kg", "value", "currency", "origin", "made_by", "made_at",
)  # fmt: skip
EVENTS = ("chain", "seq", "at", "kind", "party", "account", "body", "prev_hash", "hash")


class Lists(Book):
    """The queries of `ecommerce.sql` beside those of the window, bound to a transaction."""

    def __init__(self, tx: Tx) -> None:
        super().__init__(tx)
        self._lists = queries("ecommerce")

    def __getattr__(self, name: str) -> Any:
        if hasattr(self._lists, name):
            return partial(getattr(self._lists, name), self.tx)
        return super().__getattr__(name)


@contextmanager
def acting_on_lists(
    database: Database, account: str, at: datetime
) -> Iterator[tuple[Lists, Actor]]:
    """A transaction in which somebody acts on lists.

    Raises:
        MissingError: There is no such account.
    """
    with database.transaction() as tx:
        book = Lists(tx)
        yield book, enter(book, account, at)


def copy_rows(
    book: Book, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Copy rows to a staging table."""
    with (
        book.tx.cursor() as cursor,
        cursor.copy(f"copy {table} ({', '.join(columns)}) from stdin") as copy,
    ):
        for row in rows:
            copy.write_row(row)


def copy_text(book: Book, table: str, columns: Sequence[str], lines: Iterable[str]) -> None:
    """Copy rows to a staging table that were written by `copy_line`."""
    with (
        book.tx.cursor() as cursor,
        cursor.copy(f"copy {table} ({', '.join(columns)}) from stdin") as copy,
    ):
        copy.write("".join(lines))


def copy_events(book: Lists, events: Iterable[Event]) -> None:
    """Copy events to staging and keep them."""
    copy_rows(
        book, "event_staging", EVENTS,
        ((one.chain, one.seq, one.at, one.kind, one.party, one.account, one.body, one.prev_hash,
          one.hash) for one in events),
    )  # fmt: skip
    book.keep_staged_events()
