"""Frontiers and regret, as trying every plan tells them."""

import pytest
from hypothesis import assume, given, settings
from tests.portfolio_cases import cases, is_plan, plans, value, worth

from entrepot.plan.frontier import frontier
from entrepot.plan.intake import read_case
from entrepot.plan.regret import least_regret

HAIR = 1e-7


def spent(raw, plan) -> float:
    pairs = zip(raw["projects"], plan, strict=True)
    return sum(sum(row["cost"]) for row, start in pairs if start is not None)


def futures(raw) -> dict[str, tuple[float, dict]]:
    named = {one["name"]: (one["probability"], one["benefit"]) for one in raw["scenarios"]}
    return {"base": (1 - sum(p for p, _ in named.values()), {}), **named}


@settings(max_examples=60)
@given(cases(most=3))
def test_no_plan_beats_a_point_and_the_ends_are_there(raw) -> None:
    every = list(plans(raw))
    assume(every)
    told = [(spent(raw, one), worth(raw, one)) for one in every]
    found = frontier(read_case(raw), "spend", 5)

    for point in found:
        plan = tuple(point.starts.values())
        assert is_plan(raw, plan)
        assert (point.used, point.benefit) == pytest.approx((spent(raw, plan), worth(raw, plan)))
        assert not any(
            used <= point.used + HAIR and benefit >= point.benefit - HAIR
            and (used < point.used - HAIR or benefit > point.benefit + HAIR)
            for used, benefit in told
        )  # fmt: skip
    assert found[0].used == pytest.approx(min(used for used, _ in told))
    assert found[-1].benefit == pytest.approx(max(benefit for _, benefit in told))


@settings(max_examples=40)
@given(cases(most=3))
def test_less_risk_costs_mean_and_never_a_plan_that_is_better_in_both(raw) -> None:
    every = list(plans(raw))
    assume(every)
    mean, tail = raw | {"risk": {"level": 0, "weight": 0}}, dict(raw)
    tail["risk"] = {**raw["risk"], "weight": 1}
    told = [(worth(tail, one), worth(mean, one)) for one in every]
    found = frontier(read_case(raw), "tail", 4)

    assert [one.used for one in found] == sorted(one.used for one in found)
    assert [one.benefit for one in found] == sorted((o.benefit for o in found), reverse=True)
    assert found[-1].used == pytest.approx(max(one for one, _ in told), abs=HAIR)
    assert found[0].benefit == pytest.approx(max(one for _, one in told), abs=HAIR)
    for point in found:
        assert not any(
            worst >= point.used - HAIR and most >= point.benefit - HAIR
            and (worst > point.used + HAIR or most > point.benefit + HAIR)
            for worst, most in told
        )  # fmt: skip


@settings(max_examples=60)
@given(cases(most=3))
def test_the_largest_regret_is_the_least_there_can_be(raw) -> None:
    every = list(plans(raw))
    assume(every)
    best = {name: max(value(raw, one, benefit) for one in every)
            for name, (_, benefit) in futures(raw).items()}  # fmt: skip
    regrets = [
        max(best[name] - value(raw, one, benefit) for name, (_, benefit) in futures(raw).items())
        for one in every
    ]
    found = least_regret(read_case(raw))

    assert {one.scenario.name: one.best for one in found.outcomes} == pytest.approx(best)
    assert found.largest == pytest.approx(min(regrets), abs=HAIR)
    assert found.largest == pytest.approx(regrets[every.index(tuple(found.starts.values()))])
    assert (found.status, found.bound) == ("optimal", found.largest)
