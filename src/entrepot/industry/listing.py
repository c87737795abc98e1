"""Firms that mean to list on exchanges abroad: how ready each is, and its milestones."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from entrepot.industry.criteria import (
    ANSWERS,
    CRITERIA,
    FIRM_FACTS,
    SCHEMES,
    Judged,
    facts_by,
    judge_by,
    judged,
    told_zh,
)
from entrepot.industry.tasks import (
    DONE,
    LATE,
    STATES,
    STEP,
    by_due,
    by_owner,
    check_evidence,
    late_days,
    next_step,
    state_of,
)
from entrepot.kernel.panel import Answer, Panel, Rolls, is_by, share_pct
from entrepot.kernel.roll import Column, Roll, Row

PAGE = "/measures"
CANDIDATES = Roll(
    "listing_candidates", "Firms that mean to list abroad", "境外上市后备企业",
    (
        Column("firm", "id", "Firm", "企业", needed=True),
        Column("exchange", "text", "Exchange", "拟上市交易所", needed=True),
        Column("country", "country", "Country or territory", "国家（地区）", needed=True),
        Column("scheme", "id", "Criteria it is held against", "对照标准",
               refers="readiness_schemes"),
        Column("entered_on", "day", "Entered", "入库日期", needed=True),
        Column("left_on", "day", "Given up", "退出日期"),
    ),
)  # fmt: skip


MILESTONES = Roll(
    "listing_milestones", "Milestones to listing", "上市节点",
    (
        Column("candidate", "id", "Candidate", "后备企业", needed=True,
               refers="listing_candidates"),
        *STEP,
        Column("is_listing", "yes_no", "It is the listing itself", "是否为挂牌上市"),
    ),
    checks=(check_evidence,),
)  # fmt: skip


def tell_listing(rolls: Rolls, on: date) -> Answer:
    """How ready firms are to list abroad on a day, and the milestone each comes to next."""
    schemes, facts = judge_by(rolls, on), facts_by(rolls["firm_facts"], "firm", on)
    steps = by_owner(rolls["listing_milestones"], "candidate")
    rows = [_row(one, judged(schemes, one["scheme"], facts.get(one["firm"], {})),
                 steps.get(one["id"], ()), on)
            for one in _candidates(rolls, on)]  # fmt: skip
    answers = Counter(row["answer"] for row in rows if row["listed_on"] is None)
    figures = {
        "candidates": len(rows) or None, "ready": answers["yes"], "not_ready": answers["no"],
        "open": answers["open"], "listed": sum(row["listed_on"] is not None for row in rows),
        "late": sum(row["late_days"] is not None for row in rows),
    }  # fmt: skip
    return Answer(figures, sorted(rows, key=_by_due))


def _candidates(rolls: Rolls, on: date) -> Iterable[Row]:
    return [one for one in rolls["listing_candidates"]
            if is_by(one["entered_on"], on) and not is_by(one["left_on"], on)]  # fmt: skip


def _row(one: Row, found: Judged, steps: Sequence[Row], on: date) -> dict[str, Any]:
    listed = min((row["done_on"] for row in steps
                  if row["is_listing"] and is_by(row["done_on"], on)), default=None)  # fmt: skip
    next_ = None if listed else next_step(steps, on)
    wanting = found.open[0] if found.open else None
    return {
        "candidate": one["id"], "firm": one["firm"], "exchange": one["exchange"],
        "answer": found.answer, **found.bounds(), **_wanting(wanting),
        "done": sum(state_of(row, on) == DONE for row in steps), "milestones": len(steps),
        "next": next_ and next_["title"],
        "next_zh": next_ and (next_["title_zh"] or next_["title"]),
        "due_on": next_ and next_["due_on"], "late_days": next_ and late_days(next_, on),
        "listed_on": listed,
    }  # fmt: skip


def _wanting(row: Row | None) -> Row:
    return {"wanting": row and row["title"],
            "wanting_zh": row and (row["title_zh"] or row["title"])}  # fmt: skip


def _by_due(row: Row) -> tuple[Any, ...]:
    return (row["listed_on"] is not None, row["due_on"] or date.max, row["candidate"])


def tell_milestones(rolls: Rolls, on: date) -> Answer:
    """Milestones of the firms on the list on a day, those due first at the head."""
    candidates = {one["id"]: one for one in _candidates(rolls, on)}
    rows = [_milestone(row, candidates, on)
            for row in sorted(rolls["listing_milestones"], key=by_due)
            if row["candidate"] in candidates]  # fmt: skip
    states = Counter(row["state"] for row in rows)
    figures = {"milestones": len(rows) or None, "done": states[DONE], "late": states[LATE],
               "done_pct": share_pct(states[DONE], len(rows))}  # fmt: skip
    return Answer(figures, rows)


def _milestone(row: Row, candidates: Mapping[str, Row], on: date) -> dict[str, Any]:
    return {"firm": candidates[row["candidate"]]["firm"], "milestone": row["id"],
            **told_zh(row, "title"), "state": state_of(row, on), "due_on": row["due_on"],
            "done_on": row["done_on"] if is_by(row["done_on"], on) else None,
            "late_days": late_days(row, on),
            "evidence": row["evidence"] if is_by(row["done_on"], on) else None}  # fmt: skip


PANELS = (
    Panel(
        "listing_readiness", (122,), PAGE, "Readiness to list abroad", "境外上市准备度",
        (CANDIDATES, SCHEMES, CRITERIA, FIRM_FACTS, MILESTONES),
        (
            Column("candidates", "whole", "Firms", "后备企业"),
            Column("ready", "whole", "Ready, not listed yet", "已具备、未上市"),
            Column("not_ready", "whole", "Not ready", "未具备"),
            Column("open", "whole", "Not known yet", "待核实"),
            Column("listed", "whole", "Listed", "已上市"),
            Column("late", "whole", "With a milestone late", "节点逾期"),
        ),
        (
            Column("firm", "id", "Firm", "企业"), Column("exchange", "text", "Exchange", "交易所"),
            Column("answer", "choice", "Ready", "是否具备", choices=ANSWERS),
            Column("least_score", "number", "Score at least [0 to 100]", "评分下限（0–100）"),
            Column("most_score", "number", "Score at most [0 to 100]", "评分上限（0–100）"),
            Column("wanting", "text", "Wanting first", "首要缺项"),
            Column("done", "whole", "Milestones done", "已完成节点"),
            Column("milestones", "whole", "Of", "节点总数"),
            Column("next", "text", "Next milestone", "下一节点"),
            Column("due_on", "day", "Due", "期限"),
            Column("late_days", "whole", "Days late", "逾期天数"),
            Column("listed_on", "day", "Listed", "上市日期"),
        ),
        tell_listing,
    ),
    Panel(
        "listing_milestones", (122,), PAGE, "Milestones to listing", "上市节点",
        (CANDIDATES, MILESTONES),
        (
            Column("milestones", "whole", "Milestones", "节点"),
            Column("done", "whole", "Done", "已完成"), Column("late", "whole", "Late", "逾期"),
            Column("done_pct", "number", "Done [%]", "完成率（%）"),
        ),
        (
            Column("firm", "id", "Firm", "企业"), Column("milestone", "id", "Number", "编号"),
            Column("title", "text", "Milestone", "节点"),
            Column("state", "choice", "Stands", "状态", choices=STATES),
            Column("due_on", "day", "Due", "期限"), Column("done_on", "day", "Done", "完成日期"),
            Column("late_days", "whole", "Days late", "逾期天数"),
            Column("evidence", "text", "Evidence", "依据"),
        ),
        tell_milestones,
    ),
)  # fmt: skip
