"""Events being planned: what is still to do, and who is listed so far."""

from collections.abc import Sequence
from datetime import date

from entrepot.kernel.panel import Answer, Panel, Rolls, share_pct
from entrepot.kernel.roll import Column, Roll, Row
from entrepot.partners.expos import EVENT
from entrepot.partners.leads import FIRMS, VISITORS
from entrepot.partners.proof import (
    TASK,
    TITLE,
    check_proof,
    come,
    grouped,
    has_begun,
    known,
    next_due,
    since,
    states,
    titled,
)
from entrepot.partners.venues import CLASHES, EVENTS, PAGE, VENUES, planned, rooms

TASKS = Roll("expo_tasks", "Tasks of events", "展会筹备任务", (*TITLE, EVENT, *TASK),
             checks=(check_proof,))  # fmt: skip


def tell_plans(rolls: Rolls, on: date) -> Answer:
    """Events ahead of a day, the nearest first: days to go, room, tasks, and who is listed."""
    events = planned(rolls, on)
    halls = {one["id"]: one["hall_m2"] for one in rolls["expo_venues"]}
    fits = rooms(events, halls)
    parts = [grouped(rolls["expo_tasks"], "event"),
             *(grouped(come(rolls[name], "listed_on", on), "event")
               for name in ("expo_visitors", "expo_firms"))]  # fmt: skip
    rows = [
        {**_plan(one, *(part.get(one["id"], []) for part in parts), on=on),
         "room": fits.get(one["id"])}
        for one in events if not has_begun(one, on)
    ]  # fmt: skip
    tasks, done, late = (sum(row[name] for row in rows) for name in ("tasks", "done", "late"))
    figures = {
        "ahead": known(len(rows), rolls["expo_events"]), "tasks": tasks or None,
        "done_pct": share_pct(done, tasks), "late": late if tasks else None,
        "without_task": known(sum(not row["tasks"] for row in rows), rows),
        "next_on": min((row["begins_on"] for row in rows if row["begins_on"]), default=None),
    }  # fmt: skip
    return Answer(figures, rows)


def _plan(
    event: Row, tasks: Sequence[Row], visitors: Sequence[Row], firms: Sequence[Row], *, on: date
) -> Row:
    found = states(tasks, on)
    begins = event["begins_on"]
    return {
        "id": event["id"], **titled(event), "since": since(event), "begins_on": begins,
        "days_to_go": (begins - on).days if begins else None, "venue": event["venue"],
        "tasks": len(tasks), "done": found["done"], "late": found["late"],
        "next_due": next_due(tasks, on), "visitors": known(len(visitors), visitors),
        "firms": known(len(firms), firms),
    }  # fmt: skip


PANELS = (
    Panel(
        "expo_plans", (31,), PAGE, "Events being planned", "展会筹备",
        (EVENTS, VENUES, TASKS, VISITORS, FIRMS),
        (
            Column("ahead", "whole", "Events ahead", "待举办"),
            Column("next_on", "day", "Next begins", "下一场开幕"),
            Column("tasks", "whole", "Tasks", "任务"),
            Column("done_pct", "number", "Done, with proof [%]", "有佐证完成率（%）"),
            Column("late", "whole", "Late", "逾期"),
            Column("without_task", "whole", "Events without a task", "无任务的展会"),
        ),
        (
            Column("id", "id", "Event", "展会"), Column("title", "text", "Title", "名称"),
            Column("since", "text", "Begins", "开幕"),
            Column("days_to_go", "whole", "Days to go", "倒计时（天）"),
            Column("venue", "id", "Venue", "展馆"),
            Column("room", "choice", "Room", "场地", choices=CLASHES),
            Column("tasks", "whole", "Tasks", "任务"),
            Column("done", "whole", "Done, with proof", "完成有佐证"),
            Column("late", "whole", "Late", "逾期"),
            Column("next_due", "day", "Next due", "最近期限"),
            Column("visitors", "whole", "Visitors listed", "登记客商"),
            Column("firms", "whole", "Firms listed", "登记企业"),
        ),
        tell_plans,
    ),
)  # fmt: skip
