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
from entrepot.plan.rules import Row, Rule
from entrepot.plan.search import Answer, Effort, search
from entrepot.plan.solver import INFEASIBLE, NOTHING_FOUND, Programme, whole_row

LIMIT_S = 20.0
_PARTS = 20  # of the time left, of which one question may take one
_ROUND_S = 0.02  # what a round costs beside the solver
_HALF = 0.5


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
    smaller = "" if conflict.is_smallest else " A smaller set may do the same."
    error = ModelError(
        Problem(
            "plan.infeasible", where, "cannot hold together: no plan keeps them.",
            f"Loosen one of them.{smaller}",
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
        limit_s: Each of filtering, looking for a smaller set and confirming takes as long at most,
            and then tells what it has [s].
    """
    one = _Search(case, rules)
    core = one.filtered(limit_s)
    smallest, is_smallest = one.smallest(core, limit_s)
    is_confirmed = one.is_confirmed(smallest, limit_s)
    return Conflict(tuple(rules[at] for at in smallest), is_smallest, is_confirmed)


@dataclass(slots=True)
class _Search:
    case: Case
    rules: Sequence[Rule]
    left_s: float = 0.0

    def filtered(self, limit_s: float) -> list[int]:
        """Rules of which none can be left out, as far as time allowed to see; kinds go first."""
        kept = list(range(len(self.rules)))
        kinds = dict.fromkeys(rule.kind for rule in self.rules)
        of_kind = [[at for at in kept if self.rules[at].kind == kind] for kind in kinds]
        steps = [*of_kind, *([at] for at in kept)]
        self.left_s = limit_s
        for done, step in enumerate(steps):
            fewer = [at for at in kept if at not in step]
            if len(fewer) < len(kept):
                part_s = self.left_s / (len(steps) - done) + self.left_s / _PARTS
                if self._ask(fewer, part_s).status == INFEASIBLE:
                    kept = fewer
        return kept

    def smallest(self, core: list[int], limit_s: float) -> tuple[list[int], bool]:
        """The smallest set that meets every way out, and whether it is surely that."""
        ways: list[list[int]] = []
        self.left_s = limit_s
        while self.left_s > 0:
            tried = _meeting(len(self.rules), ways)
            if len(tried) >= len(core):
                return core, True
            soft = [at for at in range(len(self.rules)) if at not in tried]
            answer = self._ask(tried, self.left_s / _PARTS, soft=soft)
            if answer.status == NOTHING_FOUND:
                answer = self._ask(tried, self.left_s, soft=soft)
            if answer.status == INFEASIBLE:
                return tried, True
            lost = self._lost(answer)
            if not lost:
                break
            ways.append(lost)
            self.left_s -= _ROUND_S
        return core, False

    def is_confirmed(self, core: list[int], limit_s: float) -> bool:
        """Whether two other ways say the same: no presolve, and rules that may be broken."""
        self.left_s = 2 * limit_s
        if self._ask(core, limit_s, is_presolved=False).status != INFEASIBLE:
            return False
        return self._ask([], self.left_s, soft=core).bound < -_HALF  # at least one is broken

    def _lost(self, answer: Answer) -> list[int]:
        """Rules that a plan breaks, to the last digit; none without a plan."""
        if answer.starts is None:
            return []
        return [at for at, rule in enumerate(self.rules) if not rule.holds(answer.starts)]

    def _ask(
        self, rules: Sequence[int], limit_s: float, *, soft: Sequence[int] = (),
        is_presolved: bool = True,
    ) -> Answer:  # fmt: skip
        """A plan that keeps rules and breaks as few of the soft ones as it finds in time."""

        def loosen(model: Model) -> None:
            for at in soft:
                _loosen(model, self.rules[at])

        own = [self.rules[at] for at in rules]
        answer = search(self.case, own, loosen, Effort(limit_s, is_presolved=is_presolved))
        self.left_s = max(self.left_s - answer.seconds, 0.0)
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
    return [at for at in range(count) if values[at] > _HALF]
