"""Twenty million lines at the bench: the monthly cube and the advantage of each region.

`bench/trade.py` runs it with the other rows of trade; by itself it prints its own. Lines are
invented with a seed and lie in one Parquet file. Each run is a process of its own on two threads:
wall seconds from the file to both tables, and the most memory it held. The peer is DuckDB with
the same two tables in SQL written by hand.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

LINES, CHUNK, SEED = 20_000_000, 1_000_000, 20
WALL_S, MEMORY_MB = 20.0, 1024
BY = ("region", "hs6", "partner", "month")
MAP = {"columns": {"region": "region", "hs": "hs", "partner": "partner", "month": "month",
                   "flow": "flow", "value": "value_minor"},
       "currency": "USD", "unit": "minor", "status": "synthetic"}  # fmt: skip
CUBE = """
create temp table cube as
select region, substr(hs, 1, 6) as hs6, partner, month, sum(value_minor)::bigint as value_minor,
    count(*) as n_lines
from read_parquet('{path}') group by all order by all;
"""
ADVANTAGE = """
with pairs as (select region, hs6, sum(value_minor)::bigint as value from cube group by all)
select region, hs6, value,
    value::double / sum(value) over (partition by region)
    / (sum(value) over (partition by hs6)::double / sum(value) over ()) as rca
from pairs
"""


def rows(count: int = LINES) -> list[dict[str, Any]]:
    """The cube and the advantage of many lines, and the verb that writes a cube."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "lines.parquet"
        write_lines(path, count)
        ours, peer = run("ours", path), run("duckdb", path)
        return [
            {"name": f"{count:,} lines: cube and RCA", "ours": ours, "duckdb": peer,
             "times": round(peer["wall_s"] / ours["wall_s"], 2),
             "reached": is_within(ours) and ours["cells"] == peer["cells"]},
            verb(path, count),
            {"name": f"{count:,} lines: the same on Spark, to the minor unit",
             "not_run": "`make test-spark` proves it; Spark needs another pandas than the peers"},
        ]  # fmt: skip


def verb(path: Path, count: int) -> dict[str, Any]:
    """`entrepot statistics cube` on the same file, its Parquet written and its digest taken."""
    found = run("verb", path)
    return {"name": f"{count:,} lines: entrepot statistics cube", **found,
            "reached": is_within(found) and found["lines"] == count}  # fmt: skip


def is_within(found: dict[str, Any]) -> bool:
    """Whether time and memory are as told."""
    return bool(found["wall_s"] <= WALL_S and found["memory_mb"] <= MEMORY_MB)


def write_lines(path: Path, count: int) -> None:
    """Invented lines as Parquet, a million at a time."""
    import pyarrow
    from pyarrow import parquet

    from entrepot.trade.sample import sample_columns

    rng, writer = np.random.default_rng(SEED), None
    for begin in range(0, count, CHUNK):
        drawn = sample_columns(min(CHUNK, count - begin), rng)
        table = pyarrow.table({name: _column(*one) for name, one in drawn.items()})
        writer = writer or parquet.ParquetWriter(path, table.schema, compression="zstd")
        writer.write_table(table, row_group_size=CHUNK // 4)
    if writer is not None:
        writer.close()


def _column(codes: Any, names: tuple[Any, ...]) -> Any:
    import pyarrow

    if not names:
        return pyarrow.array(codes)
    return pyarrow.DictionaryArray.from_arrays(codes, pyarrow.array(names)).dictionary_decode()


def run(who: str, path: Path) -> dict[str, Any]:
    """A program in a process of its own."""
    command = [sys.executable, __file__, who, str(path)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def ours(path: Path) -> dict[str, Any]:
    """By the tables of the trade room: the cube staged, and the advantage from it."""
    from entrepot.store.analytics import open_backend, open_file
    from entrepot.trade.lines import parse_map
    from entrepot.trade.tables import cube, rca, rows_of

    with open_backend("duckdb") as backend:
        source = open_file(backend, "duckdb", path)
        made = cube(rows_of(source, parse_map(MAP), BY), BY)
        staged = backend.create_table("cube", made, temp=True)
        found = backend.to_pyarrow(rca(staged, "region", "hs6"))
        cells = backend.raw_sql("select count(*) from cube").fetchone()[0]
    return {"cells": [cells, found.num_rows]}


def duckdb(path: Path) -> dict[str, Any]:
    """By SQL written by hand."""
    import duckdb as peer

    with peer.connect(config={"threads": 2}) as connection:
        connection.execute(CUBE.format(path=path))
        found = connection.execute(ADVANTAGE).to_arrow_table()
        (cells,) = connection.execute("select count(*) from cube").fetchone()
    return {"cells": [cells, found.num_rows]}


def by_verb(path: Path) -> dict[str, Any]:
    """By the function behind the verb."""
    from entrepot.service.trade_cells import cube_file

    with tempfile.TemporaryDirectory() as folder:
        own = Path(folder) / "map.json"
        own.write_text(json.dumps(MAP), "utf-8")
        found = cube_file(path, own, BY, Path(folder) / "cube.parquet")
    return {name: found[name] for name in ("lines", "cells", "digest")}


def measured(make: Callable[[Path], dict[str, Any]], path: Path) -> dict[str, Any]:
    """Wall time [s] and the most memory [MB] of a run."""
    began = time.perf_counter()
    made = make(path)
    took = time.perf_counter() - began
    used = resource.getrusage(resource.RUSAGE_SELF)
    return {"wall_s": round(took, 2), "cpu_s": round(used.ru_utime + used.ru_stime, 2),
            "memory_mb": round(used.ru_maxrss / 1024), **made}  # fmt: skip


if __name__ == "__main__":
    if len(sys.argv) > 1:
        make = {"ours": ours, "duckdb": duckdb, "verb": by_verb}[sys.argv[1]]
        print(json.dumps(measured(make, Path(sys.argv[2]))))
    else:
        print(json.dumps(rows(), indent=1))
