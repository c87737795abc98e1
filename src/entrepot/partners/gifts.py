"""Gifts to and from partners: goods, customs and delivery."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from statistics import median

from entrepot.kernel.panel import Answer, Panel, Rolls, is_by, sums
from entrepot.kernel.roll import Choice, Column, Roll, Row
from entrepot.partners.ties import (
    NAMED,
    NOTE,
    OWNER,
    PAGE,
    PARTNER,
    PARTNERS,
    PRECISION,
    has_come,
    if_kept,
    named_by,
)

_WAYS = (Choice("given", "given", "赠出"), Choice("received", "received", "受赠"))


def check_steps(row: Row) -> Iterator[tuple[str, str, str, str]]:
    """Declared with a number, released after that, delivered with a receipt."""
    if row["declared_on"] and not row["declaration"]:
        yield ("declaration", "is empty, and the goods were declared.", "Write its number.",
               "已申报但缺少报关单号。")  # fmt: skip
    if row["released_on"] and not row["declared_on"]:
        yield ("declared_on", "is empty, and the goods were released.", "Write its day.",
               "已放行但缺少申报日期。")  # fmt: skip
    elif row["released_on"] and row["released_on"] < row["declared_on"]:
        yield ("released_on", "is before the declaration.", "Look at both days.", "早于申报日期。")
    if row["delivered_on"] and not row["receipt"]:
        yield ("receipt", "is empty, and the goods were delivered.",
               "Say what shows it: a receipt, a letter of thanks.",
               "已送达但缺少签收凭证。")  # fmt: skip


GIFTS = Roll(
    "gifts", "Gifts", "赠礼",
    (
        PARTNER,
        Column("way", "choice", "Given or received", "方向", needed=True, choices=_WAYS),
        Column("goods", "text", "Goods", "物品", needed=True),
        Column("goods_zh", "text", "Goods in Chinese", "物品（中文）"),
        Column("quantity", "number", "Quantity", "数量", least=0),
        Column("unit", "text", "Unit", "单位"),
        Column("value", "amount", "Value", "价值"),
        Column("currency", "currency", "Currency", "币种"),
        Column("given_on", "day", "Given", "赠送日期", needed=True), PRECISION,
        Column("declaration", "id", "Customs declaration", "报关单号"),
        Column("is_relieved", "yes_no", "Free of duty as a gift", "捐赠免税"),
        Column("declared_on", "day", "Declared", "申报日期"),
        Column("released_on", "day", "Released", "放行日期"),
        Column("waybill", "id", "Waybill", "运单号"),
        Column("due_on", "day", "To be delivered by", "应送达日期"),
        Column("delivered_on", "day", "Delivered", "送达日期"),
        Column("receipt", "text", "What shows it", "签收凭证"), OWNER, NOTE,
    ),
    "partners", (check_steps,),
)  # fmt: skip


def tell_gifts(rolls: Rolls, on: date) -> Answer:
    """Gifts by a day: where each is between the giver, customs and the receiver."""
    gifts = [one for one in rolls["gifts"] if has_come(one, "given_on", on)]
    partners = {one["id"]: one for one in rolls["partners"]}
    rows = [_gift(one, partners, on) for one in gifts]
    steps, ways = Counter(row["step"] for row in rows), Counter(one["way"] for one in gifts)
    took = [Decimal((one["released_on"] - one["declared_on"]).days) for one in gifts
            if is_by(one["released_on"], on)]  # fmt: skip
    figures = {
        "gifts": len(gifts), **{one.code: ways[one.code] for one in _WAYS},
        **{one.code: steps[one.code] for one in STEPS},
        "late": sum(row["late"] is True for row in rows),
        "customs_days": median(took) if took else None, "value": sums(gifts, "value"),
        "without_value": sum(one["value"] is None for one in gifts),
    }  # fmt: skip
    return Answer(if_kept(figures, gifts), sorted(rows, key=_by_step))


def step_of(gift: Row, on: date) -> str:
    """How far a gift has come by a day."""
    days = (("delivered_on", "delivered"), ("released_on", "on_the_way"),
            ("declared_on", "in_customs"))  # fmt: skip
    return next((step for name, step in days if is_by(gift[name], on)), "no_step")


def _gift(gift: Row, partners: Mapping[str, Row], on: date) -> Row:
    step = step_of(gift, on)
    zh = {"goods_zh": gift["goods_zh"]} if gift["goods_zh"] else {}
    return {
        "gift": gift["id"], **named_by(partners, gift["partner"]), **zh,
        "value": sums([gift], "value"),
        **{name: gift[name] for name in ("way", "goods", "quantity", "unit", "declaration",
                                         "is_relieved", "waybill", "due_on")},
        "step": step, "customs_days": _customs_days(gift, on),
        "delivered_on": gift["delivered_on"] if step == "delivered" else None,
        "late": _is_late(gift, step, on),
        "owner": gift["owner"] or partners.get(gift["partner"], {}).get("owner"),
    }  # fmt: skip


def _customs_days(gift: Row, on: date) -> int | None:
    """Days from declaration to release, or until today."""
    if not is_by(gift["declared_on"], on):
        return None
    until = gift["released_on"] if is_by(gift["released_on"], on) else on
    return int((until - gift["declared_on"]).days)


def _is_late(gift: Row, step: str, on: date) -> bool | None:
    """Whether it is not delivered though due; None where no day was set."""
    if gift["due_on"] is None:
        return None
    return bool(gift["due_on"] < (gift["delivered_on"] if step == "delivered" else on))


def _by_step(row: Row) -> tuple[int, str]:
    return [one.code for one in STEPS].index(row["step"]), str(row["gift"])


STEPS = (
    Choice("no_step", "no step on record", "未记录通关"),
    Choice("in_customs", "in customs", "通关中"),
    Choice("on_the_way", "released, on the way", "已放行在途"),
    Choice("delivered", "delivered", "已送达"),
)  # fmt: skip
PANELS = (
    Panel(
        "gifts", (74,), PAGE, "Gifts: customs and delivery", "赠礼：通关与送达", (PARTNERS, GIFTS),
        (
            Column("gifts", "whole", "Gifts", "赠礼"),
            *(Column(one.code, "whole", one.en.capitalize(), one.zh) for one in (*_WAYS, *STEPS)),
            Column("late", "whole", "Late", "逾期"),
            Column("customs_days", "number", "Days in customs, median", "通关用时中位数（天）"),
            Column("value", "money", "Value", "价值"),
            Column("without_value", "whole", "Gifts without a value", "未填价值的赠礼"),
        ),
        (
            Column("gift", "id", "Gift", "赠礼编号"), *NAMED,
            Column("way", "choice", "Given or received", "方向", choices=_WAYS),
            Column("goods", "text", "Goods", "物品"),
            Column("quantity", "number", "Quantity", "数量"),
            Column("unit", "text", "Unit", "单位"), Column("value", "money", "Value", "价值"),
            Column("step", "choice", "Step", "进度", choices=STEPS),
            Column("declaration", "id", "Customs declaration", "报关单号"),
            Column("is_relieved", "yes_no", "Free of duty as a gift", "捐赠免税"),
            Column("customs_days", "whole", "Days in customs", "通关天数"),
            Column("waybill", "id", "Waybill", "运单号"),
            Column("due_on", "day", "To be delivered by", "应送达日期"),
            Column("delivered_on", "day", "Delivered", "送达日期"),
            Column("late", "yes_no", "Late", "逾期"), OWNER,
        ),
        tell_gifts,
    ),
)  # fmt: skip
