"""The worklist at the bench: 20,000 open cases, eight who look at once.

Cases are invented by a seed, over the places of stewards. `industry.py` takes this row in.
"""

import json
import random
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

from single_window.ground import Ground

from entrepot.industry.stewardship import KINDS
from entrepot.service.steward_lists import list_work, measure_service
from entrepot.service.stewards import open_cases
from entrepot.service.window import Window
from entrepot.store.db import open_database
from entrepot.store.home import open_home

CASES, CLIENTS, LOOKS, P95_MS = 20_000, 8, 40, 150
Document = dict[str, Any]


def rows(ground: Ground) -> list[Document]:
    """The first page of the worklist, by eight clients at once."""
    with open_database(open_home(), most=CLIENTS) as database:
        window = Window(open_home(), database, ground.reference)
        return [worked(window)]


def worked(window: Window) -> Document:
    """The 95th percentile of a look [ms]."""
    now = datetime.now(UTC)
    open_cases(window, invented(now), "bench.json", by="", at=now)
    look(window)
    with ThreadPoolExecutor(CLIENTS) as pool:
        spent = sorted(pool.map(lambda _: look(window), range(CLIENTS * LOOKS)))
    p95 = 1000 * spent[int(0.95 * len(spent))]
    return {"name": f"worklist of {CASES:,} open cases, {CLIENTS} clients, p95",
            "milliseconds": round(p95, 1), "reached": p95 <= P95_MS}  # fmt: skip


def look(window: Window) -> float:
    """Seconds of one look: a page of cases, and how they are served, as the page asks."""
    at = time.perf_counter()
    now = datetime.now(UTC)
    found = list_work(window, by="", at=now)
    measure_service(window, by="", at=now)
    spent = time.perf_counter() - at
    if sum(found["counts"].values()) != CASES:
        raise AssertionError("the worklist does not hold every case")
    return spent


def invented(now: datetime, seed: int = 62) -> bytes:
    """Cases of the last two months."""
    draw = random.Random(seed)
    return json.dumps([
        {"case": f"B{n}", "kind": draw.choice(KINDS), "steward": f"s{n % 200}",
         "opened_at": (now - timedelta(draw.uniform(1, 60))).isoformat(),
         "promise_working_days": draw.randrange(1, 6), "status": "synthetic"}
        for n in range(CASES)
    ]).encode()  # fmt: skip
