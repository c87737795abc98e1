"""Stage events of a plain file, kept by columns: all at once, or not at all."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

import numpy as np
import pyarrow as pa
from pyarrow import compute

from entrepot.industry.stage_rows import TOLD
from entrepot.service.stage_columns import AMOUNTS, APART, Columns, pair
from entrepot.service.stage_projects import (
    Project,
    find_projects,
    need_scope,
    save_projects,
)
from entrepot.store.pipelines import Pipelines, Row, UndoneError
from entrepot.store.stage_frames import (
    SCHEMA,
    csv_parts,
    effective_table,
    events_table,
    membership,
    read_events,
    said,
    scattered,
)
from entrepot.window.actor import Actor

_KEPT = ("pipeline", "event", "stage", "currency", "reason", "source", "status", "corrects", *TOLD)


def keep_plain(
    book: Pipelines, events: Columns, pipelines: Mapping[str, object], seq: int,
    scopes: Sequence[Row] | None, who: Actor, at: datetime,
) -> tuple[int, int]:  # fmt: skip
    """Keep events that correct nothing, and bring the lists up to date.

    Args:
        book: The store.
        events: As `plain_events` found them.
        pipelines: Those that there are.
        seq: Place of the last event that there is.
        scopes: Places and chains of who acts; None is every one.
        who: Who acts.
        at: Now.

    Returns:
        Events added, and new projects.

    Raises:
        UndoneError: An event is there already, or a project would make no story.
        RoleError: A project is not his to tell of.
    """
    with book.trying():
        projects, whose = _projects(book, events, pipelines)
        new = [one for one in projects if one.before is None]
        old = [one.id for one in projects if one.before is not None]
        save_projects(book, {one.key: one for one in projects}, who, at)
        ids = np.array([one.id for one in projects])
        table = _table(events, ids[whose], seq)
        before = read_events(book.events_csv(old)) if old else SCHEMA.empty_table()
        every = pa.concat_tables([before, table.select(SCHEMA.names)])
        with ThreadPoolExecutor(1) as beside:  # while the database keeps the events
            lists = beside.submit(_membership, every)
            told = said(table)
            book.save_events(told.column_names, csv_parts(told))
        need_scope(projects, scopes, who)
        book.save_lists(csv_parts(lists.result()), old)
    return len(whose), len(new)


def _membership(events: Any) -> Any:
    counted = effective_table(events)
    if counted is None:
        raise UndoneError
    return scattered(membership(counted))


def keep_lists(book: Pipelines, projects: Sequence[Project]) -> None:
    """Bring the lists of projects up to date, by all of their events."""
    events = events_table((one.id, event) for one in projects for event in one.events)
    counted = effective_table(events)
    assert counted is not None  # `stage_story` tells what makes no story
    old = [one.id for one in projects if one.before is not None]
    book.save_lists(csv_parts(membership(counted)), old)


def _projects(
    book: Pipelines, events: Columns, pipelines: Mapping[str, object]
) -> tuple[list[Project], Any]:
    """Projects with what is told of them, and the place among them of each event's."""
    keys = pair(events["pipeline"], events["project"]).dictionary_encode()
    named = [(one[0], one[1]) for one in (key.split(APART) for key in keys.dictionary.to_pylist())]
    projects = list(find_projects(book, named, pipelines).values())
    whose = keys.indices.to_numpy()
    for name in TOLD:
        _tell(projects, whose, name, events[name])
    return projects, whose


def _tell(projects: Sequence[Project], whose: Any, name: str, column: Any) -> None:
    """Tell of projects what the last event says that says it."""
    some = np.flatnonzero(compute.not_equal(column, "").to_numpy(zero_copy_only=False))
    last = np.full(len(projects), -1)
    last[whose[some]] = some
    told = np.flatnonzero(last >= 0)
    texts = column.take(pa.array(last[told])).to_pylist()
    for place, text in zip(told.tolist(), texts, strict=True):
        projects[place].told[name] = text


def _table(events: Columns, ids: Any, seq: int) -> Any:
    """Events as `stage_event` has them; each is known after the one before it in the file."""
    seqs = pa.array(np.arange(seq + 1, seq + 1 + len(ids)))
    amounts = {name: compute.if_else(compute.equal(events[name], ""), None, events[name])
               for name in AMOUNTS}  # fmt: skip
    kept = {name: events[name] for name in ("day", *_KEPT)}
    return pa.table({"seq": seqs, "root": seqs, "project_id": pa.array(ids), **kept, **amounts})
