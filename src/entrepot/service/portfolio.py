"""Portfolios of case files, as documents."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from entrepot.kernel.errors import InputError, Problem
from entrepot.plan.case import CARRY_OVER, Case, Starts, spend_of, worth_of
from entrepot.plan.explain import Explanation, Other, explain
from entrepot.plan.frontier import frontier, names_of
from entrepot.plan.intake import read_case
from entrepot.plan.portfolio import Portfolio, portfolio
from entrepot.plan.regret import least_regret
from entrepot.plan.rules import Tight
from entrepot.plan.search import KeepPlan
from entrepot.plan.solver import ENDLESS, Watch
from entrepot.service.cases import read_cases

Document = dict[str, Any]


def portfolio_of(path: str, watch: Watch | None = None) -> Document:
    """The best portfolio of a case, with proof of how good it is.

    Args:
        path: JSON of the case, or `-` for standard input.
        watch: Is told the best value and the bound so far; where it says True the search ends.

    Raises:
        InputError: The case cannot be used; everything wrong is named.
        ModelError: No plan keeps the rules, or none was found in time.
    """
    return solved(read_case(read_cases(path)), watch=watch)


def solved(
    case: Case, *, watch: Watch | None = None, is_over: Callable[[], bool] = lambda: False,
    begin: Starts | None = None, most: float | None = None, keep: KeepPlan | None = None,
) -> Document:  # fmt: skip
    """The best portfolio of a case.

    Args:
        case: What is to be planned.
        watch: Is told the best value and the bound so far; where it says True the search ends
            with the best plan found.
        is_over: Whether nobody wants to wait any longer; what was found is told.
        begin: The best plan of an earlier search, to go on from.
        most: What an earlier search proved that no plan is worth more than.
        keep: Is told each better plan as it is found.

    Raises:
        ModelError: No plan keeps the rules, or none was found in time.
    """
    limit = ENDLESS if most is None else most
    found = portfolio(case, begin=begin, most=limit, watch=watch, keep=keep)
    told = explain(found, watch=lambda *_: is_over()) if case.options.explain else None
    return {**plan_document(found), **(_explained(found, told) if told else {}),
            "solve_s": round(found.seconds, 6)}  # fmt: skip


def frontier_of(path: str, against: str, points: int) -> Document:
    """Plans of which none is better both in benefit and in what it takes.

    Args:
        path: JSON of the case, or `-` for standard input.
        against: spend, tail, or a resource of the case that has a total.
        points: Limits tried.

    Raises:
        InputError: The case cannot be used, or holds nothing of that name.
        ModelError: No plan keeps the rules, or none was found in time.
    """
    return frontier_document(read_case(read_cases(path)), against, points)


def frontier_document(
    case: Case, against: str, points: int, watch: Watch | None = None
) -> Document:
    """Plans of which none is better both in benefit and in what it takes.

    Raises:
        InputError: The case holds nothing of that name.
        ModelError: No plan keeps the rules, or none was found in time.
    """
    check_against(case, against)
    found = frontier(case, against, points, watch=watch)
    return {
        "code": case.code, "currency": case.currency, "scale": case.scale, "against": against,
        "points": [
            {"used": one.used, "benefit": one.benefit, "status": one.status,
             "starts": dict(one.starts), "spend": spend(case, one.starts)}
            for one in found
        ],
    }  # fmt: skip


def check_against(case: Case, against: str) -> None:
    """See that benefit can be held against something.

    Raises:
        InputError: The case holds nothing of that name.
    """
    if against not in names_of(case):
        hint = f"Choose from {', '.join(names_of(case))}."
        raise InputError(Problem("plan.against", "--against", f"{against!r} is none.", hint,
                                 message_zh="案例中没有此名称。"))  # fmt: skip


def regret_of(path: str) -> Document:
    """The plan whose largest regret over scenarios is the least.

    Raises:
        InputError: The case cannot be used; everything wrong is named.
        ModelError: No plan keeps the rules, or none was found in time.
    """
    return regret_document(read_case(read_cases(path)))


def regret_document(case: Case, watch: Watch | None = None) -> Document:
    """The plan whose largest regret over scenarios is the least.

    Raises:
        ModelError: No plan keeps the rules, or none was found in time.
    """
    found = least_regret(case, watch=watch)
    return {
        "code": case.code, "currency": case.currency, "scale": case.scale,
        "status": found.status, "max_regret": found.largest, "bound": found.bound,
        "starts": dict(found.starts), "spend": spend(case, found.starts),
        "mean": worth_of(case, found.starts).mean,
        "scenarios": [
            {"name": one.scenario.name, "probability": one.scenario.probability,
             "best": one.best, "best_is_sure": one.is_sure, "value": one.value,
             "regret": one.regret}
            for one in found.outcomes
        ],
    }  # fmt: skip


def plan_document(found: Portfolio) -> Document:
    """A plan: how good it is, when what starts, what is spent."""
    return {
        "code": found.case.code,
        "currency": found.case.currency,
        "scale": found.case.scale,
        "status": found.status,
        "objective": found.worth.objective,
        "bound": known(found.bound),
        "gap": found.gap,
        "starts": dict(found.starts),
        "spend": spend(found.case, found.starts),
        "mean": found.worth.mean,
        "tail_mean": found.worth.tail_mean,
        "scenarios": dict(found.worth.values),
        "schedule": list(schedule(found.case, found.starts)),
        "money": list(money(found.case, found.starts)),
        "uses": list(uses(found.case, found.starts)),
    }


def schedule(case: Case, starts: Starts) -> Iterator[Document]:
    """Chosen projects by their start: first and last period, whole cost, benefit."""
    chosen = [(start, one) for one in case.projects if (start := starts[one.id]) is not None]
    for start, one in sorted(chosen, key=lambda pair: pair[0]):
        yield {
            "project": one.id, "region": one.region, "type": one.type, "start": start,
            "end": start + one.duration - 1, "cost": float(sum(one.cost)), "benefit": one.benefit,
        }  # fmt: skip


def money(case: Case, starts: Starts) -> Iterator[Document]:
    """Budget and spending of each period, and what is left: for later only under carry-over."""
    left = Decimal(0)
    for period, (budget, spent) in enumerate(zip(case.budget, spend_of(case, starts), strict=True)):
        left = (left if case.rule == CARRY_OVER else Decimal(0)) + budget - spent
        yield {"period": period, "budget": float(budget), "spend": float(spent),
               "left": float(left)}  # fmt: skip


def uses(case: Case, starts: Starts) -> Iterator[Document]:
    """What a plan takes of each resource, in each period where it is per period."""
    chosen = [(start, one) for one in case.projects if (start := starts[one.id]) is not None]
    for resource in case.resources:
        taken = [(start, one, one.uses.get(resource.name, Decimal(0))) for start, one in chosen]
        if resource.total is not None:
            used = sum((amount for _, _, amount in taken), Decimal(0))
            yield _use(resource.name, None, resource.total, used)
            continue
        for period, limit in enumerate(resource.per_period):
            used = sum((amount for start, one, amount in taken
                        if start <= period < start + one.duration), Decimal(0))  # fmt: skip
            yield _use(resource.name, period, limit, used)


def _use(name: str, period: int | None, limit: Decimal, used: Decimal) -> Document:
    return {"resource": name, "period": period, "limit": float(limit), "used": float(used),
            "left": float(limit - used)}  # fmt: skip


def spend(case: Case, starts: Starts) -> list[float]:
    """What is spent in each period."""
    return [float(one) for one in spend_of(case, starts)]


def known(bound: float | None) -> float | None:
    """A bound, None where there is none."""
    return None if bound is None or abs(bound) == float("inf") else bound


def _explained(found: Portfolio, told: Explanation) -> Document:
    more, best = told.more_budget, found.worth.objective
    return {
        "binding": [_tight(one) for one in told.binding],
        "plus_5_pct_budget": {
            "objective": more.objective,
            "gain": None if more.objective is None else more.objective - best,
            "status": more.status,
            "bound": more.bound,
        },
        "forced_in": [_forced(name, one, best) for name, one in told.forced_in.items()],
        "chosen_share": dict(told.chosen_share),
        "tied": [dict(one) for one in told.tied],
        "has_all_tied": told.has_all_tied,
    }


def _forced(name: str, told: Other, best: float) -> Document:
    cost = None if told.objective is None else best - told.objective
    return {"project": name, "objective": told.objective, "cost": cost, "status": told.status,
            "bound": told.bound}  # fmt: skip


def _tight(one: Tight) -> Document:
    where, kind = one.rule.where, one.rule.kind
    return {"rule": where, "kind": kind, "period": one.row.period, "limit": float(one.used)}
