"""What the pages and the API ask of the service about notices and calendars of accounts."""

from collections.abc import Callable
from dataclasses import dataclass

from entrepot.web.verbs import Document


@dataclass(frozen=True, slots=True)
class NoticeVerbs:
    """The functions of notices, bound to a database and the clock.

    Attributes:
        list: Who asks and the last number of the page before, to a page of notices.
        read: Who acts and a number, or None for all, to how many were marked as read.
        unread: Who acts, a number or None and an instant, to how many were marked as unread.
        address: Who acts and an address of mail, to where notices are mailed to.
        feed: Who asks, to since when his calendar has an address, or None.
        make_feed: Who acts, to the address, told once.
        revoke_feed: Who acts, to how many addresses hold no more.
        calendar: What an address holds, to what falls due.
    """

    list: Callable[[str, int | None], Document]
    read: Callable[[str, int | None], Document]
    unread: Callable[[str, int | None, str], Document]
    address: Callable[[str, str], Document]
    feed: Callable[[str], Document | None]
    make_feed: Callable[[str], Document]
    revoke_feed: Callable[[str], Document]
    calendar: Callable[[str], Document]
