"""Seven projects in five years: the best plan under yearly caps and under carry-over.

Source: hand-set numbers, every one of 6^7 schedules tried. The file is not in the repository.
"""

import json
import os
from decimal import Decimal
from pathlib import Path

import pytest

from entrepot.plan.explain import explain
from entrepot.plan.intake import read_case
from entrepot.plan.portfolio import portfolio

ROOT = Path(os.environ.get("ENTREPOT_SHARED", Path(__file__).parents[3] / "shared"))
FILE = ROOT / "data" / "assess" / "portfolio" / "small_schedule.json"

if not FILE.exists():
    if os.environ.get("CI") == "true":
        raise FileNotFoundError(FILE)
    pytest.skip(f"no shared data at {FILE}", allow_module_level=True)

TOLD = json.loads(FILE.read_text("utf-8"))
RULES = {"yearly": "annual_caps", "carry_over": "carry_over"}


def case(rule: str) -> dict:
    """The file's numbers as a case; its costs are spread evenly."""
    projects = [
        {"id": str(at), "region": TOLD["region"][at], "duration": years, "must": at in TOLD["must"],
         "cost": [Decimal(TOLD["cost"][at]) / years] * years, "benefit": TOLD["benefit"][at]}
        for at, years in enumerate(TOLD["duration"])
    ]  # fmt: skip
    requires = [{"kind": "requires", "project": str(later), "needs": str(first)}
                for later, first in TOLD["precedence_i_after_j"]]  # fmt: skip
    excludes = [{"kind": "excludes", "projects": list(map(str, e))} for e in TOLD["exclusive"]]
    floors = [{"region": r, "min_spend": m} for r, m in TOLD["min_spend_by_region"].items()]
    return {
        "code": "small", "currency": "CNY", "periods": TOLD["periods"],
        "discount_rate": TOLD["rate"], "budget": {"per_period": TOLD["budget"], "rule": rule},
        "projects": projects, "relations": [*requires, *excludes], "floors": floors,
    }  # fmt: skip


@pytest.mark.parametrize("rule", RULES)
def test_the_best_plan_is_the_one_that_trying_all_schedules_found(rule: str) -> None:
    answer = TOLD["answers"][RULES[rule]]
    found = portfolio(read_case(case(rule)))

    assert found.worth.objective == pytest.approx(answer["objective"], abs=1e-9)
    assert list(found.starts.values()) == answer["starts"]
    assert (found.status, found.gap) == ("optimal", 0.0)


@pytest.mark.parametrize("rule", RULES)
def test_no_other_plan_is_worth_as_much(rule: str) -> None:
    told = explain(portfolio(read_case(case(rule))))

    assert TOLD["answers"][RULES[rule]]["optima"] == 1 + len(told.tied)
    assert told.has_all_tied


def test_the_two_optima_are_those_of_the_issue() -> None:
    found = [portfolio(read_case(case(rule))).worth.objective for rule in RULES]

    assert found == pytest.approx([31.824286422, 37.755971265], abs=1e-9)
