"""Shipments under credit insurance: declared in order, paid by the buyer, claimed, settled."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from entrepot.finance.insurance import Buyer, Offer, Shipment, quote_cover
from entrepot.kernel.errors import MissingError, Problem, RefusedError
from entrepot.kernel.money import Money
from entrepot.service.amounts import Document, money_document
from entrepot.service.fields import Fields
from entrepot.service.lending_cases import money_in
from entrepot.store.lending import Lending, Row
from entrepot.store.reference import WindowReference
from entrepot.window.actor import Actor

MOVES = ("ship", "paid", "claim", "indemnify", "reject")
_OPEN = ("open", "claimed")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked about a shipment.

    Attributes:
        ref: Its reference, the firm's own.
        amount: Its value, what is claimed, or what is paid for the loss; else zero.
        shipped_on: Day it was sent; today where that is not asked.
        terms_days: Days of credit.
        reason: Why a claim is rejected.
    """

    ref: str
    amount: Money
    shipped_on: date
    terms_days: int = 0
    reason: str = ""


def read_act(fields: Fields, move: str, currency: str, on: date) -> Asked:
    """What is asked about a shipment, from fields; their faults stay there."""
    ref = fields.text("ref", required=True)
    if len(ref) > 80:
        fields.fault("length", "ref", "is longer than 80 signs.", "Shorten it.")
    if move == "ship":
        return _read_shipment(fields, ref, currency, on)
    reason = fields.text("reason", required=True)[:300] if move == "reject" else ""
    nothing = Money(Decimal(0), currency)
    if move not in ("claim", "indemnify"):
        return Asked(ref, nothing, on, reason=reason)
    return Asked(ref, _positive(fields, "amount", currency) or nothing, on, reason=reason)


def _read_shipment(fields: Fields, ref: str, currency: str, on: date) -> Asked:
    value = _positive(fields, "value", currency) or Money(Decimal(0), currency)
    days = fields.whole("terms_days", low=0, high=3650)
    if days is None and not fields.text("terms_days"):
        fields.fault("missing", "terms_days", "is empty.", "Give the days of credit.")
    shipped = fields.day("shipped_on") or on
    if shipped > on:
        fields.fault("later", "shipped_on", "is a day to come.", "Declare it when it is sent.")
    return Asked(ref, value, shipped, days or 0)


def _positive(fields: Fields, name: str, currency: str) -> Money | None:
    amount = money_in(fields, name, currency, required=True)
    if amount is not None and not amount.amount:
        fields.fault("positive", name, "is zero.", "Give more.")
    return amount


# Acts: each tells the event's body; None where nothing was done, as it was done before.

Body = Mapping[str, Any] | None


def _ship(
    reference: WindowReference, book: Lending, actor: Actor, row: Row, asked: Asked, on: date,
    at: datetime,
) -> Body:  # fmt: skip
    value, shipped = asked.amount, asked.shipped_on
    before = book.find_shipment(buyer_id=row["id"], ref=asked.ref)
    if before is not None:
        _check_same(before, asked)
        return None
    begun = row["decided_at"].astimezone(reference.zone).date() if row["decided_at"] else on
    if row["state"] != "granted" or shipped < begun:
        raise _refused("no_cover", asked.ref, f"there is no limit on that buyer on {shipped}.",
                       "Wait for the insurer's answer.",
                       f"{shipped} 该买方没有有效限额。")  # fmt: skip
    insured, premium = _cover(reference, book, row, asked, on)
    book.save_exposure(id=row["id"], exposure=row["exposure"] + insured)
    book.add_shipment(
        buyer_id=row["id"], ref=asked.ref, value=value.amount, insured=insured,
        premium=premium, shipped_on=shipped, terms_days=asked.terms_days,
        by=actor.account, at=at,
    )  # fmt: skip
    return {"ref": asked.ref, "value": value.amount, "insured": insured, "premium": premium}


def _cover(
    reference: WindowReference, book: Lending, row: Row, asked: Asked, on: date
) -> tuple[Decimal, Decimal]:
    """What is insured, as far as what is left of the limit reaches, and the premium."""
    offer = _offer(reference, row, asked, is_overdue=book.is_overdue(buyer_id=row["id"], on=on))
    insured, premium = offer.covered[0].insured, offer.covered[0].premium
    if insured is None or not insured.amount:
        raise RefusedError(offer.problems)
    if premium is None:
        raise RefusedError(_no_rate(asked))
    return insured.amount, premium.amount


def _offer(reference: WindowReference, row: Row, asked: Asked, *, is_overdue: bool) -> Offer:
    currency, day = row["currency"], asked.shipped_on
    left = Money(row["ceiling"] - row["exposure"], currency)
    buyer = Buyer(row["country"], row["country_grade"], row["grade"],
                  Money(row["paid_12m"], currency), is_overdue, left)  # fmt: skip
    grades = [one for one in reference.table("buyer_grades") if day in one.valid]
    rates = [one for one in reference.table("credit_rates") if day in one.valid]
    shipment = Shipment(asked.ref, asked.amount, asked.terms_days)
    return quote_cover(buyer, [shipment], grades, rates, currency)


