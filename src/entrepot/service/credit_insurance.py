"""Export credit insurance: a limit on a buyer abroad, asked by a firm, decided by an insurer."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from entrepot.finance.insurance import Buyer, quote_cover
from entrepot.kernel.codes import is_country
from entrepot.kernel.errors import InputError, Problem, RefusedError
from entrepot.kernel.money import Money
from entrepot.service.amounts import Document, money_document
from entrepot.service.fields import Fields
from entrepot.service.green_queue import place_in_line, read_queue, take, tell_line
from entrepot.service.insured_shipments import ACTS, read_act, shipment_document
from entrepot.service.insured_shipments import MOVES as SHIPMENT_MOVES
from entrepot.service.lending_cases import money_in
from entrepot.service.officers import need_role
from entrepot.service.window import Window
from entrepot.store.chains import append_event
from entrepot.store.lending import Lending, Row, acting_lending, get_buyer
from entrepot.window.actor import Actor

FIRM, INSURER = "trader", "insurer"
SEERS = (FIRM, INSURER, "auditor")
DECISIONS = ("grant", "refuse")
MOVES = (*DECISIONS, *SHIPMENT_MOVES)
_OF_FIRM = ("ship", "paid", "claim")
MOST_ROWS = 200


def ask_limit(window: Window, raw: Mapping[str, object], *, by: str, at: datetime) -> Document:
    """Ask an insurer for a limit on a buyer.

    Args:
        window: The window.
        raw: `insurer` (its credit code), `buyer`, `country`, `asked`, and `paid_12m` where known.
        by: The firm.
        at: Now.

    Returns:
        The buyer as it is insured.

    Raises:
        InputError: With every fault of the fields.
        RefusedError: Who acts is no exporter, or asked for that buyer before.
    """
    fields = Fields(raw)
    currency = window.reference.settings.currency
    insurer, buyer = fields.text("insurer", required=True), fields.text("buyer", required=True)
    country = fields.text("country", required=True).upper()
    asked = money_in(fields, "asked", currency, required=True)
    paid = money_in(fields, "paid_12m", currency)
    if country and not is_country(country):
        fields.fault("country", "country", f"{country[:20]!r} is no country.", "As in DE.")
    if asked is not None and not asked.amount:
        fields.fault("positive", "asked", "is zero.", "Ask for something.")
    if len(buyer) > 200:
        fields.fault("length", "buyer", "is longer than 200 signs.", "Shorten it.")
    fields.nothing_else()
    if fields.problems or asked is None:
        raise InputError(fields.problems)
    with acting_lending(window.database, by, at) as (book, actor):
        need_role(window, actor, FIRM)
        _check_firm(actor)
        with book.as_system():
            house = _insurer(book, insurer)
            _check_new(book, actor, house, buyer, country)
            reference = book.add_buyer(
                org_id=actor.organisation, insurer_id=house, buyer=buyer, country=country,
                currency=currency, asked=asked.amount, paid_12m=paid.amount if paid else None,
                by=actor.account, at=at,
            )  # fmt: skip
        told = {"buyer": buyer, "country": country, "asked": asked.amount}
        _note(book, actor, reference, "asked", told, at)
        return _document(book, actor, get_buyer(book, reference), _day(window, at))


def act_on_buyer(
    window: Window, reference: str, raw: Mapping[str, object], *, by: str, at: datetime
) -> Document:
    """Decide a limit, declare a shipment under it, or say what came of one.

    Args:
        window: The window.
        reference: Of the insured buyer.
        raw: `move`. Of the insurer: grant with `grade`, `country_grade` and, below the most there
            is, `limit`; refuse with `reason`; indemnify with `ref` and `amount`; reject with
            `ref` and `reason`. Of the firm: ship with `ref`, `value`, `terms_days` and
            `shipped_on`; paid with `ref`; claim with `ref` and `amount`.
        by: The firm or the insurer.
        at: Now.

    Returns:
        The buyer with its shipments.

    Raises:
        InputError: With every fault of the fields.
        MissingError: There is no such buyer or shipment for these eyes.
        RefusedError: The limit or the state does not allow it.
    """
    fields = Fields(raw)
    move = fields.word("move", MOVES, required=True)
    currency, on = window.reference.settings.currency, _day(window, at)
    decision = _read_decision(fields, move, currency) if move in DECISIONS else {}
    act = read_act(fields, move, currency, on) if move in SHIPMENT_MOVES else None
    fields.nothing_else()
    if fields.problems:
        raise InputError(fields.problems)
    with acting_lending(window.database, by, at) as (book, actor):
        need_role(window, actor, FIRM if move in _OF_FIRM else INSURER)
        row = get_buyer(book, reference)
        with book.as_system():
            row = {**row, **book.lock_buyer(id=row["id"])}
            body = (
                ACTS[move](window.reference, book, actor, row, act, on, at)
                if act else _decide(window, book, actor, row, move, decision, at)
            )  # fmt: skip
        if body is not None:
            _note(book, actor, row["reference"], move, body, at)
        return _document(book, actor, get_buyer(book, reference), on)


def show_buyer(window: Window, reference: str, *, by: str, at: datetime) -> Document:
    """A buyer with its limit and shipments.

    Raises:
        MissingError: There is none for these eyes.
    """
    with acting_lending(window.database, by, at) as (book, actor):
        return _document(book, actor, get_buyer(book, reference), _day(window, at))


def list_buyers(window: Window, *, by: str, at: datetime) -> Document:
    """The insured buyers somebody may see, the newest first.

    An insurer sees before them those that wait for it, in the order of the green channel.
    """
    with acting_lending(window.database, by, at) as (book, actor):
        need_role(window, actor, *SEERS)
        rows = [_head(row) for row in book.list_buyers(most=MOST_ROWS)]
        if INSURER not in actor.roles:
            return {"rows": [{**row, "line": None} for row in rows]}
        on = _day(window, at)
        line = tell_line(read_queue(window, book, "insurance", actor.organisation, on))
    told = [{**row, "line": line.get(row["reference"])} for row in rows]
    return {"rows": sorted(told, key=place_in_line)}


# Deciding


def _read_decision(fields: Fields, move: str, currency: str) -> Mapping[str, Any]:
    if move == "refuse":
        return {"reason": fields.text("reason", required=True)[:300]}
    limit = money_in(fields, "limit", currency)
    grades = {name: fields.whole(name, low=1, high=9) for name in ("grade", "country_grade")}
    for name, grade in grades.items():
        if grade is None and not fields.text(name):
            fields.fault("missing", name, "is empty.", "Give a grade from 1.")
    return {**grades, "limit": limit}


def _decide(
    window: Window, book: Lending, actor: Actor, row: Row, move: str, asked: Mapping[str, Any],
    at: datetime,
) -> Mapping[str, Any]:  # fmt: skip
    if row["state"] != "asked":
        raise _refused("state", row["reference"], f"stands at {row['state']}.", "See its page.",
                       "该买方限额已作出决定。")  # fmt: skip
    take(window, book, actor, "insurance", row["insurer_id"], row, at)
    limit = None if move == "refuse" else _limit(window, row, asked, _day(window, at))
    book.decide_buyer(
        id=row["id"], state="granted" if limit else "refused", grade=asked.get("grade"),
        country_grade=asked.get("country_grade"), ceiling=limit.amount if limit else None,
        reason=asked.get("reason", ""), by=actor.account, at=at,
    )  # fmt: skip
    told = {name: value for name, value in asked.items() if name != "limit"}
    return told if limit is None else {**told, "limit": limit.amount}


def _limit(window: Window, row: Row, asked: Mapping[str, Any], on: date) -> Money:
    """The limit granted: what was said, and never above what the grade allows."""
    currency = row["currency"]
    paid = None if row["paid_12m"] is None else Money(row["paid_12m"], currency)
    buyer = Buyer(row["country"], asked["country_grade"], asked["grade"], paid,
                  is_overdue=False, asked=Money(row["asked"], currency))  # fmt: skip
    table = window.reference.table
    grades = [one for one in table("buyer_grades") if on in one.valid]
    rates = [one for one in table("credit_rates") if on in one.valid]
    offer = quote_cover(buyer, (), grades, rates, currency)
    if offer.limit is None:
        raise RefusedError(offer.problems)
    limit: Money = asked["limit"] or offer.limit
    if not limit.amount or limit.amount > offer.limit.amount:
        raise _refused("limit", row["reference"], f"{limit} is not above zero and at most "
                       f"{offer.limit}, the most that this grade allows.", "Grant less, or refuse.",
                       f"限额须大于零且不超过该等级允许的 {offer.limit}。")  # fmt: skip
    return limit


def _insurer(book: Lending, uscc: str) -> str:
    row = book.find_house(uscc=uscc.upper(), kind="insurer")
    if row is None:
        raise InputError(
            Problem("insurance.insurer", "insurer", "is no insurer here.",
                    "Give the insurer's credit code.", message_zh="没有该保险公司。")
        )  # fmt: skip
    found: str = row["id"]
    return found


def _check_new(book: Lending, actor: Actor, insurer: str, buyer: str, country: str) -> None:
    """See that a firm's buyer has one limit with an insurer, not two that add up."""
    book.lock_account(account=f"insured buyers of {actor.organisation}")
    found = book.find_same_buyer(org_id=actor.organisation, insurer_id=insurer, buyer=buyer,
                                 country=country)  # fmt: skip
    if found is not None:
        raise _refused("asked_before", found, f"is this buyer already: {buyer}.",
                       "Use that limit.", "该买方已申请过限额。")  # fmt: skip


