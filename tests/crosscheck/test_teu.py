"""TEU, throughput and check digits beside other programs: DuckDB and python-stdnum."""

import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import duckdb
from stdnum import iso6346

from entrepot.kernel.identifiers import container_check_digit
from entrepot.port.events import KINDS, Event
from entrepot.port.throughput import throughput
from entrepot.store.window import acting_system

SIZES = ("22G1", "20T0", "42G1", "45R1", "L5G1", "")
NOON = datetime(2026, 3, 10, 4, tzinfo=UTC)
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def test_throughput_is_what_duckdb_counts() -> None:
    chance = random.Random(5)
    events = [
        Event(
            str(n), "CSQU3054383", chance.choice(sorted(KINDS)), NOON + timedelta(minutes=n),
            "place", chance.choice(SIZES), chance.choice(["full", "empty"]),
            chance.choice(["road", "rail"]),
        )
        for n in range(3000)
    ]  # fmt: skip
    rows = [(one.event, one.route, one.status, one.size_type) for one in events]
    with duckdb.connect() as other:
        other.execute("create table e (event text, route text, status text, size text)")
        other.executemany("insert into e values (?, ?, ?, ?)", rows)
        found = other.execute(
            """select case when event in ('gate_in', 'discharge') then 'in' else 'out' end d, route,
            status, count(*)::int, sum(case left(size, 1) when '2' then 1 when '4' then 2
            when 'L' then 2.25 else 0 end)::decimal(9, 2), count(*) filter (where size = '')::int
            from e where event in ('gate_in', 'discharge', 'load', 'gate_out')
            group by all order by all"""
        ).fetchall()

    assert [
        (one.direction, one.route, one.status, one.boxes, Decimal(one.teu), one.unsized)
        for one in throughput(events)
    ] == found


def test_the_database_and_the_kernel_find_the_digits_of_python_stdnum(server) -> None:
    from entrepot.store.db import Database

    chance = random.Random(6)
    stems = [
        "".join(chance.choices(LETTERS, k=3))
        + chance.choice("UJZ")
        + f"{chance.randrange(10**6):06}"
        for _ in range(2000)
    ]
    database = Database(server.url, server.admin_url, most=1)
    with acting_system(database) as book:
        rows = book.tx.execute(
            "select stem, digit, is_container(stem || digit) as proves"
            " from unnest(%s::text[]) stem, container_digit(stem) digit", [stems],
        ).fetchall()  # fmt: skip
    database.close()

    assert {row["stem"]: row["digit"] for row in rows} == {
        stem: iso6346.calc_check_digit(stem) for stem in stems
    }
    assert all(row["proves"] for row in rows)
    assert [container_check_digit(stem) for stem in stems[:100]] == [
        iso6346.calc_check_digit(stem) for stem in stems[:100]
    ]
