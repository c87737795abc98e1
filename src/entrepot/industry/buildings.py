"""Idle buildings: whether they fit for storage, and the rent asked."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from entrepot.industry.criteria import in_force
from entrepot.industry.placement import FAILED, MET, UNKNOWN, Firm, Park, option
from entrepot.industry.sites import PARKS, money_of, name_zh
from entrepot.kernel.panel import Answer, Panel, Rolls, added, is_by
from entrepot.kernel.roll import Choice, Column, Roll, Row

PAGE = "/land"
_FORMER = (
    Choice("factory", "factory", "厂房"), Choice("warehouse", "warehouse", "仓库"),
    Choice("office", "office", "办公楼"), Choice("other", "other", "其他"),
)  # fmt: skip
_ASKED = (
    Column("floor_m2", "number", "Floor [m²]", "建筑面积（平方米）", least=1),
    Column("clear_height_m", "number", "Clear height [m]", "净高（米）", least=0),
    Column("floor_load_kg_per_m2", "number", "Floor load [kg/m²]", "地面承重（千克/平方米）",
           least=0),
    Column("docks", "whole", "Loading docks", "装卸口", least=0),
    Column("has_truck_access", "yes_no", "Trucks reach it", "货车可达"),
    Column("has_fire_approval", "yes_no", "Fire approval for storage", "仓储消防验收"),
)  # fmt: skip
BUILDINGS = Roll(
    "idle_buildings", "Idle buildings", "闲置厂房仓库",
    (
        Column("name", "text", "Building", "建筑名称", needed=True),
        Column("park", "id", "Park", "园区", refers="parks"),
        Column("former", "choice", "Built as", "原用途", choices=_FORMER),
        *_ASKED,
        Column("rent_per_m2", "amount", "Rent a m² and month", "月租金（每平方米）"),
        Column("currency", "currency", "Currency", "币种"),
        Column("idle_since", "day", "Unused since", "闲置起始日"),
        Column("let_on", "day", "Let", "出租日期"),
    ),
)  # fmt: skip
STANDARDS = Roll(
    "storage_standards", "What storage asks of a building", "仓储用房要求",
    (
        Column("name", "text", "Kind of storage", "仓储类型", needed=True),
        Column("name_zh", "text", "In Chinese", "中文名称"),
        *_ASKED,
        Column("valid_from", "day", "Valid from", "施行日期"),
        Column("valid_to", "day", "Valid to", "失效日期"),
    ),
)  # fmt: skip


def tell_buildings(rolls: Rolls, on: date) -> Answer:
    """Buildings unused on a day, what storage each fits, and its rent; those that fit first.

    A building fits where it meets all that a kind of storage asks; what the building does not
    tell is neither met nor missed.
    """
    told = [one for one in rolls["idle_buildings"]
            if one["idle_since"] is None or is_by(one["idle_since"], on)]  # fmt: skip
    asked = [one for one in rolls["storage_standards"] if in_force(one, on)]
    rows = [_building(one, asked, on) for one in told if not is_by(one["let_on"], on)]
    let = sum(is_by(one["let_on"], on) for one in told)
    return Answer(_figures(rows, asked, let), sorted(rows, key=_by_fit))


def fit(building: Row, standard: Row) -> dict[str, list[Column]]:
    """What a kind of storage asks, by met, failed and unknown."""
    needs, free = (_amounts(row) for row in (standard, building))
    found = option(Firm(standard["id"], needs), Park(building["id"], free)).conditions
    by_name = {column.name: column for column in _ASKED}
    return {state: [by_name[one.name] for one in found if one.state == state]
            for state in (MET, FAILED, UNKNOWN)}  # fmt: skip


def _amounts(row: Row) -> dict[str, Decimal]:
    """Yes is one and no is nothing, so that what asks for no is met by either."""
    return {one.name: Decimal(row[one.name]) for one in _ASKED if row[one.name] is not None}


def _building(building: Row, standards: Sequence[Row], on: date) -> Row:
    fits = [(standard, fit(building, standard)) for standard in standards]
    good = [one for one, found in fits if not found[FAILED] and not found[UNKNOWN]]
    open_ = [(one, found[UNKNOWN]) for one, found in fits if found[UNKNOWN] and not found[FAILED]]
    bad = [(one, found[FAILED]) for one, found in fits if found[FAILED]]
    since, rent = building["idle_since"], building["rent_per_m2"]
    return {
        "building": building["id"],
        **{name: building[name] for name in ("name", "park", "former", "floor_m2")},
        "idle_days": (on - since).days if since else None,
        "fits": "; ".join(one["name"] for one in good) or None,
        "fits_zh": "；".join(name_zh(one) for one in good),
        **_why("open", open_), **_why("misses", bad),
        "rent_per_m2": money_of(rent, building["currency"]),
        "rent_month": money_of(_times(rent, building["floor_m2"]), building["currency"]),
    }  # fmt: skip


def _why(name: str, found: Sequence[tuple[Row, Sequence[Column]]]) -> Row:
    """Kinds of storage, each with what decides it, in both languages."""
    en = [f"{one['name']}: {', '.join(column.en for column in why)}" for one, why in found]
    zh = [f"{name_zh(one)}：{'、'.join(column.zh for column in why)}" for one, why in found]
    return {name: "; ".join(en) or None, f"{name}_zh": "；".join(zh)}


def _times(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    return None if one is None or other is None else one * other


def _figures(rows: Sequence[Row], standards: Sequence[Row], let: int) -> Row:
    good = [row for row in rows if row["fits"]]
    sure = len(good) or any(not row["open"] for row in rows)
    fit_m2 = _floor(good) if good else Decimal(0)
    return {
        "buildings": len(rows) if rows or let else None, "floor_m2": _floor(rows),
        "for_storage": len(good) if standards and sure else None,
        "for_storage_m2": fit_m2 if standards and sure else None,
        "open": sum(1 for row in rows if row["open"] and not row["fits"]),
        "rent_month": added(row["rent_month"] for row in rows),
        "without_rent": sum(row["rent_month"] is None for row in rows),
        "let": let if rows or let else None,
    }  # fmt: skip


def _floor(rows: Sequence[Row]) -> Decimal | None:
    known = [row["floor_m2"] for row in rows if row["floor_m2"] is not None]
    return sum(known, Decimal(0)) if known else None


def _by_fit(row: Row) -> tuple[bool, bool, int, str]:
    return (not row["fits"], not row["open"], -(row["idle_days"] or 0), row["building"])


PANELS = (
    Panel(
        "idle_buildings", (127,), PAGE, "Idle buildings: fit for storage, and rent",
        "闲置厂房仓库：仓储适配与租金", (PARKS, BUILDINGS, STANDARDS),
        (
            Column("buildings", "whole", "Idle buildings", "闲置建筑"),
            Column("floor_m2", "number", "Floor [m²]", "建筑面积（平方米）"),
            Column("for_storage", "whole", "Fit for storage", "适合仓储"),
            Column("for_storage_m2", "number", "Their floor [m²]", "适合仓储面积（平方米）"),
            Column("open", "whole", "Not told enough to say", "信息不全未能判定"),
            Column("rent_month", "money", "Rent asked a month", "月租金合计"),
            Column("without_rent", "whole", "Without a rent or floor", "未填租金或面积"),
            Column("let", "whole", "Let by the day", "已出租"),
        ),
        (
            Column("building", "id", "Building", "建筑"), Column("name", "text", "Name", "名称"),
            Column("park", "id", "Park", "园区"),
            Column("former", "choice", "Built as", "原用途", choices=_FORMER),
            Column("floor_m2", "number", "Floor [m²]", "建筑面积（平方米）"),
            Column("idle_days", "whole", "Days unused", "闲置天数"),
            Column("fits", "text", "Fits", "适合"),
            Column("open", "text", "Not known", "待核实"),
            Column("misses", "text", "Misses", "不满足"),
            Column("rent_per_m2", "money", "Rent a m² and month", "月租金（每平方米）"),
            Column("rent_month", "money", "Rent a month", "月租金"),
        ),
        tell_buildings,
    ),
)  # fmt: skip
