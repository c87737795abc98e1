"""Who may come in: signing in and out, sessions, and what an account is told of itself."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from math import ceil
from typing import Any

from entrepot.kernel.errors import InputError, MissingError, Problem, RefusedError
from entrepot.store.accounts import (
    Accounts,
    acting_for,
    hash_secret,
    is_secret,
    new_token,
    token_hash,
)
from entrepot.store.chains import append_event
from entrepot.store.db import Database
from entrepot.store.window import enter
from entrepot.window.actor import Actor

Document = dict[str, Any]
PERSON, CLIENT = "person", "client"

# Design of the window 5.3: sign-in 5 tries in 15 minutes; a session 30 minutes idle, 8 hours.
MOST_TRIES = 5
TRIES_WITHIN = timedelta(minutes=15)
IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=8)
TOKEN_LASTS = timedelta(hours=1)  # of a program: it asks for the next one without anybody
_SEEN_EVERY = timedelta(minutes=1)  # a session is not written for every request
_ACCOUNT = re.compile(r"[a-z0-9_.-]{2,60}")
_MOST_SECRET = 200  # signs
MOST_UNREAD = 100  # as the head of a page counts notices
LEAST_PASSWORD = 12  # signs


class SignInError(RefusedError):
    """It is not known who asks."""

    title = "Sign in first"
    http_status = 401


class TooManyError(RefusedError):
    """Asked too often; later it will do.

    Attributes:
        retry_after_s: Seconds until it may be asked again.
    """

    title = "Too many tries"
    http_status = 429

    def __init__(self, problem: Problem, retry_after_s: int) -> None:
        self.retry_after_s = retry_after_s
        super().__init__(problem)


class RoleError(RefusedError):
    """It is known who asks, and this is not his to do."""

    title = "This is not yours to do"
    http_status = 403


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session just begun.

    Attributes:
        token: What the browser or program shows from now on; it is kept nowhere else.
        csrf: What its forms must carry.
        expires_in_s: Seconds it lasts at the most.
    """

    token: str
    csrf: str
    expires_in_s: int


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who shows a token.

    Attributes:
        actor: Who acts, and for whom.
        name, name_zh: What people call the account.
        csrf: What the forms of this session must carry.
        unread: How many notices wait to be read, up to a hundred.
    """

    actor: Actor
    name: str
    name_zh: str
    csrf: str
    unread: int = 0

    @property
    def who(self) -> str:
        """The account and the organisation it acts for now, as every verb takes them."""
        return f"{self.actor.account}@{self.actor.organisation}"


# Coming in


def sign_in(
    database: Database, account: str, secret: str, *, at: datetime, kind: str = PERSON
) -> SignedIn:
    """Begin a session for who knows the secret of an account.

    The answer is the same, and takes as long, whether there is no such account, it is closed,
    or the secret is wrong. Tries of an account wait for each other, so that none escapes the
    count.

    Args:
        database: Where.
        account: Name of the account.
        secret: Its password, or the secret of a program.
        at: Now.
        kind: `person` for the pages, `client` for programs.

    Raises:
        SignInError: There is no such account, or this is not its secret.
        TooManyError: Five wrong tries within 15 minutes.
    """
    if not _ACCOUNT.fullmatch(account) or len(secret) > _MOST_SECRET:
        is_secret("", "")
        raise _unknown()
    with database.transaction() as tx:
        book = Accounts(tx)
        book.lock_account(account=account)
        wrong = [
            row["at"] for row in book.list_wrong_tries(account=account, since=at - TRIES_WITHIN)
        ]
        session = None
        if len(wrong) < MOST_TRIES:
            session = _begin(book, account, secret, kind, at)
            book.add_try(account=account, at=at, was_right=session is not None)
    if len(wrong) >= MOST_TRIES:
        raise _too_many(wrong[-MOST_TRIES] + TRIES_WITHIN - at)
    if session is None:
        raise _unknown()
    return session


def _begin(book: Accounts, account: str, secret: str, kind: str, at: datetime) -> SignedIn | None:
    """A session, if the secret is right and there is somebody to act for."""
    row = book.find_account(account=account) or {}
    is_right = is_secret(row.get("secret_hash", ""), secret)
    belongs = next(iter(book.list_memberships(account=account)), None)
    if not is_right or row["is_closed"] or row["kind"] != kind or belongs is None:
        return None
    lasts = LONGEST if kind == PERSON else TOKEN_LASTS
    made = SignedIn(new_token(), new_token(), int(lasts.total_seconds()))
    book.add_session(
        token_hash=token_hash(made.token), account=account, organisation=belongs["organisation"],
        csrf=made.csrf, at=at,
    )  # fmt: skip
    return made


def sign_out(database: Database, token: str, *, at: datetime) -> None:
    """End the session of a token; a token that is none is no fault."""
    with database.transaction() as tx:
        Accounts(tx).end_session(at=at, token_hash=token_hash(token))


def actor_of(database: Database, token: str, *, at: datetime, kind: str = PERSON) -> Visitor | None:
    """Who shows a token; None where it is none, has ended or lapsed, or nobody stands behind it.

    Args:
        database: Where.
        token: What was handed out by `sign_in`.
        at: Now; mandates and roles are those of this instant.
        kind: `person` for a cookie, `client` for a bearer token.
    """
    lasts, idle = (LONGEST, IDLE) if kind == PERSON else (TOKEN_LASTS, TOKEN_LASTS)
    hashed = token_hash(token)
    with database.transaction() as tx:
        book = Accounts(tx)
        row = book.find_session(
            token_hash=hashed, kind=kind, made_after=at - lasts, seen_after=at - idle
        )
        if row is None:
            return None
        if row["seen_at"] < at - _SEEN_EVERY:
            book.touch_session(at=at, token_hash=hashed)
        try:
            actor = enter(book, f"{row['account']}@{row['organisation']}", at)
        except MissingError:
            return None
        unread = book.count_unread(account=actor.account, most=MOST_UNREAD) if kind == PERSON else 0
    return Visitor(actor, row["name"], row["name_zh"], row["csrf"], unread)


def switch_organisation(database: Database, token: str, organisation: str) -> None:
    """Act for another organisation from now on.

    Raises:
        MissingError: The account does not belong to it.
    """
    with database.transaction() as tx:
        told = Accounts(tx).switch_session(organisation=organisation, token_hash=token_hash(token))
    if told is None:
        raise _no_organisation(organisation)


# What an account is told of itself


def show_account(database: Database, who: str, *, at: datetime) -> Document:
    """An account, its memberships and the mandates its organisation gives or holds."""
    with acting_for(database, who, at) as (book, actor):
        row = book.find_account(account=actor.account)
        return {
            "account": actor.account,
            "name": row["name"],
            "name_zh": row["name_zh"],
            "organisation": actor.organisation,
            "memberships": [
                {name: member[name] for name in _MEMBER} | {
                    "is_current": member["organisation"] == actor.organisation
                }
                for member in book.list_memberships(account=actor.account)
            ],
            "mandates": [mandate_document(one, at) for one in book.list_named_mandates(id=0)]
            if actor.scope == "org"
            else [],
        }  # fmt: skip


_MEMBER = (
    "organisation", "uscc", "name", "name_zh", "kind", "roles", "offices", "agency",
    "is_suspended", "is_sandbox",
)  # fmt: skip


def mandate_document(row: Mapping[str, Any], at: datetime) -> Document:
    """A mandate as it is told; `valid_to` is the first day on which it no longer holds."""
    today = at.astimezone(UTC).date()
    holds = (row["valid_from"] is None or row["valid_from"] <= today) and (
        row["valid_to"] is None or today < row["valid_to"]
    )
    told = {name: _plain(value) for name, value in row.items()}
    return {**told, "is_live": row["revoked_at"] is None and holds}


def _plain(value: object) -> object:
    """A day or an instant as JSON takes it."""
    return value.isoformat() if isinstance(value, date) else value


def list_sandbox_accounts(database: Database) -> list[str]:
    """Accounts of the rehearsal, whose passwords are their names as long as nobody sets others."""
    with database.transaction() as tx:
        return [row["account"] for row in Accounts(tx).list_sandbox_accounts()]


def set_password(
    database: Database, who: str, account: str, password: str, *, at: datetime
) -> Document:
    """Give an account another password; its sessions end.

    Args:
        database: Where.
        who: The account itself or an administrator.
        account: Whose password.
        password: At least 12 signs, and not the account's name.
        at: Now.

    Raises:
        InputError: The password is too short, too long or the name.
        MissingError: There is no such account, or it is closed.
        RoleError: Neither the account itself nor an administrator.
    """
    if not LEAST_PASSWORD <= len(password) <= _MOST_SECRET or account in password:
        raise InputError(
            Problem(
                "access.password", "password",
                f"is shorter than {LEAST_PASSWORD} signs, longer than {_MOST_SECRET}, "
                "or holds the account's name.",
                "Choose a sentence.",
                message_zh=f"密码应为{LEAST_PASSWORD}至{_MOST_SECRET}位，且不含账户名。",
            )
        )  # fmt: skip
    with acting_for(database, who, at) as (book, actor):
        if account != actor.account:
            need_administrator(actor)
        get_account(book, account)
        book.set_secret(secret_hash=hash_secret(password), account=account)
        book.end_sessions(at=at, account=account)
        append_event(book, f"account:{account}", kind="password_set", at=at, by=actor, body={})
    return {"account": account, "password": "set"}


# Shared with the acts of administrators


def need_administrator(actor: Actor) -> None:
    """Refuse who is no administrator.

    Raises:
        RoleError: He is not.
    """
    need_role(actor, "administrator")


def need_role(actor: Actor, *roles: str) -> None:
    """Refuse who holds none of some roles.

    Raises:
        RoleError: He does not.
    """
    if actor.roles.isdisjoint(roles):
        raise RoleError(
            Problem(
                "access.role", actor.account,
                f"this asks for the role {' or '.join(roles)}.",
                "Ask an administrator who may do it.",
                message_zh="您的角色无权办理此事项。请向管理员询问由谁办理。",
            )
        )  # fmt: skip


def get_account(book: Accounts, account: str) -> Mapping[str, Any]:
    """An open account.

    Raises:
        MissingError: There is none of this name, or it is closed.
    """
    row: Mapping[str, Any] | None = book.find_account(account=account)
    if row is None or row["is_closed"]:
        raise MissingError(
            Problem(
                "access.unknown", account, "there is no such account.",
                "`entrepot account list` names them.",
                message_zh=f"没有账户{account}。",
            )
        )  # fmt: skip
    return row


def get_organisation(book: Accounts, word: str) -> Mapping[str, Any]:
    """An organisation by its id, its credit code or an account of it.

    Raises:
        MissingError: There is none.
    """
    found: Mapping[str, Any] | None = next(iter(book.find_organisation_named(word=word)), None)
    if found is None:
        raise _no_organisation(word)
    return found


def _no_organisation(word: str) -> MissingError:
    return MissingError(
        Problem(
            "access.organisation", word, "there is no such organisation.",
            "Name it by its id or its credit code.",
            message_zh=f"没有单位{word}。",
        )
    )  # fmt: skip


def _unknown() -> SignInError:
    return SignInError(
        Problem(
            "access.sign_in", "account", "Account and password do not belong together.",
            "Mind capitals; an administrator can set a new password.",
            message_zh="账户与密码不符。",
        )
    )  # fmt: skip


def _too_many(wait: timedelta) -> TooManyError:
    seconds = max(1, ceil(wait.total_seconds()))
    minutes = ceil(seconds / 60)
    return TooManyError(
        Problem(
            "access.too_many", "account",
            f"Too many wrong tries: wait {minutes} min, then try again.",
            message_zh=f"尝试次数过多，请{minutes}分钟后再试。",
        ),
        seconds,
    )  # fmt: skip
