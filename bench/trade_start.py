"""Calls of the models at the bench: from the command to its answer, compile cache filled.

`bench/trade.py` runs it with the other rows of trade; by itself it prints its own. CPU seconds
of the whole process and wall seconds, the best of three calls after one to warm up. The peer is
what each starts with: Python itself with numpy.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

START_S = 2.0
TRADE = "exporter,importer,product,value\n" + "".join(
    f"{one},{other},{good},{10 + 7 * n + 3 * m + 5 * p}\n"
    for n, one in enumerate("ABCD")
    for m, other in enumerate("ABCD")
    for p, good in enumerate(("010121", "850760", "401120"))
    if one != other and (n + p) % 4
)
EXPORTS = "country,product,value\n" + "".join(
    f"C{place},{good:04d},{1 + (place * good) % 7 if good % (place + 2) else 40 + place}\n"
    for place in range(8)
    for good in range(12)
)
SMART = {
    "imports": [
        {"partner": "A", "value": 200, "tariff_before_pct": 20, "tariff_after_pct": 5},
        {"partner": "B", "value": 100, "tariff_before_pct": 20, "tariff_after_pct": 20},
    ],
    "import_demand_elasticity": 1.5, "substitution_elasticity": 2,
    "export_supply_elasticity": None, "diversion": "ces",
}  # fmt: skip
ACCESS = {
    "theta": 5, "include_own": True,
    "places": [{"code": "a", "size": 4}, {"code": "b", "size": 1}],
    "legs": [{"from": "a", "to": "b", "factor": 1.5}],
    "scenario": {"legs": [{"from": "a", "to": "b", "factor": 1.25}]},
}  # fmt: skip
CALLS = {  # gravity and equilibrium measure theirs with their own rows
    "complexity": ("exports.csv", EXPORTS), "opportunities": ("trade.csv", TRADE),
    "smart": ("smart.json", json.dumps(SMART)),
    "market-access": ("access.json", json.dumps(ACCESS)),
}  # fmt: skip


def rows() -> list[dict[str, Any]]:
    """A call of each model."""
    program = str(Path(sys.executable).with_name("entrepot"))
    bare = best([sys.executable, "-c", "import numpy"])
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for verb, (name, text) in CALLS.items():
            path = Path(folder) / name
            path.write_text(text, "utf-8")
            file = ["--trade", str(path)] if verb == "opportunities" else [str(path)]
            took = best([program, verb, *file, "--json"])
            found.append({"name": f"entrepot {verb}, one call", **took, "numpy alone": bare,
                          "reached": took["cpu_s"] <= START_S})  # fmt: skip
    return found


def best(command: list[str]) -> dict[str, float]:
    """Least CPU and wall time of some calls [s]."""
    cpus, walls = [], []
    for _ in range(4):
        before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        walls.append(time.perf_counter() - began)
        cpus.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return {"cpu_s": round(min(cpus[1:]), 2), "wall_s": round(min(walls[1:]), 2)}


if __name__ == "__main__":
    print(json.dumps(rows(), indent=1))
