"""A private address at which a calendar program reads what falls due for an account."""

import re
from datetime import date, datetime
from typing import Any

from entrepot.kernel.errors import MissingError, Problem
from entrepot.service.due_items import DueItem, list_due_items
from entrepot.service.kept_circle import circle_in
from entrepot.service.partners import partners_document
from entrepot.service.programmes import day_of
from entrepot.service.stewards import region_of
from entrepot.service.window import Window
from entrepot.store.accounts import new_token, token_hash
from entrepot.store.notices import acting_by_feed, acting_notices
from entrepot.store.rolls import Rolls

Document = dict[str, Any]
FRIENDS = "foreign_affairs"  # whose anniversaries of partners are
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


def make_feed(window: Window, *, by: str, at: datetime) -> Document:
    """Make the private address of one's calendar; the one before holds no more.

    Returns:
        Its `path`, told here and never again, for only its digest is kept, and its `url` where
        the address of the pages is known.
    """
    token = new_token()
    with acting_notices(window.database, by, at) as (book, who):
        book.lock_feed(account=who.account)
        with book.as_system():
            book.revoke_feed(account=who.account, at=at)
            book.add_feed(digest=token_hash(token), account=who.account, at=at)
    path, base = f"/api/v1/calendar/{token}.ics", window.home.public_url
    return {"account": who.account, "path": path, "url": f"{base}{path}" if base else None,
            "made_at": at.isoformat()}  # fmt: skip


def revoke_feed(window: Window, *, by: str, at: datetime) -> Document:
    """Let the address of one's calendar hold no more; without one nothing is changed."""
    with acting_notices(window.database, by, at) as (book, who), book.as_system():
        return {"account": who.account, "revoked": book.revoke_feed(account=who.account, at=at)}


def find_feed(window: Window, *, by: str, at: datetime) -> Document | None:
    """Since when one's calendar has an address; None where it has none."""
    with acting_notices(window.database, by, at) as (book, who):
        row = book.find_own_feed(account=who.account)
    return row and {"made_at": row["made_at"].isoformat()}


def read_feed(window: Window, token: str, *, at: datetime) -> Document:
    """What falls due for whose address this is, by his eyes; nobody else is told anything.

    Returns:
        The day `as_of`, `items` not done yet and, for who keeps them, `friends`: the circle of
        partners with its anniversaries of twelve months.

    Raises:
        MissingError: There is no such address, or it holds no more.
    """
    if not _TOKEN.fullmatch(token):
        raise _missing()
    on = day_of(window.reference, at)
    with acting_by_feed(window.database, token_hash(token), at) as found:
        if found is None:
            raise _missing()
        book, who = found
        items = list_due_items(window, book, on, owner=who.account)
        friends = _friends(window, Rolls(book.tx), on) if FRIENDS in who.roles else None
    return {"as_of": on.isoformat(), "region": region_of(window), "friends": friends,
            "items": [_document(one) for one in items]}  # fmt: skip


def _friends(window: Window, book: Rolls, on: date) -> Document | None:
    try:
        return partners_document(circle_in(window, book), on)
    except MissingError:
        return None


def _document(one: DueItem) -> Document:
    return {"kind": one.kind, "item": one.item, "due_on": one.due_on.isoformat(),
            "text": one.text, "text_zh": one.text_zh, "link": one.link}  # fmt: skip


def _missing() -> MissingError:
    return MissingError(
        Problem("calendar.address", "calendar", "this address holds no calendar.",
                "Make one on the page of your notices.", message_zh="该日历地址无效或已撤销。")
    )  # fmt: skip
