"""Lodging at eight clients: two processes of four threads, beside pgbench just before and after."""

import os
import statistics
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from typing import Any
from uuid import uuid4

from entrepot.service import consignments
from entrepot.service.desk import settle
from entrepot.service.window import Window, open_window
from single_window import served
from single_window.filings import (
    CLIENTS,
    LINES,
    MOST_EACH,
    Done,
    Run,
    bodies_of,
    border_of,
    templates,
)
from single_window.ground import (
    Ground,
    firms,
    put_arrivals,
    server_cpu_s,
    tell,
    tps,
)

PROCESSES = 2
THREADS = CLIENTS // PROCESSES
SECONDS, WARM_UP_S, PAIRS = 8.0, 4.0, 3
MOST_LINES, LONG_ONES = 50, 40


Do = Callable[[Run], list[Done]]


# In the processes

_window: list[Window] = []
_open = ExitStack()


def begin() -> None:
    """Open the window in a process, as a serving one does."""
    window = _open.enter_context(open_window(connections=THREADS + 2, keep=False))
    window.warm_up()
    settle()
    _window.append(window)


def work(run: Run, process: int) -> Done:
    """Lodge by four threads until the time is over."""
    window = _window[0]
    clients = range(process * THREADS, (process + 1) * THREADS)
    bodies = {client: templates(window, run, client) for client in clients}
    time.sleep(max(0.0, run.begin_at - time.time()))
    began = time.process_time()
    with ThreadPoolExecutor(THREADS) as threads:
        spent = threads.map(lambda one: lodge_on(window, run, one, bodies[one]), clients)
        flat = [second for seconds in spent for second in seconds]
    return Done(flat, time.time(), time.process_time() - began)


def lodge_on(window: Window, run: Run, client: int, texts: list[str]) -> list[float]:
    """One client: a filing after another until the time is over; seconds of each."""
    by, until, spent = firms()[client].id, run.begin_at + run.seconds, []
    for body in bodies_of(run, client, texts):
        began = time.perf_counter()
        done = consignments.lodge(window, body, by=by, key=uuid4().hex, at=datetime.now(UTC))
        spent.append(time.perf_counter() - began)
        if done["number"] is None:
            raise SystemExit(f"not accepted: {done}")
        if time.time() > until:
            break
    return spent


# From outside


def measure(ground: Ground) -> dict[str, Any]:
    """Rates beside pgbench, in the service and over HTTP, and the times of fifty lines."""
    many = tuple(office.office for office in ground.offices)
    rounds = Rounds(ground)
    with clients() as pool:

        def do(run: Run) -> list[Done]:
            return list(pool.map(work, [run] * PROCESSES, range(PROCESSES)))

        rounds.run(do, many, seconds=WARM_UP_S)
        spread = rounds.pairs(do, many)
        one_office = rounds.pairs(do, many[:1], count=1)
    with served.clients(ground) as do_served:
        rounds.run(do_served, many, seconds=WARM_UP_S)
        http = rounds.pairs(do_served, many)
    return {
        "clients": CLIENTS, "lines": LINES, "offices": len(many), **spread,
        "http": http, "one_office": one_office, "long": long_ones(ground, rounds.number),
    }  # fmt: skip


@contextmanager
def clients() -> Iterator[ProcessPoolExecutor]:
    """The processes of the clients, each with a window open."""
    here = str(Path(__file__).parents[1])
    os.environ["PYTHONPATH"] = os.pathsep.join([here, os.environ.get("PYTHONPATH", "")])
    with ProcessPoolExecutor(PROCESSES, get_context("spawn"), begin) as pool:
        yield pool


class Rounds:
    """Runs of all clients, each with names of its own."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.number = 0

    def pairs(self, do: Do, offices: tuple[str, ...], count: int = PAIRS) -> dict[str, Any]:
        """Lodge and pgbench by turns; the median of the pairs, and each of them."""
        server = self.ground.server
        peers, rows = [tps(server)], []
        for _ in range(count):
            row = self.run(do, offices)
            peers.append(tps(server))
            beside = (peers[-2] + peers[-1]) / 2
            row |= {"tpcb_per_s": round(beside, 1), "ratio": round(row["lodged_per_s"] / beside, 4)}
            tell(f"lodging at {len(offices)} offices: {row}")
            rows.append(row)
        names = ("ratio", "lodged_per_s", "tpcb_per_s", "p50_ms", "p95_ms", "p99_ms")
        return {
            **{name: round(statistics.median(row[name] for row in rows), 4) for name in names},
            "pairs": rows,
        }

    def run(self, do: Do, offices: tuple[str, ...], seconds: float = SECONDS) -> dict[str, Any]:
        """All clients lodge for some seconds."""
        first = self.number * CLIENTS * MOST_EACH
        put_arrivals(self.ground, first, first + CLIENTS * MOST_EACH)
        begin_at = time.time() + 0.6
        run = Run(self.number, begin_at, seconds, offices, border_of(self.ground))
        self.number += 1
        began = server_cpu_s(self.ground.server)
        done = do(run)
        server_s = server_cpu_s(self.ground.server) - began
        spent = sorted(one for part in done for one in part.spent_s)
        return {
            "lodged": len(spent),
            "lodged_per_s": round(len(spent) / (max(one.ended_at for one in done) - begin_at), 1),
            **told(spent),
            "client_cpu_ms": round(1000 * sum(one.cpu_s for one in done) / len(spent), 2),
            "server_cpu_ms": round(1000 * server_s / len(spent), 2),
        }


def told(spent: list[float]) -> dict[str, float]:
    """Percentiles of sorted seconds [ms]."""
    at = {f"p{p}_ms": spent[min(len(spent) - 1, len(spent) * p // 100)] for p in (50, 95, 99)}
    return {name: round(1000 * value, 1) for name, value in at.items()}


def long_ones(ground: Ground, number: int) -> dict[str, Any]:
    """Milliseconds of filings of the most lines, one client alone."""
    first = number * CLIENTS * MOST_EACH
    put_arrivals(ground, first, first + LONG_ONES + 4)
    offices = tuple(office.office for office in ground.offices)
    run = Run(number, 0.0, 0.0, offices, border_of(ground))
    spent: list[float] = []
    with open_window(connections=2, keep=False) as window:
        texts = templates(window, run, 0, MOST_LINES)
        for _, body in zip(range(LONG_ONES + 4), bodies_of(run, 0, texts), strict=False):
            began = time.perf_counter()
            at = datetime.now(UTC)
            consignments.lodge(window, body, by=firms()[0].id, key=uuid4().hex, at=at)
            spent.append(time.perf_counter() - began)
    answer = {"lines": MOST_LINES, **told(sorted(spent[4:]))}
    tell(f"lodging {MOST_LINES} lines: {answer}")
    return answer
