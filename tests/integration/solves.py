"""Cases of portfolios that take a moment or longer than a test waits, and who works on them."""

import json
import random
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

from entrepot.store.db import Database

Document = dict[str, Any]
SMALL: Document = {
    "code": "small", "periods": 2, "discount_rate": 0,
    "budget": {"per_period": [5, 5], "rule": "yearly"},
    "projects": [{"id": "A", "duration": 2, "cost": [5, 5], "benefit": 14}],
}  # fmt: skip
WORKER = """
import sys
from datetime import UTC, datetime
from entrepot.service.portfolio_worker import work_out_waiting
from entrepot.store.db import Database
work_out_waiting(Database(sys.argv[1], sys.argv[2]), now=lambda: datetime.now(UTC))
"""


def hard(seconds: int = 60, code: str = "hard") -> bytes:
    """A case that takes as long as it is given."""
    draw = random.Random(7)
    projects = [
        {"id": f"P{at}", "duration": 2, "cost": [draw.randint(20, 90), draw.randint(20, 90)],
         "benefit": draw.randint(60, 190)}
        for at in range(60)
    ]  # fmt: skip
    return json.dumps({
        "code": code, "periods": 8, "discount_rate": 0.05, "projects": projects,
        "budget": {"per_period": [311] * 8, "rule": "yearly"},
        "options": {"time_limit_s": seconds, "explain": False},
    }).encode()  # fmt: skip


def worker(database: Database) -> subprocess.Popen[bytes]:
    """A process that searches what waits."""
    return subprocess.Popen([sys.executable, "-c", WORKER, database.url, database.admin_url])


def wait(look: Callable[[], Document], until: Callable[[Document], bool]) -> Document:
    """Look until something is so."""
    end = time.monotonic() + 120
    while not until(told := look()):
        assert time.monotonic() < end, told
        time.sleep(0.05)
    return told


def has_plan(told: Document) -> bool:
    """Whether a plan and a bound are kept already, and the search goes on."""
    found = told["progress"]
    return told["state"] == "working" and None not in (found["objective"], found["bound"])


def is_over(told: Document) -> bool:
    return told["state"] in ("done", "failed", "cancelled")
