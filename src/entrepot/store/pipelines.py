"""Pipelines, stage events and membership of the lists within one transaction."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any, NamedTuple

import psycopg
from psycopg.rows import tuple_row

from entrepot.industry.pipeline import Span, StageEvent, Standing
from entrepot.store.db import Database
from entrepot.store.queries import queries
from entrepot.store.window import Book, enter
from entrepot.window.actor import SYSTEM, Actor

Row = Mapping[str, Any]
_STAGED = "copy stage_event_staging ({}) from stdin (format csv)"
_ROOM = "set local work_mem = '64MB'"  # for the rows that a trigger looks at after a statement
_LISTS = "copy list_staging from stdin (format csv)"
_EVENTS = """copy (
    select seq, root, event, day, stage, promised, landed, currency, reason, source, status,
        project_id from stage_event where project_id = any (%s) order by seq
) to stdout (format csv)"""
_EVENT = (
    "seq", "root", "event", "day", "stage", "promised", "landed", "currency", "reason", "source",
    "status",
)  # fmt: skip


class Telling(NamedTuple):
    """What is told of a project, beside its standing."""

    name: str
    place: str
    chain: str
    enterprise: str
    owner: str
    campaign: str


class UndoneError(Exception):
    """What was tried at once is undone; it is to be done step by step."""


class Pipelines(Book):
    """The queries of `pipelines.sql` beside those of the window, bound to a transaction."""

    def __getattr__(self, name: str) -> Any:
        found = getattr(queries("pipelines"), name, None)
        return super().__getattr__(name) if found is None else partial(found, self.tx)

    @contextmanager
    def trying(self) -> Iterator[None]:
        """Run the body, or undo it where it says so, or an event is there already.

        Raises:
            UndoneError: It is undone.
        """
        try:
            with self.tx.transaction():
                self.tx.execute(_ROOM)
                yield
        except psycopg.errors.UniqueViolation:
            raise UndoneError from None

    def events_csv(self, ids: Sequence[int]) -> bytes:
        """Events of some projects, as they became known; `stage_frames.read_events` reads them."""
        with self.tx.cursor() as cursor, cursor.copy(_EVENTS, [list(ids)]) as copy:
            return b"".join(copy)

    def save_events(self, names: Sequence[str], parts: Iterable[bytes]) -> None:
        """Keep events, given as parts of CSV; of `stage_event` they have the columns named."""
        self.stage_events()
        self._copy(_STAGED.format(", ".join(names)), parts)
        self.keep_events()

    def save_lists(self, parts: Iterable[bytes], old: Sequence[int]) -> None:
        """Bring membership up to date; what did not change stays.

        Args:
            parts: As `stage_frames.membership` tells it, as CSV.
            old: Projects that were there before.
        """
        self.stage_lists()
        self._copy(_LISTS, parts)
        if old:
            self.leave_lists(ids=list(old))
        self.enter_lists(ids=list(old))

    def spans(self, **asked: object) -> Iterator[tuple[tuple[str, str], Telling, Span]]:
        """Projects, what is told of each, and its spans with the standings that are asked for.

        Args:
            asked: What `list_spans` takes.
        """
        cursor = self.tx.cursor(row_factory=tuple_row)
        rows = cursor.execute(queries("pipelines").list_spans.sql, asked).fetchall()
        texts = "],[".join(row[-1] for row in rows).replace("\n", ",")
        told = json.loads(f"[[{texts}]]") if rows else []
        for row, every in zip(rows, told, strict=True):
            span = Span(row[8], row[9], row[10], tuple(map(_standing, every)))
            yield row[:2], Telling._make(row[2:8]), span

    def _copy(self, statement: str, parts: Iterable[bytes]) -> None:
        with self.tx.cursor() as cursor, cursor.copy(statement.encode()) as copy:
            for part in parts:
                copy.write(part)


@contextmanager
def acting_pipelines(
    database: Database, account: str, at: datetime
) -> Iterator[tuple[Pipelines, Actor]]:
    """A transaction in which somebody acts; without an account it is the machine itself.

    Raises:
        MissingError: There is no such account.
    """
    with database.transaction() as tx:
        book = Pipelines(tx)
        if account:
            yield book, enter(book, account, at)
        else:
            book.become_system()
            yield book, SYSTEM


def event_of(row: Row) -> StageEvent:
    """An event as it is kept."""
    return StageEvent(*(row[name] for name in _EVENT))


def _standing(told: list[Any]) -> Standing:
    """A standing from its line; ten thousand are read for a list, so in the list that there is."""
    told[0], told[3] = date.fromisoformat(told[0]), date.fromisoformat(told[3])
    if told[9] is not None:
        told[9] = Decimal(told[9])
    if told[10] is not None:
        told[10] = Decimal(told[10])
    return Standing._make(told)