def _paid(
    _reference: WindowReference, book: Lending, _actor: Actor, row: Row, asked: Asked, _on: date,
    _at: datetime,
) -> Body:  # fmt: skip
    found = _got(book, row, asked)
    if found["state"] == "paid":
        return None
    _need(found, *_OPEN)
    _move(book, row, found, "paid")
    return {"ref": asked.ref}


def _claim(
    _reference: WindowReference, book: Lending, _actor: Actor, row: Row, asked: Asked, _on: date,
    _at: datetime,
) -> Body:  # fmt: skip
    found, amount = _got(book, row, asked), asked.amount.amount
    if found["state"] == "claimed" and found["claimed"] == amount:
        return None
    _need(found, "open")
    _at_most(asked, found["insured"], "insured")
    _move(book, row, found, "claimed", claimed=amount)
    return {"ref": asked.ref, "claimed": amount}


def _indemnify(
    _reference: WindowReference, book: Lending, _actor: Actor, row: Row, asked: Asked, _on: date,
    _at: datetime,
) -> Body:  # fmt: skip
    found = _got(book, row, asked)
    _need(found, "claimed")
    _at_most(asked, found["claimed"], "claimed")
    _move(book, row, found, "indemnified", claimed=found["claimed"], indemnity=asked.amount.amount)
    return {"ref": asked.ref, "indemnity": asked.amount.amount}


def _reject(
    _reference: WindowReference, book: Lending, _actor: Actor, row: Row, asked: Asked, _on: date,
    _at: datetime,
) -> Body:  # fmt: skip
    found = _got(book, row, asked)
    _need(found, "claimed")
    _move(book, row, found, "rejected", claimed=found["claimed"], indemnity=Decimal(0),
          reason=asked.reason)  # fmt: skip
    return {"ref": asked.ref, "reason": asked.reason}


ACTS: Mapping[str, Callable[..., Body]] = {
    "ship": _ship, "paid": _paid, "claim": _claim, "indemnify": _indemnify, "reject": _reject,
}  # fmt: skip


def _move(
    book: Lending, row: Row, found: Row, state: str, *, claimed: Decimal | None = None,
    indemnity: Decimal | None = None, reason: str = "",
) -> None:  # fmt: skip
    """Move a shipment; one that is open no longer frees its part of the limit."""
    if state not in _OPEN:
        book.save_exposure(id=row["id"], exposure=row["exposure"] - found["insured"])
    book.move_shipment(id=found["id"], state=state, claimed=claimed, indemnity=indemnity,
                       reason=reason)  # fmt: skip


def _got(book: Lending, row: Row, asked: Asked) -> Row:
    found: Row | None = book.find_shipment(buyer_id=row["id"], ref=asked.ref)
    if found is None:
        raise MissingError(
            Problem("insurance.shipment", asked.ref, "is no shipment under this limit.",
                    "List those there are.", message_zh="该限额下没有这笔出运。")
        )  # fmt: skip
    return found


def _need(found: Row, *states: str) -> None:
    if found["state"] not in states:
        raise _refused("state", found["ref"], f"stands at {found['state']}.", "See its page.",
                       "该笔出运当前状态不允许该操作。")  # fmt: skip


def _at_most(asked: Asked, most: Decimal, what: str) -> None:
    if asked.amount.amount > most:
        raise _refused("amount", asked.ref, f"{asked.amount} is more than {most} {what}.",
                       "Give less.", f"超出可用金额 {most}。")  # fmt: skip


def _check_same(before: Row, asked: Asked) -> None:
    if (before["value"], before["terms_days"]) != (asked.amount.amount, asked.terms_days):
        raise _refused("ref_taken", asked.ref, "names another shipment.",
                       "Use a reference of its own.", "该编号已用于另一笔出运。")  # fmt: skip


def _no_rate(asked: Asked) -> Problem:
    return Problem("insurance.rate", asked.ref, f"no row tells the premium of {asked.terms_days} "
                   "days of credit.", "Agree on fewer days.",
                   message_zh=f"没有 {asked.terms_days} 天账期的费率。")  # fmt: skip


def _refused(code: str, where: str, message: str, hint: str, chinese: str) -> RefusedError:
    return RefusedError(Problem(f"insurance.{code}", where, message, hint, message_zh=chinese))


# How it is told


def shipment_document(row: Row, currency: str, on: date) -> Document:
    """A shipment with its sums, when it is due, and the days it is late while open."""
    due = row["shipped_on"] + timedelta(days=row["terms_days"])
    sums = {
        name: None if row[name] is None else money_document(Money(row[name], currency))
        for name in ("value", "insured", "premium", "claimed", "indemnity")
    }
    return {
        "ref": row["ref"], "state": row["state"], **sums,
        "shipped_on": row["shipped_on"].isoformat(), "terms_days": row["terms_days"],
        "due_on": due.isoformat(), "reason": row["reason"],
        "days_late": max(0, (on - due).days) if row["state"] in _OPEN else 0,
    }  # fmt: skip
