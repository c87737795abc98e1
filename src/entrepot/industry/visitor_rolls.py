"""Registers of visitors: counts by month, projects for them, assets that lie idle."""

from collections.abc import Iterator

from entrepot.industry.months import Wrong, check_month
from entrepot.kernel.roll import Column, Roll, Row


def _check_stay(row: Row) -> Iterator[Wrong]:
    if None not in (row["visitors"], row["overnight"]) and row["overnight"] > row["visitors"]:
        yield "overnight", "is more than the visitors.", "Check both.", "过夜游客多于游客总数。"


def _check_idle(row: Row) -> Iterator[Wrong]:
    if row["reused_on"] and not row["reuse"]:
        yield "reuse", "is empty, and it is in use again.", "Say what for.", "已盘活，缺少新用途。"
    if row["reused_on"] and row["reused_on"] < row["idle_since"]:
        yield "reused_on", "is before it fell idle.", "Check both days.", "盘活日期早于闲置日期。"


COUNTS = Roll(
    "visitor_counts", "Visitors by month", "游客月度统计",
    (
        Column("month", "day", "Month, by its first day", "月份（当月第一天）", needed=True),
        Column("origin", "country", "From, empty for all", "客源国（空为全部）"),
        Column("visitors", "whole", "Visitors", "游客人次", least=0),
        Column("overnight", "whole", "Of them overnight", "过夜游客人次", least=0),
        Column("nights", "whole", "Nights", "过夜天数", least=0),
        Column("spent", "amount", "Spent", "旅游花费"),
        Column("currency", "currency", "Currency", "币种"),
    ),
    checks=(check_month, _check_stay),
)  # fmt: skip
PROJECTS = Roll(
    "visitor_projects", "Projects for visitors", "旅游项目",
    (
        Column("title", "text", "Project", "项目名称", needed=True),
        Column("planned", "amount", "Planned", "计划投资"),
        Column("invested", "amount", "Invested", "完成投资"),
        Column("currency", "currency", "Currency", "币种"),
        Column("signed_on", "day", "Signed", "签约日期"),
        Column("begun_on", "day", "Begun", "开工日期"),
        Column("due_on", "day", "To open by", "计划开业日期"),
        Column("opened_on", "day", "Opened", "开业日期"),
    ),
)  # fmt: skip
ASSETS = Roll(
    "visitor_assets", "Idle assets for visitors", "旅游闲置资产",
    (
        Column("title", "text", "Asset", "资产名称", needed=True),
        Column("project", "id", "Project", "项目", refers="visitor_projects"),
        Column("area_m2", "number", "Area [m2]", "面积（平方米）", least=0),
        Column("sunk", "amount", "Money in it", "投入资金"),
        Column("currency", "currency", "Currency", "币种"),
        Column("idle_since", "day", "Idle since", "闲置起始日期", needed=True),
        Column("reused_on", "day", "In use again", "盘活日期"),
        Column("reuse", "text", "New use", "新用途"),
    ),
    checks=(_check_idle,),
)  # fmt: skip
