"""Notices by due date: what is due is told to whose it is, once an item and legal day."""

from datetime import date, datetime
from typing import Any

from entrepot.kernel.errors import OutsideError
from entrepot.service.accounts import need_role
from entrepot.service.due_items import list_due_items
from entrepot.service.due_mail import mail_notices
from entrepot.service.programmes import day_of
from entrepot.service.stewards import region_of
from entrepot.service.window import Window
from entrepot.store.notices import Notices, acting_notices
from entrepot.window.actor import SYSTEM

Document = dict[str, Any]
KEEPER = "administrator"


def send_notices(window: Window, on: date | None = None, *, by: str = "", at: datetime) -> Document:
    """Tell what is due, or was, and mail what waits; twice tells and mails nothing more.

    Two at once tell and mail each notice once. A mail server that is silent undoes no notice:
    what was not mailed waits, and goes when one sends the next time.

    Args:
        window: The window.
        on: The legal day; today if none is given.
        by: An administrator; empty is the machine itself.
        at: Now.

    Returns:
        `due` items, of them `already` told that day, `made` now and `ownerless`, whose account is
        unknown or closed; under `mail` what went, what was refused and what waits.

    Raises:
        OutsideError: The mail server is silent; the error tells what was done.
        RoleError: Who acts is no administrator.
    """
    on = on or day_of(window.reference, at)
    with acting_notices(window.database, by, at) as (book, who):
        if who != SYSTEM:
            need_role(who, KEEPER)
        with book.as_system():
            told = {"on": on.isoformat(), **_make(window, book, on, at)}
    try:
        return {**told, "mail": mail_notices(window, on, at=at)}
    except OutsideError as error:
        error.extra |= told
        raise


def _make(window: Window, book: Notices, on: date, at: datetime) -> Document:
    items = list_due_items(window, book, on, on)
    row = book.add_notices(
        region=region_of(window), day=on, at=at,
        kinds=[one.kind for one in items], items=[one.item for one in items],
        accounts=[one.owner for one in items], due=[one.due_on for one in items],
        texts=[one.text for one in items], texts_zh=[one.text_zh for one in items],
        links=[one.link for one in items],
    )  # fmt: skip
    return {"due": len(items), "made": row["made"], "already": row["owned"] - row["made"],
            "ownerless": len(items) - row["owned"]}  # fmt: skip
