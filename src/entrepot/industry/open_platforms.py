"""Open platforms of the national level: powers, land, tenants and trade, and how they compare."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from entrepot.industry.sites import money_of, name_zh
from entrepot.kernel.panel import Answer, Panel, Rolls, is_by, share_pct, sums
from entrepot.kernel.roll import Choice, Column, Roll, Row

PAGE = "/parks"
_TENTH = Decimal("0.1")
KINDS = (
    Choice("new_area", "new area", "新区"), Choice("high_tech", "high-tech zone", "高新区"),
    Choice("economic", "economic and technological zone", "经开区"),
    Choice("airport", "airport economic zone", "临空经济区"),
    Choice("bonded", "comprehensive bonded zone", "综合保税区"), Choice("other", "other", "其他"),
)  # fmt: skip
PLATFORMS = Roll(
    "open_platforms", "Open platforms", "开放平台",
    (
        Column("name", "text", "Platform", "平台名称", needed=True),
        Column("name_zh", "text", "Platform in Chinese", "平台中文名称"),
        Column("kind", "choice", "Kind", "类型", choices=KINDS),
        Column("is_core", "yes_no", "Core of the others", "核心平台"),
        Column("since_year", "whole", "Since the year", "设立年份", least=1900, most=2200),
        Column("land_km2", "number", "Land [km²]", "面积（平方公里）", least=0),
    ),
)  # fmt: skip
POWERS = Roll(
    "open_platform_powers", "Powers of open platforms", "开放平台权限",
    (
        Column("platform", "id", "Platform", "平台", needed=True, refers="open_platforms"),
        Column("power", "text", "Power", "权限", needed=True),
        Column("act", "text", "Act that gives it", "授权依据"),
        Column("since", "day", "Given", "授予日期"),
        Column("until", "day", "Last day", "终止日期"),
    ),
)  # fmt: skip
YEARS = Roll(
    "open_platform_years", "Open platforms by year", "开放平台年度数据",
    (
        Column("platform", "id", "Platform", "平台", needed=True, refers="open_platforms"),
        Column("year", "whole", "Year", "年份", needed=True, least=1900, most=2200),
        Column("told_on", "day", "Told", "公布日期"),
        Column("tenants", "whole", "Tenants", "入驻企业", least=0),
        Column("exports", "amount", "Exports", "出口额"),
        Column("imports", "amount", "Imports", "进口额"),
        Column("trade", "amount", "Trade, where not parted", "进出口额（未分项时）"),
        Column("currency", "currency", "Currency", "币种"),
    ),
)  # fmt: skip


def tell_platforms(rolls: Rolls, on: date) -> Answer:
    """The platforms side by side in one year, the most trade first.

    The year is the one of which most platforms tell trade by the day, the latest of such; what a
    platform tells of another year alone is not compared. Rank and share are within a currency.
    """
    years = _traded([one for one in rolls["open_platform_years"] if is_told(one, on)])
    year = common_year(years)
    trade = {one["platform"]: one for one in years if one["year"] == year}
    before = {one["platform"]: one for one in years if one["year"] + 1 == year}
    rows = [_platform(one, trade, before, rolls, on) for one in founded(rolls, on)]
    land = [one["land_km2"] for one in rows if one["land_km2"] is not None]
    powers = [row["powers"] for row in rows if row["powers"] is not None]
    figures = {
        "platforms": len(rows) or None, "year": year,
        "trade": sums((trade[row["platform"]] for row in rows if row["platform"] in trade),
                      "trade"),
        "without_trade": sum(row["trade"] is None for row in rows),
        "land_km2": sum(land, Decimal(0)) if land else None,
        "without_land": len(rows) - len(land),
        "powers": sum(powers) if powers else None, "without_powers": len(rows) - len(powers),
    }  # fmt: skip
    return Answer(figures, sorted(rows, key=_by_rank))


def founded(rolls: Rolls, on: date) -> list[Row]:
    """The platforms that are there by the year of a day."""
    return [one for one in rolls["open_platforms"]
            if one["since_year"] is None or one["since_year"] <= on.year]  # fmt: skip


def is_told(one: Row, on: date) -> bool:
    """Whether a year's figures are told by a day: on its day, else once the year has ended."""
    told = one["told_on"]
    return one["year"] < on.year if told is None else is_by(told, on)


def common_year(years: Sequence[Row]) -> int | None:
    """The year of which most platforms tell trade, the latest of such."""
    told = {(one["platform"], one["year"]) for one in years if one["trade"] is not None}
    counts = Counter(year for _, year in told)
    return max({one["year"] for one in years}, key=lambda year: (counts[year], year), default=None)


def _traded(years: Sequence[Row]) -> list[Row]:
    """Rows with their trade: as it is told, else exports and imports where both are."""
    return [{**one, "trade": _trade(one)} for one in years]


def _trade(one: Row) -> Decimal | None:
    told, parts = one["trade"], (one["exports"], one["imports"])
    if told is not None or None in parts:
        return told if told is None else Decimal(told)
    return sum(parts, Decimal(0))


