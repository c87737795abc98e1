"""Letters of the contact schedule: what is due, sent to each partner by mail and kept."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from entrepot.kernel.errors import InputError, OutsideError, Problem, RefusedError
from entrepot.partners.letters import CONTACT_PLANS, LETTERS
from entrepot.partners.outgoing import Outgoing, outgoing
from entrepot.partners.ties import PARTNERS
from entrepot.service.pipelines import need
from entrepot.service.programmes import day_of
from entrepot.service.references import Table, add_names
from entrepot.service.roll_rows import KEEPERS, rolls_of
from entrepot.service.rolls import tell_row
from entrepot.service.window import Window
from entrepot.store.mail import Letter, Post, open_post
from entrepot.store.rolls import acting_rolls

Document = dict[str, Any]


def list_outgoing(
    window: Window, on: date | None = None, *, by: str, at: datetime
) -> Document:  # fmt: skip
    """Letters that are due to partners and not sent, the longest due first.

    Args:
        window: The window.
        on: The day; today if none is given.
        by: Who keeps the registers of partners; empty is the machine itself.
        at: Now.

    Raises:
        RoleError: Who acts keeps none of them.
    """
    on = on or day_of(window.reference, at)
    letters = [_document(one) for one in _due(window, on, by, at)]
    with acting_rolls(window.database, by, at) as (book, _):
        add_names(window, book, [Table({"partner": PARTNERS.name}, letters)])
    return {"on": on.isoformat(), "letters": letters}


def send_letters(
    window: Window, on: date | None = None, *, by: str, at: datetime,
    only: Collection[str] | None = None,
) -> Document:  # fmt: skip
    """Send what is due to the mailbox of each partner, once; each is kept as a letter sent.

    A letter is kept in the transaction in which it is handed over, so that two who send at once
    send it once. One that lacks a mailbox or a text, or that is refused, stays due.

    Args:
        window: The window.
        on: The day; today if none is given.
        by: Who keeps the registers of partners; empty is the machine itself.
        at: Now.
        only: Ids of letters that were looked at; None is all that are due.

    Returns:
        `sent`, `refused` and `lacking`, each a list of letters.

    Raises:
        InputError: There is something to send, and the settings name no mail server.
        OutsideError: The mail server is silent; the error tells what was sent.
        RoleError: Who acts keeps no registers of partners.
    """
    on = on or day_of(window.reference, at)
    due = [one for one in _due(window, on, by, at) if only is None or one.cells["id"] in only]
    told: Document = {"on": on.isoformat(), "sent": [], "refused": [],
                      "lacking": [_document(one) for one in due if one.lacks]}  # fmt: skip
    ready = [one for one in due if not one.lacks]
    if not ready:
        return told
    _need_server(window)
    try:
        with open_post(window.home.smtp_url, window.home.mail_from) as post:
            for one in ready:
                _send(window, post, one, told, by, at)
    except OutsideError as error:
        error.extra |= told
        raise
    return told


def _due(window: Window, on: date, by: str, at: datetime) -> list[Outgoing]:
    with acting_rolls(window.database, by, at) as (book, who):
        need(who, KEEPERS[PARTNERS.circle])
        return outgoing(rolls_of(window, book, (PARTNERS, CONTACT_PLANS, LETTERS)), on)


def _send(
    window: Window, post: Post, one: Outgoing, told: Document, by: str, at: datetime
) -> None:  # fmt: skip
    letter = Letter(one.to, one.subject, one.text, f"letter-{_name(one)}")
    try:
        with acting_rolls(window.database, by, at) as (book, who), book.as_system():
            file = f"mail to {one.partner}"
            if tell_row(window, book, LETTERS.name, one.cells, file, who=who, at=at):
                post.send(letter, at)
                told["sent"].append(_document(one))
    except RefusedError as error:
        told["refused"].append({**_document(one), "why": error.problems[0].message})


def _name(one: Outgoing) -> str:
    """What of its id may stand in the name of a letter."""
    return "".join(sign if sign.isascii() and sign.isalnum() else "-" for sign in one.cells["id"])


def _need_server(window: Window) -> None:
    if not window.home.smtp_url:
        raise InputError(
            Problem("mail.setting", "ENTREPOT_SMTP_URL", "names no mail server.",
                    "Set it, and ENTREPOT_MAIL_FROM.", message_zh="未设置邮件服务器。")
        )  # fmt: skip


def _document(one: Outgoing) -> Document:
    return {"letter": one.cells["id"], "plan": one.plan, "partner": one.partner,
            "due_on": one.due_on.isoformat(), "to": one.to, "subject": one.subject,
            "text": one.text, "lacks": one.lacks}  # fmt: skip
