"""Works of infrastructure and welfare: who owns them, what they may cost, what they bring."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from entrepot.industry.work_benefits import (
    BENEFITS,
    COUNTS,
    MET,
    MISSED,
    UNMEASURED,
    benefit_state,
    last_measures,
    panel_of,
)
from entrepot.kernel.panel import Answer, Panel, Rolls, added, grouped, is_by, share_pct, sums
from entrepot.kernel.roll import Choice, Column, Roll, Row

PAGE = "/investment"
FINISHED, LATE, BUILDING, UNTOLD = "finished", "late", "building", "untold"
_STATES = (Choice(LATE, "late", "逾期"), Choice(BUILDING, "being built", "在建"),
           Choice(UNTOLD, "no start told", "未填开工"),
           Choice(FINISHED, "finished", "已完工"))  # fmt: skip
_KINDS = (
    Choice("railway", "railway", "铁路"), Choice("road", "road", "公路"),
    Choice("waterway", "waterway", "航道"), Choice("airport", "airport", "机场"),
    Choice("port", "port", "口岸港口"), Choice("energy", "energy", "能源"),
    Choice("water", "water", "水利"), Choice("telecom", "telecommunications", "通信"),
    Choice("welfare", "welfare", "民生"), Choice("other", "other", "其他"),
)  # fmt: skip


def _days(row: Row) -> Iterator[tuple[str, str, str, str]]:
    for name in ("due_on", "finished_on"):
        if row[name] and row["started_on"] and row[name] < row["started_on"]:
            yield (name, "lies before the start.", "Look at both days.", "早于开工日期。")


WORKS = Roll(
    "works", "Works", "工程项目",
    (
        Column("name", "text", "Name", "名称", needed=True),
        Column("owner", "text", "Owner", "业主"),
        Column("kind", "choice", "Kind", "类型", needed=True, choices=_KINDS),
        Column("budget", "amount", "Budget", "预算"),
        Column("currency", "currency", "Currency", "币种"),
        Column("started_on", "day", "Started", "开工日期"),
        Column("due_on", "day", "To be finished", "计划完工日期"),
        Column("finished_on", "day", "Finished", "完工日期"),
    ),
    checks=(_days,),
)  # fmt: skip
REPORTS = Roll(
    "work_reports", "Reports on works", "工程进度报告",
    (
        Column("work", "id", "Work", "工程", needed=True, refers="works"),
        Column("reported_on", "day", "Day", "日期", needed=True),
        Column("spent", "amount", "Spent so far", "累计支出"),
        Column("currency", "currency", "Currency", "币种"),
        Column("done_pct", "number", "Built so far [%]", "形象进度（%）", least=0, most=100),
    ),
)  # fmt: skip
_ROLLS = (WORKS, REPORTS, BENEFITS)


def work_state(row: Row, on: date) -> str:
    """How far a work is; one to be finished that day is not late."""
    if is_by(row["finished_on"], on):
        return FINISHED
    if row["due_on"] and row["due_on"] < on:
        return LATE
    return BUILDING if is_by(row["started_on"], on) else UNTOLD


def lines_of(rolls: Rolls, on: date) -> list[dict[str, Any]]:
    """Each work with its last report up to a day and what became of its benefits."""
    reports = grouped(rolls["work_reports"], "work")
    benefits = grouped(last_measures(rolls["work_benefits"], on), "work")
    return [_work(one, _last_report(reports[one["id"]], on),
                  [benefit_state(row, on) for row in benefits[one["id"]]], on)
            for one in rolls["works"]]  # fmt: skip


def _last_report(reports: Sequence[Row], on: date) -> Row | None:
    told = [one for one in reports if is_by(one["reported_on"], on)]
    return max(told, key=lambda one: (one["reported_on"], one["id"]), default=None)


def _work(work: Row, report: Row | None, benefits: Sequence[str], on: date) -> dict[str, Any]:
    spent = report["spent"] if report else None
    is_same = report is not None and report["currency"] == work["currency"]
    return {
        "work": work["id"], "name": work["name"], "owner": work["owner"], "kind": work["kind"],
        "budget": sums([work], "budget"), "spent": sums([report], "spent") if report else None,
        "spent_pct": share_pct(spent, work["budget"]) if is_same else None,
        "is_over": is_same and _is_over(spent, work["budget"]),
        "done_pct": report["done_pct"] if report else None, "state": work_state(work, on),
        **{one: benefits.count(one) for one in (MET, MISSED, UNMEASURED)},
    }  # fmt: skip


def _is_over(spent: Decimal | None, budget: Decimal | None) -> bool:
    return spent is not None and budget is not None and spent > budget


def _totals(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {
        "works": len(rows), "late": sum(row["state"] == LATE for row in rows),
        "over": sum(row["is_over"] for row in rows),
        "unbudgeted": sum(row["budget"] is None for row in rows),
        "unreported": sum(row["spent"] is None for row in rows),
        **{one: sum(row[one] for row in rows) for one in (MET, MISSED, UNMEASURED)},
    }  # fmt: skip


def tell_works(rolls: Rolls, on: date) -> Answer:
    """Works by owner: budget against what was spent, and benefits promised against measured."""
    rows = lines_of(rolls, on)
    totals = _totals(rows)
    money = {name: added(row[name] for row in rows) for name in ("budget", "spent")}
    figures = {**(totals if rows else dict.fromkeys(totals)), **money}
    return Answer(figures, sorted(rows, key=_by_owner))


def _by_owner(row: Mapping[str, Any]) -> tuple[bool, str, str]:
    return (row["owner"] is None, row["owner"] or "", row.get("work") or "")


def tell_owners(rolls: Rolls, on: date) -> Answer:
    """Owners of works, each with all of its works; those without an owner are a line too."""
    lines = lines_of(rolls, on)
    rows = [_owner(name, held) for name, held in grouped(lines, "owner").items()]
    named = sum(row["owner"] is not None for row in rows)
    unowned = sum(one["owner"] is None for one in lines)
    figures = {"owners": named if rows else None, "unowned": unowned if rows else None}
    return Answer(figures, sorted(rows, key=_by_owner))


def _owner(name: str | None, lines: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    money = {kind: added(line[kind] for line in lines) for kind in ("budget", "spent")}
    return {"owner": name, **_totals(lines), **money}


_MONEY = (Column("budget", "money", "Budget", "预算"), Column("spent", "money", "Spent", "已支出"))
_SUMS = (
    Column("works", "whole", "Works", "工程"), *_MONEY,
    Column("over", "whole", "Over budget", "超预算"), Column("late", "whole", "Late", "逾期"),
    Column("unbudgeted", "whole", "Works without a budget", "未填预算的工程"),
    Column("unreported", "whole", "Works without a report of money", "未报支出的工程"), *COUNTS,
)  # fmt: skip
PANELS = (
    Panel(
        "works", (100,), PAGE, "Works by owner, budget and benefit", "工程：业主、预算与效益",
        _ROLLS, _SUMS,
        (
            Column("owner", "text", "Owner", "业主"), Column("work", "id", "Work", "工程"),
            Column("name", "text", "Name", "名称"),
            Column("kind", "choice", "Kind", "类型", choices=_KINDS), *_MONEY,
            Column("spent_pct", "number", "Spent of the budget [%]", "预算执行率（%）"),
            Column("done_pct", "number", "Built [%]", "形象进度（%）"),
            Column("state", "choice", "State", "状态", choices=_STATES), *COUNTS,
        ),
        tell_works,
    ),
    Panel(
        "work_owners", (100,), PAGE, "Owners of works", "工程业主", _ROLLS,
        (
            Column("owners", "whole", "Owners", "业主"),
            Column("unowned", "whole", "Works without an owner", "未填业主的工程"),
        ),
        (Column("owner", "text", "Owner", "业主"), *_SUMS),
        tell_owners,
    ),
    panel_of(WORKS, PAGE),
)  # fmt: skip
