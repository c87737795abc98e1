"""Ties: registers of partners, of papers signed with them and of what passed between."""

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date

from entrepot.kernel.roll import Choice, Column, Roll, Row
from entrepot.kernel.source import Source
from entrepot.partners.agreements import Instrument
from entrepot.partners.days import Day, read_day
from entrepot.partners.exchanges import Contact

PAGE = "/exchanges"
_MAILBOX = re.compile(r"[^@\s]+@[^@\s]+")
_DIGITS = {"year": 4, "month": 7, "day": 10}
PRECISION = Column("precision", "choice", "Day known to the", "日期精确到", choices=(
    Choice("day", "day", "日"), Choice("month", "month", "月"), Choice("year", "year", "年"),
))  # fmt: skip
OWNER = Column("owner", "id", "Owner (account)", "经办人（账号）")
PARTNER = Column("partner", "id", "Partner", "伙伴", needed=True, refers="partners")
REMIND = Column("remind_days", "whole", "Days ahead to remind", "提前提醒天数", least=0, most=366)
NOTE = Column("note", "text", "Note", "备注")
PAPERS = (
    Choice("letter_of_intent", "letter of intent", "意向书"),
    Choice("memorandum", "memorandum", "谅解备忘录"),
    Choice("friendship", "friendship city", "友好交流城市"),
    Choice("sister_city", "sister city", "国际友好城市"),
    Choice("cooperation_agreement", "co-operation agreement", "合作协议"),
    Choice("membership", "membership", "会员资格"),
)


def check_mailbox(row: Row) -> Iterator[tuple[str, str, str, str]]:
    """A mailbox is an address of mail."""
    if row["mailbox"] and not _MAILBOX.fullmatch(row["mailbox"]):
        yield ("mailbox", "is no address of mail.", "Write office@city.example.",
               "不是有效的邮箱地址。")  # fmt: skip


PARTNERS = Roll(
    "partners", "Partners", "伙伴",
    (
        Column("name", "text", "Name", "名称", needed=True),
        Column("name_zh", "text", "Name in Chinese", "中文名称"),
        Column("kind", "choice", "Kind", "类别", choices=(
            Choice("city", "city", "城市"), Choice("region", "region", "省州"),
            Choice("country", "country", "国家"),
            Choice("network", "network of cities", "国际城市组织"),
            Choice("association", "association", "商协会"),
            Choice("body", "other body", "其他机构"),
        )),
        Column("country", "country", "Country", "国家"),
        Column("office", "text", "Counterpart office", "对口部门"),
        Column("mailbox", "text", "Mailbox of the office", "对口部门邮箱"),
        OWNER,
    ),
    "partners", (check_mailbox,),
)  # fmt: skip


def check_term(row: Row) -> Iterator[tuple[str, str, str, str]]:
    """A paper neither expires nor is ended before it was signed."""
    for name in ("expires", "ended"):
        if row[name] and is_before(row, name, "signed"):
            yield (name, "is before the paper was signed.", "Look at both days.", "早于签署日期。")


def check_place(row: Row) -> Iterator[tuple[str, str, str, str]]:
    """A paper takes the place of another."""
    if row["supersedes"] == row["id"]:
        yield ("supersedes", "is the paper itself.", "Name the one before it.", "不得为文书自身。")