def _check_firm(actor: Actor) -> None:
    if actor.is_suspended:
        raise _refused("suspended", actor.organisation, "the firm is suspended.",
                       "Ask an administrator.", "该企业已被暂停。")  # fmt: skip


# How it is told


def _document(book: Lending, actor: Actor, row: Row, on: date) -> Document:
    shipments = [
        shipment_document(one, row["currency"], on)
        for one in book.list_shipments(buyer_id=row["id"])
    ]
    decided = row["decided_at"]
    return {
        **_head(row), "reason": row["reason"], "decided_at": decided and decided.isoformat(),
        "shipments": shipments, "moves": _moves(actor, row),
    }  # fmt: skip


def _head(row: Row) -> Document:
    currency = row["currency"]
    same = ("reference", "buyer", "country", "state", "grade", "country_grade", "firm", "firm_zh",
            "insurer", "insurer_zh", "is_sandbox")  # fmt: skip
    sums = {
        told: None if row[name] is None else money_document(Money(row[name], currency))
        for told, name in (("asked", "asked"), ("paid_12m", "paid_12m"), ("limit", "ceiling"),
                           ("exposure", "exposure"))
    }  # fmt: skip
    free = None if row["ceiling"] is None else Money(row["ceiling"] - row["exposure"], currency)
    return {**{name: row[name] for name in same}, **sums, "free": money_document(free)}


def _moves(actor: Actor, row: Row) -> list[str]:
    """What who acts may do with a buyer now."""
    if INSURER in actor.roles and row["insurer_id"] == actor.organisation:
        return list(DECISIONS) if row["state"] == "asked" else ["indemnify", "reject"]
    if FIRM in actor.roles and row["state"] == "granted":
        return list(_OF_FIRM)
    return []


def _note(
    book: Lending, actor: Actor, reference: str, kind: str, body: Mapping[str, Any], at: datetime
) -> None:
    append_event(book, f"insurance:{reference}", kind=f"insurance_{kind}", at=at, by=actor,
                 body=body)  # fmt: skip


def _day(window: Window, at: datetime) -> date:
    return at.astimezone(window.reference.zone).date()


def _refused(code: str, where: str, message: str, hint: str, chinese: str) -> RefusedError:
    return RefusedError(Problem(f"insurance.{code}", where, message, hint, message_zh=chinese))
