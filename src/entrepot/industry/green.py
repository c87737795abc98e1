"""Green projects and what they save, and the carbon in what firms make."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from entrepot.industry.criteria import told_zh
from entrepot.kernel.money import Money
from entrepot.kernel.panel import Answer, Panel, Rolls, is_by, share_pct, sums
from entrepot.kernel.roll import Choice, Column, Roll, Row

PAGE = "/measures"
PLANNED, BUILT, WORKING, ENDED = "planned", "building", "working", "ended"
_STATES = (Choice(PLANNED, "planned", "规划"), Choice(BUILT, "being built", "在建"),
           Choice(WORKING, "working", "运行"), Choice(ENDED, "ended", "终止"))  # fmt: skip
_KINDS = (
    Choice("energy", "clean energy", "清洁能源"), Choice("saving", "saving of energy", "节能"),
    Choice("recycling", "recycling", "循环利用"), Choice("process", "cleaner process", "清洁生产"),
    Choice("transport", "transport", "绿色运输"), Choice("zone", "zone", "示范区"),
)  # fmt: skip
PROJECTS = Roll(
    "green_projects", "Green projects", "绿色项目",
    (
        Column("title", "text", "Project", "项目名称", needed=True),
        Column("title_zh", "text", "Project in Chinese", "项目名称（中文）"),
        Column("kind", "choice", "Kind", "类型", needed=True, choices=_KINDS),
        Column("firm", "id", "Firm", "企业"),
        Column("partner_country", "country", "Country of the partner", "合作国家"),
        Column("started_on", "day", "Begun", "开工日期"),
        Column("working_on", "day", "Working", "投运日期"),
        Column("ended_on", "day", "Ended", "终止日期"),
        Column("invested", "amount", "Invested", "投资额"),
        Column("currency", "currency", "Currency", "币种"),
        Column("planned_saving_t", "number", "Saving planned [t CO2e a year]",
               "计划减排（吨CO2e/年）", least=0),
        Column("measured_saving_t", "number", "Saving measured [t CO2e a year]",
               "实测减排（吨CO2e/年）"),
        Column("measured_on", "day", "Measured", "实测日期"),
    ),
)  # fmt: skip


def check_carbon(row: Row) -> Iterable[tuple[str, str, str, str]]:
    """A year of carbon begins before it ends."""
    if row["ended_on"] < row["began_on"]:
        yield ("ended_on", "is before it begins.", "Mend one of the days.", "早于开始日期。")


CARBON = Roll(
    "carbon_reports", "Carbon of firms' products", "产品碳排放",
    (
        Column("firm", "id", "Firm", "企业", needed=True),
        Column("product_hs", "id", "Product [HS]", "商品编码", needed=True),
        Column("began_on", "day", "First day", "起始日", needed=True),
        Column("ended_on", "day", "Last day", "截止日", needed=True),
        Column("emitted_t", "number", "Emitted [t CO2e]", "排放量（吨CO2e）", least=0),
        Column("made_t", "number", "Made [t]", "产量（吨）", least=0),
        Column("is_verified", "yes_no", "Verified by a third party", "经第三方核查"),
    ),
    checks=(check_carbon,),
)  # fmt: skip


def tell_projects(rolls: Rolls, on: date) -> Answer:
    """Green projects on a day: money, and what each saves, planned and measured."""
    rows = [_project(one, on) for one in rolls["green_projects"]]
    states = Counter(row["state"] for row in rows)
    told = [row["measured_t"] for row in rows if row["measured_t"] is not None]
    figures = {
        "projects": len(rows) or None, "working": states[WORKING],
        "invested": sums(rolls["green_projects"], "invested"),
        "measured_t": sum(told) if told else None,
        "unmeasured": sum(row["state"] == WORKING and row["measured_t"] is None for row in rows),
    }  # fmt: skip
    return Answer(figures, sorted(rows, key=lambda row: (row["measured_t"] is None,
                                                         -(row["measured_t"] or 0),
                                                         row["project"])))  # fmt: skip


def _project(one: Row, on: date) -> dict[str, Any]:
    """What is measured counts from the day it was, while the project works."""
    state = _state(one, on)
    is_measured = state == WORKING and is_by(one["measured_on"], on)
    measured = one["measured_saving_t"] if is_measured else None
    return {
        "project": one["id"], **told_zh(one, "title"), "kind": one["kind"], "firm": one["firm"],
        "partner_country": one["partner_country"], "state": state,
        "invested": None if one["invested"] is None else (Money(one["invested"], one["currency"]),),
        "planned_t": one["planned_saving_t"], "measured_t": measured,
        "of_plan_pct": share_pct(measured, one["planned_saving_t"]),
    }  # fmt: skip


def _state(one: Row, on: date) -> str:
    told = ((ENDED, "ended_on"), (WORKING, "working_on"), (BUILT, "started_on"))
    return next((state for state, name in told if is_by(one[name], on)), PLANNED)


def tell_carbon(rolls: Rolls, on: date) -> Answer:
    """Carbon in a tonne of each product of a firm by its last year told, against the one before."""
    groups: dict[tuple[str, str], list[Row]] = {}
    for one in sorted(rolls["carbon_reports"], key=lambda row: (row["ended_on"], row["id"])):
        if is_by(one["ended_on"], on):
            groups.setdefault((one["firm"], one["product_hs"]), []).append(one)
    rows = [_carbon(*pair, some) for pair, some in sorted(groups.items())]
    changes = [row["change_pct"] for row in rows if row["change_pct"] is not None]
    figures = {
        "products": len(rows) or None, "verified": sum(row["is_verified"] for row in rows),
        "fell": sum(one < 0 for one in changes) if changes else None,
        "unknown": sum(row["t_per_t"] is None for row in rows),
    }  # fmt: skip
    return Answer(figures, rows)


def _carbon(firm: str, product: str, years: Sequence[Row]) -> dict[str, Any]:
    last = years[-1]
    earlier = [one for one in years if one["ended_on"] < last["began_on"]
               and one["ended_on"].year + 1 == last["ended_on"].year]  # fmt: skip
    now, before = intensity(last), intensity(earlier[-1]) if earlier else None
    change = None if now is None or not before else share_pct(now - before, before)
    return {"firm": firm, "product_hs": product, "ended_on": last["ended_on"],
            "t_per_t": None if now is None else now.quantize(Decimal("0.001")),
            "change_pct": change, "is_verified": bool(last["is_verified"])}  # fmt: skip


def intensity(row: Row) -> Decimal | None:
    """Carbon in a tonne made [t CO2e/t]; unknown of nothing."""
    if row["emitted_t"] is None or not row["made_t"]:
        return None
    return Decimal(row["emitted_t"]) / Decimal(row["made_t"])


PANELS = (
    Panel(
        "green_projects", (92,), PAGE, "Green projects and what they save", "绿色项目与减排",
        (PROJECTS,),
        (
            Column("projects", "whole", "Projects", "项目"),
            Column("working", "whole", "Working", "运行"),
            Column("invested", "money", "Invested", "投资额"),
            Column("measured_t", "number", "Saving measured [t CO2e a year]",
                   "实测减排（吨CO2e/年）"),
            Column("unmeasured", "whole", "Working, not measured", "运行但未实测"),
        ),
        (
            Column("project", "id", "Number", "编号"), Column("title", "text", "Project", "项目"),
            Column("kind", "choice", "Kind", "类型", choices=_KINDS),
            Column("firm", "id", "Firm", "企业"),
            Column("partner_country", "country", "Partner", "合作国家"),
            Column("state", "choice", "Stands", "状态", choices=_STATES),
            Column("invested", "money", "Invested", "投资额"),
            Column("planned_t", "number", "Planned [t CO2e a year]", "计划减排（吨CO2e/年）"),
            Column("measured_t", "number", "Measured [t CO2e a year]", "实测减排（吨CO2e/年）"),
            Column("of_plan_pct", "number", "Of the plan [%]", "占计划（%）"),
        ),
        tell_projects,
    ),
    Panel(
        "carbon", (92,), PAGE, "Carbon in what firms make", "产品碳强度", (CARBON,),
        (
            Column("products", "whole", "Products of firms", "企业产品"),
            Column("verified", "whole", "Verified", "已核查"),
            Column("fell", "whole", "Fell since the year before", "较上期下降"),
            Column("unknown", "whole", "Not known", "未知"),
        ),
        (
            Column("firm", "id", "Firm", "企业"), Column("product_hs", "id", "HS", "商品编码"),
            Column("ended_on", "day", "To", "截止日"),
            Column("t_per_t", "number", "Carbon [t CO2e/t]", "碳强度（吨CO2e/吨）"),
            Column("change_pct", "number", "Change [%]", "变化（%）"),
            Column("is_verified", "yes_no", "Verified", "经核查"),
        ),
        tell_carbon,
    ),
)  # fmt: skip
