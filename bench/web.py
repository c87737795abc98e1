"""The service as its users meet it: start, first quote, eight clients at once, memory.

Runs `entrepot serve` on a data folder of its own and posts quotes that are stored in
PostgreSQL. The peer of a stored quote is the same server answering `GET /api/v1/health`,
so that the machine's own pace can be read off. Writes bench/results/web.json.
"""

import json
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import psutil

RESULTS = Path(__file__).with_name("results") / "web.json"
COMMAND = [str(Path(sys.executable).with_name("entrepot")), "serve", "--port", "0"]
CLIENTS, QUOTES_EACH = 8, 40
QUOTE = {
    "destination": "hamburg", "hs": "401120", "teu": 2, "tonnes": 24, "value": 60000,
    "currency": "USD", "incoterm": "DAP", "on": "2026-11-20",
}  # fmt: skip
DESTINATIONS = ["hamburg", "rotterdam", "singapore", "los_angeles", "jebel_ali", "tokyo"]


def main() -> None:
    """Measure and write the results."""
    with tempfile.TemporaryDirectory(prefix="entrepot-bench-") as home:
        os.chmod(home, 0o755)
        first_start_s, server, base = start(home)
        stop(server)
        second_start_s, server, base = start(home)
        try:
            rows = measure(base, server)
        finally:
            stop(server)
    rows = [
        row("first start until it answers", first_start_s, "s"),
        row("second start until it answers", second_start_s, "s"),
        *rows,
    ]
    RESULTS.parent.mkdir(exist_ok=True)
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    document = {"room": "web", "machine": machine, "rows": rows}
    RESULTS.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    for one in rows:
        print(f"{one['name']:45} {one['ours']:10.2f} {one['unit']:4} {one['peer'] or '':>8}")


def measure(base: str, server: subprocess.Popen[str]) -> list[dict[str, object]]:
    """First quote, warm quotes one by one, then at eight clients; memory at the end."""
    line, origin = connect(base), {"origin": home_of(base)}
    first_ms = timed(line, QUOTE | origin)
    alone = [timed(line, QUOTE | origin | {"destination": to}) for to in DESTINATIONS * 5]
    health = [timed(line, None) for _ in range(100)]
    times: list[float] = []
    clients = [threading.Thread(target=ask, args=(base, times)) for _ in range(CLIENTS)]
    began = time.perf_counter()
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    took_s = time.perf_counter() - began
    memory = psutil.Process(server.pid).memory_info().rss / 2**20
    p95 = statistics.quantiles(times, n=20)[18]
    return [
        row("first quote after a start", first_ms, "ms"),
        row("quote, one client, median", statistics.median(alone), "ms", statistics.median(health)),
        row(f"quote, {CLIENTS} clients, median", statistics.median(times), "ms"),
        row(f"quote, {CLIENTS} clients, p95", p95, "ms"),
        row(f"quotes a second, {CLIENTS} clients", len(times) / took_s, "1/s"),
        row("memory of the serving process", memory, "MB"),
    ]


def ask(base: str, times: list[float]) -> None:
    """One client: quotes one after another over one connection."""
    line = connect(base)
    for number in range(QUOTES_EACH):
        to = DESTINATIONS[number % len(DESTINATIONS)]
        times.append(timed(line, QUOTE | {"origin": home_of(base), "destination": to}))


def connect(base: str) -> HTTPConnection:
    """A connection that is kept open between requests."""
    return HTTPConnection(urlsplit(base).netloc, timeout=60)


def timed(line: HTTPConnection, body: dict[str, object] | None) -> float:
    """Milliseconds of one request; a quote to make, or the health of the server."""
    began = time.perf_counter()
    if body is None:
        line.request("GET", "/api/v1/health")
    else:
        kind = {"content-type": "application/json"}
        line.request("POST", "/api/v1/quotes", json.dumps(body), kind)
    answer = line.getresponse()
    answer.read()
    if answer.status >= 300:
        raise SystemExit(f"the server answered {answer.status}")
    return 1000 * (time.perf_counter() - began)


_HOMES: dict[str, str] = {}


def home_of(base: str) -> str:
    """The place a quote starts from in the loaded region."""
    if base not in _HOMES:
        with urllib.request.urlopen(f"{base}/api/v1/region", timeout=60) as answer:
            _HOMES[base] = json.load(answer)["home"]
    return _HOMES[base]


def row(name: str, ours: float, unit: str, peer: float | None = None) -> dict[str, object]:
    """A row of the results; ratio is peer over ours."""
    ratio = round(peer / ours, 4) if peer else None
    return {
        "name": name, "ours": round(ours, 3), "unit": unit,
        "peer": round(peer, 3) if peer else None, "ratio": ratio,
    }  # fmt: skip


def start(home: str) -> tuple[float, subprocess.Popen[str], str]:
    """Start a server; seconds until it answers, the process and its address."""
    began = time.perf_counter()
    server = subprocess.Popen(
        COMMAND, env=os.environ | {"ENTREPOT_HOME": home}, text=True, stdout=subprocess.PIPE
    )
    assert server.stdout is not None
    for line in server.stdout:
        if found := re.search(r"http://[\d.]+:\d+", line):
            base = found.group()
            with urllib.request.urlopen(f"{base}/api/v1/health", timeout=60) as answer:
                answer.read()
            return time.perf_counter() - began, server, base
    raise SystemExit(f"the server ended: {server.wait()}")


def stop(server: subprocess.Popen[str]) -> None:
    """End a server as Ctrl-C does."""
    server.send_signal(2)
    server.wait(timeout=60)


if __name__ == "__main__":
    main()
