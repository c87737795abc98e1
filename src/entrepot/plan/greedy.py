"""A plan made by hand, for the solver to begin from: best benefit for its cost first."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from entrepot.plan.case import REQUIRES, Case, Project, Starts
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


def _in_order(case: Case) -> Iterator[str]:
    """Those that must be, those that fill floors, and the others, each by benefit for cost."""
    ranked = sorted(case.projects, key=_ratio, reverse=True)
    yield from (project.id for project in ranked if project.must)
    for floor in case.floors:
        spent = Decimal(0)
        for project in ranked:
            if getattr(project, floor.by) == floor.name and spent < floor.min_spend:
                spent += sum(project.cost)
                yield project.id
    yield from (project.id for project in ranked if project.benefit > 0)


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
