"""How likely a goal is by the past of a place around its own, where its own past is too short."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from entrepot.assess.forecast import estimate
from entrepot.assess.goals import Goal
from entrepot.assess.targets import Aim, Mark, chance_of
from entrepot.kernel.source import weakest
from entrepot.service.target_goals import Goals
from entrepot.service.target_path import chance_document
from entrepot.service.target_record import Figure, alike
from entrepot.trade.targets import HOLDS

Document = dict[str, Any]
LEAST = 3  # values that make two changes


def chance_elsewhere(goals: Goals, goal: Goal, start: Mark) -> Document | None:
    """The chance of a goal from its own start by the walk of the nearest place around it.

    The place is supposed to grow as the one around it did, no faster: the answer is modelled.

    Args:
        goals: Goals of the pack.
        goal: A goal whose own past is too short.
        start: Last value that is known of it.
    """
    if not start.is_known or goal.growth_of or goal.comparator not in HOLDS:
        return None
    place, past = next(_around(goals, goal), ("", {}))
    walk = estimate({year: one.value for year, one in past.items()}) if past else None
    found = chance_of(Aim(goal.mark, goal.comparator), [start], walk, {})
    if walk is None or not found.years:
        return None
    row = goals.places.rows[place]
    return {
        "walk_of": place, "walk_of_name": row.name, "walk_of_name_zh": row.name_zh,
        "years": sorted(past), **chance_document(found, walk),
        "source": "; ".join(dict.fromkeys(one.source for one in past.values())),
        "status": weakest(["modelled", *(one.status for one in past.values())]),
    }  # fmt: skip


def _around(goals: Goals, goal: Goal) -> Iterator[tuple[str, Mapping[int, Figure]]]:
    """Places around the goal's own that have a past, the nearest first."""
    place, seen = goals.places.parent(goal.place), set[str]()
    while place and place not in seen:
        seen.add(place)
        told = goals.record.figures(place, alike(goal.indicator), goal.unit)
        past = _of_one_source({year: one for year, one in told.items()
                               if year <= (goal.mark.year or 0) and one.value > 0})  # fmt: skip
        if len(past) >= LEAST:
            yield place, past
        place = goals.places.parent(place)


def _of_one_source(past: Mapping[int, Figure]) -> Mapping[int, Figure]:
    """The longest run of one source, since another may count otherwise; else all of it."""
    counts = Counter(one.source for one in past.values())
    source, count = counts.most_common(1)[0] if counts else ("", 0)
    if count < LEAST:
        return past
    return {year: one for year, one in past.items() if one.source == source}
