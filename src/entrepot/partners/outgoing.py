"""Letters of the contact schedule that are to go out, and the row that each leaves behind."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256

from entrepot.kernel.panel import Rolls
from entrepot.kernel.roll import LONGEST_ID, Row, text_of
from entrepot.partners.letters import next_due
from entrepot.partners.proof import grouped
from entrepot.partners.ties import has_come

_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A letter that is due.

    Attributes:
        to: Mailbox of the partner.
        subject: On one line; in Chinese too where the text is.
        text: What it says; the Chinese stands beneath.
        lacks: What it cannot go without: mailbox or text; empty where nothing lacks.
        cells: Its row in the register of letters, as files have it; the id is the same however
            often it is made, so that it can be kept but once.
    """

    plan: str
    partner: str
    due_on: date
    to: str
    subject: str
    text: str
    lacks: str
    cells: Mapping[str, str]


def outgoing(rolls: Rolls, on: date) -> list[Outgoing]:
    """Letters that are due by a day and not sent, the longest due first."""
    partners = {one["id"]: one for one in rolls["partners"]}
    sent = grouped((one for one in rolls["letters"] if has_come(one, "sent_on", on)), "plan")
    found = [_letter(plan, partners.get(plan["partner"], {}), due, on)
             for plan in rolls["contact_plans"]
             if (due := next_due(plan, sent.get(plan["id"], []))) and due <= on]  # fmt: skip
    return sorted(found, key=lambda one: (one.due_on, one.plan))


def _letter(plan: Row, partner: Row, due: date, on: date) -> Outgoing:
    to, text = partner.get("mailbox") or "", "\n\n".join(_told(plan, "text"))
    subject = " / ".join(_told(plan, "occasion")) if plan.get("text_zh") else plan["occasion"]
    lacks = "" if to and text else "text" if to else "mailbox"
    return Outgoing(plan["id"], plan["partner"], due, to, subject, text, lacks,
                    _cells(plan, partner, due, on))  # fmt: skip


def _name(text: str) -> str:
    """An id that is not too long; where it is cut, a digest keeps it apart from others."""
    if len(text) <= LONGEST_ID:
        return text
    digest = sha256(text.encode()).hexdigest()[:_DIGITS]
    return f"{text[: LONGEST_ID - _DIGITS - 1]}-{digest}"


def _told(plan: Row, name: str) -> list[str]:
    return [text for text in (plan[name], plan.get(f"{name}_zh")) if text]


def _cells(plan: Row, partner: Row, due: date, on: date) -> Mapping[str, str]:
    days = plan["reply_days"]
    asked = {"reply_asked": True, "reply_due_on": on + timedelta(days=days)} if days else {}
    row = {
        "id": _name(f"{due}-{plan['id']}"), "plan": plan["id"], "partner": plan["partner"],
        "kind": plan["kind"], "subject": plan["occasion"], "subject_zh": plan["occasion_zh"],
        "sent_on": on, "owner": plan["owner"] or partner.get("owner"), "place": plan["place"],
        "source": "sent from here by mail", "status": plan["status"], **asked,
    }  # fmt: skip
    return {name: text for name, value in row.items() if (text := text_of(value))}
