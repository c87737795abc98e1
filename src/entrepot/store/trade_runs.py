"""Long runs of the models of trade, within one transaction."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

import orjson

from entrepot.kernel.errors import MissingError, Problem
from entrepot.store.db import Tx
from entrepot.store.queries import queries

Row = Mapping[str, Any]
"""A row of `trade_run` by column."""


def add_run(tx: Tx, name: str, *, about: Mapping[str, object], at: datetime) -> None:
    """Keep what was asked; what is known already stays, unless it failed or was cancelled.

    Args:
        tx: The transaction.
        name: Its id.
        about: model, name, version, asked (JSON) and by.
        at: The instant.
    """
    queries("trade_runs").add_run(tx, id=name, **about, at=at)


def get_run(tx: Tx, name: str) -> Row:
    """A run by its id.

    Raises:
        MissingError: There is no such run.
    """
    found: Row | None = queries("trade_runs").find_run(tx, id=name)
    if found is None:
        message, hint = f"there is no run '{name}'.", "See the list of runs."
        raise MissingError(
            Problem("trade.run_unknown", "id", message, hint, message_zh=f"没有运行“{name}”。")
        )
    return found


def list_runs(tx: Tx, name: str, most: int) -> list[Row]:
    """The newest runs, newest first; only those of a name, unless it is empty."""
    return list(queries("trade_runs").list_runs(tx, name=name, most=most))


def is_known(tx: Tx, name: str) -> bool:
    """Whether a run waits, is being worked out, or is done."""
    return bool(queries("trade_runs").is_known(tx, id=name))


def count_unfinished(tx: Tx) -> int:
    """How many wait or are being worked out."""
    return int(queries("trade_runs").count_unfinished(tx))


def hold_the_work(tx: Tx) -> bool:
    """Take the right to work runs out, until the connection ends; one process has it."""
    return bool(queries("trade_runs").hold_the_work(tx))


def take_run(tx: Tx, at: datetime) -> Row | None:
    """The oldest that is not finished, marked as being worked out; None where all are."""
    found: Row | None = queries("trade_runs").take_run(tx, at=at)
    return found


def tell_run(tx: Tx, name: str, done: int, steps: int) -> None:
    """Keep how far it is."""
    queries("trade_runs").tell_run(tx, id=name, done=done, steps=steps)


def find_state(tx: Tx, name: str) -> str | None:
    """The state of a run; None where it is gone."""
    found: str | None = queries("trade_runs").find_state(tx, id=name)
    return found


def end_run(tx: Tx, name: str, document: Mapping[str, object], at: datetime) -> None:
    """Keep what came out, unless it was cancelled meanwhile."""
    told = orjson.dumps(document).decode()
    queries("trade_runs").end_run(tx, id=name, document=told, at=at)


def fail_run(tx: Tx, name: str, problems: Iterable[Problem], at: datetime) -> None:
    """Keep why nothing came out, unless it was cancelled meanwhile."""
    told = orjson.dumps([asdict(problem) for problem in problems]).decode()
    queries("trade_runs").fail_run(tx, id=name, problems=told, at=at)


def cancel_run(tx: Tx, name: str, at: datetime) -> None:
    """End a run that waits or is being worked out; one that has ended stays as it is."""
    queries("trade_runs").cancel_run(tx, id=name, at=at)
