"""Stage events of a file: kept all or nothing, the lists brought up to date with them."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from entrepot.industry.ladder import CANONICAL, VOID
from entrepot.industry.stage_rows import TOLD, check_header, read_rows
from entrepot.kernel.errors import InputError, Problem
from entrepot.service.pipelines import KEEPERS, need, pipelines_of
from entrepot.service.stage_projects import need_scope, save_projects
from entrepot.service.stage_story import refuse, take_in
from entrepot.service.window import Window
from entrepot.store.pipelines import Pipelines, Row, UndoneError, acting_pipelines
from entrepot.window.actor import SYSTEM, Actor

Document = dict[str, Any]
Words = Mapping[str, Mapping[str, str]]
_CANONICAL: Mapping[str, str] = {one: one for one in (*CANONICAL, VOID)}
_TICK = timedelta(microseconds=1)
_EVENT = ("seq", "root", "pipeline", "event", "project_id", "day", "stage", "promised", "landed",
          "currency", "reason", "source", "status", "corrects", *TOLD)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Desk:
    """What an import is done with: the store, who acts and for which projects, and when."""

    book: Pipelines
    who: Actor
    scopes: Sequence[Row] | None
    words: Words
    currency: str
    at: datetime
    seq: int

    def words_of(self, pipeline: str) -> Mapping[str, str]:
        """Stage words of a pipeline."""
        return self.words.get(pipeline, _CANONICAL)


def import_events(window: Window, data: bytes, name: str, *, by: str, at: datetime) -> Document:
    """Keep the stage events of a file, all or nothing, as known from now on.

    Args:
        window: The window.
        data: CSV with event, pipeline, project, on, stage, and what is optional.
        name: What the file is called.
        by: A promoter; empty is the machine itself.
        at: Now.

    Returns:
        Rows read, events added, events that were there already, new projects.

    Raises:
        InputError: A cell cannot be used; every one is named.
        RefusedError: An event of the same name says something else.
        RoleError: Who acts is no promoter, or a project is not his to tell of.
    """
    from entrepot.service.stage_columns import read_columns

    columns = read_columns(data)
    rows = _table(data, name) if columns is None else None
    with acting_pipelines(window.database, by, at) as (book, who):
        need(who, KEEPERS)
        scopes = None if who == SYSTEM else list(book.list_scopes(account=who.account))
        with book.as_system():
            book.lock_pipelines()
            last = book.last_import()
            words = {code: one.words for code, one in pipelines_of(book).items()}
            desk = _Desk(book, who, scopes, words, window.reference.settings.currency, at,
                         last["last_seq"] if last else 0)  # fmt: skip
            read, added, new = (
                (columns and _keep_at_once(desk, columns))
                or _keep_by_row(desk, *(rows or _table(data, name)), name)
            )  # fmt: skip
            if added:
                known_from = max(at, last["known_from"] + _TICK) if last else at
                book.add_import(known_from=known_from, first_seq=desk.seq + 1,
                                last_seq=desk.seq + added, file=name, read=read,
                                by=who.account)  # fmt: skip
    return {"read": read, "added": added, "already": read - added, "projects_new": new}


def _keep_at_once(desk: _Desk, columns: Mapping[str, Any]) -> tuple[int, int, int] | None:
    """Rows read, events added, new projects; None where a row asks for a closer look."""
    from entrepot.service.stage_columns import plain_events
    from entrepot.service.stage_plain import keep_plain

    events = plain_events(columns, desk.words_of, desk.currency)
    if events is None:
        return None
    try:
        added, new = keep_plain(desk.book, events, desk.words, desk.seq, desk.scopes, desk.who,
                                desk.at)  # fmt: skip
    except UndoneError:
        return None
    return added, added, new


def _keep_by_row(
    desk: _Desk, header: Sequence[str], cells: Sequence[list[str]], name: str
) -> tuple[int, int, int]:
    """Rows read, events added, new projects; everything that is wrong is told."""
    from entrepot.service.stage_plain import keep_lists

    rows, problems = read_rows(header, cells, desk.words_of, desk.currency)
    refuse(problems, name)
    taken = take_in(desk.book, rows, name, desk.seq)
    projects = list(taken.projects.values())
    need_scope(projects, desk.scopes, desk.who)
    new = sum(one.before is None for one in projects)
    if taken.events:
        save_projects(desk.book, taken.projects, desk.who, desk.at)
        desk.book.save_events(_EVENT, [_csv(
            (one.seq, one.root, row.pipeline, row.event, taken.projects[row.key].id, *row[4:])
            for row, one in taken.events
        )])  # fmt: skip
        keep_lists(desk.book, projects)
    return len(rows), len(taken.events), new


def _table(data: bytes, name: str) -> tuple[list[str], list[list[str]]]:
    """Header and cells of a file; rows that are blank are none."""
    try:
        text = data.decode("utf-8-sig")
        if "\0" in text:
            raise ValueError
        rows = [row for row in csv.reader(io.StringIO(text, newline=""), strict=True) if row]
    except (ValueError, csv.Error):
        raise InputError(
            Problem("stage_event.text", name, "is no CSV in UTF-8.", "Save it as CSV in UTF-8.",
                    message_zh="不是 UTF-8 的 CSV 表格。")
        ) from None  # fmt: skip
    header = [one.strip() for one in rows[0]] if rows else []
    refuse(check_header(header), name)
    if len(rows) == 1:
        raise InputError(
            Problem("stage_event.empty", name, "has no row.", "Give each event a row.",
                    message_zh="没有数据行。")
        )  # fmt: skip
    return header, rows[1:]


def _csv(rows: Iterable[Sequence[object]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()
