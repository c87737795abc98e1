"""Complexity at the bench: 200 places and 5,000 products, beside ecomplexity.

`bench/trade.py` runs it with the other rows of trade; by itself it prints its own. Each program
runs in a process of its own on one thread: CPU seconds from a list of exports in memory to
complexity of both, proximity and nearness of every place and product, and the most memory held.
"""

import json
import os
import resource
import subprocess
import sys
import time
import warnings
from typing import Any

import numpy as np

ONE_THREAD = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL", "NUMBA", "POLARS")}
PLACES, PRODUCTS = 200, 5000
TIMES, MEMORY, SAME_ECI, SAME_DENSITY = 80.0, 0.6, 1e-9, 1e-4


def rows() -> list[dict[str, Any]]:
    """Every row of complexity."""
    ours, peer = run("ours"), run("ecomplexity")
    apart = {name: float(np.max(np.abs(np.subtract(ours[name], peer[name]))))
             for name in ("eci", "pci", "density")}  # fmt: skip
    times = peer["cpu_s"] / ours["cpu_s"]
    memory = ours["memory_mb"] / peer["memory_mb"]
    is_same = max(apart["eci"], apart["pci"]) <= SAME_ECI and apart["density"] <= SAME_DENSITY
    told = ("cpu_s", "memory_mb")
    return [
        {"name": f"ECI, PCI, proximity, density, {PLACES} x {PRODUCTS:,}",
         "ours": {name: ours[name] for name in told},
         "ecomplexity": {name: peer[name] for name in told},
         "times": round(times, 1), "memory": round(memory, 3), "apart": apart,
         "reached": is_same and times >= TIMES and memory <= MEMORY}
    ]  # fmt: skip


def run(who: str) -> dict[str, Any]:
    """A program in a process of its own."""
    done = subprocess.run([sys.executable, __file__, who], check=True, capture_output=True,
                          text=True, env=os.environ | ONE_THREAD)  # fmt: skip
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])  # the peer prints, too
    return found


def exports() -> tuple[Any, Any, Any]:
    """Invented exports by a seed: place, product and value of each pair that trades."""
    draw = np.random.default_rng(11)
    skill, hardness = draw.normal(0, 1, PLACES), draw.normal(0, 1, PRODUCTS)
    able = 1.5 * skill[:, None] - hardness + draw.normal(0, 1, (PLACES, PRODUCTS))
    value = np.exp(draw.normal(0, 1.5, PLACES)[:, None] + able + draw.normal(0, 1, PRODUCTS))
    place, product = np.nonzero((able > -1.5) & (draw.uniform(size=able.shape) < 0.8))
    return place, product, value[place, product]


def ours() -> tuple[float, dict[str, Any]]:
    """By the trade room."""
    from entrepot.trade.complexity import density, space_of

    place, product, value = exports()
    times = []
    for _ in range(3):
        began = time.process_time()
        values = np.zeros((PLACES, PRODUCTS))
        np.add.at(values, (place, product), value)
        space = space_of(values)
        close = density(space.made, space.proximity)
        times.append(time.process_time() - began)
    return min(times), {"eci": space.eci.tolist(), "pci": space.pci.tolist(),
                        "density": close[:, ::50].ravel().tolist()}  # fmt: skip


def ecomplexity() -> tuple[float, dict[str, Any]]:
    """By ecomplexity, from a table."""
    import pandas
    from ecomplexity import ecomplexity as peer

    place, product, value = exports()
    table = pandas.DataFrame({"year": 2024, "place": place, "product": product, "value": value})
    names = {"time": "year", "loc": "place", "prod": "product", "val": "value"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        began = time.process_time()
        made = peer(table, names)
        took = time.process_time() - began
    close = made.pivot(index="place", columns="product", values="density").to_numpy()
    return took, {
        "eci": made.groupby("place")["eci"].first().tolist(),
        "pci": made.groupby("product")["pci"].first().tolist(),
        "density": close[:, ::50].ravel().tolist(),
    }


if __name__ == "__main__":
    if len(sys.argv) > 1:
        took, found = {"ours": ours, "ecomplexity": ecomplexity}[sys.argv[1]]()
        memory = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
        print(json.dumps({"cpu_s": round(took, 3), "memory_mb": memory, **found}))
    else:
        print(json.dumps(rows(), indent=1))
