"""The corridors beside their peers; writes bench/results/corridors.json.

One run on one machine: the physical networks beside scgraph, scipy, rustworkx, igraph, networkx
and AequilibraE; fronts on 1,500 real terminals; matrices, a shut border, a new railway, starts and
the build; assignment beside AequilibraE. The ratio is the peer's time over ours. QUICK=1 takes
the networks as built, scgraph without its hierarchy and AequilibraE alone, and leaves out the
build and the 4,000 terminals.
"""

import json
import os
import platform
from pathlib import Path

import assignment
import overlay
import pareto
import physical
import verbs

from entrepot.service import networks
from entrepot.store.home import open_home
from entrepot.store.networks import Networks

RESULTS = Path(__file__).with_name("results") / "corridors.json"


def main() -> None:
    """Measure and write the results."""
    quick = bool(os.environ.get("QUICK"))
    networks.build()
    folder = open_home().folder
    rows = physical.measure(Networks(folder / "networks"), quick=quick)
    rows += pareto.measure(quick=quick)
    rows += verbs.measure(quick=quick)
    rows.append(assignment.measure())
    if not quick:
        rows += overlay.measure(folder)
    RESULTS.parent.mkdir(exist_ok=True)
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    document = {"room": "corridors", "machine": machine, "quick": quick, "rows": rows}
    RESULTS.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    for one in rows:
        peer, ratio = one["peer"] or "", one["ratio"] or ""
        print(f"{one['name']:52} {one['ours']:9.3f} {one['unit']:3} {peer:>10} {ratio:>8}")


if __name__ == "__main__":
    main()
