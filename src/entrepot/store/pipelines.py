"""Pipelines, stage events and membership of the lists within one transaction."""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from io import StringIO
from typing import Any

from entrepot.industry.pipeline import Span, StageEvent, Standing
from entrepot.store.db import Database
from entrepot.store.queries import queries
from entrepot.store.window import Book, enter
from entrepot.window.actor import SYSTEM, Actor

Row = Mapping[str, Any]
_EVENTS = (
    "copy stage_event_staging from stdin (format csv, force_not_null (currency, reason, source,"
    " status, corrects, project_name, place, chain, enterprise, owner, campaign))"
)
_LISTS = "copy list_staging from stdin (format csv)"
_EVENT = (
    "seq", "root", "event", "day", "stage", "promised", "landed", "currency", "reason", "source",
    "status",
)  # fmt: skip


class Pipelines(Book):
    """The queries of `pipelines.sql` beside those of the window, bound to a transaction."""

    def __getattr__(self, name: str) -> Any:
        found = getattr(queries("pipelines"), name, None)
        return super().__getattr__(name) if found is None else partial(found, self.tx)

    def save_events(self, rows: Iterable[Sequence[object]]) -> None:
        """Keep events, each with the values of `stage_event` in their order."""
        self.stage_events()
        self._copy(_EVENTS, rows)
        self.keep_events()

    def save_lists(self, rows: Iterable[tuple[int, Span, str]]) -> None:
        """Enter projects in their lists: a project, the time, and where it stood in it."""
        self.stage_lists()
        self._copy(_LISTS, ((id_, one.first, one.end, one.state, text) for id_, one, text in rows))
        self.enter_lists()

    def _copy(self, statement: str, rows: Iterable[Sequence[object]]) -> None:
        text = StringIO()
        csv.writer(text).writerows(rows)
        with self.tx.cursor() as cursor, cursor.copy(statement.encode()) as copy:
            copy.write(text.getvalue())


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


def text_of(standings: Sequence[Standing]) -> str:
    """Where a project stood, as it is kept beside a span."""
    return json.dumps(standings, default=str, ensure_ascii=False, separators=(",", ":"))


def standings_of(text: str) -> list[Standing]:
    """Where a project stood, as `text_of` kept it."""
    return [_standing(one) for one in json.loads(text)]


def spans_of(rows: Sequence[Row], days: Sequence[date]) -> list[Span]:
    """Spans as they are kept; of the standings of each, the first and those of some days.

    Only these are made, so that a look at one day does not grow with what happened before.
    """
    told = json.loads("[" + ",".join(row["standings"] for row in rows) + "]")
    texts = [day.isoformat() for day in days]
    return [
        Span(row["list"], row["first"], row["ends"],
             tuple(_standing(one) for one in _needed(every, texts)))
        for row, every in zip(rows, told, strict=True)
    ]  # fmt: skip


def _needed(every: list[list[Any]], days: Sequence[str]) -> list[list[Any]]:
    if len(every) == 1:
        return every
    needed = {0}
    for day in days:
        needed.add(sum(one[0] <= day for one in every) - 1)
    return [one for place, one in enumerate(every) if place in needed]


def _standing(told: Sequence[Any]) -> Standing:
    on, stage, is_lost, since, event, seq, step, is_stalled, reason, promised, landed, *more = told
    return Standing(
        date.fromisoformat(on), stage, is_lost, date.fromisoformat(since), event, seq, step,
        is_stalled, reason, None if promised is None else Decimal(promised),
        None if landed is None else Decimal(landed), *more,
    )  # fmt: skip
