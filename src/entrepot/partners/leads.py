"""Events used for business: visitors matched with firms, and leads followed to contracts."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from entrepot.kernel.panel import Answer, Panel, Rolls, is_by, share_pct, sums
from entrepot.kernel.roll import Choice, Column, Roll, Row
from entrepot.partners.expos import EVENT
from entrepot.partners.proof import (
    Fault,
    codes,
    come,
    grouped,
    has_begun,
    in_order,
    known,
    since,
    titled,
)
from entrepot.partners.venues import EVENTS, PAGE, planned

DEPTHS, MOST_MATCHES = (6, 4, 2), 3
_LISTED_ON = Column("listed_on", "day", "Listed", "登记日期", needed=True)
VISITORS = Roll(
    "expo_visitors", "Visitors expected", "客商",
    (
        EVENT, Column("organisation", "text", "Organisation", "单位", needed=True),
        Column("country", "country", "Country", "国家"),
        Column("seeks", "text", "HS codes sought, with ; between", "求购 HS 编码（以 ; 分隔）",
               needed=True),
        _LISTED_ON,
    ),
)  # fmt: skip
FIRMS = Roll(
    "expo_firms", "Firms at events", "参展企业",
    (
        EVENT, Column("enterprise", "id", "Firm", "企业", needed=True),
        Column("offers", "text", "HS codes offered, with ; between", "供应 HS 编码（以 ; 分隔）",
               needed=True),
        _LISTED_ON,
    ),
)  # fmt: skip


def check_end(row: Row) -> Iterator[Fault]:
    """A lead ends in a contract or is lost, and lost with a reason."""
    if row["lost_on"] and row["contracted_on"]:
        yield "lost_on", "stands beside a contract.", "Keep one.", "不得同时签约和流失。"
    if row["lost_on"] and not row["reason"]:
        yield "reason", "is empty, and it is lost.", "Say why.", "流失而未填原因。"


LEADS = Roll(
    "expo_leads", "Leads of events", "展会线索",
    (
        EVENT, Column("visitor", "id", "Visitor", "客商", needed=True, refers="expo_visitors"),
        Column("firm", "id", "Firm at the event", "参展企业", needed=True, refers="expo_firms"),
        Column("met_on", "day", "Met", "洽谈日期", needed=True),
        Column("quoted_on", "day", "Quoted", "报价日期"),
        Column("contracted_on", "day", "Contract", "签约日期"),
        Column("amount", "amount", "Worth of the contract", "合同金额"),
        Column("currency", "currency", "Currency", "币种"),
        Column("lost_on", "day", "Lost", "流失日期"), Column("reason", "text", "Reason", "原因"),
    ),
    checks=(check_end, in_order("met_on", "quoted_on"), in_order("met_on", "contracted_on"),
            in_order("met_on", "lost_on")),
)  # fmt: skip
STAGES = (
    Choice("proposed", "proposed", "拟对接"), Choice("met", "met", "已洽谈"),
    Choice("quoted", "quoted", "已报价"), Choice("contracted", "contract", "已签约"),
    Choice("lost", "lost", "已流失"),
)  # fmt: skip


def tell_leads(rolls: Rolls, on: date) -> Answer:
    """Events with those listed, those matched, and how far leads have come by a day."""
    parts = [
        grouped(come(rolls[roll], name, on), "event")
        for roll, name in (
            ("expo_visitors", "listed_on"), ("expo_firms", "listed_on"), ("expo_leads", "met_on"),
        )
    ]  # fmt: skip
    events = planned(rolls, on)
    rows = [_event(one, *(part.get(one["id"], []) for part in parts), on=on) for one in events]
    leads = [lead for one in events for lead in parts[-1].get(one["id"], [])]
    found = Counter(stage_of(one, on) for one in leads)
    won = [one for one in leads if stage_of(one, on) == "contracted"]
    figures = {
        "ahead": known(sum(not has_begun(one, on) for one in events), events),
        "leads": len(leads) or None, "quoted": known(found["quoted"], leads),
        "contracts": known(len(won), leads), "lost": known(found["lost"], leads),
        "contract_pct": share_pct(len(won), len(leads)), "value": sums(won, "amount"),
        "without_sum": known(sum(one["amount"] is None for one in won), won),
    }  # fmt: skip
    return Answer(figures, rows)


def stage_of(lead: Row, on: date) -> str:
    """How far a lead has come by a day."""
    ends = ("lost", "contracted", "quoted")
    return next((one for one in ends if is_by(lead[f"{one}_on"], on)), "met")


def _event(
    event: Row, visitors: Sequence[Row], firms: Sequence[Row], leads: Sequence[Row], *, on: date,
) -> Row:  # fmt: skip
    pairs = matches(visitors, firms)
    won = [one for one in leads if stage_of(one, on) == "contracted"]
    return {
        "id": event["id"], **titled(event), "since": since(event),
        "visitors": known(len(visitors), visitors), "firms": known(len(firms), firms),
        "unmatched": known(len(visitors) - len({visitor for visitor, *_ in pairs}), visitors),
        "leads": len(leads), "contracts": len(won),
        "contract_pct": share_pct(len(won), len(leads)), "value": sums(won, "amount"),
    }  # fmt: skip


def matches(visitors: Iterable[Row], firms: Iterable[Row]) -> list[tuple[str, str, str]]:
    """Visitor, firm and the HS heading both name; at most three firms each, the closest first.

    They match on six digits of the HS code, else on four, else on two. These depths and the
    number of firms are choices of this system.
    """
    offered = dict[str, list[str]]()
    for firm in firms:
        for one in {code[:depth] for code in codes(firm["offers"]) for depth in DEPTHS
                    if len(code) >= depth}:  # fmt: skip
            offered.setdefault(one, []).append(firm["id"])
    return [(one["id"], firm, heading) for one in visitors
            for firm, heading in _closest(codes(one["seeks"]), offered)]  # fmt: skip


def _closest(sought: Sequence[str], offered: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    named = ((firm, heading) for depth in DEPTHS
             for heading in sorted({code[:depth] for code in sought if len(code) >= depth})
             for firm in offered.get(heading, ()))  # fmt: skip
    found = dict[str, str]()
    for firm, heading in named:
        found.setdefault(firm, heading)
        if len(found) == MOST_MATCHES:
            break
    return list(found.items())


def tell_matches(rolls: Rolls, on: date) -> Answer:
    """Whom each visitor of an event ahead or held should meet, and what became of it."""
    kept = {one["id"] for one in planned(rolls, on)}
    visitors, firms = (
        {one["id"]: one for one in come(rolls[name], "listed_on", on) if one["event"] in kept}
        for name in ("expo_visitors", "expo_firms")
    )
    by_event = [grouped(part.values(), "event") for part in (visitors, firms)]
    pairs = [pair for event in by_event[0]
             for pair in matches(*(part.get(event, []) for part in by_event))]  # fmt: skip
    leads = {(one["visitor"], one["firm"]): one for one in come(rolls["expo_leads"], "met_on", on)}
    rows = [_pair(visitors[visitor], firms[firm], heading, leads.get((visitor, firm)), on)
            for visitor, firm, heading in pairs]  # fmt: skip
    met = sum(row["stage"] != "proposed" for row in rows)
    figures = {
        "visitors": len(visitors) or None, "firms": len(firms) or None,
        "pairs": known(len(rows), visitors), "met_pct": share_pct(met, len(rows)),
        "unmatched": known(len(visitors) - len({visitor for visitor, *_ in pairs}), visitors),
    }  # fmt: skip
    return Answer(figures, sorted(rows, key=_closest_first))


def _pair(visitor: Row, firm: Row, heading: str, lead: Row | None, on: date) -> Row:
    return {
        "event": visitor["event"], "visitor": visitor["id"], "country": visitor["country"],
        "organisation": visitor["organisation"], "enterprise": firm["enterprise"], "hs": heading,
        "stage": stage_of(lead, on) if lead else "proposed",
    }  # fmt: skip


def _closest_first(row: Row) -> tuple[str, int, str, str]:
    return row["event"], -len(row["hs"]), row["visitor"], row["enterprise"]


PANELS = (
    Panel(
        "expo_leads", (31,), PAGE, "Events: from lead to contract", "展会：从线索到合同",
        (EVENTS, VISITORS, FIRMS, LEADS),
        (
            Column("ahead", "whole", "Events ahead", "待举办"),
            Column("leads", "whole", "Leads", "线索"),
            Column("quoted", "whole", "Quoted", "已报价"),
            Column("contracts", "whole", "Contracts", "合同"),
            Column("lost", "whole", "Lost", "流失"),
            Column("contract_pct", "number", "Lead to contract [%]", "线索签约率（%）"),
            Column("value", "money", "Worth of contracts", "合同金额"),
            Column("without_sum", "whole", "Contracts without a sum", "未填金额的合同"),
        ),
        (
            Column("id", "id", "Event", "展会"), Column("title", "text", "Title", "名称"),
            Column("since", "text", "Begins", "开幕"),
            Column("visitors", "whole", "Visitors listed", "登记客商"),
            Column("firms", "whole", "Firms listed", "登记企业"),
            Column("unmatched", "whole", "Visitors without a match", "未匹配客商"),
            Column("leads", "whole", "Leads", "线索"),
            Column("contracts", "whole", "Contracts", "合同"),
            Column("contract_pct", "number", "Lead to contract [%]", "线索签约率（%）"),
            Column("value", "money", "Worth", "金额"),
        ),
        tell_leads,
    ),
    Panel(
        "expo_matches", (31,), PAGE, "Whom visitors should meet", "客商与企业对接",
        (EVENTS, VISITORS, FIRMS, LEADS),
        (
            Column("visitors", "whole", "Visitors listed", "登记客商"),
            Column("firms", "whole", "Firms listed", "登记企业"),
            Column("pairs", "whole", "Matches", "匹配"),
            Column("met_pct", "number", "Of them met [%]", "已洽谈（%）"),
            Column("unmatched", "whole", "Visitors without a match", "未匹配客商"),
        ),
        (
            Column("event", "id", "Event", "展会"), Column("visitor", "id", "Visitor", "客商"),
            Column("organisation", "text", "Organisation", "单位"),
            Column("country", "country", "Country", "国家"),
            Column("enterprise", "id", "Firm", "企业"),
            Column("hs", "text", "HS in common", "共同 HS"),
            Column("stage", "choice", "Stage", "进展", choices=STAGES),
        ),
        tell_matches,
    ),
)  # fmt: skip
