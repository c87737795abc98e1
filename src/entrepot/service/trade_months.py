"""Loading lines month by month: each month counts by itself, and a load that was cut off goes on.

A month is a batch and a revision of its own, found again by the hash of what was read: who loads
the same a second time begins after the last month that counts.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from entrepot.kernel.errors import InputError, Problem
from entrepot.service.trade_load import (
    Batch,
    Loading,
    need_columns,
    need_fields,
    need_statistician,
    sha256_of,
    source_id_of,
)
from entrepot.service.window import Window
from entrepot.store.importers.sources import open_source, raw_map, rows_table
from entrepot.store.lake import open_duckdb
from entrepot.store.trade import acting_trade
from entrepot.trade.lines import parse_map

if TYPE_CHECKING:
    from collections.abc import Iterator

Document = dict[str, Any]
Table = Any  # an Ibis table; Ibis has no types
Told = Callable[[int, int], None]


def load_months(
    window: Window, path: Path, layout: str, own_map: Mapping[str, Any], *, by: str, at: datetime,
    told: Told = lambda *_: None,
) -> Document:  # fmt: skip
    """Load a file month by month.

    Args:
        window: The window.
        path: CSV, Parquet, or JSON of movements.
        layout: A layout by name, or generic with a map.
        own_map: A map that goes over that of the layout.
        by: Account; empty is the machine itself.
        at: Instant.
        told: Is told how many months count, and of how many.

    Returns:
        batches, revision, lines, duplicates, corrections, rejected, months, and `resumed`: the
        months that counted already.

    Raises:
        InputError: The file or the map cannot be used.
        OutsideError: The database went away; what counts stays.
        RoleError: Who acts is no statistics analyst.
    """
    found = parse_map(raw_map(layout, own_map), f"map of {layout}")
    need_fields(found, layout)
    about = Batch(layout, source_id_of(layout, found), found, path.name, sha256_of(path))
    backend = open_duckdb()
    try:
        with open_source(backend, path) as source:
            need_columns(source, found)
            return _load(window, backend, source, about, by, at, told)
    finally:
        backend.disconnect()


def load_case(
    window: Window, case: Mapping[str, Any], *, by: str, at: datetime, told: Told
) -> Document:
    """Load the rows of a case month by month, as a long run does.

    Args:
        window: The window.
        case: layout, rows, and by choice map and file (what they are called).
        by: Account.
        at: Instant.
        told: Is told how many months count, and of how many.

    Raises:
        InputError: The rows or the map cannot be used.
        RoleError: Who acts is no statistics analyst.
    """
    _need_case(case)
    layout = str(case["layout"])
    found = parse_map(raw_map(layout, case.get("map") or {}), f"map of {layout}")
    need_fields(found, layout)
    digest = hashlib.sha256(orjson.dumps(case["rows"], option=orjson.OPT_SORT_KEYS)).hexdigest()
    about = Batch(layout, source_id_of(layout, found), found, str(case.get("file") or ""), digest)
    backend = open_duckdb()
    try:
        source = rows_table(case["rows"])
        need_columns(source, found)
        return _load(window, backend, source, about, by, at, told)
    finally:
        backend.disconnect()


def _need_case(case: Mapping[str, Any]) -> None:
    faults = []
    if not all(isinstance(row, dict) for row in case["rows"]) or not case["rows"]:
        faults.append(
            Problem("case.rows", "rows", "is no list of objects.", 'Write [{"...": ...}].')
        )
    if not isinstance(case.get("map") or {}, dict):
        faults.append(Problem("case.object", "map", "is no object."))
    if faults:
        raise InputError(faults)


def _load(
    window: Window, backend: Any, source: Table, about: Batch, by: str, at: datetime, told: Told
) -> Document:
    @contextmanager
    def loading() -> "Iterator[Loading]":
        with acting_trade(window.database, by, at) as (book, who):
            need_statistician(who)
            yield Loading(window, book, who, at, backend)

    with loading() as one:
        read = one.read(source, about.map)
        rejected = one.rejected(read)
    good = read.filter(read.fault.isnull())
    found = backend.to_pyarrow(good.select("month").distinct())["month"].to_pylist()
    months, done = sorted(found), []
    for count, month in enumerate(months):
        told(count, len(months))
        with loading() as one:
            done.append(one.load_month(read, month, about, [] if count else rejected))
    told(len(months), max(len(months), 1))
    return _summed(months, done, rejected)


def _summed(months: Sequence[int], done: Sequence[Document], rejected: list[Document]) -> Document:
    fresh = [one for one in done if one["lines"]]
    return {
        "batches": [one["batch"] for one in fresh],
        "revision": done[-1]["revision"] if done else None,
        **{name: sum(one[name] for one in done) for name in ("lines", "duplicates", "corrections")},
        "rejected": rejected, "months": sorted({month for one in fresh for month in one["months"]}),
        "resumed": [month for month, one in zip(months, done, strict=True) if not one["lines"]],
    }  # fmt: skip
