"""Files of e-commerce and express lists, end to end by command, with pgbench before and after.

Each line is matched, taxed, counted towards a person's year and kept with its event; a process
of its own reads the file and writes a result for each line. `bonded.py` takes these rows in;
alone it writes bench/results/bonded_lists.json.
"""

import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psycopg
from single_window.ground import Ground, own_ground, server_cpu_s, tell, tps

from entrepot.store.server import Server

RESULTS = Path(__file__).with_name("results") / "bonded_lists.json"
ENTREPOT = Path(sys.executable).with_name("entrepot")
FEW, MANY, RUNS, PERSONS = 10_000, 100_000, 3, 0.7
PLATFORM = "bench_platform"  # files in earnest: no rehearsal
REACH_PER_S, REACH_RATIO = 1500, 1.5
Document = dict[str, Any]


def main() -> None:
    """Measure on a server of its own, and write the results."""
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    with own_ground() as ground:
        document = {"room": "bonded lists", "machine": machine, "rows": rows(ground)}
    text = json.dumps(document, indent=1)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(text + "\n", encoding="utf-8")
    print(text)


def rows(ground: Ground) -> list[Document]:
    """Lines a second of both kinds beside pgbench, and memory at two sizes of a file."""
    put_platform(ground)
    with tempfile.TemporaryDirectory() as folder:
        files = Files(Path(folder))
        run(*files.words("ecommerce", 1000))  # what the first file waits for
        found = [pairs(ground, files, kind) for kind in ("ecommerce", "express")]
        memory = [filed(ground.server, files, "ecommerce", count) for count in (FEW, MANY)]
    few, many = (row["most_mb"] for row in memory)
    return [
        *found,
        {"name": f"memory of {MANY:,} lines", "ours": many, "peer": few, "unit": "MB",
         "ratio": round(many / few, 3), "runs": memory},
    ]  # fmt: skip


def put_platform(ground: Ground) -> None:
    """The platform that files."""
    with psycopg.connect(ground.server.superuser_url) as tx:
        tx.execute(
            "insert into organisation (id, uscc, name, name_zh, kind)"
            " values (%(id)s, 'BENCHPLATFORM', 'Platform', '平台', 'platform')",
            {"id": PLATFORM},
        )
        tx.execute("insert into account (id, name) values (%(id)s, %(id)s)", {"id": PLATFORM})
        tx.execute(
            "insert into membership (account, organisation, roles)"
            " values (%(id)s, %(id)s, '{platform}')",
            {"id": PLATFORM},
        )


def pairs(ground: Ground, files: "Files", kind: str) -> Document:
    """Files and pgbench by turns; the median of the runs, and each of them."""
    peers, runs = [tps(ground.server)], []
    for _ in range(RUNS):
        row = filed(ground.server, files, kind, FEW)
        peers.append(tps(ground.server))
        beside = (peers[-2] + peers[-1]) / 2
        row |= {"tpcb_per_s": round(beside, 1), "ratio": round(row["lines_per_s"] / beside, 2)}
        tell(f"{kind}: {row}")
        runs.append(row)
    return {
        "name": f"{kind} lists end to end, {FEW:,} lines",
        "ours": statistics.median(row["lines_per_s"] for row in runs),
        "peer": statistics.median(row["tpcb_per_s"] for row in runs), "unit": "lines/s",
        "ratio": statistics.median(row["ratio"] for row in runs), "runs": runs,
        "reach": {"lines_per_s": REACH_PER_S, "ratio": REACH_RATIO},
    }  # fmt: skip


def filed(server: Server, files: "Files", kind: str, count: int) -> Document:
    """One new file, filed by a process of its own."""
    words = files.words(kind, count)
    began, before_s = time.perf_counter(), server_cpu_s(server)
    told, most_mb, cpu_s = run(*words)
    wall = time.perf_counter() - began
    if told["accepted"] != count:
        raise SystemExit(f"only {told} of {count} lines were accepted")
    return {
        "lines": count, "load": round(os.getloadavg()[0], 2), "lines_per_s": told["lines_per_s"],
        "wall_s": round(wall, 2), "most_mb": most_mb,
        "cpu_us_a_line": round(1e6 * cpu_s / count, 1),
        "server_cpu_us_a_line": round(1e6 * (server_cpu_s(server) - before_s) / count, 1),
    }  # fmt: skip


def run(*words: str) -> tuple[Document, float, float]:
    """Run a command; its answer, the most memory it had [MB] and its processor time [s].

    The time is with that of the process that judges for it; the memory is of the larger of both.
    """
    with subprocess.Popen([ENTREPOT, *words, "--json"], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        text = process.stdout.read()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{words[:2]} failed")
    return json.loads(text), round(used.ru_maxrss / 1024, 1), _cpu_s(used)


def _cpu_s(used: resource.struct_rusage) -> float:
    return used.ru_utime + used.ru_stime


class Files:
    """Makes files of lists that were never filed before.

    Args:
        folder: Where they are written.
    """

    def __init__(self, folder: Path) -> None:
        self._folder, self._next = folder, 0

    def words(self, kind: str, count: int) -> tuple[str, ...]:
        """The command that files so many new lines."""
        path = self._folder / f"{kind}-{self._next}.ndjson"
        with path.open("w", encoding="utf-8") as file:
            for number in range(self._next, self._next + count):
                one = order(number, int(PERSONS * count)) if kind == "ecommerce" else parcel(number)
                file.write(json.dumps(one) + "\n")
        self._next += count
        results = str(path.with_suffix(".out"))
        return kind, "lists", str(path), "--results", results, "--as", PLATFORM


def order(number: int, persons: int) -> Document:
    """A list of one or two lines; seven persons share ten lists."""
    buyer, name = f"SYN-BENCH-{number % persons}", f"B{number}"
    values = ["90.00"] if number % 3 else ["60.00", "30.00"]
    items = [
        {"hs": "33049900", "quantity": 1, "value": money(value), "duty_pct": "5", "vat_pct": "13",
         "consumption_tax_pct": "10"}
        for value in values
    ]  # fmt: skip
    return {
        "mode": "1210", "on": "2026-03-05", "buyer": buyer,
        "order": {"number": name, "goods": money("90.00"), "freight": money("8.00"),
                  "insurance": money("1.00"), "discount": money("5.00"),
                  "discount_kind": "personal", "tax": money("16.10")},
        "payment": {"order": name, "buyer": buyer, "amount": money("110.10")},
        "waybill": {"order": name, "number": f"W{number}", "gross_mass_kg": 1.2}, "items": items,
    }  # fmt: skip


def parcel(number: int) -> Document:
    """An express parcel."""
    return {
        "waybill": f"X{number}", "kind": "express", "flow": "import", "description": "book",
        "pieces": 1, "gross_mass_kg": 0.8, "value": money("20.00"), "origin": "DE",
    }  # fmt: skip


def money(amount: str) -> Document:
    return {"amount": amount, "currency": "CNY"}


if __name__ == "__main__":
    main()
