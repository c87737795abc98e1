"""Indices at the bench: replications of weights and of values, a split, a sample, an enumeration.

Data are invented by a seed: 51 units, 49 indicators, three levels above them. The peer is the
same index one replication at a time, as a program that rebuilds it whole would do.
"""

import json
import resource
import sys
import time
from typing import Any

import numpy as np

from entrepot.assess.change import Side, changes
from entrepot.assess.forecast import backtest, estimate, pooled
from entrepot.assess.index import Index, build, reweighted, root_scores
from entrepot.assess.prepare import Table
from entrepot.assess.ranks import rank
from entrepot.assess.scheme import Node, Scheme
from entrepot.assess.targets import Aim, Mark, chance_of
from entrepot.assess.uncertainty import Assumption, Option, sensitivity

UNITS, INDICATORS, PILLARS = 51, 49, 8
REPLICATIONS, ONE_BY_ONE = 10_000, 50
TARGETS, TARGET_YEARS, TARGETS_S, COVERED = 200, 13, 2.0, (0.75, 0.85)
FAST_S, NOISE_S, SOBOL_S, ENUMERATE_S, MEMORY_MB = 0.5, 6.0, 2.0, 1.0, 500
COUNTIES, COUNTY_INDICATORS, YEARS, EXPLAIN_S = 88, 40, 10, 2.0
NOISE_SHARE = 0.02


def rows() -> list[dict[str, Any]]:
    """Every row of indices."""
    index = invented()
    return [replications(index), noise(index), explained(), *samples(index), chances()]


def invented() -> Index:
    """An index of invented data."""
    draw = np.random.default_rng(8)
    tops = [Node("top", 4), Node("s0", 3, "top"), Node("s1", 3, "top")]
    pillars = [Node(f"p{at}", 2, f"s{at % 2}") for at in range(PILLARS)]
    leaves = [Node(f"i{at}", 1, f"p{at % PILLARS}") for at in range(INDICATORS)]
    steps = {
        "treat": {"method": "winsorise", "max_points": 5},
        "normalise": {"method": "minmax", "lower": 1.0}, "aggregate": {"method": "arithmetic"},
    }  # fmt: skip
    values = np.exp(draw.normal(0, 1, (UNITS, INDICATORS)))
    table = Table(tuple(f"u{at}" for at in range(UNITS)), values, {}, {})
    return build(Scheme("bench", "u", (*leaves, *pillars, *tops), steps=steps), table)


def replications(index: Index) -> dict[str, Any]:
    """Weights of every level drawn anew, with ranks; and one by one, rebuilding all."""
    draw = np.random.default_rng(9)
    drawn = {node.code: draw.uniform(0.75, 1.25, REPLICATIONS) for node in index.scheme.nodes}
    at = time.perf_counter()
    ranks = []
    for few in np.array_split(np.arange(REPLICATIONS), 20):
        weights = {code: one[few] for code, one in drawn.items()}
        ranks.append(rank(root_scores(index.scheme, index.prepared, weights)))
    spent = time.perf_counter() - at
    every, at = np.concatenate(ranks), time.perf_counter()
    same = all(
        np.array_equal(build(reweighted(index.scheme, {c: float(o[i]) for c, o in drawn.items()}),
                             index.table).ranks, every[i])
        for i in range(ONE_BY_ONE)
    )  # fmt: skip
    alone = (time.perf_counter() - at) / ONE_BY_ONE
    return {"name": f"{REPLICATIONS:,} replications of {UNITS} x {INDICATORS}, with ranks",
            "seconds": round(spent, 3), "one_by_one_s": round(alone, 5),
            "times": round(alone / (spent / REPLICATIONS)), "same_ranks": same,
            "reached": same and spent <= FAST_S}  # fmt: skip


def noise(index: Index) -> dict[str, Any]:
    """The same with errors in every value, each replication brought to scale anew."""
    draw = np.random.default_rng(11)
    codes = [node.code for node in index.scheme.nodes]
    sets = draw.uniform(0.75, 1.25, (REPLICATIONS, len(codes))).tolist()
    options = tuple(Option(weights=dict(zip(codes, one, strict=True))) for one in sets)
    at = time.perf_counter()
    told = sensitivity(index, [Assumption("all", options, NOISE_SHARE)], method="enumerate",
                       points=2, seed=1)  # fmt: skip
    spent = time.perf_counter() - at
    return {"name": f"{told.runs:,} replications with {NOISE_SHARE:.0%} noise, brought to scale",
            "seconds": round(spent, 3), "mean_abs_rank_shift": round(told.mean, 3),
            "memory_mb": _memory_mb(),
            "reached": spent <= NOISE_S and _memory_mb() < MEMORY_MB}  # fmt: skip


