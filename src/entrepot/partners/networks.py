"""Networks of cities: memberships, their events, and contacts made there."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from entrepot.kernel.panel import Answer, Panel, Rolls
from entrepot.kernel.roll import Choice, Column, Roll, Row
from entrepot.partners.agreements import signed_by, states_on
from entrepot.partners.proof import grouped
from entrepot.partners.ties import (
    CONTACTS,
    INSTRUMENTS,
    NAMED,
    OWNER,
    PAGE,
    PARTNERS,
    PRECISION,
    day_of,
    has_come,
    if_kept,
    named,
    paper_of,
)

NETWORK_EVENTS = Roll(
    "network_events", "Events of networks", "国际组织活动",
    (
        Column("network", "id", "Network", "国际组织", needed=True, refers="partners"),
        Column("title", "text", "Event", "活动名称", needed=True),
        Column("title_zh", "text", "Event in Chinese", "活动中文名称"),
        Column("on", "day", "Day", "日期", needed=True), PRECISION,
        Column("took_part", "yes_no", "We took part", "我方参加"), OWNER,
    ),
    "partners",
)  # fmt: skip


def tell_networks(rolls: Rolls, on: date) -> Answer:
    """Each network: whether we are a member, its events, and partners met there."""
    events = grouped(rolls["network_events"], "network")
    papers = grouped(_memberships(rolls["instruments"]), "partner")
    firsts = _first_days(rolls, on)
    met = grouped((one for one in rolls["contacts"] if has_come(one, "on", on)), "met_at")
    rows = [_network(one, papers.get(one["id"], []), events.get(one["id"], []), met, firsts, on)
            for one in rolls["partners"]
            if one["kind"] == "network" or one["id"] in events or one["id"] in papers]  # fmt: skip
    here = {one["partner"] for event in rolls["network_events"] for one in met.get(event["id"], ())}
    figures = {
        "members": sum(row["member"] == "member" for row in rows),
        "without_paper": sum(row["member"] is None and row["attended"] > 0 for row in rows),
        **{name: sum(row[name] for row in rows)
           for name in ("events", "attended", "unknown_part", "first_met")},
        "met": len(here),
    }  # fmt: skip
    return Answer(if_kept(figures, rows), sorted(rows, key=lambda row: str(row["partner"])))


def _network(
    network: Row, papers: Sequence[Row], events: Sequence[Row], met: Mapping[str, Sequence[Row]],
    firsts: Mapping[str, str], on: date,
) -> Row:  # fmt: skip
    held = [one for one in events if has_come(one, "on", on)]
    contacts = [one for event in events for one in met.get(event["id"], ())]
    coming = [day.last for one in events if (day := day_of(one, "on")) and day.last > on]
    return {
        **named(network), **_membership(papers, on), "events": len(held),
        "attended": sum(one["took_part"] is True for one in held),
        "unknown_part": sum(one["took_part"] is None for one in held),
        "next_event": min(coming, default=None), "met": len({one["partner"] for one in contacts}),
        "first_met": sum(firsts[one["partner"]] == one["id"] for one in contacts),
    }  # fmt: skip


def _membership(papers: Sequence[Row], on: date) -> Row:
    """How membership stands on a day; None where no paper says."""
    signed = [paper_of(one) for one in papers]
    states = states_on(signed, on)
    live = [one for one in signed_by(signed, on) if states[one.id] == "in_force"]
    if live:
        return {"member": "member", "since": live[0].signed.text}
    return {"member": "left" if states else None, "since": None}


def _memberships(papers: Iterable[Row]) -> list[Row]:
    return [one for one in papers if one["kind"] == "membership"]


def _first_days(rolls: Rolls, on: date) -> Mapping[str, str]:
    """The first contact with each partner by a day, where no paper was signed before it."""
    papers = [("instruments", "signed", one) for one in rolls["instruments"]]
    contacts = [("contacts", "on", one) for one in rolls["contacts"]]
    found: dict[str, tuple[date, str, str]] = {}
    for roll, name, one in (*papers, *contacts):
        day = day_of(one, name)
        if day is not None and day.last <= on:
            this = (day.last, "" if roll == "instruments" else one["id"], roll)
            found[one["partner"]] = min(this, found.get(one["partner"], this))
    return {partner: id_ for partner, (_, id_, _) in found.items()}


_MEMBER = (Choice("member", "member", "会员"), Choice("left", "no longer", "已退出"))
PANELS = (
    Panel(
        "networks", (72,), PAGE, "International city organisations: members, events, contacts made",
        "国际城市组织：会员、活动与结识", (PARTNERS, INSTRUMENTS, NETWORK_EVENTS, CONTACTS),
        (
            Column("members", "whole", "Memberships in force", "有效会员资格"),
            Column("without_paper", "whole", "Taking part without a paper", "参加但无会员文书"),
            Column("events", "whole", "Events held", "已办活动"),
            Column("attended", "whole", "Took part", "我方参加"),
            Column("unknown_part", "whole", "Not known whether", "是否参加不详"),
            Column("met", "whole", "Partners met there", "在此结识或会面的伙伴"),
            Column("first_met", "whole", "Of them for the first time", "其中首次结识"),
        ),
        (
            *NAMED, Column("member", "choice", "Membership", "会员资格", choices=_MEMBER),
            Column("since", "text", "Since", "起始"), Column("events", "whole", "Events", "活动"),
            Column("attended", "whole", "Took part", "我方参加"),
            Column("next_event", "day", "Next event", "下次活动"),
            Column("met", "whole", "Partners met", "会面伙伴"),
            Column("first_met", "whole", "First met there", "首次结识"),
        ),
        tell_networks,
    ),
)  # fmt: skip
