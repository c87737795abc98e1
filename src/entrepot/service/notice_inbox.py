"""One's own notices: listed, marked as read, and where they are mailed to."""

import re
from contextlib import suppress
from datetime import date, datetime
from typing import Any

from entrepot.kernel.errors import InputError, MissingError, Problem
from entrepot.service.window import Window
from entrepot.store.notices import Notices, Row, acting_notices

Document = dict[str, Any]
MOST = 50
MOST_SIGNS = 254  # RFC 5321, section 4.5.3.1.3
_EMAIL = re.compile(r"[^@\s\x00-\x1f<>,;:\"()\\]{1,64}@[^@\s\x00-\x1f<>,;:\"()\\]+")


def list_notices(
    window: Window, *, by: str, at: datetime, before: int | None = None, most: int = MOST
) -> Document:
    """A page of the notices of who asks, the newest first, and how many are unread.

    Args:
        window: The window.
        by: Account.
        at: Now.
        before: Number of the last notice of the page before.
        most: Rows of a page.
    """
    with acting_notices(window.database, by, at) as (book, who):
        rows = list(book.list_notices(account=who.account, before=before or 2**62, most=most + 1))
        address = book.find_address(account=who.account)
        unread = book.count_unread(account=who.account)
    page = [_document(row) for row in rows[:most]]
    return {"account": who.account, "email": (address and address["email"]) or None,
            "unread": unread, "notices": page,
            "next": page[-1]["id"] if len(rows) > most else None}  # fmt: skip


def read_notices(window: Window, number: int | None = None, *, by: str, at: datetime) -> Document:
    """Mark a notice of who acts as read, or all of them; read before stays read when it was.

    Raises:
        MissingError: There is no such notice of his.
    """
    with acting_notices(window.database, by, at) as (book, who):
        _need_own(book, who.account, number)
        with book.as_system():
            read = book.read_notices(account=who.account, id=number, at=at)
    return {"account": who.account, "read": read, "read_at": at.isoformat() if read else None}


def unread_notices(
    window: Window, number: int | None = None, read_at: str = "", *, by: str, at: datetime
) -> Document:  # fmt: skip
    """Mark a notice of who acts as unread again, or those that were marked at an instant.

    Args:
        window: The window.
        number: Which.
        read_at: Instant, as `read_notices` tells it; without it only that one.
        by: Account.
        at: Now.

    Raises:
        InputError: `read_at` is no instant, or neither is given.
        MissingError: There is no such notice of his.
    """
    when = _instant(read_at) if read_at or number is None else None
    with acting_notices(window.database, by, at) as (book, who):
        _need_own(book, who.account, number)
        with book.as_system():
            back = book.unread_notices(account=who.account, id=number, read_at=when)
    return {"account": who.account, "unread": back}


def set_address(window: Window, email: str, *, by: str, at: datetime) -> Document:
    """Say where notices of who acts are mailed to; empty is nowhere.

    Raises:
        InputError: It is no address.
    """
    email = email.strip()
    if email and not (len(email) <= MOST_SIGNS and _EMAIL.fullmatch(email)):
        raise InputError(Problem("notice.email", "email", f"{email[:80]!r} is no address of mail.",
                                 "Write it as name@place.example.",
                                 message_zh="电子邮箱地址无效。"))  # fmt: skip
    with acting_notices(window.database, by, at) as (book, who), book.as_system():
        book.set_address(account=who.account, email=email, at=at)
    return {"account": who.account, "email": email or None}


def _need_own(book: Notices, account: str, number: int | None) -> None:
    if number is not None and book.find_own_notice(account=account, id=number) is None:
        raise MissingError(Problem("notice.unknown", str(number), "is no notice of yours.",
                                   "Look with `entrepot notices list`.",
                                   message_zh="您没有该通知。"))  # fmt: skip


def _instant(text: str) -> datetime:
    with suppress(ValueError):
        found = datetime.fromisoformat(text)
        if found.tzinfo is not None:
            return found
    raise InputError(Problem("notice.read_at", "read_at", f"{text[:40]!r} is no instant.",
                             "Give the `read_at` that marking told, or a notice.",
                             message_zh="时间格式无效。"))  # fmt: skip


def _document(row: Row) -> Document:
    return {name: value.isoformat() if isinstance(value, date) else value
            for name, value in row.items()}  # fmt: skip
