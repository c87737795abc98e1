"""Scenarios of the corridors side by side, from what carriage costs to how likely goals are.

Each scenario starts from the region as it is. What several bring together is split so that what
they share is counted once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np

from entrepot.kernel.errors import InputError, Problem
from entrepot.kernel.source import Source, Status, weakest
from entrepot.plan.effects import Effect, Measure, Vector, effects_of
from entrepot.plan.overlap import MOST_EXACT, shapley
from entrepot.service.comparison_output import OutputEffects
from entrepot.service.comparison_targets import GDP, Lift, TargetChances
from entrepot.service.comparison_worlds import Edits, World, Worlds, lane_means, together
from entrepot.service.corridor_ask import year_of
from entrepot.service.corridor_chain import MOST_DRAWS, THETA_SOURCE, parse_effect
from entrepot.service.desk import Desk
from entrepot.service.kept_scenarios import show_scenario
from entrepot.service.output_table import Sectors, parse_sectors
from entrepot.service.target_goals import Goals
from entrepot.service.what_if_world import SOURCE, WhatIfWorld
from entrepot.store.reference import open_reference

Document = dict[str, Any]
AS_IS = "base"
"""What the region as it is is called among scenarios."""


@dataclass(frozen=True, slots=True)
class Compared:
    """A scenario that is compared.

    Attributes:
        id: Reference of a kept one, else its name.
        name: What people call it.
        edits: What differs from the region as it is.
        opens: Year from which on it does.
    """

    id: str
    name: str
    edits: Edits
    opens: int


def compare_scenarios(
    desk: Desk, world: WhatIfWorld, raw: Mapping[str, Any], *, by: str, at: datetime
) -> Document:
    """Walk each scenario from its corridors to the probability of goals, beside a base.

    Args:
        desk: The desk.
        world: The world of the lines.
        raw: Fields by name: base and scenarios (`base` for the region as it is, references of
            kept ones, or tables of edits), output (a table of input and output), and those of
            `corridor_effect` but scenario and clearance.
        by: Account; empty is the machine itself.
        at: Instant.

    Returns:
        scenarios with effects by step and targets, and overlap by project.

    Raises:
        InputError: With every fault of every field.
        MissingError: No exports are loaded, or nobody keeps such a scenario.
        ModelError: There is no convergence, or a unit of output asks for a unit of output.
        RoleError: Who acts is no statistics analyst.
    """
    given = dict(raw)
    told = [given.pop("base", AS_IS) or AS_IS, *_listed(given.pop("scenarios", ()))]
    table = given.pop("output", None)
    asked = parse_effect(desk, {**given, "scenario": {}}, MOST_DRAWS)
    sectors = parse_sectors(table) if table else None
    compared = [_scenario(desk, one, by=by, at=at) for one in told]
    _check(compared)
    found = world.world(asked["year"], by=by, at=at)
    year = asked["network_year"] or max(one.opens for one in compared)
    with desk.turn:
        worlds = Worlds(desk, found["flows"], asked, year, at.date())
        answer = _Comparison(desk, worlds, compared, sectors, asked, found).document()
    return answer | {
        "year": found["year"], "network_year": year, "region": desk.region.id,
        "closure": asked["closure"], "theta": asked["theta"], "theta_sd": asked["theta_sd"],
        "draws": {"n": asked["draws"], "seed": asked["seed"]},
        "data_status": found["data_status"],
    }  # fmt: skip


def _listed(told: Any) -> Sequence[Any]:
    return [told] if isinstance(told, str | Mapping) else list(told)


def _scenario(desk: Desk, told: Any, *, by: str, at: datetime) -> Compared:
    """The region as it is, a kept scenario, or one that is sent.

    Raises:
        MissingError: Who asks keeps no such scenario.
    """
    today = at.date()
    if told in (AS_IS, desk.region.id):
        return Compared(AS_IS, AS_IS, (), today.year)
    if isinstance(told, Mapping):
        name = str(told.get("name") or "scenario")
        edits = told.get("edit") or []
        opens = year_of({"scenario": dict(told)}, today=today)
        return Compared(name, name, edits if isinstance(edits, list) else [edits], opens)
    kept = show_scenario(desk, str(told), by=by, at=at)
    opens = year_of({"scenario": {"edit": kept["edits"]}}, today=today)
    return Compared(kept["reference"], kept["name"], kept["edits"], opens)


def _check(compared: Sequence[Compared]) -> None:
    """At least one scenario beside the base, none twice, and no more than can be split.

    Raises:
        InputError: It is otherwise.
    """
    ids = [one.id for one in compared[1:]]
    problems = []
    if not ids:
        problems.append(Problem("plan.no_scenario", "scenarios", "is empty.",
                                "Name one or more beside the base.",
                                message_zh="未选择方案。"))  # fmt: skip
    for one in sorted({one for one in ids if ids.count(one) > 1}):
        problems.append(Problem("plan.scenario_twice", one, "is there twice.", "Name it once.",
                                message_zh="重复出现。"))  # fmt: skip
    if len(ids) > MOST_EXACT:
        message = f"{len(ids)} are more than {MOST_EXACT}."
        problems.append(Problem("plan.too_many", "scenarios", message, "Compare fewer at once.",
                                message_zh=f"至多{MOST_EXACT}个。"))  # fmt: skip
    if problems:
        raise InputError(problems)


class _Comparison:
    """The worlds of the base and of each scenario, told beside one another."""

    def __init__(
        self, desk: Desk, worlds: Worlds, compared: Sequence[Compared], sectors: Sectors | None,
        asked: Document, found: Document,
    ) -> None:  # fmt: skip
        self._desk, self._worlds, self._asked, self._found = desk, worlds, asked, found
        self._base, *self._scenarios = compared
        self._output = OutputEffects(sectors, asked)
        self._goals = TargetChances(Goals(open_reference(str(desk.folder))), desk.region.id)

    def document(self) -> Document:
        """The answer."""
        as_is = self._worlds.drawn(())
        base = self._worlds.drawn(self._base.edits) if self._base.edits else as_is
        told = [self._told(as_is, base, one) for one in self._scenarios]
        overlap = self._overlap()
        statuses = [one["status"] for each in told for one in each["effects"]]
        return {
            "base": {"id": self._base.id, "name": self._base.name, "opens": self._base.opens},
            "scenarios": told, **overlap, "output_table": self._output.about(as_is),
            "sources": base.shock.told["sources"], "status": weakest(statuses or ["modelled"]),
        }  # fmt: skip

    def _told(self, as_is: World, base: World, one: Compared) -> Document:
        world = self._worlds.drawn(one.edits)
        effects = self._effects(as_is, base, world)
        lifts = [Lift(opens, self._factors(as_is, each))
                 for opens, each in ((self._base.opens, base), (one.opens, world))]  # fmt: skip
        return {
            "id": one.id, "name": one.name, "opens": one.opens,
            "effects": [self._document(effect) for effect in effects],
            "targets": self._goals.documents(*lifts, status=self._found["data_status"]),
            "warnings": world.warnings, "left_out": world.shock.told["left_out"],
        }  # fmt: skip

    def _effects(self, as_is: World, base: World, world: World) -> Sequence[Effect]:
        means = lane_means((base, world), self._worlds.base.net)
        before, after = (
            [*self._carriage(one, mean), *self._trade(one), *self._output.measures(as_is, one)]
            for one, mean in zip((base, world), means, strict=True)
        )
        return effects_of(before, after)

    def _carriage(self, world: World, means: Mapping[str, Vector]) -> list[Measure]:
        told = world.shock.told
        day, worth = told["value_of_time"], told["value_usd_per_teu"]
        rests_on = {one["source"]: one["status"] for one in told["sources"]}
        cited = Source(f"{day['source']}; {worth['source']}; tariffs and times of the pack",
                       weakest(["modelled", *rests_on.values()]))  # fmt: skip
        steps = (("corridor", "cost_share", "1"), ("corridor", "hours", "h"),
                 ("trade_cost", "cost_factor", "1"))  # fmt: skip
        return [_measure(step, what, unit, means[what], cited)
                for step, what, unit in steps if what in means]  # fmt: skip

    def _trade(self, world: World) -> list[Measure]:
        status = weakest(["modelled", self._found["data_status"]])
        cited = Source(f"{THETA_SOURCE}; {SOURCE}", status)
        return [
            _measure("trade", "exports", "USD", world.exports, cited),
            _measure("trade", "imports", "USD", world.imports, cited),
            _measure("trade", "trade", "USD", world.total, cited),
            _measure("income", "real_income", "1", world.income, cited),
        ]

    def _factors(self, as_is: World, world: World) -> Mapping[str, Vector]:
        """What a world multiplies series by, draw by draw."""
        ratios = {"total": world.total / as_is.total, "exports": world.exports / as_is.exports,
                  "imports": world.imports / as_is.imports}  # fmt: skip
        gdp = self._output.gdp_factor(as_is, world)
        return {flow: each[1:] for flow, each in ratios.items() if np.isfinite(each).all()} | (
            {} if gdp is None else {GDP: gdp[1:]}
        )

    def _document(self, effect: Effect) -> Document:
        sector = self._output.sector_of(effect.what)
        return {
            "step": effect.step, "what": effect.what, "unit": effect.unit,
            "before": effect.before, "after": effect.after,
            "interval_80": effect.interval_80 and list(effect.interval_80),
            "change_interval_80": effect.change_80 and list(effect.change_80),
            "source": effect.cited.text, "status": effect.cited.status, **sector,
        }  # fmt: skip

    def _overlap(self) -> Document:
        """What each scenario brings to trade alone, and its part of what all bring together."""
        edits = {one.id: one.edits for one in self._scenarios}
        start = self._worlds.trade(self._base.edits)

        def brings(some: frozenset[str]) -> float:
            if not some:
                return 0.0
            wanted = [edits[one] for one in edits if one in some]
            return self._worlds.trade(together(*wanted)) - start

        status: Status = weakest(["modelled", self._found["data_status"]])
        alone = {one: brings(frozenset([one])) for one in edits}
        parts = shapley([*edits], _once(brings, alone))
        names = {one.id: one.name for one in self._scenarios}
        return {
            "overlap": [{"project": one, "name": names[one], "alone": alone[one],
                         "shapley": parts[one]} for one in edits],
            "overlap_of": {"what": "trade", "unit": "USD", "sum_alone": sum(alone.values()),
                           "together": sum(parts.values()), "status": status},
        }  # fmt: skip


def _once(worth: Any, alone: Mapping[str, float]) -> Any:
    """The same without working out again what single projects bring."""

    def found(some: frozenset[str]) -> float:
        return alone[next(iter(some))] if len(some) == 1 else worth(some)

    return found


def _measure(step: Any, what: str, unit: str, values: Vector, cited: Source) -> Measure:
    return Measure(step, what, unit, float(values[0]), values[1:], cited)
