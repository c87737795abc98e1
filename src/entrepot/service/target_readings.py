"""A goal that states an average over years, judged as a level under each way to read it."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from entrepot.assess.decisions import READINGS
from entrepot.assess.goal_checks import Reading, readings
from entrepot.assess.goals import Goal, span_in
from entrepot.assess.targets import Mark
from entrepot.service.target_goals import Goals
from entrepot.service.target_judged import judged, known, last_before, mark_of
from entrepot.service.target_record import Figure, alike
from entrepot.service.target_words import reason_documents

Document = dict[str, Any]


def readings_of(goals: Goals, goal: Goal) -> list[Document]:
    """Each reading of a goal of growth: the level it asks for, and how that stands.

    Args:
        goals: Goals of the pack.
        goal: A goal whose average over years can be read in two ways.

    Returns:
        Growth from the level of the first year, then growth to it; what has no level on record
        is unknown.
    """
    row = goals.rows[goal.id]
    span = span_in(row.indicator, row.note)
    if span is None or goal.mark.value is None:
        return []
    unit, figures = _levels(goals, goal)
    both = zip(READINGS, readings(goal.mark.value, *span), strict=True)
    return [_reading(goal, choice, one, unit, figures) for choice, one in both]


def _reading(
    goal: Goal, choice: str, reading: Reading, unit: str, figures: Mapping[int, Figure]
) -> Document:
    first = figures.get(reading.base_year)
    wanted = first.value * reading.factor if first else None
    level = replace(
        goal, indicator=goal.growth_of, unit=unit, mark=Mark(reading.year, wanted),
        base=mark_of(first), note="",
    )  # fmt: skip
    told, reasons = judged(level, figures)
    if first is None:
        reasons = dict.fromkeys(reasons, "level_missing")
    return {
        "choice": choice, **asdict(reading), "unit": unit,
        "level_from": first and first.value, "level_to": wanted,
        "actual": known(last_before(figures, reading.year)), **told,
        "reasons": reason_documents(reasons),
    }  # fmt: skip


def _levels(goals: Goals, goal: Goal) -> tuple[str, Mapping[int, Figure]]:
    """Levels on record of what a goal states the growth of, in the unit that has most of them."""
    for name in (goal.growth_of, f"{goal.growth_of}s"):
        key = alike(name)
        by_unit = {unit: goals.levels(goal.place, key, unit)
                   for unit in goals.record.units(goal.place, key)}  # fmt: skip
        if by_unit:
            return max(by_unit.items(), key=lambda one: len(one[1]))
    return "", {}
