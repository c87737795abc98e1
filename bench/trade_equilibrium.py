"""Equilibria at the bench: one sector beside gegravity, draws, many sectors, and the start.

`bench/trade.py` runs it with the other rows of trade; by itself it prints its own. Times are CPU
seconds of all threads together, the best of some runs; the peer runs in the same process.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from entrepot.store.frames import read_frame
from entrepot.trade.baseline import make_baseline, scale_to_totals
from entrepot.trade.closure import Closure, Numeraire
from entrepot.trade.draws import Normal, bands_of, draw
from entrepot.trade.equilibrium import Equilibrium, Shock, solve_equilibrium
from entrepot.trade.sector_base import SectorData, make_sector_base
from entrepot.trade.sectors import SectorResult, solve_sectors

DATA = Path(
    os.environ.get("ENTREPOT_TRADE_DATA", Path(__file__).parents[2] / "shared" / "data" / "trade")
)
SAMPLE = "gegravity_sample_30x30_2006.csv"
TIMES, RESIDUAL, WIDE_S, DRAWS_S, SECTORS_S, START_S = 50.0, 1e-10, 0.05, 10.0, 5.0, 2.0
SIGMA, RESCALE = 5.0, 50  # the least rescaling by which the peer finds its base
PPML = {  # trade on these with effects of exporters and importers, estimated on the sample
    "pta": 0.4711383, "contiguity": 0.8915769, "common_language": 0.0326250,
    "lndist": -0.3898623, "international": -3.4125844,
}  # fmt: skip


def rows() -> list[dict[str, Any]]:
    """Every row of equilibrium."""
    return [sample(), wide(), many_draws(), many_sectors(), start()]


def best(make: Callable[[], Any], runs: int) -> tuple[float, Any]:
    """Least CPU time of some runs [s], and what was made."""
    times, made = [], None
    for _ in range(runs):
        began = time.process_time()
        made = make()
        times.append(time.process_time() - began)
    return min(times), made


def sample() -> dict[str, Any]:
    """gegravity's own example: a new agreement of Canada and Japan, from prediction to result."""
    took, found = best(_solve_sample, 20)
    row = {"name": "one sector, gegravity's sample (30)", "ours_s": round(took, 5),
           "residual": found.residual}  # fmt: skip
    try:
        peer, gap = _peer()
    except ImportError:
        return {**row, "peer": "not run: gegravity is not installed", "reached": False}
    return {**row, "peer": "gegravity 0.3", "peer_s": round(peer, 3), "peer_residual": gap,
            "times": round(peer / took, 1),
            "reached": peer / took >= TIMES and found.residual <= RESIDUAL}  # fmt: skip


def _solve_sample() -> Equilibrium:
    codes, columns, places = _sample_columns()
    grids = {name: _grid(column, places) for name, column in columns.items()}
    output, spent = grids["Y"][:, 0], grids["E"][0]
    cost = sum(value * grids[name] for name, value in PPML.items())
    flows = scale_to_totals(np.exp(cost), output, spent * output.sum() / spent.sum())
    base = make_baseline(codes, flows)
    i, j = codes.index("CAN"), codes.index("JPN")
    shift = np.zeros_like(flows)
    shift[i, j] = shift[j, i] = PPML["pta"]
    return solve_equilibrium(
        base, Shock(-shift / (SIGMA - 1), base.duty), theta=SIGMA - 1, closure=Closure.ADDITIVE
    )


_KEPT: dict[str, Any] = {}


def _sample_columns() -> Any:
    if not _KEPT:
        frame = read_frame(DATA / SAMPLE)
        codes = sorted(frame.columns["exporter"].levels)
        places = tuple(frame.columns[side].codes for side in ("exporter", "importer"))
        names = ("Y", "E", *PPML)
        _KEPT["read"] = codes, {name: frame.number(name) for name in names}, places
    return _KEPT["read"]


def _grid(column: Any, places: Any) -> Any:
    grid = np.zeros((30, 30))
    grid[places] = column
    return grid


def _peer() -> tuple[float, float]:
    """CPU time of gegravity on the same [s], and what its markets lack."""
    import gegravity
    import pandas

    frame = pandas.read_csv(DATA / SAMPLE, dtype={"year": str})
    data = gegravity.BaselineData(
        frame, imp_var_name="importer", exp_var_name="exporter", year_var_name="year",
        trade_var_name="trade", expend_var_name="E", output_var_name="Y",
    )  # fmt: skip
    costs = pandas.DataFrame({"var": PPML.keys(), "coef": PPML.values(), "ste": 0.1})
    coefficients = gegravity.CostCoeffs(
        costs, identifier_col="var", coeff_col="coef", stderr_col="ste"
    )
    changed = frame.copy()
    pair = frame["exporter"].isin(("CAN", "JPN")) & frame["importer"].isin(("CAN", "JPN"))
    changed.loc[pair & (frame["exporter"] != frame["importer"]), "pta"] = 1

    def solve() -> Any:
        model = gegravity.OneSectorGE(
            data, year="2006", sigma=SIGMA, reference_importer="DEU",
            cost_variables=list(PPML), cost_coeff_values=coefficients, quiet=True,
        )  # fmt: skip
        model.build_baseline(omr_rescale=RESCALE)
        model.define_experiment(changed)
        model.simulate()
        return model

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        took, model = best(solve, 3)
    return took, _gap(model)


