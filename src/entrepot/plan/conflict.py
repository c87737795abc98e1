"""Why no plan keeps the rules: the smallest set of them that cannot hold together.

Rules are dropped one by one while none of the rest can be kept together (the deletion filter);
what stays cannot lose any more. A smaller set may lie elsewhere: it must meet every way in which
leaving out rules helps, so the smallest set that meets all the ways known so far is tried, and
each that can be kept shows a further way.

Source:
    Chinneck 2008, Feasibility and Infeasibility in Optimization (deletion filter, elastic model);
    Ignatiev et al. 2015, Smallest MUS extraction with minimal hitting set dualization.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from entrepot.kernel.errors import ModelError, Problem
from entrepot.plan.case import Case
from entrepot.plan.model import Model
from entrepot.plan.programme import INFEASIBLE, NOTHING_FOUND, Programme, whole_row
from entrepot.plan.rules import Row, Rule
from entrepot.plan.search import Answer, Effort, search

LIMIT_S = 30.0
_MOST_ROUNDS = 200


@dataclass(frozen=True, slots=True)
class Conflict:
    """Rules that cannot hold together.

    Attributes:
        is_smallest: Whether no smaller set of rules does the same; else time ran out.
        is_confirmed: Whether a search without presolve and the elastic model say the same.
    """

    rules: tuple[Rule, ...]
    is_smallest: bool
    is_confirmed: bool


def refuse(case: Case, rules: Sequence[Rule], answer: Answer) -> ModelError:
    """The error of a case without a plan."""
    if answer.status == NOTHING_FOUND:
        return ModelError(_no_plan(case))
    conflict = find_conflict(case, rules)
    where = "; ".join(rule.where for rule in conflict.rules)
    told = "cannot hold together" if conflict.is_smallest else "hold a conflict"
    error = ModelError(
        Problem(
            "plan.infeasible", where, f"{told}: no plan keeps them.", "Loosen one of them.",
            message_zh="这些规则不能同时成立：没有任何方案能满足。",
        )
    )  # fmt: skip
    error.extra = {
        "rules": [rule.where for rule in conflict.rules],
        "is_smallest": conflict.is_smallest, "is_confirmed": conflict.is_confirmed,
    }  # fmt: skip
    return error


def _no_plan(case: Case) -> Problem:
    limit = case.options.time_limit_s
    return Problem(
        "plan.no_plan", "options.time_limit_s",
        f"{limit:g} s were too short to find a plan; whether there is one is not known.",
        "Give more time.", message_zh=f"{limit:g} 秒内未找到方案；是否存在方案尚不清楚。",
    )  # fmt: skip


def find_conflict(case: Case, rules: Sequence[Rule], limit_s: float = LIMIT_S) -> Conflict:
    """The smallest set of rules that cannot hold together.

    Args:
        case: What is to be planned.
        rules: Rules of which the solver said that no plan keeps them.
        limit_s: After so long in the solver the best set known is taken [s].
    """
    one = _Search(case, rules, limit_s)
    core = one.filtered()
    smallest, is_smallest = one.smallest(core)
    return Conflict(tuple(rules[at] for at in smallest), is_smallest, one.is_confirmed(smallest))


@dataclass(slots=True)
class _Search:
    case: Case
    rules: Sequence[Rule]
    left_s: float

    def filtered(self) -> list[int]:
        """Rules of which none can be left out."""
        kept = list(range(len(self.rules)))
        for at in tuple(kept):
            fewer = [one for one in kept if one != at]
            if self._ask(fewer).status == INFEASIBLE:
                kept = fewer
        return kept

    def smallest(self, core: list[int]) -> tuple[list[int], bool]:
        """The smallest set that meets every way out, and whether it is surely that."""
        ways: list[list[int]] = []
        for _ in range(_MOST_ROUNDS):
            tried = _meeting(len(self.rules), ways)
            if len(tried) >= len(core):
                return core, True
            answer = self._ask(tried, soft=[at for at in range(len(self.rules)) if at not in tried])
            if answer.status == INFEASIBLE:
                return tried, True
            lost = self._lost(answer)
            if not lost:
                break
            ways.append(lost)
        return core, False

    def is_confirmed(self, core: list[int]) -> bool:
        """Whether a second way says the same: no presolve, and rules that may be broken."""
        is_alone = self._ask(core, is_presolved=False).status == INFEASIBLE
        return is_alone and bool(self._lost(self._ask([], soft=core), core))

    def _lost(self, answer: Answer, among: Sequence[int] | None = None) -> list[int]:
        """Rules that a plan breaks, to the last digit; none without a plan."""
        asked = range(len(self.rules)) if among is None else among
        starts = answer.starts
        return [] if starts is None else [at for at in asked if not self.rules[at].holds(starts)]

    def _ask(
        self, rules: Sequence[int], *, soft: Sequence[int] = (), is_presolved: bool = True
    ) -> Answer:
        """A plan that keeps rules and breaks as few of the soft ones as can be."""

        def loosen(model: Model) -> None:
            for at in soft:
                _loosen(model, self.rules[at])

        effort = Effort(max(self.left_s, 0.0), is_presolved=is_presolved)
        answer = search(self.case, [self.rules[at] for at in rules], loosen, effort)
        self.left_s -= answer.seconds
        return answer


def _loosen(model: Model, rule: Rule) -> None:
    """A rule that may be broken, at the cost of 1."""
    gives = model.programme.column(worth=-1.0, is_whole=True)
    for row in rule.rows:
        most = _reach(row)
        terms = {model.columns[name][start]: float(c) for (name, start), c in row.terms.items()}
        if row.high is not None and most > (high := float(row.high)):
            model.programme.row(terms | {gives: high - most}, high=high)
        if row.low is not None and row.low > 0:
            model.programme.row(terms | {gives: float(row.low)}, low=float(row.low))


def _reach(row: Row) -> float:
    """The most a row can come to, each project started once at most."""
    most: dict[str, float] = {}
    for (name, _), amount in row.terms.items():
        most[name] = max(most.get(name, 0.0), float(amount))
    return sum(most.values())


def _meeting(count: int, ways: Sequence[Sequence[int]]) -> list[int]:
    """Fewest of so many things that have one in common with each way."""
    if not ways:
        return []
    programme = Programme()
    for _ in range(count):
        programme.column(worth=-1.0, is_whole=True)
    for way in ways:
        programme.row(whole_row(way), low=1.0)
    values = programme.solve().values
    return [at for at in range(count) if values[at] > 1 / 2]
