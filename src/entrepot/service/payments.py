"""Money at the window: what banks tell, and security in its place."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from entrepot.kernel.errors import RefusedError
from entrepot.kernel.money import Money
from entrepot.service.clock import tick as tick
from entrepot.service.files import need_mandate, open_as_system, open_file
from entrepot.service.officers import need_role
from entrepot.service.proceeding import Proceeding
from entrepot.service.revenue import Owed
from entrepot.service.tellings import declaration_document
from entrepot.service.window import Window
from entrepot.store.window import acting
from entrepot.window.actor import SYSTEM, Actor
from entrepot.window.lifecycle import GONE

Document = dict[str, Any]


def pay(
    window: Window, reference: str, amount: str, bank_ref: str, *, by: str, at: datetime
) -> Document:
    """Take in a payment notice of a bank; told thrice it is one payment.

    Raises:
        InputError: The amount is none.
        RefusedError: The account is no bank, the notice differs from the first with its
            reference, or nothing is due.
        MissingError: There is no such declaration.
    """
    paid = window.read_amount(amount)
    with acting(window.database, by, at) as (book, actor):
        need_role(window, actor, "bank")
        book.become_system()
        proceeding = open_as_system(window, book, reference, at)
        if first := book.find_payment(bank_ref=bank_ref):
            if first["declaration_id"] != proceeding.row["id"] or first["amount"] != paid:
                raise RefusedError(window.reasons.problem("payment.differs", bank_ref))
            return {**declaration_document(proceeding), "replayed": True}
        if proceeding.standing.state in GONE or not proceeding.revenue.assessments:
            raise RefusedError(window.reasons.problem("payment.nothing_due", reference))
        before, owed = proceeding.paid(), proceeding.revenue.take_in(paid)
        if paid > owed.due.amount - before:
            due = f"{max(owed.due.amount - before, Decimal(0)):f}"
            raise RefusedError(window.reasons.problem("payment.too_much", reference, due=due))
        _settle_payment(proceeding, owed, actor, {"amount": paid, "bank_ref": bank_ref})
        proceeding.later(book.add_payment, bank_ref=bank_ref, amount=paid, at=at, by=actor.account)
        proceeding.proceed()
        proceeding.save()
        return declaration_document(proceeding)


def _settle_payment(proceeding: Proceeding, owed: Owed, by: Actor, body: Mapping[str, Any]) -> None:
    revenue, standing = proceeding.revenue, proceeding.standing
    facets = revenue.facets(owed, is_secured=standing.revenue == "SECURED")
    if standing.state == "ASSESSED":
        proceeding.act("pay", by=by, body=body, **facets)
    else:  # before the control closed, or after the release
        proceeding.note("pay", by, body)
        proceeding.change(**facets)
    proceeding.settle(owed)
    if not revenue.left(owed).amount:
        revenue.give_back(owed.security)


def secure(
    window: Window, reference: str, *, by: str, at: datetime, expected: int | None = None
) -> Document:
    """Set security aside for what is due, in place of paying before release.

    It also covers the difference that a missing proof of origin leaves open.

    Raises:
        RefusedError: Nothing is due, or too little is free.
    """
    with open_file(window, reference, by=by, at=at, expected=expected) as proceeding:
        need_mandate(proceeding, "pay")
        revenue, standing = proceeding.revenue, proceeding.standing
        owed = revenue.last()
        needed = revenue.left(owed) + owed.security - Money(revenue.reserved(), proceeding.money)
        if needed.amount <= 0 or not (standing.owed or standing.security_missing):
            raise RefusedError(window.reasons.problem("payment.nothing_due", reference))
        if not proceeding.reserve(needed):
            free = proceeding.security.available()
            raise RefusedError(window.reasons.problem("guarantee.limit", reference, free=free))
        facets = {**revenue.facets(owed, is_secured=True), "security_missing": False}
        body = {"amount": needed.amount}
        if standing.state in ("ACCEPTED", "UNDER_CONTROL", "CONTROL_DONE"):
            proceeding.note("reserve_guarantee", proceeding.actor, body)
            proceeding.change(**facets)
        else:
            proceeding.act("reserve_guarantee", by=SYSTEM, body=body, **facets)
        proceeding.proceed()
        proceeding.save()
        return declaration_document(proceeding)
