"""A plan made by hand, for the solver to begin from: best benefit for its cost first."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from entrepot.plan.case import REQUIRES, Case, Project, Starts, worth_of
from entrepot.plan.rules import Row, Rule, Start


def greedy(case: Case, rules: Iterable[Rule], first: Sequence[str] = ()) -> Starts | None:
    """Take projects in order, each as early as the rules allow.

    Args:
        case: What is to be planned.
        rules: What a plan must keep.
        first: Projects to take before all others.

    Returns:
        A plan that keeps every rule, or None where this way leads to none.
    """
    every = tuple(rules)
    tally = _Tally(row for rule in every for row in rule.rows)
    starts: dict[str, int | None] = {project.id: None for project in case.projects}
    for name in _with_needs(case, [*first, *_in_order(case)]):
        for start in case.starts_of(case.project(name)):
            if tally.takes((name, start)):
                starts[name] = start
                break
    return starts if all(rule.holds(starts) for rule in every) else None


def nearest(case: Case, rules: Iterable[Rule], plan: Starts, name: str) -> Starts | None:
    """The plan worth most of those that force a project in and else keep what still fits.

    Args:
        case: What is to be planned.
        rules: What a plan must keep.
        plan: The plan as it is.
        name: The project.

    Returns:
        A plan that keeps every rule, or None where this way leads to none.
    """
    every = tuple(rules)
    tally = _Tally(row for rule in every for row in rule.rows)
    found = [
        starts
        for start in case.starts_of(case.project(name))
        if (starts := _around(case, tally, plan, (name, start)))[name] is not None
        and all(rule.holds(starts) for rule in every)
    ]
    return max(found, key=lambda starts: worth_of(case, starts).objective, default=None)


def _around(case: Case, tally: "_Tally", plan: Starts, forced: Start) -> Starts:
    """A plan about one start: what it needs, then the plan as it is, then what else fits."""
    tally.used.clear()
    starts: dict[str, int | None] = dict.fromkeys(plan)
    kept = [name for name in _in_order(case, are_all=True) if plan[name] is not None]
    for name in _with_needs(case, [forced[0], *kept, *_in_order(case)]):
        own, every = plan[name], case.starts_of(case.project(name))
        tried = [forced[1]] if name == forced[0] else [own, *every] if own is not None else every
        starts[name] = next((at for at in tried if tally.takes((name, at))), None)
    return starts


class _Tally:
    """What each row has taken so far."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self.used: dict[int, Decimal] = defaultdict(Decimal)
        self.touched: dict[Start, list[tuple[int, Decimal, Decimal]]] = defaultdict(list)
        for at, row in enumerate(rows):
            if row.high is not None:
                for one, amount in row.terms.items():
                    self.touched[one].append((at, amount, row.high))

    def takes(self, one: Start) -> bool:
        """Take a start, if no row that it touches goes above its limit."""
        own = self.touched[one]
        if any(self.used[at] + amount > high for at, amount, high in own):
            return False
        for at, amount, _ in own:
            self.used[at] += amount
        return True


def _in_order(case: Case, *, are_all: bool = False) -> Iterator[str]:
    """Those that must be, those that fill floors, and others that pay, by benefit for cost."""
    ranked = sorted(case.projects, key=_ratio, reverse=True)
    yield from (project.id for project in ranked if project.must)
    for floor in case.floors:
        spent = Decimal(0)
        for project in ranked:
            if getattr(project, floor.by) == floor.name and spent < floor.min_spend:
                spent += sum(project.cost)
                yield project.id
    yield from (project.id for project in ranked if are_all or project.benefit > 0)


def _ratio(project: Project) -> float:
    return project.benefit / (float(sum(project.cost)) or 1e-9)


def _with_needs(case: Case, names: Iterable[str]) -> Iterator[str]:
    """Each once, after all that it requires."""
    needs: dict[str, list[str]] = defaultdict(list)
    for one in case.relations:
        if one.kind == REQUIRES:
            needs[one.projects[0]].append(one.projects[1])
    seen = set[str]()
    for name in names:
        waiting = [name]
        while waiting:
            open_needs = [one for one in needs[waiting[-1]] if one not in seen]
            if waiting[-1] in seen or not open_needs:
                last = waiting.pop()
                if last not in seen:
                    yield last
                seen.add(last)
            elif open_needs[0] in waiting:  # in a circle none can be first
                seen.update(waiting)
                waiting.clear()
            else:
                waiting.append(open_needs[0])
