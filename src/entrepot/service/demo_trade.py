"""The rehearsal of trade: invented lines that add up to the region's published totals."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import numpy as np

from entrepot.corridors.trade_flows import flows_of_year
from entrepot.region.model import Region
from entrepot.service.demo import PARTIES as WINDOW_PARTIES
from entrepot.service.demo import (
    Party,
    User,
    check_invented,
    demo_window,
    places_of,
    save_parties,
    save_users,
    uscc_of,
    users_document,
)
from entrepot.service.examples import example_offices
from entrepot.service.trade_load import Batch, Loading, gather
from entrepot.service.window import Window
from entrepot.store.accounts import Accounts
from entrepot.store.hscodes import load_hs
from entrepot.store.importers.sources import rows_table
from entrepot.store.lake import open_duckdb
from entrepot.store.packs import open_region
from entrepot.store.trade import acting_trade
from entrepot.trade.lines import parse_map
from entrepot.trade.sample import Pair, sample, sample_world

SEED = 2026
YEARS = 6  # up to the last that the tables tell
SOURCE = "synthetic lines, drawn with a seed and scaled to the totals of trade_series.csv"
WORLD = "synthetic exports of the world, drawn with a seed; only to try things with"
PARTIES = (
    Party("sandbox_commerce", "agency", "Commerce Department (synthetic)", "示例商务部门（虚构）",
          uscc_of(28)),
)  # fmt: skip
USERS = (
    User("analyst", "sandbox_commerce", "statistician", "Trade analyst (synthetic)",
         "贸易分析员（虚构）"),
)  # fmt: skip
_FLOWS = {"exports": "export", "imports": "import"}
_HEADINGS, _SUBHEADING = 3, 6


def rehearse_trade(window: Window, *, at: datetime) -> dict[str, Any]:
    """Make the rehearsal of the window, the analyst, and synthetic lines; repeat at will.

    Args:
        window: The window.
        at: Now.

    Returns:
        What `demo_window` tells, the analyst among its users, and what was loaded.
    """
    told = demo_window(window.database, window.reference, at=at)
    with window.database.transaction() as tx:
        book = Accounts(tx)
        book.become_system()
        book.lock_account(account="demo trade")
        check_invented(book, USERS)
        save_parties(book, PARTIES)
        save_users(book, USERS, places_of(*example_offices(window.reference)))
    region = open_region(str(window.reference.folder))
    loaded = load_rows(window, list(sample_lines(region)), SOURCE, "synthetic", at=at)
    load_rows(window, list(world_lines(region)), WORLD, "synthetic-world", at=at)
    gather(window, by="", at=at)
    users = users_document(USERS, (*WINDOW_PARTIES, *PARTIES))
    return {**told, "users": {**told["users"], **users}, "trade": loaded}


def load_rows(
    window: Window, rows: list[dict[str, Any]], source: str, source_id: str, *, at: datetime
) -> dict[str, Any]:
    """Load invented lines as a batch."""
    raw = {
        "columns": {name: name for name in rows[0]}, "currency": "USD", "unit": "minor",
        "status": "synthetic", "source": source,
    }  # fmt: skip
    digest = hashlib.sha256(json.dumps(rows).encode()).hexdigest()
    about = Batch("generic", source_id, parse_map(raw), "", digest)
    backend = open_duckdb()
    try:
        with acting_trade(window.database, "", at) as (book, who):
            return Loading(window, book, who, at, backend).load(rows_table(rows), about)
    finally:
        backend.disconnect()


def sample_lines(region: Region) -> Iterator[dict[str, Any]]:
    """Invented lines of the region's last years; the same whenever they are asked for."""
    goods = {flow: tuple(_goods(region, flow)) for flow in _FLOWS.values()}
    last = _last_year(region)
    for year in range(last - YEARS + 1, last + 1):
        yield from sample(_pairs(region, year), goods, year, np.random.default_rng([SEED, year]))


def world_lines(region: Region) -> Iterator[dict[str, Any]]:
    """Invented exports of the world's larger countries in the region's last year."""
    sizes: dict[str, float] = defaultdict(float)
    for one in region.destinations:
        sizes[region.places[one.place].country] += one.population or 0
    sizes[region.country] += sum(sizes.values()) / len(sizes)
    whole = sum(sizes.values())
    year = _last_year(region)
    goods = tuple(_goods(region, "export"))
    shares = {code: size / whole for code, size in sizes.items()}
    yield from sample_world(shares, goods, year, np.random.default_rng([SEED, year, 1]))


def _last_year(region: Region) -> int:
    years = {
        row.year for row in region.trade_series
        if row.period in ("", "year") and row.flow in ("total", "exports")
    }  # fmt: skip
    return max(flows_of_year(region, year, level=_level(region)).year for year in years)


def _level(region: Region) -> str:
    return region.levels[1] if len(region.levels) > 1 else region.levels[0]


def _pairs(region: Region, year: int) -> list[Pair]:
    """What each unit trades with each country, as the totals are split for the corridors."""
    sums: Mapping[tuple[str, str, str], float] = defaultdict(float)
    for flow in flows_of_year(region, year, level=_level(region)).flows:
        partner = region.places[flow.abroad].country
        sums[_FLOWS[flow.direction], flow.home, partner] += 100 * flow.value_usd  # type: ignore[index]
    return [Pair(*key, round(value)) for key, value in sums.items()]


def _goods(region: Region, flow: str) -> Iterator[str]:
    """Six-digit codes that the region's table of products names for a flow."""
    codes = [code for code, _ in load_hs() if len(code) == _SUBHEADING]
    seen: set[str] = set()
    for row in region.products:
        if (row.category == "import") == (flow == "import"):
            for named in filter(None, row.hs_code.split(";")):
                found = [code for code in codes if code.startswith(named[:_SUBHEADING])]
                seen_now = [code for code in found[:_HEADINGS] if code not in seen]
                seen.update(seen_now)
                yield from seen_now
