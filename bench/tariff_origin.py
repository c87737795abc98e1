"""Determinations of origin over bills of 300 to 2,400 materials in six levels.

`rows()` gives its rows to bench/tariff.py; run alone, it prints them.
"""

import random
import statistics
import time
from typing import Any

from entrepot.store.reference import open_reference
from entrepot.tariff.origin import determine
from entrepot.tariff.origin_case import OriginCase
from entrepot.tariff.origin_intake import parse_origin_case
from entrepot.tariff.origin_law import OriginLaw

LEVELS, TIMES, TARGET_MS = 6, 7, 100
SIZES = (300, 600, 1_000, 1_200, 2_400)
_PROOF = {"kind": "certificate", "number": "1", "issued": "2026-05-01"}


def rows() -> list[dict[str, object]]:
    """Median times [ms of the processor], and how they grow with the materials."""
    law = _law()
    found = {size: _time(law, parse_origin_case(question(size))) for size in SIZES}
    grown = (found[2_400] / found[600]) / 4
    return [
        {"name": f"origin, {size} materials in {LEVELS} levels", "ours": round(ms, 1),
         "peer": None, "unit": "ms", "ratio": None}
        for size, ms in found.items()
    ] + [
        {"name": "origin: growth beyond linear, 600 to 2,400", "ours": round(grown, 2),
         "peer": None, "unit": "x", "ratio": None}
    ]  # fmt: skip


def question(size: int) -> dict[str, Any]:
    """A bill of about so many materials: each level has its share, one of them made of the next."""
    draw = random.Random(size)
    return {
        "agreement": "RCEP", "exporting_party": "CN", "importing_party": "JP",
        "on": "2026-08-01", "operations": ["assembly"],
        "good": {"hs": "920290", "fob": {"amount": str(2 * size), "currency": "USD"}},
        "materials": _level(draw, 1, size // LEVELS),
    }  # fmt: skip


def _level(draw: random.Random, level: int, count: int) -> list[dict[str, Any]]:
    return [_material(draw, level, count, number) for number in range(count)]


def _material(draw: random.Random, level: int, count: int, number: int) -> dict[str, Any]:
    inner = _level(draw, level + 1, count) if level < LEVELS and number == 0 else []
    origin = "CN" if inner else draw.choice(["CN", "BR", "VN", None])
    chapter = draw.choice(["92", "44", "73", "85", "39"])
    return {
        "name": f"m{level}-{number}",
        "hs": f"{chapter}{draw.randint(1, 12):02}{draw.randint(1, 9)}0",
        "value": {"amount": str(30 if inner else draw.randint(1, 300) / 100), "currency": "USD"},
        "weight_kg": "0.1", "origin": origin, "proof": _PROOF if origin == "VN" else None,
        "materials": inner,
    }  # fmt: skip


def _law() -> OriginLaw:
    table = open_reference().table
    names = ("origin_agreements", "origin_parties", "origin_articles", "origin_rules")
    return OriginLaw(*(table(name) for name in names))


def _time(law: OriginLaw, case: OriginCase) -> float:
    times = []
    for _ in range(TIMES):
        start = time.process_time()
        determine(case, law)
        times.append((time.process_time() - start) * 1000)
    return statistics.median(times)


if __name__ == "__main__":
    for one in rows():
        print(f"{one['name']:45} {one['ours']:>10} {one['unit']}")
