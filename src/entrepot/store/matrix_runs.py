"""Matrices that are worked out in the background, within one transaction."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from entrepot.kernel.errors import MissingError, Problem
from entrepot.store.db import Tx
from entrepot.store.queries import queries

Row = Mapping[str, Any]
"""A row of `matrix_run` by column."""


def add_run(
    tx: Tx, name: str, *, region: str, asked: Mapping[str, object], origins: int,
    destinations: int, at: datetime,
) -> None:  # fmt: skip
    """Keep what was asked; what was asked before stays as it is, unless it failed."""
    queries("matrices").add_run(
        tx, id=name, region=region, asked=json.dumps(asked), origins=origins,
        destinations=destinations, at=at,
    )  # fmt: skip


def get_run(tx: Tx, name: str) -> Row:
    """A matrix by its id.

    Raises:
        MissingError: There is no such matrix.
    """
    found: Row | None = queries("matrices").find_run(tx, id=name)
    if found is None:
        message, hint = f"there is no matrix '{name}'.", "See the list of matrices."
        raise MissingError(Problem("matrix.unknown", "id", message, hint))
    return found


def list_runs(tx: Tx, region: str, most: int) -> list[Row]:
    """The newest matrices of a region, newest first."""
    return list(queries("matrices").list_runs(tx, region=region, most=most))


def count_unfinished(tx: Tx) -> int:
    """How many wait or are being worked out."""
    return int(queries("matrices").count_unfinished(tx))


def drop_old_runs(tx: Tx, region: str, most: int) -> list[str]:
    """Forget the finished matrices beyond the newest so many; gives their ids."""
    rows = queries("matrices").drop_old_runs(tx, region=region, most=most)
    return [row["id"] for row in rows]


def take_run(tx: Tx, region: str, at: datetime) -> Row | None:
    """The oldest that is not finished, marked as being worked out; None where all are."""
    found: Row | None = queries("matrices").take_run(tx, region=region, at=at)
    return found


def hold_the_work(tx: Tx) -> bool:
    """Take the right to work matrices out, until the connection ends; one process has it."""
    return bool(queries("matrices").hold_the_work(tx))


def tell_run(tx: Tx, name: str, done: int) -> None:
    """Keep how many origins are done."""
    queries("matrices").tell_run(tx, id=name, done=done)


def end_run(tx: Tx, name: str, document: Mapping[str, object], at: datetime) -> None:
    """Keep what came out."""
    queries("matrices").end_run(tx, id=name, document=json.dumps(document), at=at)


def fail_run(tx: Tx, name: str, problems: Iterable[Problem], at: datetime) -> None:
    """Keep why nothing came out."""
    told = json.dumps([asdict(problem) for problem in problems])
    queries("matrices").fail_run(tx, id=name, problems=told, at=at)


def file_of(folder: Path, name: str) -> Path:
    """Where the rows of a matrix are kept."""
    return folder / "matrices" / f"{name}.parquet"
