"""Portfolios beside a second program with a model of its own."""

import random
from typing import Any

import pytest
from tests.crosscheck.plain_portfolio import best_worth

from entrepot.kernel.errors import ModelError
from entrepot.plan.intake import read_case
from entrepot.plan.portfolio import portfolio

Raw = dict[str, Any]
PERIODS = 6


def invented(seed: int) -> Raw:
    """A case of 14 projects in 6 periods with every kind of rule."""
    draw = random.Random(seed)
    ids = [f"P{at}" for at in range(14)]
    projects = []
    for at, name in enumerate(ids):
        years = draw.randint(1, 3)
        projects.append({
            "id": name, "region": "ABC"[at % 3], "type": ("rail", "port")[at % 2],
            "duration": years, "cost": [draw.randint(1, 9) for _ in range(years)],
            "benefit": draw.randint(2, 30), "earliest": draw.choice([0, 0, 0, 1]),
            "latest": draw.choice([None, None, 3]), "must": at == 5,
            "uses": {"land": draw.randint(0, 5), "crews": draw.randint(0, 2)},
        })  # fmt: skip
    pairs = [draw.sample(ids, 2) for _ in range(8)]
    kinds = ("boosts", "overlaps")
    return {
        "periods": PERIODS, "discount_rate": draw.choice([0.0, 0.04, 0.1]),
        "budget": {"per_period": [draw.randint(7, 13) for _ in range(PERIODS)],
                   "rule": draw.choice(["yearly", "carry_over"])},
        "resources": [{"name": "land", "total": draw.randint(12, 25)},
                      {"name": "crews", "per_period": draw.randint(2, 4)}],
        "projects": projects,
        "relations": [
            *({"kind": "requires", "project": a, "needs": b} for a, b in pairs[:3]),
            *({"kind": "excludes", "projects": pair} for pair in pairs[3:5]),
            *({"kind": kinds[at % 2], "projects": pair, "value": draw.randint(1, 8)}
              for at, pair in enumerate(pairs[5:])),
        ],
        "floors": [{"region": "B", "min_spend": draw.randint(3, 12)}],
        "scenarios": [
            {"name": name, "probability": p,
             "benefit": {one: draw.randint(-5, 25) for one in draw.sample(ids, 5)}}
            for name, p in (("slump", 0.3), ("boom", 0.2), ("drought", 0.15))
        ],
        "risk": {"level": draw.choice([0.5, 0.8, 0.9]), "weight": draw.choice([0.0, 0.4, 1.0])},
        "options": {"time_limit_s": 120, "explain": False},
    }  # fmt: skip


@pytest.mark.parametrize("seed", range(12))
def test_a_second_program_finds_a_plan_of_the_same_worth(seed: int) -> None:
    raw = invented(seed)
    most = best_worth(raw)
    if most is None:
        with pytest.raises(ModelError, match="infeasible"):
            portfolio(read_case(raw))
    else:
        found = portfolio(read_case(raw))
        assert found.worth.objective == pytest.approx(most, abs=1e-5)
        assert found.gap == 0.0


def test_most_of_these_cases_have_a_plan() -> None:
    assert sum(best_worth(invented(seed)) is not None for seed in range(12)) >= 8
