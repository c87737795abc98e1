"""The verbs of notices over a desk."""

from collections.abc import Callable
from datetime import datetime

from entrepot.service import calendar_feed, notice_inbox
from entrepot.service.desk import Desk
from entrepot.web.notice_verbs import NoticeVerbs


def bind_notices(desk: Desk, now: Callable[[], datetime]) -> NoticeVerbs:
    """Bind the functions to a desk and to a clock."""
    window = desk.window
    return NoticeVerbs(
        list=lambda who, before: notice_inbox.list_notices(window, by=who, at=now(), before=before),
        read=lambda who, number: notice_inbox.read_notices(window, number, by=who, at=now()),
        unread=lambda who, number, read_at: notice_inbox.unread_notices(
            window, number, read_at, by=who, at=now()
        ),
        address=lambda who, email: notice_inbox.set_address(window, email, by=who, at=now()),
        feed=lambda who: calendar_feed.find_feed(window, by=who, at=now()),
        make_feed=lambda who: calendar_feed.make_feed(window, by=who, at=now()),
        revoke_feed=lambda who: calendar_feed.revoke_feed(window, by=who, at=now()),
        calendar=lambda token: calendar_feed.read_feed(window, token, at=now()),
    )