def _gap(model: Any) -> float:
    """Largest |growth of sales / growth of output - 1| in what the peer found."""
    flows = model.bilateral_trade_results.reset_index().groupby("exporter")
    sold = flows["experiment trade"].sum() / flows["baseline modeled trade"].sum()
    grown = 1 + model.country_results["output change (percent)"] / 100
    return float((sold / grown - 1).abs().max())


def wide(n: int = 250) -> dict[str, Any]:
    """One sector of many economies."""
    chance = np.random.default_rng(250)
    size = np.exp(chance.normal(0, 1.5, n))
    flows = np.outer(size, size) * np.exp(chance.normal(0, 1, (n, n)))
    flows[np.diag_indices(n)] = 4 * flows.sum(axis=1)
    base = make_baseline([str(place) for place in range(n)], flows)
    cost = chance.normal(0, 0.03, (n, n)) * ~np.eye(n, dtype=bool)
    took, found = best(
        lambda: solve_equilibrium(
            base, Shock(cost, base.duty), theta=4.0, closure=Closure.ADDITIVE
        ),
        10,
    )
    return {"name": f"one sector, {n} economies", "ours_s": round(took, 4),
            "iterations": found.iterations, "residual": found.residual,
            "reached": took <= WIDE_S and found.residual <= RESIDUAL}  # fmt: skip


def many_draws(n: int = 500) -> dict[str, Any]:
    """Bands of the enlargement of the EU, 44 economies."""
    frame = read_frame(
        DATA / "ge_gravity_wiod44_2000_2014_with_golden.parquet", where="year = 2000"
    )
    sides = [frame.columns[side] for side in ("exporter", "importer")]
    codes, places = sides[0].levels, tuple(side.codes for side in sides)
    flows, shift = np.zeros((44, 44)), np.zeros((44, 44))
    flows[places], shift[places] = frame.number("trade"), frame.number("eu_effect")
    base = make_baseline(codes, flows)
    drawn = draw(np.random.default_rng(1), n, Normal(4, 0.5), Normal(1, 0.2))
    took, bands = best(
        lambda: bands_of(
            base, lambda theta, scale: -scale * shift / theta, base.duty, drawn,
            closure=Closure.ADDITIVE, numeraire=Numeraire(),
        ),
        1,
    )  # fmt: skip
    return {"name": f"{n} draws, 44 economies", "ours_s": round(took, 3),
            "widest_band_pct": round(100 * float(np.max(bands[2] - bands[0])), 3),
            "reached": took <= DRAWS_S}  # fmt: skip


def many_sectors(n: int = 31, j: int = 40) -> dict[str, Any]:
    """Forty sectors with inputs and duties, base and shock."""
    chance = np.random.default_rng(40)
    away = ~np.eye(n, dtype=bool)
    size = np.exp(chance.normal(0, 1.5, n))
    imports = np.outer(size, size) * np.exp(chance.normal(0, 1.5, (j, n, n))) * away
    imports[j // 2 :] = 0
    output = 1.2 * (imports.sum(axis=1) + imports.sum(axis=2)) + size * size.mean()
    inputs = chance.gamma(0.3, 1, (n, j, j)) + 1e-6
    duty = chance.gamma(1, 0.08, (j, n, n)) * (imports > 0)
    theta = np.where(np.arange(j) < j // 2, chance.uniform(2, 15, j), np.nan)
    data = SectorData(
        tuple(map(str, range(n))), tuple(map(str, range(j))), imports, duty, output,
        chance.uniform(0.3, 0.7, (j, n)), inputs / inputs.sum(axis=1, keepdims=True), theta,
    )  # fmt: skip
    took, found = best(lambda: _cut(data, duty), 3)
    residual = max(found.before.residual, found.after.residual)
    return {"name": f"{j} sectors, {n} economies", "ours_s": round(took, 3),
            "iterations": found.before.iterations + found.after.iterations,
            "residual": residual, "reached": took <= SECTORS_S and residual <= 1e-9}  # fmt: skip


def _cut(data: SectorData, duty: Any) -> SectorResult:
    return solve_sectors(make_sector_base(data), duty=duty * 0.5, closure=Closure.BALANCED_FIRST)


def start() -> dict[str, Any]:
    """A call of the command, from its start to its end; wall time too."""
    flows = [
        {"origin": one, "destination": other, "value": 0.8 if one == other else 0.2}
        for one in "ab"
        for other in "ab"
    ]
    case = {"model": "one-sector", "theta": 4, "closure": "additive", "flows": {"rows": flows}}
    program = Path(sys.executable).with_name("entrepot")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "case.json"
        path.write_text(json.dumps(case), "utf-8")
        walls, cpus = [], []
        for _ in range(3):
            before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
            subprocess.run(
                [program, "equilibrium", str(path), "--json"], check=True, capture_output=True
            )
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            walls.append(time.perf_counter() - began)
            cpus.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return {"name": "one call of the command", "cpu_s": round(min(cpus), 2),
            "wall_s": round(min(walls), 2), "reached": min(cpus) <= START_S}  # fmt: skip


if __name__ == "__main__":
    print(json.dumps(rows(), indent=1))
