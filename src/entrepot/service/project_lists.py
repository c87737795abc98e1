"""The three lists at a date, as known now or then, and what becomes of a pipeline's projects."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from entrepot.industry.ladder import Pipeline
from entrepot.industry.metrics import Life, life_of, measure
from entrepot.industry.pipeline import Span, effective, faults, spans, standings
from entrepot.industry.stage_rows import TOLD
from entrepot.kernel.errors import InputError, MissingError, Problem
from entrepot.service.pipelines import SEERS, need, pipelines_of
from entrepot.service.project_list_documents import (
    Ground,
    instant,
    list_document,
    metrics_document,
    weakest_of,
)
from entrepot.service.window import Window
from entrepot.store.pipelines import Pipelines, Row, Telling, acting_pipelines, event_of

Document = dict[str, Any]
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Asked:
    """Which lists are asked for.

    Attributes:
        days: Days of the snapshots.
        since: Day from which the first tells changes; None tells none.
        known_at: Instant of what was known; None is now.
        pipeline, chain, place: Only projects of it; empty is every one.
    """

    days: tuple[date, ...]
    since: date | None = None
    known_at: datetime | None = None
    pipeline: str = ""
    chain: str = ""
    place: str = ""


def list_projects(window: Window, asked: Asked, *, by: str, at: datetime) -> Document:
    """The lists on one day, or on several with what moved between them.

    Args:
        window: The window.
        asked: Days and filters.
        by: Who asks; empty is the machine itself. One sees the projects that are for one's eyes.
        at: Now.

    Raises:
        InputError: The days are out of order.
        MissingError: There is no such pipeline.
        RoleError: Who asks has nothing to do with projects.
    """
    days = sorted(set(asked.days))
    if not days or (asked.since and asked.since > days[0]):
        raise InputError(
            Problem("lists.days", "since", "lies after the day of the lists.",
                    "Give an earlier day.", message_zh="起始日晚于名录日期。")
        )  # fmt: skip
    with acting_pipelines(window.database, by, at) as (book, who):
        need(who, SEERS)
        book.lock_to_read()
        known = pipelines_of(book)
        _need_pipeline(asked.pipeline, known)
        last = book.last_import()
        known_at = asked.known_at or (max(at, last["known_from"]) if last else at)
        ground = _ground(book, asked, [*([asked.since] if asked.since else []), *days])
    first = [None if asked.since is None else asked.since, *days]
    told = [list_document(ground, known, day, since, known_at)
            for since, day in zip(first, days, strict=False)]  # fmt: skip
    return told[0] if len(told) == 1 else {"known_at": instant(known_at), "snapshots": told}


def measure_pipeline(
    window: Window, pipeline: str, day: date, *, by: str, at: datetime
) -> Document:
    """What became of the projects of a pipeline up to a day.

    Raises:
        MissingError: There is no such pipeline.
        RoleError: Who asks has nothing to do with projects.
    """
    with acting_pipelines(window.database, by, at) as (book, who):
        need(who, SEERS)
        book.lock_to_read()
        known = pipelines_of(book)
        _need_pipeline(pipeline, known)
        last = book.last_import()
        rows = book.list_all_known(last=last["last_seq"] if last else 0, pipeline=pipeline)
        lives = list(_lives(rows, day))
        known_at = max(at, last["known_from"]) if last else at
    head = {"pipeline": pipeline, "name": known[pipeline].name, "as_of": day.isoformat(),
            "known_at": instant(known_at), "projects": len(lives)}  # fmt: skip
    return {**head, **metrics_document(measure(lives)), "status": weakest_of(lives)}


def _need_pipeline(code: str, known: Mapping[str, Pipeline]) -> None:
    if code and code not in known:
        raise MissingError(
            Problem("pipeline.unknown", code[:60], "there is no such pipeline.",
                    "`entrepot pipeline list` names them.", message_zh="没有该流程。")
        )  # fmt: skip


def _ground(book: Pipelines, asked: Asked, days: Sequence[date]) -> Ground:
    """Spans as they are kept; of projects of which more became known since, from their events."""
    ground, last = Ground(), None
    if asked.known_at is not None:
        last = book.known_until(at=asked.known_at)
        for key, told, found in _known_then(book.list_known(last=last, pipeline=asked.pipeline)):
            if asked.chain in ("", told.chain) and asked.place in ("", told.place):
                ground.told[key] = told
                ground.spans += [(key, span) for span in found]
    for key, told, span in book.spans(
        since=min(days), day=max(days), wanted=list(days), is_one=len(days) == 1, last=last,
        pipeline=asked.pipeline, chain=asked.chain, place=asked.place,
    ):  # fmt: skip
        ground.told[key] = told
        ground.spans.append((key, span))
    return ground


def _known_then(rows: Iterable[Row]) -> Iterable[tuple[Key, Telling, list[Span]]]:
    """Projects as their events tell them that were known."""
    for _, group in groupby(rows, lambda row: row["project_id"]):
        events = list(group)
        told = dict.fromkeys(TOLD, "")
        for row in events:
            told.update({name: row[name] for name in TOLD if row[name]})
        counted = effective(event_of(row) for row in events)
        if counted and not list(faults(counted)):
            key = events[0]["pipeline"], events[0]["code"]
            yield key, Telling(*told.values()), spans(standings(counted))


def _lives(rows: Iterable[Row], day: date) -> Iterable[Life]:
    for code, group in groupby(rows, lambda row: row["code"]):
        life = life_of(code, [event_of(row) for row in group], day)
        if life:
            yield life
