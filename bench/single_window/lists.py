"""Lists at ten thousand to a million declarations: first and hundredth page, under row security."""

import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg

from entrepot.service import consignments, worklists
from entrepot.service.window import Window, open_window
from single_window.filings import border_of
from single_window.ground import Ground, firms, tell

FILL = Path(__file__).with_name("fill.sql")
SMALLEST, FILL_FIRMS, PAGE, HUNDREDTH, CALLS = 10_000, 199, 50, 100, 60
Document = dict[str, Any]
Ask = Callable[[str], Document]


def measure(ground: Ground, declarations: int) -> list[Document]:
    """Milliseconds of each list at each size, and how long filling took."""
    sizes = [size for size in (SMALLEST, SMALLEST * 10) if size < declarations] + [declarations]
    rows, before = [], 0
    put_accounts(ground)
    with open_window(connections=2, keep=False) as window:
        for size in sizes:
            began = time.perf_counter()
            fill(ground, before, size)
            row = {"declarations": size, "fill_s": round(time.perf_counter() - began, 1)}
            row |= all_lists(window, size)
            tell(f"lists: {row}")
            rows.append(row)
            before = size
    return rows


def put_accounts(ground: Ground) -> None:
    """The firms of the filled declarations, and an account of a small one."""
    with psycopg.connect(ground.server.superuser_url) as tx:
        tx.execute(
            "insert into organisation (id, uscc, name, name_zh, kind)"
            " select 'fill_' || n, 'FILL' || n, 'Firm ' || n, '企业' || n, 'trader'"
            " from generate_series(0, %s) n",
            [FILL_FIRMS],
        )
        tx.execute("insert into account (id, name) values ('fill_7', 'fill_7')")
        tx.execute(
            "insert into membership (account, organisation, roles)"
            " values ('fill_7', 'fill_7', '{trader}')"
        )


def fill(ground: Ground, first: int, last: int) -> None:
    """Put declarations into the tables, past triggers and row security, and gather statistics."""
    offices = ", ".join(f"'{office.office}'" for office in ground.offices)
    names = {
        "{first}": str(first), "{last}": str(last), "{offices}": f"array[{offices}]",
        "{border}": f"'{border_of(ground)}'", "{firms}": str(FILL_FIRMS),
    }  # fmt: skip
    text = FILL.read_text("utf-8")
    for name, value in names.items():
        text = text.replace(name, value)
    with psycopg.connect(ground.server.superuser_url) as tx:
        tx.execute("set session_replication_role = replica")
        tx.execute("set synchronous_commit = off")
        tx.execute("set maintenance_work_mem = '256MB'")
        tx.execute(text.encode())
    with psycopg.connect(ground.server.superuser_url, autocommit=True) as tx:
        for table in ("declaration", "item", "equipment", "task"):
            tx.execute(f"vacuum (analyze) {table}")


def all_lists(window: Window, size: int) -> Document:
    """Each list's p95 on its first page and its hundredth, or its last."""
    big = firms()[0].id

    def trader(by: str, **words: str) -> Ask:
        return lambda cursor: consignments.list_declarations(
            window, by=by, at=datetime.now(UTC), cursor=cursor, most=PAGE, **words
        )

    def officer(cursor: str) -> Document:
        return worklists.worklist(
            window, by="officer", at=datetime.now(UTC), cursor=cursor, most=PAGE
        )

    last = size - size % 10  # a declaration of the big firm
    alone = {
        "trader_container": trader(big, word=f"FLLU{last:07d}"),
        "trader_own_reference": trader(big, word=f"L{last}"),
        "trader_hs": trader(big, word="8400031000"),
        "small_firm": trader("fill_7"),
        "small_firm_hs": trader("fill_7", word="8400031000"),
        "small_firm_tab": trader("fill_7", tab="action"),
        "trader_counts": lambda _: {
            "rows": [consignments.count_tabs(window, by=big, at=datetime.now(UTC))]
        },
    }
    return {
        "worklist": pages(officer),
        "trader_list": pages(trader(big)),
        "trader_tab_released": pages(trader(big, tab="released")),
        "trader_tab_action": pages(trader(big, tab="action")),
        "others_p95_ms": {name: p95_ms(ask, "") for name, ask in alone.items()},
    }


def pages(ask: Ask) -> Document:
    """The first page, and the hundredth or the last, of a list."""
    cursor, page, following = "", 1, ask("")["cursor"]
    while following and page < HUNDREDTH:
        cursor, page, following = following, page + 1, ask(following)["cursor"]
    return {"first_p95_ms": p95_ms(ask, ""), "page": page, "page_p95_ms": p95_ms(ask, cursor)}


def p95_ms(ask: Ask, cursor: str) -> float:
    """The 95th percentile of repeated calls [ms]."""
    spent = []
    for _ in range(CALLS):
        began = time.perf_counter()
        ask(cursor)
        spent.append(time.perf_counter() - began)
    return round(1000 * statistics.quantiles(spent, n=20)[18], 2)
