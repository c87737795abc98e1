"""Business associations: contacts, events held together, and deals that came of it."""

from collections.abc import Sequence
from datetime import date

from entrepot.kernel.panel import Answer, Panel, Rolls, is_by, share_pct, sums
from entrepot.kernel.roll import Column, Roll, Row
from entrepot.partners.days import months_after
from entrepot.partners.exchanges import DORMANT_MONTHS, last_two_way
from entrepot.partners.joint import PAGE
from entrepot.partners.proof import TITLE, check_proof, come, grouped, in_order, known
from entrepot.partners.ties import CONTACTS, PARTNER, PARTNERS, contact_of, has_come, named

EVENTS = Roll(
    "association_events", "Events with associations", "商协会联合活动",
    (
        *TITLE, PARTNER,
        Column("begins_on", "day", "Begins", "开始日期", needed=True),
        Column("ends_on", "day", "Ends", "结束日期"),
        Column("firms", "whole", "Firms that took part", "参加企业", least=0),
    ),
    "partners", (in_order("begins_on", "ends_on"),),
)  # fmt: skip
DEALS = Roll(
    "association_deals", "Deals through associations", "商协会促成交易",
    (
        *TITLE, PARTNER,
        Column("event", "id", "Event", "活动", refers="association_events"),
        Column("enterprise", "id", "Firm", "企业"),
        Column("signed_on", "day", "Signed", "签约日期", needed=True),
        Column("amount", "amount", "Amount", "金额"),
        Column("currency", "currency", "Currency", "币种"),
        Column("done_on", "day", "Carried out", "履约日期"),
        Column("proof", "text", "Proof", "佐证"),
    ),
    "partners", (check_proof, in_order("signed_on", "done_on")),
)  # fmt: skip


def tell_associations(rolls: Rolls, on: date) -> Answer:
    """Associations with what passed between by a day, those without contact first.

    One is in touch where both took part in something within 24 months, as with cities.
    """
    contacts = grouped((one for one in rolls["contacts"] if has_come(one, "on", on)), "partner")
    events = grouped(come(rolls["association_events"], "begins_on", on), "partner")
    deals = grouped(come(rolls["association_deals"], "signed_on", on), "partner")
    kept = [one for one in rolls["partners"] if one["kind"] == "association"]
    rows = [
        _association(one, *(found.get(one["id"], []) for found in (contacts, events, deals)), on=on)
        for one in kept
    ]
    own = [deal for one in kept for deal in deals.get(one["id"], [])]
    figures = {
        "associations": len(rows) or None,
        "in_touch": known(sum(row["in_touch"] for row in rows), rows),
        "events": known(sum(row["events"] for row in rows), rolls["association_events"]),
        "deals": known(len(own), rolls["association_deals"]), "value": sums(own, "amount"),
        "without_sum": known(sum(one["amount"] is None for one in own), own),
        "done_pct": share_pct(sum(_is_done(one, on) for one in own), len(own)),
    }  # fmt: skip
    return Answer(figures, sorted(rows, key=_silent_first))


def _silent_first(row: Row) -> tuple[bool, int, str]:
    return row["in_touch"], -row["deals"], row["partner"]


def _association(
    association: Row, contacts: Sequence[Row], events: Sequence[Row], deals: Sequence[Row], *,
    on: date,
) -> Row:  # fmt: skip
    told = [contact_of(one) for one in contacts]
    last = last_two_way([], told, on)
    firms = [one["firms"] for one in events if one["firms"] is not None]
    return {
        **named(association), "country": association["country"], "office": association["office"],
        "contacts": len(told), "last_two_way": last.text if last else None,
        "in_touch": last is not None and not _is_silent(last.last, on),
        "events": len(events), "firms": known(sum(firms), firms), "deals": len(deals),
        "value": sums(deals, "amount"), "done": sum(_is_done(one, on) for one in deals),
    }  # fmt: skip


def _is_silent(last: date, on: date) -> bool:
    # The years first: what is near the last year there is has no day 24 months on.
    return on.year >= last.year + DORMANT_MONTHS // 12 and months_after(last, DORMANT_MONTHS) <= on


def _is_done(deal: Row, on: date) -> bool:
    return is_by(deal["done_on"], on) and bool(deal["proof"])


PANELS = (
    Panel(
        "associations", (93,), PAGE, "Business associations: contacts, events, deals",
        "商协会：联络、活动与交易", (PARTNERS, CONTACTS, EVENTS, DEALS),
        (
            Column("associations", "whole", "Associations", "商协会"),
            Column("in_touch", "whole", "In touch within 24 months", "24 个月内有双向往来"),
            Column("events", "whole", "Events together", "联合活动"),
            Column("deals", "whole", "Deals", "交易"), Column("value", "money", "Worth", "金额"),
            Column("without_sum", "whole", "Deals without a sum", "未填金额的交易"),
            Column("done_pct", "number", "Carried out, with proof [%]", "有佐证履约率（%）"),
        ),
        (
            Column("partner", "id", "Association", "商协会"),
            Column("name", "text", "Name", "名称"),
            Column("country", "country", "Country", "国家"),
            Column("office", "text", "Counterpart office", "对口部门"),
            Column("contacts", "whole", "Contacts", "联络次数"),
            Column("last_two_way", "text", "Last both ways", "最近双向往来"),
            Column("in_touch", "yes_no", "In touch", "保持联络"),
            Column("events", "whole", "Events", "活动"),
            Column("firms", "whole", "Firms that took part", "参加企业"),
            Column("deals", "whole", "Deals", "交易"), Column("value", "money", "Worth", "金额"),
            Column("done", "whole", "Carried out", "已履约"),
        ),
        tell_associations,
    ),
)  # fmt: skip
