"""Stage events row by row: what is new, what it corrects, and everything that is wrong with it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from entrepot.industry.pipeline import StageEvent, effective, faults
from entrepot.industry.stage_rows import TOLD, StageRow, cell
from entrepot.kernel.errors import InputError, Problem, RefusedError
from entrepot.service.pipelines import put
from entrepot.service.stage_projects import Key, Project, find_projects
from entrepot.store.pipelines import Pipelines, Row, event_of

_KEPT = ("pipeline", "project", "day", "stage", "promised", "landed", "currency", "reason",
         "source", "status", "corrects", *TOLD)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Taken:
    """What a file adds: rows with their events, and the projects they are of."""

    events: Sequence[tuple[StageRow, StageEvent]]
    projects: Mapping[Key, Project]


def refuse(problems: Sequence[Problem], name: str) -> None:
    """Raise what is wrong with a file, if anything is.

    Raises:
        InputError: With all of it.
    """
    if problems:
        raise InputError([put(one, name) for one in problems])


def take_in(book: Pipelines, rows: Sequence[StageRow], name: str, seq: int) -> Taken:
    """What the rows add; everything that is wrong with it is told once.

    Args:
        book: The store.
        rows: Of the file.
        name: What the file is called.
        seq: Place of the last event that there is.
    """
    with_events = {row["code"]: row["has_events"] for row in book.list_pipelines()}
    old = _find_events(book, rows, {code for code, has in with_events.items() if has})
    new = _new_rows(rows, old, name)
    chains, problems = _chains(new, old)
    refuse(problems, name)
    ordered = sorted(new, key=lambda key: len(chains[key]))  # what corrects comes afterwards
    seqs = {key: seq for seq, key in enumerate(ordered, seq + 1)}
    projects = _projects(book, new.values(), with_events)
    events = list[tuple[StageRow, StageEvent]]()
    for key in ordered:
        row, first = new[key], chains[key][-1]
        root = seqs[first] if first in seqs else old[first]["root"]
        one = StageEvent(seqs[key], root, row.event, row.on, row.stage, row.promised, row.landed,
                         row.currency, row.reason, row.source, row.status)  # fmt: skip
        events.append((row, one))
        _tell(projects[row.key], row, one)
    refuse(list(_settle(projects.values(), events)), name)
    return Taken(events, projects)


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
    found = find_projects(book, dict.fromkeys(row.key for row in rows), pipelines)
    by_id = {one.id: one for one in found.values() if one.id}
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
    """What makes no story, by row and column."""
    rows: dict[int, int] = {}
    for project in projects:
        found = list(faults(effective(project.events)))
        if not found:
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
