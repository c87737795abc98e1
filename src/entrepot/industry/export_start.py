"""Firms that grow into exporters: how ready each is, what it does next, and its first orders."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from entrepot.industry.criteria import (
    ANSWERS,
    CRITERIA,
    FIRM_FACTS,
    SCHEMES,
    Judged,
    facts_by,
    judge_by,
    judged,
    told_zh,
)
from entrepot.industry.released import COLUMNS, RELEASED, by_firm, facts_of, told_of
from entrepot.industry.tasks import by_owner
from entrepot.kernel.money import Money
from entrepot.kernel.panel import Answer, Panel, Rolls, is_by, sums
from entrepot.kernel.roll import Choice, Column, Roll, Row

PAGE = "/measures"
FOUND, QUOTED, SIGNED, SHIPPED, PAID, LOST = (
    "found", "quoted", "signed", "shipped", "paid", "lost"
)  # fmt: skip
LADDER = (FOUND, QUOTED, SIGNED, SHIPPED, PAID)
STEPS = (
    Choice(FOUND, "buyer found", "已找到买家"), Choice(QUOTED, "quoted", "已报价"),
    Choice(SIGNED, "signed", "已签约"), Choice(SHIPPED, "shipped", "已出运"),
    Choice(PAID, "paid", "已收汇"), Choice(LOST, "lost", "未成"),
)  # fmt: skip
NEXT = (
    Choice(FOUND, "Quote: price, terms and days", "报价：价格、条款与交期"),
    Choice(QUOTED, "Sign a contract with terms of payment", "签约并约定付款条件"),
    Choice(SIGNED, "Declare, insure and ship", "报关、投保并出运"),
    Choice(SHIPPED, "Collect the money and claim the refund", "收汇并申报退税"),
)
FIND = Choice("find", "Find a buyer", "寻找买家")
CANDIDATES = Roll(
    "export_candidates", "Firms to become exporters", "外贸培育企业",
    (
        Column("firm", "id", "Firm", "企业", needed=True),
        Column("scheme", "id", "Scheme it is judged by", "评估方案", needed=True,
               refers="readiness_schemes"),
        Column("office", "id", "Office that guides it", "辅导单位"),
        Column("entered_on", "day", "Entered", "入库日期", needed=True),
        Column("left_on", "day", "Left", "出库日期"),
    ),
)  # fmt: skip


def check_days(row: Row) -> Iterable[tuple[str, str, str, str]]:
    """Steps of an order follow one another; one that is lost says why."""
    told = [(step, row[f"{step}_on"]) for step in LADDER if row[f"{step}_on"]]
    for (_, before), (step, after) in pairwise(told):
        if after < before:
            yield (f"{step}_on", "is before an earlier step.", "Mend one of the days.",
                   "早于前一步骤。")  # fmt: skip
    if row["lost_on"] and not row["reason"]:
        yield ("reason", "is empty, and the order is lost.", "Say why.", "未成须填写原因。")


ORDERS = Roll(
    "first_orders", "First orders abroad", "首单",
    (
        Column("candidate", "id", "Candidate", "培育企业", needed=True, refers="export_candidates"),
        Column("market", "country", "Market", "目标市场", needed=True),
        Column("product_hs", "id", "Product [HS]", "商品编码"),
        Column("found_on", "day", "Buyer found", "找到买家日期", needed=True),
        Column("quoted_on", "day", "Quoted", "报价日期"),
        Column("signed_on", "day", "Signed", "签约日期"),
        Column("shipped_on", "day", "Shipped", "出运日期"),
        Column("paid_on", "day", "Paid", "收汇日期"),
        Column("lost_on", "day", "Lost", "未成日期"),
        Column("reason", "text", "Why it was lost", "未成原因"),
        Column("amount", "amount", "Amount", "金额"),
        Column("currency", "currency", "Currency", "币种"),
    ),
    checks=(check_days,),
)  # fmt: skip


def tell_readiness(rolls: Rolls, on: date) -> Answer:
    """How ready candidates are on a day, and the next thing each should do.

    Before a firm is ready that is its first criterion not met; afterwards the next step of its
    order that has come furthest. What customs released counts as facts, under those that are told.
    """
    schemes, facts = judge_by(rolls, on), facts_by(rolls["firm_facts"], "firm", on)
    orders = by_owner((one for one in rolls["first_orders"] if is_by(one["found_on"], on)),
                      "candidate")  # fmt: skip
    released = by_firm(rolls["released_exports"], on)
    rows = [_row(one, judged(schemes, one["scheme"],
                             {**facts_of(released[one["firm"]]), **facts.get(one["firm"], {})}),
                 orders.get(one["id"], ()), released[one["firm"]], on)
            for one in candidates_of(rolls, on)]  # fmt: skip
    counts = Counter(row["answer"] for row in rows)
    figures = {"candidates": len(rows) or None, "ready": counts["yes"], "not_ready": counts["no"],
               "open": counts["open"],
               "exporting": sum(row["first_on"] is not None for row in rows),
               "released": sum(row["months"] is not None for row in rows)}  # fmt: skip
    return Answer(figures, sorted(rows, key=_by_score))


def candidates_of(rolls: Rolls, on: date) -> list[Row]:
    """Candidates on a day."""
    return [one for one in rolls["export_candidates"]
            if is_by(one["entered_on"], on) and not is_by(one["left_on"], on)]  # fmt: skip


def _row(
    one: Row, found: Judged, orders: Sequence[Row], released: Sequence[Row], on: date
) -> dict[str, Any]:  # fmt: skip
    shipped = [row["shipped_on"] for row in orders if is_by(row["shipped_on"], on)]
    first = min([*shipped, *(row["released_on"] for row in released)], default=None)
    return {"firm": one["firm"], "candidate": one["id"], "office": one["office"],
            "answer": found.answer, **found.bounds(), "missed": len(found.open),
            **_next(found, orders, SHIPPED if released else LOST, on), "orders": len(orders),
            "first_on": first, **told_of(released)}  # fmt: skip


def _next(found: Judged, orders: Sequence[Row], without: str, on: date) -> Row:
    """The first criterion that is open; then what follows its furthest order, or a step without."""
    if found.answer != "yes":
        row = found.open[0] if found.open else None
        return {"next": row and row["title"], "next_zh": row and (row["title_zh"] or row["title"]),
                **told_zh(row, "advice")}  # fmt: skip
    step = max((step_of(row, on)[0] for row in orders), key=_height, default=without)
    told = FIND if step == LOST else next((one for one in NEXT if one.code == step), None)
    return {"next": told and told.en, "next_zh": told and told.zh, "advice": None,
            "advice_zh": None}  # fmt: skip


def _height(step: str) -> int:
    return LADDER.index(step) if step in LADDER else -1


def step_of(row: Row, on: date) -> tuple[str, date]:
    """The furthest step of an order by a day, and since when; a loss ends it unless it was paid."""
    told = [(step, row[f"{step}_on"]) for step in LADDER if is_by(row[f"{step}_on"], on)]
    if is_by(row["lost_on"], on) and (not told or told[-1][0] != PAID):
        return LOST, row["lost_on"]
    return told[-1]


def _by_score(row: Row) -> tuple[bool, Any, Any, str]:
    return (row["least_score"] is None, -(row["least_score"] or 0), -(row["most_score"] or 0),
            row["candidate"])  # fmt: skip


def tell_orders(rolls: Rolls, on: date) -> Answer:
    """First orders on a day: the step each has reached, since when, and what comes next."""
    firms = {one["id"]: one for one in rolls["export_candidates"]}
    rows = [_order(one, firms, on) for one in rolls["first_orders"] if is_by(one["found_on"], on)]
    live = [one for one in rolls["first_orders"]
            if is_by(one["signed_on"], on) and step_of(one, on)[0] != LOST]  # fmt: skip
    counts = Counter(row["step"] for row in rows)
    figures = {
        "orders": len(rows) or None, "signed": len(live), "paid": counts[PAID],
        "lost": counts[LOST], "amount": sums(live, "amount"),
        "firms": len({row["firm"] for row in rows if row["step"] in (SHIPPED, PAID)}),
        "without_amount": sum(one["amount"] is None for one in live),
    }  # fmt: skip
    return Answer(figures, sorted(rows, key=lambda row: (-row["days"], row["order"])))


def _order(one: Row, firms: Mapping[str, Row], on: date) -> dict[str, Any]:
    step, since = step_of(one, on)
    firm = firms.get(one["candidate"])
    amount = None if one["amount"] is None else (Money(one["amount"], one["currency"]),)
    told = next((choice for choice in NEXT if choice.code == step), None)
    return {
        "order": one["id"], "firm": firm["firm"] if firm else None, "market": one["market"],
        "product_hs": one["product_hs"], "step": step, "since": since, "days": (on - since).days,
        "next": told and told.en, "next_zh": told and told.zh, "amount": amount,
        "reason": one["reason"] if step == LOST else None,
    }  # fmt: skip


PANELS = (
    Panel(
        "export_readiness", (78,), PAGE, "Readiness to export, and the next step",
        "出口准备度与下一步", (CANDIDATES, SCHEMES, CRITERIA, FIRM_FACTS, ORDERS),
        (
            Column("candidates", "whole", "Firms guided", "培育企业"),
            Column("ready", "whole", "Ready", "已具备"),
            Column("not_ready", "whole", "Not ready", "未具备"),
            Column("open", "whole", "Not known yet", "待核实"),
            Column("exporting", "whole", "Shipped a first order", "已出首单"),
            Column("released", "whole", "With exports released by customs", "有海关放行出口"),
        ),
        (
            Column("firm", "id", "Firm", "企业"), Column("office", "id", "Office", "辅导单位"),
            Column("answer", "choice", "Ready", "是否具备", choices=ANSWERS),
            Column("least_score", "number", "Score at least [0 to 100]", "评分下限（0–100）"),
            Column("most_score", "number", "Score at most [0 to 100]", "评分上限（0–100）"),
            Column("missed", "whole", "Criteria open", "未满足项"),
            Column("next", "text", "Next", "下一步"),
            Column("advice", "text", "What helps", "建议"),
            Column("orders", "whole", "Orders begun", "在谈订单"),
            Column("first_on", "day", "First shipped", "首单出运"), *COLUMNS,
        ),
        tell_readiness, (RELEASED,),
    ),
    Panel(
        "first_orders", (78,), PAGE, "First orders, step by step", "首单进展", (CANDIDATES, ORDERS),
        (
            Column("orders", "whole", "Orders begun", "订单"),
            Column("signed", "whole", "Signed", "已签约"),
            Column("paid", "whole", "Paid", "已收汇"),
            Column("lost", "whole", "Lost", "未成"),
            Column("amount", "money", "Amount signed", "签约金额"),
            Column("firms", "whole", "Firms that shipped", "已出运企业"),
            Column("without_amount", "whole", "Signed without an amount", "未填金额的签约"),
        ),
        (
            Column("order", "id", "Order", "订单"), Column("firm", "id", "Firm", "企业"),
            Column("market", "country", "Market", "市场"),
            Column("product_hs", "id", "Product [HS]", "商品编码"),
            Column("step", "choice", "Step", "进展", choices=STEPS),
            Column("since", "day", "Since", "自"), Column("days", "whole", "Days", "天数"),
            Column("next", "text", "Next", "下一步"), Column("amount", "money", "Amount", "金额"),
            Column("reason", "text", "Why it was lost", "未成原因"),
        ),
        tell_orders,
    ),
)  # fmt: skip
