"""Sectors bet on by several places beyond need, and segments with capacity against demand."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from entrepot.industry.clusters import PAGE
from entrepot.kernel.panel import Answer, Panel, Rolls, share_pct
from entrepot.kernel.roll import Choice, Column, Roll, Row

BETS = Roll(
    "sector_bets", "Sectors and lead firms of places", "各地主导产业与链主企业",
    (
        Column("sector", "id", "Sector", "产业", needed=True, refers="sector_needs"),
        Column("where", "text", "City or county", "市县", needed=True),
        Column("lead_firm", "text", "Lead firm", "链主企业"),
        Column("capacity", "number", "Capacity planned", "规划产能", least=0),
        Column("since", "day", "Since", "确定日期", needed=True),
        Column("until", "day", "Until", "终止日期"),
    ),
)  # fmt: skip
NEEDS = Roll(
    "sector_needs", "Need for each sector", "各产业需求",
    (
        Column("name", "text", "Sector", "产业名称", needed=True),
        Column("need", "number", "Need", "需求量", least=0),
        Column("unit", "text", "Unit of need and capacities", "需求与产能的单位", needed=True),
    ),
)  # fmt: skip
SEGMENTS = Roll(
    "segments", "Segments", "细分行业",
    (
        Column("name", "text", "Segment", "细分行业", needed=True),
        Column("unit", "text", "Unit of capacity and demand", "产能与需求的单位", needed=True),
    ),
)  # fmt: skip
SIDES = Roll(
    "segment_sides", "Capacity and demand of segments", "细分行业产能与需求",
    (
        Column("segment", "id", "Segment", "细分行业", needed=True, refers="segments"),
        Column("side", "choice", "Side", "方向", needed=True, choices=(
            Choice("capacity", "capacity", "产能"), Choice("demand", "demand", "需求"))),
        Column("enterprise", "id", "Firm", "企业", needed=True),
        Column("amount", "number", "Amount a year", "年量", needed=True, least=0),
        Column("since", "day", "From", "起", needed=True),
        Column("until", "day", "Until", "止"),
    ),
)  # fmt: skip
INPUTS = Roll(
    "segment_inputs", "Inputs of segments and who supplies them", "细分行业投入与供应商",
    (
        Column("segment", "id", "Segment", "细分行业", needed=True, refers="segments"),
        Column("input", "text", "Input", "投入品", needed=True),
        Column("supplier", "id", "Supplier", "供应商"),
    ),
)  # fmt: skip


def runs(row: Row, on: date) -> bool:
    """Whether what a row tells of holds on a day, its last day included."""
    return row["since"] <= on and (row["until"] is None or on <= row["until"])


def tell_sectors(rolls: Rolls, on: date) -> Answer:
    """Sectors and lead firms by place, and bets that several places make beyond need."""
    bets = [one for one in rolls["sector_bets"] if runs(one, on)]
    rows = [
        row for need in rolls["sector_needs"]
        for row in _bets(need, [one for one in bets if one["sector"] == need["id"]])
    ]  # fmt: skip
    doubled = {row["sector"] for row in rows if row["warning"] == "doubled"}
    figures = {
        "sectors": len({row["sector"] for row in rows}) or None,
        "places": len({row["where"] for row in rows}) or None,
        "doubled": len(doubled) if rows else None,
        "not_judged": len({row["sector"] for row in rows if row["warning"] == "not_judged"}),
    }  # fmt: skip
    return Answer(figures, rows)


def _bets(need: Row, bets: Sequence[Row]) -> list[Row]:
    warning = judge(need["need"], [one["capacity"] for one in bets],
                    len({one["where"] for one in bets}))  # fmt: skip
    return [
        {"sector": need["name"], "where": one["where"], "lead_firm": one["lead_firm"],
         "capacity": one["capacity"], "unit": need["unit"], "need": need["need"],
         "of_need_pct": share_pct(one["capacity"], need["need"]), "warning": warning}
        for one in bets
    ]  # fmt: skip


def judge(need: Decimal | None, capacities: Sequence[Decimal | None], places: int) -> str:
    """Whether a bet is made twice: two places or more plan more than is needed.

    What is known may suffice: known capacities beyond need are a double whatever is unknown.
    """
    known = sum((one for one in capacities if one is not None), Decimal(0))
    if places < 2:
        return "single"
    if need is None:
        return "not_judged"
    if known > need:
        return "doubled"
    return "not_judged" if None in capacities else "within"


def tell_segments(rolls: Rolls, on: date) -> Answer:
    """Capacity and demand of each segment on a day, and the inputs that nobody supplies."""
    rows = [_segment(one, rolls, on) for one in rolls["segments"]]
    known = [row["balance"] for row in rows if row["balance"] is not None]
    missing = [one for row in rows if (one := row["without_supplier"]) is not None]
    figures = {
        "segments": len(rows) or None, "short": sum(one < 0 for one in known) if known else None,
        "not_known": len(rows) - len(known),
        "without_supplier": sum(missing) if missing else None,
    }  # fmt: skip
    return Answer(figures, rows)


def _segment(one: Row, rolls: Rolls, on: date) -> Row:
    sides = [row for row in rolls["segment_sides"] if row["segment"] == one["id"] and runs(row, on)]
    capacity, demand = (_sum(sides, side) for side in ("capacity", "demand"))
    inputs = [row for row in rolls["segment_inputs"] if row["segment"] == one["id"]]
    supplied = {row["input"] for row in inputs if row["supplier"]}
    missing = sorted({row["input"] for row in inputs} - supplied)
    return {
        "segment": one["name"], "unit": one["unit"], "capacity": capacity, "demand": demand,
        "balance": None if capacity is None or demand is None else capacity - demand,
        "suppliers": len({row["enterprise"] for row in sides if row["side"] == "capacity"}),
        "buyers": len({row["enterprise"] for row in sides if row["side"] == "demand"}),
        "without_supplier": len(missing) if inputs else None,
        "missing": ", ".join(missing) or None,
    }  # fmt: skip


def _sum(sides: Sequence[Row], side: str) -> Decimal | None:
    told = [row["amount"] for row in sides if row["side"] == side]
    return sum(told, Decimal(0)) if told else None


_WARNINGS = (
    Choice("single", "one place alone", "仅一地"), Choice("within", "within need", "未超需求"),
    Choice("doubled", "duplicated beyond need", "重复布局超需求"),
    Choice("not_judged", "cannot be judged", "无法判断"),
)  # fmt: skip
PANELS = (
    Panel(
        "sectors", (18,), PAGE, "Sectors and lead firms by place", "各地主导产业与链主",
        (NEEDS, BETS),
        (
            Column("sectors", "whole", "Sectors", "产业"),
            Column("places", "whole", "Cities and counties", "市县"),
            Column("doubled", "whole", "Duplicated beyond need", "重复布局超需求"),
            Column("not_judged", "whole", "Cannot be judged", "无法判断"),
        ),
        (
            Column("sector", "text", "Sector", "产业"),
            Column("where", "text", "City or county", "市县"),
            Column("lead_firm", "text", "Lead firm", "链主企业"),
            Column("capacity", "number", "Capacity planned", "规划产能"),
            Column("unit", "text", "Unit", "单位"), Column("need", "number", "Need", "需求量"),
            Column("of_need_pct", "number", "Of the need [%]", "占需求（%）"),
            Column("warning", "choice", "Bets together", "布局判断", choices=_WARNINGS),
        ),
        tell_sectors,
    ),
    Panel(
        "segments", (56,), PAGE, "Segments: capacity, demand, missing suppliers",
        "细分行业：产能、需求与缺失供应商", (SEGMENTS, SIDES, INPUTS),
        (
            Column("segments", "whole", "Segments", "细分行业"),
            Column("short", "whole", "Short of capacity", "产能不足"),
            Column("not_known", "whole", "Balance not known", "平衡未知"),
            Column("without_supplier", "whole", "Inputs without a supplier", "无供应商的投入品"),
        ),
        (
            Column("segment", "text", "Segment", "细分行业"),
            Column("unit", "text", "Unit", "单位"),
            Column("capacity", "number", "Capacity", "产能"),
            Column("demand", "number", "Demand", "需求"),
            Column("balance", "number", "Balance", "差额"),
            Column("suppliers", "whole", "Makers", "生产企业"),
            Column("buyers", "whole", "Buyers", "需求企业"),
            Column("without_supplier", "whole", "Inputs without a supplier", "缺供应商投入品"),
            Column("missing", "text", "Which", "名称"),
        ),
        tell_segments,
    ),
)  # fmt: skip
