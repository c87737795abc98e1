"""Money around the goods: eight clients on one guarantee, and the store verbs as commands.

On a server of its own with fsync on, the service as the application's role under row security.
Ten thousand attempts on one guarantee that holds enough for three in five, by the verb that
takes a file; beside it moves with a transaction each. Each acknowledged move is counted against
the ledger afterwards. Prints its results as JSON and writes them to
bench/results/finance.json.
"""

import argparse
import json
import os
import platform
import random
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
from single_window.ground import Ground, own_ground, server_cpu_s, tell, tps

from entrepot.kernel.money import Money
from entrepot.service import guarantees
from entrepot.service.guarantee_batch import Asked, make_batch
from entrepot.service.guarantee_moves import make_moves
from entrepot.service.window import Window, open_window

RESULTS = Path(__file__).with_name("results") / "finance.json"
CLIENTS, RUNS, ATTEMPTS = 8, 3, 10_000
SHARE = Decimal("0.6")  # of the attempts that the limit covers
LEAST_RATIO, VERB_S, VERBS = 0.3, 1.0, 5
ON = date(2026, 3, 10)
Make = Callable[[Window, str, list[Asked]], list[str | None]]


def measure(ground: Ground, attempts: int, single: bool) -> dict[str, Any]:
    """Attempts of all clients beside pgbench before and after each run.

    Args:
        ground: The server.
        attempts: How many in a run.
        single: Each move by itself, as single commands make them; else the file of the verb.
    """
    make = one_by_one if single else by_file
    peers, rows = [tps(ground.server)], []
    with open_window(connections=CLIENTS + 2, keep=False) as window:
        for run in range(RUNS):
            row = once(ground, window, make, run, attempts)
            peers.append(tps(ground.server))
            beside = (peers[-2] + peers[-1]) / 2
            row |= {"tpcb_per_s": round(beside, 1),
                    "ratio": round(row["attempts_per_s"] / beside, 3)}  # fmt: skip
            tell(f"guarantee: {row}")
            rows.append(row)
    ratio = statistics.median(row["ratio"] for row in rows)
    faults = {name: sum(row[name] for row in rows) for name in ("lost", "double", "over")}
    how = "a transaction each" if single else "as a file of the verb"
    return {
        "name": f"{CLIENTS} clients on one guarantee, {attempts:,} attempts, {how}",
        "attempts_per_s": statistics.median(row["attempts_per_s"] for row in rows),
        "ratio": ratio, **faults, "runs": rows,
        **({} if single else {"reached": ratio >= LEAST_RATIO and not any(faults.values())}),
    }  # fmt: skip


def lines_of(run: int, attempts: int, currency: str) -> list[Asked]:
    """Reservations, one in ten of them asked again under its key."""
    chance, asked = random.Random(run), []
    for number in range(attempts):
        name = number - chance.randint(1, 50) if chance.random() < 0.1 else number
        ref = f"D{max(name, 0) % CLIENTS}"
        asked.append(Asked(f"{run}/{max(name, 0)}", "reserve", ref, Money(Decimal(1), currency)))
    return asked


def by_file(window: Window, reference: str, asked: list[Asked]) -> list[str | None]:
    """The code of each attempt, by the verb that takes a file."""
    lines = [
        json.dumps({"key": one.key, "kind": one.kind, "ref": one.ref,
                    "amount": f"{one.amount.amount:.2f}"})
        for one in asked
    ]  # fmt: skip
    told = make_moves(window, reference, lines, workers=CLIENTS, by="officer", at=now(), on=ON)
    return [one["code"] for one in told["results"]]


def one_by_one(window: Window, reference: str, asked: list[Asked]) -> list[str | None]:
    """The code of each attempt, each in a transaction of its own."""

    def make(one: Asked) -> str | None:
        _, (refusal,) = make_batch(window, reference, [one], by="officer", at=now(), on=ON)
        return refusal.problems[0].code if refusal else None

    with ThreadPoolExecutor(CLIENTS) as threads:
        return list(threads.map(make, asked))


