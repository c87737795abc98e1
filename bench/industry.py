"""Industry at the bench: chains with rank intervals, every sector taken out, an inverse.

Data are invented by a seed. The peers run beside: one solve for each sector, and pymrio.
"""

import json
import resource
import sys
import time
import warnings
from typing import Any

import industry_cases
import industry_lists
import industry_register
import numpy as np
from single_window.ground import own_ground

from entrepot.industry.io import economy, losses
from entrepot.service.chain_case import chain_case
from entrepot.service.promotion import gaps

NODES, LINKS, FIRMS, RUNS = 200, 800, 5_000, 2_000
GAPS_S, MEMORY_MB = 3.0, 500
SECTORS, TIMES, EQUAL, AS_PYMRIO = 400, 10, 1e-9, 1e-10


def rows() -> list[dict[str, Any]]:
    """Every row of industry."""
    found = [chains(), extraction(), inverse(), *industry_register.rows(), industry_lists.imports()]
    with own_ground() as ground:
        return [*found, *industry_lists.rows(ground), *industry_cases.rows(ground)]


def chains() -> dict[str, Any]:
    """Gaps, classes and rank intervals of a chain."""
    case = chain_case(invented())
    at = time.perf_counter()
    found = gaps(case)
    spent, held = time.perf_counter() - at, _memory_mb()
    wide = sum(one["rank_p05"] < one["rank_p95"] for one in found["nodes"])
    return {"name": f"gaps of {NODES} nodes, {FIRMS:,} firms, {RUNS:,} runs",
            "seconds": round(spent, 3), "memory_mb": held, "with_an_interval": wide,
            "reached": spent <= GAPS_S and held <= MEMORY_MB and wide > 0}  # fmt: skip


def invented() -> dict[str, Any]:
    """A case of invented data."""
    draw = np.random.default_rng(12)
    nodes = [{"id": f"n{at}", "output_cny": draw.uniform(1, 1000),
              "national_output_cny": draw.uniform(1000, 9000),
              "local_supply_cny": draw.uniform(0, 500) if at % 2 else None,
              "peer_output_cny": draw.uniform(0, 40), "fit": {"power": draw.uniform()}}
             for at in range(NODES)]  # fmt: skip
    pairs = {(int(a), int(b)) for a, b in draw.integers(0, NODES, (LINKS, 2)) if a != b}
    return {
        "nodes": nodes, "runs": RUNS, "seed": 7,
        "links": [{"from": f"n{a}", "to": f"n{b}", "coefficient": draw.uniform(0, 0.15)}
                  for a, b in sorted(pairs)],
        "enterprises": [{"node": f"n{at % NODES}", "output_cny": draw.uniform(0, 50)}
                        for at in range(FIRMS)],
    }  # fmt: skip


def extraction() -> dict[str, Any]:
    """Every sector taken out at once, from the inverse on, and by one solve each."""
    table, demand = _table()
    at = time.perf_counter()
    found = economy(table, demand)
    ours = losses(found.inverse, found.output)
    spent, at = time.perf_counter() - at, time.perf_counter()
    theirs = np.array([_without(table, demand, found.output, out) for out in range(SECTORS)])
    alone = time.perf_counter() - at
    apart = float(np.abs(ours / theirs - 1).max())
    return {"name": f"{SECTORS} sectors taken out one by one, the inverse included",
            "seconds": round(spent, 4), "one_solve_each_s": round(alone, 3),
            "times": round(alone / spent, 1), "apart": apart,
            "reached": alone >= TIMES * spent and apart <= EQUAL}  # fmt: skip


def _without(table: np.ndarray, demand: np.ndarray, output: np.ndarray, out: int) -> float:
    kept = np.arange(SECTORS) != out
    rest = np.eye(SECTORS - 1) - table[np.ix_(kept, kept)]
    return float((output[kept] - np.linalg.solve(rest, demand[kept])).sum())


def inverse() -> dict[str, Any]:
    """The inverse beside that of pymrio."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pymrio.tools import iomath
    table, demand = _table()
    at = time.perf_counter()
    ours = economy(table, demand).inverse
    spent, at = time.perf_counter() - at, time.perf_counter()
    apart = float(np.abs(ours - np.asarray(iomath.calc_L(table))).max())
    return {"name": f"inverse of {SECTORS} sectors, radius included", "seconds": round(spent, 4),
            "pymrio_s": round(time.perf_counter() - at, 4), "apart": apart,
            "reached": apart <= AS_PYMRIO}  # fmt: skip


def _table() -> tuple[np.ndarray, np.ndarray]:
    draw = np.random.default_rng(13)
    raw = draw.uniform(size=(SECTORS, SECTORS))
    return raw / raw.sum(axis=0) * draw.uniform(0.3, 0.8, SECTORS), draw.uniform(1, 99, SECTORS)


def _memory_mb() -> int:
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


if __name__ == "__main__":
    told = rows()
    sys.stdout.write("".join(json.dumps(row) + "\n" for row in told))
    sys.exit(not all(row["reached"] for row in told))
