"""What would change a portfolio: more budget, a project forced in, other futures, other plans."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from entrepot.plan.case import Case, Scenario, Starts, worth_of
from entrepot.plan.greedy import nearest
from entrepot.plan.model import Model
from entrepot.plan.portfolio import Portfolio
from entrepot.plan.rules import Tight, rules_of, tight
from entrepot.plan.search import Answer, Ask, Patience, wish_worth
from entrepot.plan.solver import INFEASIBLE, OPTIMAL, Watch

MORE_BUDGET = Decimal("1.05")
MOST_TIED = 10
_TIED = 1e-9  # difference between plans of one worth, as a share


@dataclass(frozen=True, slots=True)
class Other:
    """What another question came to.

    Attributes:
        status: optimal, feasible (no better one found in time), infeasible, nothing_found.
        objective: None where there is no plan, or none was found.
        bound: No plan is worth more; None where nothing is known.
    """

    status: str
    starts: Starts | None
    objective: float | None
    bound: float | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """What would change a portfolio.

    Attributes:
        binding: Limits that it uses to the last unit.
        more_budget: The best plan with 5 % more budget.
        forced_in: The best plan with each rejected project.
        chosen_share: Probability of the scenarios whose own best plan has each project; None
            where some of them found no plan in time.
        tied: Other plans of the same worth.
        has_all_tied: Whether there is no further one.
    """

    binding: tuple[Tight, ...]
    more_budget: Other
    forced_in: Mapping[str, Other]
    chosen_share: Mapping[str, float | None]
    tied: tuple[Starts, ...]
    has_all_tied: bool


def explain(found: Portfolio, *, watch: Watch | None = None) -> Explanation:
    """Ask what would change a portfolio; all questions together take as long as it may take.

    Args:
        found: The portfolio.
        watch: Where it says True the questions still open end with what they have.
    """
    rejected = [name for name, start in found.starts.items() if start is None]
    waiting = 1 + len(rejected) + len(list(found.case.outcomes())) + 1
    asking = _Asking(found, Patience(found.case.options.time_limit_s, waiting, watch))
    more = asking.more_budget()
    forced = {name: asking.forced_in(name) for name in rejected}
    shares = asking.chosen_shares()
    tied, has_all = asking.tied()
    binding = tuple(tight(rules_of(found.case), found.starts))
    return Explanation(binding, more, forced, shares, tied, has_all)


@dataclass(slots=True)
class _Asking:
    """Questions that share the time that is left."""

    found: Portfolio
    patience: Patience

    def more_budget(self) -> Other:
        """With 5 % more budget the plan found is still one."""
        case = self.found.case
        richer = replace(case, budget=tuple(one * MORE_BUDGET for one in case.budget))
        return self._ask(richer, begin=self.found.starts)

    def forced_in(self, name: str) -> Other:
        """With one more project asked for."""
        case = self.found.case
        begin = nearest(case, rules_of(case), self.found.starts, name)

        def ask(model: Model) -> None:
            wish_worth(model)
            model.choose(name)

        return self._ask(case, ask, begin=begin)

    def chosen_shares(self) -> dict[str, float | None]:
        """Projects in the best plan of each scenario by itself."""
        shares: dict[str, float | None] = dict.fromkeys(self.found.starts, 0.0)
        outcomes = list(self.found.case.outcomes())
        if len(outcomes) == 1:
            return {name: float(at is not None) for name, at in self.found.starts.items()}
        for one, benefit in outcomes:
            answer = self._ask(alone(self.found.case, benefit), begin=self.found.starts)
            for name in shares:
                shares[name] = _more(shares[name], answer, name, one)
        return shares

    def tied(self) -> tuple[tuple[Starts, ...], bool]:
        """Other plans of the same worth; only of one that is surely the best."""
        if self.found.status != OPTIMAL:
            return (), False
        same: list[Starts] = []
        while len(same) < MOST_TIED:
            known = [self.found.starts, *same]
            other = self._ask(self.found.case, _without(known))
            self.patience.waiting += 1
            if other.objective is None or not self._is_tied(other.objective):
                is_sure = other.status == INFEASIBLE or self._is_below(other)
                return tuple(same), is_sure
            same.append(other.starts or {})
        return tuple(same), False

    def _is_tied(self, objective: float) -> bool:
        best = self.found.worth.objective
        return objective >= best - _TIED * max(1.0, abs(best))

    def _is_below(self, other: Other) -> bool:
        return other.bound is not None and not self._is_tied(other.bound)

    def _ask(self, case: Case, ask: Ask = wish_worth, *, begin: Starts | None = None) -> Other:
        """The best plan, in a fair part of the time that is left."""
        return _other(case, self.patience.search(case, rules_of(case), ask, begin=begin))


def alone(case: Case, benefit: Mapping[str, float]) -> Case:
    """A case with one future."""
    projects = tuple(replace(one, benefit=benefit[one.id]) for one in case.projects)
    return replace(case, projects=projects, scenarios=())


def _without(plans: list[Starts]) -> Ask:
    def ask(model: Model) -> None:
        wish_worth(model)
        for plan in plans:
            model.forbid(plan)

    return ask


def _other(case: Case, answer: Answer) -> Other:
    bound = None if abs(answer.bound) == float("inf") else answer.bound
    if answer.starts is None:
        return Other(answer.status, None, None, bound)
    objective = worth_of(case, answer.starts).objective
    bound = objective if answer.status == OPTIMAL else bound
    return Other(answer.status, answer.starts, objective, bound)


def _more(share: float | None, answer: Other, name: str, scenario: Scenario) -> float | None:
    if share is None or answer.starts is None:
        return None
    return share + (scenario.probability if answer.starts[name] is not None else 0.0)
