"""Farm producers and the orders of exporters: what is agreed, and what can be bundled for them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from entrepot.industry.farm_rolls import (
    AGREED,
    HARVESTS,
    KINDS,
    ORDERS,
    PAGE,
    PRODUCERS,
)
from entrepot.industry.farms import is_open, quantity_of
from entrepot.kernel.money import Money
from entrepot.kernel.panel import Answer, Panel, Rolls, grouped, is_by, share_pct
from entrepot.kernel.roll import Choice, Column, Row

NOTHING = Decimal(0)
Agreed = Mapping[object, Sequence[Row]]  # by harvest
Offer = tuple[Row, Decimal]  # a harvest, and what is free of it [t]
LATE, SHORT, CAN_BUNDLE, FULLY_AGREED, DELIVERED = (
    "late", "short", "can_bundle", "agreed", "delivered",
)  # fmt: skip


def tell_producers(rolls: Rolls, on: date) -> Answer:
    """Producers registered on a day, what they offer, and what of it exporters have agreed."""
    producers = [one for one in rolls["farm_producers"] if is_open(one, on)]
    agreed = grouped(_agreed(rolls, on), "harvest")
    exporters = {one["id"]: one["exporter"] for one in rolls["farm_orders"]}
    own = grouped(rolls["farm_harvests"], "producer")
    rows = [_producer(one, own.get(one["id"], []), agreed, exporters, on) for one in producers]
    told = [one["households"] for one in producers if one["households"] is not None]
    linked = sum(row["exporters"] > 0 for row in rows)
    figures = {
        "producers": len(rows) or None, "linked": linked if rows else None,
        "linked_pct": share_pct(linked, len(rows)),
        "households": sum(told) if told else None, "households_unknown": len(rows) - len(told),
    }  # fmt: skip
    return Answer(figures, sorted(rows, key=lambda row: (-row["free_t"], row["producer"])))


def _agreed(rolls: Rolls, on: date) -> list[Row]:
    return [one for one in rolls["farm_agreed"] if is_by(one["agreed_on"], on)]


def _producer(
    producer: Row, own: Sequence[Row], agreed: Agreed, exporters: Mapping[str, str], on: date
) -> Row:
    taken = [one for harvest in own for one in agreed.get(harvest["id"], [])]
    return {
        "producer": producer["id"], "title": producer["title"], "kind": producer["kind"],
        "offered_t": sum((quantity_of(one, on) or NOTHING for one in own), NOTHING),
        "agreed_t": _sum(taken, "quantity_t"),
        "free_t": sum((_free(one, agreed, on) for one in own), NOTHING),
        "exporters": len({exporters.get(one["order"]) for one in taken}),
    }  # fmt: skip


def _sum(rows: Iterable[Row], name: str) -> Decimal:
    return sum((one[name] for one in rows if one[name] is not None), NOTHING)


def _free(harvest: Row, agreed: Agreed, on: date) -> Decimal:
    """Tonnes of a harvest that nobody has agreed to take and that can still be had."""
    quantity = quantity_of(harvest, on)
    if quantity is None or (harvest["until_on"] and harvest["until_on"] < on):
        return NOTHING
    return max(NOTHING, quantity - _sum(agreed.get(harvest["id"], []), "quantity_t"))


# Orders


def tell_bundles(rolls: Rolls, on: date) -> Answer:
    """Orders of exporters: agreed, delivered, and what free harvests could be bundled for the rest.

    Orders that are due first choose first, from harvests that are ready first; each tonne is
    offered once. Below the least lot of an order nothing is bundled. That order is a choice of
    this system.
    """
    agreed = _agreed(rolls, on)
    by_order, by_harvest = grouped(agreed, "order"), grouped(agreed, "harvest")
    offers = _offers(rolls, by_harvest, on)
    orders = sorted((one for one in rolls["farm_orders"] if is_by(one["ordered_on"], on)),
                    key=lambda one: (one["due_on"], one["id"]))  # fmt: skip
    rows = [_order(one, by_order.get(one["id"], []), offers.get(one["product"], []), on)
            for one in orders]  # fmt: skip
    figures = {
        "orders": len(rows) or None,
        **{name: sum((row[name] for row in rows), NOTHING) if rows else None
           for name in ("wanted_t", "agreed_t", "bundled_t", "short_t")},
        "oversold": sum(_is_oversold(one, by_harvest, on) for one in rolls["farm_harvests"]),
    }  # fmt: skip
    return Answer(figures, rows)


def _offers(rolls: Rolls, agreed: Agreed, on: date) -> dict[object, list[Offer]]:
    """What is free of harvests by product, those that are ready first before others."""
    open_ids = {one["id"] for one in rolls["farm_producers"] if is_open(one, on)}
    found = dict[object, list[Offer]]()
    for one in sorted(rolls["farm_harvests"], key=lambda one: (one["ready_on"], one["id"])):
        free = _free(one, agreed, on)
        if free > 0 and one["producer"] in open_ids:
            found.setdefault(one["product"], []).append((one, free))
    return found


def _order(order: Row, agreed: Sequence[Row], offers: list[Offer], on: date) -> Row:
    has = _sum(agreed, "quantity_t")
    delivered = _sum((one for one in agreed if is_by(one["delivered_on"], on)), "delivered_t")
    still = max(NOTHING, order["wanted_t"] - has)
    parts = [] if order["due_on"] < on else _bundle(order, still, has, offers)
    bundled = sum((tonnes for _, tonnes in parts), NOTHING)
    return {
        "order": order["id"], "exporter": order["exporter"], "product": order["product"],
        "due_on": order["due_on"], "wanted_t": order["wanted_t"], "agreed_t": has,
        "delivered_t": delivered, "bundled_t": bundled, "short_t": still - bundled,
        "parts": ", ".join(f"{name} {tonnes:f} t" for name, tonnes in parts) or None,
        "worth": _worth(order), "state": _state(order, delivered, still, bundled, on),
    }  # fmt: skip


def _worth(order: Row) -> tuple[Money, ...] | None:
    price = order["price_per_t"]
    if price is None:
        return None
    return (Money(price * order["wanted_t"], order["currency"]).rounded(),)


def _bundle(
    order: Row, still: Decimal, has: Decimal, offers: list[Offer]
) -> list[tuple[str, Decimal]]:
    """What each producer could give; takes it from what is free."""
    parts = list[tuple[int, Decimal]]()
    for at, (harvest, free) in enumerate(offers):
        if not still:
            break
        if _fits(harvest, order):
            parts.append((at, min(still, free)))
            still -= parts[-1][1]
    if has + sum((tonnes for _, tonnes in parts), NOTHING) < (order["least_t"] or 0):
        return []
    told = [(offers[at][0]["producer"], tonnes) for at, tonnes in parts]
    for at, tonnes in reversed(parts):
        harvest, free = offers.pop(at)
        if free > tonnes:
            offers.insert(at, (harvest, free - tonnes))
    return told


def _fits(offer: Row, order: Row) -> bool:
    """Whether a harvest is what an order wants; a grade that is not told meets none asked."""
    worst, grade = order["worst_grade"], offer["grade"]
    is_good = worst is None or (grade is not None and grade <= worst)
    return is_good and offer["product"] == order["product"] and is_by(
        offer["ready_on"], order["due_on"]
    )  # fmt: skip


def _is_oversold(harvest: Row, agreed: Agreed, on: date) -> bool:
    quantity = quantity_of(harvest, on)
    return quantity is not None and quantity < _sum(agreed.get(harvest["id"], []), "quantity_t")


def _state(order: Row, delivered: Decimal, still: Decimal, bundled: Decimal, on: date) -> str:
    if delivered >= order["wanted_t"]:
        return DELIVERED
    if order["due_on"] < on:
        return LATE
    if not still:
        return FULLY_AGREED
    return CAN_BUNDLE if bundled == still else SHORT


_STATES = (
    Choice(LATE, "late", "逾期"), Choice(SHORT, "short", "货源不足"),
    Choice(CAN_BUNDLE, "can be bundled", "可组货"), Choice(FULLY_AGREED, "agreed", "已约定"),
    Choice(DELIVERED, "delivered", "已交货"),
)  # fmt: skip
PANELS = (
    Panel(
        "farm_producers", (64,), PAGE, "Farm producers and what is free of theirs",
        "农业经营主体与待售货源", (PRODUCERS, HARVESTS, ORDERS, AGREED),
        (
            Column("producers", "whole", "Producers registered", "登记主体"),
            Column("linked", "whole", "Linked to an exporter", "已对接出口企业"),
            Column("linked_pct", "number", "Linked [%]", "对接率（%）"),
            Column("households", "whole", "Households", "农户数"),
            Column("households_unknown", "whole", "Producers that do not tell their households",
                   "未填农户数的主体"),
        ),
        (
            Column("producer", "id", "Producer", "主体"), Column("title", "text", "Name", "名称"),
            Column("kind", "choice", "Kind", "类型", choices=KINDS),
            Column("offered_t", "number", "Harvest [t]", "货源（吨）"),
            Column("agreed_t", "number", "Agreed [t]", "已约定（吨）"),
            Column("free_t", "number", "Free [t]", "待售（吨）"),
            Column("exporters", "whole", "Exporters", "对接出口企业"),
        ),
        tell_producers,
    ),
    Panel(
        "farm_bundles", (64,), PAGE, "Producers bundled to exporters", "组货对接出口企业",
        (PRODUCERS, HARVESTS, ORDERS, AGREED),
        (
            Column("orders", "whole", "Orders", "订单"),
            Column("wanted_t", "number", "Wanted [t]", "需求量（吨）"),
            Column("agreed_t", "number", "Agreed [t]", "已约定（吨）"),
            Column("bundled_t", "number", "Could be bundled [t]", "可组货（吨）"),
            Column("short_t", "number", "Short [t]", "缺口（吨）"),
            Column("oversold", "whole", "Harvests agreed beyond what there is", "超额约定的采收"),
        ),
        (
            Column("order", "id", "Order", "订单"),
            Column("exporter", "id", "Exporter", "出口企业"),
            Column("product", "id", "Product", "产品"), Column("due_on", "day", "Due", "交货期限"),
            Column("wanted_t", "number", "Wanted [t]", "需求量（吨）"),
            Column("agreed_t", "number", "Agreed [t]", "已约定（吨）"),
            Column("delivered_t", "number", "Delivered [t]", "已交货（吨）"),
            Column("bundled_t", "number", "Could be bundled [t]", "可组货（吨）"),
            Column("short_t", "number", "Short [t]", "缺口（吨）"),
            Column("parts", "text", "From", "货源主体"),
            Column("worth", "money", "Worth", "订单金额"),
            Column("state", "choice", "State", "状态", choices=_STATES),
        ),
        tell_bundles,
    ),
)  # fmt: skip
