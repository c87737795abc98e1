"""The goals of a place and its parts as the pack states them, each with its path and checks."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from entrepot.assess.forecast import estimate
from entrepot.assess.goal_checks import (
    PartsCheck,
    check_doubling,
    check_growth,
    check_parts,
)
from entrepot.assess.goals import Goal, before, by_place
from entrepot.assess.targets import Aim, Mark, chance_of, growth_pct, outcome_of, pace_of
from entrepot.kernel.errors import InputError, MissingError, Problem
from entrepot.kernel.source import weakest
from entrepot.service.target_elsewhere import chance_elsewhere
from entrepot.service.target_goals import Goals, Pack
from entrepot.service.target_near import near_of, why_no_actual
from entrepot.service.target_path import chance_document, pace_document
from entrepot.service.target_places import Named
from entrepot.service.target_record import Figure
from entrepot.service.target_spans import spans_of
from entrepot.service.target_words import CAUTIONS, CHECKS, FLAGS, reason_documents, words_of
from entrepot.trade.targets import HOLDS

Document = dict[str, Any]


def targets_of(pack: Pack, geography: str, *, parts: bool = False) -> Document:
    """The goals of a place, and of its parts.

    Args:
        pack: Tables of the region.
        geography: Place id, name or Chinese name; joint places have their ids joined by _.
        parts: Tell the goals of its parts too.

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
    told = [*near.get(here.id, ()), *(one for part in below if parts for one in near.get(part, ()))]
    return {
        "geography": here.id, "name": here.name, "name_zh": here.name_zh,
        "targets": [_target(goals, one) for one in told],
        "checks": [*_checks(goals, here.id, below, told), *spans_of(goals, here.id)],
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


def _target(goals: Goals, goal: Goal) -> Document:
    row, place = goals.rows[goal.id], goals.named[goal.id]
    figures, year = goals.figures(goal), goal.mark.year
    last = _last(one for one in figures.values() if year is None or one.year <= year)
    today = _last(figures.values())
    actual = _mark(last)
    previous = before(goal, goals.all)
    document = {
        "id": goal.id, "geography": goal.place, "geography_name": place.name,
        "geography_name_zh": place.name_zh, "indicator": goal.indicator,
        "indicator_zh": row.indicator_zh, "comparator": goal.comparator,
        "value": goal.mark.value, "unit": goal.unit, "year": goal.mark.year,
        "base": _base(goal), "actual": _known(last), "today": _known(today),
        "previous": previous and {"id": previous.id, "value": previous.mark.value,
                                  "year": previous.mark.year},
    }  # fmt: skip
    reasons: dict[str, str] = {}
    for name, mark, missing in (
        ("required_cagr_from_previous_pct", previous.mark if previous else Mark(),
         "previous_missing"),
        ("required_cagr_from_today_pct", _mark(today), "today_missing"),
    ):  # fmt: skip
        growth = "is_growth" if goal.growth_of else growth_pct(mark, goal.mark)
        document[name] = None if isinstance(growth, str) else growth
        if isinstance(growth, str):
            reasons[name] = missing if growth == "base_missing" else growth
    near = near_of(goals, goal)
    if code := why_no_actual(goal, figures, near):
        reasons["actual"] = code
    judged, told = _judged(goal, actual, figures)
    start = Mark(judged["start"]["year"], judged["start"]["value"])
    elsewhere = chance_elsewhere(goals, goal, start) if judged["probability"] is None else None
    flags = goals.flags(goal)
    return {
        **document, **judged, "elsewhere": elsewhere, "near": near, "flags": flags,
        "flag_words": [words_of(FLAGS, code) for code in flags],
        "reasons": reason_documents({**reasons, **told}),
        "note": row.note, "note_zh": row.note_zh, "source": row.source,
        "source_status": row.status,
        "figures_status": weakest([
            row.status, goal.base_status, "modelled" if judged["fan"][1:] else "derived",
            *(one["status"] for one in judged["history"]),
        ]),
    }  # fmt: skip


def _judged(
    goal: Goal, actual: Mark, figures: Mapping[int, Figure]
) -> tuple[Document, dict[str, str]]:  # fmt: skip
    """Path, standing and chance of a goal, and the codes of what is unknown."""
    is_stated = goal.comparator in HOLDS
    aim = Aim(goal.mark if is_stated else Mark(), goal.comparator if is_stated else ">=")
    base = Mark() if goal.growth_of else goal.base
    first = _first(goal, figures)
    pace = pace_of(base if base.value is not None or first is None else _mark(first), aim, actual)
    past = {year: one.value for year, one in sorted(figures.items())
            if goal.mark.year is not None and year <= goal.mark.year}  # fmt: skip
    is_logged = all(value > 0 for value in past.values())
    walk = estimate(past) if is_logged else None
    bases = [goal.base] if goal.mark.year and (goal.base.year or 0) < goal.mark.year else []
    chance = chance_of(aim, [*bases, *(Mark(*one) for one in past.items())], walk, past)
    reasons = {
        name: "is_growth" if goal.growth_of and code == "base_missing" else code
        for name, code in pace.reasons.items()
    }
    if chance.reason:
        reasons["probability"] = chance.reason if is_logged else "history_not_positive"
    told = {**pace_document(pace), **chance_document(chance, walk), "path_from": _known(first),
            "outcome": outcome_of(aim, actual)}  # fmt: skip
    if first and told["required_cagr_pct"] is not None:
        told["required_cagr_pct"] = None  # it is told from today; no base is stated
        reasons["required_cagr_pct"] = "base_missing"
    told["history"] = [
        {"year": year, "value": value, "status": figures[year].status}
        for year, value in past.items()
    ]
    told["history_source"] = "; ".join(dict.fromkeys(figures[year].source for year in past))
    return told, reasons


def _first(goal: Goal, figures: Mapping[int, Figure]) -> Figure | None:
    """The first figure on record, where a goal states no base; None where it does."""
    if goal.growth_of or goal.base.value is not None:
        return None
    year = goal.mark.year or 0
    earlier = (one for one in figures.values() if one.year < year)
    return min(earlier, key=lambda one: one.year, default=None)


def _last(figures: Iterable[Figure]) -> Figure | None:
    return max(figures, key=lambda one: one.year, default=None)


def _base(goal: Goal) -> Document | None:
    if goal.base.value is None:
        return None
    return {"year": goal.base.year, "value": goal.base.value, "status": goal.base_status}


def _known(figure: Figure | None) -> Document | None:
    return asdict(figure) if figure else None


def _mark(figure: Figure | None) -> Mark:
    return Mark(figure.year, figure.value) if figure else Mark()


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
