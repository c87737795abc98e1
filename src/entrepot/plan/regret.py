"""The plan whose largest regret is the least, whichever scenario comes.

Regret in a scenario is what its own best plan would have brought, less what this plan brings.

Source:
    Savage 1951, The theory of statistical decision.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from entrepot.plan.case import Case, Scenario, Starts, value_of
from entrepot.plan.conflict import refuse
from entrepot.plan.explain import alone
from entrepot.plan.greedy import greedy
from entrepot.plan.model import Model
from entrepot.plan.rules import rules_of
from entrepot.plan.search import Patience, wish_worth
from entrepot.plan.solver import ENDLESS, FEASIBLE, OPTIMAL, Watch


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the plan fares in one scenario.

    Attributes:
        best: What its own best plan brings; the best known where `is_sure` is false.
    """

    scenario: Scenario
    best: float
    is_sure: bool
    value: float

    @property
    def regret(self) -> float:
        """What the plan brings less than the best one."""
        return max(self.best - self.value, 0.0)


@dataclass(frozen=True, slots=True)
class Regret:
    """A plan and what may be regretted.

    Attributes:
        bound: No plan has a smaller largest regret.
    """

    status: str
    starts: Starts
    outcomes: tuple[Outcome, ...]
    bound: float

    @property
    def largest(self) -> float:
        """The regret of the scenario that suits the plan least."""
        return max(one.regret for one in self.outcomes)


def least_regret(case: Case, *, watch: Watch | None = None) -> Regret:
    """The plan whose largest regret is the least.

    Args:
        case: What is to be planned.
        watch: Where it says True the searches still open end with what they have.

    Raises:
        ModelError: No plan keeps the rules, or none was found in time.
    """
    rules, told = rules_of(case), list(case.outcomes())
    patience = Patience(case.options.time_limit_s, len(told) + 1, watch)
    begin = greedy(case, rules)
    best: dict[str, float] = {}
    sure: dict[str, bool] = {}
    for one, benefit in told:
        answer = patience.search(alone(case, benefit), rules, wish_worth, begin=begin)
        if answer.starts is None:
            raise refuse(case, rules, answer)
        best[one.name] = value_of(case, answer.starts, benefit)
        sure[one.name] = answer.status == OPTIMAL
        begin = answer.starts
    answer = patience.search(case, rules, lambda model: _want_little(model, best), begin=begin)
    if answer.starts is None:
        raise refuse(case, rules, answer)
    starts = answer.starts
    outcomes = tuple(
        Outcome(one, best[one.name], sure[one.name], value_of(case, starts, benefit))
        for one, benefit in told
    )
    status = answer.status if all(sure.values()) else FEASIBLE
    largest = max(one.regret for one in outcomes)
    bound = largest if status == OPTIMAL else min(max(-answer.bound, 0.0), largest)
    return Regret(status, starts, outcomes, bound)


def _want_little(model: Model, best: Mapping[str, float]) -> None:
    regret = model.programme.column(high=ENDLESS)
    model.want({regret: -1.0})
    for one, benefit in model.case.outcomes():
        model.programme.row({**model.value_terms(benefit), regret: 1.0}, low=best[one.name])
