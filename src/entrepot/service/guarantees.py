"""Guarantees: opened by who answers for them, activated by customs, moved under a reference."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, cast

from entrepot.finance.guarantee import (
    CUSTOMS,
    KINDS,
    Guarantee,
    Kind,
    activate,
    check_opening,
    is_sound,
    recount,
)
from entrepot.kernel.errors import InputError, MissingError, Problem, RefusedError
from entrepot.kernel.money import Money
from entrepot.service.accounts import get_organisation, need_role
from entrepot.service.amounts import Document, money_document
from entrepot.service.fields import Fields
from entrepot.service.guarantee_batch import (
    MOST_SIGNS,
    legal_day,
    make_batch,
    read_amount,
    read_move,
)
from entrepot.service.guarantee_ends import note_last_day
from entrepot.service.tellings import plain
from entrepot.service.window import Window
from entrepot.store import covers
from entrepot.store.accounts import Accounts, acting_for
from entrepot.store.chains import append_event
from entrepot.store.covers import CHAIN, guarantee_of
from entrepot.store.queries import queries


def open_guarantee(
    window: Window, raw: Mapping[str, object], *, by: str, at: datetime, on: date | None = None
) -> Document:
    """Register an instrument; customs activate it before anything leans on it.

    Args:
        window: The window.
        raw: `kind`, `issuer` (a name), `limit` (text, in the money of the country), `from`, `to`;
            for one a firm's declarations lean on by themselves, `firm` (id, credit code or
            account); and `office`, the customs office it is lodged with, where it does not serve
            at every office.
        by: A bank, an insurer, or customs for deposits and waivers.
        at: Now.
        on: Legal day its state is told for; that of `at` at the office by default.

    Raises:
        InputError: With every fault of every field.
        RefusedError: The kind is not for this issuer or this firm.
        MissingError: There is no such firm.
    """
    fields = Fields(raw)
    kind = fields.word("kind", KINDS, required=True)
    issuer = fields.text("issuer", required=True)[:MOST_SIGNS]
    limit = read_amount(window, fields, "limit")
    first, last = fields.day("from"), fields.day("to")
    if first and last and last < first:
        fields.fault("order", "to", "lies before from.", "Check both days.")
    word, office = fields.text("firm"), fields.text("office")
    if office and office not in window.offices:
        known = ", ".join(list(window.offices)[:12])
        fields.fault("office", "office", f"there is no office {office}.", f"One of {known}.")
    fields.nothing_else()
    if fields.problems or limit is None:
        raise InputError(fields.problems)
    with acting_for(window.database, by, at) as (book, actor):
        with book.as_system():
            found = get_organisation(book, word) if word else None
            firm = book.get_organisation(id=found["id"]) if found else None
        standing = firm["credit_class"] if firm else ""
        if problems := check_opening(cast(Kind, kind), actor.roles, standing):
            raise RefusedError(problems)
        is_own = actor.roles & {"bank", "insurer"}
        with book.as_system():
            reference = covers.add_guarantee(
                book.tx, org=firm["id"] if firm else None, kind=kind, currency=limit.currency,
                ceiling=limit.amount, issuer=actor.organisation if is_own else None,
                issuer_name=issuer, state="registered", first_day=first, last_day=last,
                office=office or None, by=actor.account, at=at,
            )  # fmt: skip
            note_last_day(window, book.tx, reference, last)
            body = {"kind": kind, "issuer": issuer, "limit": limit.amount, "from": first,
                    "to": last, "firm": firm["id"] if firm else None,
                    **({"office": office} if office else {})}  # fmt: skip
            append_event(book, CHAIN + reference, kind="guarantee_registered", at=at, by=actor,
                         body=body)  # fmt: skip
            return told(book, reference, _day(window, on, at))


def activate_guarantee(
    window: Window, reference: str, *, by: str, at: datetime, on: date | None = None
) -> Document:
    """Let customs accept an instrument; from now on declarations may lean on it.

    Raises:
        MissingError: There is none for these eyes.
        RefusedError: Its days are over.
        RoleError: Who acts is no customs officer.
    """
    day = _day(window, on, at)
    with acting_for(window.database, by, at) as (book, actor):
        need_role(actor, *CUSTOMS)
        row = covers.lock_guarantee(book.tx, reference)
        activate(guarantee_of(row), day)
        if row["state"] == "registered":
            covers.activate(book.tx, row["id"], by=actor.account, at=at)
            append_event(book, CHAIN + reference, kind="guarantee_activated", at=at, by=actor,
                         body={"on": day})  # fmt: skip
        return told(book, reference, day)


def move_guarantee(
    window: Window, reference: str, kind: str, raw: Mapping[str, object], *, by: str,
    at: datetime, on: date | None = None,
) -> Document:  # fmt: skip
    """Reserve, free, use or claim an amount under a reference.

    Args:
        window: The window.
        reference: Of the instrument.
        kind: reserve, free, use or claim.
        raw: `amount` (text), `ref`, and `key`, under which a repeated move is answered again.
        by: A customs officer.
        at: Now.
        on: Legal day; that of `at` at the office by default.

    Returns:
        `guarantee`, `state`, `balance`.

    Raises:
        InputError: With every fault of every field.
        MissingError: There is no such instrument for these eyes.
        RefusedError: It is not active, expired, too little is free or set aside.
        ModelError: The calendar ends before the day a claim is paid by.
        RoleError: Who acts is no customs officer.
    """
    asked, day = read_move(window, {**raw, "kind": kind}), _day(window, on, at)
    after, (answer,) = make_batch(window, reference, [asked], by=by, at=at, on=day)
    if answer is not None:
        raise answer
    return _balance_document(after, day)


def pay_claim(window: Window, number: int, *, by: str, at: datetime) -> Document:
    """Tell that a claim was paid: by the issuer, who is not who claimed.

    Raises:
        MissingError: There is no such claim for these eyes.
        RefusedError: It is paid already, or the instrument is another issuer's.
    """
    with acting_for(window.database, by, at) as (book, actor):
        claim = queries("finance").find_claim(book.tx, id=number)
        if claim is None:
            raise MissingError(_no_claim(number))
        if claim["issuer"] is not None and claim["issuer"] != actor.organisation:
            raise RefusedError(_not_issuer(number))
        need_role(actor, "bank", "insurer")
        covers.get_guarantee(book.tx, claim["reference"])
        with book.as_system():
            covers.lock_guarantee(book.tx, claim["reference"])
            if queries("finance").pay_claim(book.tx, id=number, by=actor.account, at=at) is None:
                raise RefusedError(_paid(number))
            append_event(book, CHAIN + claim["reference"], kind="guarantee_claim_paid", at=at,
                         by=actor, body={"claim": number, "amount": claim["amount"]})  # fmt: skip
            return told(book, claim["reference"], _day(window, None, at))


# Seeing


def show_guarantee(
    window: Window, reference: str, *, by: str, at: datetime, on: date | None = None
) -> Document:
    """An instrument with its balance, what stands under each reference, its moves and claims.

    Raises:
        MissingError: There is none for these eyes.
    """
    with acting_for(window.database, by, at) as (book, actor):
        row = covers.get_guarantee(book.tx, reference)
        document = told(book, reference, _day(window, on, at))
        sql, id = queries("finance"), row["id"]
        with book.as_system():  # who sees an instrument sees all that leans on it
            holdings = [plain(dict(one)) for one in sql.list_holdings(book.tx, cover_id=id)]
            moves = [plain(dict(one)) for one in
                     sql.list_moves(book.tx, cover_id=id, most=covers.MOST_MOVES)]  # fmt: skip
            claims = [plain(dict(one)) for one in sql.list_claims(book.tx, cover_id=id)]
    is_customs = not actor.roles.isdisjoint(CUSTOMS)
    return {
        **document, "holdings": holdings, "moves": moves, "claims": claims,
        "may_activate": is_customs and row["state"] == "registered", "may_move": is_customs,
        "may_pay": bool(actor.roles & {"bank", "insurer"}),
    }  # fmt: skip


def list_guarantees(
    window: Window, *, by: str, at: datetime, on: date | None = None
) -> Document:  # fmt: skip
    """The instruments somebody may see, newest first."""
    day = _day(window, on, at)
    with acting_for(window.database, by, at) as (book, actor):
        rows = covers.list_guarantees(book.tx)
    kinds = [kind for kind in KINDS if not check_opening(kind, actor.roles, "aeo")]
    return {"guarantees": [_document(row, day) for row in rows], "may_open": kinds}


def verify_guarantee(
    window: Window, reference: str, *, by: str, at: datetime, on: date | None = None
) -> Document:
    """Count an instrument again from its moves.

    Returns:
        `guarantee`, `state`, `balance`, `recount` (reserved, used, claimed), `moves` (how many)
        and `ok`: the accounts are what the moves add up to, and within the limit.

    Raises:
        MissingError: There is none for these eyes.
    """
    with acting_for(window.database, by, at) as (book, _):
        row = covers.get_guarantee(book.tx, reference)
        with book.as_system():
            row = covers.lock_guarantee(book.tx, reference)
            sums = list(queries("finance").sum_moves(book.tx, cover_id=row["id"]))
    guarantee = guarantee_of(row)
    found = recount(
        [(one["kind"], Money(one["amount"], row["currency"])) for one in sums], row["currency"]
    )
    names = ("reserved", "used", "claimed")
    return {
        **_balance_document(guarantee, _day(window, on, at)),
        "recount": {name: money_document(getattr(found, name).rounded()) for name in names},
        "moves": sum(one["moves"] for one in sums),
        "ok": is_sound(guarantee, found),
    }


# Telling


def told(book: Accounts, reference: str, on: date) -> Document:
    """An instrument as it stands."""
    return _document(covers.get_guarantee(book.tx, reference), on)


def _day(window: Window, on: date | None, at: datetime) -> date:
    return on or legal_day(window, at)


def _balance_document(guarantee: Guarantee, on: date) -> Document:
    accounts = ("limit", "reserved", "used", "claimed", "available")
    return {
        "guarantee": guarantee.reference,
        "state": guarantee.state_on(on),
        "balance": {name: money_document(getattr(guarantee, name).rounded()) for name in accounts},
    }


def _document(row: Mapping[str, Any], on: date) -> Document:
    guarantee = guarantee_of(row)
    return {
        **_balance_document(guarantee, on),
        "kind": guarantee.kind,
        "issuer": row["issuer_name"],
        "firm": row["org_id"],
        "name": row["firm"] or "",
        "name_zh": row["firm_zh"] or "",
        "office": row["office"],
        "from": plain(guarantee.first),
        "to": plain(guarantee.last),
    }


def _no_claim(number: int) -> Problem:
    return Problem(
        "guarantee.claim", str(number), "there is no such claim.",
        "The guarantee lists its claims.", message_zh="没有该索赔。",
    )  # fmt: skip


def _not_issuer(number: int) -> Problem:
    return Problem(
        "guarantee.issuer", str(number), "another issuer answers for this guarantee.",
        "Ask it to pay.", message_zh="该担保由其他机构出具。",
    )  # fmt: skip


def _paid(number: int) -> Problem:
    return Problem(
        "guarantee.paid", str(number), "the claim is paid already.", "Nothing is left to do.",
        message_zh="该索赔已赔付。",
    )  # fmt: skip
