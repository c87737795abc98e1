"""Assessing one document, and as peer the same amounts in fractions without any working.

`measure` gives the rows alone; run as a program it writes bench/results/assessment.json.
"""

import importlib.util
import json
import os
import platform
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from entrepot.service.assessment import Assessor, assess_cases
from entrepot.store.reference import open_reference

HERE = Path(__file__).parent
RESULTS = HERE / "results" / "assessment.json"
SECOND_PROGRAM = HERE.parent / "tests" / "crosscheck" / "fraction_assessment.py"


def case_of(lines: int, rates: dict[str, str] | None) -> dict[str, Any]:
    """An import under FOB with freight and insurance shared over some lines."""
    stated = {"rates": rates} if rates else {}
    return {
        "flow": "import", "accepted_on": "2026-03-10", "transaction_mode": "FOB",
        "currency": "USD", "exchange_rate": "7.1234", "freight": "1150.00", "insurance": "96.00",
        "items": [
            {"seq": seq, "hs": "4011200090", "origin": "JP", "value": f"{32000 + seq}.00",
             "quantities": [{"amount": "1250", "unit": "kg"}], **stated}
            for seq in range(1, lines + 1)
        ],
    }  # fmt: skip


def measure() -> list[dict[str, object]]:
    """Median time of reading, assessing and telling a document [µs]."""
    assessor, second = Assessor(open_reference("guizhou")), _second_program()
    stated = {"duty": "6 %", "vat": "13 %"}
    taxed = {"duty": "6 %", "consumption_tax": "20 % + 1 CNY/kg", "vat": "13 %"}
    rows = []
    for name, lines, rates in [
        ("five lines, rates stated", 5, stated),
        ("five lines, with a consumption tax", 5, taxed),
        ("fifty lines, rates stated", 50, stated),
        ("five lines, rates of the tables", 5, None),
    ]:
        case = case_of(lines, rates)
        ours = median_us(lambda case=case: assess_cases(assessor, case))
        peer = median_us(lambda case=case: second.amounts(case)) if rates else None
        ratio = round(peer / ours, 2) if peer else None
        rows.append({"name": name, "ours": ours, "peer": peer, "unit": "µs", "ratio": ratio})
    return rows


def main() -> None:
    """Measure and write the results."""
    rows = measure()
    RESULTS.parent.mkdir(exist_ok=True)
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    document = {"room": "assessment", "machine": machine, "rows": rows}
    RESULTS.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    for one in rows:
        print(f"{one['name']:40} {one['ours']:10.0f} {one['unit']} {one['peer'] or '':>10}")


def median_us(work: Callable[[], object], times: int = 200) -> float:
    """Median time of some runs, after one to warm up [µs]."""
    work()
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return round(statistics.median(taken) * 1e6, 1)


def _second_program() -> Any:
    spec = importlib.util.spec_from_file_location("fraction_assessment", SECOND_PROGRAM)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    main()
