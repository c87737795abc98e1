"""Stated goals of places: what their words mean, their chains by year, what is hard to believe."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from entrepot.assess.targets import Mark
from entrepot.kernel.source import Status
from entrepot.region.plausibility import SCALES

IMPLAUSIBLE = "target.implausible"
BASE_DIFFERS = "target.base_against_record"
AMBIGUOUS = "target.ambiguous"
TENTH = 0.1  # of the parent's people: more cannot be added to a place of unknown population
DIFFERS_BY = 0.05  # of what is on record: a base further off is told
_GROWTH = re.compile(r"^(?P<level>.+?)\s+growth\b|^(?P<first>.+?),\s+growth\b", re.IGNORECASE)
_SHARE = re.compile(r"^share of (?P<whole>.+)$", re.IGNORECASE)
_SPAN = re.compile(r"\b((?:19|20)\d\d)\s*[-–—]\s*((?:19|20)\d\d)\b")
_DOUBLE = re.compile(r"\bdoubl|\bhalf\b|翻番|倍增", re.IGNORECASE)
_PEOPLE = re.compile(r"\b(population|residents|inhabitants)\b|人口", re.IGNORECASE)
_RATES = ("percent", "rank", "%", "score", "yes/no", "qualitative")
_SCALE = re.compile("|".join(sorted(map(re.escape, SCALES), key=len, reverse=True)))


@dataclass(frozen=True, slots=True)
class Goal:
    """One stated goal.

    Attributes:
        place: Id of its place.
        mark: Value and year to be reached; None is not stated.
        base: Where it starts, as stated.
        base_status: How sure that is: a base worked out from the wording is derived.
        note: What the statement adds.
    """

    id: str
    place: str
    indicator: str
    comparator: str
    mark: Mark
    unit: str
    base: Mark = field(default_factory=Mark)
    base_status: Status = "published"
    note: str = ""

    @property
    def is_amount(self) -> bool:
        """Whether goals of parts may be added up: rates and ranks may not."""
        return self.mark.value is not None and not self.unit.casefold().startswith(_RATES)

    @property
    def is_doubling(self) -> bool:
        """Whether its words ask for twice the base."""
        return bool(_DOUBLE.search(f"{self.indicator} {self.note}"))

    @property
    def growth_of(self) -> str:
        """The indicator it states a growth rate of; empty where it states none.

        Example:
            >>> Goal("a", "b", "GDP growth, annual average", ">=", Mark(), "percent").growth_of
            'GDP'
        """
        found = _GROWTH.match(self.indicator)
        if not found or not self.unit.casefold().startswith(("percent", "%")):
            return ""
        return (found["level"] or found["first"]).rstrip(",")

    @property
    def share_of(self) -> str:
        """The words of the whole it states a share of, as `Place GDP`; empty where it is none."""
        found = _SHARE.match(self.indicator)
        return found["whole"] if found and self.unit.casefold().startswith(("percent", "%")) else ""

    @property
    def is_of_people(self) -> bool:
        """Whether it counts people."""
        return bool(_PEOPLE.search(self.indicator)) and self.is_amount


def before(goal: Goal, goals: Iterable[Goal]) -> Goal | None:
    """The goal of the same indicator, place and unit whose year comes last before its own."""
    year = goal.mark.year
    if year is None:
        return None
    chain = [
        one for one in goals
        if (one.place, one.indicator.casefold(), one.unit)
        == (goal.place, goal.indicator.casefold(), goal.unit)
        and one.mark.is_known and (one.mark.year or 0) < year
    ]  # fmt: skip
    return max(chain, key=lambda one: one.mark.year or 0, default=None)


def in_ones(value: float, unit: str) -> float:
    """A value with its scale multiplied out.

    Example:
        >>> in_ones(1.25, "million"), in_ones(12, "trains")
        (1250000.0, 12.0)
    """
    found = _SCALE.search(unit)
    return value * (SCALES[found[0]] if found else 1.0)


def is_implausible(
    goal: Goal, increment: re.Pattern[str], people: float | None, parent_people: float | None
) -> bool:
    """Whether it adds more people to a place than could be.

    Args:
        goal: The goal.
        increment: What indicators of added people are called.
        people: Population of the place; None is unknown.
        parent_people: Population of what it is part of.
    """
    if goal.mark.value is None or not increment.search(goal.indicator):
        return False
    added = in_ones(goal.mark.value, goal.unit)
    if people is not None:
        return added > people
    return parent_people is not None and added > TENTH * parent_people


def differs(stated: float | None, known: float | None) -> bool:
    """Whether a stated base is far from what is on record."""
    return stated is not None and known is not None and abs(stated - known) > DIFFERS_BY * known


def span_in(*texts: str) -> tuple[int, int] | None:
    """First and last year of a span of years that texts name.

    Example:
        >>> span_in("trade growth, annual average 2021-2023")
        (2021, 2023)
    """
    found = next((hit for text in texts if (hit := _SPAN.search(text))), None)
    years = (int(found[1]), int(found[2])) if found else None
    return years if years and years[0] < years[1] else None


def speaks_of_average(*texts: str) -> bool:
    """Whether texts speak of an average."""
    return any(re.search(r"\baverage\b|平均|年均", text, re.IGNORECASE) for text in texts)


def by_place(goals: Sequence[Goal]) -> Mapping[str, list[Goal]]:
    """Goals of each place in their order."""
    found: dict[str, list[Goal]] = {}
    for goal in goals:
        found.setdefault(goal.place, []).append(goal)
    return found
