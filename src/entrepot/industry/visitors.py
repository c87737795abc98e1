"""Visitors and what they spend by place, projects for them, and assets that lie idle."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from entrepot.industry.farm_rolls import PAGE
from entrepot.industry.months import MONTHS, is_now, last_of, months_back, once
from entrepot.industry.visitor_rolls import ASSETS, COUNTS, PROJECTS
from entrepot.kernel.money import Money
from entrepot.kernel.panel import Answer, Panel, Rolls, is_by, share_pct, sums
from entrepot.kernel.roll import Choice, Column, Row


def tell_visitors(rolls: Rolls, on: date) -> Answer:
    """Visitors and spending by place, of the twelve months that have ended, beside those before.

    A month counts once it is over; of rows that tell the same month, place and origin the first by
    id counts. Rows with an origin are a part of those without, and stand by themselves. The change
    is of the months told in both years. The figures are of the rows without a place, which are
    the whole region; where there are none, of all places.
    """
    over = [one for one in rolls["visitor_counts"] if is_by(last_of(one["month"]), on)]
    rows, twice = once(over, "month", "place", "origin")
    kept = dict[tuple[str, str], dict[int, Row]]()
    for one in rows:
        kept.setdefault(_key(one), {})[months_back(one["month"], on)] = one
    table = [row for key in sorted(kept) if (row := _place(key, kept[key]))]
    whole = [one for one in rows if not one["origin"] and is_now(one["month"], on)]
    told = [one for one in whole if not one["place"]] or whole
    figures = {
        "visitors": _sum(told, "visitors"), "overnight": _sum(told, "overnight"),
        "spent": sums(told, "spent"), "spent_each": _each(told),
        "not_told": sum(None in (one["visitors"], one["spent"]) for one in told), "twice": twice,
    }  # fmt: skip
    return Answer(figures, table)


def _key(row: Row) -> tuple[str, str]:
    return row["place"] or "", row["origin"] or ""


def _place(key: tuple[str, str], own: Mapping[int, Row]) -> Row | None:
    now = [one for back, one in own.items() if 0 <= back < MONTHS]
    if not now:
        return None
    return {
        "at": key[0] or None, "origin": key[1] or None, "months": len(now),
        "visitors": _sum(now, "visitors"), "overnight": _sum(now, "overnight"),
        "nights": _sum(now, "nights"), "spent": sums(now, "spent"), "spent_each": _each(now),
        "change_pct": _change_pct(own),
    }  # fmt: skip


def _sum(rows: Iterable[Row], name: str) -> int | None:
    told = [one[name] for one in rows if one[name] is not None]
    return sum(told) if told else None


def _each(rows: Sequence[Row]) -> tuple[Money, ...] | None:
    """Spent by a visitor, by currency, of the rows that tell both."""
    both = [one for one in rows if one["spent"] is not None and one["visitors"]]
    spent = sums(both, "spent") or ()
    heads = {one.currency: _sum((row for row in both if row["currency"] == one.currency),
                                "visitors") or 0 for one in spent}  # fmt: skip
    return (
        tuple(Money(one.amount / heads[one.currency], one.currency).rounded() for one in spent)
        or None
    )


def _change_pct(own: Mapping[int, Row]) -> Decimal | None:
    """Change of visitors against the year before [%], of the months told in both years."""
    pairs = [(own[back]["visitors"], own[back + MONTHS]["visitors"]) for back in range(MONTHS)
             if back in own and back + MONTHS in own]  # fmt: skip
    both = [(now, then) for now, then in pairs if now is not None and then is not None]
    before = sum(then for _, then in both)
    return share_pct(sum(now for now, _ in both) - before, before)


# Projects and idle assets

STAGES = ("opened", "late", "building", "signed", "idea")


def tell_projects(rolls: Rolls, on: date) -> Answer:
    """Projects for visitors by stage on a day; late is one that was to be open."""
    rows = [{**one, "project": one["id"], "stage": stage_of(one, on),
             "planned": sums([one], "planned"), "invested": sums([one], "invested")}
            for one in rolls["visitor_projects"]]  # fmt: skip
    held = rolls["visitor_projects"]
    figures = {
        "projects": len(rows) or None,
        **{name: sum(row["stage"] == name for row in rows) if rows else None
           for name in ("opened", "late")},
        "planned": sums(held, "planned"), "invested": sums(held, "invested"),
        "without_money": sum(one["invested"] is None for one in held),
    }  # fmt: skip
    return Answer(
        figures, sorted(rows, key=lambda row: (STAGES.index(row["stage"]), row["project"]))
    )


def stage_of(project: Row, on: date) -> str:
    """How far a project is on a day."""
    if is_by(project["opened_on"], on):
        return "opened"
    if project["due_on"] and project["due_on"] < on:
        return "late"
    if is_by(project["begun_on"], on):
        return "building"
    return "signed" if is_by(project["signed_on"], on) else "idea"


def tell_idle(rolls: Rolls, on: date) -> Answer:
    """Assets that lie idle, how long, and those that are in use again."""
    held = [one for one in rolls["visitor_assets"] if is_by(one["idle_since"], on)]
    rows = [_asset(one, on) for one in held]
    idle = [one for one in held if not is_by(one["reused_on"], on)]
    areas = [one["area_m2"] for one in idle if one["area_m2"] is not None]
    figures = {
        "idle": len(idle) if held else None, "idle_m2": sum(areas, Decimal(0)) if areas else None,
        "sunk": sums(idle, "sunk"), "reused_pct": share_pct(len(held) - len(idle), len(held)),
        "without_area": len(idle) - len(areas),
    }  # fmt: skip
    return Answer(
        figures, sorted(rows, key=lambda row: (row["is_reused"], -row["days"], row["asset"]))
    )


def _asset(asset: Row, on: date) -> Row:
    is_reused = is_by(asset["reused_on"], on)
    end: date = asset["reused_on"] if is_reused else on
    return {
        "asset": asset["id"], "title": asset["title"], "project": asset["project"],
        "area_m2": asset["area_m2"], "sunk": sums([asset], "sunk"), "is_reused": is_reused,
        "days": (end - asset["idle_since"]).days, "reuse": asset["reuse"] if is_reused else None,
    }  # fmt: skip


_STAGES = (
    Choice("opened", "opened", "已开业"), Choice("late", "late", "逾期"),
    Choice("building", "building", "在建"), Choice("signed", "signed", "已签约"),
    Choice("idea", "idea", "谋划"),
)  # fmt: skip
PANELS = (
    Panel(
        "visitors", (67,), PAGE, "Visitors and spending, twelve months",
        "游客与旅游花费（近十二个月）", (COUNTS,),
        (
            Column("visitors", "whole", "Visitors", "游客人次"),
            Column("overnight", "whole", "Overnight", "过夜游客人次"),
            Column("spent", "money", "Spent", "旅游花费"),
            Column("spent_each", "money", "Spent by each", "人均花费"),
            Column("not_told", "whole", "Months without visitors or spending",
                   "未填人次或花费的月份"),
            Column("twice", "whole", "Rows told twice, not counted", "重复统计（未计入）"),
        ),
        (
            Column("at", "id", "Place", "地区"), Column("origin", "country", "From", "客源国"),
            Column("months", "whole", "Months told, of twelve", "已填月份（共十二）"),
            Column("visitors", "whole", "Visitors", "游客人次"),
            Column("overnight", "whole", "Overnight", "过夜游客人次"),
            Column("nights", "whole", "Nights", "过夜天数"),
            Column("spent", "money", "Spent", "旅游花费"),
            Column("spent_each", "money", "Spent by each", "人均花费"),
            Column("change_pct", "number", "Visitors against the year before [%]", "游客同比（%）"),
        ),
        tell_visitors,
    ),
    Panel(
        "visitor_projects", (67,), PAGE, "Projects for visitors", "旅游项目", (PROJECTS,),
        (
            Column("projects", "whole", "Projects", "项目"),
            Column("opened", "whole", "Opened", "已开业"), Column("late", "whole", "Late", "逾期"),
            Column("planned", "money", "Planned", "计划投资"),
            Column("invested", "money", "Invested", "完成投资"),
            Column("without_money", "whole", "Projects that do not tell what is invested",
                   "未填完成投资的项目"),
        ),
        (
            Column("project", "id", "Project", "项目"), Column("title", "text", "Name", "名称"),
            Column("stage", "choice", "Stage", "阶段", choices=_STAGES),
            Column("due_on", "day", "To open by", "计划开业日期"),
            Column("planned", "money", "Planned", "计划投资"),
            Column("invested", "money", "Invested", "完成投资"),
        ),
        tell_projects,
    ),
    Panel(
        "idle_assets", (67,), PAGE, "Idle assets for visitors", "旅游闲置资产", (PROJECTS, ASSETS),
        (
            Column("idle", "whole", "Idle", "闲置"),
            Column("idle_m2", "number", "Idle area [m2]", "闲置面积（平方米）"),
            Column("sunk", "money", "Money in them", "投入资金"),
            Column("reused_pct", "number", "In use again [%]", "盘活率（%）"),
            Column("without_area", "whole", "Idle ones without area", "未填面积的闲置资产"),
        ),
        (
            Column("asset", "id", "Asset", "资产"), Column("title", "text", "Name", "名称"),
            Column("project", "id", "Project", "项目"),
            Column("area_m2", "number", "Area [m2]", "面积（平方米）"),
            Column("sunk", "money", "Money in it", "投入资金"),
            Column("days", "whole", "Days idle", "闲置天数"),
            Column("is_reused", "yes_no", "In use again", "已盘活"),
            Column("reuse", "text", "New use", "新用途"),
        ),
        tell_idle,
    ),
)  # fmt: skip
