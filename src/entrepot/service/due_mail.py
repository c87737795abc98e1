"""Notices by mail: each once, in both languages, to the address its account gave."""

from datetime import date, datetime, timedelta
from typing import Any

from entrepot.kernel.errors import OutsideError, RefusedError
from entrepot.service.stewards import region_of
from entrepot.service.window import Window
from entrepot.store.mail import Letter, Post, open_post
from entrepot.store.notices import Notices, Row, acting_notices

Document = dict[str, Any]
MOST_TRIES = 8  # of a letter that the server refuses
WAITS = timedelta(days=7)  # what could not be mailed by then is left to the inbox


def mail_notices(window: Window, on: date, *, at: datetime) -> Document:
    """Mail what waits up to a day; of an item only the newest notice.

    A notice is held while its letter goes, so that nobody else sends it, and is marked in the
    same transaction. A letter that is refused waits for the next time, eight times at most.

    Returns:
        How many were `sent` and `refused`, how many are `waiting` still, and how many have
        `no_address`. Without a mail server in the settings nothing is sent.

    Raises:
        OutsideError: The mail server is silent.
    """
    done = {"sent": 0, "refused": 0}
    home, wanted = window.home, _asked(window, on)
    if home.smtp_url and _count(window, wanted, at)["waiting"]:
        try:
            with open_post(home.smtp_url, home.mail_from) as post:
                _send_all(window, post, wanted, done, at)
        except OutsideError as error:
            error.extra["mail"] = {**done, **_count(window, wanted, at)}
            raise
    return {**done, **_count(window, wanted, at)}


def _asked(window: Window, on: date) -> Document:
    return {"region": region_of(window), "since": on - WAITS, "until": on, "most": MOST_TRIES}


def _count(window: Window, wanted: Document, at: datetime) -> Document:
    with acting_notices(window.database, "", at) as (book, _):
        return dict(book.count_to_mail(**wanted))


def _send_all(
    window: Window, post: Post, wanted: Document, done: dict[str, int], at: datetime
) -> None:
    with acting_notices(window.database, "", at) as (book, _):
        numbers = [row["id"] for row in book.list_to_mail(**wanted)]
    for number in numbers:
        with acting_notices(window.database, "", at) as (book, _):
            row = book.lock_to_mail(id=number, most=MOST_TRIES)
            word = _send(window, book, post, row, at) if row else ""
        if word:  # nobody else has sent it meanwhile
            done[word] += 1


def _send(window: Window, book: Notices, post: Post, row: Row, at: datetime) -> str:
    try:
        post.send(letter_of(row, window.home.public_url), at)
    except RefusedError as error:
        book.mark_not_mailed(id=row["id"], fault=error.problems[0].message)
        return "refused"
    book.mark_mailed(id=row["id"], at=at)
    return "sent"


def letter_of(row: Row, base: str) -> Letter:
    """A notice as a letter, in Chinese and English.

    Args:
        row: The notice.
        base: Address of the pages; where it is not known the path stands alone.
    """
    late = (row["day"] - row["due_on"]).days
    told_zh = f"已逾期{late}天" if late else "今日到期"
    told = f"overdue by {late} day{'s' if late > 1 else ''}" if late else "due today"
    text = (
        f"{row['text_zh']}\n应于{row['due_on']}前办理，{told_zh}。\n\n"
        f"{row['text']}\nDue on {row['due_on']}: {told}.\n\n{base}{row['link']}\n"
    )
    subject = f"{told_zh} · {told}{': '}{row['text_zh']}"[:200]
    name = f"notice-{row['kind']}-{row['id']}-{row['day']:%Y%m%d}"
    return Letter(row["email"], subject, text, name)
