"""The first step of a house that serves: its own organisation, two administrators, the firms."""

from collections.abc import Sequence
from datetime import datetime

import psycopg

from entrepot.kernel.errors import InputError, Problem
from entrepot.kernel.identifiers import check_uscc
from entrepot.service.accounts import PERSON, Document, need_administrator
from entrepot.service.administration import add_account
from entrepot.service.proposals import refused, unusable
from entrepot.store.accounts import Accounts, acting_for
from entrepot.store.chains import append_event
from entrepot.store.db import Database
from entrepot.window.actor import SYSTEM, Actor

HOUSE = "house"
FEWEST = 2  # administrators: one proposes, another decides
KINDS = (
    "trader", "broker", "site", "office", "agency", "bank", "house", "partner", "carrier",
    "platform", "zone", "insurer", "farm",
)  # fmt: skip


def found_house(
    database: Database,
    administrators: Sequence[str],
    *,
    uscc: str,
    name: str,
    name_zh: str,
    at: datetime,
) -> Document:
    """Make the house and its first administrators, while there is none who is real.

    Args:
        database: Where.
        administrators: Names of their accounts, two or more; passwords are set after.
        uscc: Credit code of the house.
        name: What people call it.
        name_zh: The same in Chinese.
        at: Now.

    Raises:
        InputError: The credit code or a name cannot be used or is taken, or there is but one.
        RefusedError: There are administrators already, who make the others; or the store is
            a rehearsal, in which everybody would know a password.
    """
    _check_code(uscc)
    if len(set(administrators)) < FEWEST:
        raise unusable(
            "access.two", "administrators", "one proposes and another decides: name two."
        )
    with database.transaction() as tx:
        book = Accounts(tx)
        _check_empty(book)
        _add(book, SYSTEM, at, (HOUSE, uscc, name, name_zh, "house", ""))
        for account in dict.fromkeys(administrators):
            _add_administrator(book, account, at)
    return {"organisation": HOUSE, "administrators": list(dict.fromkeys(administrators))}


def _check_empty(book: Accounts) -> None:
    if book.count_administrators():
        raise refused(
            "access.founded", HOUSE, "There are administrators already: they make the others.",
            "已有管理员，请由其办理。",
        )  # fmt: skip
    if any(row["is_sandbox"] for row in book.list_organisations()):
        raise refused(
            "access.rehearsal", HOUSE, "This store is a rehearsal: set ENTREPOT_HOME to a fresh "
            "folder.", "该数据目录为演练环境，请另设数据目录。",
        )  # fmt: skip


def _add_administrator(book: Accounts, account: str, at: datetime) -> None:
    add_account(book, account, account, "", PERSON)
    book.set_roles(
        account=account, organisation=HOUSE, roles=["administrator"], offices=[], agency="",
        granted_by="",
    )  # fmt: skip
    append_event(book, f"account:{account}", kind="founded", at=at, by=SYSTEM, body={})


def make_organisation(
    database: Database,
    who: str,
    organisation: str,
    *,
    uscc: str,
    name: str,
    name_zh: str,
    kind: str,
    at: datetime,
    customs_code: str = "",
) -> Document:
    """Take a firm, an office, an agency or a bank into the books; in a rehearsal, an invented one.

    Raises:
        InputError: The id, the kind or the credit code cannot be used, or is taken.
        RoleError: Who acts is no administrator.
    """
    _check_code(uscc)
    if kind not in KINDS:
        raise unusable("access.kind", kind, f"is no kind; known: {', '.join(KINDS)}.")
    with acting_for(database, who, at) as (book, actor):
        need_administrator(actor)
        _add(book, actor, at, (organisation, uscc, name, name_zh, kind, customs_code))
    return {"organisation": organisation, "uscc": uscc, "kind": kind}


def _add(book: Accounts, by: Actor, at: datetime, row: tuple[str, ...]) -> None:
    organisation, uscc, name, name_zh, kind, customs_code = row
    try:
        made = book.save_organisation(
            id=organisation, uscc=uscc, name=name, name_zh=name_zh, kind=kind,
            customs_code=customs_code, credit_class="registered", is_sandbox=by.is_sandbox,
        )  # fmt: skip
    except (psycopg.errors.CheckViolation, psycopg.errors.UniqueViolation) as error:
        raise _unusable(organisation) from error
    if not made:
        raise _unusable(organisation)
    body = {"uscc": uscc, "kind": kind}
    append_event(book, f"organisation:{organisation}", kind="made", at=at, by=by, body=body)


def _check_code(uscc: str) -> None:
    found = check_uscc(uscc)
    if found.problems:
        raise InputError(found.problems)


def _unusable(organisation: str) -> InputError:
    return InputError(
        Problem(
            "access.organisation_taken", organisation,
            "the id or the credit code is taken, or the id cannot be used.",
            "An id has 2 to 40 small letters, digits and underscores.",
        )
    )  # fmt: skip
