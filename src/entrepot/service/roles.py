"""Roles of accounts: proposed by one administrator, given by the decision of another."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import psycopg

from entrepot.kernel.errors import MissingError, Problem
from entrepot.service.accounts import (
    Document,
    get_account,
    get_organisation,
    need_administrator,
)
from entrepot.service.proposals import ROLE, get_proposal, propose, refused, unusable, waits
from entrepot.store.accounts import Accounts, acting_for
from entrepot.store.chains import append_event
from entrepot.store.db import Database
from entrepot.window.actor import Actor

APART = frozenset({"administrator", "auditor"})  # held with no other role


def grant_role(
    database: Database,
    who: str,
    account: str,
    role: str,
    organisation: str,
    *,
    at: datetime,
    known: Collection[str],
    offices: Sequence[str] = (),
    agency: str = "",
) -> Document:
    """Propose that an account holds a role in an organisation; another administrator decides.

    Args:
        database: Where.
        who: An administrator.
        account: Whose role.
        role: A role of `roles.csv`.
        organisation: Where it is held.
        at: Now.
        known: The roles there are.
        offices: Offices, or places of a site, that go with it, beside those held already.
        agency: Agency of an officer who is no customs officer.

    Returns:
        The proposal.

    Raises:
        InputError: There is no such role.
        MissingError: There is no such account or organisation.
        RefusedError: The account is one's own, the roles do not go together, or the same
            waits already.
        RoleError: Who acts is no administrator.
    """
    if role not in known:
        raise unusable("access.role_unknown", role, "there is no such role.")
    try:
        with acting_for(database, who, at) as (book, actor):
            need_administrator(actor)
            get_account(book, account)
            firm = get_organisation(book, organisation)
            told = {"roles": [role], "offices": list(offices), "agency": agency}
            check_apart(book, account, role)
            number = propose_role(book, actor, account, firm["id"], told, at)
            return get_proposal(book, number)
    except psycopg.errors.UniqueViolation as error:
        raise waits(account) from error


def take_role(
    database: Database, who: str, account: str, role: str, organisation: str, *, at: datetime
) -> Document:
    """Take a role from an account at once.

    Raises:
        MissingError: The account does not hold it there.
        RefusedError: It is the last one: close the account instead.
        RoleError: Who acts is no administrator.
    """
    with acting_for(database, who, at) as (book, actor):
        need_administrator(actor)
        firm = get_organisation(book, organisation)
        held = membership(book, account, firm["id"])
        if held is None or role not in held["roles"]:
            raise MissingError(
                Problem(
                    "access.role_none", account, f"does not hold {role} there.",
                    message_zh=f"{account}在该单位没有此角色。",
                )
            )  # fmt: skip
        left = [one for one in held["roles"] if one != role]
        if not left:
            raise refused(
                "access.role_last", account, "This is the last role: close the account.",
                "这是最后一个角色，请关闭账户。",
            )  # fmt: skip
        book.set_roles(
            account=account, organisation=firm["id"], roles=left, offices=held["offices"],
            agency=held["agency"], granted_by=held["granted_by"],
        )  # fmt: skip
        told = {"role": role, "organisation": firm["id"]}
        append_event(book, f"account:{account}", kind="role_taken", at=at, by=actor, body=told)
    return {"account": account, "organisation": firm["id"], "roles": left}


def propose_role(
    book: Accounts,
    actor: Actor,
    account: str,
    organisation: str,
    told: Mapping[str, Any],
    at: datetime,
) -> int:
    """Propose that an account holds roles; the number of the proposal.

    Raises:
        RefusedError: The account is one's own.
    """
    if account == actor.account:
        raise refused(
            "access.own", account, "Nobody grants himself a role.", "不得为自己授予角色。"
        )
    body = {"account": account, "organisation": organisation, **told}
    subject = f"{account}@{organisation}"
    return propose(book, actor, ROLE, subject, body, f"account:{account}", at)


def check_apart(book: Accounts, account: str, role: str) -> None:
    """Refuse an administrator or auditor a further role, and others these two.

    Raises:
        RefusedError: The roles do not go together.
    """
    held = {one for row in book.list_memberships(account=account) for one in row["roles"]}
    together = held | {role}
    if len(together) > 1 and together & APART:
        raise refused(
            "access.apart", account,
            "Who administers or audits holds no other role: use another account.",
            "管理员和审计员不得兼任其他角色，请另设账户。",
        )  # fmt: skip


def set_role(
    book: Accounts, account: str, organisation: str, told: Mapping[str, Any], by: str
) -> None:
    """Add roles and offices to what an account holds in an organisation."""
    held = membership(book, account, organisation) or {"roles": [], "offices": [], "agency": ""}
    book.set_roles(
        account=account,
        organisation=organisation,
        roles=list(dict.fromkeys([*held["roles"], *told["roles"]])),
        offices=list(dict.fromkeys([*held["offices"], *told["offices"]])),
        agency=told["agency"] or held["agency"],
        granted_by=by,
    )


def membership(book: Accounts, account: str, organisation: str) -> Mapping[str, Any] | None:
    """What an account holds in an organisation."""
    rows = book.list_memberships(account=account)
    return next((row for row in rows if row["organisation"] == organisation), None)
