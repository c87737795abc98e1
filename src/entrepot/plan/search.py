"""Searching the best plan under some rules; what is found keeps them to the last digit."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from entrepot.plan.case import Case, Starts
from entrepot.plan.model import Model, model_of
from entrepot.plan.rules import Rule, broken
from entrepot.plan.solver import FEASIBLE, NOTHING_FOUND, Floats, Watch

Ask = Callable[[Model], None]
KeepPlan = Callable[[Starts], None]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a search came to.

    Attributes:
        status: optimal, feasible (out of time), infeasible, nothing_found (out of time).
        starts: The plan; None where none is known.
        bound: No plan is better.
    """

    status: str
    starts: Starts | None
    bound: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Effort:
    """How long and how closely to search.

    Attributes:
        begin: A plan that keeps the rules, to begin from.
        watch: Is told the best value and the bound so far; where it says True the search ends.
        keep: Is told each better plan as it is found.
    """

    limit_s: float
    gap: float = 0.0
    begin: Starts | None = None
    is_presolved: bool = True
    watch: Watch | None = None
    keep: KeepPlan | None = None


def search(case: Case, rules: Iterable[Rule], ask: Ask, effort: Effort) -> Answer:
    """The best plan under the rules.

    A solver holds limits only nearly; a plan that breaks one in the last digits is left out, and
    the search goes on.

    Args:
        case: What is to be planned.
        rules: What a plan must keep.
        ask: Tells the model what is wanted, and what else a plan must do.
        effort: How long and how closely to search.
    """
    every = tuple(rules)
    model = model_of(case, every)
    ask(model)
    left, spent = effort.limit_s, 0.0
    begin = None if effort.begin is None else model.start_from(effort.begin)

    def keep(values: Floats) -> None:
        starts = model.starts(values)
        if effort.keep is not None and not broken(every, starts):
            effort.keep(starts)

    while True:
        found = model.programme.solve(
            gap=effort.gap, limit_s=left, start=begin, is_presolved=effort.is_presolved,
            watch=effort.watch, keep=keep if effort.keep else None,
        )  # fmt: skip
        spent, left = spent + found.seconds, max(left - found.seconds, 0.0)
        if not len(found.values):
            if found.status == NOTHING_FOUND and effort.begin is not None:
                return Answer(FEASIBLE, effort.begin, found.bound, spent)
            return Answer(found.status, None, found.bound, spent)
        starts = model.starts(found.values)
        if not broken(every, starts):
            return Answer(found.status, starts, found.bound, spent)
        model.forbid(starts)


@dataclass(slots=True)
class Patience:
    """Time that several searches share, each taking a fair part of what is left.

    Attributes:
        waiting: Searches still to come.
    """

    left_s: float
    waiting: int
    watch: Watch | None = None

    def search(
        self, case: Case, rules: Iterable[Rule], ask: Ask, *, begin: Starts | None = None
    ) -> Answer:
        """The best plan found in a fair part of the time."""
        limit_s = self.left_s / max(self.waiting, 1)
        effort = Effort(limit_s, case.options.gap, begin, watch=self.watch)
        answer = search(case, rules, ask, effort)
        self.left_s = max(self.left_s - answer.seconds, 0.0)
        self.waiting -= 1
        return answer


def wish_worth(model: Model) -> None:
    """Want what a plan is worth."""
    model.want(model.worth_terms())