INSTRUMENTS = Roll(
    "instruments", "Papers signed", "签署文书",
    (
        PARTNER, Column("kind", "choice", "Kind", "类别", needed=True, choices=PAPERS),
        Column("title", "text", "Title", "名称"),
        Column("title_zh", "text", "Title in Chinese", "中文名称"),
        Column("signed", "day", "Signed", "签署日期", needed=True), PRECISION,
        Column("expires", "day", "Last day", "有效期至"),
        Column("ended", "day", "Ended", "终止日期"),
        Column("supersedes", "id", "Takes the place of", "替代文书", refers="instruments"),
        Column("fields", "text", "Fields", "合作领域"), REMIND, NOTE,
    ),
    "partners", (check_term, check_place),
)  # fmt: skip
CONTACT_KINDS = (
    Choice("contact", "contact", "接触"), Choice("seeking", "a tie is sought", "拟结好"),
    Choice("meeting", "meeting", "会见"), Choice("call", "online meeting", "视频会晤"),
    Choice("visit_in", "visit received", "来访"), Choice("visit_out", "visit paid", "出访"),
    Choice("visit", "visit", "访问"), Choice("exchange", "exchange", "交流"),
    Choice("event", "event", "活动"), Choice("letter", "letter", "信函"),
    Choice("gift", "gift", "赠礼"), Choice("report", "report", "报道"),
    Choice("taking_part", "taking part", "参与"),
)  # fmt: skip
CONTACTS = Roll(
    "contacts", "Contacts", "往来记录",
    (
        PARTNER, Column("on", "day", "Day", "日期", needed=True), PRECISION,
        Column("kind", "choice", "Kind", "类别", needed=True, choices=CONTACT_KINDS),
        Column("two_way", "yes_no", "Both took part", "双向往来", needed=True),
        Column("subject", "text", "Subject", "事由"),
        Column("subject_zh", "text", "Subject in Chinese", "事由（中文）"),
        Column("channel", "id", "Channel", "联系渠道", refers="channels"),
        Column("met_at", "id", "Met at", "结识场合", refers="network_events"), OWNER, NOTE,
    ),
    "partners",
)  # fmt: skip
NAMED = (Column("partner", "id", "Partner", "伙伴编号"), Column("name", "text", "Name", "名称"))


# Rows as what they stand for


def day_of(row: Row, name: str) -> Day | None:
    """A day as precisely as it is known; one known to the year counts from its last day."""
    day = row[name]
    return read_day(day.isoformat()[: _DIGITS[row["precision"] or "day"]]) if day else None


def is_before(row: Row, name: str, first: str) -> bool:
    """Whether an exact day is surely before another, which may be known to the year alone."""
    return bool(row[name].isoformat() < _text(row, first))


def has_come(row: Row, name: str, on: date) -> bool:
    """Whether a day, as precisely as it is known, has come."""
    day = day_of(row, name)
    return day is not None and day.last <= on


def paper_of(row: Row) -> Instrument:
    """A row of the register of papers."""
    return Instrument(
        row["id"], row["partner"], row["kind"], read_day(_text(row, "signed")),
        _exact(row, "expires"), _exact(row, "ended"), frozenset({row["supersedes"]} - {None}),
        row["fields"] or "", _cited(row),
    )  # fmt: skip


def contact_of(row: Row) -> Contact:
    """A row of the register of contacts."""
    return Contact(row["id"], row["partner"], read_day(_text(row, "on")), row["kind"],
                   row["two_way"], row["subject"] or "", row["subject_zh"] or "",
                   _cited(row))  # fmt: skip


def if_kept(figures: Row, rows: Collection[object]) -> Row:
    """Figures, every one unknown where nothing is kept."""
    return figures if rows else dict.fromkeys(figures)


def named(partner: Row) -> Row:
    """A partner as the tables show it."""
    return {"partner": partner["id"], "name": partner["name"],
            "name_zh": partner["name_zh"] or partner["name"]}  # fmt: skip


def named_by(partners: Mapping[str, Row], id_: str) -> Row:
    """A partner as the tables show it, by its id; one that is not kept has its id for a name."""
    partner = partners.get(id_)
    return named(partner) if partner else {"partner": id_ or None, "name": id_ or None}


def _cited(row: Row) -> Source | None:
    source, status = row.get("source"), row.get("status")
    return Source(source, status or "unverified") if source else None


def _text(row: Row, name: str) -> str:
    return str(row[name].isoformat()[: _DIGITS[row["precision"] or "day"]])


def _exact(row: Row, name: str) -> Day | None:
    return read_day(row[name].isoformat()) if row[name] else None
