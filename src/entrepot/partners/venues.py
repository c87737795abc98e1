"""Venues of exhibitions: what they hold on which day, room for all at once, days still free."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from heapq import heappop, heappush

from entrepot.kernel.panel import Answer, Panel, Rolls, is_by, share_pct
from entrepot.kernel.roll import Choice, Column, Roll, Row
from entrepot.partners.proof import (
    SINCE,
    TITLE,
    by_id,
    check_since,
    first_day,
    grouped,
    in_order,
    known,
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
    return sorted(kept, key=lambda one: (first_day(one), one["id"]))


def rooms(events: Iterable[Row], halls: Mapping[str, Decimal | None]) -> Mapping[str, str]:
    """Whether each event fits its venue on each of its days, by id; none without venue or days.

    It fits where it is alone and its area is not known to be more than the hall.
    """
    found = dict[str, str]()
    for venue, own in grouped((one for one in events if one["begins_on"]), "venue").items():
        loads = _loads(own, halls.get(venue))
        starts = sorted(loads)
        for one in own:
            first, last = bisect_left(starts, one["begins_on"]), bisect_right(starts, _end(one))
            seen = {loads[day] for day in starts[first:last]}
            found[one["id"]] = next(answer.code for answer in CLASHES if answer.code in seen)
    return found


def _loads(events: Iterable[Row], hall: Decimal | None) -> Mapping[date, str]:
    """How a hall stands on each day that an event begins; it is never fuller on another."""
    going, found = list[tuple[date, str, Decimal | None]](), dict[date, str]()
    taken, untold = Decimal(0), 0
    for one in sorted(events, key=lambda one: (one["begins_on"], one["id"])):
        while going and going[0][0] < one["begins_on"]:
            area = heappop(going)[2]
            taken, untold = taken - (area or 0), untold - (area is None)
        heappush(going, (_end(one), one["id"], one["area_m2"]))
        taken, untold = taken + (one["area_m2"] or 0), untold + (one["area_m2"] is None)
        found[one["begins_on"]] = _answer(hall, taken, untold, len(going))
    return found


def _answer(hall: Decimal | None, taken: Decimal, untold: int, going: int) -> str:
    if hall is not None and taken > hall:
        return "clash"
    return "area_missing" if going > 1 and (hall is None or untold) else "fits"


def _end(event: Row) -> date:
    end: date = event["ends_on"] or event["begins_on"]
    return end


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
