"""Data agreements with partners, and what was exchanged under them."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from entrepot.kernel.panel import Answer, Panel, Rolls
from entrepot.kernel.roll import Choice, Column, Roll, Row
from entrepot.partners.agreements import Instrument, states_on
from entrepot.partners.days import Day, months_after, read_day
from entrepot.partners.proof import grouped
from entrepot.partners.ties import (
    OWNER,
    PAGE,
    PARTNER,
    PARTNERS,
    PRECISION,
    check_term,
    day_of,
    has_come,
    if_kept,
    named_by,
)

QUIET_MONTHS = 12
"""How long nothing may be exchanged before an agreement in force is called quiet: our choice."""

_KINDS = (Choice("data_set", "data set", "数据集"), Choice("forum", "forum", "论坛"),
          Choice("visit", "visit", "互访"), Choice("training", "training", "培训"),
          Choice("project", "joint project", "合作项目"))  # fmt: skip
_WAYS = (Choice("out", "out", "提供"), Choice("in", "in", "接收"), Choice("both", "both", "双向"))
DATA_AGREEMENTS = Roll(
    "data_agreements", "Data agreements", "数据合作协议",
    (
        PARTNER, Column("title", "text", "Title", "名称", needed=True),
        Column("title_zh", "text", "Title in Chinese", "中文名称"),
        Column("data", "text", "What data", "数据范围"),
        Column("signed", "day", "Signed", "签署日期", needed=True), PRECISION,
        Column("expires", "day", "Last day", "有效期至"),
        Column("ended", "day", "Ended", "终止日期"),
        Column("covers_personal", "yes_no", "Covers personal data", "涵盖个人信息"),
        Column("basis", "text", "Legal basis", "法律依据"), OWNER,
    ),
    "partners", (check_term,),
)  # fmt: skip


def check_approval(row: Row) -> Iterator[tuple[str, str, str, str]]:
    """Personal data leave only with an approval."""
    if row["has_personal"] and row["way"] in {"out", "both"} and not row["approval"]:
        yield ("approval", "is empty, and personal data leave.", "Write who approved it, and when.",
               "提供个人信息但缺少批准。")  # fmt: skip


DATA_EXCHANGES = Roll(
    "data_exchanges", "Data exchanges and forums", "数据交流",
    (
        Column("agreement", "id", "Agreement", "协议", refers="data_agreements"),
        Column("partner", "id", "Partner", "伙伴", refers="partners"),
        Column("kind", "choice", "Kind", "类别", needed=True, choices=_KINDS),
        Column("title", "text", "What", "内容", needed=True),
        Column("title_zh", "text", "What, in Chinese", "内容（中文）"),
        Column("way", "choice", "Direction", "方向", choices=_WAYS),
        Column("on", "day", "Day", "日期", needed=True), PRECISION,
        Column("records", "whole", "Records", "记录数", least=0),
        Column("has_personal", "yes_no", "Personal data among them", "含个人信息"),
        Column("approval", "text", "Approval", "批准文件"),
    ),
    "partners", (check_approval,),
)  # fmt: skip


def tell_agreements(rolls: Rolls, on: date) -> Answer:
    """Each agreement: whether in force, what was exchanged under it, and what it does not cover."""
    come = [one for one in rolls["data_exchanges"] if has_come(one, "on", on)]
    partners = {one["id"]: one for one in rolls["partners"]}
    under = grouped(come, "agreement")
    rows = [_agreement(one, under.get(one["id"], []), partners, on)
            for one in rolls["data_agreements"] if has_come(one, "signed", on)]  # fmt: skip
    sets = [one for one in come if one["kind"] == "data_set"]
    states, terms = Counter(row["state"] for row in rows), _terms(rolls)
    figures = {
        "agreements": len(rows), "in_force": states["in_force"],
        "quiet": sum(row["quiet"] for row in rows), "exchanges": len(come),
        "data_sets": len(sets), "forums": sum(one["kind"] == "forum" for one in come),
        "records": _records(sets), "records_unknown": sum(one["records"] is None for one in sets),
        "flagged": sum(fault_of(one, terms) is not None for one in sets),
    }  # fmt: skip
    rows.sort(key=lambda row: (row["state"] != "in_force", row["agreement"]))
    return Answer(if_kept(figures, [*rows, *come]), rows)


def tell_exchanges(rolls: Rolls, on: date) -> Answer:
    """Each exchange, and why an agreement does not cover it."""
    partners, terms = {one["id"]: one for one in rolls["partners"]}, _terms(rolls)
    come = [one for one in rolls["data_exchanges"] if has_come(one, "on", on)]
    rows = [_exchange(one, terms, partners) for one in come]
    faults = Counter(row["fault"] for row in rows)
    figures = {"exchanges": len(rows), **{one.code: faults[one.code] for one in FAULTS}}
    return Answer(
        if_kept(figures, rows), sorted(rows, key=lambda row: (row["on"], row["exchange"]))
    )


def fault_of(exchange: Row, terms: Mapping[str, Row]) -> str | None:
    """Why no agreement covers a data set; None where one does, or it is no data set.

    Personal data are covered only where the agreement says so; where it is not known whether
    there are any, that is a fault too.
    """
    if exchange["kind"] != "data_set":
        return None
    agreement = terms.get(exchange["agreement"] or "")
    if agreement is None:
        return "no_agreement"
    day = day_of(exchange, "on")
    if day is None or not _covers(agreement, day.last):
        return "outside_term"
    if exchange["has_personal"] is None:
        return "personal_unknown"
    return "personal" if exchange["has_personal"] and not agreement["covers_personal"] else None


def _covers(agreement: Row, on: date) -> bool:
    return has_come(agreement, "signed", on) and _state(agreement, on) == "in_force"


def _terms(rolls: Rolls) -> Mapping[str, Row]:
    return {one["id"]: one for one in rolls["data_agreements"]}


def _records(sets: Sequence[Row]) -> int | None:
    told = [one["records"] for one in sets if one["records"] is not None]
    return sum(told) if told else None


def _agreement(
    agreement: Row, under: Sequence[Row], partners: Mapping[str, Row], on: date
) -> Row:  # fmt: skip
    sets = [one for one in under if one["kind"] == "data_set"]
    last = max((day for one in under if (day := day_of(one, "on"))),
               key=lambda day: day.last, default=None)  # fmt: skip
    state, terms = _state(agreement, on), {agreement["id"]: agreement}
    heard = last or day_of(agreement, "signed")
    return {
        "agreement": agreement["id"], **named_by(partners, agreement["partner"]),
        "title": agreement["title"], "title_zh": agreement["title_zh"] or agreement["title"],
        "state": state, "expires": agreement["expires"], "exchanges": len(under),
        "sets_out": sum(one["way"] in {"out", "both"} for one in sets),
        "sets_in": sum(one["way"] in {"in", "both"} for one in sets), "records": _records(sets),
        "last": last.text if last else None,
        "quiet": state == "in_force" and heard is not None and _is_quiet(heard, on),
        "flagged": sum(fault_of(one, terms) is not None for one in sets),
        "owner": agreement["owner"] or partners.get(agreement["partner"], {}).get("owner"),
    }  # fmt: skip


def _state(agreement: Row, on: date) -> str:
    signed = day_of(agreement, "signed") or read_day(on.isoformat())
    expires, ended = (read_day(day.isoformat()) if (day := agreement[name]) else None
                      for name in ("expires", "ended"))  # fmt: skip
    paper = Instrument("", "", "cooperation_agreement", signed, expires, ended)
    return states_on([paper], on)[""]


def _is_quiet(heard: Day, on: date) -> bool:
    return months_after(heard.last, QUIET_MONTHS) <= on


def _exchange(one: Row, terms: Mapping[str, Row], partners: Mapping[str, Row]) -> Row:
    agreement = terms.get(one["agreement"] or "", {})
    day = day_of(one, "on")
    return {
        "exchange": one["id"], "agreement": one["agreement"],
        **named_by(partners, one["partner"] or agreement.get("partner") or ""),
        "kind": one["kind"], "title": one["title"], "title_zh": one["title_zh"] or one["title"],
        "way": one["way"], "on": day.text if day else None, "records": one["records"],
        "fault": fault_of(one, terms),
    }  # fmt: skip


FAULTS = (
    Choice("no_agreement", "under no agreement", "无协议"),
    Choice("outside_term", "outside its term", "不在有效期"),
    Choice("personal", "personal data not covered", "未涵盖个人信息"),
    Choice("personal_unknown", "not known whether personal", "是否含个人信息不详"),
)
_STATES = (Choice("in_force", "in force", "有效"), Choice("expired", "expired", "到期"),
           Choice("ended", "ended", "终止"))  # fmt: skip
_NAME = Column("name", "text", "Partner", "伙伴")
PANELS = (
    Panel(
        "data_agreements", (71,), PAGE, "Data agreements, and what was exchanged under each",
        "数据合作协议与交流", (PARTNERS, DATA_AGREEMENTS, DATA_EXCHANGES),
        (
            Column("agreements", "whole", "Agreements", "协议"),
            Column("in_force", "whole", "In force", "有效"),
            Column("quiet", "whole", "In force, nothing for a year", "有效但一年无交流"),
            Column("exchanges", "whole", "Exchanges", "交流"),
            Column("data_sets", "whole", "Data sets", "数据集"),
            Column("forums", "whole", "Forums", "论坛"),
            Column("records", "whole", "Records", "记录数"),
            Column("records_unknown", "whole", "Data sets of unknown size", "记录数不详的数据集"),
            Column("flagged", "whole", "Data sets no agreement covers", "协议未涵盖的数据集"),
        ),
        (
            _NAME, Column("title", "text", "Agreement", "协议"),
            Column("state", "choice", "State", "状态", choices=_STATES),
            Column("expires", "day", "Last day", "有效期至"),
            Column("exchanges", "whole", "Exchanges", "交流"),
            Column("sets_out", "whole", "Data sets given", "提供数据集"),
            Column("sets_in", "whole", "Data sets received", "接收数据集"),
            Column("records", "whole", "Records", "记录数"), Column("last", "text", "Last", "最近"),
            Column("quiet", "yes_no", "Nothing for a year", "一年无交流"),
            Column("flagged", "whole", "Not covered", "未涵盖"), OWNER,
        ),
        tell_agreements,
    ),
    Panel(
        "data_exchanges", (71,), PAGE, "Data exchanges and forums, and what no agreement covers",
        "数据交流与未涵盖情况", (PARTNERS, DATA_AGREEMENTS, DATA_EXCHANGES),
        (
            Column("exchanges", "whole", "Exchanges", "交流"),
            *(Column(one.code, "whole", one.en.capitalize(), one.zh) for one in FAULTS),
        ),
        (
            Column("on", "text", "Day", "日期"), _NAME,
            Column("kind", "choice", "Kind", "类别", choices=_KINDS),
            Column("title", "text", "What", "内容"),
            Column("way", "choice", "Direction", "方向", choices=_WAYS),
            Column("records", "whole", "Records", "记录数"),
            Column("fault", "choice", "Not covered because", "未涵盖原因", choices=FAULTS),
        ),
        tell_exchanges,
    ),
)  # fmt: skip
