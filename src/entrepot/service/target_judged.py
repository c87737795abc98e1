"""How a goal stands by what is on record: path, standing, chance, and what is unknown."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from entrepot.assess.forecast import estimate
from entrepot.assess.goals import Goal
from entrepot.assess.targets import Aim, Mark, chance_of, outcome_of, pace_of
from entrepot.service.target_path import chance_document, pace_document
from entrepot.service.target_record import Figure
from entrepot.trade.targets import HOLDS

Document = dict[str, Any]


def judged(
    goal: Goal, figures: Mapping[int, Figure]
) -> tuple[Document, dict[str, str]]:  # fmt: skip
    """Path, standing and chance of a goal, and the codes of what is unknown.

    A goal that states no base is judged from its first value on record.
    """
    is_stated = goal.comparator in HOLDS
    aim = Aim(goal.mark if is_stated else Mark(), goal.comparator if is_stated else ">=")
    first, actual = _first(goal, figures), mark_of(last_before(figures, goal.mark.year))
    base = Mark() if goal.growth_of else goal.base
    pace = pace_of(mark_of(first) if first else base, aim, actual)
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
    told = {**pace_document(pace), **chance_document(chance, walk), "path_from": known(first),
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


def path_drift(path: Sequence[Document], actual: Figure | None) -> Document | None:
    """How far the last value is off the path of its year; None where either is unknown."""
    asked = next((one["value"] for one in path if actual and one["year"] == actual.year), None)
    if actual is None or not asked:
        return None
    return {"year": actual.year, "path": asked, "value": actual.value,
            "drift_pct": 100 * (actual.value / asked - 1)}  # fmt: skip


def last_before(figures: Mapping[int, Figure], year: int | None) -> Figure | None:
    """The last figure up to a year; of all where it is None."""
    return last(one for one in figures.values() if year is None or one.year <= year)


def last(figures: Iterable[Figure]) -> Figure | None:
    """The figure of the last year."""
    return max(figures, key=lambda one: one.year, default=None)


def known(figure: Figure | None) -> Document | None:
    """A figure as documents tell it."""
    return asdict(figure) if figure else None


def mark_of(figure: Figure | None) -> Mark:
    """A figure as a mark."""
    return Mark(figure.year, figure.value) if figure else Mark()


def _first(goal: Goal, figures: Mapping[int, Figure]) -> Figure | None:
    """The first figure on record, where a goal states no base; None where it does."""
    if goal.growth_of or goal.base.value is not None:
        return None
    year = goal.mark.year or 0
    earlier = (one for one in figures.values() if one.year < year)
    return min(earlier, key=lambda one: one.year, default=None)
