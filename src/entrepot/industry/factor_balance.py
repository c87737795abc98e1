"""Each factor at each site: what is free today, what is planned, and what is asked of it."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from entrepot.industry.factors import Supply
from entrepot.industry.sites import PARKS
from entrepot.industry.supply import (
    ASKS,
    FACTORS,
    PAGE,
    SITES,
    STEPS,
    free_on,
    key_of,
    open_asks,
    supplies_of,
)
from entrepot.kernel.panel import Answer, Panel, Rolls
from entrepot.kernel.roll import Column, Row


def tell_balance(rolls: Rolls, on: date) -> Answer:
    """What is free on a day and in the end, beside what is asked; the shortest first.

    `left` is what is free when all that is planned has come and all that is asked is served.
    """
    asks = open_asks(rolls, on)
    sites = sorted({one["site"] for one in (*rolls["factor_steps"], *asks)})
    rows = [row for site in sites
            for row in _site(site, asks, supplies_of(site, rolls, on), on)]  # fmt: skip
    told = [row for row in rows if row["left"] is not None]
    figures = {
        "sites": len(sites) or None, "factors": len(told) or None,
        "short": sum(row["left"] < 0 for row in told) if told else None,
        "not_known": len(rows) - len(told),
    }  # fmt: skip
    return Answer(figures, sorted(rows, key=_by_left))


def _site(
    site: str, asks: Sequence[Row], supplies: Sequence[Supply], on: date
) -> list[Row]:  # fmt: skip
    here = [one for one in asks if one["site"] == site]
    keys = dict.fromkeys([*(one.factor for one in supplies), *map(key_of, here)])
    return [_factor(site, key, here, supplies, on) for key in keys]


def _factor(
    site: str, key: str, asks: Sequence[Row], supplies: Sequence[Supply], on: date
) -> Row:  # fmt: skip
    factor, what = key.split(":", 1)
    asked = sum((one["amount"] for one in asks if key_of(one) == key), Decimal(0))
    now, end = (free_on(key, supplies, day) for day in (on, date.max))
    planned = None if now is None or end is None else end - now
    left = None if end is None else end - asked
    return {"site": site, "factor": factor, "what": what or None, "free": now,
            "planned": planned, "asked": asked, "left": left}  # fmt: skip


def _by_left(row: Row) -> tuple[Any, ...]:
    left = row["left"]
    return (left is not None and left >= 0, left is None, row["site"], row["factor"],
            row["what"] or "")  # fmt: skip


PANELS = (
    Panel(
        "factor_balance", (52,), PAGE, "Factors at each site: free, planned and asked",
        "各场地要素：可用、在建与需求", (PARKS, SITES, STEPS, ASKS),
        (
            Column("sites", "whole", "Sites", "场地"),
            Column("factors", "whole", "Factors told, site by site", "已知要素项数"),
            Column("short", "whole", "Short of what is asked", "供不应求"),
            Column("not_known", "whole", "Asked, but supply not known", "有需求而供给未知"),
        ),
        (
            Column("site", "id", "Site", "场地"),
            Column("factor", "choice", "Factor", "要素", choices=FACTORS),
            Column("what", "id", "Which", "矿种或工种"),
            Column("free", "number", "Free for good", "可长期使用"),
            Column("planned", "number", "Planned on top", "计划新增"),
            Column("asked", "number", "Asked", "待落实需求"),
            Column("left", "number", "Left in the end", "最终余缺"),
        ),
        tell_balance,
    ),
)  # fmt: skip
