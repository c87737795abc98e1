"""What people ask for, timed whole: matrices, a shut border, a new railway, the start, the build.

Everything is asked of the services as the command line asks them, on the reference region with
the networks as built. Starts and builds have a process of their own.
"""

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

REGION, HOME = "guizhou", "guiyang"
TODAY = date(2026, 11, 20)
FAR, BORDER, RAILWAY, YEAR = "rotterdam", "alashankou-dostyk", "rail-huangtong-baise", 2030
CORES = 2
MODES = ("rail", "road", "sea")
Row = dict[str, object]


def measure(*, quick: bool) -> list[Row]:
    """All rows of this file; the build is left out where QUICK is set."""
    rows = [*_starts(), *_matrices(), _border_closed(), _railway_opened()]
    return rows if quick else [*rows, *_build()]


def _row(name: str, ours: float, unit: str, detail: dict[str, object] | None = None) -> Row:
    plain: Row = {"name": name, "ours": round(ours, 3), "peer": None, "unit": unit, "ratio": None}
    return plain | ({"detail": detail} if detail else {})


def _least(question: Callable[[], Any], rounds: int) -> float:
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        question()
        times.append(time.perf_counter() - start)
    return min(times)


def _matrices() -> list[Row]:
    """Counties to the 200 destinations on two cores; nothing is kept between the runs."""
    from entrepot.service.matrices import matrix, read_files
    from entrepot.service.routes import open_ground

    ground = open_ground(REGION)
    rows = []
    for kind, rounds in (("scalar", 3), ("pareto", 1)):
        raw = read_files({"from": "counties", "to": "world200", "kind": kind}, ground)
        told: list[dict[str, Any]] = []
        with tempfile.TemporaryDirectory() as folder:
            work = Path(folder)

            def ask(raw: Any = raw, work: Path = work, told: list[Any] = told) -> None:
                told.append(matrix(ground, raw, today=TODAY, out=work / "m.parquet",
                                   workings=work / "w", jobs=CORES))  # fmt: skip

            spent = _least(ask, rounds)
        assert told[-1]["cells"] == 17_600
        rows.append(_row(f"matrix {kind} 88x200", spent, "s", {"rows": told[-1]["rows"]}))
    return rows


def _border_closed() -> Row:
    """A question with a border shut, against the same one without."""
    from entrepot.service.routes import open_ground, route

    ground = open_ground(REGION)
    plain = {"origin": HOME, "destination": FAR, "teu": 1, "value_usd": 40_000}
    closed = plain | {"avoid": [f"border:{BORDER}"]}
    ratios, spent = [], []
    for raw in (plain, closed):
        route(ground, raw, today=TODAY)
    for _ in range(7):
        pair = [_least(lambda raw=raw: route(ground, raw, today=TODAY), 1)
                for raw in (plain, closed)]  # fmt: skip
        spent.append(pair)
        ratios.append(pair[1] / pair[0])
    ms = [round(1000 * min(column), 1) for column in zip(*spent, strict=True)]
    detail = {"plain ms": ms[0], "closed ms": ms[1]}
    return _row("border closed", statistics.median(ratios), "x", detail)


def _railway_opened() -> Row:
    """A scenario that opens a railway, its network made anew, and one pair before and after."""
    from entrepot.service.routes import open_ground
    from entrepot.service.scenarios import run_scenarios

    ground = open_ground(REGION)
    raw = {
        "od": [{"origin": HOME, "destination": FAR, "teu": 1, "value_usd": 40_000}],
        "scenario": [{"name": "railway", "edit": [{"open": f"link:{RAILWAY}", "year": YEAR}]}],
    }  # fmt: skip
    ground.network(TODAY)
    start = time.perf_counter()
    found = run_scenarios(ground, raw, today=TODAY)
    spent = time.perf_counter() - start
    assert found["scenarios"][0]["od"][0]["diff"] is not None
    again = _least(lambda: run_scenarios(ground, raw, today=TODAY), 3)
    return _row("railway opened", spent, "s", {"again": round(again, 3)})


def _starts() -> list[Row]:
    """A question in a new process, and the memory it took; the same with a physical way."""
    _alone("start")  # the first fills the caches
    found = [_alone("start") for _ in range(3)]
    physical = _alone("physical")
    return [
        _row(
            "cold start",
            min(one["seconds"] for one in found),
            "s",
            {"processor s": min(one["processor s"] for one in found)},
        ),
        _row("memory: overlay", statistics.median(one["mb"] for one in found), "MB"),
        _row("memory: with physical networks", physical["mb"], "MB"),
    ]


def _build() -> list[Row]:
    with tempfile.TemporaryDirectory() as home:
        found = _alone("build", ENTREPOT_HOME=home)
    return [
        _row("networks build", found["seconds"], "s", {"processor s": found["processor s"]}),
        _row("networks build, memory", found["mb"], "MB"),
    ]


def _alone(what: str, **environment: str) -> dict[str, float]:
    """Seconds of a new process from its start to its end, of the processor too, and its memory."""
    start, before = time.perf_counter(), os.times()
    done = subprocess.run(
        [sys.executable, Path(__file__).resolve(), what], capture_output=True, text=True,
        check=True, env=os.environ | environment,
    )  # fmt: skip
    spent = time.perf_counter() - start
    after = os.times()
    worked = sum(after[2:4]) - sum(before[2:4])  # of children, as user and in the system
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found | {"seconds": spent, "processor s": round(worked, 2)}


def _run(what: str) -> None:
    """What a process of its own does: as `entrepot route` and `entrepot networks` do."""
    if what == "build":
        from entrepot.service.networks import build

        build()
    else:
        from entrepot.service.routes import open_ground, route

        raw = {"origin": HOME, "destination": FAR, "teu": 1}
        assert route(open_ground(REGION), raw, today=TODAY)["routes"]
    if what == "physical":
        from entrepot.service.networks import find_paths

        asks = [{"from": "31.2,121.4", "to": "51.9,4.5", "mode": mode} for mode in MODES]
        assert all(way["reached"] for way in find_paths(asks)["paths"])
    print(json.dumps({"mb": _peak_mb()}))


def _peak_mb() -> float:
    """Most memory this process had; getrusage would tell the parent's, if that was more."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    line = next(row for row in status.read_text().splitlines() if row.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    _run(sys.argv[1])
