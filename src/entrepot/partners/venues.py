"""Venues of exhibitions: what they hold on which day, room for all at once, days still free."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from entrepot.kernel.panel import Answer, Panel, Rolls, is_by, share_pct
from entrepot.kernel.roll import Choice, Column, Roll, Row
from entrepot.partners.proof import (
    SINCE,
    TITLE,
    by_id,
    check_since,
    grouped,
    in_order,
    known,
    since,
    titled,
)

PAGE = "/expos"
YEAR_DAYS = 365
VENUES = Roll(
    "expo_venues", "Venues", "展馆",
    (
        *TITLE, Column("hall_m2", "number", "Hall [m²]", "展厅面积（平方米）", least=0),
        Column("opened_on", "day", "Opened", "启用日期"),
        Column("closed_on", "day", "Closed", "停用日期"),
    ),
    checks=(in_order("opened_on", "closed_on"),),
)  # fmt: skip
EVENTS = Roll(
    "expo_events", "Exhibitions and fairs", "展会",
    (
        *TITLE, Column("series", "id", "Series", "系列"),
        Column("venue", "id", "Venue", "展馆", refers="expo_venues"), *SINCE,
        Column("ends_on", "day", "Ends", "闭幕日期"),
        Column("area_m2", "number", "Area booked [m²]", "预订面积（平方米）", least=0),
        Column("cancelled_on", "day", "Called off", "取消日期"),
    ),
    checks=(check_since, in_order("begins_on", "ends_on")),
)  # fmt: skip
CLASHES = (Choice("clash", "too little room", "面积不足"),
Choice("area_missing", "an area is not told", "面积未填"),
           Choice("fits", "fits", "可容纳"))  # fmt: skip


def planned(rolls: Rolls, on: date) -> list[Row]:
    """Events that are not called off by a day, in the order they begin."""
    kept = [one for one in rolls["expo_events"] if not is_by(one["cancelled_on"], on)]
    return sorted(kept, key=lambda one: (since(one), one["id"]))


def room(event: Row, beside: Sequence[Row], halls: Mapping[str, Decimal | None]) -> str | None:
    """Whether an event fits its venue on each of its days; None without venue or days.

    It fits where it is alone and its area is not known to be more than the hall.
    """
    if event["venue"] is None or event["begins_on"] is None:
        return None
    peers = [one for one in beside if _overlap(one, event)]
    days = {max(one["begins_on"], event["begins_on"]) for one in peers}
    found = {_room_on(day, peers, halls.get(event["venue"])) for day in days}
    return next(one.code for one in CLASHES if one.code in found)


def _room_on(day: date, peers: Sequence[Row], hall: Decimal | None) -> str:
    areas = [one["area_m2"] for one in peers if one["begins_on"] <= day <= _end(one)]
    if hall is not None and sum(one for one in areas if one is not None) > hall:
        return "clash"
    return "area_missing" if len(areas) > 1 and (hall is None or None in areas) else "fits"


def _end(event: Row) -> date:
    end: date = event["ends_on"] or event["begins_on"]
    return end


def _overlap(one: Row, other: Row) -> bool:
    if one["begins_on"] is None:
        return False
    return bool(one["begins_on"] <= _end(other) and other["begins_on"] <= _end(one))


def tell_venues(rolls: Rolls, on: date) -> Answer:
    """Venues that are open, their days taken in the coming 365, and when they are free."""
    events = grouped((one for one in planned(rolls, on) if one["begins_on"]), "venue")
    rows = [_venue(one, events.get(one["id"], []), on) for one in by_id(rolls["expo_venues"])
            if _is_open(one, on)]  # fmt: skip
    halls = [row["hall_m2"] for row in rows if row["hall_m2"] is not None]
    taken = sum(row["taken_days"] for row in rows)
    figures = {
        "venues": len(rows) or None, "hall_m2": sum(halls) if halls else None,
        "taken_pct": share_pct(taken, YEAR_DAYS * len(rows)),
        "without_area": known(len(rows) - len(halls), rows),
    }  # fmt: skip
    return Answer(figures, rows)


def _is_open(venue: Row, on: date) -> bool:
    return (venue["opened_on"] or on) <= on and not is_by(venue["closed_on"], on)


def _venue(venue: Row, events: Sequence[Row], on: date) -> Row:
    coming = range(on.toordinal(), min(on.toordinal() + YEAR_DAYS, date.max.toordinal() + 1))
    taken = {day for one in events for day in _days(one, coming)}
    free = next((day for day in coming if day not in taken), None)
    ahead = [one["begins_on"] for one in events if one["begins_on"] > on]
    return {
        "venue": venue["id"], **titled(venue), "hall_m2": venue["hall_m2"], "ahead": len(ahead),
        "next_on": min(ahead, default=None), "taken_days": len(taken),
        "taken_pct": share_pct(len(taken), YEAR_DAYS),
        "free_on": None if free is None else date.fromordinal(free),
    }  # fmt: skip


def _days(event: Row, coming: range) -> Iterable[int]:
    """Days of an event that are among those to come."""
    first, last = event["begins_on"].toordinal(), _end(event).toordinal()
    return range(max(first, coming.start), min(last + 1, coming.stop))


PANELS = (
    Panel(
        "venues", (91,), PAGE, "Venues and their days", "展馆与档期", (VENUES, EVENTS),
        (
            Column("venues", "whole", "Open venues", "在用展馆"),
            Column("hall_m2", "number", "Halls [m²]", "展厅面积（平方米）"),
            Column("taken_pct", "number", "Days taken of the coming 365 [%]",
                   "未来 365 天占用率（%）"),
            Column("without_area", "whole", "Venues without an area", "未填面积的展馆"),
        ),
        (
            Column("venue", "id", "Venue", "展馆"), Column("title", "text", "Title", "名称"),
            Column("hall_m2", "number", "Hall [m²]", "展厅面积（平方米）"),
            Column("ahead", "whole", "Events ahead", "待办展会"),
            Column("next_on", "day", "Next begins", "下一场开幕"),
            Column("taken_days", "whole", "Days taken", "占用天数"),
            Column("taken_pct", "number", "Taken [%]", "占用率（%）"),
            Column("free_on", "day", "Free from", "最早空档"),
        ),
        tell_venues,
    ),
)  # fmt: skip
