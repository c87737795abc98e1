"""The goals of a place and its parts as the pack states them, each with its path and checks."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from entrepot.assess.decisions import UNDECIDED, Decisions
from entrepot.assess.goal_checks import (
    PartsCheck,
    check_doubling,
    check_growth,
    check_parts,
)
from entrepot.assess.goals import Goal, before, by_place
from entrepot.assess.targets import Mark, growth_pct
from entrepot.kernel.errors import InputError, MissingError, Problem
from entrepot.kernel.source import weakest
from entrepot.service.target_decided import decided
from entrepot.service.target_elsewhere import chance_elsewhere
from entrepot.service.target_goals import Goals, Pack
from entrepot.service.target_judged import judged, known, last, last_before, mark_of, path_drift
from entrepot.service.target_near import near_of, why_no_actual
from entrepot.service.target_places import Named
from entrepot.service.target_projects import Planned, planned_of, projects_of
from entrepot.service.target_spans import spans_of
from entrepot.service.target_words import CAUTIONS, CHECKS, FLAGS, reason_documents, words_of

Document = dict[str, Any]


def targets_of(
    pack: Pack, geography: str, *, parts: bool = False, decisions: Decisions = UNDECIDED,
    effects: Sequence[Any] | None = None,
) -> Document:  # fmt: skip
    """The goals of a place, and of its parts.

    Args:
        pack: Tables of the region.
        geography: Place id, name or Chinese name; joint places have their ids joined by _.
        parts: Tell the goals of its parts too.
        decisions: What people decided on them.
        effects: What projects add to them; None is what the pack says.

    Raises:
        InputError: No place is named.
        MissingError: There is no such place.
    """
    if not geography.strip():
        raise InputError(Problem("target.geography", "--geography", "is empty.", "Name a place.",
                                 message_zh="未指明地点。"))  # fmt: skip
    goals = Goals(pack)
    here = _place(goals, geography.strip())
    below = goals.places.below(here.id)
    near = by_place(goals.all)
    planned = planned_of(pack, effects)
    told = [*near.get(here.id, ()), *(one for part in below if parts for one in near.get(part, ()))]
    return {
        "geography": here.id, "name": here.name, "name_zh": here.name_zh,
        "targets": [_target(goals, one, decisions, planned) for one in told],
        "checks": [*_checks(goals, here.id, below, told), *spans_of(goals, here.id, decisions)],
        "parts": [_part(goals, part, near.get(part, ())) for part in below],
        "joint": _joint(goals, here.id), "parent": goals.places.parent(here.id) or None,
        "geographies": _geographies(goals, near),
    }  # fmt: skip


def _place(goals: Goals, geography: str) -> Named:
    found = goals.places.named(geography, geography)
    known = {one.id: one for one in goals.named.values()}
    if found.id in known or found.id in goals.places.rows:
        return known.get(found.id, found)
    if geography in known:
        return known[geography]
    raise MissingError(Problem("target.geography", geography, "is no place of the region.",
                               "Name one of places.csv, or of the goals.",
                               message_zh="不是本地区的地点。"))  # fmt: skip


def _geographies(goals: Goals, near: Mapping[str, Sequence[Goal]]) -> list[Document]:
    """Every place that has goals, with how many."""
    named = {one.id: one for one in goals.named.values()}
    return [{"geography": place, "name": named[place].name, "name_zh": named[place].name_zh,
             "targets": len(told)} for place, told in near.items()]  # fmt: skip


def _part(goals: Goals, part: str, told: Sequence[Goal]) -> Document:
    place = goals.places.rows[part]
    stated = sum(one.mark.value is not None for one in told)
    return {"geography": part, "name": place.name, "name_zh": place.name_zh,
            "targets": len(told), "stated": stated}  # fmt: skip


def _joint(goals: Goals, place: str) -> list[Document]:
    """Joint places that this one belongs to and that have goals."""
    found = {one.id: one for one in goals.named.values()
             if len(one.members) > 1 and place in one.members}  # fmt: skip
    return [{"geography": one.id, "name": one.name, "name_zh": one.name_zh}
            for one in found.values()]  # fmt: skip


# One goal


def _target(goals: Goals, goal: Goal, decisions: Decisions, planned: Planned) -> Document:
    row, place = goals.rows[goal.id], goals.named[goal.id]
    figures, year = goals.figures(goal), goal.mark.year
    actual, today = last_before(figures, year), last(figures.values())
    previous = before(goal, goals.all)
    document = {
        "id": goal.id, "geography": goal.place, "geography_name": place.name,
        "geography_name_zh": place.name_zh, "indicator": goal.indicator,
        "indicator_zh": row.indicator_zh, "comparator": goal.comparator,
        "value": goal.mark.value, "unit": goal.unit, "year": goal.mark.year,
        "base": _base(goal), "actual": known(actual), "today": known(today),
        "previous": previous and {"id": previous.id, "value": previous.mark.value,
                                  "year": previous.mark.year},
    }  # fmt: skip
    reasons: dict[str, str] = {}
    for name, mark, missing in (
        ("required_cagr_from_previous_pct", previous.mark if previous else Mark(),
         "previous_missing"),
        ("required_cagr_from_today_pct", mark_of(today), "today_missing"),
    ):  # fmt: skip
        growth = "is_growth" if goal.growth_of else growth_pct(mark, goal.mark)
        document[name] = None if isinstance(growth, str) else growth
        if isinstance(growth, str):
            reasons[name] = missing if growth == "base_missing" else growth
    near = near_of(goals, goal)
    if code := why_no_actual(goal, figures, near):
        reasons["actual"] = code
    standing, told = judged(goal, figures)
    start = Mark(standing["start"]["year"], standing["start"]["value"])
    elsewhere = chance_elsewhere(goals, goal, start) if standing["probability"] is None else None
    flags = goals.flags(goal)
    return decided(goals, goal, decisions, {
        **document, **standing, "elsewhere": elsewhere,
        "projects": projects_of(goal, standing, elsewhere, planned),
        "path_drift": path_drift(standing["path"], actual), "milestones": _milestones(goals, goal),
        "near": near, "flags": flags,
        "flag_words": [words_of(FLAGS, code) for code in flags],
        "reasons": reason_documents({**reasons, **told}),
        "note": row.note, "note_zh": row.note_zh, "source": row.source,
        "source_status": row.status,
        "figures_status": weakest([
            row.status, goal.base_status, "modelled" if standing["fan"][1:] else "derived",
            *(one["status"] for one in standing["history"]),
        ]),
    })  # fmt: skip


def _milestones(goals: Goals, goal: Goal) -> list[Document]:
    """Dated steps of programmes that a goal measures."""
    return [
        {"id": row.id, "programme": row.programme, "what": row.what, "what_zh": row.what_zh,
         "due_on": row.due_on.isoformat(), "evidence": row.evidence,
         "reached_on": row.reached_on and row.reached_on.isoformat(),
         "source": row.source, "status": row.status}
        for row in goals.table("milestones") if row.target == goal.id
    ]  # fmt: skip


def _base(goal: Goal) -> Document | None:
    if goal.base.value is None:
        return None
    return {"year": goal.base.year, "value": goal.base.value, "status": goal.base_status}


# Goals held against one another


def _checks(
    goals: Goals, whole: str, below: Sequence[str], told: Sequence[Goal]
) -> Iterator[Document]:  # fmt: skip
    for one in check_parts(whole, goals.all, below, goals.is_share_of(whole)):
        yield _parts_document(goals, one)
    for growth in check_growth(told):
        yield _check_document(goals, asdict(growth))
    for doubling in check_doubling(told, goals.base_on_record):
        yield _check_document(goals, asdict(doubling))


def _parts_document(goals: Goals, check: PartsCheck) -> Document:
    parts = [{"id": one.id, "geography": one.place, "value": one.mark.value,
              "year": one.mark.year} for one in check.parts]  # fmt: skip
    ids = [*(one.id for one in check.parts), *check.whole_from]
    return _check_document(goals, {
        "code": check.code, "indicator": goals.rows[check.parts[0].id].indicator,
        "indicator_zh": goals.rows[check.parts[0].id].indicator_zh,
        "unit": check.unit, "year": check.year, "parts": parts, "parts_sum": check.parts_sum,
        "whole": check.whole, "whole_from": list(check.whole_from),
        "whole_status": check.whole_status, "ratio": check.ratio,
        "remainder": check.remainder, "missing": list(check.missing),
        "cautions": check.cautions, "ids": list(dict.fromkeys(ids)),
    })  # fmt: skip


def _check_document(goals: Goals, told: Document) -> Document:
    """A check with the words of its code, and the sources of what it rests on."""
    rows = [goals.rows[one] for one in told["ids"]]
    return {
        **told, "ids": list(told["ids"]), "indicator_zh": rows[0].indicator_zh,
        "cautions": [{"id": about, **words_of(CAUTIONS, code)} for about, code in told["cautions"]],
        "words": words_of(CHECKS, told["code"]),
        "source": "; ".join(dict.fromkeys(row.source for row in rows)), "figures_status": "derived",
    }  # fmt: skip
