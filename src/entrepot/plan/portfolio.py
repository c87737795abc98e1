"""The best set of projects and when each starts, with proof of how good it is."""

from dataclasses import dataclass, replace

from entrepot.plan.case import Case, Starts, Worth, worth_of
from entrepot.plan.conflict import refuse
from entrepot.plan.greedy import greedy
from entrepot.plan.rules import rules_of
from entrepot.plan.search import Answer, Effort, KeepPlan, search, wish_worth
from entrepot.plan.solver import ENDLESS, OPTIMAL, Watch


@dataclass(frozen=True, slots=True)
class Portfolio:
    """The best plan found.

    Attributes:
        status: optimal, or feasible where time or the gap asked for ended the search.
        bound: No plan is worth more.
    """

    case: Case
    status: str
    starts: Starts
    worth: Worth
    bound: float
    seconds: float

    @property
    def gap(self) -> float | None:
        """What lies between plan and bound, as a share of the plan; None of a plan worth 0."""
        return gap_of(self.worth.objective, self.bound)


def gap_of(value: float, bound: float) -> float | None:
    """What lies between a value and its bound, as a share of the value; None of 0."""
    if bound == value:
        return 0.0
    return (bound - value) / abs(value) if value and abs(bound) < float("inf") else None


def portfolio(
    case: Case, *, begin: Starts | None = None, most: float = ENDLESS, watch: Watch | None = None,
    keep: KeepPlan | None = None,
) -> Portfolio:  # fmt: skip
    """The plan that is worth most.

    Args:
        case: What is to be planned.
        begin: A plan that keeps the rules, to begin from; else one is made by hand.
        most: What no plan is worth more than, where an earlier search proved it.
        watch: Is told the best value and the bound so far; where it says True the search ends
            with the best plan found.
        keep: Is told the plan to begin from, and each better plan as it is found.

    Raises:
        ModelError: No plan keeps the rules, or none was found in time.
    """
    rules = rules_of(case)
    start = begin or greedy(case, rules)
    if keep is not None and start is not None:
        keep(start)
    effort = Effort(case.options.time_limit_s, case.options.gap, start, watch=watch, keep=keep)
    answer = search(case, rules, wish_worth, effort)
    if answer.starts is None:
        raise refuse(case, rules, answer)
    return _read(case, answer.starts, replace(answer, bound=min(answer.bound, most)))


def _read(case: Case, starts: Starts, answer: Answer) -> Portfolio:
    worth = worth_of(case, starts)
    bound = worth.objective
    if answer.status != OPTIMAL:
        bound = max(bound, answer.bound)
    return Portfolio(case, answer.status, starts, worth, bound, answer.seconds)
