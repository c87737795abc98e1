"""The land port: gate decisions over HTTP at ten thousand and a million boxes, throughput, trains.

On a server of its own with fsync on, the service as the application's role under row security.
Prints its results as JSON and writes them to bench/results/port.json.
"""

import argparse
import json
import os
import platform
import time
from pathlib import Path
from typing import Any

import port_trains
from port_ground import fill, gate_decisions, throughput
from single_window.ground import own_ground, tell, tps

RESULTS = Path(__file__).with_name("results") / "port.json"
FEW, MANY = 10_000, 1_000_000
P95_MS, GROWTH, REPORT_S = 50.0, 1.5, 2.0


def main() -> None:
    """Measure, print, and keep it when it is of the full size."""
    parser = argparse.ArgumentParser(description="Measure the land port.")
    parser.add_argument("--boxes", type=int, default=MANY, metavar="N")
    parser.add_argument("--json", action="store_true", help="print JSON, as it always does")
    asked = parser.parse_args()
    began = time.perf_counter()
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    document: dict[str, Any] = {"room": "port", "machine": machine}
    with own_ground() as ground:
        document["rows"] = rows(ground, asked.boxes)
    document["took_s"] = round(time.perf_counter() - began)
    text = json.dumps(document, indent=1)
    if asked.boxes == MANY:
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(text + "\n", encoding="utf-8")
    print(text)


def rows(ground: Any, boxes: int) -> list[dict[str, Any]]:
    """Gate decisions at few boxes and at many, and the report of as many events."""
    fill(ground, 0, min(FEW, boxes))
    tell("asking the gate at few boxes")
    few = gate_decisions(ground, min(FEW, boxes))
    fill(ground, min(FEW, boxes), boxes)
    tell("asking the gate at many boxes")
    many = gate_decisions(ground, boxes)
    growth = round(many["p95_ms"] / few["p95_ms"], 2)
    peer = tps(ground.server)
    tell("counting events")
    counted = throughput(ground)
    return [
        {"name": f"gate decision, {min(FEW, boxes):,} boxes", **few},
        {"name": f"gate decision, {boxes:,} boxes", **many, "to_few": growth,
         "reached": many["p95_ms"] <= P95_MS and growth <= GROWTH},
        {"name": f"throughput of {counted['events']:,} events", **counted,
         "tpcb_per_s": [peer, tps(ground.server)],
         "reached": counted["median_s"] <= REPORT_S and counted["is_equal"]},
        *port_trains.rows(ground),
    ]  # fmt: skip


if __name__ == "__main__":
    main()
