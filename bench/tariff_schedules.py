"""Schedules: shares of cells read, a dry run's seconds and memory, lookup of a line's measures.

Needs the tariff files beside the repository (../shared/data/tariff); without them it says so
and measures nothing. None of the rows has a peer.
"""

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

from entrepot.service.schedules import Request, import_schedule
from entrepot.store.db import Database, open_database
from entrepot.store.home import Home
from entrepot.store.schedules import list_measures

DATA = Path(__file__).parents[2] / "shared" / "data" / "tariff"
FILES = (
    ("eu", "eu_cet2020_uk_ukgt2021", ""), ("gb", "eu_cet2020_uk_ukgt2021", ""),
    ("us", "us_hts_2026", ""), ("us-301", "us_s301_product_lists", ""),
    ("us-232", "us_s232_annex_products", ""), ("us-122", "us_s122_exempt_products", ""),
    ("eaeu", "eaeu_cet_2026_06", ""), ("vn-mfn", "vn_nd26_2023_mfn_and_export", ""),
    ("vn-preference", "vn_acfta_2022_2027", "ACFTA"),
    ("vn-preference", "vn_evfta_2022_2027", "EVFTA"), ("au", "au_schedule3_2026", ""),
    ("au-fta", "au_fta_exception_schedules_2026", ""), ("nz", "nz_wtd_2022_01", ""),
    ("jp", "jp_tariff_2026_07", ""),
)  # fmt: skip
MARKETS = 9  # as often the measures of one market stand beside them
CODES = ("0902109015", "2208908000", "4011201015", "8541430010", "9202906000")
AT = datetime(2026, 11, 27, tzinfo=UTC)


def rows() -> list[dict[str, object]]:
    """Every row of this file, as `bench/tariff.py` writes them."""
    if not DATA.is_dir():
        print(f"no tariff files in {DATA}: schedules are not measured")
        return []
    return [*shares(), *dry_run(), *lookups()]


def request(schedule: str, name: str, agreement: str, *, is_dry: bool) -> Request:
    """A file of the folder as it is handed in."""
    data = (DATA / f"{name}.csv.gz").read_bytes()
    return Request(schedule, data, name, "bench", AT, agreement=agreement, is_dry=is_dry)


def shares() -> Iterator[dict[str, object]]:
    """Cells read of those that are not blank, by file and column [%]."""
    for schedule, name, agreement in FILES:
        found = import_schedule(None, request(schedule, name, agreement, is_dry=True))
        columns = found["columns"].items()
        shown = [pair for pair in columns if pair[1]["cells"]][:3]
        for column, one in shown:
            share = round(100 * one["parsed"] / one["cells"], 2)
            yield told(f"cells read: {schedule} {agreement} {column}".strip(), share, "%")


def dry_run() -> Iterator[dict[str, object]]:
    """A dry run of the US schedule in a process of its own: processor time and memory."""
    own = "import bench.tariff_schedules as b; b.run_once()"
    ended = subprocess.run(
        [sys.executable, "-c", own], cwd=Path(__file__).parents[1], check=True,
        capture_output=True, text=True,
    )  # fmt: skip
    spent_s, peak_mb = json.loads(ended.stdout)
    yield told("dry run of the US schedule, processor", spent_s, "s")
    yield told("dry run of the US schedule, memory", peak_mb, "MB")


def run_once() -> None:
    """The dry run itself; prints seconds and megabytes."""
    import_schedule(None, request("us", "us_hts_2026", "", is_dry=True))
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps([round(used.ru_utime + used.ru_stime, 2), used.ru_maxrss // 1024]))


def lookups() -> Iterator[dict[str, object]]:
    """Measures of a line and its prefixes, and again with ten times the measures."""
    with tempfile.TemporaryDirectory(prefix="entrepot-bench-") as folder:
        os.chmod(folder, 0o711)
        with open_database(Home(Path(folder)), most=2) as database:
            import_schedule(database, request("us", "us_hts_2026", "", is_dry=False))
            once = lookup_ms(database)
            multiply(database)
            tenfold = lookup_ms(database)
    yield told("measures of a line by prefix", once, "ms")
    yield told("the same with ten times the measures", tenfold, "ms")
    yield told("ratio of the two", round(tenfold / once, 2), "")


def multiply(database: Database) -> None:
    """Copies of all measures under other markets."""
    columns = (
        "kind, regime, hs_code, origins, additional_code, duty, source_text, valid, vintage, note,"
        " source, status, asserted_at"
    )
    with database.transaction() as tx:
        for number in range(MARKETS):
            tx.execute(
                f"insert into tariff_measure (import_id, schedule, market, {columns})"
                f" select import_id, schedule, %s, {columns} from tariff_measure"
                " where market = 'US'",
                [f"X{number}"],
            )


def lookup_ms(database: Database) -> float:
    """Median time of looking one line up [ms]."""
    taken = []
    with database.transaction() as tx:
        tx.execute("set local statement_timeout = 60000")
        for _ in range(40):
            for code in CODES:
                start = time.perf_counter()
                found = list_measures(tx, "US", code, date(2026, 8, 1))
                taken.append(1000 * (time.perf_counter() - start))
                assert found, code
    return round(statistics.median(taken[len(CODES) :]), 3)


def told(name: str, ours: float, unit: str) -> dict[str, object]:
    """A row of the results, without a peer."""
    return {"name": name, "ours": ours, "peer": None, "unit": unit, "ratio": None}


if __name__ == "__main__":
    for one in rows():
        print(f"{one['name']:60} {one['ours']:>10} {one['unit']}")
