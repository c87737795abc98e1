"""Registers within one transaction, and those that a pack comes with."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from entrepot.store.db import Database
from entrepot.store.packs import read_text
from entrepot.store.queries import queries
from entrepot.store.tables import FileTable, read_table
from entrepot.store.window import Book, enter
from entrepot.window.actor import SYSTEM, Actor

Row = Mapping[str, Any]
Cells = Mapping[str, str]
FOLDER = "rolls"


class Rolls(Book):
    """The queries of `rolls.sql` and `house.sql` beside those of the window, in a transaction."""

    def __getattr__(self, name: str) -> Any:
        found = getattr(queries("rolls"), name, None) or getattr(queries("house"), name, None)
        return super().__getattr__(name) if found is None else partial(found, self.tx)

    def scopes_of(self, account: str) -> list[Row]:
        """Places and chains that an account may tell of, as for projects."""
        return list(queries("pipelines").list_scopes(self.tx, account=account))

    def tell_rows(
        self, import_id: int, region: str, roll: str, circle: str,
        rows: Sequence[tuple[str, Cells, bool]],
    ) -> None:  # fmt: skip
        """Put rows in the place of those of the same id: id, cells, whether it is removed."""
        self.end_roll_rows(region=region, roll=roll, ids=[id_ for id_, _, _ in rows])
        told = [{"row_id": id_, "cells": dict(cells), "is_removed": gone}
                for id_, cells, gone in rows]  # fmt: skip
        self.add_roll_rows(import_id=import_id, region=region, roll=roll, circle=circle,
                           rows=json.dumps(told, ensure_ascii=False))  # fmt: skip


@contextmanager
def acting_rolls(database: Database, account: str, at: datetime) -> Iterator[tuple[Rolls, Actor]]:
    """A transaction in which somebody acts; without an account it is the machine itself.

    Raises:
        MissingError: There is no such account.
    """
    with database.transaction() as tx:
        book = Rolls(tx)
        if account:
            yield book, enter(book, account, at)
        else:
            book.become_system()
            yield book, SYSTEM


def pack_rows(folder: Path, roll: str) -> FileTable | None:
    """The rows that a pack comes with for a register: `rolls/NAME.csv`; None without them."""
    text = read_text(folder / FOLDER / f"{roll}.csv")
    return None if text is None else read_table(text.encode(), f"{FOLDER}/{roll}.csv")
