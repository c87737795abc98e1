"""Gravity at the bench: the Advanced Guide's panel and a million rows, beside pyfixest and R.

`bench/trade.py` runs it with the other rows of trade; by itself it prints its own. Each program
runs in a process of its own on one thread, once to warm up and once to be measured: CPU seconds
from a table in memory to coefficients with clustered errors, and the most memory it held.
"""

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

DATA = Path(
    os.environ.get("ENTREPOT_TRADE_DATA", Path(__file__).parents[2] / "shared" / "data" / "trade")
)
PANEL = "agtpa_panel_69x69_1986_2006.parquet"
FORMULA = "trade ~ rta | exporter^year + importer^year + pair"
POOLED = "CASE WHEN exporter = importer THEN 0 ELSE pair_id END"
ONE_THREAD = {
    f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL", "NUMBA", "RAYON", "POLARS")
}
TIMES, TIMES_LARGE, MEMORY, SAME, GROWTH, START_S = 8.0, 5.0, 0.75, 1e-8, 1.3, 2.0
COUNTRIES, YEARS, YEARS_FEW = 200, 25, 6


def rows() -> list[dict[str, Any]]:
    """Every row of gravity."""
    with tempfile.TemporaryDirectory() as folder:
        large, small = Path(folder) / "large.parquet", Path(folder) / "small.parquet"
        write_panel(large, YEARS)
        write_panel(small, YEARS_FEW)
        return [guide(), by_r(), million(large), linear(small, large), start()]


def guide() -> dict[str, Any]:
    """The 21 years of the Advanced Guide."""
    path = DATA / PANEL
    name = "PPML, AGTPA 21 years, warm"
    if not path.exists():
        return {"name": name, "not_run": f"{PANEL} is not there"}
    ours, peer = run("ours", path), run("pyfixest", path)
    return {"name": name, **beside(ours, peer), "reached": reached(ours, peer, TIMES)}


def by_r() -> dict[str, Any]:
    """R's fixest on the same panel, where it is installed."""
    name = "PPML, AGTPA 21 years, beside R's fixest"
    why = "R is not installed" if shutil.which("Rscript") is None else "not asked for here"
    return {"name": name, "not_run": why}


def million(path: Path) -> dict[str, Any]:
    """A million synthetic rows."""
    ours, peer = run("ours", path), run("pyfixest", path)
    memory = round(ours["memory_mb"] / peer["memory_mb"], 3)
    return {
        "name": "PPML, 1,000,000 synthetic rows", **beside(ours, peer), "memory": memory,
        "reached": reached(ours, peer, TIMES_LARGE) and memory <= MEMORY,
    }  # fmt: skip


def linear(small: Path, large: Path) -> dict[str, Any]:
    """Time a row, at few rows and at many."""
    few, many = run("ours", small), run("ours", large)
    growth = many["cpu_s"] / many["rows"] / (few["cpu_s"] / few["rows"])
    return {
        "name": "PPML, time a row", "rows": [few["rows"], many["rows"]],
        "cpu_s": [few["cpu_s"], many["cpu_s"]], "growth": round(growth, 2),
        "reached": growth <= GROWTH,
    }  # fmt: skip


def start() -> dict[str, Any]:
    """One call of the command with its compile cache filled, from nothing to its answer."""
    name, path = "entrepot gravity, one call", DATA / PANEL
    if not path.exists():
        return {"name": name, "not_run": f"{PANEL} is not there"}
    command = [
        str(Path(sys.executable).with_name("entrepot")), "gravity", str(path), "--json",
        "--formula", "trade ~ rta | exporter + importer", "--where", "year = 2006",
    ]  # fmt: skip
    times = []
    for _ in range(4):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        times.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    took = min(times[1:])
    return {"name": name, "cpu_s": round(took, 2), "reached": took <= START_S}


def beside(ours: dict[str, Any], peer: dict[str, Any]) -> dict[str, Any]:
    """Both programs, how many times faster ours is, and how far apart the estimates are."""
    return {
        "ours": ours, "pyfixest": peer, "times": round(peer["cpu_s"] / ours["cpu_s"], 1),
        "apart": abs(ours["estimate"] - peer["estimate"]),
    }  # fmt: skip


