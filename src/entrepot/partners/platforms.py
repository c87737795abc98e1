"""Linked platforms: cases and rules that one offers, and what the others make of them."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from datetime import date

from entrepot.kernel.panel import Answer, Panel, Rolls, is_by, share_pct
from entrepot.kernel.roll import Choice, Column, Roll, Row
from entrepot.partners.joint import PAGE
from entrepot.partners.proof import TITLE, Fault, by_id, grouped, in_order, known, lasts, titled

KINDS = (Choice("case", "case", "案例"), Choice("rule", "rule", "规则"))


def check_answer(row: Row) -> Iterator[Fault]:
    """An offer is taken up or refused, and refused with a reason."""
    if row["taken_on"] and row["refused_on"]:
        yield "refused_on", "stands beside a day it was taken.", "Keep one.", "不得同时采用和拒绝。"
    if row["refused_on"] and not row["reason"]:
        yield "reason", "is empty, and it was refused.", "Say why.", "拒绝而未填原因。"


PLATFORMS = Roll(
    "linked_platforms", "Linked platforms", "联动平台",
    (
        *TITLE,
        Column("joined_on", "day", "Joined", "加入日期", needed=True),
        Column("left_on", "day", "Left", "退出日期"),
    ),
    "partners", (in_order("joined_on", "left_on"),),
)  # fmt: skip
OFFERS = Roll(
    "platform_offers", "Cases and rules offered", "共享案例与规则",
    (
        *TITLE,
        Column("kind", "choice", "Kind", "类型", needed=True, choices=KINDS),
        Column("platform", "id", "Platform", "平台", needed=True, refers="linked_platforms"),
        Column("field", "text", "Field", "领域"),
        Column("offered_on", "day", "Offered", "共享日期", needed=True),
        Column("withdrawn_on", "day", "Withdrawn", "撤回日期"),
    ),
    "partners", (in_order("offered_on", "withdrawn_on"),),
)  # fmt: skip
UPTAKES = Roll(
    "platform_uptakes", "Answers of platforms", "平台采用情况",
    (
        Column("offer", "id", "Case or rule", "案例或规则", needed=True, refers="platform_offers"),
        Column("platform", "id", "Platform", "平台", needed=True, refers="linked_platforms"),
        Column("taken_on", "day", "Taken up", "采用日期"),
        Column("refused_on", "day", "Refused", "拒绝日期"),
        Column("reason", "text", "Reason", "原因"),
        Column("uses", "whole", "Times used", "应用次数", least=0),
    ),
    "partners", (check_answer,),
)  # fmt: skip


def tell_platforms(rolls: Rolls, on: date) -> Answer:
    """Cases and rules on offer on a day, and how every other linked platform has answered."""
    linked = {
        one["id"] for one in rolls["linked_platforms"] if lasts(one, "joined_on", "left_on", on)
    }
    answers = grouped(rolls["platform_uptakes"], "offer")
    rows = [_offer(one, linked, answers.get(one["id"], []), on)
            for one in by_id(rolls["platform_offers"])
            if lasts(one, "offered_on", "withdrawn_on", on)]  # fmt: skip
    kinds = Counter(row["kind"] for row in rows)
    taken, refused, open_ = (
        sum(row[name] for row in rows) for name in ("taken", "refused", "open")
    )
    figures = {
        "platforms": len(linked) or None, "cases": known(kinds["case"], rows),
        "rules": known(kinds["rule"], rows),
        "taken_pct": share_pct(taken, taken + refused + open_), "refused": known(refused, rows),
        "open": known(open_, rows),
    }  # fmt: skip
    return Answer(figures, sorted(rows, key=lambda row: (-row["open"], row["id"])))


def _offer(offer: Row, linked: Collection[str], answers: Sequence[Row], on: date) -> Row:
    """An offer beside the answers to it; of two of one platform the later counts."""
    told = {one["platform"]: one for one in sorted(answers, key=_answered)
            if is_by(_answered(one), on)}  # fmt: skip
    others = [one for name, one in told.items() if name in linked and name != offer["platform"]]
    asked = len(linked) - (offer["platform"] in linked)
    taken = [one for one in others if one["taken_on"]]
    uses = [one["uses"] for one in taken if one["uses"] is not None]
    return {
        "id": offer["id"], **titled(offer), "kind": offer["kind"], "platform": offer["platform"],
        "field": offer["field"], "offered_on": offer["offered_on"], "taken": len(taken),
        "refused": len(others) - len(taken), "open": asked - len(others),
        "uses": known(sum(uses), uses),
    }  # fmt: skip


def _answered(answer: Row) -> date:
    """The day of an answer; one without a day is still to come."""
    day: date = answer["taken_on"] or answer["refused_on"] or date.max
    return day


PANELS = (
    Panel(
        "platform_sharing", (147,), PAGE, "Cases and rules shared among platforms",
        "平台间共享的案例与规则", (PLATFORMS, OFFERS, UPTAKES),
        (
            Column("platforms", "whole", "Linked platforms", "联动平台"),
            Column("cases", "whole", "Cases on offer", "共享案例"),
            Column("rules", "whole", "Rules on offer", "共享规则"),
            Column("taken_pct", "number", "Taken up by others [%]", "采用率（%）"),
            Column("refused", "whole", "Refused", "拒绝"),
            Column("open", "whole", "Not yet answered", "未答复"),
        ),
        (
            Column("id", "id", "Case or rule", "案例或规则"),
            Column("title", "text", "Title", "名称"),
            Column("kind", "choice", "Kind", "类型", choices=KINDS),
            Column("platform", "id", "Offered by", "提供平台"),
            Column("field", "text", "Field", "领域"),
            Column("offered_on", "day", "Offered", "共享日期"),
            Column("taken", "whole", "Taken up by", "采用平台数"),
            Column("refused", "whole", "Refused by", "拒绝平台数"),
            Column("open", "whole", "Not yet answered by", "未答复平台数"),
            Column("uses", "whole", "Times used", "应用次数"),
        ),
        tell_platforms,
    ),
)  # fmt: skip