def _platform(
    one: Row, trade: Mapping[str, Row], before: Mapping[str, Row], rolls: Rolls, on: date
) -> Row:  # fmt: skip
    own = trade.get(one["id"], {})
    amount, currency = own.get("trade"), own.get("currency")
    peers = [row["trade"] for row in trade.values()
             if row["trade"] is not None and row["currency"] == currency]  # fmt: skip
    land = one["land_km2"]
    powers = [row for row in rolls["open_platform_powers"] if row["platform"] == one["id"]]
    return {
        "platform": one["id"], "name": one["name"], "name_zh": name_zh(one), "kind": one["kind"],
        "is_core": one["is_core"], "land_km2": land,
        "powers": len({row["power"] for row in powers if is_held(row, on)}) if powers else None,
        "tenants": own.get("tenants"), "trade": money_of(amount, currency),
        "share_pct": share_pct(amount, sum(peers)), "growth_pct": _growth(own, before, one["id"]),
        "trade_per_km2": money_of(amount / land if amount is not None and land else None, currency),
        "rank": None if amount is None else 1 + sum(peer > amount for peer in peers),
    }  # fmt: skip


def is_held(power: Row, on: date) -> bool:
    """Whether a power is held on a day; one without a day of giving was given before."""
    since, until = power["since"], power["until"]
    return (since is None or is_by(since, on)) and (until is None or on <= until)


def _growth(own: Row, before: Mapping[str, Row], platform: str) -> Decimal | None:
    last = before.get(platform, {})
    now, then = own.get("trade"), last.get("trade")
    if now is None or not then or own["currency"] != last["currency"]:
        return None
    return Decimal(100 * (now - then) / then).quantize(_TENTH)


def _by_rank(row: Row) -> tuple[Any, ...]:
    return (row["rank"] is None, row["rank"] or 0, row["platform"])


def tell_powers(rolls: Rolls, on: date) -> Answer:
    """Each power: which platforms hold it and which do not; the rarest first."""
    names = {one["id"]: one for one in founded(rolls, on)}
    held = [one for one in rolls["open_platform_powers"]
            if one["platform"] in names and is_held(one, on)]  # fmt: skip
    rows = [_power(power, held, names) for power in sorted({one["power"] for one in held})]
    figures = {
        "powers": len(rows) or None,
        "by_all": sum(row["lacking"] == 0 for row in rows) if rows else None,
        "by_one": sum(row["held"] == 1 for row in rows) if rows else None,
        "without_act": sum(one["act"] is None for one in held),
    }  # fmt: skip
    return Answer(figures, sorted(rows, key=lambda row: (row["held"], row["power"])))


def _power(power: str, held: Sequence[Row], names: Mapping[str, Row]) -> Row:
    told = [one for one in held if one["power"] == power]
    own = {one["platform"] for one in told}
    lacks = [names[one] for one in names if one not in own]
    has = [names[one] for one in names if one in own]
    return {
        "power": power, "held": len(own), "lacking": len(lacks),
        "acts": "; ".join(sorted({one["act"] for one in told if one["act"]})) or None,
        **_named("holders", has), **_named("lack", lacks),
    }  # fmt: skip


def _named(name: str, platforms: Sequence[Row]) -> Row:
    return {name: "; ".join(one["name"] for one in platforms) or None,
            f"{name}_zh": "；".join(map(name_zh, platforms))}  # fmt: skip


PANELS = (
    Panel(
        "open_platforms", (29,), PAGE, "Open platforms compared", "开放平台对比",
        (PLATFORMS, POWERS, YEARS),
        (
            Column("platforms", "whole", "Platforms", "平台"),
            Column("year", "whole", "Year compared", "对比年份"),
            Column("trade", "money", "Their trade", "进出口额"),
            Column("without_trade", "whole", "Without trade told", "未填进出口额"),
            Column("land_km2", "number", "Land [km²]", "面积（平方公里）"),
            Column("without_land", "whole", "Without land told", "未填面积"),
            Column("powers", "whole", "Powers held", "拥有权限"),
            Column("without_powers", "whole", "Without powers told", "未填权限"),
        ),
        (
            Column("rank", "whole", "Rank by trade", "进出口排名"),
            Column("platform", "id", "Platform", "平台"), Column("name", "text", "Name", "名称"),
            Column("kind", "choice", "Kind", "类型", choices=KINDS),
            Column("is_core", "yes_no", "Core", "核心"),
            Column("powers", "whole", "Powers", "权限"),
            Column("land_km2", "number", "Land [km²]", "面积（平方公里）"),
            Column("tenants", "whole", "Tenants", "入驻企业"),
            Column("trade", "money", "Trade", "进出口额"),
            Column("share_pct", "number", "Share of what is told [%]", "占比（%）"),
            Column("growth_pct", "number", "Growth on the year before [%]", "同比（%）"),
            Column("trade_per_km2", "money", "Trade a km²", "每平方公里进出口额"),
        ),
        tell_platforms,
    ),
    Panel(
        "open_platform_powers", (29,), PAGE, "Powers of the open platforms", "开放平台权限对比",
        (PLATFORMS, POWERS),
        (
            Column("powers", "whole", "Powers", "权限"),
            Column("by_all", "whole", "Held by all", "全部拥有"),
            Column("by_one", "whole", "Held by one alone", "仅一家拥有"),
            Column("without_act", "whole", "Without the act", "未填授权依据"),
        ),
        (
            Column("power", "text", "Power", "权限"), Column("acts", "text", "Acts", "授权依据"),
            Column("held", "whole", "Held by", "拥有数"),
            Column("lacking", "whole", "Not held by", "未拥有数"),
            Column("holders", "text", "Platforms that hold it", "拥有平台"),
            Column("lack", "text", "Platforms without it", "未拥有平台"),
        ),
        tell_powers,
    ),
)  # fmt: skip
