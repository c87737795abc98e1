"""Portfolios at the bench: how close to the best plan in how long, beside SciPy's milp.

Cases are invented by a seed: projects of 1 to 4 years in ten regions over ten years (400: fifteen),
each region with a least spending, one project in five after another, one pair in ten excluding
each other, and money for about four in ten. The peer builds its own model, that of the tests.
"""

import json
import random
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

# Not as a part of `tests`: an installed package may be called so too.
sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "crosscheck"))

from plain_portfolio import Plain

from entrepot.plan.case import Case, Options
from entrepot.plan.intake import read_case
from entrepot.plan.model import model_of
from entrepot.plan.portfolio import portfolio
from entrepot.plan.rules import rules_of

SIZES = (40, 100, 200, 400)
REGIONS, MONEY_SHARE = 10, 0.4
CARRY_S, CARRY_GAP, YEARLY_S, YEARLY_GAP = 30.0, 0.01, 20.0, 0.05


def rows() -> list[dict[str, Any]]:
    """Every row of portfolios."""
    return [carry_over(), yearly(), *(growth(size) for size in SIZES)]


def invented(count: int, rule: str) -> dict[str, Any]:
    """A case of so many projects."""
    draw, periods = random.Random(count), 10 if count < 400 else 15
    projects = [_project(draw, at) for at in range(count)]
    total = sum(sum(one["cost"]) for one in projects)
    ids = [one["id"] for one in projects]
    pairs = [draw.sample(ids, 2) for _ in range(count // 5 + count // 10)]
    needs, apart = pairs[: count // 5], pairs[count // 5 :]
    by_region = {f"R{at}": [p for p in projects if p["region"] == f"R{at}"]
                 for at in range(REGIONS)}  # fmt: skip
    return {
        "periods": periods, "discount_rate": 0.05, "projects": projects,
        "budget": {"per_period": [round(total * MONEY_SHARE / periods, 1)] * periods, "rule": rule},
        "relations": [
            *({"kind": "requires", "project": max(a, b), "needs": min(a, b)} for a, b in needs),
            *({"kind": "excludes", "projects": pair} for pair in apart),
        ],
        "floors": [{"region": name, "min_spend": round(_least(own), 1)}
                   for name, own in by_region.items()],
    }  # fmt: skip


def _project(draw: random.Random, at: int) -> dict[str, Any]:
    years = draw.randint(1, 4)
    cost = [round(draw.uniform(1, 20), 1) for _ in range(years)]
    benefit = round(sum(cost) * draw.uniform(0.8, 2.0), 1)
    return {"id": f"P{at:03d}", "region": f"R{at % REGIONS}", "duration": years, "cost": cost,
            "benefit": benefit}  # fmt: skip


def _least(projects: list[dict[str, Any]]) -> float:
    """A fifth of what all projects of a region cost."""
    return sum(sum(one["cost"]) for one in projects) / 5


def carry_over() -> dict[str, Any]:
    """100 projects, ten years, money kept from year to year."""
    spent, found = timed(invented(100, "carry_over"), Options(CARRY_GAP, CARRY_S, explain=False))
    return {"name": "100 projects x 10 years, carry-over, 1 % gap", "seconds": round(spent, 2),
            "gap": round(found.gap, 5), "reached": found.gap <= CARRY_GAP
            and spent <= CARRY_S}  # fmt: skip


def yearly() -> dict[str, Any]:
    """The same with a cap on each year."""
    spent, found = timed(invented(100, "yearly"), Options(0.0, YEARLY_S, explain=False))
    return {"name": "100 projects x 10 years, yearly caps", "seconds": round(spent, 2),
            "gap": round(found.gap, 5), "bound": round(found.bound, 3),
            "reached": found.gap <= YEARLY_GAP}  # fmt: skip


def timed(raw: dict[str, Any], options: Options) -> tuple[float, Any]:
    """Seconds from the case as text to the plan, and the plan."""
    at = time.perf_counter()
    found = portfolio(replace(read_case(raw), options=options))
    return time.perf_counter() - at, found


def growth(count: int) -> dict[str, Any]:
    """Carry-over at 1 % gap with more and more projects, beside the peer."""
    raw = invented(count, "carry_over")
    spent, found = timed(raw, Options(CARRY_GAP, CARRY_S, explain=False))
    at = time.perf_counter()
    peer = Plain(raw).solve(limit_s=CARRY_S, gap=CARRY_GAP)
    peer_s = time.perf_counter() - at
    worth = None if peer.x is None else -peer.fun
    return {"name": f"{count} projects, carry-over, 1 % gap", "binaries": _binaries(found.case),
            "build_s": round(_build_s(found.case), 3), "seconds": round(spent, 2),
            "gap": round(found.gap, 5), "worth": round(found.worth.objective, 2),
            "scipy_s": round(peer_s, 2), "scipy_gap": worth and round(peer.mip_gap, 5),
            "scipy_worth": worth and round(worth, 2)}  # fmt: skip


def _build_s(case: Case) -> float:
    at = time.perf_counter()
    model_of(case, rules_of(case))
    return time.perf_counter() - at


def _binaries(case: Case) -> int:
    return sum(len(case.starts_of(one)) for one in case.projects)


if __name__ == "__main__":
    told = rows()
    sys.stdout.write("".join(json.dumps(row) + "\n" for row in told))
    sys.exit(not all(row.get("reached", True) for row in told))
