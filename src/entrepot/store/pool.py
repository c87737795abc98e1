"""Connections to the database, of which the one used last is given first."""

from collections import deque
from typing import Any, TypeVar

from psycopg.rows import dict_row
from psycopg_pool import ConnectionPool

from entrepot.store.line import Line

T = TypeVar("T")


class _Stack(deque[T]):
    def popleft(self) -> T:
        return self.pop()


class Pool(ConnectionPool[Line]):
    """A pool that gives what was given back last.

    The server keeps a process for each connection; of one that has just worked the processor's
    caches still hold what it needs. Given in turn, each would find them cold.

    Args:
        url: Address of the database.
        most: Connections at a time.
        line: What a connection is.
        more: What else it is made with.
    """

    def __init__(self, url: str, most: int, line: type[Line] = Line, **more: Any) -> None:
        super().__init__(
            url,
            connection_class=line,
            kwargs={"row_factory": dict_row, "connect_timeout": 5, **more},
            min_size=1,
            max_size=most,
            open=False,
        )
        self._pool = _Stack()
        self.open()
