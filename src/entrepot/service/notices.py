"""Notices taken in from sites and partners: one told again gets the reply of the first."""

import hashlib
import json
from datetime import datetime
from typing import Any

from entrepot.store.queries import queries
from entrepot.store.window import Book

Document = dict[str, Any]


def find_reply(book: Book, sender: str, key: str) -> Document | None:
    """The reply to a notice that was taken in before; None where it is new.

    Args:
        book: The transaction of the window itself.
        sender: Account that tells.
        key: What makes the notice the same.
    """
    row = queries("messages").find_notice(book.tx, sender=sender, key=key)
    return dict(row["reply"]) if row else None


def keep_reply(book: Book, sender: str, key: str, reply: Document, at: datetime) -> None:
    """Keep the reply to a notice, so that one told again changes nothing."""
    queries("messages").keep_notice(
        book.tx, sender=sender, key=key, body_sha256=hashlib.sha256(key.encode()).digest(),
        reply=json.dumps(reply, ensure_ascii=False), at=at,
    )  # fmt: skip
