"""What a plan must keep, rule by rule, as exact rows over the possible starts of projects."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate

from entrepot.plan.case import (
    CARRY_OVER,
    EXCLUDES,
    REQUIRES,
    Case,
    Floor,
    Project,
    Relation,
    Resource,
    Starts,
)

BUDGET, RESOURCE = "budget", "resource"
MUST, WINDOW, FLOOR = "must", "window", "floor"
ONE = Decimal(1)
Start = tuple[str, int]
Terms = Mapping[Start, Decimal]


@dataclass(frozen=True, slots=True)
class Row:
    """A sum over starts with its limits; None where there is none.

    Attributes:
        period: Which it is about, where a rule holds in each.
    """

    terms: Terms
    low: Decimal | None = None
    high: Decimal | None = None
    period: int | None = None

    def used(self, starts: Starts) -> Decimal:
        """The sum under a plan."""
        return sum((self.terms.get(one, Decimal(0)) for one in _taken(starts)), Decimal(0))

    def holds(self, starts: Starts) -> bool:
        """Whether a plan keeps it, to the last digit."""
        used = self.used(starts)
        return (self.low is None or used >= self.low) and (self.high is None or used <= self.high)


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that is asked of a plan.

    Attributes:
        kind: budget, resource, must, window, requires, excludes or floor.
        where: Its place in the case.
    """

    kind: str
    where: str
    rows: tuple[Row, ...]

    def holds(self, starts: Starts) -> bool:
        """Whether a plan keeps it, to the last digit."""
        return all(row.holds(starts) for row in self.rows)


@dataclass(frozen=True, slots=True)
class Tight:
    """A limit that a plan uses up to the last unit."""

    rule: Rule
    row: Row
    used: Decimal


def rules_of(case: Case) -> tuple[Rule, ...]:
    """Every rule of a case; that a project starts once at most is no rule but what a plan is."""
    by_id = {project.id: project for project in case.projects}
    rules = [_budget(case)]
    rules += [_resource(case, one) for one in case.resources]
    for project in case.projects:
        rules += _of_project(case, project)
    for at, relation in enumerate(case.relations):
        rules += _related(case, at, [by_id[name] for name in relation.projects], relation)
    rules += [_floor(case, at, one) for at, one in enumerate(case.floors)]
    return tuple(rules)


def broken(rules: Iterable[Rule], starts: Starts) -> tuple[Rule, ...]:
    """Rules that a plan does not keep."""
    return tuple(rule for rule in rules if not rule.holds(starts))


def tight(rules: Iterable[Rule], starts: Starts) -> Iterator[Tight]:
    """Limits of money, resources and floors that a plan uses to the last unit."""
    for rule in rules:
        for row in rule.rows if rule.kind in (BUDGET, RESOURCE, FLOOR) else ():
            if (used := row.used(starts)) in (row.low, row.high):
                yield Tight(rule, row, used)


def _taken(starts: Starts) -> Iterator[Start]:
    return ((name, start) for name, start in starts.items() if start is not None)


def _all_starts(case: Case, project: Project) -> Iterator[Start]:
    return ((project.id, start) for start in case.starts_of(project))


def _over_time(
    case: Case, profile: Callable[[Project], Sequence[Decimal]], limits: Sequence[Decimal],
    *, is_cumulative: bool,
) -> tuple[Row, ...]:  # fmt: skip
    """A row a period: the profile of each project, laid where it starts."""
    terms: list[dict[Start, Decimal]] = [{} for _ in limits]
    for project in case.projects:
        cells = profile(project)
        for start in case.starts_of(project):
            laid = [Decimal(0)] * start + list(cells)
            laid += [Decimal(0)] * (case.periods - len(laid))
            for period, amount in enumerate(accumulate(laid) if is_cumulative else laid):
                if amount:
                    terms[period][project.id, start] = amount
    highs = accumulate(limits) if is_cumulative else limits
    return tuple(
        Row(own, high=high, period=at)
        for at, (own, high) in enumerate(zip(terms, highs, strict=True))
    )


def _budget(case: Case) -> Rule:
    rows = _over_time(
        case, lambda project: project.cost, case.budget, is_cumulative=case.rule == CARRY_OVER
    )
    return Rule(BUDGET, "budget", rows)


def _resource(case: Case, resource: Resource) -> Rule:
    def use(project: Project) -> Decimal:
        return project.uses.get(resource.name, Decimal(0))

    where = f"resource {resource.name}"
    if resource.total is None:
        rows = _over_time(
            case, lambda project: [use(project)] * project.duration, resource.per_period,
            is_cumulative=False,
        )  # fmt: skip
        return Rule(RESOURCE, where, rows)
    terms = {one: use(project) for project in case.projects for one in _all_starts(case, project)}
    return Rule(RESOURCE, where, (Row(_some(terms), high=resource.total),))


def _of_project(case: Case, project: Project) -> Iterator[Rule]:
    own = dict.fromkeys(_all_starts(case, project), ONE)
    if project.must:
        yield Rule(MUST, f"project {project.id}, must", (Row(own, low=ONE),))
    latest = case.periods if project.latest is None else project.latest
    for key, outside in (
        ("earliest", [one for one in own if one[1] < project.earliest]),
        ("latest", [one for one in own if one[1] > latest]),
    ):
        if outside:
            row = Row(dict.fromkeys(outside, ONE), high=Decimal(0))
            yield Rule(WINDOW, f"project {project.id}, {key}", (row,))


def _related(
    case: Case, at: int, projects: Sequence[Project], relation: Relation
) -> Iterator[Rule]:
    where = f"relations[{at}], {relation.kind} {' '.join(relation.projects)}"
    if relation.kind == REQUIRES:
        yield Rule(REQUIRES, where, tuple(_in_turn(case, *projects)))
    elif relation.kind == EXCLUDES:
        own = dict.fromkeys((one for each in projects for one in _all_starts(case, each)), ONE)
        yield Rule(EXCLUDES, where, (Row(own, high=ONE),))


def _in_turn(case: Case, later: Project, first: Project) -> Iterator[Row]:
    """By no period has the one started more often than the other has finished."""
    for by in case.starts_of(later):
        terms = {(later.id, start): ONE for start in case.starts_of(later) if start <= by}
        terms |= {
            (first.id, start): -ONE
            for start in case.starts_of(first)
            if start + first.duration <= by
        }
        yield Row(terms, high=Decimal(0), period=by)


def _floor(case: Case, at: int, floor: Floor) -> Rule:
    own = [project for project in case.projects if getattr(project, floor.by) == floor.name]
    terms = {one: sum(each.cost, Decimal(0)) for each in own for one in _all_starts(case, each)}
    where = f"floors[{at}], {floor.by} {floor.name}"
    return Rule(FLOOR, where, (Row(_some(terms), low=floor.min_spend),))


def _some(terms: Terms) -> Terms:
    return {one: amount for one, amount in terms.items() if amount}
