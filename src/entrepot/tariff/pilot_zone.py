"""A pilot zone as a hypothesis: what would hold inside it that does not hold today.

No place is in such a zone because somebody asks: the membership is a supposition of the
scenario, with its own days, and is never written into the reference data.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, TypeAlias

from entrepot.kernel.period import Period
from entrepot.region.policy import Control, PilotZone, Restriction, ZoneRule
from entrepot.tariff.control import Told, covers, holds, tell_state
from entrepot.tariff.restriction import SEVEREST_LAST, Outcome, Plan, check_investment, in_force

HYPOTHESIS = "hypothesis"  # id of the supposed zone; no row of a pack has it
Where: TypeAlias = Literal["inside", "outside", "not_told"]
Effect: TypeAlias = Literal[
    "opens", "eases", "condition", "tightens", "same", "none_read", "undetermined", "outside",
    "not_in_force",
]  # fmt: skip
"""`same`: the zones' list speaks of it and says the same; `none_read`: no row of the zones' list
speaks of it, so that a difference is not known; `condition`: as strict, on other conditions."""


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """A zone that is supposed.

    Attributes:
        name: What people call it.
        places: Ids of the places it takes in, with all that lies in them; empty is not told.
        valid: Days of the supposed membership.
        sections: Sections of GB/T 4754 it is meant for; empty is every one.
        hs: Codes or ranges of goods it is meant for; empty is all.
    """

    name: str
    places: frozenset[str]
    valid: Period
    sections: frozenset[str] = frozenset()
    hs: tuple[str, ...] = ()

    def where(self, around: frozenset[str]) -> Where:
        """Whether a place lies in it, by the ids of the place and of all it lies in."""
        if not around or not self.places:
            return "not_told"
        return "inside" if around & self.places else "outside"

    def takes_activity(self, plan: Plan) -> Where:
        """Whether an activity lies in it, by its section and place."""
        if self.sections and plan.sector and plan.sector not in self.sections:
            return "outside"
        return self.where(plan.places)

    def takes_good(self, code: str, around: frozenset[str]) -> Where:
        """Whether a good lies in it, by its code and place."""
        return "outside" if self.hs and not holds(self.hs, code) else self.where(around)

    def zone(self, country: str) -> PilotZone:
        """The supposed zone as a row, for who reads lists of zones."""
        return PilotZone(
            "", "hypothesis of a scenario", "modelled", id=HYPOTHESIS, country=country,
            name=self.name, name_zh=self.name, valid_from=self.valid.start or date.min,
            valid_to=self.valid.end,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Judged:
    """An activity with and without the zone.

    Attributes:
        today: By the lists of today.
        without: By the lists of the day of the scenario, outside any zone.
        within: Inside the supposed zone; None where it lies outside.
    """

    plan: Plan
    where: Where
    today: Outcome
    without: Outcome
    within: Outcome | None
    effect: Effect


@dataclass(frozen=True, slots=True)
class GoodJudged:
    """A good with and without the zone.

    Attributes:
        controls: Export controls that may hold, today and on the day of the scenario.
        rules: Rules on it that hold in the supposed zone; empty is that none is known.
    """

    hs: str
    where: Where
    controls: tuple[tuple[Told, Told], ...]
    rules: tuple[ZoneRule, ...]


def judge_activity(
    plan: Plan, hypothesis: Hypothesis, restrictions: Sequence[Restriction], *, today: date,
    on: date, country: str,
) -> Judged:  # fmt: skip
    """Check a plan with and without the supposed membership.

    Args:
        plan: The plan, outside any zone.
        hypothesis: The zone.
        restrictions: Rows of all lists of the country, of any day; of the national list at least
            one in force on either day.
        today: The day it is.
        on: Legal day of the scenario; the membership counts only on its own days.
        country: Country whose lists they are.
    """
    outside = replace(plan, zone="")
    rows = in_force(restrictions, on)
    without = check_investment(outside, on, rows, ())
    then = check_investment(outside, today, in_force(restrictions, today), ())
    where = hypothesis.takes_activity(plan)
    if where == "outside" or on not in hypothesis.valid:
        effect: Effect = "outside" if where == "outside" else "not_in_force"
        return Judged(plan, where, then, without, None, effect)
    zone = hypothesis.zone(country)
    within = check_investment(replace(plan, zone=zone.id), on, rows, (zone,))
    return Judged(plan, where, then, without, within, _effect(without, within))


def judge_good(
    code: str, around: frozenset[str], hypothesis: Hypothesis, controls: Iterable[Control],
    rules: Iterable[ZoneRule], *, destination: str, today: date, on: date,
) -> GoodJudged:  # fmt: skip
    """Controls on a good today and on the day of the scenario, and rules of the zone on it.

    Args:
        code: HS or national code, digits only.
        around: Ids of the place of the good and of all it lies in; empty is not told.
        hypothesis: The zone.
        controls: Export controls of the country.
        rules: Rules of the country on goods in pilot zones.
        destination: Where it goes; empty is every destination.
        today: The day it is.
        on: Legal day of the scenario.
    """
    where = hypothesis.takes_good(code, around)
    found = [
        control
        for control in controls
        if covers(control, code)
        and (not destination or destination in (control.destinations or (destination,)))
    ]
    is_in = where != "outside" and on in hypothesis.valid
    own = (rule for rule in rules if on in rule.valid and rule.area in ("", HYPOTHESIS))
    return GoodJudged(
        code, where,
        tuple((tell_state(control, today), tell_state(control, on)) for control in found),
        tuple(rule for rule in own if is_in and (not rule.hs_codes or holds(rule.hs_codes, code))),
    )  # fmt: skip


def _effect(without: Outcome, within: Outcome) -> Effect:
    """What the membership changes of a verdict."""
    if not any(layer.layer == "zone" and layer.row for layer in within.layers):
        return "undetermined" if within.verdict == "undetermined" else "none_read"
    if "undetermined" in (without.verdict, within.verdict):
        return "undetermined"
    before, after = (SEVEREST_LAST.index(one.verdict) for one in (without, within))
    if before == after:
        return "same" if _terms(without) == _terms(within) else "condition"
    if after > before:
        return "tightens"
    return "opens" if within.verdict == "national_treatment" else "eases"


def _terms(outcome: Outcome) -> tuple[object, ...]:
    """What the row that decides asks for."""
    row = outcome.row
    return (row.kind, row.foreign_max_pct, row.below, row.condition) if row else ()
