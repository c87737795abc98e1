"""A process of its own that works out the runs of trade that wait: `python -m` this, with a region.

It ends with the process that started it, however that came about: its standard input closes
then. It ends as well when the run it works on is cancelled, and the one that started it starts
another for the runs that wait.
"""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import cache

from entrepot.kernel.errors import OutsideError
from entrepot.service.background import GONE, be_friendly, run_worker
from entrepot.service.routes import open_ground
from entrepot.service.trade_runs import work_out_waiting
from entrepot.service.window import open_window
from entrepot.store.db import Database
from entrepot.store.trade_runs import find_state
from entrepot.store.window import acting_system

_LOOK_S = 0.5


def work(region: str) -> None:
    """Work out what waits."""
    be_friendly()
    with open_window(region, connections=2) as window:
        work_out_waiting(
            window.database, now=lambda: datetime.now().astimezone(),
            watched=lambda name: watching(window.database, name),
            ground=cache(lambda: open_ground(region)), window=window,
        )  # fmt: skip


@contextmanager
def watching(database: Database, name: str) -> Iterator[None]:
    """End this process when nobody waits any more for the run that the body works out."""
    done = threading.Event()
    threading.Thread(target=_watch, args=(database, name, done), daemon=True).start()
    try:
        yield
    finally:
        done.set()


def _watch(database: Database, name: str, done: threading.Event) -> None:
    while not done.wait(_LOOK_S):
        with suppress(OutsideError):  # who works finds out by himself
            if _is_cancelled(database, name) and not done.is_set():
                os._exit(GONE)


def _is_cancelled(database: Database, name: str) -> bool:
    with acting_system(database) as book:
        return find_state(book.tx, name) in (None, "cancelled")


if __name__ == "__main__":
    run_worker(work)
