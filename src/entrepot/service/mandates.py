"""Mandates: a firm lets a broker file for it, and may end that at once."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from entrepot.kernel.errors import InputError, MissingError, Problem
from entrepot.service.accounts import (
    Document,
    get_organisation,
    mandate_document,
    need_role,
)
from entrepot.store.accounts import Accounts, acting_for
from entrepot.store.chains import append_event, note_try
from entrepot.store.db import Database
from entrepot.store.window import Book
from entrepot.window.actor import Actor

SCOPES = ("file", "amend", "pay", "origin", "refund", "all")


def grant_mandate(
    database: Database,
    who: str,
    broker: str,
    *,
    at: datetime,
    scope: Sequence[str] = ("all",),
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> Document:
    """Let a broker act for one's firm.

    Args:
        database: Where.
        who: Somebody of the firm who is a trader there.
        broker: The broker: its id, its credit code, or an account of it.
        at: Now.
        scope: Any of file, amend, pay, origin, refund; or all.
        valid_from: First day; today where none is given. Days are those of UTC.
        valid_to: First day on which it no longer holds; None is open.

    Returns:
        The mandate.

    Raises:
        InputError: The scope or the days cannot be used, or the other one is no broker.
        MissingError: There is no such broker.
        RoleError: Who acts is no trader.
    """
    today = at.astimezone(UTC).date()
    start = valid_from or today
    _check(scope, start, valid_to, today)
    with acting_for(database, who, at) as (book, actor):
        need_role(actor, "trader")
        other = get_organisation(book, broker)
        if other["kind"] != "broker":
            raise _no_broker(broker)
        number = book.add_mandate(
            trader=actor.organisation, broker=other["id"], scope=list(dict.fromkeys(scope)),
            start=start, stop=valid_to, by=actor.account, at=at,
        )  # fmt: skip
        row = _get(book, number)
        told = {name: row[name] for name in ("trader", "broker", "scope", "valid_from", "valid_to")}
        _tell(book, number, "mandate_granted", actor, at, told)
        return mandate_document(row, at)


def revoke_mandate(database: Database, who: str, word: str, *, at: datetime) -> Document:
    """End a mandate at once, or every one a broker holds of the firm.

    Args:
        database: Where.
        who: Somebody of the firm who is a trader there.
        word: Number of the mandate, or the broker: its id, its credit code, an account of it.
        at: Now.

    Returns:
        The mandates ended, as `rows`.

    Raises:
        MissingError: The firm has given no such mandate, or it has ended; the try is kept.
        RoleError: Who acts is no trader.
    """
    try:
        with acting_for(database, who, at) as (book, actor):
            need_role(actor, "trader")
            numbers = _own(book, actor, word, at)
            for number in numbers:
                if book.revoke_mandate(at=at, by=actor.account, id=number) is None:
                    raise _none(word)
                _tell(book, number, "mandate_revoked", actor, at, {})
            return {"rows": [mandate_document(_get(book, one), at) for one in numbers]}
    except MissingError:
        note_try(database, who, at, "mandate revoke", word)
        raise


def list_mandates(database: Database, who: str, *, at: datetime) -> Document:
    """The mandates that one's firm has given or holds; an auditor sees all."""
    with acting_for(database, who, at) as (book, _):
        return {"rows": [mandate_document(row, at) for row in book.list_named_mandates(id=0)]}


def firm_for(book: Accounts, actor: Actor, word: str, act: str) -> Mapping[str, Any] | None:
    """The firm something is filed for: one's own, or one whose mandate covers the act.

    Args:
        book: The transaction.
        actor: Who files.
        word: The firm's id or credit code; empty is one's own.
        act: A scope of a mandate.

    Returns:
        `id` and `name`; None without such a mandate, whether or not there is such a firm.
    """
    if not word:
        return {"id": actor.organisation, "name": actor.name}
    with book.as_system():
        found = next(iter(book.find_organisation_named(word=word)), None)
    return dict(found) if found and actor.may_for(found["id"], act) else None


def may_act(book: Book, by: Actor, trader: str, act: str, at: datetime) -> bool:
    """Whether somebody may do an act for a firm: his own, or one whose mandate covers it.

    Args:
        book: The transaction.
        by: Who.
        trader: Id of the firm.
        act: One of file, amend, pay.
        at: Instant; its day is that of UTC.
    """
    if by.organisation == trader:
        return True
    on = at.astimezone(UTC).date()
    return bool(
        Accounts(book.tx).has_mandate(trader=trader, broker=by.organisation, act=act, on=on)
    )


def _own(book: Accounts, actor: Actor, word: str, at: datetime) -> list[int]:
    """Numbers of the firm's own live mandates that a word names."""
    if word.isascii() and word.isdigit() and len(word) < _DIGITS:
        row = next(iter(book.list_named_mandates(id=int(word))), None)
        found = [row["id"]] if row and row["trader"] == actor.organisation else []
    else:
        broker = get_organisation(book, word)["id"]
        on = at.astimezone(UTC).date()
        rows = book.list_live_mandates(trader=actor.organisation, broker=broker, on=on)
        found = [row["id"] for row in rows]
    if not found:
        raise _none(word)
    return found


_DIGITS = 18  # of a bigint, and of a credit code


def _get(book: Accounts, number: int) -> Mapping[str, Any]:
    row: Mapping[str, Any] = next(iter(book.list_named_mandates(id=number)))
    return row


def _tell(
    book: Accounts, number: int, kind: str, by: Actor, at: datetime, body: Mapping[str, object]
) -> None:
    append_event(book, f"mandate:{number}", kind=kind, at=at, by=by, body=body)


def _check(scope: Sequence[str], start: date, stop: date | None, today: date) -> None:
    problems = [
        Problem(
            "mandate.scope", "scope", f"{word!r} is no scope of a mandate.",
            f"Known: {', '.join(SCOPES)}.", message_zh=f"委托事项“{word}”无效。",
        )
        for word in scope
        if word not in SCOPES
    ]  # fmt: skip
    if not scope:
        problems.append(Problem("mandate.scope", "scope", "is empty.", message_zh="委托事项为空。"))
    if stop is not None and (stop <= start or stop <= today):
        problems.append(
            Problem(
                "mandate.days", "valid_to", "the mandate would hold on no day to come.",
                "Give a later day; it is the first on which the mandate no longer holds.",
                message_zh="委托期限无效：没有任何有效日。",
            )
        )  # fmt: skip
    if problems:
        raise InputError(problems)


def _no_broker(word: str) -> InputError:
    return InputError(
        Problem(
            "mandate.broker", word, "is no customs broker.",
            "Name a broker by its id or its credit code.", message_zh=f"{word}不是报关企业。",
        )
    )  # fmt: skip


def _none(word: str) -> MissingError:
    return MissingError(
        Problem(
            "mandate.unknown", word, "your firm has given no such mandate, or it has ended.",
            "`entrepot mandate list` names them.",
            message_zh="贵企业没有该委托，或委托已终止。",
        )
    )  # fmt: skip
