"""Finance against the stock that partners keep in a hub."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from entrepot.industry.hub_stock import GOODS, MOVES, PAGE, PARTNERS, stock_of, worth_of
from entrepot.industry.sites import name_zh
from entrepot.kernel.money import Money
from entrepot.kernel.panel import Answer, Panel, Rolls, added, is_by, share_pct, sums
from entrepot.kernel.roll import Column, Roll, Row

_HUNDRED = Decimal(100)
LOANS = Roll(
    "hub_loans", "Loans against stock", "库存融资",
    (
        Column("partner", "id", "Partner", "合作方", needed=True, refers="hub_partners"),
        Column("lender", "text", "Lender", "资金方"),
        Column("lent", "amount", "Lent", "融资额", needed=True),
        Column("currency", "currency", "Currency", "币种", needed=True),
        Column("lent_on", "day", "Lent on", "放款日期", needed=True),
        Column("due_on", "day", "Due", "到期日"),
        Column("repaid_on", "day", "Repaid", "还清日期"),
    ),
)  # fmt: skip


def tell_finance(rolls: Rolls, on: date) -> Answer:
    """Each partner's stock and loans on a day, those over the limit first.

    What can still be lent is the share of the value that a partner may borrow, less what is out;
    it is unknown where a value is missing, and held in the currency of the stock alone.
    """
    rows = [_partner(one, rolls, on) for one in rolls["hub_partners"]]
    out = [one for one in rolls["hub_loans"] if is_out(one, on)]
    told = [row for row in rows if row["room"] is not None]
    figures = {
        "partners": len(rows) or None, "lent": sums(out, "lent"),
        "value": added(row["value"] for row in rows),
        "room": added([_above_zero(one) for one in row["room"]] for row in told),
        "over": sum(_is_over(row) for row in told) if told else None,
        "late": sum(_is_late(one, on) for one in out) if rolls["hub_loans"] else None,
        "not_known": len(rows) - len(told),
    }  # fmt: skip
    return Answer(figures, sorted(rows, key=_by_room))


def is_out(loan: Row, on: date) -> bool:
    """Whether a loan is lent and not repaid by a day."""
    return is_by(loan["lent_on"], on) and not is_by(loan["repaid_on"], on)


def _is_late(loan: Row, on: date) -> bool:
    return loan["due_on"] is not None and loan["due_on"] < on


def _partner(partner: Row, rolls: Rolls, on: date) -> Row:
    loans = [one for one in rolls["hub_loans"]
             if one["partner"] == partner["id"] and is_out(one, on)]  # fmt: skip
    lent, value = sums(loans, "lent"), value_of(partner["id"], rolls, on)
    due = [one["due_on"] for one in loans if one["due_on"]]
    return {
        "partner": partner["id"], "name": partner["name"], "name_zh": name_zh(partner),
        "country": partner["country"], "value": value, "lent": lent,
        "room": room_of(partner["most_lent_pct"], value, lent),
        "lent_pct": _share(lent, value), "due_on": min(due, default=None),
        "late": sum(_is_late(one, on) for one in loans) if rolls["hub_loans"] else None,
    }  # fmt: skip


def value_of(partner: str, rolls: Rolls, on: date) -> tuple[Money, ...] | None:
    """The value of a partner's stock by currency; unknown where goods have no value."""
    moves = [one for one in rolls["hub_moves"] if one["partner"] == partner]
    stocks = [(one, stock_of(one["id"], moves, on)) for one in rolls["hub_goods"]]
    found = [{"currency": one["currency"], "value": worth_of(one, stock)} for one, stock in stocks
             if stock or (stock is not None and one["value_per_unit"] is not None)]  # fmt: skip
    return None if any(one["value"] is None for one in found) else sums(found, "value")


def room_of(
    most_pct: Decimal | None, value: tuple[Money, ...] | None, lent: tuple[Money, ...] | None
) -> tuple[Money, ...] | None:
    """What can still be lent by currency, below zero where too much is."""
    if most_pct is None or value is None:
        return None
    out: Mapping[str, Decimal] = {one.currency: one.amount for one in lent or ()}
    if set(out) - {one.currency for one in value}:
        return None
    return tuple(Money(one.amount * most_pct / _HUNDRED - out.get(one.currency, Decimal(0)),
                       one.currency).rounded() for one in value)  # fmt: skip


def _share(part: tuple[Money, ...] | None, whole: tuple[Money, ...] | None) -> Decimal | None:
    """A part of a whole of one and the same currency [%]."""
    if not part or not whole or [one.currency for one in (*part, *whole)] != 2 * [part[0].currency]:
        return None
    return share_pct(part[0].amount, whole[0].amount)


def _above_zero(one: Money) -> Money:
    """What may be lent to one is not less because another has too much."""
    return max(one, Money(Decimal(0), one.currency), key=lambda each: each.amount)


def _is_over(row: Row) -> bool:
    return any(one.amount < 0 for one in row["room"])


def _by_room(row: Row) -> tuple[bool, date, str]:
    return (not (row["room"] and _is_over(row)), row["due_on"] or date.max, row["partner"])


PANELS = (
    Panel(
        "hub_finance", (142,), PAGE, "Finance against the hub's stock, by partner",
        "枢纽库存融资（按合作方）", (PARTNERS, GOODS, MOVES, LOANS),
        (
            Column("partners", "whole", "Partners", "合作方"),
            Column("value", "money", "Value of their stock", "库存价值"),
            Column("lent", "money", "Lent", "融资余额"),
            Column("room", "money", "Can still be lent", "可新增融资"),
            Column("over", "whole", "Over the limit", "超上限的合作方"),
            Column("late", "whole", "Loans that are late", "逾期融资"),
            Column("not_known", "whole", "Partners of whom something is not known", "信息不全"),
        ),
        (
            Column("partner", "id", "Partner", "合作方"), Column("name", "text", "Name", "名称"),
            Column("country", "country", "Country", "国家或地区"),
            Column("value", "money", "Value of the stock", "库存价值"),
            Column("lent", "money", "Lent", "融资余额"),
            Column("lent_pct", "number", "Of the value [%]", "占库存价值（%）"),
            Column("room", "money", "Can still be lent", "可新增融资"),
            Column("due_on", "day", "Next due", "最近到期日"),
            Column("late", "whole", "Late", "逾期笔数"),
        ),
        tell_finance,
    ),
)  # fmt: skip
