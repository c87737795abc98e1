"""Matrices: a question for many pairs in, a Parquet file and what it holds out."""

from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path
from time import perf_counter
from typing import Any

import orjson

from entrepot.corridors.causes import Causes
from entrepot.corridors.goals import set_goals
from entrepot.corridors.matrix import Matrix, find_reasons
from entrepot.corridors.planning import overlay_hash
from entrepot.kernel.errors import InputError, Problem
from entrepot.service.amounts import Document
from entrepot.service.matrix_request import MatrixRequest, parse_matrix, read_file
from entrepot.service.matrix_work import Backend, Told, in_threads, work_here, work_out
from entrepot.service.route_request import Ground
from entrepot.store.parquet import check_writable, write_table
from entrepot.store.workings import open_workings

_FORMAT = "1"  # of what is kept of a run; another one begins anew
COLUMNS = {
    "origin": ("text", "Place id, or LAT,LON of a point."),
    "destination": ("text", "Place id, or LAT,LON of a point."),
    "route": ("text", "r1, r2, ... as `entrepot route` numbers them; `best` in a scalar matrix, "
              "whose figures are each the best of its criterion and of several ways."),
    "cost_usd": ("number", "Freight and inventory cost [USD]."),
    "time_mean_h": ("number", "Mean time from door to door [h]."),
    "time_p90_h": ("number", "Time that nine consignments of ten need at most [h]. Pareto: from "
                   "4,096 draws a leg, as `entrepot route` tells it. Scalar: of the fastest way, "
                   "a lognormal fitted to its mean and variance."),
    "co2e_wtw_kg": ("number", "Emissions, well to wheel [kg CO2e]."),
    "variance_h2": ("number", "Variance of the time [h2]."),
    "reason": ("text", "Why there is no way; figures are null then. corridors.cut: the search "
               "met its limit, and ways may be missing."),
}  # fmt: skip


def matrix(
    ground: Ground, raw: Mapping[str, object], *, today: date, out: Path, workings: Path,
    jobs: int = 1, backend: Backend = "joblib", told: Told = lambda *_: None,
) -> Document:  # fmt: skip
    """Work a matrix out and write it as a Parquet file.

    Origins that are finished are kept: the same question, asked again after it was broken
    off, goes on where it ended.

    Args:
        ground: The region and its networks.
        raw: Fields by name; see `service.matrix_request.parse_matrix`.
        today: Day of departure where none is given.
        out: File to write.
        workings: Folder for what is finished before all is.
        jobs: Processes.
        backend: joblib for processes of this machine, spark for a cluster.
        told: Is told how many origins are done, and of how many.

    Raises:
        InputError: With every fault of every field and row.
        OutsideError: A file cannot be written, or workers die again and again.
    """
    check_writable(out)
    request = parse_matrix(raw, ground, today=today)
    began = perf_counter()
    made = make_matrix(request, jobs)
    digest = overlay_hash(made.goals.lines, made.goals.weights.all, made.goals.state.closed)
    about = {"overlay_hash": digest, "query": orjson.dumps(request.told).decode()}
    if made.kind == "scalar" and backend == "joblib":
        rows = [row for part in work_here(made) for row in part]
        sha = write_table(out, COLUMNS, rows, about=about)
        return _document(made, rows, digest, sha, perf_counter() - began)
    with open_workings(workings, key_of(made, about)) as kept:
        if backend == "spark":
            from entrepot.service.matrix_spark import work_on_spark

            work_on_spark(made, kept, jobs, told)
        else:
            work_out(made, kept, jobs, told)
        rows = [row for origin in range(len(made.goals.origins)) for row in kept.read(origin)]
        sha = write_table(out, COLUMNS, rows, about=about)
        kept.clear()
    return _document(made, rows, digest, sha, perf_counter() - began)


def make_matrix(request: MatrixRequest, jobs: int = 1) -> Matrix:
    """Everything that the rows of any origin are worked out from."""
    goals = set_goals(
        request.network, request.load, request.origins, request.destinations,
        avoid=request.avoid, inventory_pct_per_day=request.inventory_pct, each=in_threads(jobs),
    )  # fmt: skip
    return Matrix(request.kind, goals, find_reasons(goals, Causes(request.network, request.avoid)))


def key_of(made: Matrix, about: Mapping[str, str]) -> str:
    """Name of a run: all that its rows depend on, hashed."""
    digest = sha256("\0".join((_FORMAT, *about.values())).encode())
    for arc in made.goals.lines.arcs:
        words = (arc.kind, arc.mode, arc.from_place, arc.to_place, arc.run.id, arc.run.name,
                 arc.border, arc.km, arc.span.p50_h)  # fmt: skip
        digest.update(repr(words).encode())
    return digest.hexdigest()[:32]


def read_files(raw: Mapping[str, object], ground: Ground) -> dict[str, object]:
    """The same fields with the rows of the files that `from` and `to` name in their place.

    Raises:
        InputError: With every fault of both files.
    """
    found: dict[str, object] = dict(raw)
    problems: list[Problem] = []
    for name in ("from", "to"):
        try:
            found[name] = read_file(str(raw.get(name) or ""), ground.region)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return found


def _document(
    made: Matrix, rows: Sequence[Sequence[Any]], digest: str, sha: str, wall_s: float
) -> Document:
    return {
        "origins": len(made.goals.origins),
        "destinations": len(made.goals.destinations),
        "cells": made.size,
        "unreachable": len(made.reasons),
        "rows": len(rows),
        "wall_s": round(wall_s, 3),
        "overlay_hash": digest,
        "sha256": sha,
    }
