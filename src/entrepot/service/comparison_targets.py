"""How likely the goals of trade and of output are, before and after scenarios of the corridors."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from entrepot.assess.forecast import Walk, estimate
from entrepot.assess.goals import Goal
from entrepot.assess.targets import Aim, Mark, chance_of
from entrepot.kernel.source import Source, Status, weakest
from entrepot.plan.effects import Vector, chance_after
from entrepot.service.forecast_targets import FLOWS
from entrepot.service.target_goals import Goals
from entrepot.service.target_record import Figure
from entrepot.service.target_words import reason_documents
from entrepot.trade.targets import HOLDS

Document = dict[str, Any]
GDP = "gdp"
_ON_RECORD = {"": "total", "export": "exports", "import": "imports"}


@dataclass(frozen=True, slots=True)
class Lift:
    """What a scenario multiplies a series of the region by.

    Attributes:
        opens: Year from which on.
        factors: Factors by flow of trade, or of GDP: once a draw, or the likeliest alone.
    """

    opens: int
    factors: Mapping[str, Vector]


@dataclass(frozen=True, slots=True)
class _Chance:
    """A goal with the walk it is judged by.

    Attributes:
        goal: The goal.
        driven_by: The flow that moves it.
        start: Year and value the walk starts from.
        walk: What drives it.
        walk_of: Id of the place whose past the walk is of.
        reason: Code of why there is no chance, empty where there is one.
        cited: Sources of the past.
    """

    goal: Goal
    driven_by: str
    start: Mark
    walk: Walk | None
    walk_of: str
    reason: str
    cited: Source

    def probability(self, lift: Lift) -> float | None:
        """Share of the futures that reach the goal after a scenario; None is unknown."""
        walk, aim, start = self.walk, self.goal.mark, self.start
        if walk is None or aim.year is None or aim.value is None or start.value is None:
            return None
        years, comparator, value = aim.year - (start.year or 0), self.goal.comparator, start.value
        factors = lift.factors.get(self.driven_by)
        if factors is None or aim.year < lift.opens:
            return walk.probability(value, years, comparator, aim.value)
        return chance_after(
            lambda wanted: walk.probability(value, years, comparator, wanted), aim.value, factors
        )


class TargetChances:
    """The goals of a region and its places that trade or output moves.

    Args:
        goals: Goals of the pack.
        region: Id of the region.
    """

    def __init__(self, goals: Goals, region: str) -> None:
        self._goals, self._region = goals, region
        self._chances = [
            self._chance(goal, flow) for goal in goals.all
            if (flow := driven_by(goal)) and self._is_inside(goal.place)
        ]  # fmt: skip

    def documents(self, before: Lift, after: Lift, *, status: Status) -> list[Document]:
        """Each goal with its chance before and after, or why there is none.

        Args:
            before: What the base multiplies series by.
            after: What the scenario multiplies them by.
            status: How sure the factors are.
        """
        told = (self._document(one, before, after) for one in self._chances
                if one.driven_by in after.factors)  # fmt: skip
        return [one | {"status": weakest([one["status"], status])} for one in told]

    def _is_inside(self, place: str) -> bool:
        seen: set[str] = set()
        while place and place != self._region and place not in seen:
            seen.add(place)
            place = self._goals.places.parent(place)
        return place == self._region

    def _chance(self, goal: Goal, flow: str) -> _Chance:
        """A goal with its own past, or where that is too short with the region's."""
        past = self._past(goal.place, goal, flow)
        aim = Aim(goal.mark if goal.comparator in HOLDS else Mark(), goal.comparator)
        is_earlier = (goal.base.year or 0) < (goal.mark.year or 0)
        marks = [*([goal.base] if is_earlier else []),
                 *(Mark(year, one.value) for year, one in past.items())]  # fmt: skip
        place, walk = goal.place, _walk(past)
        if walk is None and place != self._region:
            place, past = self._region, self._past(self._region, goal, flow)
            walk = _walk(past)
        found = chance_of(aim, marks, walk, {})
        reason = found.reason or ("" if found.years else "target_past")
        rows = past.values()
        cited = Source("; ".join(dict.fromkeys(one.source for one in rows)),
                       weakest(["modelled", *(one.status for one in rows)]))  # fmt: skip
        return _Chance(goal, flow, found.start, None if reason else walk,
                       place, reason, cited)  # fmt: skip

    def _past(self, place: str, goal: Goal, flow: str) -> dict[int, Figure]:
        """What is on record up to the year of the goal, in order of years."""
        found = self._goals.levels(place, flow, goal.unit)
        return {year: one for year, one in sorted(found.items()) if year <= (goal.mark.year or 0)}

    def _document(self, one: _Chance, before: Lift, after: Lift) -> Document:
        goal, row = one.goal, self._goals.rows[one.goal.id]
        place, walk_of = self._goals.named[goal.id], self._goals.places.rows.get(one.walk_of)
        reasons = {"probability": one.reason} if one.reason else {}
        return {
            "id": goal.id, "geography": goal.place, "geography_name": place.name,
            "geography_name_zh": place.name_zh, "indicator": goal.indicator,
            "indicator_zh": row.indicator_zh, "comparator": goal.comparator,
            "value": goal.mark.value, "unit": goal.unit, "year": goal.mark.year,
            "probability_before": one.probability(before),
            "probability_after": one.probability(after),
            "factor": _middle(after.factors[one.driven_by]), "opens": after.opens,
            "is_after_opening": (goal.mark.year or 0) >= after.opens,
            "walk_of": one.walk_of, "is_walk_of_region": one.walk_of != goal.place,
            "walk_of_name": walk_of.name if walk_of else one.walk_of,
            "walk_of_name_zh": walk_of.name_zh if walk_of else one.walk_of,
            "reasons": reason_documents(reasons), "source": one.cited.text,
            "target_source": row.source, "status": one.cited.status,
        }  # fmt: skip


def driven_by(goal: Goal) -> str:
    """The flow of trade, or GDP, that a goal is a level of; empty where it is of neither."""
    name = goal.indicator.casefold().strip()
    return GDP if name == GDP else _ON_RECORD.get(FLOWS.get(name, GDP), "")


def _walk(past: Mapping[int, Figure]) -> Walk | None:
    values = {year: one.value for year, one in past.items()}
    return estimate(values) if values and min(values.values()) > 0 else None


def _middle(factors: Vector) -> float:
    return float(np.median(factors))
