"""Stages of ties: contact, intent, agreement, activity; what is in force and to be renewed."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from entrepot.kernel.panel import Answer, Panel, Rolls
from entrepot.kernel.roll import Choice, Column, Row
from entrepot.partners.agreements import KINDS, Instrument, in_force, signed_by, states_on
from entrepot.partners.circle import first_contact
from entrepot.partners.days import months_after
from entrepot.partners.exchanges import DORMANT_MONTHS, Contact, is_dormant, last_two_way
from entrepot.partners.proof import grouped
from entrepot.partners.ties import (
    CONTACTS,
    INSTRUMENTS,
    NAMED,
    OWNER,
    PAGE,
    PAPERS,
    PARTNERS,
    contact_of,
    if_kept,
    named,
    paper_of,
)

RENEW_DAYS = 183
"""How long before its last day a paper is due for renewal: half a year, a choice of ours."""


def tell_stages(rolls: Rolls, on: date) -> Answer:
    """Where each tie stands: contact, intent, agreement, activity; and what is to be renewed."""
    papers, contacts = (grouped(rolls[name], "partner") for name in ("instruments", "contacts"))
    rows = [_tie(one, papers.get(one["id"], []), contacts.get(one["id"], []), on)
            for one in rolls["partners"]]  # fmt: skip
    signed = [paper_of(one) for one in rolls["instruments"]]
    kinds = Counter(one.kind for one in in_force(signed, on))
    stages = Counter(row["stage"] for row in rows)
    terms = Counter(row["renewal"] for row in rows)
    figures: dict[str, int] = {
        "partners": len(rows), **{one.code: stages[one.code] for one in STAGES},
        "without_contact": stages[None], **{kind: kinds[kind] for kind in KINDS},
        "renewed": sum(bool(one.supersedes) for one in signed_by(signed, on)),
        "to_renew": terms["due"], "lapsed": terms["lapsed"],
        "dormant": sum(row["dormant"] for row in rows),
    }  # fmt: skip
    return Answer(if_kept(figures, rows), sorted(rows, key=lambda row: str(row["partner"])))


def stage_of(papers: Sequence[Instrument], contacts: Sequence[Contact], on: date) -> str | None:
    """How far a tie is on a day; None where nothing passed between yet.

    A letter of intent or a memorandum in force is intent, any other paper an agreement. An
    agreement with a two-way contact besides its signing, in the months after which a tie is
    dormant, is activity: a choice of this system.
    """
    kinds = {one.kind for one in in_force(papers, on)}
    if kinds - {"letter_of_intent", "memorandum"}:
        last = last_two_way((), contacts, on)
        is_active = last is not None and on < months_after(last.last, DORMANT_MONTHS)
        return "activity" if is_active else "agreement"
    if kinds:
        return "intent"
    come = [one for one in contacts if one.on.last <= on]
    return "contact" if first_contact(signed_by(papers, on), come) else None


def renewal_of(papers: Sequence[Instrument], on: date) -> tuple[str | None, date | None]:
    """Whether papers in force are to be renewed, and the nearest last day of one.

    Lapsed is a paper that expired while none signed since is in force.
    """
    live = in_force(papers, on)
    ends = min((one.expires.last for one in live if one.expires), default=None)
    if ends is not None:
        return ("due" if (ends - on).days <= RENEW_DAYS else "later"), ends
    states = states_on(papers, on)
    gone = [one.signed.last for one in signed_by(papers, on) if states[one.id] == "expired"]
    is_lapsed = gone and all(one.signed.last <= max(gone) for one in live)
    return ("lapsed" if is_lapsed else None), None


def _tie(partner: Row, signed: Sequence[Row], met: Sequence[Row], on: date) -> Row:
    papers, contacts = [paper_of(one) for one in signed], [contact_of(one) for one in met]
    kinds = {one.kind for one in in_force(papers, on)}
    last = last_two_way(papers, contacts, on)
    renewal, ends = renewal_of(papers, on)
    return {
        **named(partner), "country": partner["country"], "stage": stage_of(papers, contacts, on),
        "in_force": "; ".join(one.en for one in PAPERS if one.code in kinds) or None,
        "in_force_zh": "；".join(one.zh for one in PAPERS if one.code in kinds) or None,
        "last_two_way": last.text if last else None, "expires": ends, "renewal": renewal,
        "dormant": is_dormant(papers, contacts, on), "owner": partner["owner"],
    }  # fmt: skip


STAGES = (
    Choice("contact", "contact", "接触"), Choice("intent", "intent", "意向"),
    Choice("agreement", "agreement", "协议"), Choice("activity", "activity", "活跃"),
)  # fmt: skip
_RENEWAL = (Choice("later", "later", "未到期"), Choice("due", "due", "待续签"),
            Choice("lapsed", "lapsed", "已失效"))  # fmt: skip
PANELS = (
    Panel(
        "tie_stages", (68,), PAGE, "Sister cities and other ties: stages and renewal",
        "友城与各类结好：阶段与续签", (PARTNERS, INSTRUMENTS, CONTACTS),
        (
            Column("partners", "whole", "Partners", "伙伴"),
            *(Column(one.code, "whole", f"Stage: {one.en}", f"阶段：{one.zh}")
              for one in STAGES),
            Column("without_contact", "whole", "Nothing passed between yet", "尚无往来"),
            *(Column(one.code, "whole", f"In force: {one.en}", f"有效：{one.zh}")
              for one in PAPERS),
            Column("renewed", "whole", "Papers that replaced another", "已续签或替代"),
            Column("to_renew", "whole", "Due for renewal", "待续签"),
            Column("lapsed", "whole", "Lapsed", "已失效"),
            Column("dormant", "whole", "Dormant", "休眠"),
        ),
        (
            *NAMED, Column("country", "country", "Country", "国家"),
            Column("stage", "choice", "Stage", "阶段", choices=STAGES),
            Column("in_force", "text", "Papers in force", "有效文书"),
            Column("last_two_way", "text", "Last two-way contact", "最近双向往来"),
            Column("expires", "day", "Last day", "有效期至"),
            Column("renewal", "choice", "Renewal", "续签", choices=_RENEWAL),
            Column("dormant", "yes_no", "Dormant", "休眠"), OWNER,
        ),
        tell_stages,
    ),
)  # fmt: skip
