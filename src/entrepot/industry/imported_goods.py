"""Imported goods on sale by origin, what is spent on them by shop, and duty-free sales."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal

from entrepot.industry.farm_rolls import PAGE
from entrepot.industry.months import Wrong, check_month, is_now, last_of, once
from entrepot.kernel.money import Money
from entrepot.kernel.panel import Answer, Panel, Rolls, grouped, is_by, share_pct, sums
from entrepot.kernel.roll import Choice, Column, Roll, Row

NOT_NEEDED, IN_FORCE, LAPSED, MISSING = "not_needed", "in_force", "lapsed", "missing"
KINDS = (
    Choice("duty_free", "duty-free shop", "免税店"),
    Choice("bonded", "bonded showroom", "保税展示店"),
    Choice("cross_border", "shop of cross-border trade", "跨境电商体验店"),
    Choice("store", "store", "商场"),
)


def _check_parts(row: Row) -> Iterator[Wrong]:
    for name in ("of_imports", "from_abroad"):
        if row[name] is not None and row[name] > row["sales"]:
            yield name, "is more than all sales.", "Check both.", "大于销售总额。"


SHOPS = Roll(
    "import_shops", "Shops of imported goods", "进口商品门店",
    (
        Column("title", "text", "Shop", "门店名称", needed=True),
        Column("kind", "choice", "Kind", "类型", needed=True, choices=KINDS),
        Column("area_m2", "number", "Area [m2]", "面积（平方米）", least=0),
        Column("opened_on", "day", "Opened", "开业日期", needed=True),
        Column("closed_on", "day", "Closed", "歇业日期"),
        Column("licence", "text", "Licence for duty-free sales", "免税经营许可"),
        Column("licence_from", "day", "Licence from", "许可起始日期"),
        Column("licence_until", "day", "Licence until", "许可截止日期"),
    ),
)  # fmt: skip
GOODS = Roll(
    "import_goods", "Imported goods on sale", "在售进口商品",
    (
        Column("shop", "id", "Shop", "门店", needed=True, refers="import_shops"),
        Column("title", "text", "Goods", "商品名称", needed=True),
        Column("hs", "id", "HS code", "HS编码"),
        Column("origin", "country", "Origin", "原产国", needed=True),
        Column("declaration", "id", "Import declaration", "进口报关单"),
        Column("is_duty_free", "yes_no", "Duty-free", "免税", needed=True),
        Column("listed_on", "day", "On sale from", "上架日期", needed=True),
        Column("delisted_on", "day", "Taken off", "下架日期"),
    ),
)  # fmt: skip
SALES = Roll(
    "import_sales", "Sales of shops by month", "门店月度销售",
    (
        Column("shop", "id", "Shop", "门店", needed=True, refers="import_shops"),
        Column("month", "day", "Month, by its first day", "月份（当月第一天）", needed=True),
        Column("is_duty_free", "yes_no", "Duty-free", "免税", needed=True),
        Column("sales", "amount", "Sales", "销售额", needed=True),
        Column("of_imports", "amount", "Of them imported goods", "其中进口商品"),
        Column("from_abroad", "amount", "Of them to visitors from abroad", "其中境外旅客消费"),
        Column("currency", "currency", "Currency", "币种", needed=True),
        Column("buyers", "whole", "Buyers", "购买人次", least=0),
    ),
    checks=(check_month, _check_parts),
)  # fmt: skip


def tell_goods(rolls: Rolls, on: date) -> Answer:
    """Imported goods on sale on a day by origin; untraced are those without a declaration."""
    shops = {one["id"]: one for one in rolls["import_shops"] if _is_open(one, on)}
    goods = [one for one in rolls["import_goods"]
             if one["shop"] in shops and is_on_sale(one, on)]  # fmt: skip
    origins = grouped(goods, "origin")
    rows = [_origin(name, some, len(goods)) for name, some in origins.items()]
    figures = {
        "goods": len(goods) or None, "origins": len(origins) or None,
        "shops": len({one["shop"] for one in goods}) or None,
        "duty_free": sum(one["is_duty_free"] for one in goods) if goods else None,
        "untraced": sum(not one["declaration"] for one in goods) if goods else None,
        "outside": sum(one["is_duty_free"] and not _has_licence(shops[one["shop"]], on)
                       for one in goods),
    }  # fmt: skip
    return Answer(figures, sorted(rows, key=lambda row: (-row["goods"], row["origin"])))


def _is_open(shop: Row, on: date) -> bool:
    return is_by(shop["opened_on"], on) and not is_by(shop["closed_on"], on)


def is_on_sale(goods: Row, on: date) -> bool:
    """Whether goods are on sale on a day."""
    return is_by(goods["listed_on"], on) and not is_by(goods["delisted_on"], on)


def _origin(name: object, goods: Sequence[Row], all_goods: int) -> Row:
    return {
        "origin": name, "goods": len(goods), "share_pct": share_pct(len(goods), all_goods),
        "shops": len({one["shop"] for one in goods}),
        "duty_free": sum(one["is_duty_free"] for one in goods),
        "untraced": sum(not one["declaration"] for one in goods),
    }  # fmt: skip


def _has_licence(shop: Row, on: date) -> bool:
    """Whether its licence is in force on a day, the last included; without days it is not known."""
    until = shop["licence_until"]
    return bool(shop["licence"]) and is_by(shop["licence_from"], on) and (
        until is not None and on <= until
    )  # fmt: skip


def tell_spending(rolls: Rolls, on: date) -> Answer:
    """What was sold in the twelve months that have ended, by shop: imports, duty-free, abroad.

    A shop needs a licence at the end of each month of duty-free sales, and on the day for goods
    that it shows; a month told twice counts once.
    """
    ended = [one for one in rolls["import_sales"] if is_now(one["month"], on)]
    sales, twice = once(ended, "shop", "month", "is_duty_free")
    own, goods = grouped(sales, "shop"), grouped(rolls["import_goods"], "shop")
    rows = [_shop(one, own.get(one["id"], []), goods.get(one["id"], []), on)
            for one in rolls["import_shops"]]  # fmt: skip
    figures = {
        **_money(sales), "imports_pct": _imports_pct(sales),
        "not_told": sum(one["of_imports"] is None for one in sales),
        "outside": sum(row["licence"] in (LAPSED, MISSING) for row in rows) if rows else None,
        "twice": twice,
    }  # fmt: skip
    return Answer(figures, rows)


def _money(sales: Sequence[Row]) -> Row:
    return {
        "sales": sums(sales, "sales"), "of_imports": sums(sales, "of_imports"),
        "duty_free": sums((one for one in sales if one["is_duty_free"]), "sales"),
        "from_abroad": sums(sales, "from_abroad"),
    }  # fmt: skip


def _imports_pct(sales: Iterable[Row]) -> Decimal | None:
    """Imported goods in sales [%], of rows that tell both; unknown in several currencies."""
    told = [one for one in sales if one["of_imports"] is not None]
    if len({one["currency"] for one in told}) != 1:
        return None
    imports, whole = (sum((one[name] for one in told), Decimal(0))
                      for name in ("of_imports", "sales"))  # fmt: skip
    return share_pct(imports, whole)


def _shop(shop: Row, own: Sequence[Row], goods: Iterable[Row], on: date) -> Row:
    shown = [one for one in goods if _is_open(shop, on) and is_on_sale(one, on)]
    days = [on for one in shown if one["is_duty_free"]]
    days += [last_of(one["month"]) for one in own if one["is_duty_free"]]
    return {
        "shop": shop["id"], "title": shop["title"], "kind": shop["kind"],
        "goods": len(shown), **_money(own), "each": _each(own), "licence": _licence(shop, days),
    }  # fmt: skip


def _each(sales: Iterable[Row]) -> tuple[Money, ...] | None:
    """Spent by a buyer, by currency, of the rows that tell buyers."""
    told = [one for one in sales if one["buyers"]]
    found = sums(told, "sales") or ()
    return tuple(
        Money(one.amount / sum(row["buyers"] for row in told if row["currency"] == one.currency),
              one.currency).rounded() for one in found
    ) or None  # fmt: skip


def _licence(shop: Row, days: Iterable[date]) -> str:
    """Whether it has a licence for each day of duty-free sales."""
    held = [_has_licence(shop, day) for day in days]
    if all(held):
        return IN_FORCE if held else NOT_NEEDED
    return LAPSED if shop["licence"] and shop["licence_until"] else MISSING


_LICENCES = (
    Choice(NOT_NEEDED, "not needed", "无须"), Choice(IN_FORCE, "in force", "有效"),
    Choice(LAPSED, "not in force", "不在有效期"), Choice(MISSING, "missing", "缺少许可"),
)  # fmt: skip
PANELS = (
    Panel(
        "imported_goods", (81,), PAGE, "Imported goods on sale", "在售进口商品", (SHOPS, GOODS),
        (
            Column("goods", "whole", "Goods on sale", "在售商品"),
            Column("origins", "whole", "Origins", "原产国"),
            Column("shops", "whole", "Shops", "门店"),
            Column("duty_free", "whole", "Duty-free", "免税商品"),
            Column("untraced", "whole", "Without declaration", "无报关单"),
            Column("outside", "whole", "Duty-free without licence", "无许可的免税商品"),
        ),
        (
            Column("origin", "country", "Origin", "原产国"),
            Column("goods", "whole", "Goods on sale", "在售商品"),
            Column("share_pct", "number", "Share [%]", "占比（%）"),
            Column("shops", "whole", "Shops", "门店"),
            Column("duty_free", "whole", "Duty-free", "免税商品"),
            Column("untraced", "whole", "Without declaration", "无报关单"),
        ),
        tell_goods,
    ),
    Panel(
        "import_spending", (81,), PAGE, "Spending on imported goods and duty-free, twelve months",
        "进口商品消费与免税销售（近十二个月）", (SHOPS, GOODS, SALES),
        (
            Column("sales", "money", "Sales", "销售额"),
            Column("of_imports", "money", "Of imported goods", "进口商品"),
            Column("imports_pct", "number", "Imported goods [%]", "进口商品占比（%）"),
            Column("duty_free", "money", "Duty-free", "免税销售"),
            Column("from_abroad", "money", "To visitors from abroad", "境外旅客消费"),
            Column("not_told", "whole", "Months that do not tell imports", "未填进口商品的月份"),
            Column("outside", "whole", "Shops duty-free without licence", "无有效许可的免税门店"),
            Column("twice", "whole", "Rows told twice, not counted", "重复统计（未计入）"),
        ),
        (
            Column("shop", "id", "Shop", "门店"), Column("title", "text", "Name", "名称"),
            Column("kind", "choice", "Kind", "类型", choices=KINDS),
            Column("goods", "whole", "Goods on sale", "在售商品"),
            Column("sales", "money", "Sales", "销售额"),
            Column("of_imports", "money", "Of imported goods", "进口商品"),
            Column("duty_free", "money", "Duty-free", "免税销售"),
            Column("from_abroad", "money", "To visitors from abroad", "境外旅客消费"),
            Column("each", "money", "Spent by a buyer", "人均消费"),
            Column("licence", "choice", "Licence", "许可", choices=_LICENCES),
        ),
        tell_spending,
    ),
)  # fmt: skip
