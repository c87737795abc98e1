"""Plans keep their limits to the last digit; searches begin well, and stop in time."""

from copy import deepcopy
from dataclasses import replace
from decimal import Decimal

import pytest

from entrepot.kernel.errors import ModelError
from entrepot.plan.case import value_of
from entrepot.plan.conflict import refuse
from entrepot.plan.greedy import greedy, nearest
from entrepot.plan.intake import read_case
from entrepot.plan.portfolio import gap_of, portfolio
from entrepot.plan.rules import rules_of, tight
from entrepot.plan.search import Answer
from entrepot.plan.solver import Programme

CASE = {
    "periods": 2, "discount_rate": 0, "budget": {"per_period": [10, 10], "rule": "yearly"},
    "projects": [
        {"id": "A", "duration": 1, "cost": [10], "benefit": 5, "region": "E"},
        {"id": "B", "duration": 1, "cost": [6], "benefit": 9, "region": "W"},
        {"id": "C", "duration": 2, "cost": [4, 4], "benefit": 8, "region": "W"},
    ],
}  # fmt: skip


def case(**more: object):
    return read_case({**deepcopy(CASE), **more})


def test_a_limit_missed_by_a_hair_is_missed() -> None:
    short = Decimal("9.9999999999")
    none = case(budget={"per_period": [short, short], "rule": "yearly"},
                projects=CASE["projects"][:1])  # fmt: skip

    assert portfolio(none).starts == {"A": None}
    assert portfolio(case(projects=CASE["projects"][:1])).starts["A"] is not None


def test_tenths_that_add_up_to_the_limit_fit() -> None:
    parts = [{"id": str(at), "duration": 1, "cost": [Decimal(one)], "benefit": 1}
             for at, one in enumerate(("0.1", "0.2"))]  # fmt: skip
    found = portfolio(
        case(projects=parts, periods=1, budget={"per_period": [Decimal("0.3")], "rule": "yearly"})
    )

    assert list(found.starts.values()) == [0, 0]
    assert [str(one.used) for one in tight(rules_of(found.case), found.starts)] == ["0.3"]


def test_money_kept_from_a_period_can_be_spent_later() -> None:
    projects = [{"id": "A", "duration": 1, "cost": [15], "benefit": 5}]
    yearly = portfolio(case(projects=projects))
    kept = portfolio(case(projects=projects, budget={"per_period": [10, 10], "rule": "carry_over"}))

    assert yearly.starts == {"A": None}
    assert kept.starts == {"A": 1}


def test_a_plan_made_by_hand_keeps_the_rules_and_takes_first_what_must_be() -> None:
    projects = [one | {"must": one["id"] == "A"} for one in CASE["projects"]]
    relations = [{"kind": "requires", "project": "A", "needs": "C"},
                 {"kind": "excludes", "projects": ["A", "B"]}]  # fmt: skip
    free, bound = case(), case(projects=projects)

    assert greedy(free, rules_of(free)) == {"A": None, "B": 0, "C": 0}
    assert greedy(bound, rules_of(bound)) == {"A": 0, "B": 1, "C": None}
    late = case(projects=projects, relations=relations, periods=3,
                budget={"per_period": [10, 10, 10], "rule": "yearly"})  # fmt: skip
    assert greedy(late, rules_of(late)) == {"A": 2, "B": None, "C": 0}


def test_a_project_is_forced_in_beside_what_still_fits() -> None:
    free = case(discount_rate=Decimal("0.1"))
    plan = {"A": None, "B": 0, "C": 0}

    assert nearest(free, rules_of(free), plan, "A") == {"A": 1, "B": 0, "C": None}
    apart = case(relations=[{"kind": "excludes", "projects": ["A", "B"]}])
    assert nearest(apart, rules_of(apart), plan, "A") in (
        {"A": 0, "B": None, "C": None}, {"A": 1, "B": None, "C": None},
    )  # fmt: skip
    dear = case(floors=[{"region": "W", "min_spend": 14}])
    assert nearest(dear, rules_of(dear), plan, "A") is None


def test_a_circle_of_needs_is_never_built() -> None:
    pairs = [("A", "B"), ("B", "A")]
    relations = [{"kind": "requires", "project": a, "needs": b} for a, b in pairs]
    round_about = case(relations=relations)

    assert portfolio(round_about).starts == {"A": None, "B": None, "C": 0}
    must = [one | {"must": one["id"] == "A"} for one in CASE["projects"]]
    with pytest.raises(ModelError, match="project A, must; relations") as told:
        portfolio(case(relations=relations, projects=must))
    assert len(told.value.extra["rules"]) == 3


def test_a_project_longer_than_the_horizon_is_never_chosen() -> None:
    long = {"id": "L", "duration": 3, "cost": [0, 0, 0], "benefit": 99}

    assert portfolio(case(projects=[long])).starts == {"L": None}
    with pytest.raises(ModelError) as told:
        portfolio(case(projects=[long | {"must": True}]))
    assert told.value.extra["rules"] == ["project L, must"]


def test_windows_are_named_where_they_are_what_cannot_hold() -> None:
    rows = [one | {"must": one["id"] != "C", "latest": 0} for one in CASE["projects"]]
    with pytest.raises(ModelError) as told:
        portfolio(case(projects=rows))

    assert told.value.extra["rules"] == [
        "budget", "project A, must", "project A, latest", "project B, must", "project B, latest",
    ]  # fmt: skip


def test_a_gap_is_a_share_and_unknown_of_nothing() -> None:
    assert gap_of(8.0, 10.0) == 0.25
    assert gap_of(5.0, 5.0) == 0.0
    assert gap_of(0.0, 1.0) is None
    assert gap_of(1.0, float("inf")) is None


def test_a_benefit_that_is_far_off_counts_less() -> None:
    starts = {"A": None, "B": 1, "C": None}
    told = replace(case(), discount_rate=0.25)

    assert value_of(told, starts, {"A": 5.0, "B": 9.0, "C": 8.0}) == pytest.approx(9 / 1.25**2)


def test_a_programme_finds_the_better_of_two_columns_and_says_when_there_is_none() -> None:
    programme = Programme()
    a, b = (programme.column(worth, is_whole=True) for worth in (2.0, 3.0))
    programme.row({a: 1.0, b: 1.0}, high=1.0)
    found = programme.solve()

    assert found.values.tolist() == [0.0, 1.0]
    assert found.bound == pytest.approx(3.0)
    programme.row({a: 4.0, b: 4.0}, low=6.0)
    assert programme.solve().status == "infeasible"


def test_time_that_was_too_short_is_no_proof_that_there_is_no_plan() -> None:
    error = refuse(case(), rules_of(case()), Answer("nothing_found", None, float("inf"), 1.0))

    assert [one.code for one in error.problems] == ["plan.no_plan"]
    assert "not known" in error.problems[0].message
    assert error.exit_code == 5
