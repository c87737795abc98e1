"""Searches of portfolios and kept plans within one transaction."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from functools import partial
from typing import Any

import orjson

from entrepot.kernel.errors import MissingError, Problem
from entrepot.store.db import Database, Tx
from entrepot.store.queries import queries
from entrepot.store.window import Book, enter
from entrepot.window.actor import SYSTEM, Actor

Row = Mapping[str, Any]
"""A row of `portfolio_run` or of `plan_version` by column."""


class Portfolios(Book):
    """The queries of `portfolios.sql` beside those of the window, bound to a transaction."""

    def __getattr__(self, name: str) -> Any:
        found = getattr(queries("portfolios"), name, None)
        return super().__getattr__(name) if found is None else partial(found, self.tx)


@contextmanager
def acting_portfolios(
    database: Database, account: str, at: datetime
) -> Iterator[tuple[Portfolios, Actor]]:
    """A transaction in which somebody acts; without an account it is the machine itself.

    Raises:
        MissingError: There is no such account.
    """
    with database.transaction() as tx:
        book = Portfolios(tx)
        if account:
            yield book, enter(book, account, at)
        else:
            book.become_system()
            yield book, SYSTEM


def as_machine(tx: Tx) -> Portfolios:
    """The machine itself acts for the rest of the transaction."""
    book = Portfolios(tx)
    book.become_system()
    return book


def hold_the_work(tx: Tx) -> bool:
    """Take the right to search, until the connection ends; one process has it."""
    return bool(queries("portfolios").hold_the_work(tx))


def get_run(book: Portfolios, name: str) -> Row:
    """A run that who acts may see.

    Raises:
        MissingError: There is none.
    """
    found: Row | None = book.find_run(id=name)
    if found is None:
        message, hint = f"there is no portfolio '{name}'.", "Send its case again."
        raise MissingError(
            Problem("plan.unknown_run", "id", message, hint, message_zh=f"没有方案“{name}”。")
        )
    return found


def tell_run(
    book: Portfolios, turn: Mapping[str, object], *, best: float | None, bound: float | None,
    starts: Mapping[str, int | None] | None, at: datetime,
) -> Row | None:  # fmt: skip
    """Keep how far a search is.

    Args:
        book: Where.
        turn: id and attempts, which tell whose search it is.
        best: Worth of the best plan so far.
        bound: No plan is worth more.
        starts: The best plan so far.
        at: The instant.

    Returns:
        `is_stopped`; None where nobody waits for it, or another process goes on with it.
    """
    found: Row | None = book.tell_run(
        **turn, best=best, bound=bound, starts=_json(starts), at=at
    )  # fmt: skip
    return found


def end_run(
    book: Portfolios, turn: Mapping[str, object], document: Mapping[str, Any], at: datetime
) -> None:
    """Keep what came out, unless another process goes on or nobody waits."""
    best = document.get("objective")
    starts = None if best is None else document["starts"]
    bound = None if best is None else document["bound"]
    book.end_run(
        **turn, best=best, bound=bound, starts=_json(starts), document=_json(document), at=at
    )


def fail_run(
    book: Portfolios, turn: Mapping[str, object], problems: Iterable[Problem], at: datetime
) -> None:
    """Keep why nothing came out, unless another process goes on or nobody waits."""
    told = orjson.dumps([asdict(problem) for problem in problems]).decode()
    book.fail_run(**turn, problems=told, at=at)


def get_version(book: Portfolios, region: str, code: str, number: int | None = None) -> Row:
    """A version of a plan, or the newest.

    Raises:
        MissingError: There is none that who acts may see.
    """
    found: Row | None = book.find_version(region=region, code=code, number=number)
    if found is None:
        what = code if number is None else f"{code} {number}"
        raise MissingError(
            Problem("plan.unknown_version", what[:80], "there is no such plan or version.",
                    "`entrepot portfolio plans` names them.", message_zh="没有该规划方案或版本。")
        )  # fmt: skip
    return found


def _json(value: object) -> str | None:
    return None if value is None else orjson.dumps(value).decode()
