"""Registers of parks and of the land in them, which several panels share."""

from collections.abc import Iterator
from decimal import Decimal

from entrepot.kernel.money import Money
from entrepot.kernel.roll import Choice, Column, Roll, Row

USES = (
    Choice("industry", "industry", "工业"), Choice("logistics", "logistics", "物流仓储"),
    Choice("research", "research", "研发"), Choice("other", "other", "其他"),
)  # fmt: skip
OUTPUT, INVESTMENT = "output", "invested"
MEASURES = (Choice(OUTPUT, "output of a year", "年产值"),
            Choice(INVESTMENT, "fixed investment", "固定资产投资"))  # fmt: skip


def check_idle(row: Row) -> Iterator[tuple[str, str, str, str]]:
    """The time unused does not end before it begins."""
    since, until = row["idle_since"], row["idle_until"]
    if until and (not since or until < since):
        yield ("idle_until", "is before the time unused begins.", "Correct one of the days.",
               "早于闲置起始日。")  # fmt: skip


PARKS = Roll(
    "parks", "Parks", "园区",
    (
        Column("name", "text", "Park", "园区名称", needed=True),
        Column("name_zh", "text", "Park in Chinese", "园区中文名称"),
        Column("opened_on", "day", "Opened", "启用日期"),
        Column("land_m2", "number", "Land [m²]", "用地面积（平方米）", least=0),
        Column("slots", "whole", "Tenants it takes", "可入驻企业数", least=0),
        Column("discharge_t_per_d", "number", "Discharge licensed [t/day]",
               "核准排放能力（吨/日）", least=0),
    ),
)  # fmt: skip
PARCELS = Roll(
    "land_parcels", "Parcels of land", "地块",
    (
        Column("park", "id", "Park", "园区", refers="parks"),
        Column("enterprise", "id", "Firm", "用地企业"),
        Column("use", "choice", "Use", "用途", needed=True, choices=USES),
        Column("area_m2", "number", "Area [m²]", "面积（平方米）", needed=True, least=1),
        Column("granted_on", "day", "Granted", "供地日期"),
        Column("is_open_economy", "yes_no", "For an open-economy project", "开放型经济项目用地"),
        Column(OUTPUT, "amount", "Output of a year", "年产值"),
        Column(INVESTMENT, "amount", "Fixed investment", "固定资产投资"),
        Column("currency", "currency", "Currency", "币种"),
        Column("idle_since", "day", "Unused since", "闲置起始日"),
        Column("idle_until", "day", "Last day unused", "闲置终止日"),
    ),
    checks=(check_idle,),
)  # fmt: skip
LAND_RULES = Roll(
    "land_rules", "Rules of land intensity", "用地强度规则",
    (
        Column("use", "choice", "Use", "用途", needed=True, choices=USES),
        Column("measure", "choice", "Measured by", "衡量指标", needed=True, choices=MEASURES),
        Column("least_per_m2", "amount", "Least asked a m²", "每平方米最低要求"),
        Column("currency", "currency", "Currency", "币种"),
        Column("lowered_pct", "number", "Lowered for the open economy by [%]",
               "开放型经济项目下调幅度（%）", least=0, most=100),
        Column("idle_days", "whole", "Days unused that make it idle", "闲置认定天数", needed=True,
               least=1),
        Column("valid_from", "day", "Valid from", "施行日期", needed=True),
        Column("valid_to", "day", "Valid to", "失效日期"),
    ),
)  # fmt: skip


def name_zh(row: Row) -> str:
    """The Chinese name, else the name there is."""
    return str(row["name_zh"] or row["name"])


def money_of(amount: Decimal | None, currency: str | None) -> tuple[Money, ...] | None:
    """An amount as a panel shows it, to the minor unit; unknown without a currency."""
    return None if amount is None or not currency else (Money(amount, currency).rounded(),)
