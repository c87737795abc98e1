"""Portfolios: as good as trying everything, and the laws of more money and of force."""

from copy import deepcopy
from itertools import combinations, product

import pytest
from hypothesis import assume, given, settings
from tests.portfolio_cases import cases, is_plan, plans, worth

from entrepot.kernel.errors import ModelError
from entrepot.plan.conflict import find_conflict
from entrepot.plan.explain import explain
from entrepot.plan.intake import read_case
from entrepot.plan.portfolio import Portfolio, portfolio
from entrepot.plan.rules import broken, rules_of


def solved(raw) -> Portfolio | None:
    try:
        return portfolio(read_case(raw))
    except ModelError as error:
        if error.problems[0].code != "plan.infeasible":
            raise
        return None


def best(raw) -> float | None:
    return max((worth(raw, plan) for plan in plans(raw)), default=None)


@settings(max_examples=150)
@given(cases())
def test_a_plan_is_as_good_as_trying_every_plan(raw) -> None:
    found, most = solved(raw), best(raw)

    assert (found is None) == (most is None)
    if found is not None:
        assert found.worth.objective == pytest.approx(most, abs=1e-9)
        assert worth(raw, tuple(found.starts.values())) == pytest.approx(most, abs=1e-9)
        assert is_plan(raw, tuple(found.starts.values()))
        assert (found.status, found.gap) == ("optimal", 0.0)


@settings(max_examples=60)
@given(cases(most=3))
def test_what_would_change_a_plan_is_as_trying_every_plan_tells(raw) -> None:
    found = solved(raw)
    assume(found is not None)
    told, every = explain(found), list(plans(raw))

    for at, (name, start) in enumerate(found.starts.items()):
        if start is None:
            most = max((worth(raw, one) for one in every if one[at] is not None), default=None)
            assert told.forced_in[name].objective == (
                most if most is None else pytest.approx(most, abs=1e-9)
            )
    richer = deepcopy(raw)
    richer["budget"]["per_period"] = [one * 1.05 for one in raw["budget"]["per_period"]]
    assert told.more_budget.objective == pytest.approx(best(richer), abs=1e-9)
    same = {one for one in every if worth(raw, one) >= found.worth.objective - 1e-9}
    tied = {tuple(one.values()) for one in told.tied}
    assert tied <= same - {tuple(found.starts.values())}
    assert not told.has_all_tied or len(tied) == len(same) - 1


@settings(max_examples=40)
@given(cases())
def test_more_money_never_brings_less_and_force_never_more(raw) -> None:
    found = solved(raw)
    assume(found is not None)
    richer = deepcopy(raw)
    richer["budget"]["per_period"] = [one + 1 for one in raw["budget"]["per_period"]]
    for row in raw["projects"]:
        forced = deepcopy(raw)
        forced["projects"] = [one | {"must": one["must"] or one["id"] == row["id"]}
                              for one in raw["projects"]]  # fmt: skip
        other = solved(forced)
        assert other is None or other.worth.objective <= found.worth.objective + 1e-9

    assert solved(richer).worth.objective >= found.worth.objective - 1e-9


@settings(max_examples=60)
@given(cases(most=3))
def test_rules_that_cannot_hold_are_the_fewest_and_none_can_be_left_out(raw) -> None:
    case = read_case(raw)
    rules = rules_of(case)
    every = [dict(zip((one.id for one in case.projects), plan, strict=True))
             for plan in all_plans(case)]  # fmt: skip
    lost = [frozenset(rule.where for rule in broken(rules, plan)) for plan in every]
    assume(all(lost))
    found = find_conflict(case, rules)
    names = {rule.where for rule in found.rules}

    assert all(names & one for one in lost)
    assert not any(all((names - {name}) & one for one in lost) for name in names)
    assert len(names) == fewest(lost)
    assert found.is_smallest
    assert found.is_confirmed


def all_plans(case):
    return product(*[[None, *case.starts_of(one)] for one in case.projects])


def fewest(lost) -> int:
    names = sorted(set().union(*lost))
    return next(
        count
        for count in range(1, len(names) + 1)
        if any(all(set(some) & one for one in lost) for some in combinations(names, count))
    )
