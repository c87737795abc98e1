"""Anniversaries of papers in force: those within twelve months, and whom to remind of them."""

from collections.abc import Mapping
from datetime import date

from entrepot.kernel.panel import Answer, Panel, Rolls
from entrepot.kernel.roll import Choice, Column, Row
from entrepot.partners import agreements
from entrepot.partners.ties import (
    INSTRUMENTS,
    NAMED,
    OWNER,
    PAGE,
    PAPERS,
    PARTNERS,
    PRECISION,
    if_kept,
    named,
    paper_of,
)

REMIND_DAYS = 30
"""How long before an anniversary its owner is reminded where the paper says nothing: our choice."""


def tell_anniversaries(rolls: Rolls, on: date) -> Answer:
    """Anniversaries from a day on within twelve months, the nearest first."""
    partners = {one["id"]: one for one in rolls["partners"]}
    papers = {one["id"]: one for one in rolls["instruments"] if one["partner"] in partners}
    signed = [paper_of(one) for one in papers.values()]
    rows = [_row(one, papers[one.instrument.id], partners, on)
            for one in agreements.anniversaries_from(signed, on)]  # fmt: skip
    states = [row["state"] for row in rows]
    figures = {
        "within_year": len(rows), "today": states.count("today"),
        "to_remind": states.count("remind"), "day_unknown": states.count("day_unknown"),
        "without_owner": sum(row["owner"] is None for row in rows),
    }  # fmt: skip
    return Answer(if_kept(figures, papers), rows)


def _row(
    one: agreements.Anniversary, paper: Row, partners: Mapping[str, Row], on: date
) -> Row:  # fmt: skip
    partner, precision = partners[paper["partner"]], paper["precision"] or "day"
    ahead = REMIND_DAYS if paper["remind_days"] is None else paper["remind_days"]
    left = (one.on.last - on).days if precision == "day" else None
    return {
        **named(partner), "kind": paper["kind"], "signed": one.instrument.signed.text,
        "years": one.years, "falls_on": one.on.text, "precision": precision, "days_left": left,
        "state": _state(left, ahead), "owner": partner["owner"],
    }  # fmt: skip


def _state(left: int | None, ahead: int) -> str:
    if left is None:
        return "day_unknown"
    if left == 0:
        return "today"
    return "remind" if left <= ahead else "later"


_STATES = (
    Choice("later", "later", "尚早"), Choice("remind", "to remind", "需提醒"),
    Choice("today", "today", "今日"), Choice("day_unknown", "day not known", "日期不详"),
)  # fmt: skip
PANELS = (
    Panel(
        "anniversaries", (75,), PAGE, "Anniversaries, and whom to remind", "结好纪念日与提醒",
        (PARTNERS, INSTRUMENTS),
        (
            Column("within_year", "whole", "Within twelve months", "未来十二个月"),
            Column("today", "whole", "Today", "今日"),
            Column("to_remind", "whole", "To remind now", "现需提醒"),
            Column("day_unknown", "whole", "Day not known", "日期不详"),
            Column("without_owner", "whole", "Nobody to remind", "无经办人"),
        ),
        (
            *NAMED, Column("kind", "choice", "Paper", "文书", choices=PAPERS),
            Column("signed", "text", "Signed", "签署日期"),
            Column("years", "whole", "Years", "周年"),
            Column("falls_on", "text", "Falls on", "纪念日"), PRECISION,
            Column("days_left", "whole", "Days left", "剩余天数"),
            Column("state", "choice", "Reminder", "提醒", choices=_STATES), OWNER,
        ),
        tell_anniversaries,
    ),
)  # fmt: skip
