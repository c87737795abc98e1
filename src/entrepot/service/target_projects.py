"""How likely a goal is without planned projects and with them, each effect with its source."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from entrepot.assess.forecast import Walk
from entrepot.assess.goals import Goal
from entrepot.kernel.errors import InputError, Problem
from entrepot.kernel.source import Source, weakest
from entrepot.plan.goal_effects import DRAWS, SEED, Gain, ProjectEffect, gain_of
from entrepot.region.pack import read_table
from entrepot.service.target_record import alike, scaled
from entrepot.service.target_words import REASONS, words_of
from entrepot.store.packs import columns

Document = dict[str, Any]
SETTLED = ("operation", "expanded", "stalled", "lost")
"""Stages of projects that bring nothing more, or nothing at all."""
_MOVED_BY: Mapping[str, tuple[str, ...]] = {
    "total": ("exports", "imports"), "exports": ("exports",), "imports": ("imports",),
    "gdp": ("value_added",),
}  # fmt: skip
_MONEY = ("value_added", "exports", "imports", "tax")


@dataclass(frozen=True, slots=True)
class Planned:
    """Planned projects, what they bring, and what they share.

    Attributes:
        projects: Rows of projects by id.
        effects: Rows of what they bring.
        overlaps: Rows of what two of them share.
    """

    projects: Mapping[str, Any]
    effects: Sequence[Any]
    overlaps: Sequence[Any]


def planned_of(pack: Any, effects: Sequence[Any] | None = None) -> Planned:
    """The planned projects of a pack, with effects of a file in place of its own."""
    rows = {row.id: row for row in pack.table("projects")
            if row.stage not in SETTLED and row.kind != "aggregate"}  # fmt: skip
    brought = pack.table("project_effects") if effects is None else effects
    return Planned(rows, [one for one in brought if one.project in rows],
                   pack.table("project_overlaps"))  # fmt: skip


def read_effects(path: Path) -> Sequence[Any]:
    """Rows of a file that tells what projects bring, with the columns of the pack's table.

    Raises:
        InputError: It cannot be read, or with every fault of its cells.
    """
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise InputError(
            Problem("target.projects", path.name, "cannot be read as text in UTF-8.",
                    "Check the path.", message_zh="无法作为 UTF-8 文本读取。")
        ) from None  # fmt: skip
    rows, problems = read_table(columns(), "project_effects", None, text)
    if problems:
        raise InputError(problems)
    return rows


def projects_of(
    goal: Goal, standing: Document, elsewhere: Document | None, planned: Planned
) -> Document | None:
    """What planned projects bring to the chance of a goal.

    Args:
        goal: The goal.
        standing: How it stands by itself.
        elsewhere: Its chance by the place around it, where its own past is too short.
        planned: The projects.

    Returns:
        None where no effect on it is on record; else its chance without and with, or a reason.
    """
    brought = _of_goal(goal, planned)
    if not brought:
        return None
    own = standing["drift"] is not None and standing["probability"] is not None
    by = standing if own else elsewhere
    told = {"walk_of": goal.place if own or elsewhere is None else elsewhere["walk_of"],
            "draws": {"n": DRAWS, "seed": SEED}}  # fmt: skip
    dated = {one: rows for one, rows in brought.items() if _opens(planned.projects[one])}
    undated = sorted({*brought} - {*dated})
    if by is None or not dated or goal.mark.value is None or goal.mark.year is None:
        code = "no_walk" if dated else "no_dates"
        return {**told, "probability_without": None, "probability_with": None, "effects": [],
                "undated": undated, "reason": words_of(REASONS, code)}  # fmt: skip
    effects = [_effect(goal, one, rows, planned) for one, rows in dated.items()]
    found = gain_of(_chance(goal, by), goal.mark.value, goal.mark.year, effects)
    rows = [row for each in dated.values() for row in each]
    return {
        **told, "probability_without": found.without, "probability_with": found.together,
        "added_80": list(found.added_80), "undated": undated, "reason": None,
        "effects": [_document(one, planned, found) for one in effects],
        "status": weakest(["modelled", *(row.status for row in rows)]),
    }  # fmt: skip


def _of_goal(goal: Goal, planned: Planned) -> dict[str, list[Any]]:
    """Effects that move the goal's own figure, by project.

    Exports and imports move a goal of trade, value added one of GDP; on anything else only an
    effect counts that names the goal and is in its unit.
    """
    moved = _MOVED_BY.get(alike(goal.indicator))
    found: dict[str, list[Any]] = {}
    for row in planned.effects:
        is_meant = row.what in moved if moved else row.what not in _MONEY
        if row.target == goal.id and is_meant and scaled(1.0, row.unit, goal.unit) is not None:
            found.setdefault(row.project, []).append(row)
    return {} if goal.growth_of else found


def _opens(project: Any) -> int | None:
    """The first year in which a project is finished; None where its dates are unknown."""
    if project.earliest is None or project.duration_years is None:
        return None
    return int(project.earliest + project.duration_years)


def _chance(goal: Goal, by: Document) -> Any:
    """A value to the chance that the series as it is reaches it."""
    walk = Walk(by["drift"], by["sd"], by["observations"])
    start, years = by["start"]["value"], by["horizon_years"]
    return lambda wanted: walk.probability(start, years, goal.comparator, wanted)


def _effect(
    goal: Goal, project: str, rows: Sequence[Any], planned: Planned
) -> ProjectEffect:  # fmt: skip
    row = planned.projects[project]
    low, middle, high = (
        sum(scaled(float(getattr(one, name)), one.unit, goal.unit) or 0.0 for one in rows)
        for name in ("low", "middle", "high")
    )
    shared = {one.other: one.share for one in planned.overlaps if one.project == project}
    return ProjectEffect(
        project, row.name, low, middle, high, _opens(row) or 0,
        max(one.ramp_years for one in rows), {**shared, **dict.fromkeys(row.excludes, 1.0)},
        Source(_joined(one.source for one in rows), weakest(one.status for one in rows)),
        frozenset(row.requires), min(one.lasts_years for one in rows),
    )  # fmt: skip


def _joined(sources: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(sources))


def _document(one: ProjectEffect, planned: Planned, found: Gain) -> Document:
    row = planned.projects[one.project]
    return {
        "project": one.project, "name": row.name, "name_zh": row.name_zh, "stage": row.stage,
        "low": one.low, "middle": one.middle, "high": one.high, "opens": one.opens,
        "ramp_years": one.ramp_years, "lasts_years": one.lasts_years,
        "overlaps": dict(one.overlaps), "requires": sorted(one.requires),
        "alone": found.alone[one.project], "shapley": found.shapley[one.project],
        "source": one.cited.text, "status": one.cited.status,
    }  # fmt: skip
