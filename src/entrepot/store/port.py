"""The land port's tables within one transaction; the deciding is the room `port`'s."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from entrepot.port.events import Event
from entrepot.store.db import Tx
from entrepot.store.queries import queries
from entrepot.store.window import Book


class Port(Book):
    """The queries of `port.sql` beside those of the window, bound to a transaction."""

    def __init__(self, tx: Tx) -> None:
        super().__init__(tx)
        self._port = queries("port")

    def __getattr__(self, name: str) -> Any:
        if hasattr(self._port, name):
            return partial(getattr(self._port, name), self.tx)
        return super().__getattr__(name)


def stage_events(book: Port, events: Iterable[tuple[int, Event]]) -> None:
    """Copy events, each with the number of its line, into the table of this transaction."""
    book.make_staging()
    text = queries("port").copy_staging.sql.rstrip().rstrip(";")
    with book.tx.cursor() as cursor, cursor.copy(text) as copy:
        for line, one in events:
            copy.write_row(
                (line, one.key, one.container, one.event, one.at, one.site, one.size_type,
                 one.status, one.route, one.call, one.seal, one.gross_kg)
            )  # fmt: skip
