"""Benefit against what it takes: plans of which none is better in both.

The one goal is made as large as can be while the other may not fall below a limit, which moves in
even steps between its ends; then the other is made as large as can be at that benefit, so that no
point is beaten by a plan that only happens to be as good in one.

Source:
    Mavrotas 2009, Effective implementation of the epsilon-constraint method.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from entrepot.plan.case import Case, Starts, Worth, worth_of
from entrepot.plan.conflict import refuse
from entrepot.plan.greedy import greedy
from entrepot.plan.model import Model
from entrepot.plan.rules import Rule, rules_of
from entrepot.plan.search import Answer, Patience
from entrepot.plan.solver import FEASIBLE, OPTIMAL, Watch

SPEND, TAIL = "spend", "tail"
_HAIR = 1e-9  # what a goal that was reached may fall short, as a share
_FIRST = 6  # the first search, on which all rests, takes one part in so many of the time
_SAME = 6  # digits in which points that are told apart differ


@dataclass(frozen=True, slots=True)
class Goal:
    """Something to be made as large as can be.

    Attributes:
        terms: What it is in a model.
        value: What it is of a plan.
    """

    terms: Callable[[Model], Mapping[int, float]]
    value: Callable[[Starts], float]


@dataclass(frozen=True, slots=True)
class Point:
    """A plan of the frontier.

    Attributes:
        status: optimal where no plan is better in both, feasible where time ran out.
        used: Of the resource, or the mean of the worst.
        benefit: The case's objective; against the tail the mean.
    """

    status: str
    starts: Starts
    used: float
    benefit: float


def names_of(case: Case) -> tuple[str, ...]:
    """What benefit can be held against."""
    totals = [one.name for one in case.resources if one.total is not None]
    return (SPEND, TAIL, *totals)


def frontier(
    case: Case, against: str, points: int, *, watch: Watch | None = None
) -> tuple[Point, ...]:
    """Benefit against spending, a resource with a total, or risk.

    Args:
        case: What is to be planned.
        against: One of `names_of`.
        points: Limits tried, both ends included; fewer come out where plans are the same.
        watch: Where it says True the searches still open end with what they have.

    Returns:
        Plans by what they use, or by their tail, least first.

    Raises:
        ModelError: No plan keeps the rules, or none was found in time.
    """
    benefit, other = _goals(case, against)
    pair = _Pair(case, rules_of(case), Patience(case.options.time_limit_s, _FIRST, watch))
    rich = pair.best(benefit, other, begin=greedy(case, pair.rules))
    pair.patience.waiting = 2 * (points - 1)
    lean = pair.best(other, benefit, begin=rich.starts)
    for end in (rich, lean):
        if end.starts is None:
            raise refuse(case, pair.rules, end)
    low, high = (other.value(end.starts or {}) for end in (rich, lean))
    steps = [low + (high - low) * at / (points - 1) for at in range(1, points - 1)]
    between = [
        pair.best(benefit, other, least=step, begin=lean.starts) for step in steps if high > low
    ]
    told = [
        (other.value(one.starts), Point(one.status, one.starts, 0.0, benefit.value(one.starts)))
        for one in (rich, lean, *between)
        if one.starts is not None
    ]
    sign = 1.0 if against == TAIL else -1.0
    kept = (replace(point, used=sign * had + 0.0) for had, point in _unbeaten(told))
    return tuple(sorted(kept, key=lambda point: point.used))


def _unbeaten(told: list[tuple[float, Point]]) -> list[tuple[float, Point]]:
    """Points of which none found is better in one goal and as good in the other, each once."""
    once = {(round(had, _SAME), round(one.benefit, _SAME)): (had, one) for had, one in told}
    return [
        pair
        for (had, benefit), pair in once.items()
        if not any(
            other != (had, benefit) and other[0] >= had and other[1] >= benefit for other in once
        )
    ]


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two goals of a case."""

    case: Case
    rules: tuple[Rule, ...]
    patience: Patience

    def best(
        self, first: Goal, second: Goal, *, least: float | None = None, begin: Starts | None
    ) -> Answer:
        """The best in one goal and, at that, in the other, which may have a limit."""
        limits = [] if least is None else [(second, least)]
        lead = self.patience.search(self.case, self.rules, _ask(first, limits), begin=begin)
        if lead.starts is None:
            return lead
        then = _ask(second, [(first, first.value(lead.starts))])
        last = self.patience.search(self.case, self.rules, then, begin=lead.starts)
        is_sure = lead.status == last.status == OPTIMAL
        starts = last.starts or lead.starts
        return Answer(OPTIMAL if is_sure else FEASIBLE, starts, last.bound, last.seconds)


def _goals(case: Case, against: str) -> tuple[Goal, Goal]:
    """Benefit, and the other one: to use less of something, or to fare better at the worst."""

    def worth(pick: Callable[[Worth], float]) -> Callable[[Starts], float]:
        return lambda starts: pick(worth_of(case, starts))

    if against == TAIL:
        return (
            Goal(Model.mean_terms, worth(lambda one: one.mean)),
            Goal(Model.tail_terms, worth(lambda one: one.tail_mean)),
        )
    uses = _uses(case, against)

    def less(model: Model) -> dict[int, float]:
        return {at: -float(uses[name]) for name in uses for at in model.chosen(name)}

    def saved(starts: Starts) -> float:
        return -float(sum(use for name, use in uses.items() if starts[name] is not None)) + 0.0

    return Goal(Model.worth_terms, worth(lambda one: one.objective)), Goal(less, saved)


def _uses(case: Case, against: str) -> dict[str, Decimal]:
    none = Decimal(0)
    return {
        one.id: sum(one.cost, none) if against == SPEND else one.uses.get(against, none)
        for one in case.projects
    }


def _ask(goal: Goal, limits: list[tuple[Goal, float]]) -> Callable[[Model], None]:
    def ask(model: Model) -> None:
        model.want(goal.terms(model))
        for other, least in limits:
            model.programme.row(other.terms(model), low=least - _HAIR * max(1.0, abs(least)))

    return ask
