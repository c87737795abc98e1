"""Exhibitions: who came, what was ordered, and what trade followed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from entrepot.kernel.panel import Answer, Panel, Rolls, share_pct, sums
from entrepot.kernel.roll import Column, Roll, Row
from entrepot.partners.proof import (
    Fault,
    come,
    grouped,
    has_begun,
    known,
    since,
    titled,
)
from entrepot.partners.venues import CLASHES, EVENTS, PAGE, VENUES, planned, rooms


def check_visitors(row: Row) -> Iterator[Fault]:
    """Those from abroad are some of the visitors."""
    told = row["visitors"], row["visitors_abroad"]
    if None not in told and told[1] > told[0]:
        yield ("visitors_abroad", "is more than the visitors.", "Correct one of the two.",
               "境外观众多于观众总数。")  # fmt: skip


EVENT = Column("event", "id", "Event", "展会", needed=True, refers="expo_events")
COUNTS = Roll(
    "expo_counts", "Counts of exhibitions", "展会统计",
    (
        EVENT, Column("told_on", "day", "Told", "公布日期", needed=True),
        Column("visitors", "whole", "Visitors", "观众", least=0),
        Column("visitors_abroad", "whole", "Of them from abroad", "境外观众", least=0),
        Column("exhibitors", "whole", "Exhibitors", "参展商", least=0),
        Column("economies", "whole", "Economies they came from", "来自国家和地区", least=0),
        Column("orders", "amount", "Orders", "成交额"),
        Column("currency", "currency", "Currency", "币种"),
    ),
    checks=(check_visitors,),
)  # fmt: skip
TRADE = Roll(
    "expo_trade", "Exports before and after", "参展前后出口",
    (
        EVENT, Column("enterprise", "id", "Firm", "企业", needed=True),
        Column("took_part", "yes_no", "Took part", "参展", needed=True),
        Column("told_on", "day", "Told", "报送日期", needed=True),
        Column("before", "amount", "Exports of the 12 months before", "展前 12 个月出口额"),
        Column("after", "amount", "Exports of the 12 months after", "展后 12 个月出口额"),
        Column("currency", "currency", "Currency", "币种"),
    ),
)  # fmt: skip


def tell_expos(rolls: Rolls, on: date) -> Answer:
    """Events with room at the venue, visitors and trade as told by a day.

    The effect on trade is how much faster exports of those who took part grew than exports of the
    others told of [points]: a comparison, no proof of a cause. Of two counts of an event, or two
    tellings of a firm, the later holds.
    """
    events = planned(rolls, on)
    counts = {one["event"]: one for one in _by_told(come(rolls["expo_counts"], "told_on", on))}
    trade = grouped(come(rolls["expo_trade"], "told_on", on), "event")
    halls = {one["id"]: one["hall_m2"] for one in rolls["expo_venues"]}
    fits = rooms(events, halls)
    rows = [{**_row(one, on), **_count(one, counts, on), **effect(trade.get(one["id"], [])),
             "room": fits.get(one["id"])} for one in events]  # fmt: skip
    held = [row for row in rows if row["is_held"]]
    housed = [row["room"] for row in rows if row["room"] is not None]
    told = [row for row in held if row["visitors"] is not None]
    shared = [row for row in told if row["visitors_abroad"] is not None]
    figures = {
        "held": known(len(held), rows), "ahead": known(len(rows) - len(held), rows),
        "clashes": known(sum(one == "clash" for one in housed), housed),
        "visitors": known(sum(row["visitors"] for row in told), told),
        "abroad_pct": share_pct(sum(row["visitors_abroad"] for row in shared),
                                sum(row["visitors"] for row in shared)),
        "orders": sums((counts[row["id"]] for row in held if row["id"] in counts), "orders"),
        "untold": known(len(held) - len(told), held),
    }  # fmt: skip
    return Answer(figures, rows)


def _by_told(rows: Iterable[Row]) -> list[Row]:
    return sorted(rows, key=lambda one: (one["told_on"], one["id"]))


def _row(event: Row, on: date) -> Row:
    return {"id": event["id"], **titled(event), "venue": event["venue"], "since": since(event),
            "ends_on": event["ends_on"], "is_held": has_begun(event, on)}  # fmt: skip


def _count(event: Row, counts: Mapping[str, Row], on: date) -> Row:
    names = ("visitors", "visitors_abroad", "exhibitors", "economies")
    count = counts.get(event["id"]) if has_begun(event, on) else None
    if count is None:
        return {**dict.fromkeys(names), "orders": None}
    return {**{name: count[name] for name in names}, "orders": sums([count], "orders")}


def effect(trade: Sequence[Row]) -> Row:
    """Growth of exports of those who took part less that of the others [points], and how many.

    Firms of which both sums are told count; amounts of more than one currency are not joined.
    """
    latest = {one["enterprise"]: one for one in _by_told(trade)}.values()
    kept = [one for one in latest if one["before"] is not None and one["after"] is not None]
    ours, others = (growth_pct([one for one in kept if one["took_part"] is part])
                    for part in (True, False))  # fmt: skip
    return {"firms": known(len(kept), trade), "growth_pct": ours,
            "effect_points": None if ours is None or others is None else ours - others}  # fmt: skip


def growth_pct(rows: Sequence[Row]) -> Decimal | None:
    """Growth of the sum of exports [%]; unknown from nothing, or in more than one currency."""
    before, after = (sum((one[name] for one in rows), Decimal(0)) for name in ("before", "after"))
    if len({one["currency"] for one in rows}) != 1:
        return None
    return share_pct(after - before, before)


PANELS = (
    Panel(
        "expos", (91,), PAGE, "Exhibitions: visitors and trade that followed",
        "展会：观众与贸易成效",
        (EVENTS, VENUES, COUNTS, TRADE),
        (
            Column("held", "whole", "Held", "已举办"), Column("ahead", "whole", "Ahead", "待举办"),
            Column("clashes", "whole", "Too little room", "面积不足"),
            Column("visitors", "whole", "Visitors", "观众"),
            Column("abroad_pct", "number", "From abroad [%]", "境外观众占比（%）"),
            Column("orders", "money", "Orders", "成交额"),
            Column("untold", "whole", "Held, visitors not told", "已举办未报观众数"),
        ),
        (
            Column("id", "id", "Event", "展会"), Column("title", "text", "Title", "名称"),
            Column("venue", "id", "Venue", "展馆"), Column("since", "text", "Begins", "开幕"),
            Column("ends_on", "day", "Ends", "闭幕"),
            Column("room", "choice", "Room", "场地", choices=CLASHES),
            Column("visitors", "whole", "Visitors", "观众"),
            Column("visitors_abroad", "whole", "From abroad", "境外观众"),
            Column("exhibitors", "whole", "Exhibitors", "参展商"),
            Column("economies", "whole", "Economies", "国家和地区"),
            Column("orders", "money", "Orders", "成交额"),
            Column("firms", "whole", "Firms compared", "对比企业"),
            Column("growth_pct", "number", "Growth of those who took part [%]",
                   "参展企业出口增速（%）"),
            Column("effect_points", "number", "Faster than the others [points]",
                   "高于未参展企业（百分点）"),
        ),
        tell_expos,
    ),
)  # fmt: skip