def reached(ours: dict[str, Any], peer: dict[str, Any], times: float) -> bool:
    """Whether ours is as fast as told and estimates the same."""
    is_same = abs(ours["estimate"] - peer["estimate"]) <= SAME * abs(peer["estimate"])
    return is_same and peer["cpu_s"] >= times * ours["cpu_s"]


def run(who: str, path: Path) -> dict[str, Any]:
    """A program in a process of its own."""
    command = [sys.executable, __file__, who, str(path)]
    done = subprocess.run(
        command, check=True, capture_output=True, text=True, env=os.environ | ONE_THREAD
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def ours(path: Path) -> dict[str, Any]:
    """By the service, from a table in memory."""
    from entrepot.service.gravity import estimate
    from entrepot.service.gravity_document import Asked
    from entrepot.store.frames import read_frame
    from entrepot.trade.formula import parse_clusters, parse_formula

    derive = {"pair": POOLED} if path.name == PANEL else None
    formula, clusters = parse_formula(FORMULA), parse_clusters(["pair_id"])
    columns = [*formula.columns(), "pair_id"]
    frame = read_frame(path, columns=columns, derive=derive)
    asked = Asked(FORMULA, clusters=("pair_id",))
    took, found = warm(lambda: estimate(frame, formula, clusters, asked).document)
    (rta,) = found["coefficients"]
    return told(took, len(frame), rta["estimate"], rta["std_error"])


def pyfixest(path: Path) -> dict[str, Any]:
    """By pyfixest, from a table in memory, as exact as it is by itself."""
    import pandas
    import pyfixest as peer

    frame = pandas.read_parquet(path)
    if path.name == PANEL:
        frame["pair"] = frame["pair_id"].where(frame["exporter"] != frame["importer"], 0)
    vcov, ssc = {"CRV1": "pair_id"}, peer.ssc(k_adj=False, G_adj=False)
    took, fit = warm(lambda: peer.fepois(FORMULA, frame, vcov=vcov, ssc=ssc, fixef_rm="none"))
    return told(took, len(frame), float(fit.coef().iloc[0]), float(fit.se().iloc[0]))


def warm(make: Callable[[], Any]) -> tuple[float, Any]:
    """CPU time of the second run [s], and what it made."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        make()
        began = time.process_time()
        made = make()
        return time.process_time() - began, made


def told(took: float, count: int, estimate: float, error: float) -> dict[str, Any]:
    """What was measured."""
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"cpu_s": round(took, 3), "memory_mb": round(memory), "rows": count,
            "estimate": estimate, "std_error": error}  # fmt: skip


def write_panel(path: Path, years: int) -> None:
    """A synthetic panel as trade is, by a seed: masses of countries that differ a hundredfold
    and drift, trade that falls with distance, sales at home, agreements among the near.
    """
    from entrepot.store.frames import Frame, write_frame

    draw = np.random.default_rng(7)
    shape = (COUNTRIES, COUNTRIES, years)
    exporter, importer, year = (one.ravel() for one in np.indices(shape))
    at = draw.uniform(0, 1, (COUNTRIES, 2))
    distance = np.linalg.norm(at[:, None] - at[None], axis=2) + 0.02
    mass = draw.normal(0, 1.5, (COUNTRIES, 1)) + draw.normal(0, 0.2, (COUNTRIES, years))
    pull = draw.normal(0, 0.2, (COUNTRIES, years)) + mass
    effects = (mass[:, None] + pull[None] - np.log(distance)[:, :, None]).ravel()
    near = -np.log(distance)[exporter, importer]
    opened = (near + draw.normal(size=(COUNTRIES, COUNTRIES))[exporter, importer]) * 5 + 10
    rta = ((exporter != importer) & (year > 25 - opened)).astype(np.float64)
    trade = np.exp(effects + 0.5 * rta) * draw.lognormal(0, 1, len(effects))
    trade[draw.uniform(size=len(effects)) < 0.1] = 0.0
    pair = exporter * COUNTRIES + importer
    columns = {"exporter": exporter, "importer": importer, "year": year, "pair": pair,
               "pair_id": pair, "rta": rta, "trade": trade}  # fmt: skip
    write_frame(path, Frame(path.name, columns, np.arange(1, len(trade) + 1)))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps({"ours": ours, "pyfixest": pyfixest}[sys.argv[1]](Path(sys.argv[2]))))
    else:
        print(json.dumps(rows(), indent=1))