def once(ground: Ground, window: Window, make: Make, run: int, attempts: int) -> dict[str, Any]:
    """One run on a guarantee of its own, and the ledger counted against what was told."""
    reference = open_one(window, Decimal(attempts) * SHARE)
    asked = lines_of(run, attempts, window.reference.settings.currency)
    server, client = server_cpu_s(ground.server), time.process_time()
    began = time.perf_counter()
    codes = make(window, reference, asked)
    took = time.perf_counter() - began
    server = server_cpu_s(ground.server) - server
    client = time.process_time() - client
    applied = frozenset(one.key for one, code in zip(asked, codes, strict=True) if code is None)
    answers = Counter(code or "applied" for code in codes)
    return {
        "attempts_per_s": round(len(codes) / took, 1),
        "client_cpu_ms": round(1000 * client / len(codes), 2),
        "server_cpu_ms": round(1000 * server / len(codes), 2),
        "answers": dict(sorted(answers.items())),
        **count(ground, reference, applied),
    }


def open_one(window: Window, limit: Decimal) -> str:
    """A letter of a bank for so much, active."""
    raw = {"kind": "bank-letter", "issuer": "Bench Bank (synthetic)", "limit": f"{limit:.2f}"}
    reference = str(guarantees.open_guarantee(window, raw, by="bank", at=now())["guarantee"])
    guarantees.activate_guarantee(window, reference, by="officer", at=now())
    return reference


def now() -> datetime:
    """This instant."""
    return datetime.now(UTC)


def count(ground: Ground, reference: str, keys: frozenset[str]) -> dict[str, Any]:
    """The ledger against the acknowledgements: lost, double, and over the limit."""
    with psycopg.connect(ground.server.superuser_url) as tx:
        found = tx.execute(
            "select c.ceiling, c.reserved + c.used + c.claimed,"
            " (select coalesce(sum(amount), 0) from cover_move where cover_id = c.id),"
            " (select count(*) from cover_move where cover_id = c.id),"
            " (select array_agg(key) from cover_answer where cover_id = c.id and code is null),"
            " (select sum(json_array_length((body::json) -> 'moves')) from event"
            "  where chain = 'guarantee:' || c.reference and kind = 'guarantee_moved')"
            " from cover c where reference = %s", [reference],
        ).fetchone()  # fmt: skip
    assert found is not None
    ceiling, stands, summed, moves, kept, events = found
    kept = frozenset(kept or ())
    return {
        "lost": len(keys ^ kept) + abs(moves - events) + int(stands != summed),
        "double": max(moves - len(kept), 0),
        "over": int(stands > ceiling),
        "filled_to": f"{stands / ceiling:.4f}",
    }


# Commands


def verbs() -> dict[str, Any]:
    """Wall time of store verbs as commands on a running database [s], the median of each."""
    with open_window(connections=2, keep=False) as window:
        reference = open_one(window, Decimal(1000))
    command = [str(Path(sys.executable).with_name("entrepot")), "guarantee"]
    asked = {
        "show": [*command, "show", reference],
        "reserve": [*command, "reserve", reference, "--amount", "1.00", "--ref", "D1"],
        "verify": [*command, "verify", reference],
    }
    told = {name: timed([*words, "--as", "officer", "--json"]) for name, words in asked.items()}
    return {
        "name": "store verb on a running embedded database", "median_s": told,
        "reached": max(told.values()) <= VERB_S,
    }  # fmt: skip


def timed(words: list[str]) -> float:
    spent = []
    for _ in range(VERBS):
        began = time.perf_counter()
        subprocess.run(words, check=True, capture_output=True)
        spent.append(time.perf_counter() - began)
    return round(statistics.median(spent), 3)


def main() -> None:
    """Measure, print, and keep it when it is of the full size."""
    parser = argparse.ArgumentParser(description="Measure money around the goods.")
    parser.add_argument("--attempts", type=int, default=ATTEMPTS, metavar="N")
    parser.add_argument("--json", action="store_true", help="print JSON, as it always does")
    asked = parser.parse_args()
    began = time.perf_counter()
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    document: dict[str, Any] = {"room": "finance", "machine": machine}
    with own_ground() as ground:
        document["rows"] = [
            measure(ground, asked.attempts, single=False),
            measure(ground, asked.attempts // 5, single=True), verbs(),
        ]  # fmt: skip
    document["took_s"] = round(time.perf_counter() - began)
    text = json.dumps(document, indent=1)
    if asked.attempts == ATTEMPTS:
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(text + "\n", encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
