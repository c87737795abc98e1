"""Sealing and verifying events, beside plain SHA-256 over the same bytes.

Runs on an embedded server of its own with fsync on; writes bench/results/evidence.json.
The memory of a run is the most its process ever held, for few events and for many.
"""

import hashlib
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg

from entrepot.service.evidence import seal_events, verify_events
from entrepot.store import events
from entrepot.store.db import open_database
from entrepot.store.home import open_home
from entrepot.store.upkeep import address
from entrepot.window.evidence import GENESIS, Event, link

RESULTS = Path(__file__).with_name("results") / "evidence.json"
FEW, MANY, LENGTH = 10_000, 100_000, 5  # chains, and events a chain
COLUMNS = ("chain", "seq", "at", "kind", "party", "account", "body", "prev_hash", "hash")
TYPES = ("text", "int4", "timestamptz", "text", "text", "text", "text", "bytea", "bytea")
NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
RUNS = 3


def main() -> None:
    """Measure and write the results."""
    folder = tempfile.mkdtemp(prefix="entrepot-bench-")
    Path(folder).chmod(0o711)
    os.environ["ENTREPOT_HOME"] = folder
    try:
        with open_database(open_home(), most=1):
            document = measure()
    finally:
        shutil.rmtree(folder)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(document, indent=1))


def measure(few: int = FEW, many: int = MANY) -> dict[str, object]:
    """Fill the table, seal, verify; twice, to see what grows."""
    put(0, few)
    seal_events(NOON)
    few_kb = peak_kb()
    put(few, many)
    start = time.perf_counter()
    sealed = seal_events(NOON)
    seal_s = time.perf_counter() - start
    pairs = [(verify_events()["events_per_s"], plain_per_s()) for _ in range(RUNS)]
    ours, plain = (statistics.median(column) for column in zip(*pairs, strict=True))
    return {
        "room": "evidence",
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}",
        "events": sealed["events"],
        "chains": sealed["chains"],
        "seal_s": round(seal_s, 2),
        "verify_events_per_s": ours,
        "plain_sha256_events_per_s": plain,
        "ratio": round(ours / plain, 3),
        "peak_kb": {str(few * LENGTH): few_kb, str(many * LENGTH): peak_kb()},
    }


def put(first: int, last: int) -> None:
    """Put whole chains into the table of events."""
    with psycopg.connect(address(admin=True)) as tx:
        statement = f"copy event ({', '.join(COLUMNS)}) from stdin (format binary)"
        with tx.cursor().copy(statement) as copy:
            copy.set_types(TYPES)
            for number in range(first, last):
                for event in chain(f"D{number:013}"):
                    copy.write_row([getattr(event, name) for name in COLUMNS])
    with psycopg.connect(address(admin=True), autocommit=True) as tx:
        tx.execute("vacuum analyze event")


def chain(name: str) -> Iterator[Event]:
    """Events as a declaration leaves them."""
    before = GENESIS
    for seq in range(1, LENGTH + 1):
        body = {"from": "LODGED", "to": "ACCEPTED", "number": name, "version": seq, "note": "贵阳"}
        at = NOON + timedelta(seconds=seq)
        event = link(name, seq, before, at, "MSG_ACCEPT", "customs", "officer", body)
        before = event.hash
        yield event


def plain_per_s() -> int:
    """How many events a second plain SHA-256 digests, the bytes being at hand."""
    with events.one_moment(address(admin=True)) as tx:
        texts = ["".join(map(str, row[:7])).encode() + row[7] for row in events.read_events(tx)]
    start = time.perf_counter()
    for text in texts:
        hashlib.sha256(text).digest()
    return round(len(texts) / (time.perf_counter() - start))


def peak_kb() -> int:
    """The most memory a process that verifies ever held [kB].

    Asked of Linux itself: what `getrusage` tells begins with what the parent held.
    """
    code = (
        "from entrepot.service.evidence import verify_events; verify_events();"
        "print(open('/proc/self/status').read().split('VmHWM:')[1].split()[0])"
    )
    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout
    return int(told)


if __name__ == "__main__":
    main()
