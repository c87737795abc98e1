"""Portfolios of case files, as documents."""

from typing import Any

from entrepot.kernel.errors import InputError, Problem
from entrepot.plan.case import Case, Starts, spend_of, worth_of
from entrepot.plan.explain import Explanation, Other, explain
from entrepot.plan.frontier import frontier, names_of
from entrepot.plan.intake import read_case
from entrepot.plan.portfolio import Portfolio, portfolio
from entrepot.plan.regret import least_regret
from entrepot.plan.rules import Tight
from entrepot.service.cases import read_cases

Document = dict[str, Any]


def portfolio_of(path: str) -> Document:
    """The best portfolio of a case, with proof of how good it is.

    Args:
        path: JSON of the case, or `-` for standard input.

    Raises:
        InputError: The case cannot be used; everything wrong is named.
        ModelError: No plan keeps the rules, or none was found in time.
    """
    found = portfolio(read_case(read_cases(path)))
    told = explain(found) if found.case.options.explain else None
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
    case = read_case(read_cases(path))
    if against not in names_of(case):
        hint = f"Choose from {', '.join(names_of(case))}."
        raise InputError(Problem("plan.against", "--against", f"{against!r} is none.", hint))
    found = frontier(case, against, points)
    return {
        "code": case.code, "against": against,
        "points": [
            {"used": one.used, "benefit": one.benefit, "status": one.status,
             "starts": dict(one.starts), "spend": spend(case, one.starts)}
            for one in found
        ],
    }  # fmt: skip


def regret_of(path: str) -> Document:
    """The plan whose largest regret over scenarios is the least.

    Raises:
        InputError: The case cannot be used; everything wrong is named.
        ModelError: No plan keeps the rules, or none was found in time.
    """
    case = read_case(read_cases(path))
    found = least_regret(case)
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
    }


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
        },
        "forced_in": [_forced(name, one, best) for name, one in told.forced_in.items()],
        "chosen_share": dict(told.chosen_share),
        "tied": [dict(one) for one in told.tied],
        "has_all_tied": told.has_all_tied,
    }


def _forced(name: str, told: Other, best: float) -> Document:
    cost = None if told.objective is None else best - told.objective
    return {"project": name, "objective": told.objective, "cost": cost, "status": told.status}


def _tight(one: Tight) -> Document:
    return {"rule": one.rule.where, "period": one.row.period, "limit": float(one.used)}
