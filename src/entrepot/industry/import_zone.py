"""The bid for a zone that promotes imports: its steps, the import platforms, what they bring in."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from entrepot.industry.criteria import told_zh
from entrepot.industry.months import last_of
from entrepot.industry.tasks import (
    DONE,
    LATE,
    STATES,
    STEP,
    by_due,
    by_owner,
    check_evidence,
    late_days,
    state_of,
)
from entrepot.kernel.money import Money
from entrepot.kernel.panel import Answer, Panel, Rolls, is_by, share_pct, sums
from entrepot.kernel.roll import Choice, Column, Roll, Row

PAGE = "/measures"
PLANNED, WORKING, CLOSED = "planned", "working", "closed"
_OUTCOMES = (Choice("won", "won", "获批"), Choice("refused", "refused", "未获批"))
_STATES = (Choice(PLANNED, "planned", "筹建"), Choice(WORKING, "working", "运营"),
           Choice(CLOSED, "closed", "关停"))  # fmt: skip
_KINDS = (
    Choice("market", "import market", "进口商品市场"),
    Choice("bonded", "bonded display", "保税展示"),
    Choice("online", "online", "跨境电商进口"),
    Choice("port", "port of designated goods", "指定口岸"),
    Choice("fair", "fair", "展会"), Choice("materials", "centre of raw materials", "大宗原料中心"),
)  # fmt: skip
BIDS = Roll(
    "import_bids", "Bids for a zone that promotes imports", "进口示范区申建",
    (
        Column("title", "text", "Bid", "申建事项", needed=True),
        Column("title_zh", "text", "Bid in Chinese", "申建事项（中文）"),
        Column("office", "id", "Office", "牵头单位"),
        Column("submitted_on", "day", "Submitted", "上报日期"),
        Column("decided_on", "day", "Decided", "批复日期"),
        Column("outcome", "choice", "Outcome", "结果", choices=_OUTCOMES),
    ),
)  # fmt: skip
STEPS = Roll(
    "import_bid_steps", "Steps of the bid", "申建任务",
    (Column("bid", "id", "Bid", "申建事项", needed=True, refers="import_bids"), *STEP),
    checks=(check_evidence,),
)  # fmt: skip
PLATFORMS = Roll(
    "import_platforms", "Import platforms", "进口平台",
    (
        Column("title", "text", "Platform", "平台名称", needed=True),
        Column("title_zh", "text", "Platform in Chinese", "平台名称（中文）"),
        Column("kind", "choice", "Kind", "类型", needed=True, choices=_KINDS),
        Column("bid", "id", "Bid it is part of", "所属申建事项", refers="import_bids"),
        Column("operator", "id", "Firm that runs it", "运营企业"),
        Column("opened_on", "day", "Opened", "开业日期"),
        Column("closed_on", "day", "Closed", "关停日期"),
        Column("goal", "amount", "Imports of a year aimed at", "年进口目标"),
        Column("currency", "currency", "Currency", "币种"),
    ),
)  # fmt: skip
RESULTS = Roll(
    "import_results", "What platforms brought in", "进口平台成效",
    (
        Column("platform", "id", "Platform", "平台", needed=True, refers="import_platforms"),
        Column("ended_on", "day", "Last day of the month or quarter", "统计期截止日", needed=True),
        Column("imports", "amount", "Imports", "进口额"),
        Column("currency", "currency", "Currency", "币种"),
        Column("firms", "whole", "Firms that imported", "进口企业数", least=0),
    ),
)  # fmt: skip


def tell_bid(rolls: Rolls, on: date) -> Answer:
    """The steps of bids on a day, those due first at the head; done only with evidence."""
    bids = {one["id"]: one for one in rolls["import_bids"]}
    rows = [_step(row, on) for row in sorted(rolls["import_bid_steps"], key=by_due)]
    states = Counter(row["state"] for row in rows)
    decided = [one for one in bids.values() if is_by(one["decided_on"], on)]
    figures = {
        "bids": len(bids) or None,
        "submitted": sum(is_by(one["submitted_on"], on) for one in bids.values()),
        "won": sum(one["outcome"] == "won" for one in decided),
        "done_pct": share_pct(states[DONE], len(rows)), "late": states[LATE],
        "without_steps": len(set(bids) - {row["bid"] for row in rows}),
    }  # fmt: skip
    return Answer(figures, rows)


def _step(row: Row, on: date) -> dict[str, Any]:
    is_done = state_of(row, on) == DONE
    return {"bid": row["bid"], "step": row["id"], **told_zh(row, "title"), "office": row["office"],
            "state": state_of(row, on), "due_on": row["due_on"], "late_days": late_days(row, on),
            "evidence": row["evidence"] if is_done else None}  # fmt: skip


def tell_platforms(rolls: Rolls, on: date) -> Answer:
    """What import platforms brought in within twelve months to a day, and the twelve before."""
    results = by_owner(rolls["import_results"], "platform")
    rows = [_platform(one, results.get(one["id"], ()), on) for one in rolls["import_platforms"]]
    year = [one for some in results.values() for one in within(some, year_before(on), on)]
    figures = {
        "platforms": len(rows) or None, "working": sum(row["state"] == WORKING for row in rows),
        "imports": sums(year, "imports"),
        "without_results": sum(row["state"] == WORKING and row["imports"] is None for row in rows),
    }  # fmt: skip
    return Answer(figures, sorted(rows, key=_by_imports))


def _platform(one: Row, results: Sequence[Row], on: date) -> dict[str, Any]:
    before = year_before(on)
    year, last = within(results, before, on), within(results, year_before(before), before)
    imports, earlier = sums(year, "imports"), sums(last, "imports")
    latest = max(year, key=lambda row: (row["ended_on"], row["id"]), default=None)
    return {
        "platform": one["id"], **told_zh(one, "title"), "kind": one["kind"],
        "state": _state(one, on), "imports": imports, "before": earlier,
        "growth_pct": _growth(year, last),
        "of_goal_pct": share_pct(_single(imports, one["currency"]), one["goal"]),
        "firms": latest["firms"] if latest else None,
    }  # fmt: skip


def _state(one: Row, on: date) -> str:
    if is_by(one["closed_on"], on):
        return CLOSED
    return WORKING if is_by(one["opened_on"], on) else PLANNED


def within(rows: Sequence[Row], after: date, to: date) -> list[Row]:
    """Rows whose time ended after a day, and by another."""
    return [row for row in rows if after < row["ended_on"] <= to]


def year_before(on: date) -> date:
    """The same day a year before, of the last of a month the last; before the first year none."""
    if on.year == date.min.year:
        return date.min
    if on == last_of(on):
        return last_of(date(on.year - 1, on.month, 1))
    return on.replace(year=on.year - 1)


def _single(amounts: Sequence[Money] | None, currency: str | None) -> Decimal | None:
    """An amount told in one currency alone, the one asked about."""
    told = [one for one in amounts or () if one.currency == currency]
    return told[0].amount if told and len(amounts or ()) == 1 else None


def _growth(year: Sequence[Row], last: Sequence[Row]) -> Decimal | None:
    """By how much more than before [%], of times told in both years; unknown in two currencies."""
    told, then = (_told(some) for some in (year, last))
    now = [(year_before(one["ended_on"]), one) for one in told]
    ends = {one["ended_on"] for one in then}
    part = sums((one for end, one in now if end in ends), "imports")
    whole = sums((one for one in then if one["ended_on"] in {end for end, _ in now}), "imports")
    currency = part[0].currency if part else None
    more, base = _single(part, currency), _single(whole, currency)
    return None if more is None or not base else share_pct(more - base, base)


def _told(rows: Sequence[Row]) -> list[Row]:
    return [one for one in rows if one["imports"] is not None]


def _by_imports(row: Row) -> tuple[Any, ...]:
    """The most first, currency by currency; those that tell nothing last."""
    told = row["imports"] or (Money(Decimal(0), "ZZZ"),)
    return (not row["imports"], told[0].currency, -told[0].amount, row["platform"])


PANELS = (
    Panel(
        "import_bid", (82,), PAGE, "The bid for an import zone, step by step", "进口示范区申建进度",
        (BIDS, STEPS),
        (
            Column("bids", "whole", "Bids", "申建事项"),
            Column("submitted", "whole", "Submitted", "已上报"),
            Column("won", "whole", "Won", "已获批"),
            Column("done_pct", "number", "Steps done [%]", "任务完成率（%）"),
            Column("late", "whole", "Steps late", "逾期任务"),
            Column("without_steps", "whole", "Bids without steps", "未列任务的申建"),
        ),
        (
            Column("bid", "id", "Bid", "申建事项"), Column("step", "id", "Number", "编号"),
            Column("title", "text", "Step", "任务"), Column("office", "id", "Office", "责任单位"),
            Column("state", "choice", "Stands", "状态", choices=STATES),
            Column("due_on", "day", "Due", "期限"),
            Column("late_days", "whole", "Days late", "逾期天数"),
            Column("evidence", "text", "Evidence", "依据"),
        ),
        tell_bid,
    ),
    Panel(
        "import_platforms", (82,), PAGE, "Import platforms and what they bring in",
        "进口平台与成效", (BIDS, PLATFORMS, RESULTS),
        (
            Column("platforms", "whole", "Platforms", "平台"),
            Column("working", "whole", "Working", "运营中"),
            Column("imports", "money", "Imports of twelve months", "近12个月进口额"),
            Column("without_results", "whole", "Working, no imports told", "运营但无进口数据"),
        ),
        (
            Column("platform", "id", "Number", "编号"), Column("title", "text", "Platform", "平台"),
            Column("kind", "choice", "Kind", "类型", choices=_KINDS),
            Column("state", "choice", "Stands", "状态", choices=_STATES),
            Column("imports", "money", "Imports of twelve months", "近12个月进口额"),
            Column("before", "money", "Of the twelve before", "此前12个月"),
            Column("growth_pct", "number", "Growth [%]", "增长（%）"),
            Column("of_goal_pct", "number", "Of the goal [%]", "完成目标（%）"),
            Column("firms", "whole", "Firms, last told", "进口企业（最近一期）"),
        ),
        tell_platforms,
    ),
)  # fmt: skip
