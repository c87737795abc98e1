"""A process of its own that searches the portfolios that wait: `python -m` this, with a region.

It tells the store the best plan and the bound so far, and asks whether to go on. It may end in the
middle of everything: the next process goes on from the best plan told. Of several only one
searches at a time, and only what the last one that took a run up tells of it counts.
"""

import os
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import Any

from entrepot.kernel.errors import EntrepotError, ModelError, OutsideError, Problem
from entrepot.plan.case import Case, Starts, worth_of
from entrepot.plan.intake import read_case
from entrepot.service.background import GONE, be_friendly, run_worker
from entrepot.service.cases import parse_cases
from entrepot.service.portfolio import frontier_document, regret_document, solved
from entrepot.service.portfolio_runs import FRONTIER, POINTS, REGRET
from entrepot.service.window import open_window
from entrepot.store import portfolios as store
from entrepot.store.db import Database, Tx

Document = dict[str, Any]
MOST_ATTEMPTS = 5  # a run that ends its process as often is given up
_EACH_S = 1.0


def work(region: str) -> None:
    """Search what waits."""
    be_friendly()
    with open_window(region, connections=2) as window:
        work_out_waiting(window.database, now=lambda: datetime.now().astimezone())


def work_out_waiting(database: Database, *, now: Callable[[], datetime]) -> int:
    """Search what waits, one after another; what another process works on is left to it.

    Returns:
        How many were searched.

    Raises:
        OutsideError: The database went away; the next process goes on.
    """
    count = 0
    with database.apart() as held:
        if not store.hold_the_work(held):
            return 0
        while (row := _take(database, now())) is not None:
            _work_out(Search(database, now, row), row)
            count += 1
    return count


class Search:
    """What is known so far of a run that is being searched.

    Attributes:
        turn: id and attempts, which tell whose search it is.
        stopped: Set where the search is to end with the best plan found.
    """

    def __init__(self, database: Database, now: Callable[[], datetime], row: store.Row) -> None:
        self.database, self.now = database, now
        self.turn: Mapping[str, object] = {"id": row["id"], "attempts": row["attempts"]}
        self.stopped = threading.Event()
        self.best: float | None = None
        self.bound: float | None = None
        self.starts: Starts | None = None
        self._told: tuple[float | None, float | None] = (None, None)
        if row["is_stopped"]:
            self.stopped.set()

    def watch(self, _best: float | None, bound: float | None) -> bool:
        """Take a bound in; whether to end. What is best is told with its plan."""
        self.bound = bound if self.bound is None or bound is None else min(bound, self.bound)
        return self.stopped.is_set()

    def is_over(self, *_: float | None) -> bool:
        """Whether nobody wants to wait any longer."""
        return self.stopped.is_set()

    def keep(self, case: Case, starts: Starts) -> None:
        """Take a better plan in."""
        worth = worth_of(case, starts).objective
        if self.best is None or worth > self.best:
            self.best, self.starts = worth, starts

    @contextmanager
    def telling(self) -> Iterator[None]:
        """Tell the store how far it is for as long as the body runs."""
        done = threading.Event()
        teller = threading.Thread(target=self._tell_until, args=(done,), daemon=True)
        teller.start()
        try:
            yield
        finally:
            done.set()
            teller.join()

    def save(self, act: Callable[[store.Portfolios], None]) -> None:
        """Do the last thing with a run; once more where the database dies in the middle."""

        def work(tx: Tx) -> None:
            act(store.as_machine(tx))

        self.database.run_repeatable(work)

    def _tell_until(self, done: threading.Event) -> None:
        while not done.wait(_EACH_S):
            with suppress(OutsideError):  # the next second tells it
                if (told := self._tell()) is None and not done.is_set():
                    os._exit(GONE)
                if told and told["is_stopped"]:
                    self.stopped.set()

    def _tell(self) -> store.Row | None:
        best, bound, starts = self.best, self.bound, self.starts
        with self.database.transaction() as tx:
            book = store.as_machine(tx)
            if (best, bound) == self._told:
                found: store.Row | None = book.find_turn(**self.turn)
                return found
            found = store.tell_run(
                book, self.turn, best=best, bound=bound, starts=starts, at=self.now()
            )
        self._told = (best, bound)
        return found


def _take(database: Database, at: datetime) -> store.Row | None:
    with database.transaction() as tx:
        found: store.Row | None = store.as_machine(tx).take_run(at=at)
        return found


def _work_out(search: Search, row: store.Row) -> None:
    """Search a run and keep what came out, or why nothing did."""
    try:
        if row["attempts"] > MOST_ATTEMPTS:
            message = f"its process ended {MOST_ATTEMPTS} times before it was done."
            raise ModelError(Problem("plan.broke", "run", message, "Make the case smaller.",
                                     message_zh="求解进程多次中断。"))  # fmt: skip
        with search.telling():
            found = _answer(search, row)
    except OutsideError:
        raise
    except EntrepotError as error:
        problems = error.problems
        search.save(lambda book: store.fail_run(book, search.turn, problems, search.now()))
        return
    search.save(lambda book: store.end_run(book, search.turn, found, search.now()))


def _answer(search: Search, row: store.Row) -> Document:
    case = read_case(parse_cases(row["asked"].encode(), "case"))
    if row["ask"] == FRONTIER:
        return frontier_document(case, row["against"], POINTS, search.is_over)
    if row["ask"] == REGRET:
        return regret_document(case, search.is_over)
    return solved(
        case, watch=search.watch, is_over=search.is_over, begin=row["starts"], most=row["bound"],
        keep=lambda starts: search.keep(case, starts),
    )  # fmt: skip


if __name__ == "__main__":
    run_worker(work, is_rude=True)
