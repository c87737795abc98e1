"""Messages to the parties: sent in order and at least once; what is refused eight times is parked.

Firms and offices of the window read their messages here, so a message is sent to them when it has
its number. Receivers outside are only those the house listed itself. Each receiver's messages are
numbered from 1 without a gap: one sent again, because the answer was lost, has the number it had.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from entrepot.kernel.errors import InputError, MissingError, OutsideError, Problem, RefusedError
from entrepot.service.officers import need_role
from entrepot.service.tellings import plain
from entrepot.service.window import Window
from entrepot.store.chains import append_event
from entrepot.store.queries import queries
from entrepot.store.webhooks import list_webhooks
from entrepot.store.window import Book, acting, acting_system
from entrepot.window.actor import SYSTEM

Document = dict[str, Any]
Deliver = Callable[[Mapping[str, Any]], None]
MOST_TRIES = 8
FIRST_WAIT = timedelta(minutes=1)  # doubled after each refusal
BATCH = 5000
MOST_ROWS = 100
NUMBERS = "outbox"  # the chain whose lock guards the numbers
ADMINISTRATOR = "administrator"


def deliver(
    window: Window, *, at: datetime, receivers: Mapping[str, Deliver] | None = None
) -> Document:
    """Send what waits, each receiver's messages in their order.

    Args:
        window: The window.
        at: Instant; messages that wait until later stay.
        receivers: What takes messages to receivers outside, by their id; None takes those the
            house listed.

    Returns:
        How many were `sent`, `refused` and `parked`.

    Raises:
        InputError: The list of receivers cannot be used.
    """
    outside = list_webhooks(window.home.folder) if receivers is None else dict(receivers)
    done = {"sent": 0, "refused": 0, "parked": 0}
    while (sent := _deliver_inside(window, list(outside), at)) > 0:
        done["sent"] += sent
    for receiver, take in outside.items():
        while word := _deliver_one(window, receiver, take, at):
            done[word] += 1
            if word == "refused":  # those after it wait, so that the order holds
                break
    return done


def _deliver_inside(window: Window, outside: list[str], at: datetime) -> int:
    with acting_system(window.database) as book:
        book.lock_chain(chain=NUMBERS)
        sent: int = _sql().deliver_inside(book.tx, outside=outside, at=at, most=BATCH)
        return sent


def _deliver_one(window: Window, receiver: str, take: Deliver, at: datetime) -> str:
    """Send the next message of a receiver: sent, refused, parked, or empty where none waits."""
    with acting_system(window.database) as book:
        book.lock_chain(chain=NUMBERS)
        row = _sql().find_next(book.tx, receiver=receiver)
        if row is None or (row["next_try_at"] is not None and row["next_try_at"] > at):
            return ""
        try:
            take(_letter(row))
        except (RefusedError, OutsideError) as error:
            return _refused(book, row, error.problems[0], at)
        _sql().mark_sent(book.tx, at=at, seq=row["number"], id=row["id"])
        return "sent"


def _letter(row: Mapping[str, Any]) -> Document:
    return {
        "receiver": row["receiver"], "seq": row["number"], "message": row["message"],
        "reference": row["reference"], "body": row["body"], "made_at": row["made_at"].isoformat(),
    }  # fmt: skip


def _refused(book: Book, row: Mapping[str, Any], problem: Problem, at: datetime) -> str:
    tries = row["tries"] + 1
    is_parked = tries >= MOST_TRIES
    _sql().mark_refused(
        book.tx, seq=row["number"], fault=problem.message, parked_at=at if is_parked else None,
        next_try_at=None if is_parked else at + FIRST_WAIT * 2 ** (tries - 1), id=row["id"],
    )  # fmt: skip
    if not is_parked:
        return "refused"
    body = {"id": row["id"], "seq": row["number"], "message": row["message"], "tries": tries,
            "fault": problem.message}  # fmt: skip
    append_event(book, f"{NUMBERS}:{row['receiver']}", kind="message_parked", at=at, by=SYSTEM,
                 body=body)  # fmt: skip
    return "parked"


def list_messages(
    window: Window, *, by: str, at: datetime, cursor: str = "", most: int = 50
) -> Document:
    """The messages of who asks, of the firm or the offices acted for, newest first.

    Args:
        window: The window.
        by: Account.
        at: Instant.
        cursor: Where the page begins, as the page before said.
        most: Rows of a page.

    Raises:
        InputError: The cursor is none.
    """
    before = _read_cursor(cursor)
    most = min(most, MOST_ROWS)
    with acting(window.database, by, at) as (book, actor):
        receivers = [actor.organisation, *actor.offices]
        rows = list(
            _sql().list_received(book.tx, receivers=receivers, before=before, most=most + 1)
        )
    names = {
        row.message: (row.label_en, row.label_zh) for row in window.reference.table("messages")
    }
    page = [
        {
            **plain(dict(row)), "name": names.get(row["message"], ("", ""))[0],
            "name_zh": names.get(row["message"], ("", ""))[1],
        }
        for row in rows[:most]
    ]  # fmt: skip
    return {"rows": page, "cursor": str(page[-1]["id"]) if len(rows) > most else ""}


def list_parked(window: Window, *, by: str, at: datetime) -> Document:
    """Messages that were refused too often, for the administrator; without what they say.

    Raises:
        RefusedError: The account is no administrator.
    """
    with acting(window.database, by, at) as (book, actor):
        need_role(window, actor, ADMINISTRATOR)
        book.become_system()
        rows = [dict(row) for row in _sql().list_parked(book.tx, most=MOST_ROWS)]
    return {"rows": [plain(row) for row in rows]}


def retry(window: Window, number: int, *, by: str, at: datetime) -> Document:
    """Let a parked message be tried again, before those after it.

    Raises:
        RefusedError: The account is no administrator.
        MissingError: No such message is parked.
    """
    with acting(window.database, by, at) as (book, actor):
        need_role(window, actor, ADMINISTRATOR)
        book.become_system()
        row = _sql().unpark(book.tx, id=number, at=at)
        if row is None:
            raise MissingError(
                Problem("message.unknown", str(number), "no such message is parked.",
                        "See the list of parked messages.", message_zh="没有该搁置的消息。")
            )  # fmt: skip
        append_event(book, f"{NUMBERS}:{row['receiver']}", kind="message_retried", at=at, by=actor,
                     body={"id": number, "seq": row["seq"]})  # fmt: skip
    return {"id": number, "receiver": row["receiver"], "message": row["message"]}


def _sql() -> Any:
    return queries("messages")


def _read_cursor(text: str) -> int:
    if not text:
        return 2**62
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise InputError(
            Problem("input.cursor", "cursor", f"{text!r} is no place in a list.",
                    "Use the cursor that the page before gave.", message_zh="游标无效。")
        )  # fmt: skip
    return int(text)
