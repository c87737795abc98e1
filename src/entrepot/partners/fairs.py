"""Measures of a pilot, and orders at a fair from session to session."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from entrepot.kernel.money import Money
from entrepot.kernel.panel import Answer, Panel, Rolls, is_by, share_pct, sums
from entrepot.kernel.roll import Column, Roll, Row
from entrepot.partners.expos import EVENT
from entrepot.partners.proof import (
    STATE,
    TASK,
    TITLE,
    Fault,
    check_proof,
    come,
    days_late,
    grouped,
    has_begun,
    in_order,
    known,
    since,
    state_of,
    titled,
    urgency,
)
from entrepot.partners.venues import EVENTS, PAGE, planned

MEASURES = Roll(
    "pilot_measures", "Measures of pilots", "试点举措",
    (
        *TITLE, Column("pilot", "id", "Pilot", "试点", needed=True),
        Column("from_on", "day", "Begins", "启动日期", needed=True), *TASK,
    ),
    checks=(check_proof, in_order("from_on", "due_on"), in_order("from_on", "done_on")),
)  # fmt: skip


def check_shipped(row: Row) -> Iterable[Fault]:
    """What was shipped has its day."""
    if row["shipped"] is not None and row["shipped_on"] is None:
        yield (
            "shipped_on",
            "is empty, and something was shipped.",
            "Write the day.",
            "缺少出运日期。",
        )


ORDERS = Roll(
    "fair_orders", "Orders at fairs", "展会订单",
    (
        EVENT, Column("enterprise", "id", "Firm", "企业", needed=True),
        Column("country", "country", "Country of the buyer", "买方国家"),
        Column("hs", "text", "HS code", "HS 编码"),
        Column("ordered_on", "day", "Ordered", "下单日期", needed=True),
        Column("amount", "amount", "Worth", "订单金额"),
        Column("shipped", "amount", "Shipped of it", "已出运金额"),
        Column("currency", "currency", "Currency", "币种"),
        Column("shipped_on", "day", "Shipped on", "出运日期"),
    ),
    checks=(check_shipped, in_order("ordered_on", "shipped_on")),
)  # fmt: skip


def tell_measures(rolls: Rolls, on: date) -> Answer:
    """Measures of each pilot that have begun by a day, the longest late first."""
    kept = come(rolls["pilot_measures"], "from_on", on)
    rows = sorted((_measure(one, on) for one in kept), key=urgency)
    found = Counter(row["state"] for row in rows)
    figures = {
        "pilots": len({row["pilot"] for row in rows}) or None, "measures": len(rows) or None,
        "done_pct": share_pct(found["done"], len(rows)),
        **{name: known(found[name], rows) for name in ("late", "undated")},
    }  # fmt: skip
    return Answer(figures, rows)


def _measure(measure: Row, on: date) -> Row:
    state = state_of(measure, on)
    return {
        "id": measure["id"], **titled(measure), "pilot": measure["pilot"],
        "owner": measure["owner"], "from_on": measure["from_on"], "due_on": measure["due_on"],
        "state": state, "days_late": days_late(measure, on),
        "proof": measure["proof"] if state == "done" else None,
    }  # fmt: skip


def tell_orders(rolls: Rolls, on: date) -> Answer:
    """Orders at each event by a day, what was shipped, and the change from the one before.

    The change is from the session of the same series held before it, where both have orders in
    one and the same currency and every order has its sum.
    """
    orders = grouped(come(rolls["fair_orders"], "ordered_on", on), "event")
    held = [one for one in planned(rolls, on) if has_begun(one, on) and one["id"] in orders]
    before = dict[str, Row]()
    rows = list[Row]()
    for one in held:
        row = _session(one, orders[one["id"]], before.get(one["series"]), on)
        rows.append(row)
        before |= {one["series"]: row} if one["series"] else {}
    kept = [order for one in held for order in orders[one["id"]]]
    figures = {
        "sessions": len(held) or None, "orders": len(kept) or None, "value": sums(kept, "amount"),
        "shipped": sums(_shipped(kept, on), "shipped"),
        "countries": len({one["country"] for one in kept} - {None}) or None,
        "without_sum": known(sum(one["amount"] is None for one in kept), kept),
    }  # fmt: skip
    return Answer(figures, rows)


def _session(event: Row, orders: Sequence[Row], before: Row | None, on: date) -> Row:
    value, shipped = sums(orders, "amount"), sums(_shipped(orders, on), "shipped")
    missing = sum(one["amount"] is None for one in orders)
    row = {
        "event": event["id"], **titled(event), "since": since(event), "orders": len(orders),
        "firms": len({one["enterprise"] for one in orders}),
        "countries": len({one["country"] for one in orders} - {None}) or None,
        "without_sum": missing, "value": value, "shipped": shipped,
        "shipped_pct": None if missing else share_pct(*_same(shipped, value)),
    }  # fmt: skip
    return {**row, "change_pct": _change_pct(before, row)}


def _shipped(orders: Iterable[Row], on: date) -> list[Row]:
    return [one for one in orders if is_by(one["shipped_on"], on)]


def _change_pct(before: Row | None, row: Mapping[str, object]) -> Decimal | None:
    if before is None or before["without_sum"] or row["without_sum"]:
        return None
    now, then = _same(row["value"], before["value"])
    return None if now is None or then is None else share_pct(now - then, then)


def _same(one: object, other: object) -> tuple[Decimal | None, Decimal | None]:
    """Two sums, where both are in one and the same currency; None where they are not."""
    match one, other:
        case (Money() as first,), (Money() as second,) if first.currency == second.currency:
            return first.amount, second.amount
    return None, None


PANELS = (
    Panel(
        "pilot_measures", (146,), PAGE, "Measures of pilots", "试点举措", (MEASURES,),
        (
            Column("pilots", "whole", "Pilots", "试点"),
            Column("measures", "whole", "Measures", "举措"),
            Column("done_pct", "number", "Done, with proof [%]", "有佐证完成率（%）"),
            Column("late", "whole", "Late", "逾期"),
            Column("undated", "whole", "Without a day", "未定期限"),
        ),
        (
            Column("id", "id", "Measure", "举措"), Column("title", "text", "Title", "名称"),
            Column("pilot", "id", "Pilot", "试点"), Column("owner", "text", "Owner", "责任单位"),
            Column("from_on", "day", "Begins", "启动日期"), Column("due_on", "day", "Due", "期限"),
            STATE, Column("days_late", "whole", "Days late", "逾期天数"),
            Column("proof", "text", "Proof", "佐证"),
        ),
        tell_measures,
    ),
    Panel(
        "fair_orders", (146,), PAGE, "Orders at fairs, session by session", "历届展会订单",
        (EVENTS, ORDERS),
        (
            Column("sessions", "whole", "Sessions", "届次"),
            Column("orders", "whole", "Orders", "订单"),
            Column("value", "money", "Worth", "订单金额"),
            Column("shipped", "money", "Shipped", "已出运"),
            Column("countries", "whole", "Countries of buyers", "买方国家"),
            Column("without_sum", "whole", "Orders without a sum", "未填金额的订单"),
        ),
        (
            Column("event", "id", "Event", "展会"), Column("title", "text", "Title", "名称"),
            Column("since", "text", "Begins", "开幕"), Column("firms", "whole", "Firms", "企业"),
            Column("countries", "whole", "Countries", "国家"),
            Column("orders", "whole", "Orders", "订单"),
            Column("without_sum", "whole", "Without a sum", "未填金额"),
            Column("value", "money", "Worth", "订单金额"),
            Column("shipped", "money", "Shipped", "已出运"),
            Column("shipped_pct", "number", "Shipped [%]", "出运率（%）"),
            Column("change_pct", "number", "Against the session before [%]", "比上届（%）"),
        ),
        tell_orders,
    ),
)  # fmt: skip
