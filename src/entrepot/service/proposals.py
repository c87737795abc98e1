"""Proposals of administrators: what waits for a second one."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from entrepot.kernel.errors import InputError, MissingError, Problem, RefusedError
from entrepot.service.accounts import Document, need_administrator
from entrepot.store.accounts import Accounts, acting_for
from entrepot.store.chains import append_event
from entrepot.store.db import Database
from entrepot.window.actor import Actor

ROLE, SUSPENSION = "role", "suspension"  # kinds of proposals decided in this room


def list_proposals(database: Database, who: str, *, at: datetime, state: str = "") -> Document:
    """Proposals of roles and suspensions, the newest first.

    Raises:
        RoleError: Who acts is no administrator.
    """
    with acting_for(database, who, at) as (book, actor):
        need_administrator(actor)
        with book.as_system():
            rows = book.list_proposals(kinds=[ROLE, SUSPENSION], state=state)
            return {"rows": [dict(row) for row in rows]}


def propose(
    book: Accounts,
    actor: Actor,
    kind: str,
    subject: str,
    body: Mapping[str, Any],
    chain: str,
    at: datetime,
) -> int:
    """Keep a proposal, and tell of it in the chain of what it is about.

    Args:
        book: The transaction.
        actor: Who proposes.
        kind: `role` or `suspension`.
        subject: What it is about; of a kind and subject one may be open.
        body: What is to be.
        chain: Name of the chain.
        at: Now.

    Returns:
        Its number.

    Raises:
        psycopg.errors.UniqueViolation: Another one waits already.
    """
    with book.as_system():
        number: int = book.propose(
            kind=kind, declaration_id=None, subject=subject, payload=json.dumps(body),
            by=actor.account, at=at,
        )  # fmt: skip
    told = {"proposal": number, **body}
    append_event(book, chain, kind=f"{kind}_proposed", at=at, by=actor, body=told)
    return number


def get_proposal(book: Accounts, number: int) -> Document:
    """A proposal as it stands.

    Raises:
        MissingError: There is none of this number.
    """
    with book.as_system():
        row: Document | None = book.find_proposal(id=number)
    if row is None or row["kind"] not in (ROLE, SUSPENSION):
        raise MissingError(
            Problem(
                "approval.unknown", str(number), "there is no such proposal.",
                "`entrepot account proposals` names them.",
                message_zh=f"没有提议{number}。",
            )
        )  # fmt: skip
    return row


# What is said of them


def unusable(code: str, where: str, message: str) -> InputError:
    """What was handed in cannot be used."""
    return InputError(Problem(code, where, message))


def refused(code: str, where: str, message: str, message_zh: str) -> RefusedError:
    """The rules do not allow it."""
    return RefusedError(Problem(code, where, message, message_zh=message_zh))


def waits(where: str) -> RefusedError:
    """It was proposed before and is not decided yet."""
    return refused(
        "approval.waits", where, "The same waits for a second person.", "同一提议正待第二人处理。"
    )
