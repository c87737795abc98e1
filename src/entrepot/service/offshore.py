"""Offshore deals: checked by their papers, and kept where documents of title and payments agree."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from entrepot.bonded.offshore import PAID, OffshoreDeal, check_deal, parse_deal
from entrepot.kernel.errors import Problem, RefusedError
from entrepot.kernel.money import Money
from entrepot.service.accounts import need_role
from entrepot.service.amounts import Document, money_document
from entrepot.service.window import Window
from entrepot.store.chains import append_event
from entrepot.store.ecommerce import Lists, acting_on_lists
from entrepot.store.reference import WindowReference

DEALERS = ("trader", "broker")
SEERS = (*DEALERS, "document_officer", "inspector", "supervisor", "auditor")
MOST = 200


def check_offshore(reference: WindowReference, raw: object) -> Document:
    """Check a deal by its papers; nothing is kept.

    Raises:
        InputError: With every fault.
        RefusedError: With everything in which its papers do not agree.
    """
    return _document(_checked(reference, raw))


def file_deal(window: Window, raw: object, *, by: str, at: datetime) -> Document:
    """Accept a deal whose papers agree; the same deal again is the same deal.

    Raises:
        InputError: With every fault.
        RefusedError: Its papers do not agree, its reference names another deal, or who acts is
            no trader.
    """
    with acting_on_lists(window.database, by, at) as (book, actor):
        need_role(actor, *DEALERS)
        deal = _checked(window.reference, raw)
        contents = json.dumps(raw, sort_keys=True, ensure_ascii=False, default=str)
        book.lock_firm(org=actor.organisation)
        kept = book.find_deal(org=actor.organisation, reference=deal.reference)
        if kept is None:
            with book.as_system():
                _add(book, deal, contents, actor.organisation, by=actor.account, at=at)
            chain = f"offshore:{actor.organisation}:{deal.reference}"
            body = {"bought": deal.purchase.country, "sold": deal.sale.country,
                    "hs": deal.purchase.hs}  # fmt: skip
            append_event(book, chain, kind="offshore_accepted", at=at, by=actor, body=body)
        elif json.dumps(kept["contents"], sort_keys=True, ensure_ascii=False) != contents:
            raise RefusedError(
                Problem("offshore.taken", deal.reference, "this reference names another deal.",
                        "Give it a reference of its own.", message_zh="该编号已用于另一笔交易。")
            )  # fmt: skip
        return {**_document(deal), "replayed": kept is not None}


def list_deals(window: Window, *, by: str, at: datetime) -> Document:
    """Accepted deals that are for somebody's eyes, newest first."""
    with acting_on_lists(window.database, by, at) as (book, actor):
        need_role(actor, *SEERS)
        rows = list(book.list_deals(most=MOST))
    return {"deals": [_row(row) for row in rows]}


def _checked(reference: WindowReference, raw: object) -> OffshoreDeal:
    deal = parse_deal(raw, reference.settings.country)
    if problems := check_deal(deal):
        raise RefusedError(problems)
    return deal


def _add(
    book: Lists, deal: OffshoreDeal, contents: str, org: str, *, by: str, at: datetime
) -> None:  # fmt: skip
    paid, received = deal.purchase.price, deal.sale.price
    book.add_deal(
        org=org, reference=deal.reference, contents=contents, bought=deal.purchase.country,
        sold=deal.sale.country, hs=deal.purchase.hs, paid=paid.amount,
        paid_currency=paid.currency, received=received.amount,
        received_currency=received.currency, by=by, at=at,
    )  # fmt: skip


def _document(deal: OffshoreDeal) -> Document:
    return {
        "result": "accepted",
        "reference": deal.reference,
        "hs": deal.purchase.hs,
        "bought_in": deal.purchase.country,
        "sold_to": deal.sale.country,
        "quantity": f"{deal.purchase.quantity.normalize():f} {deal.purchase.unit}",
        "titles": [one.number for one in deal.titles],
        "paid": money_document(deal.purchase.price),
        "received": money_document(deal.sale.price),
        "payments": sum(1 for one in deal.payments if one.direction == PAID),
        "receipts": sum(1 for one in deal.payments if one.direction != PAID),
    }


def _row(row: Mapping[str, Any]) -> Document:
    return {
        "reference": row["reference"], "firm": row["name"], "firm_zh": row["name_zh"],
        "hs": row["hs"], "bought_in": row["bought"], "sold_to": row["sold"],
        "paid": money_document(Money(row["paid"], row["paid_currency"]).rounded()),
        "received": money_document(Money(row["received"], row["received_currency"]).rounded()),
        "at": row["made_at"].isoformat(), "is_synthetic": row["is_sandbox"],
    }  # fmt: skip
