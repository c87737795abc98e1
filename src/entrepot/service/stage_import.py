"""Stage events of a file: kept all or nothing, the lists brought up to date with them."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from entrepot.industry.ladder import CANONICAL, VOID
from entrepot.industry.pipeline import Span, StageEvent, effective, faults, spans, standings
from entrepot.industry.stage_rows import TOLD, StageRow, cell, check_header, read_rows
from entrepot.kernel.errors import InputError, Problem, RefusedError
from entrepot.service.accounts import RoleError
from entrepot.service.pipelines import KEEPERS, need, pipelines_of, put
from entrepot.service.window import Window
from entrepot.store.pipelines import Pipelines, Row, acting_pipelines, event_of, text_of
from entrepot.window.actor import SYSTEM, Actor

Document = dict[str, Any]
Key = tuple[str, str]
_CANONICAL: Mapping[str, str] = {one: one for one in (*CANONICAL, VOID)}
_TICK = timedelta(microseconds=1)
_KEPT = ("pipeline", "project", "day", "stage", "promised", "landed", "currency", "reason",
         "source", "status", "corrects", *TOLD)  # fmt: skip
_COLUMNS = ("names", "places", "chains", "enterprises", "owners", "campaigns")


@dataclass(slots=True)
class Project:
    """A project that an import touches.

    Attributes:
        key: Pipeline and code.
        id: In the store; 0 while it is new.
        told: What was last told of it, by column.
        before: The same before the import; None where it is new.
        events: All of it, as they became known.
        row: Last row of the file that is of it.
        spans: Times in one list after another, by its events.
    """

    key: Key
    id: int = 0
    told: dict[str, str] = field(default_factory=lambda: dict.fromkeys(TOLD, ""))
    before: Mapping[str, str] | None = None
    events: list[StageEvent] = field(default_factory=list)
    row: int = 0
    spans: list[Span] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Taken:
    """What a file adds: rows with their events, and the projects they are of."""

    events: Sequence[tuple[StageRow, StageEvent]]
    projects: Mapping[Key, Project]


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
    header, cells = _table(data, name)
    currency = window.reference.settings.currency
    with acting_pipelines(window.database, by, at) as (book, who):
        need(who, KEEPERS)
        scopes = None if who == SYSTEM else list(book.list_scopes(account=who.account))
        with book.as_system():
            book.lock_pipelines()
            words = {code: one.words for code, one in pipelines_of(book).items()}
            rows, problems = read_rows(
                header, cells, lambda code: words.get(code, _CANONICAL), currency
            )
            _raise(problems, name)
            taken = _take_in(book, rows, name)
            _need_scope(taken.projects.values(), scopes, who)
            if taken.events:
                _save(book, taken, len(rows), name, who, at)
    added, new = len(taken.events), [one for one in taken.projects.values() if one.before is None]
    return {"read": len(rows), "added": added, "already": len(rows) - added,
            "projects_new": len(new)}  # fmt: skip


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
    _raise(check_header(header), name)
    if len(rows) == 1:
        raise InputError(
            Problem("stage_event.empty", name, "has no row.", "Give each event a row.",
                    message_zh="没有数据行。")
        )  # fmt: skip
    return header, rows[1:]


def _raise(problems: Sequence[Problem], name: str) -> None:
    if problems:
        raise InputError([put(one, name) for one in problems])


def _take_in(book: Pipelines, rows: Sequence[StageRow], name: str) -> _Taken:
    """What the rows add; everything that is wrong with it is told once."""
    with_events = {row["code"]: row["has_events"] for row in book.list_pipelines()}
    old = _find_events(book, rows, {code for code, has in with_events.items() if has})
    new = _new_rows(rows, old, name)
    chains, problems = _chains(new, old)
    _raise(problems, name)
    last = book.last_import()
    ordered = sorted(new, key=lambda key: len(chains[key]))  # what corrects comes afterwards
    seqs = {key: seq for seq, key in enumerate(ordered, (last["last_seq"] if last else 0) + 1)}
    projects = _projects(book, new.values(), with_events)
    events = list[tuple[StageRow, StageEvent]]()
    for key in ordered:
        row, first = new[key], chains[key][-1]
        root = seqs[first] if first in seqs else old[first]["root"]
        one = StageEvent(seqs[key], root, row.event, row.on, row.stage, row.promised, row.landed,
                         row.currency, row.reason, row.source, row.status)  # fmt: skip
        events.append((row, one))
        _tell(projects[row.key], row, one)
    _raise(list(_settle(projects.values(), events)), name)
    return _Taken(events, projects)


def _find_events(
    book: Pipelines, rows: Sequence[StageRow], pipelines: set[str]
) -> dict[Key, Row]:  # fmt: skip
    """Events of the store that rows are named as, or that they replace."""
    wanted = {(row.pipeline, event) for row in rows if row.pipeline in pipelines
              for event in (row.event, row.corrects) if event}  # fmt: skip
    if not wanted:
        return {}
    named, events = zip(*wanted, strict=True)
    found = book.find_events(pipelines=list(named), events=list(events))
    return {(row["pipeline"], row["event"]): row for row in found}


def _new_rows(
    rows: Sequence[StageRow], old: Mapping[Key, Row], name: str
) -> dict[Key, StageRow]:  # fmt: skip
    """Rows that say something new, by pipeline and event.

    Raises:
        RefusedError: An event of the same name says something else.
    """
    new, clashes = dict[Key, StageRow](), list[Problem]()
    for row in rows:
        key = (row.pipeline, row.event)
        before = new.setdefault(key, row) if key not in old else None
        if before is row:
            continue
        said = before.content if before else tuple(old[key][one] for one in _KEPT)
        if said != row.content:
            message = f"{row.event!r} is there already and says something else."
            hint = "Give it another name; to correct the first, name it in corrects."
            clashes.append(cell(row.row, "event", "other_content", message,
                                f"事件“{row.event}”已存在且内容不同。", hint))  # fmt: skip
    if clashes:
        raise RefusedError([put(one, name) for one in clashes])
    return new


def _chains(
    new: Mapping[Key, StageRow], old: Mapping[Key, Row]
) -> tuple[dict[Key, list[Key]], list[Problem]]:
    """Each new event with those it replaces, one after another, up to one that replaces none.

    One that is kept already ends the chain, whatever it replaces: its root is known.
    """
    chains, problems = dict[Key, list[Key]](), list[Problem]()
    for key, row in new.items():
        chain = chains[key] = [key]
        if row.corrects:
            problems += _check_target(row, new, old)
        while (last := new.get(chain[-1])) and last.corrects:
            target = (row.pipeline, last.corrects)
            if target in chain:
                problems.append(cell(row.row, "corrects", "circle", "goes round in a circle.",
                                     "更正关系成环。"))  # fmt: skip
                break
            chain.append(target)
    return chains, problems


def _check_target(
    row: StageRow, new: Mapping[Key, StageRow], old: Mapping[Key, Row]
) -> Iterator[Problem]:  # fmt: skip
    target = (row.pipeline, row.corrects)
    if target not in new and target not in old:
        yield cell(row.row, "corrects", "unknown", f"there is no event {row.corrects!r}.",
                   f"没有事件“{row.corrects}”。")  # fmt: skip
        return
    project = new[target].project if target in new else old[target]["project"]
    if project != row.project:
        message = f"{row.corrects!r} is of the project {project!r}."
        yield cell(row.row, "corrects", "other_project", message,
                   f"“{row.corrects}”属于项目“{project}”。",
                   "Remove it there with void, and add it here.")  # fmt: skip


def _projects(
    book: Pipelines, rows: Iterable[StageRow], pipelines: Mapping[str, object]
) -> dict[Key, Project]:
    """Projects of rows, with what is kept of them."""
    found = {key: Project(key) for key in dict.fromkeys(row.key for row in rows)}
    wanted = [key for key in found if key[0] in pipelines]
    if not wanted:
        return found
    named, codes = zip(*wanted, strict=True)
    by_id = dict[int, Project]()
    for row in book.find_projects(pipelines=list(named), codes=list(codes)):
        one = by_id[row["id"]] = found[row["pipeline"], row["code"]]
        one.id = row["id"]
        one.told = {"project_name": row["name"], **{name: row[name] for name in TOLD[1:]}}
        one.before = dict(one.told)
    for row in book.list_events(ids=list(by_id)) if by_id else ():
        by_id[row["project_id"]].events.append(event_of(row))
    return found


def _tell(project: Project, row: StageRow, event: StageEvent) -> None:
    """Add an event to its project, and what it says of it."""
    project.row = max(project.row, row.row)
    project.events.append(event)
    told = (row.project_name, row.place, row.chain, row.enterprise, row.owner, row.campaign)
    for name, text in zip(TOLD, told, strict=True):
        if text:
            project.told[name] = text


def _settle(
    projects: Iterable[Project], events: Sequence[tuple[StageRow, StageEvent]]
) -> Iterator[Problem]:
    """Work out where projects stood; what makes no story is told by row and column."""
    rows: dict[int, int] = {}
    for project in projects:
        counted = effective(project.events)
        found = list(faults(counted))
        if not found:
            project.spans = spans(standings(counted)) if counted else []
            continue
        rows = rows or {event.seq: row.row for row, event in events}
        for one in found:
            (message, zh, hint), code = _WHY[one.code], project.key[1]
            yield cell(rows.get(one.event.seq, project.row), one.name, one.code,
                       f"{code!r} {message}", f"项目“{code}”{zh}", hint)  # fmt: skip


_WHY = {
    "off_ladder": ("would not begin on the ladder.", "的首个事件不在阶梯上。",
                   "Begin with a stage of the ladder."),
    "currency_changes": ("was told in another currency before.", "此前用另一币种。",
                         "Tell all amounts of a project in one currency."),
}  # fmt: skip


def _need_scope(
    projects: Iterable[Project], scopes: Sequence[Row] | None, who: Actor
) -> None:  # fmt: skip
    """See that projects are of the places and chains of a promoter, or his own; before and after.

    Raises:
        RoleError: One is not.
    """
    if scopes is None:
        return

    def is_his(told: Mapping[str, str] | None) -> bool:
        return told is None or told["owner"] == who.account or any(
            one["place"] in ("", told["place"]) and one["chain"] in ("", told["chain"])
            for one in scopes
        )  # fmt: skip

    found = [one.key[1] for one in projects if not (is_his(one.before) and is_his(one.told))]
    if found:
        raise RoleError([
            Problem("pipeline.scope", one, "is of a place or chain that is not yours.",
                    "Ask an administrator for it, or leave it to whose it is.",
                    message_zh="不属于您负责的地区或产业链。")
            for one in found
        ])  # fmt: skip


def _save(
    book: Pipelines, taken: _Taken, read: int, name: str, who: Actor, at: datetime
) -> None:  # fmt: skip
    last = book.last_import()
    known_from = max(at, last["known_from"] + _TICK) if last else at
    _save_projects(book, taken.projects, who, at)
    book.save_events(
        (one.seq, one.root, row.pipeline, row.event, taken.projects[row.key].id, *row[4:])
        for row, one in taken.events
    )
    _refresh(book, list(taken.projects.values()))
    seqs = [one.seq for _, one in taken.events]
    book.add_import(known_from=known_from, first_seq=seqs[0], last_seq=seqs[-1], file=name,
                    read=read, by=who.account)  # fmt: skip


def _save_projects(
    book: Pipelines, projects: Mapping[Key, Project], who: Actor, at: datetime
) -> None:  # fmt: skip
    fresh = [one for one in projects.values() if one.before is None]
    moved = [one for one in projects.values() if one.id and one.told != one.before]
    if fresh:
        book.add_pipelines(codes=sorted({one.key[0] for one in fresh}), by=who.account, at=at)
        made = book.add_projects(
            pipelines=[one.key[0] for one in fresh], codes=[one.key[1] for one in fresh],
            **_columns(fresh), by=who.account, at=at,
        )  # fmt: skip
        for row in made:
            projects[row["pipeline"], row["code"]].id = row["id"]
    if moved:
        book.tell_projects(ids=[one.id for one in moved], **_columns(moved))


def _columns(projects: Sequence[Project]) -> dict[str, list[str]]:
    return {name: [one.told[told] for one in projects]
            for name, told in zip(_COLUMNS, TOLD, strict=True)}  # fmt: skip


def _refresh(book: Pipelines, projects: Sequence[Project]) -> None:
    """Bring membership up to date; what did not change stays."""
    new = {(one.id, span.first): (span, text_of(span.standings))
           for one in projects for span in one.spans}  # fmt: skip
    left = list[str]()
    ids = [one.id for one in projects if one.before is not None]
    for row in book.list_lists(ids=ids) if ids else ():
        key = (row["project_id"], row["first"])
        span, text = new.get(key, (None, ""))
        kept = (row["list"], row["ends"], row["standings"])
        if span and (span.state, span.end, text) == kept:
            del new[key]
        else:
            left.append(row["at"])
    if left:
        book.leave_lists(places=left)
    book.save_lists((id_, span, text) for (id_, _), (span, text) in new.items())
