"""Portfolios of case files, as documents."""

from typing import Any

from entrepot.plan.case import Case, Starts, spend_of
from entrepot.plan.explain import Explanation, Other, explain
from entrepot.plan.intake import read_case
from entrepot.plan.portfolio import Portfolio, portfolio
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
