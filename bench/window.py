"""The single window: lodging beside pgbench, lists of a million, risk, evidence.

On a server of its own with fsync on, the service as the application's role under row security.
Prints its results as JSON and writes them to bench/results/window.json.
"""

import argparse
import json
import os
import platform
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import evidence
import risk
from single_window import lists, lodging
from single_window.ground import Ground, own_ground, tell

RESULTS = Path(__file__).with_name("results") / "window.json"
DECLARATIONS = 1_000_000
Part = Callable[[Ground], Any]


def main() -> None:
    """Measure what is asked for, print it, and keep it when it is everything."""
    parser = argparse.ArgumentParser(description="Measure the single window.")
    parser.add_argument("--declarations", type=int, default=DECLARATIONS, metavar="N")
    parser.add_argument("--only", action="append", metavar="PART", help="one part; repeat")
    parser.add_argument("--json", action="store_true", help="print JSON, as it always does")
    asked = parser.parse_args()
    parts = parts_of(asked.declarations)
    wanted = asked.only or list(parts)
    began = time.perf_counter()
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    document: dict[str, Any] = {"room": "window", "machine": machine}
    with own_ground() as ground:
        for name in wanted:
            tell(f"measuring {name}")
            document[name] = parts[name](ground)
    document["took_s"] = round(time.perf_counter() - began)
    text = json.dumps(document, indent=1)
    if wanted == list(parts):
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(text + "\n", encoding="utf-8")
    print(text)


def parts_of(declarations: int) -> dict[str, Part]:
    """What can be measured, by name, in its order."""
    return {
        "lodging": lodging.measure,
        "risk": lambda _: risk.measure(),
        "evidence": lambda _: evidence.measure(few=4_000, many=40_000),
        "lists": lambda ground: lists.measure(ground, declarations),
    }


if __name__ == "__main__":
    main()
