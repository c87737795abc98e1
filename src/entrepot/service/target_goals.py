"""Every goal of a pack with its place, what is on record beside it, and what is odd about it."""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, Protocol

from entrepot.assess.goals import (
    AMBIGUOUS,
    BASE_DIFFERS,
    IMPLAUSIBLE,
    Goal,
    differs,
    in_ones,
    is_implausible,
    span_in,
)
from entrepot.assess.targets import Mark
from entrepot.service.target_places import Named, PlaceNames
from entrepot.service.target_record import PEOPLE, Figure, Record, alike, figure_of
from entrepot.store.packs import columns

SAME = "same"  # what a person says of a figure that measures a goal


class Pack(Protocol):
    """Single tables of a pack."""

    def table(self, name: str) -> tuple[Any, ...]: ...  # noqa: D102


class Goals:
    """Every goal of a pack, with what is on record beside it.

    Args:
        pack: Its tables.
    """

    def __init__(self, pack: Pack) -> None:
        self.table = pack.table
        self.places = PlaceNames(self.table("places"))
        self.rows = {row.id: row for row in self.table("targets")}
        self.named: dict[str, Named] = {
            row.id: self.places.named(row.geography, row.geography_zh) for row in self.rows.values()
        }
        self.all = [self._goal(row) for row in self.rows.values()]
        pattern = columns()["targets"]["target_value"].plausible_if
        self._increment = pattern[1] if pattern else None

    def _goal(self, row: Any) -> Goal:
        told = row.note.casefold()
        is_derived = "baseline" in told and "derived" in told.partition("baseline")[2]
        return Goal(
            row.id, self.named[row.id].id, row.indicator, row.operator,
            Mark(row.target_year, row.target_value), row.unit,
            Mark(row.baseline_year, row.baseline_value),
            "derived" if is_derived else row.status, row.note,
        )  # fmt: skip

    @cached_property
    def record(self) -> Record:
        """Every figure of the pack."""
        return Record(self.table, self.places)

    @cached_property
    def matches(self) -> Mapping[str, list[Any]]:
        """What a person said about figures and goals, by goal."""
        found: dict[str, list[Any]] = {}
        for row in self.table("target_matches"):
            found.setdefault(row.target, []).append(row)
        return found

    def figures(self, goal: Goal) -> Mapping[int, Figure]:
        """What is on record of what a goal is about, by year."""
        known = self.record.figures(goal.place, alike(goal.indicator), goal.unit)
        return {**self._said_to_be(goal), **known}

    def _said_to_be(self, goal: Goal) -> dict[int, Figure]:
        """Figures of which a person said that they measure a goal."""
        lines = (self.record.lines[row.figure] for row in self.matches.get(goal.id, ())
                 if row.use == SAME and row.figure in self.record.lines)  # fmt: skip
        found = (figure_of(one, goal.unit, is_growth=bool(goal.growth_of)) for one in lines)
        return {one.year: one for one in found if one}

    def levels(self, place: str, flow: str, unit: str) -> Mapping[int, Figure]:
        """What is on record of a flow of trade, or of GDP, by year."""
        return self.record.figures(place, flow, unit)

    def base_on_record(self, goal: Goal) -> float | None:
        """The base of a goal as it is on record: of its year, or the people of the place."""
        known = self.figures(goal).get(goal.base.year or 0)
        if known is not None:
            return known.value
        people = self.places.people(goal.place)
        if people is None or goal.indicator.casefold() not in PEOPLE:
            return None
        return people / in_ones(1.0, goal.unit)

    def flags(self, goal: Goal) -> list[str]:
        """Codes of what is odd about a goal; it is kept as it is stated."""
        parent = self.places.people(self.places.parent(goal.place))
        people = self.places.people(goal.place)
        row = self.rows[goal.id]
        found = {
            IMPLAUSIBLE: self._increment is not None
            and is_implausible(goal, self._increment, people, parent),
            BASE_DIFFERS: differs(goal.base.value, self.base_on_record(goal)),
            AMBIGUOUS: bool(goal.growth_of and goal.mark.value is not None
                            and span_in(row.indicator, row.note)),
        }  # fmt: skip
        return [code for code, is_so in found.items() if is_so]

    def is_share_of(self, whole: str) -> Callable[[Goal, str], bool]:
        """Whether a goal states a share of an indicator of a whole."""

        def told(goal: Goal, indicator: str) -> bool:
            words = goal.share_of.casefold()
            if not words.endswith(indicator.casefold()):
                return False
            name = words.removesuffix(indicator.casefold()).removesuffix("'s ").strip()
            return bool(name) and self.places.named(name).id == whole

        return told
