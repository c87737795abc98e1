"""Letters to partners and their replies, and the schedule by which each partner hears from us."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import MAXYEAR, date, timedelta
from decimal import Decimal
from statistics import median

from entrepot.kernel.panel import Answer, Panel, Rolls, is_by, share_pct
from entrepot.kernel.roll import Choice, Column, Roll, Row
from entrepot.partners.days import months_after
from entrepot.partners.proof import grouped
from entrepot.partners.ties import (
    NAMED,
    OWNER,
    PAGE,
    PARTNER,
    PARTNERS,
    PRECISION,
    REMIND,
    day_of,
    has_come,
    if_kept,
    is_before,
    named_by,
)

REMIND_DAYS = 14
"""How long before a letter is due its owner is reminded where the plan says nothing: our choice."""

_HALF_MONTH = 15
LETTER_KINDS = (
    Choice("greeting", "greeting", "问候"), Choice("update", "update", "情况通报"),
    Choice("invitation", "invitation", "邀请"), Choice("enquiry", "enquiry", "询函"),
    Choice("congratulation", "congratulation", "祝贺"), Choice("condolence", "condolence", "慰问"),
)  # fmt: skip
_KIND = Column("kind", "choice", "Kind", "类别", choices=LETTER_KINDS)
CONTACT_PLANS = Roll(
    "contact_plans", "Contact schedule", "联络计划",
    (
        PARTNER, Column("occasion", "text", "Occasion", "事由", needed=True),
        Column("occasion_zh", "text", "Occasion in Chinese", "事由（中文）"), _KIND,
        Column("begins_on", "day", "First due", "首次日期", needed=True),
        Column("every_months", "whole", "Every so many months", "间隔（月）", needed=True, least=1,
               most=120),
        Column("ends_on", "day", "Last day", "截止日期"),
        Column("text", "text", "What to send", "发送内容"),
        Column("text_zh", "text", "The same in Chinese", "发送内容（中文）"),
        Column("reply_days", "whole", "A reply is asked within so many days", "请于几日内复函",
               least=1, most=366),
        REMIND, OWNER,
    ),
    "partners",
)  # fmt: skip


def check_reply(row: Row) -> Iterator[tuple[str, str, str, str]]:
    """A reply does not come before its letter, and what it says needs its day."""
    if row["replied_on"] and is_before(row, "replied_on", "sent_on"):
        yield ("replied_on", "is before the letter.", "Look at both days.", "早于发函日期。")
    if row["reply"] and not row["replied_on"]:
        yield ("replied_on", "is empty, and there is a reply.", "Write its day.", "缺少复函日期。")


LETTERS = Roll(
    "letters", "Letters", "信函",
    (
        PARTNER, Column("plan", "id", "Schedule", "联络计划", refers="contact_plans"), _KIND,
        Column("subject", "text", "Subject", "主题", needed=True),
        Column("subject_zh", "text", "Subject in Chinese", "主题（中文）"),
        Column("sent_on", "day", "Sent", "发函日期", needed=True), PRECISION,
        Column("reply_asked", "yes_no", "A reply is asked", "需复函"),
        Column("reply_due_on", "day", "Reply due", "应复日期"),
        Column("replied_on", "day", "Replied", "复函日期"),
        Column("reply", "text", "What the reply says", "复函内容"), OWNER,
    ),
    "partners", (check_reply,),
)  # fmt: skip


def tell_letters(rolls: Rolls, on: date) -> Answer:
    """Each schedule with its letters, replies and next day; letters of no schedule by partner."""
    sent = [one for one in rolls["letters"] if has_come(one, "sent_on", on)]
    partners = {one["id"]: one for one in rolls["partners"]}
    plans = {one["id"] for one in rolls["contact_plans"]}
    by_plan = grouped(sent, "plan")
    outside = grouped((one for one in sent if one["plan"] not in plans), "partner")
    rows = [_scheduled(one, by_plan.get(one["id"], []), partners, on)
            for one in rolls["contact_plans"]]  # fmt: skip
    rows += [{**_line(partners, one, letters, on), "occasion": None, "text": None,
              "next_due": None, "state": None} for one, letters in outside.items()]  # fmt: skip
    figures = {"plans": len(plans), **_replies(sent, on), **_dues(rows)}
    return Answer(if_kept(figures, rows), sorted(rows, key=_by_due))


def next_due(plan: Row, sent: Sequence[Row]) -> date | None:
    """When a letter of a plan is due next; None when the plan is over.

    A letter answers the due day that is nearest: one sent up to half the interval early is not
    asked for again, and one sent late moves no later day. Half a month counts 15 days.
    """
    last = max((day.last for one in sent if (day := day_of(one, "sent_on"))), default=None)
    begins, every = plan["begins_on"], plan["every_months"]
    due = begins if last is None else _after(begins, every, last)
    return None if due is None or (plan["ends_on"] and due > plan["ends_on"]) else due


def _after(begins: date, every: int, last: date) -> date | None:
    """The first due day more than half an interval after a letter."""
    half = timedelta(days=_HALF_MONTH * every)
    months = 12 * (last.year - begins.year) + last.month - begins.month
    first = max(0, months // every - 1)
    for at in range(first, first + 5):
        if (12 * begins.year + begins.month - 1 + at * every) // 12 > MAXYEAR:
            return None
        due = months_after(begins, at * every)
        if due - last > half:
            return due
    return None


def _scheduled(
    plan: Row, letters: Sequence[Row], partners: Mapping[str, Row], on: date
) -> Row:  # fmt: skip
    line, due = _line(partners, plan["partner"], letters, on), next_due(plan, letters)
    zh = {"occasion_zh": plan["occasion_zh"]} if plan["occasion_zh"] else {}
    ahead = REMIND_DAYS if plan["remind_days"] is None else plan["remind_days"]
    return {**line, "occasion": plan["occasion"], **zh, "text": plan["text"], "next_due": due,
            "state": _state(due, ahead, on), "owner": plan["owner"] or line["owner"]}  # fmt: skip


def _state(due: date | None, ahead: int, on: date) -> str | None:
    if due is None:
        return "over"
    if due < on:
        return "late"
    return "due" if (due - on).days <= ahead else "later"


def _line(
    partners: Mapping[str, Row], partner: str, letters: Sequence[Row], on: date
) -> Row:  # fmt: skip
    days = [day for one in letters if (day := day_of(one, "sent_on"))]
    replied = [one["replied_on"] for one in letters if is_by(one["replied_on"], on)]
    last = max(days, key=lambda one: one.last, default=None)
    return {
        **named_by(partners, partner), "sent": len(letters), "replied": len(replied),
        "last_sent": last.text if last else None, "last_reply": max(replied, default=None),
        "waiting": sum(_is_waiting(one, on) for one in letters),
        "owner": partners.get(partner, {}).get("owner"),
    }  # fmt: skip


def _is_waiting(letter: Row, on: date) -> bool:
    return bool(letter["reply_asked"]) and not is_by(letter["replied_on"], on)


def _replies(sent: Sequence[Row], on: date) -> Row:
    """How the letters sent by a day were answered by it."""
    asked = [one for one in sent if one["reply_asked"]]
    waiting = [one for one in asked if _is_waiting(one, on)]
    took = [Decimal((one["replied_on"] - one["sent_on"]).days) for one in sent
            if is_by(one["replied_on"], on) and one["precision"] in {None, "day"}]  # fmt: skip
    return {
        "sent": len(sent), "replied": sum(is_by(one["replied_on"], on) for one in sent),
        "asked": len(asked), "reply_pct": share_pct(len(asked) - len(waiting), len(asked)),
        "asked_unknown": sum(one["reply_asked"] is None for one in sent),
        "reply_days": median(took) if took else None, "waiting": len(waiting),
        "late_replies": sum(one["reply_due_on"] is not None and one["reply_due_on"] < on
                            for one in waiting),
    }  # fmt: skip


def _dues(rows: Sequence[Row]) -> Row:
    now = [row for row in rows if row["state"] in {"due", "late"}]
    return {"due": sum(row["state"] == "due" for row in now),
            "late": sum(row["state"] == "late" for row in now),
            "without_owner": sum(row["owner"] is None for row in now)}  # fmt: skip


def _by_due(row: Row) -> tuple[date, str, str]:
    return row["next_due"] or date.max, str(row["partner"]), str(row["occasion"])


_STATES = (Choice("late", "late", "逾期"), Choice("due", "to send", "待发"),
           Choice("later", "later", "未到期"), Choice("over", "over", "已结束"))  # fmt: skip
PANELS = (
    Panel(
        "letters", (73,), PAGE, "Letters and replies, and the contact schedule",
        "信函、复函与联络计划",
        (PARTNERS, CONTACT_PLANS, LETTERS),
        (
            Column("plans", "whole", "Schedules", "联络计划"),
            Column("sent", "whole", "Letters sent", "已发信函"),
            Column("replied", "whole", "Replies", "复函"),
            Column("asked", "whole", "Letters that ask for a reply", "需复函的信函"),
            Column("reply_pct", "number", "Of them answered [%]", "复函率（%）"),
            Column("asked_unknown", "whole", "Whether a reply is asked, unknown", "是否需复函不详"),
            Column("reply_days", "number", "Days to a reply, median", "复函用时中位数（天）"),
            Column("waiting", "whole", "Waiting for a reply", "待复"),
            Column("late_replies", "whole", "Replies overdue", "逾期未复"),
            Column("due", "whole", "To send now", "现应发送"),
            Column("late", "whole", "Late to be sent", "逾期未发"),
            Column("without_owner", "whole", "Nobody to remind", "无经办人"),
        ),
        (
            *NAMED, Column("occasion", "text", "Occasion", "事由"),
            Column("sent", "whole", "Sent", "已发"), Column("replied", "whole", "Replies", "复函"),
            Column("last_sent", "text", "Last sent", "最近发函"),
            Column("last_reply", "day", "Last reply", "最近复函"),
            Column("waiting", "whole", "Waiting", "待复"),
            Column("next_due", "day", "Next due", "下次日期"),
            Column("state", "choice", "Schedule", "状态", choices=_STATES),
            Column("text", "text", "What to send", "发送内容"), OWNER,
        ),
        tell_letters,
    ),
)  # fmt: skip
