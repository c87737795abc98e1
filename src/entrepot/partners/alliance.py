"""An alliance of regions: routes they share, the visitors each tells of, products on sale."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import date

from entrepot.kernel.panel import Answer, Panel, Rolls, is_by, sums
from entrepot.kernel.roll import Column, Roll, Row
from entrepot.partners.joint import PAGE, TEXTS
from entrepot.partners.proof import TITLE, grouped, in_order, known, lasts, titled

ROUTES = Roll(
    "alliance_routes", "Joint routes", "联合线路",
    (
        *TITLE,
        Column("alliance", "id", "Alliance", "联盟", needed=True, refers="joint_texts"),
        Column("members", "text", "Members, with ; between", "成员（以 ; 分隔）", needed=True),
        Column("length_days", "whole", "Length [days]", "行程（天）", least=1),
        Column("opened_on", "day", "Opened", "开通日期", needed=True),
        Column("closed_on", "day", "Closed", "停开日期"),
    ),
    "partners", (in_order("opened_on", "closed_on"),),
)  # fmt: skip
VISITORS = Roll(
    "alliance_visitors", "Visitors of joint routes", "联合线路游客",
    (
        Column("route", "id", "Route", "线路", needed=True, refers="alliance_routes"),
        Column("member", "id", "Member who tells", "报送成员", needed=True),
        Column("from_on", "day", "From", "起", needed=True),
        Column("to_on", "day", "To", "止", needed=True),
        Column("told_on", "day", "Told", "报送日期", needed=True),
        Column("visitors", "whole", "Visitors", "游客人次", needed=True, least=0),
        Column("spent", "amount", "Spent", "消费额"),
        Column("currency", "currency", "Currency", "币种"),
    ),
    "partners", (in_order("from_on", "to_on"), in_order("to_on", "told_on")),
)  # fmt: skip
PRODUCTS = Roll(
    "alliance_products", "Products of joint routes", "联合线路产品",
    (
        *TITLE,
        Column("route", "id", "Route", "线路", needed=True, refers="alliance_routes"),
        Column("member", "id", "Member who sells", "供应成员", needed=True),
        Column("on_sale_on", "day", "On sale", "上市日期", needed=True),
        Column("off_sale_on", "day", "Off sale", "下架日期"),
        Column("price", "amount", "Price", "价格"),
        Column("currency", "currency", "Currency", "币种"),
    ),
    "partners", (in_order("on_sale_on", "off_sale_on"),),
)  # fmt: skip


def tell_alliance(rolls: Rolls, on: date) -> Answer:
    """Routes that are open on a day, with the visitors told and the products on sale.

    Of two counts of one member for one route whose days overlap the one told later counts. What
    members count is added up as visits: a person whom two of them saw is two.
    """
    told = [one for one in rolls["alliance_visitors"] if is_by(one["told_on"], on)]
    kept = grouped(without_overlap(told), "route")
    goods = grouped(_going(rolls["alliance_products"], "on_sale_on", "off_sale_on", on), "route")
    routes = _going(rolls["alliance_routes"], "opened_on", "closed_on", on)
    rows = [_route(one, kept.get(one["id"], []), goods.get(one["id"], [])) for one in routes]
    counts = [count for one in routes for count in kept.get(one["id"], [])]
    figures = {
        "routes": len(rows) or None,
        "products": known(sum(row["products"] for row in rows), rolls["alliance_products"]),
        "visitors": known(sum(one["visitors"] for one in counts), counts),
        "spent": sums(counts, "spent"),
        "without_sum": known(sum(one["spent"] is None for one in counts), counts),
        "untold": known(sum(row["visitors"] is None for row in rows), rows),
    }  # fmt: skip
    return Answer(figures, sorted(rows, key=lambda row: (-(row["visitors"] or 0), row["id"])))


def without_overlap(counts: Iterable[Row]) -> list[Row]:
    """Counts that stand: none of one member and route of whose days a later one tells too."""
    kept = dict[tuple[str, str], list[Row]]()
    for one in sorted(counts, key=lambda one: (one["told_on"], one["id"]), reverse=True):
        own = kept.setdefault((one["route"], one["member"]), [])  # apart, in the order they begin
        at = bisect_right(own, one["to_on"], key=_begins)
        if at == 0 or own[at - 1]["to_on"] < one["from_on"]:
            own.insert(at, one)
    return [one for own in kept.values() for one in own]


def _begins(count: Row) -> date:
    day: date = count["from_on"]
    return day


def _going(rows: Iterable[Row], first: str, last: str, on: date) -> list[Row]:
    return [one for one in rows if lasts(one, first, last, on)]


def _route(route: Row, counts: Sequence[Row], products: Sequence[Row]) -> Row:
    members = {one.strip() for one in route["members"].split(";") if one.strip()}
    return {
        "id": route["id"], **titled(route), "alliance": route["alliance"],
        "length_days": route["length_days"], "members": len(members),
        "told": len(members & {one["member"] for one in counts}),
        "visitors": known(sum(one["visitors"] for one in counts), counts),
        "spent": sums(counts, "spent"), "products": len(products),
    }  # fmt: skip


def tell_products(rolls: Rolls, on: date) -> Answer:
    """Products on sale on a day, with the joint route each belongs to."""
    routes = {one["id"]: one for one in rolls["alliance_routes"]}
    sold = _going(rolls["alliance_products"], "on_sale_on", "off_sale_on", on)
    rows = [_product(one, routes.get(one["route"])) for one in sold]
    figures = {
        "products": known(len(rows), rolls["alliance_products"]),
        "members": known(len({row["member"] for row in rows}), rows),
        "without_price": known(sum(row["price"] is None for row in rows), rows),
    }
    return Answer(figures, sorted(rows, key=lambda row: (row["route"], row["member"], row["id"])))


def _product(product: Row, route: Row | None) -> Row:
    zh = {"route_zh": route["title_zh"]} if route and route["title_zh"] else {}
    return {
        "id": product["id"], **titled(product), "member": product["member"],
        "route": route["title"] if route else product["route"], **zh,
        "on_sale_on": product["on_sale_on"], "price": sums([product], "price"),
    }  # fmt: skip


PANELS = (
    Panel(
        "alliance", (115,), PAGE, "Joint routes: visitors and products", "联合线路：游客与产品",
        (ROUTES, VISITORS, PRODUCTS, TEXTS),
        (
            Column("routes", "whole", "Open routes", "在营线路"),
            Column("products", "whole", "Products on sale", "在售产品"),
            Column("visitors", "whole", "Visits", "游客人次"),
            Column("spent", "money", "Spent", "消费额"),
            Column("without_sum", "whole", "Counts without a sum", "未填消费额的报数"),
            Column("untold", "whole", "Routes nobody counts", "无人报数的线路"),
        ),
        (
            Column("id", "id", "Route", "线路"), Column("title", "text", "Title", "名称"),
            Column("alliance", "id", "Alliance", "联盟"),
            Column("length_days", "whole", "Length [days]", "行程（天）"),
            Column("members", "whole", "Members", "成员"),
            Column("told", "whole", "Members who tell", "已报数成员"),
            Column("visitors", "whole", "Visits", "游客人次"),
            Column("spent", "money", "Spent", "消费额"),
            Column("products", "whole", "Products on sale", "在售产品"),
        ),
        tell_alliance,
    ),
    Panel(
        "joint_products", (115,), PAGE, "Products on sale along joint routes", "联合线路在售产品",
        (PRODUCTS, ROUTES),
        (
            Column("products", "whole", "Products on sale", "在售产品"),
            Column("members", "whole", "Members who sell", "供应成员"),
            Column("without_price", "whole", "Without a price", "未填价格"),
        ),
        (
            Column("id", "id", "Product", "产品"), Column("title", "text", "Title", "名称"),
            Column("route", "text", "Route", "线路"), Column("member", "id", "Member", "成员"),
            Column("on_sale_on", "day", "On sale since", "上市日期"),
            Column("price", "money", "Price", "价格"),
        ),
        tell_products,
    ),
)  # fmt: skip
