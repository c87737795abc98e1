"""Offshore deals: goods bought in one country and sold in another that never come here.

A deal is real only where its papers show it: the goods bought are those sold, the documents of
title were held by the seller before they were passed on, and what was paid is what was agreed.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from entrepot.bonded.intake import Intake
from entrepot.kernel.errors import InputError, Problem
from entrepot.kernel.money import Money

KINDS = ("bill_of_lading", "warehouse_receipt", "rail_consignment_note", "air_waybill")
TITLES = KINDS[:2]  # those that pass title by themselves
PAID, RECEIVED = "paid", "received"
_COUNTRY = re.compile(r"[A-Z]{2}")
_HS = re.compile(r"\d{6}(\d{2})?(\d{2})?", re.ASCII)
_LEAST = Decimal("0.000001")
_MOST = 200


@dataclass(frozen=True, slots=True)
class Contract:
    """One side of a deal: the purchase, or the sale.

    Attributes:
        number: Of the contract.
        party: Who the other side is.
        country: Where that one sits.
        hs, quantity, unit: What is bought or sold.
        price: Of all of it.
    """

    number: str
    party: str
    country: str
    hs: str
    quantity: Decimal
    unit: str
    price: Money


@dataclass(frozen=True, slots=True)
class Title:
    """A document of title, or one that only shows carriage.

    Attributes:
        number: Of the document.
        kind: One of `KINDS`.
        quantity: What it covers, in the unit of the contracts.
        acquired_on, passed_on: Days it was endorsed to the dealer and on to his buyer.
    """

    number: str
    kind: str
    quantity: Decimal
    acquired_on: date
    passed_on: date


@dataclass(frozen=True, slots=True)
class Transfer:
    """A payment as the bank tells it.

    Attributes:
        direction: paid to the supplier, or received from the buyer.
        contract: Number of the contract it is for.
        party: Who the other side is.
        amount: How much.
        on: When.
    """

    direction: str
    contract: str
    party: str
    amount: Money
    on: date


@dataclass(frozen=True, slots=True)
class OffshoreDeal:
    """A deal with its papers.

    Attributes:
        reference: The dealer's own.
        home: Country of the dealer; the goods pass it by.
    """

    reference: str
    home: str
    purchase: Contract
    sale: Contract
    titles: tuple[Title, ...]
    payments: tuple[Transfer, ...]


def parse_deal(raw: object, home: str) -> OffshoreDeal:
    """Read a deal.

    Args:
        raw: A JSON object: `reference`, `purchase`, `sale`, `titles`, `payments`.
        home: Country of the dealer.

    Raises:
        InputError: With every fault.
    """
    fields = Intake(raw)
    deal = OffshoreDeal(
        fields.text("reference"),
        home,
        _contract(fields.within("purchase")),
        _contract(fields.within("sale")),
        tuple(_title(one) for one in fields.rows("titles", _MOST)),
        tuple(_transfer(one) for one in fields.rows("payments", _MOST)),
    )
    fields.nothing_else()
    if fields.problems:
        raise InputError(fields.problems)
    return deal


def check_deal(deal: OffshoreDeal) -> list[Problem]:
    """Say what keeps a deal from being accepted; each problem names its field.

    Source:
        System 140 of the region's plan: offshore deals are checked for true goods and payments.
    """
    return [*_goods(deal), *_titles(deal), *_payments(deal)]


def _goods(deal: OffshoreDeal) -> Iterator[Problem]:
    bought, sold = deal.purchase, deal.sale
    for name in ("hs", "quantity", "unit"):
        if getattr(bought, name) != getattr(sold, name):
            yield _differs(f"sale.{name}", getattr(sold, name), getattr(bought, name))
    for where, side in (("purchase.country", bought), ("sale.country", sold)):
        if side.country == deal.home:
            yield _problem(
                "offshore.domestic", where, "one side sits in the dealer's own country.",
                "Such goods are an import or an export: lodge a declaration.",
                "一方位于境内，应按进出口申报。",
            )  # fmt: skip


def _titles(deal: OffshoreDeal) -> Iterator[Problem]:
    covered = sum((one.quantity for one in deal.titles), Decimal(0))
    if covered != deal.purchase.quantity:
        yield _differs("titles", covered, deal.purchase.quantity)
    counted = Counter(one.number for one in deal.titles)
    for place, one in enumerate(deal.titles):
        where = f"titles[{place}]"
        if counted[one.number] > 1:
            yield _problem("offshore.title", f"{where}.number", f"{one.number} is told twice.",
                           "One document passes title once.", "物权凭证重复。")  # fmt: skip
        if one.kind not in TITLES:
            yield _problem(
                "offshore.title", f"{where}.kind", f"a {one.kind} passes no title.",
                "Give a bill of lading or a warehouse receipt.", "该单证不是物权凭证。",
            )  # fmt: skip
        if one.passed_on < one.acquired_on:
            yield _problem(
                "offshore.title", f"{where}.passed_on", "it was passed on before it was held.",
                "Check the endorsements.", "转让日早于取得日。",
            )  # fmt: skip


def _payments(deal: OffshoreDeal) -> Iterator[Problem]:
    for direction, side, name in (
        (PAID, deal.purchase, "purchase"),
        (RECEIVED, deal.sale, "sale"),
    ):
        own = [one for one in deal.payments if one.direction == direction]
        yield from _paid_for(own, side, f"payments, {direction}", name)


def _paid_for(
    own: Sequence[Transfer], side: Contract, where: str, name: str
) -> Iterator[Problem]:  # fmt: skip
    for one in own:
        if one.contract != side.number:
            yield _differs(f"{where}, contract", one.contract, side.number)
        if one.party != side.party:
            yield _differs(f"{where}, party", one.party, side.party)
    if any(one.amount.currency != side.price.currency for one in own):
        agreed = f"the {name} was agreed in {side.price.currency}."
        yield _problem("offshore.payment", where, agreed,
                       "Give payments in the money of the contract.",
                       "付款币种与合同不一致。")  # fmt: skip
        return
    moved = sum((one.amount for one in own), Money(Decimal(0), side.price.currency))
    if moved != side.price:
        yield _differs(where, moved.amount, side.price.amount, "offshore.payment")


def _differs(where: str, told: object, other: object, code: str = "offshore.match") -> Problem:
    return _problem(
        code, where, f"{told} is told, and by the other papers it is {other}.",
        "Contracts, documents of title and payments must agree.",
        f"申报为{told}，按其他单证应为{other}。",
    )  # fmt: skip


def _problem(code: str, where: str, message: str, hint: str, message_zh: str) -> Problem:
    return Problem(code, where, message, hint, message_zh=message_zh)


def _contract(fields: Intake) -> Contract:
    found = Contract(
        fields.text("number"),
        fields.text("party", 120),
        fields.matching("country", _COUNTRY, "Write it as DE (ISO 3166-1)."),
        fields.matching("hs", _HS, "Write 6, 8 or 10 digits."),
        fields.number("quantity", low=_LEAST),
        fields.text("unit", 20),
        Money(*fields.money_of_any("price")),
    )
    fields.nothing_else()
    return found


def _title(fields: Intake) -> Title:
    found = Title(
        fields.text("number"), fields.word("kind", KINDS), fields.number("quantity", low=_LEAST),
        fields.day("acquired_on"), fields.day("passed_on"),
    )  # fmt: skip
    fields.nothing_else()
    return found


def _transfer(fields: Intake) -> Transfer:
    found = Transfer(
        fields.word("direction", (PAID, RECEIVED)), fields.text("contract"),
        fields.text("party", 120), Money(*fields.money_of_any("amount")), fields.day("on"),
    )  # fmt: skip
    fields.nothing_else()
    return found
