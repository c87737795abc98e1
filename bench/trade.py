"""Trade: gravity, equilibria, complexity, twenty million lines, and calls of the models.

Each part measures ours beside its peer in the same run. Prints the results as JSON and writes
them to bench/results/trade.json.
"""

import argparse
import json
import os
import platform
import sys
import time
from pathlib import Path
from typing import Any

import trade_complexity
import trade_equilibrium
import trade_gravity
import trade_lines
import trade_start

RESULTS = Path(__file__).with_name("results") / "trade.json"
PARTS = {
    "gravity": trade_gravity.rows, "equilibrium": trade_equilibrium.rows,
    "complexity": trade_complexity.rows, "lines": trade_lines.rows, "start": trade_start.rows,
}  # fmt: skip


def main() -> None:
    """Measure and print; keep it when every part was measured."""
    parser = argparse.ArgumentParser(description="Measure the trade room.")
    parser.add_argument("--only", nargs="+", choices=PARTS, metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--json", action="store_true", help="print JSON, as it always does")
    asked = parser.parse_args()
    began = time.perf_counter()
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    rows: list[dict[str, Any]] = []
    for name in asked.only or PARTS:
        print(f"measuring {name}", file=sys.stderr, flush=True)
        rows += PARTS[name]()
    took = round(time.perf_counter() - began)
    text = json.dumps({"room": "trade", "machine": machine, "rows": rows, "took_s": took}, indent=1)
    if not asked.only:
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(text + "\n", encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
