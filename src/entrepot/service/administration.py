"""What administrators do: accounts, programs and firms; two of them for what weighs.

A role, and whether a firm is served, is proposed by one administrator and decided by another.
Nobody grants himself. Who administers or audits holds no other role.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import psycopg

from entrepot.kernel.errors import RefusedError
from entrepot.service.accounts import (
    CLIENT,
    PERSON,
    Document,
    get_account,
    get_organisation,
    need_administrator,
)
from entrepot.service.proposals import (
    ROLE,
    SUSPENSION,
    get_proposal,
    propose,
    refused,
    unusable,
    waits,
)
from entrepot.service.roles import check_apart, propose_role, set_role
from entrepot.store.accounts import Accounts, acting_for, hash_secret, new_token
from entrepot.store.chains import append_event
from entrepot.store.db import Database
from entrepot.window.actor import Actor

CLIENT_ROLES = {
    "trader": "trader", "broker": "broker", "site": "port_operator", "bank": "bank",
    "partner": "partner_customs",
}  # fmt: skip


# Accounts


def list_accounts(database: Database, who: str, *, at: datetime) -> Document:
    """Every account with its memberships; a row a membership.

    Raises:
        RoleError: Who acts is no administrator.
    """
    with acting_for(database, who, at) as (book, actor):
        need_administrator(actor)
        return {"rows": [dict(row) for row in book.list_accounts()]}


def make_account(
    database: Database, who: str, account: str, *, name: str, name_zh: str = "", at: datetime
) -> Document:
    """Make an account of a person, without password and roles yet.

    Raises:
        InputError: The name cannot be used, or is taken.
        RoleError: Who acts is no administrator.
    """
    with acting_for(database, who, at) as (book, actor):
        need_administrator(actor)
        add_account(book, account, name, name_zh, PERSON)
        _tell(book, account, "account_made", actor, at, {"name": name})
    return {"account": account, "name": name, "name_zh": name_zh}


def make_client(
    database: Database, who: str, account: str, organisation: str, *, at: datetime
) -> Document:
    """Make an account for a program of a firm; its secret is told here and never again.

    It gets the role of its firm's kind: for a firm of the rehearsal at once, else a second
    administrator decides.

    Returns:
        `account`, `organisation`, `secret`, `roles` held now, and the `proposal` that waits.

    Raises:
        InputError: The name cannot be used, or is taken; programs do not act for offices.
        MissingError: There is no such organisation.
        RoleError: Who acts is no administrator.
    """
    secret = new_token()
    with acting_for(database, who, at) as (book, actor):
        need_administrator(actor)
        firm = get_organisation(book, organisation)
        role = CLIENT_ROLES.get(firm["kind"])
        if role is None:
            raise unusable("access.client", organisation, "programs act for firms and banks.")
        add_account(book, account, firm["name"], firm["name_zh"], CLIENT)
        book.set_secret(secret_hash=hash_secret(secret), account=account)
        _tell(book, account, "client_made", actor, at, {"organisation": firm["id"]})
        told = {"roles": [role], "offices": [], "agency": ""}
        proposal = None
        if firm["is_sandbox"]:
            set_role(book, account, firm["id"], told, actor.account)
        else:
            proposal = propose_role(book, actor, account, firm["id"], told, at)
    return {
        "account": account, "organisation": firm["id"], "secret": secret,
        "roles": [] if proposal else [role], "proposal": proposal,
    }  # fmt: skip


def close_account(database: Database, who: str, account: str, *, at: datetime) -> Document:
    """Close an account for good; its sessions end at once.

    Raises:
        MissingError: There is no such account, or it is closed.
        RefusedError: It is one's own.
        RoleError: Who acts is no administrator.
    """
    with acting_for(database, who, at) as (book, actor):
        need_administrator(actor)
        get_account(book, account)
        if account == actor.account:
            raise refused(
                "access.own", account, "Nobody closes his own account.", "不得关闭自己的账户。"
            )
        book.close_account(account=account)
        book.end_sessions(at=at, account=account)
        _tell(book, account, "account_closed", actor, at, {})
    return {"account": account, "is_closed": True}


# Firms


def list_firms(database: Database, who: str, *, at: datetime) -> Document:
    """Every organisation, and whether it is served.

    Raises:
        RoleError: Who acts is no administrator.
    """
    with acting_for(database, who, at) as (book, actor):
        need_administrator(actor)
        return {"rows": [dict(row) for row in book.list_organisations()]}


def propose_suspension(
    database: Database,
    who: str,
    organisation: str,
    *,
    is_suspended: bool,
    reason: str,
    at: datetime,
) -> Document:
    """Propose that a firm is no longer served, or is served again; another one decides.

    Raises:
        MissingError: There is no such organisation.
        RefusedError: It is so already, or the same waits already.
        RoleError: Who acts is no administrator.
    """
    try:
        with acting_for(database, who, at) as (book, actor):
            need_administrator(actor)
            firm = get_organisation(book, organisation)
            if firm["is_suspended"] == is_suspended:
                raise refused(
                    "access.as_it_is", firm["id"], "It is so already.", "当前已是该状态。"
                )
            body = {"organisation": firm["id"], "is_suspended": is_suspended, "reason": reason}
            chain = f"organisation:{firm['id']}"
            return get_proposal(book, propose(book, actor, SUSPENSION, firm["id"], body, chain, at))
    except psycopg.errors.UniqueViolation as error:
        raise waits(organisation) from error


# Deciding


def decide_proposal(
    database: Database,
    who: str,
    number: int,
    *,
    is_approved: bool,
    at: datetime,
    reason: str = "",
) -> Document:
    """Decide what another administrator proposed.

    Returns:
        The proposal as it stands now.

    Raises:
        MissingError: There is no such proposal.
        RefusedError: One's own, about oneself, or decided already.
        RoleError: Who acts is no administrator.
    """
    try:
        with acting_for(database, who, at) as (book, actor):
            need_administrator(actor)
            row = get_proposal(book, number)
            payload = row["payload"]
            if actor.account in (row["proposed_by"], payload.get("account")):
                raise _four_eyes(number)
            with book.as_system():
                state = "approved" if is_approved else "refused"
                decided = book.decide(
                    state=state, by=actor.account, at=at, reason=reason, id=number
                )
            if decided is None:
                raise refused(
                    "approval.decided", str(number), "It is decided already.", "该提议已处理。"
                )
            if is_approved:
                _carry_out(book, row["kind"], payload, row["proposed_by"])
            word = f"{row['kind']}_{state}"
            append_event(book, _chain(row), kind=word, at=at, by=actor, body={"proposal": number})
            return get_proposal(book, number)
    except psycopg.errors.CheckViolation as error:
        raise _four_eyes(number) from error


def _carry_out(book: Accounts, kind: str, payload: Mapping[str, Any], proposer: str) -> None:
    if kind == SUSPENSION:
        book.suspend(is_suspended=payload["is_suspended"], id=payload["organisation"])
        return
    for role in payload["roles"]:
        check_apart(book, payload["account"], role)
    set_role(book, payload["account"], payload["organisation"], payload, proposer)


def _chain(row: Mapping[str, Any]) -> str:
    payload = row["payload"]
    if row["kind"] == ROLE:
        return f"account:{payload['account']}"
    return f"organisation:{payload['organisation']}"


def _four_eyes(number: int) -> RefusedError:
    return refused(
        "approval.four_eyes", str(number),
        "A second person decides: neither who proposed it nor whom it is about.",
        "须由第二人处理：提议人和当事人均不得处理。",
    )  # fmt: skip


# Shared


def add_account(book: Accounts, account: str, name: str, name_zh: str, kind: str) -> None:
    """Make an account.

    Raises:
        InputError: The name cannot be used, or is taken.
    """
    if book.find_account(account=account) is not None:
        raise unusable("access.taken", account, "there is an account of this name.")
    try:
        book.save_account(id=account, name=name, name_zh=name_zh, kind=kind)
    except psycopg.errors.CheckViolation as error:
        raise unusable(
            "access.name", account,
            "an account is named by 2 to 60 small letters, digits, dots, lines.",
        ) from error  # fmt: skip


def _tell(
    book: Accounts, account: str, kind: str, by: Actor, at: datetime, body: Mapping[str, object]
) -> None:
    append_event(book, f"account:{account}", kind=kind, at=at, by=by, body=body)
