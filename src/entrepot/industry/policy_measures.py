"""Which policy measures a firm may have: conditions in three values, what adds up, and how much.

A condition is met, failed, or unknown where a fact it rests on is not known; unknown is never
turned into either (Kleene's strong logic of three values).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

Fact = Decimal | str | bool
YES, NO, UNKNOWN = "yes", "no", "unknown"
IS, IS_NOT, ONE_OF, AT_LEAST, AT_MOST, ABOVE, BELOW = (
    "is", "is_not", "one_of", "at_least", "at_most", "above", "below"
)  # fmt: skip
ORDERED = (AT_LEAST, AT_MOST, ABOVE, BELOW)
OPERATORS = (IS, IS_NOT, ONE_OF, AT_LEAST, AT_MOST, ABOVE, BELOW)
ALL, ANY, NOT = "all", "any", "not"


@dataclass(frozen=True, slots=True)
class Requirement:
    """A fact held against a value.

    Attributes:
        paper: What would show the fact.
    """

    fact: str
    operator: str
    value: Fact | frozenset[str]
    paper: str = ""


@dataclass(frozen=True, slots=True)
class Joined:
    """Conditions joined by all, any or not (which holds one)."""

    how: str
    parts: Sequence["Condition"]


Condition = Requirement | Joined


@dataclass(frozen=True, slots=True)
class Grant:
    """What a measure gives: a sum, or a share of a fact of the firm.

    Attributes:
        fixed: The sum; None where it is a share.
        share_pct: Share of the fact `of` [%].
        most: Never more than this.
    """

    fixed: Decimal | None = None
    share_pct: Decimal | None = None
    of: str = ""
    most: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure of a policy.

    Attributes:
        first: First day it may be had; None is always.
        last: Last day.
        condition: None where it is had without.
        grant: None where it gives no money.
        excludes: Measures that are not had together with it.
        group: Measures whose sums have a common cap.
    """

    id: str
    first: date | None = None
    last: date | None = None
    condition: Condition | None = None
    grant: Grant | None = None
    excludes: frozenset[str] = frozenset()
    group: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a requirement found; `held` is the fact, None where it is not known."""

    requirement: Requirement
    answer: str
    held: Fact | None


@dataclass(frozen=True, slots=True)
class Match:
    """What a firm may have of a measure.

    Attributes:
        in_force: Whether the day lies within its dates.
        papers: What would settle an unknown answer.
        amount: What it gives; None where it gives no money, or where that is not known.
    """

    measure: Measure
    answer: str
    in_force: bool
    findings: Sequence[Finding]
    papers: Sequence[str]
    amount: Decimal | None


def match(measure: Measure, facts: Mapping[str, Fact], on: date) -> Match:
    """What a firm of some facts may have of a measure on a day; amounts to the cent."""
    in_force = (measure.first or date.min) <= on <= (measure.last or date.max)
    found = [find(one, facts) for one in _requirements(measure.condition)]
    answer = answer_of(measure.condition, facts) if in_force else NO
    papers = _papers(measure.condition, facts) if answer == UNKNOWN else []
    amount = _amount(measure.grant, facts) if answer != NO else None
    return Match(measure, answer, in_force, found, list(dict.fromkeys(papers)), amount)


def answer_of(condition: Condition | None, facts: Mapping[str, Fact]) -> str:
    """yes, no or unknown."""
    if condition is None:
        return YES
    if isinstance(condition, Requirement):
        return find(condition, facts).answer
    answers = [answer_of(one, facts) for one in condition.parts]
    if condition.how == NOT:
        return {YES: NO, NO: YES, UNKNOWN: UNKNOWN}[answers[0]]
    first, last = (NO, YES) if condition.how == ALL else (YES, NO)
    return next((one for one in (first, UNKNOWN) if one in answers), last)


def find(requirement: Requirement, facts: Mapping[str, Fact]) -> Finding:
    """What a requirement finds; a fact that is no number is not known where one is asked."""
    held = facts.get(requirement.fact)
    if held is None or (requirement.operator in ORDERED and not isinstance(held, Decimal)):
        return Finding(requirement, UNKNOWN, None)
    return Finding(requirement, YES if _holds(requirement, held) else NO, held)


def _holds(requirement: Requirement, held: Fact) -> bool:
    value = requirement.value
    if isinstance(value, frozenset):
        return (f"{held:f}" if isinstance(held, Decimal) else held) in value
    if requirement.operator in (IS, IS_NOT):
        return (held == value) == (requirement.operator == IS)
    if not (isinstance(held, Decimal) and isinstance(value, Decimal)):
        return False
    return {AT_LEAST: held >= value, AT_MOST: held <= value,
            ABOVE: held > value, BELOW: held < value}[requirement.operator]  # fmt: skip


def _requirements(condition: Condition | None) -> Iterator[Requirement]:
    if isinstance(condition, Requirement):
        yield condition
    elif condition is not None:
        for part in condition.parts:
            yield from _requirements(part)


def _papers(condition: Condition | None, facts: Mapping[str, Fact]) -> Iterator[str]:
    """Papers of the unknown requirements beneath the parts whose answer is unknown too."""
    if condition is None or answer_of(condition, facts) != UNKNOWN:
        return
    if isinstance(condition, Requirement):
        yield condition.paper or condition.fact
        return
    for part in condition.parts:
        yield from _papers(part, facts)


def _amount(grant: Grant | None, facts: Mapping[str, Fact]) -> Decimal | None:
    if grant is None:
        return None
    found = grant.fixed
    if found is None and grant.share_pct is not None:
        base = facts.get(grant.of)
        found = base * grant.share_pct / 100 if isinstance(base, Decimal) else None
    if found is None:
        return None
    most = found if grant.most is None else min(found, grant.most)
    return most.quantize(Decimal("0.01"), ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Taken:
    """Measures that are had together.

    Attributes:
        measures: Ids, in the order given.
        amount: Their sum, each group under its cap.
        capped: What the caps took away, by group.
        left_out: Measure to those taken that exclude it.
    """

    measures: Sequence[str]
    amount: Decimal
    capped: Mapping[str, Decimal]
    left_out: Mapping[str, Sequence[str]]


def take(matches: Iterable[Match], caps: Mapping[str, Decimal]) -> Taken:
    """The measures that are worth most together, of those answered yes.

    An amount that is not known counts as nothing in the choice. Exclusion goes both ways.

    Args:
        matches: Of one firm.
        caps: Most that the measures of a group give together.
    """
    had = [one for one in matches if one.answer == YES]
    foes = {one.measure.id: _foes(one, had) for one in had}
    free = tuple(one for one in had if not foes[one.measure.id])
    bound = [one for one in had if foes[one.measure.id]]
    best = max(_apart(bound, foes, ()), key=lambda some: _sum((*free, *some), caps)[0], default=())
    chosen = {one.measure.id for one in (*free, *best)}
    amount, capped = _sum([one for one in had if one.measure.id in chosen], caps)
    left = {name: sorted(others & chosen) for name, others in foes.items() if name not in chosen}
    return Taken([one.measure.id for one in had if one.measure.id in chosen], amount, capped, left)


def _foes(one: Match, had: Sequence[Match]) -> frozenset[str]:
    own = one.measure
    others = [other.measure for other in had if other.measure.id != own.id]
    return frozenset(other.id for other in others
                     if other.id in own.excludes or own.id in other.excludes)  # fmt: skip


def _apart(
    left: Sequence[Match], foes: Mapping[str, frozenset[str]], taken: tuple[Match, ...]
) -> Iterator[tuple[Match, ...]]:
    """Every set of measures of which none excludes another and none more could be added."""
    if not left:
        yield taken
        return
    first, rest = left[0], left[1:]
    own = foes[first.measure.id]
    yield from _apart([one for one in rest if one.measure.id not in own], foes, (*taken, first))
    if any(one.measure.id in own for one in rest):
        yield from _apart(rest, foes, taken)


def _sum(some: Sequence[Match], caps: Mapping[str, Decimal]) -> tuple[Decimal, dict[str, Decimal]]:
    sums: dict[str, Decimal] = {}
    for one in some:
        group = one.measure.group
        sums[group] = sums.get(group, Decimal(0)) + (one.amount or Decimal(0))
    capped = {group: total - caps[group] for group, total in sums.items()
              if group in caps and total > caps[group]}  # fmt: skip
    return sum(sums.values(), Decimal(0)) - sum(capped.values(), Decimal(0)), capped
