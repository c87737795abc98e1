"""Shows planned for the partners of a hub: stands, goods from stock, and orders taken."""

from datetime import date
from decimal import Decimal

from entrepot.industry.hub_stock import GOODS, MOVES, PAGE, PARTNERS, stock_of
from entrepot.kernel.panel import Answer, Panel, Rolls, is_by, sums
from entrepot.kernel.roll import Column, Roll, Row

SHOWS = Roll(
    "hub_shows", "Shows for partners", "合作方展会",
    (
        Column("show", "text", "Show", "展会", needed=True),
        Column("partner", "id", "Partner", "合作方", needed=True, refers="hub_partners"),
        Column("goods", "id", "Goods", "货物", refers="hub_goods"),
        Column("amount", "number", "Goods wanted", "展品需求量", least=0),
        Column("begins_on", "day", "Begins", "开幕日期", needed=True),
        Column("ends_on", "day", "Ends", "闭幕日期"),
        Column("agreed_on", "day", "Stand agreed", "展位确认日期"),
        Column("ordered", "amount", "Orders taken", "成交额"),
        Column("currency", "currency", "Currency", "币种"),
    ),
)  # fmt: skip


def tell_shows(rolls: Rolls, on: date) -> Answer:
    """Shows that have not ended by a day, the next first; and what the ended ones brought.

    A show is ready when its stand is agreed and the partner's stock covers the goods it wants.
    """
    ahead = [one for one in rolls["hub_shows"] if not has_ended(one, on)]
    past = [one for one in rolls["hub_shows"] if has_ended(one, on)]
    rows = [_show(one, rolls, on) for one in ahead]
    ready = [row["ready"] for row in rows]
    told = rolls["hub_shows"]
    figures = {
        "ahead": len(ahead) if told else None, "partners": len({one["partner"] for one in ahead})
        if told else None,
        "ready": ready.count(True) if rows and any(one is not None for one in ready) else None,
        "not_known": ready.count(None), "held": len(past) if told else None,
        "ordered": sums(past, "ordered"), "without": sum(one["ordered"] is None for one in past),
    }  # fmt: skip
    return Answer(figures, sorted(rows, key=lambda row: (row["begins_on"], row["row"])))


def has_ended(show: Row, on: date) -> bool:
    """Whether a show has ended before a day; one without an end lasts a day."""
    return bool((show["ends_on"] or show["begins_on"]) < on)


def _show(show: Row, rolls: Rolls, on: date) -> Row:
    moves = [one for one in rolls["hub_moves"] if one["partner"] == show["partner"]]
    stock = stock_of(show["goods"], moves, on) if show["goods"] else None
    is_agreed = is_by(show["agreed_on"], on)
    is_covered = _covers(show["amount"], stock)
    ready = False if not is_agreed or is_covered is False else is_covered
    names = ("show", "partner", "begins_on", "goods", "amount")
    return {"row": show["id"], **{name: show[name] for name in names}, "stock": stock,
            "is_agreed": is_agreed, "ready": ready}  # fmt: skip


def _covers(wanted: Decimal | None, stock: Decimal | None) -> bool | None:
    """Whether a stock covers what is wanted; nothing wanted is covered."""
    if wanted is None:
        return None
    return True if not wanted else None if stock is None else stock >= wanted


PANELS = (
    Panel(
        "hub_shows", (142,), PAGE, "Shows planned for the hub's partners", "枢纽合作方展会计划",
        (PARTNERS, GOODS, MOVES, SHOWS),
        (
            Column("ahead", "whole", "Shows ahead", "待举办展会"),
            Column("partners", "whole", "Partners at them", "参展合作方"),
            Column("ready", "whole", "Ready: stand and goods", "展位与展品齐备"),
            Column("not_known", "whole", "Not known", "信息不全"),
            Column("held", "whole", "Shows held", "已举办展会"),
            Column("ordered", "money", "Orders taken at them", "成交额"),
            Column("without", "whole", "Held, without orders told", "未填成交额"),
        ),
        (
            Column("row", "id", "Number", "编号"), Column("show", "text", "Show", "展会"),
            Column("partner", "id", "Partner", "合作方"),
            Column("begins_on", "day", "Begins", "开幕日期"),
            Column("goods", "id", "Goods", "货物"),
            Column("amount", "number", "Goods wanted", "展品需求量"),
            Column("stock", "number", "The partner's stock", "合作方库存"),
            Column("is_agreed", "yes_no", "Stand agreed", "展位已确认"),
            Column("ready", "yes_no", "Ready", "齐备"),
        ),
        tell_shows,
    ),
)  # fmt: skip
