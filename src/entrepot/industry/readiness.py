"""How ready a firm or a place is: a score by parts, and who nears a threshold or passed it.

What is not known is neither met nor missed, so a score lies between two bounds until it is known.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from entrepot.industry.policy_measures import NO, UNKNOWN, YES, Condition, Fact, answer_of

ABOVE, GRADUATE, FELL_BACK, NEAR, BELOW = "above", "graduate", "fell_back", "near", "below"


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing asked.

    Attributes:
        part: The part of the score it belongs to.
        weight: Above zero.
        must: Nobody is ready without it, whatever the score.
    """

    id: str
    part: str
    condition: Condition
    weight: Decimal = Decimal(1)
    must: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """A score from 0 to 100: unknown criteria missed (`least`) and met (`most`)."""

    least: Decimal
    most: Decimal

    @property
    def known(self) -> Decimal | None:
        """The score, None while criteria are not known."""
        return self.least if self.least == self.most else None


@dataclass(frozen=True, slots=True)
class Readiness:
    """How ready: yes, no or unknown, and the answer to each criterion."""

    answer: str
    score: Span
    parts: Mapping[str, Span]
    answers: Mapping[str, str]


def judge(
    criteria: Sequence[Criterion], facts: Mapping[str, Fact], pass_score: Decimal
) -> Readiness:
    """How ready something of some facts is; there is at least one criterion."""
    answers = {one.id: answer_of(one.condition, facts) for one in criteria}
    parts = {part: _span([one for one in criteria if one.part == part], answers)
             for part in dict.fromkeys(one.part for one in criteria)}  # fmt: skip
    score = _span(criteria, answers)
    musts = [answers[one.id] for one in criteria if one.must]
    if NO in musts or score.most < pass_score:
        return Readiness(NO, score, parts, answers)
    sure = UNKNOWN not in musts and score.least >= pass_score
    return Readiness(YES if sure else UNKNOWN, score, parts, answers)


def _span(criteria: Sequence[Criterion], answers: Mapping[str, str]) -> Span:
    total = sum(one.weight for one in criteria)
    met = sum((one.weight for one in criteria if answers[one.id] == YES), Decimal(0))
    missed = sum((one.weight for one in criteria if answers[one.id] == NO), Decimal(0))
    return Span(100 * met / total, 100 * (total - missed) / total)


@dataclass(frozen=True, slots=True)
class Reading:
    """A figure of a firm at the end of a period; None is not known."""

    on: date
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class Watched:
    """Where a firm stands to a threshold.

    Attributes:
        state: above, graduate (passed it at the last reading), fell_back, near, below, unknown.
        last: The last reading, None where there is none.
        missing: What is wanting to the threshold; None where that is not known.
    """

    state: str
    last: Reading | None
    missing: Decimal | None


def watch(
    readings: Sequence[Reading], threshold: Decimal, near_share: Decimal, on: date
) -> Watched:
    """Where a firm stands on a day; a reading after it is not looked at.

    The reading before the last decides between above and graduate; where it is not known the
    firm is above, for nobody saw it pass.
    """
    seen = sorted((one for one in readings if one.on <= on), key=lambda one: one.on)
    if not seen or seen[-1].value is None:
        return Watched(UNKNOWN, seen[-1] if seen else None, None)
    last, value = seen[-1], seen[-1].value
    before = seen[-2].value if len(seen) > 1 else None
    was_above = None if before is None else before >= threshold
    if value >= threshold:
        return Watched(GRADUATE if was_above is False else ABOVE, last, Decimal(0))
    near = NEAR if value >= threshold * near_share else BELOW
    return Watched(FELL_BACK if was_above else near, last, threshold - value)
