"""Projects that an import touches: what is told of them, whose they are, and keeping them."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from entrepot.industry.pipeline import StageEvent
from entrepot.industry.stage_rows import TOLD
from entrepot.service.scopes import Scopes, is_within, refuse_strange
from entrepot.store.pipelines import Pipelines
from entrepot.window.actor import Actor

Key = tuple[str, str]


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
    """

    key: Key
    id: int = 0
    told: dict[str, str] = field(default_factory=lambda: dict.fromkeys(TOLD, ""))
    before: Mapping[str, str] | None = None
    events: list[StageEvent] = field(default_factory=list)
    row: int = 0


def find_projects(
    book: Pipelines, keys: Iterable[Key], pipelines: Mapping[str, object]
) -> dict[Key, Project]:
    """Projects by their key, with what is told of those that there are.

    Args:
        book: The store.
        keys: Pipelines and codes.
        pipelines: Those that there are.
    """
    found = {key: Project(key) for key in keys}
    wanted = [key for key in found if key[0] in pipelines]
    if not wanted:
        return found
    named, codes = zip(*wanted, strict=True)
    for row in book.find_projects(pipelines=list(named), codes=list(codes)):
        one = found[row["pipeline"], row["code"]]
        one.id = row["id"]
        one.told = {"project_name": row["name"], **{name: row[name] for name in TOLD[1:]}}
        one.before = dict(one.told)
    return found


def need_scope(
    projects: Iterable[Project], scopes: Scopes | None, who: Actor
) -> None:  # fmt: skip
    """See that projects are of the places and chains of a promoter, or his own; before and after.

    Raises:
        RoleError: One is not.
    """
    if scopes is None:
        return

    def is_his(told: Mapping[str, str] | None) -> bool:
        return told is None or told["owner"] == who.account or is_within(scopes, told)

    refuse_strange("pipeline.scope", (
        one.key[1] for one in projects if not (is_his(one.before) and is_his(one.told))
    ))  # fmt: skip


def save_projects(
    book: Pipelines, projects: Mapping[Key, Project], who: Actor, at: datetime
) -> None:  # fmt: skip
    """Make projects that are new, and tell of the others what became known."""
    fresh = [one for one in projects.values() if one.before is None]
    moved = [one for one in projects.values() if one.id and one.told != one.before]
    if fresh:
        book.add_pipelines(codes=sorted({one.key[0] for one in fresh}), by=who.account, at=at)
        rows = [{"pipeline": one.key[0], "code": one.key[1], **one.told} for one in fresh]
        for row in book.add_projects(rows=json.dumps(rows), by=who.account, at=at):
            projects[row["pipeline"], row["code"]].id = row["id"]
    if moved:
        book.tell_projects(rows=json.dumps([{"id": one.id, **one.told} for one in moved]))