def explained() -> dict[str, Any]:
    """A panel built twice and the move of one county split over its causes."""
    draw = np.random.default_rng(12)
    leaves = [Node(f"i{at}", 1, f"p{at % 5}") for at in range(COUNTY_INDICATORS)]
    pillars = [Node(f"p{at}", 2, "top") for at in range(5)]
    steps = {"treat": {"method": "winsorise", "max_points": 5},
             "normalise": {"method": "minmax", "lower": 1.0},
             "aggregate": {"method": "arithmetic"}}  # fmt: skip
    plan = Scheme("panel", "u", (*leaves, *pillars, Node("top", 3)), time="year", steps=steps)
    other = reweighted(plan, {"p0": 2.0})
    units = tuple(f"c{at % COUNTIES}" for at in range(COUNTIES * YEARS))
    times = tuple(float(2016 + at // COUNTIES) for at in range(COUNTIES * YEARS))
    values = np.exp(draw.normal(0, 1, (COUNTIES * YEARS, COUNTY_INDICATORS)))
    shaken = values * draw.uniform(0.95, 1.05, values.shape)
    tables = tuple(Table(units, one, {}, {}, times) for one in (values, shaken))
    at = time.perf_counter()
    told = list(changes(Side(plan, tables), Side(other, tables), ["c7"]))
    spent = time.perf_counter() - at
    gap = max(abs(sum((one.score_parts or {}).values()) - one.score[1] + one.score[0])
              for one in told)  # fmt: skip
    return {"name": f"{COUNTIES} x {COUNTY_INDICATORS} x {YEARS} years, build and explain one",
            "seconds": round(spent, 3), "largest_rest": gap,
            "reached": spent <= EXPLAIN_S and gap < 1e-9}  # fmt: skip


def samples(index: Index) -> list[dict[str, Any]]:
    """2,000 combinations enumerated, and 49,152 Sobol runs of the same."""
    draw = np.random.default_rng(10)
    codes = [node.code for node in index.scheme.nodes]
    sets = (dict(zip(codes, draw.uniform(0.75, 1.25, len(codes)), strict=True)) for _ in range(100))
    assumptions = (
        _steps("treat", [{"method": "winsorise", "max_points": n} for n in range(1, 6)]),
        _steps("normalise", [{"method": "minmax", "lower": 1.0},
                             {"method": "zscore", "mean": 10.0, "sd": 2.0}]),
        _steps("aggregate", [{"method": "arithmetic"}, {"method": "geometric"}]),
        Assumption("weights", tuple(Option(weights=one) for one in sets)),
    )  # fmt: skip
    found = []
    for method, most in (("enumerate", ENUMERATE_S), ("sobol", SOBOL_S)):
        at = time.perf_counter()
        told = sensitivity(index, assumptions, method=method, points=8192, seed=1)
        spent = time.perf_counter() - at
        memory = _memory_mb()
        found.append(
            {"name": f"{method}, {told.runs:,} runs", "seconds": round(spent, 3),
             "memory_mb": memory, "total": [round(one.total, 4) for one in told.shares],
             "reached": spent <= most and memory < MEMORY_MB}
        )  # fmt: skip
    return found


def _memory_mb() -> int:
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def chances() -> dict[str, Any]:
    """Probabilities of targets with fan and backtest, and how much an 80 % interval covers."""
    draw = np.random.default_rng(11)
    steps = draw.normal(0.06, 0.12, (TARGETS, TARGET_YEARS))
    histories = [dict(enumerate(np.exp(np.cumsum(one)).tolist())) for one in steps]
    at = time.perf_counter()
    for one in histories:
        aim = Aim(Mark(TARGET_YEARS + 4, 1.5 * one[TARGET_YEARS - 1]))
        chance_of(aim, [Mark(TARGET_YEARS - 1, one[TARGET_YEARS - 1])], estimate(one), one)
    spent = time.perf_counter() - at
    held = pooled([backtest(one, ahead) for one in histories for ahead in (1, 3, 5)])
    covered = held.inside / held.count
    return {"name": f"{TARGETS} probabilities of targets", "seconds": round(spent, 3),
            "covered": round(covered, 4), "forecasts": held.count,
            "reached": spent <= TARGETS_S and COVERED[0] <= covered <= COVERED[1]}  # fmt: skip


def _steps(name: str, steps: list[dict[str, Any]]) -> Assumption:
    return Assumption(name, tuple(Option(steps={name: step}) for step in steps))


if __name__ == "__main__":
    told = rows()
    sys.stdout.write("".join(json.dumps(row) + "\n" for row in told))
    sys.exit(not all(row["reached"] for row in told))
