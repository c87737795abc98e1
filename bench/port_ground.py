"""Boxes, declarations and events as years of use would leave them, and what is asked of them."""

import json
import os
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import duckdb
import psycopg
import web
from single_window.ground import Ground, tps
from single_window.served import token

from entrepot.kernel.identifiers import container_check_digit
from entrepot.service.port_figures import throughput as report
from entrepot.service.window import open_window
from entrepot.store.accounts import hash_secret

CLIENTS, RUNS, SECONDS, PER_DECLARATION = 8, 3, 6.0, 50
FILL = (Path(__file__).with_name("port_fill.sql")).read_text("utf-8")


def container(number: int) -> str:
    """A box that `port_fill.sql` made."""
    block, serial = divmod(number, 1_000_000)
    name = f"PB{chr(ord('A') + block)}U{serial:06d}"
    return name + container_check_digit(name)


def fill(ground: Ground, first: int, last: int) -> None:
    """Add boxes, two in three of them released, with an event or two each."""
    office = next(one for one in ground.offices if one.place == ground.site)
    border = next(
        one for one in ground.reference.table("offices") if one.side == "coast" and one.unlocode
    )
    told = FILL.format(first=first, last=last, per=PER_DECLARATION, site=ground.site,
                       office=office.office, border=border.office)  # fmt: skip
    with psycopg.connect(ground.server.superuser_url) as tx:
        tx.execute(told)
    with psycopg.connect(ground.server.superuser_url, autocommit=True) as tx:
        tx.execute("vacuum analyze")


# The gate over HTTP


@contextmanager
def served(ground: Ground) -> Iterator[tuple[str, str]]:
    """Serve the application; its address and the token of the site's program."""
    with psycopg.connect(ground.server.superuser_url) as tx:
        tx.execute("update account set kind = 'client', secret_hash = %s where id = 'site'",
                   [hash_secret("site")])  # fmt: skip
    os.environ["ENTREPOT_WRITES_PER_MIN"] = "0"
    _, server, base = web.start(os.environ["ENTREPOT_HOME"])
    try:
        yield base, token(base, "site")
    finally:
        web.stop(server)


def gate_decisions(ground: Ground, boxes: int) -> dict[str, Any]:
    """Times of decisions at eight clients: the median of some runs, pgbench before and after."""
    with served(ground) as (base, bearer):
        _round(base, bearer, boxes, seconds=2.0)
        peers, found = [tps(ground.server)], []
        for _ in range(RUNS):
            found.append(_round(base, bearer, boxes, seconds=SECONDS))
            peers.append(tps(ground.server))
    names = ("p50_ms", "p95_ms", "per_s")
    return {
        "clients": CLIENTS,
        **{name: round(statistics.median(run[name] for run in found), 2) for name in names},
        "go_share": found[-1]["go_share"], "runs": found, "tpcb_per_s": peers,
    }  # fmt: skip


def _round(base: str, bearer: str, boxes: int, *, seconds: float) -> dict[str, float]:
    until = time.perf_counter() + seconds
    with ThreadPoolExecutor(CLIENTS) as threads:
        done = list(threads.map(lambda n: _client(base, bearer, boxes, until, n), range(CLIENTS)))
    spent = sorted(one for seconds_of, _ in done for one in seconds_of)
    cuts = statistics.quantiles(spent, n=20)
    return {
        "p50_ms": round(1000 * statistics.median(spent), 2), "p95_ms": round(1000 * cuts[-1], 2),
        "per_s": round(len(spent) / seconds, 1),
        "go_share": round(sum(go for _, go in done) / len(spent), 2),
    }  # fmt: skip


def _client(
    base: str, bearer: str, boxes: int, until: float, number: int
) -> tuple[list[float], int]:
    chance, spent, go = random.Random(number), [], 0
    line = HTTPConnection(urlsplit(base).netloc, timeout=60)
    headers = {"authorization": f"Bearer {bearer}"}
    while time.perf_counter() < until:
        path = f"/api/v1/port/gate-decisions?container={container(chance.randrange(boxes))}"
        began = time.perf_counter()
        line.request("GET", path, headers=headers)
        answer = line.getresponse()
        text = answer.read()
        spent.append(time.perf_counter() - began)
        if answer.status != 200:
            raise RuntimeError(f"the server answered {answer.status}: {text[:500]!r}")
        go += json.loads(text)["decision"] == "GO"
    return spent, go


# The report of throughput


def throughput(ground: Ground) -> dict[str, Any]:
    """Time of the report over all events, and whether DuckDB counts the same from a copy."""
    last = datetime.now(UTC).date() + timedelta(days=2)
    first = last - timedelta(days=3600)
    taken = []
    with open_window(connections=2, keep=False) as window:
        for _ in range(RUNS):
            began = time.perf_counter()
            told = report(window, first, last, by="auditor", at=datetime.now(UTC))
            taken.append(time.perf_counter() - began)
    recount, events = _recount(ground)
    found = {
        (row["direction"], row["route"], row["status"]): (row["boxes"], Decimal(str(row["teu"])))
        for row in told["rows"]
    }
    return {
        "events": events, "median_s": round(statistics.median(taken), 3),
        "seconds": [round(one, 3) for one in taken], "groups": len(found),
        "total_teu": told["total_teu"], "is_equal": found == recount,
    }  # fmt: skip


def _recount(ground: Ground) -> tuple[dict[Any, Any], int]:
    """The same by a second program, from a copy of the events as CSV."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "events.csv"
        with psycopg.connect(ground.server.superuser_url) as tx, path.open("wb") as file:
            columns = "event, route, status, size_type"
            command = f"copy (select {columns} from equipment_event) to stdout csv header"
            with tx.cursor().copy(command.encode()) as copy:
                for part in copy:
                    file.write(part)
        rows = duckdb.sql(
            f"""select case when event in ('gate_in', 'discharge') then 'in' else 'out' end as d,
                route, status, count(*), sum(case substr(size_type, 1, 1) when '2' then 1.00
                when '4' then 2.00 when 'L' then 2.25 end)
            from read_csv('{path}', all_varchar = true)
            where event in ('gate_in', 'discharge', 'gate_out', 'load') group by all"""
        ).fetchall()
        total = duckdb.sql(f"select count(*) from read_csv('{path}', all_varchar=true)").fetchall()
    return {(d, route, status): (boxes, teu) for d, route, status, boxes, teu in rows}, total[0][0]
