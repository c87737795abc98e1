"""A case of planning: projects, what they cost and bring, and what limits them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from math import fsum

YEARLY, CARRY_OVER = "yearly", "carry_over"
REQUIRES, EXCLUDES, BOOSTS, OVERLAPS = "requires", "excludes", "boosts", "overlaps"
BASE = "base"
Starts = Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class Project:
    """Something that may be built.

    Attributes:
        duration: Periods from its start to its end.
        cost: Of each period of its own [scale x currency].
        benefit: Counted once, when it is finished [scale x currency].
        earliest: First period in which it may start, from 0.
        latest: Last one; None where only the horizon limits it.
        must: Whether it is to be built in any case.
        uses: Of each resource: once of a total, each period under way of one that is per period.
    """

    id: str
    duration: int
    cost: tuple[Decimal, ...]
    benefit: float
    region: str = ""
    type: str = ""
    earliest: int = 0
    latest: int | None = None
    must: bool = False
    uses: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Resource:
    """Something scarce beside money: a total for all time, or so much in each period."""

    name: str
    total: Decimal | None = None
    per_period: tuple[Decimal, ...] = ()


@dataclass(frozen=True, slots=True)
class Relation:
    """How projects stand to each other.

    Attributes:
        kind: `requires` (the first starts after the second has finished), `excludes` (at most
            one), `boosts` and `overlaps` (together they bring more, or less, by the value).
        value: What is brought more or less, once and undiscounted [scale x currency].
    """

    kind: str
    projects: tuple[str, ...]
    value: float = 0.0


@dataclass(frozen=True, slots=True)
class Floor:
    """Least spending in one region, or on one type of project."""

    by: str
    name: str
    min_spend: Decimal


@dataclass(frozen=True, slots=True)
class Scenario:
    """Benefits as they may turn out; those of projects it does not name stay."""

    name: str
    probability: float
    benefit: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Risk:
    """How much the worst outcomes count.

    Attributes:
        level: The worst 1 - level of probability is the tail [0 to 1).
        weight: Of the tail's mean beside the mean of all [0 to 1].
    """

    level: float = 0.0
    weight: float = 0.0


@dataclass(frozen=True, slots=True)
class Options:
    """How long and how closely to search.

    Attributes:
        gap: What may lie between plan and bound, as a share of the plan.
        explain: Whether to tell what would change the plan.
    """

    gap: float = 0.0
    time_limit_s: float = 30.0
    explain: bool = True


@dataclass(frozen=True, slots=True)
class Case:
    """All of it.

    Attributes:
        scale: Units of the currency that 1 stands for.
        budget: Of each period [scale x currency].
        rule: `yearly`, or `carry_over` where what is left of a period may be spent later.
    """

    periods: int
    discount_rate: float
    budget: tuple[Decimal, ...]
    rule: str
    projects: tuple[Project, ...]
    resources: tuple[Resource, ...] = ()
    relations: tuple[Relation, ...] = ()
    floors: tuple[Floor, ...] = ()
    scenarios: tuple[Scenario, ...] = ()
    risk: Risk = Risk()
    options: Options = Options()
    code: str = ""
    currency: str = ""
    scale: float = 1.0

    def outcomes(self) -> Iterator[tuple[Scenario, Mapping[str, float]]]:
        """Each scenario with the benefit of every project; what is left over is the base case."""
        plain = {project.id: project.benefit for project in self.projects}
        left = 1.0 - sum(one.probability for one in self.scenarios)
        if left > 1e-9 or not self.scenarios:
            yield Scenario(BASE, max(left, 0.0)), plain
        for one in self.scenarios:
            yield one, {**plain, **one.benefit}

    def project(self, name: str) -> Project:
        """A project by its id."""
        return next(one for one in self.projects if one.id == name)

    def discount(self, period: int) -> float:
        """What 1 at the end of so many periods is worth today."""
        return float((1 + self.discount_rate) ** -period)

    def starts_of(self, project: Project) -> range:
        """Periods in which a project may start and still finish inside the horizon."""
        return range(self.periods - project.duration + 1)


def value_of(case: Case, starts: Starts, benefit: Mapping[str, float]) -> float:
    """What a plan brings under the benefits of one scenario."""
    brought = [
        benefit[project.id] * case.discount(start + project.duration)
        for project in case.projects
        if (start := starts[project.id]) is not None
    ]
    for one in case.relations:
        if all(starts[name] is not None for name in one.projects):
            brought.append({BOOSTS: 1.0, OVERLAPS: -1.0}.get(one.kind, 0.0) * one.value)
    return fsum(brought)


def spend_of(case: Case, starts: Starts) -> tuple[Decimal, ...]:
    """What a plan spends in each period."""
    spent = [Decimal(0)] * case.periods
    for project in case.projects:
        start = starts[project.id]
        for at, cost in enumerate(project.cost if start is not None else ()):
            spent[(start or 0) + at] += cost
    return tuple(spent)


@dataclass(frozen=True, slots=True)
class Worth:
    """What a plan is worth over all scenarios.

    Attributes:
        mean: Of all scenarios by probability.
        tail_mean: Of the worst of them, up to 1 - level of probability.
        objective: Both, by the weight of risk.
        values: Of each scenario.
    """

    mean: float
    tail_mean: float
    objective: float
    values: Mapping[str, float]


def worth_of(case: Case, starts: Starts) -> Worth:
    """What a plan is worth over all scenarios."""
    told = [(one, value_of(case, starts, benefit)) for one, benefit in case.outcomes()]
    mean = fsum(one.probability * value for one, value in told)
    tail = _tail_mean([(value, one.probability) for one, value in told], 1 - case.risk.level)
    weight = case.risk.weight
    objective = (1 - weight) * mean + weight * tail
    return Worth(mean, tail, objective, {one.name: value for one, value in told})


def _tail_mean(outcomes: list[tuple[float, float]], share: float) -> float:
    """Mean of the worst outcomes, as many as make up the share of probability."""
    left, total = share, 0.0
    for value, probability in sorted(outcomes):
        taken = min(probability, left)
        total, left = total + taken * value, left - taken
    return total / share
