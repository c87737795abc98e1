"""Stock of a hub: how long it lasts, when to order, and how much."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from entrepot.industry.sites import money_of, name_zh
from entrepot.kernel.panel import Answer, Panel, Rolls, is_by, sums
from entrepot.kernel.roll import Choice, Column, Roll, Row

PAGE = "/factors"
SHORT, ORDER, ENOUGH = "short", "order", "enough"
MOST_DAYS = 36_500
PARTNERS = Roll(
    "hub_partners", "Partners of the hub", "枢纽合作方",
    (
        Column("name", "text", "Partner", "合作方名称", needed=True),
        Column("name_zh", "text", "Partner in Chinese", "合作方中文名称"),
        Column("country", "country", "Country", "国家或地区"),
        Column("most_lent_pct", "number", "Lent at most of the value of stock [%]",
               "库存质押融资上限（%）", least=0, most=100),
    ),
)  # fmt: skip
GOODS = Roll(
    "hub_goods", "Goods of the hub", "枢纽货物",
    (
        Column("name", "text", "Goods", "货物名称", needed=True),
        Column("name_zh", "text", "Goods in Chinese", "货物中文名称"),
        Column("hub", "id", "Hub", "枢纽"),
        Column("unit", "text", "Unit", "单位", needed=True),
        Column("use_per_day", "number", "Used a day", "日均用量", least=0),
        Column("lead_days", "whole", "Days from order to arrival", "到货周期（日）", least=0,
               most=MOST_DAYS),
        Column("safety_days", "whole", "Days of safety stock", "安全库存（日）", least=0,
               most=MOST_DAYS),
        Column("most", "number", "Room for", "库容上限", least=0),
        Column("value_per_unit", "amount", "Value of a unit", "单位价值"),
        Column("currency", "currency", "Currency", "币种"),
    ),
)  # fmt: skip
MOVES = Roll(
    "hub_moves", "Stock moved in and out", "枢纽出入库",
    (
        Column("goods", "id", "Goods", "货物", needed=True, refers="hub_goods"),
        Column("partner", "id", "Owner", "货主", refers="hub_partners"),
        Column("amount", "number", "In, or out below zero", "入库（出库为负）", needed=True),
        Column("on", "day", "On", "日期", needed=True),
    ),
)  # fmt: skip
ORDERS = Roll(
    "hub_orders", "Orders of stock", "补货订单",
    (
        Column("goods", "id", "Goods", "货物", needed=True, refers="hub_goods"),
        Column("amount", "number", "Amount", "数量", needed=True, least=0),
        Column("ordered_on", "day", "Ordered", "下单日期", needed=True),
        Column("due_on", "day", "Due", "应到日期"),
        Column("came_on", "day", "Came", "到货日期"),
    ),
)  # fmt: skip


def tell_stock(rolls: Rolls, on: date) -> Answer:
    """What the hub has of each of its goods on a day and is to order, the most urgent first.

    Stock is what moved in and out by the day; an order counts as on its way until it came. An
    order is due when stock and orders last no longer than the way and the safety stock, and fills
    the room there is; this rule is a choice of this system.
    """
    rows = [_goods(one, rolls, on) for one in rolls["hub_goods"]]
    answers = [row["answer"] for row in rows]
    known = any(answers)
    figures = {
        "goods": len(rows) or None,
        **{name: answers.count(name) if known else None for name in (SHORT, ORDER, ENOUGH)},
        "not_known": answers.count(None), "late": _late(rolls, on),
        "value": sums(({"value": row["worth"], "currency": row["currency"]} for row in rows),
                      "value"),
    }  # fmt: skip
    return Answer(figures, sorted(rows, key=_by_need))


def stock_of(goods: str, moves: Sequence[Row], on: date) -> Decimal | None:
    """What is there of goods on a day; unknown where nothing ever moved."""
    told = [one["amount"] for one in moves if one["goods"] == goods and is_by(one["on"], on)]
    return sum(told, Decimal(0)) if told else None


def worth_of(goods: Row, stock: Decimal | None) -> Decimal | None:
    """The value of a stock of goods."""
    value = goods["value_per_unit"]
    return None if stock is None or value is None else Decimal(stock * value)


def _goods(goods: Row, rolls: Rolls, on: date) -> Row:
    stock = stock_of(goods["id"], rolls["hub_moves"], on)
    coming = sum((one["amount"] for one in rolls["hub_orders"]
                  if one["goods"] == goods["id"] and _is_coming(one, on)), Decimal(0))  # fmt: skip
    ready = None if stock is None else stock + coming
    point = order_point(goods)
    return {
        "goods": goods["id"], "name": goods["name"], "name_zh": name_zh(goods),
        "unit": goods["unit"], "stock": stock, "coming": coming,
        "days_left": days_of(stock, goods["use_per_day"]), "point": point,
        "answer": _answer(goods, stock, ready, point), "order_by": _order_by(goods, ready, on),
        "amount": _amount(goods, ready), "currency": goods["currency"],
        "worth": worth_of(goods, stock), "value": money_of(worth_of(goods, stock),
                                                           goods["currency"]),
    }  # fmt: skip


def _is_coming(order: Row, on: date) -> bool:
    return is_by(order["ordered_on"], on) and not is_by(order["came_on"], on)


def order_point(goods: Row) -> Decimal | None:
    """What is used on the way of an order and in the days of safety."""
    use, lead, safety = (goods[name] for name in ("use_per_day", "lead_days", "safety_days"))
    return None if None in (use, lead, safety) else Decimal(use * (lead + safety))


def days_of(stock: Decimal | None, use_per_day: Decimal | None) -> int | None:
    """Whole days that a stock lasts; unknown of goods that nobody uses."""
    if stock is None or not use_per_day:
        return None
    return min(max(0, int(stock / use_per_day)), MOST_DAYS)


def _answer(
    goods: Row, stock: Decimal | None, ready: Decimal | None, point: Decimal | None
) -> str | None:  # fmt: skip
    if stock is None or ready is None or point is None:
        return None
    if stock < goods["use_per_day"] * goods["safety_days"]:
        return SHORT
    return ORDER if goods["use_per_day"] and ready <= point else ENOUGH


def _order_by(goods: Row, ready: Decimal | None, on: date) -> date | None:
    """The last day on which to order; today where that has passed."""
    point = order_point(goods)
    if ready is None or point is None:
        return None
    days = days_of(max(ready - point, Decimal(0)), goods["use_per_day"])
    if days is None or days == MOST_DAYS or date.max - on < timedelta(days):
        return None
    return on + timedelta(days)


def _amount(goods: Row, ready: Decimal | None) -> Decimal | None:
    most = goods["most"]
    return None if ready is None or most is None else max(Decimal(0), most - ready)


def _late(rolls: Rolls, on: date) -> int | None:
    """Orders that should have come before the day."""
    coming = [one for one in rolls["hub_orders"] if _is_coming(one, on)]
    late = sum(one["due_on"] is not None and one["due_on"] < on for one in coming)
    return late if rolls["hub_orders"] else None


def _by_need(row: Row) -> tuple[Any, ...]:
    order = (SHORT, ORDER, None, ENOUGH)
    return (order.index(row["answer"]), row["order_by"] or date.max, row["goods"])


_ANSWERS = (Choice(SHORT, "below the safety stock", "低于安全库存"),
            Choice(ORDER, "order now", "应补货"), Choice(ENOUGH, "enough", "充足"))  # fmt: skip
PANELS = (
    Panel(
        "hub_stock", (142,), PAGE, "Stock of the hub: how long it lasts, what to order",
        "枢纽库存：可用天数与补货", (PARTNERS, GOODS, MOVES, ORDERS),
        (
            Column("goods", "whole", "Goods", "货物"),
            Column(SHORT, "whole", "Below the safety stock", "低于安全库存"),
            Column(ORDER, "whole", "To order now", "应补货"),
            Column(ENOUGH, "whole", "Enough", "充足"),
            Column("not_known", "whole", "Not known", "信息不全"),
            Column("late", "whole", "Orders that are late", "逾期未到订单"),
            Column("value", "money", "Value of the stock", "库存价值"),
        ),
        (
            Column("goods", "id", "Goods", "货物"), Column("name", "text", "Name", "名称"),
            Column("answer", "choice", "Answer", "判定", choices=_ANSWERS),
            Column("stock", "number", "In stock", "现有库存"),
            Column("unit", "text", "Unit", "单位"),
            Column("days_left", "whole", "Days it lasts", "可用天数"),
            Column("coming", "number", "On its way", "在途"),
            Column("point", "number", "Order at", "补货点"),
            Column("order_by", "day", "Order by", "最迟下单日"),
            Column("amount", "number", "Order", "建议补货量"),
            Column("value", "money", "Value", "价值"),
        ),
        tell_stock,
    ),
)  # fmt: skip
