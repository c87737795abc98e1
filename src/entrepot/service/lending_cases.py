"""Questions of trade finance that need no store: a loan's score, a quote of credit insurance."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from entrepot.finance.insurance import Buyer, Covered, Offer, Shipment, quote_cover
from entrepot.finance.loan import Part, Record, Score, check_records, rows_of, score_firm
from entrepot.kernel.errors import InputError
from entrepot.kernel.money import Money
from entrepot.kernel.source import weakest
from entrepot.service.amounts import Document, money_document
from entrepot.service.fields import Fields
from entrepot.store.reference import WindowReference

MOST_ROWS = 200


def score_loan(reference: WindowReference, raw: Mapping[str, object], *, today: date) -> Document:
    """Score a firm for a trade loan.

    Args:
        reference: Tables of the region.
        raw: `on`, `asked` (an amount, or absent) and `records`, each with `feature`, `value`
            (text) and `source`.
        today: Day used where `on` is not given.

    Returns:
        `score`, `band`, `limit`, `granted`, `parts`, `shares`, `missing`, `complete`, `status`.

    Raises:
        InputError: With every fault of the fields.
    """
    fields = Fields(raw)
    on = fields.day("on") or today
    currency = reference.settings.currency
    asked = money_in(fields, "asked", currency)
    rows = rows_of(reference.table("loan_points"), on)
    records = read_records_told(fields)
    fields.nothing_else()
    problems = [*fields.problems, *check_records(records, rows)]
    if problems:
        raise InputError(problems)
    bands = [band for band in reference.table("loan_bands") if on in band.valid]
    return score_document(score_firm(records, rows, bands, currency, asked))


def read_records_told(fields: Fields) -> list[Record]:
    """Records as a document tells them."""
    return [_record(one) for one in (fields.rows("records") or [])[:MOST_ROWS]]


def score_document(score: Score) -> Document:
    """A score as it is told."""
    rules = [part.rule for part in score.parts if part.rule is not None]
    return {
        "score": score.points,
        "band": score.band.id if score.band else "barred",
        "limit": money_document(score.limit),
        "granted": money_document(score.granted),
        "parts": [_part(part) for part in score.parts],
        "shares": [
            {"who": one.who, "pct": f"{one.pct:f}", "amount": money_document(one.amount)}
            for one in score.shares
        ],
        "missing": list(score.missing),
        "complete": not score.missing,
        "status": weakest(rule.status for rule in rules),
    }


def _part(part: Part) -> Document:
    value = part.value
    return {
        "feature": part.feature,
        "value": f"{value:f}" if isinstance(value, Decimal) else value,
        "points": part.points,
        "most": part.most,
        "rule": part.rule.id if part.rule else None,
        "bars": part.rule is not None and part.rule.is_bar,
        "why": part.rule.label_en if part.rule else "nobody told this record",
        "why_zh": part.rule.label_zh if part.rule else "未提供该项记录",
        "source": part.source,
    }


def _record(fields: Fields) -> Record:
    feature = fields.text("feature", required=True)
    text = fields.text("value", required=True)
    source = fields.text("source", required=True)
    fields.nothing_else()
    return Record(feature, _value(text), source)


def _value(text: str) -> Decimal | str:
    return Decimal(text) if text.replace(".", "", 1).isdecimal() and text.isascii() else text


def quote_insurance(
    reference: WindowReference, raw: Mapping[str, object], *, today: date
) -> Document:
    """Quote a buyer's limit and the premium of shipments.

    Args:
        reference: Tables of the region.
        raw: `on`; `buyer` with `country`, `country_grade`, `grade`, `paid_12m`, `overdue` (yes
            or no) and `asked`; `shipments`, each with `ref`, `value` and `terms_days`.
        today: Day used where `on` is not given.

    Returns:
        `buyer_limit`, `premium`, `insured_pct`, `shipments`, `working`, `missing`, `status`.

    Raises:
        InputError: With every fault of the fields.
    """
    fields = Fields(raw)
    on = fields.day("on") or today
    currency = reference.settings.currency
    inner = fields.inner("buyer", required=True)
    buyer = _buyer(inner, currency) if inner else None
    found = [_shipment(one, currency) for one in (fields.rows("shipments") or [])[:MOST_ROWS]]
    fields.nothing_else()
    shipments = [one for one in found if one is not None]
    if fields.problems or buyer is None:
        raise InputError(fields.problems)
    grades = [row for row in reference.table("buyer_grades") if on in row.valid]
    rates = [row for row in reference.table("credit_rates") if on in row.valid]
    return offer_document(quote_cover(buyer, shipments, grades, rates, currency))


def offer_document(offer: Offer) -> Document:
    """An offer as it is told."""
    rows = [offer.grade, *(one.rate for one in offer.covered)]
    return {
        "buyer_limit": money_document(offer.limit),
        "premium": money_document(offer.premium),
        "insured_pct": f"{offer.grade.insured_pct:f}" if offer.grade else None,
        "shipments": [_covered(one) for one in offer.covered],
        "working": [_working(one) for one in offer.covered if one.premium is not None],
        "missing": [_told(problem) for problem in offer.problems],
        "status": weakest(row.status for row in rows if row is not None),
    }


def _buyer(fields: Fields, currency: str) -> Buyer:
    country = fields.text("country", required=True).upper()
    country_grade = fields.whole("country_grade", low=1, high=9)
    grade = fields.whole("grade", low=1, high=9)
    paid, asked = money_in(fields, "paid_12m", currency), money_in(fields, "asked", currency)
    overdue = fields.word("overdue", ("no", "yes"))
    fields.nothing_else()
    return Buyer(country, country_grade, grade, paid, overdue == "yes", asked)


def _shipment(fields: Fields, currency: str) -> Shipment | None:
    ref = fields.text("ref", required=True)
    value = money_in(fields, "value", currency, required=True)
    days = fields.whole("terms_days", low=0, high=3650)
    if days is None:
        fields.fault("missing", "terms_days", "is empty.", "Give the days of credit.")
    fields.nothing_else()
    return None if value is None or days is None else Shipment(ref, value, days)


def _covered(one: Covered) -> Document:
    return {
        "ref": one.shipment.ref,
        "insured": money_document(one.insured),
        "rate_pct": f"{one.rate.rate_pct:f}" if one.rate else None,
        "premium": money_document(one.premium),
        "source": one.rate.source if one.rate else "",
    }


def _working(one: Covered) -> str:
    rate = one.rate.rate_pct if one.rate else ""
    return f"{one.shipment.ref}: {one.insured} x {rate} % = {one.premium}"


def _told(problem: Any) -> Document:
    names = ("code", "where", "message", "message_zh", "hint")
    return {name: getattr(problem, name) for name in names}


def money_in(fields: Fields, name: str, currency: str, *, required: bool = False) -> Money | None:
    """An amount in the region's money, in whole minor units."""
    found = fields.money_at(name, required=required)
    if found is None:
        return None
    if found.currency != currency:
        fields.fault("currency", name, f"is in {found.currency}.", f"Give it in {currency}.")
    elif found.rounded() != found:
        fields.fault("amount", name, f"{found} is no whole number of its minor unit.", "Round it.")
    return found


def list_features(reference: WindowReference, on: date) -> list[Document]:
    """The records of the scheme in force: their name, words to choose from, and points at most."""
    found: dict[str, Document] = {}
    for row in rows_of(reference.table("loan_points"), on):
        one = found.setdefault(
            row.feature,
            {"feature": row.feature, "label": row.label_en, "label_zh": row.label_zh, "words": [],
             "most": 0, "status": row.status},
        )  # fmt: skip
        one["most"] = max(one["most"], row.points)
        if row.word:
            one["words"].append(row.word)
    return list(found.values())
