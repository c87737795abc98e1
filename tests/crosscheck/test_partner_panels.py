"""Figures of partners against SQL over the same rows, drawn with a fixed seed."""
# ruff: noqa: E501

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import duckdb
import pytest

from entrepot.kernel.panel import Rolls
from entrepot.kernel.roll import Column, Roll
from entrepot.service.panels import PANELS

FIRST, ROWS = date(2021, 1, 1), 160
DAYS = (date(2024, 2, 29), date(2025, 1, 1), date(2025, 12, 31))
_TYPES = {"day": "date", "whole": "bigint", "number": "decimal(18,2)", "amount": "decimal(18,2)",
          "yes_no": "boolean"}  # fmt: skip
MACROS = """
create macro latest(d, p) as case p when 'year' then make_date(year(d), 12, 31)
    when 'month' then last_day(d) else d end;
create macro tenth(a, b) as case when b > 0 then round(100 * a::decimal(38,12) / b, 1) end;
"""
# Per panel: figure, and what SQL says of it on the day $on. A share may differ in the rounding of
# a half alone.
LIVE = """select i.* from instruments i where latest(signed, precision) <= $on
    and not exists (select 1 from instruments s where s.supersedes = i.id and latest(s.signed, s.precision) <= $on)
    and (ended is null or ended > $on) and (expires is null or expires >= $on)"""
FIGURES: dict[str, dict[str, str]] = {
    "tie_stages": {
        "friendship": f"select count(*) from ({LIVE}) where kind = 'friendship'",
        "membership": f"select count(*) from ({LIVE}) where kind = 'membership'",
        "dormant": f"""select count(*) from (
            select partner, max(d) as heard from (
                select partner, latest(signed, precision) as d from instruments
                union all select partner, latest("on", precision) from contacts where two_way)
            where d <= $on group by partner)
            where heard + interval 24 month <= $on and partner in (select partner from ({LIVE}))""",
        "to_renew": f"""select count(*) from (select partner from ({LIVE}) where expires is not null
            group by partner having min(expires) - $on <= 183)""",
    },
    "anniversaries": {
        "within_year": f"""select count(*) from (
            select i.*, latest(latest(signed, precision) + interval 1 year * y.range, precision) as falls
            from ({LIVE}) i, range(1, 12) y)
            where falls between $on and $on - 1 + interval 12 month
                and (ended is null or ended > falls) and (expires is null or expires >= falls)""",
    },
    "promises": {
        "overdue": """select count(*) from commitments where (given_on is null or given_on <= $on)
            and due < $on and (done is null or done > $on or evidence is null)""",
        "kept_pct": """select tenth(count(*) filter (done <= due and evidence is not null), count(*))
            from commitments where (given_on is null or given_on <= $on) and due < $on""",
    },
    "letters": {
        "reply_pct": """select tenth(count(*) filter (replied_on <= $on), count(*)) from letters
            where latest(sent_on, precision) <= $on and reply_asked""",
        "reply_days": """select median(replied_on - sent_on) from letters where replied_on <= $on
            and latest(sent_on, precision) <= $on and coalesce(precision, 'day') = 'day'""",
        "late_replies": """select count(*) from letters where latest(sent_on, precision) <= $on
            and reply_asked and reply_due_on < $on and (replied_on is null or replied_on > $on)""",
    },
    "gifts": {
        "customs_days": """select median(released_on - declared_on) from gifts
            where latest(given_on, precision) <= $on and released_on <= $on""",
        "late": """select count(*) from gifts where latest(given_on, precision) <= $on
            and due_on < case when delivered_on <= $on then delivered_on else $on end""",
    },
    "fields": {
        "result_pct": """select tenth(count(*) filter (latest(result_on, precision) <= $on), count(*))
            from field_items where least(latest(idea_on, precision), latest(talks_on, precision),
                latest(agreed_on, precision), latest(started_on, precision), latest(result_on, precision),
                latest(dropped_on, precision)) <= $on""",
        "days_to_result": """select median(result_on - least(idea_on, talks_on, agreed_on, started_on))
            from field_items where result_on <= $on and coalesce(precision, 'day') = 'day'""",
    },
    "associations": {
        "in_touch": """select count(*) from (
            select p.id, max(latest(c."on", c.precision)) as heard from partners p
            join contacts c on c.partner = p.id
            where p.kind = 'association' and two_way and latest(c."on", c.precision) <= $on group by p.id)
            where heard + interval 24 month > $on""",
        "done_pct": """select tenth(count(*) filter (done_on <= $on and proof is not null), count(*))
            from association_deals d join partners p on p.id = d.partner
            where p.kind = 'association' and signed_on <= $on""",
    },
    "joint_items": {
        "late": """select count(*) from joint_items where agreed_on <= $on and due_on < $on
            and not coalesce(done_on <= $on and proof is not null, false)""",
        "on_time_pct": """select tenth(count(*) filter (done_on <= due_on), count(*)) from joint_items
            where agreed_on <= $on and done_on <= $on and proof is not null and due_on is not null""",
    },
    "data_exchanges": {
        "outside_term": """select count(*) from data_exchanges e
            join data_agreements a on a.id = e.agreement where e.kind = 'data_set'
                and latest(e."on", e.precision) <= $on and (latest(a.signed, a.precision) > latest(e."on", e.precision)
                or a.ended <= latest(e."on", e.precision) or a.expires < latest(e."on", e.precision))""",
    },
    "joint_area": {
        "both_pct": """select tenth(count(*) filter (sides = 2), count(*)) from (
            select count(distinct side) as sides from area_figures where shared_on <= $on
            group by area, channel, measure, from_on, to_on)""",
    },
    "platform_sharing": {
        "taken_pct": """with linked as (select id from linked_platforms where joined_on <= $on
                and (left_on is null or left_on > $on)),
            offers as (select * from platform_offers where offered_on <= $on
                and (withdrawn_on is null or withdrawn_on > $on)),
            told as (select distinct on (offer, platform) offer, platform, taken_on from (
                    select *, coalesce(taken_on, refused_on) as said from platform_uptakes)
                where said <= $on order by offer, platform, said desc, id desc)
            select tenth(count(told.taken_on), count(*)) from offers o
            join linked l on l.id <> o.platform
            left join told on told.offer = o.id and told.platform = l.id""",
    },
    "expo_leads": {
        "contract_pct": """select tenth(count(*) filter (contracted_on <= $on
                and not coalesce(lost_on <= $on, false)), count(*))
            from expo_leads l join expo_events e on e.id = l.event
            where met_on <= $on and not coalesce(cancelled_on <= $on, false)""",
    },
    "expos": {
        "abroad_pct": """select tenth(sum(visitors_abroad), sum(visitors)) from (
                select distinct on (event) event, visitors, visitors_abroad from expo_counts
                where told_on <= $on order by event, told_on desc, id desc) c
            join expo_events e on e.id = c.event
            where not coalesce(cancelled_on <= $on, false)
                and coalesce(begins_on, make_date(year, 12, 31)) <= $on
                and visitors is not null and visitors_abroad is not null""",
    },
}


def _cell(column: Column, draw: Random) -> Any:
    if not column.needed and draw.random() < 0.3:
        return None
    match column.kind:
        case "day":
            return FIRST + timedelta(draw.randrange(2000))
        case "choice":
            return draw.choice(column.choices).code
        case "yes_no":
            return draw.random() < 0.5
        case "whole":
            return draw.randrange(max(column.least or 0, 0), 1 + min(column.most or 99, 2200))
        case "number" | "amount":
            return Decimal(draw.randrange(1000))
        case "currency":
            return "CNY"
    return f"{draw.randrange(30):02}"


def _rows(roll: Roll, seed: int) -> Iterator[dict[str, Any]]:
    draw, before = Random(f"{roll.name} {seed}"), dict[str | None, str]()
    for at in range(ROWS):
        row = {one.name: _cell(one, draw) for one in roll.columns} | {"id": f"{at:03}"}
        row |= {"mailbox": None} if "mailbox" in row else {}
        for name in ("partner", "event", "agreement", "offer", "platform"):
            if row.get(name) is not None:
                row[name] = f"{int(row[name]):03}"
        if not any(found for check in roll.checks for found in check(row)):
            if row.get("supersedes") is not None:  # a paper replaces one of the same partner
                row["supersedes"] = before.get(row["partner"])
            before[row.get("partner")] = row["id"]
            yield row


def _table(sql: duckdb.DuckDBPyConnection, roll: Roll, rows: list[dict[str, Any]]) -> None:
    heads = ", ".join(f'"{one.name}" {_TYPES.get(one.kind, "varchar")}' for one in roll.columns)
    sql.execute(f"create table {roll.name} ({heads})")
    marks = ", ".join("?" for _ in roll.columns)
    sql.executemany(f"insert into {roll.name} values ({marks})",
                    [[row[one.name] for one in roll.columns] for row in rows])  # fmt: skip


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("panel", FIGURES)
def test_sql_over_the_same_rows_says_the_same(panel: str, seed: int) -> None:
    held: Rolls = {roll.name: list(_rows(roll, seed)) for roll in PANELS[panel].rolls}
    with duckdb.connect() as sql:
        sql.execute(MACROS)
        for roll in PANELS[panel].rolls:
            _table(sql, roll, list(held[roll.name]))  # type: ignore[arg-type]
        for on in DAYS:
            figures = PANELS[panel].tell(held, on).figures
            for name, query in FIGURES[panel].items():
                [[said]] = sql.execute(query, {"on": on}).fetchall()

                assert (said is None) == (figures[name] is None), (name, on)
                assert float(said or 0) == pytest.approx(float(figures[name] or 0), abs=0.1001)
