"""Figures of lists: forms and their filing path, counts, the monthly summary, movements."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from entrepot.bonded.ecommerce import B2B, MODES
from entrepot.bonded.ecommerce_tax import EcommerceLaw
from entrepot.bonded.list_tables import ListLine, movements_of, summarise
from entrepot.kernel.errors import InputError, Problem
from entrepot.kernel.money import Money
from entrepot.kernel.movement import Movement
from entrepot.region.window_codes import TradeMode
from entrepot.service.accounts import need_role
from entrepot.service.amounts import Document, money_document
from entrepot.service.ecommerce import law_on
from entrepot.service.ecommerce_acts import LOOKERS, day_of
from entrepot.service.ecommerce_lists import FILERS
from entrepot.service.window import Window
from entrepot.store.ecommerce import acting_on_lists
from entrepot.store.reference import WindowReference

SEERS = (*FILERS, *LOOKERS, "statistician")
_MONTH = re.compile(r"(20\d\d|21\d\d)-(0[1-9]|1[0-2])", re.ASCII)


def list_forms(reference: WindowReference, *, at: datetime) -> Document:
    """The forms of e-commerce with their filing path and limits on the legal day.

    Args:
        reference: Tables of the region.
        at: Now.
    """
    law = law_on(reference.legal, at.astimezone(reference.zone).date())
    rows = {row.code: row for row in reference.table("trade_modes")}
    forms = [
        _form(rows[mode], flow, law, reference.settings.currency)
        for mode, flows in MODES.items() if mode in rows for flow in flows
    ]  # fmt: skip
    limit = _money(law.annual_limit, reference.settings.currency)
    return {"forms": forms, "year_limit": limit, "source": law.source}


def _form(row: TradeMode, flow: str, law: EcommerceLaw, currency: str) -> Document:
    is_b2b = row.code in B2B
    limit = law.list_limit if is_b2b else law.transaction_limit if flow == "import" else None
    return {
        "mode": row.code, "flow": flow, "name": row.label_en,
        "name_zh": row.full_name_zh or row.label_zh, "tax": row.tax_treatment,
        "filing": "list_or_declaration" if is_b2b else "list" if flow == "import" else "monthly",
        "limit": None if limit is None else _money(limit, currency),
    }  # fmt: skip


def count_forms(window: Window, month: str, *, by: str, at: datetime) -> Document:
    """How many lists of each form there were in a month, and what they came to.

    Args:
        window: The window.
        month: As YYYY-MM; empty is the month of `at`.
        by: Who asks; a firm sees its own.
        at: Now.

    Raises:
        InputError: It is no month.
    """
    start, stop = _month(window, month, at)
    zone = window.reference.zone
    since, until = (datetime(day.year, day.month, 1, tzinfo=zone) for day in (start, stop))
    with acting_on_lists(window.database, by, at) as (book, actor):
        need_role(actor, *SEERS)
        rows = [dict(row) for row in book.count_forms(start=start, stop=stop)]
        parcels = [dict(row) for row in book.count_parcels(start=since, stop=until)]
    for row in (*rows, *parcels):
        for name in ("value", "tax"):
            if name in row:
                row[name] = money_document(Money(row[name], row["currency"]).rounded())
    return {"month": f"{start:%Y-%m}", "forms": rows, "parcels": parcels}


def summarise_month(window: Window, month: str, *, by: str, at: datetime) -> Document:
    """The monthly summary of exports under 9610: one line a code and country of destination.

    Raises:
        InputError: It is no month.
    """
    start, stop = _month(window, month, at)
    lines = [line for line in _lines(window, start, stop, "9610", by, at)
             if start <= line.on < stop]  # fmt: skip
    return {
        "month": f"{start:%Y-%m}",
        "mode": "9610",
        "lines": [
            {
                "hs": one.hs, "destination": one.partner or None, "lists": one.lists,
                "quantity": f"{one.quantity.normalize():f}", "value": money_document(one.value),
                "references": list(one.references),
            }
            for one in summarise(lines)
        ],
    }  # fmt: skip


def list_movements(window: Window, month: str, *, by: str, at: datetime) -> Document:
    """What accepted lists moved in a month, as statistics sees it.

    Raises:
        InputError: It is no month.
    """
    start, stop = _month(window, month, at)
    moved = movements_of(_lines(window, start, stop, "", by, at))
    return {"month": f"{start:%Y-%m}",
            "movements": [_told(one) for one in moved if one.period == start]}  # fmt: skip


def _lines(
    window: Window, start: date, stop: date, mode: str, by: str, at: datetime
) -> list[ListLine]:  # fmt: skip
    with acting_on_lists(window.database, by, at) as (book, actor):
        need_role(actor, *SEERS)
        return [_line(row) for row in book.list_lines(start=start, stop=stop, mode=mode)]


def _line(row: Mapping[str, Any]) -> ListLine:
    return ListLine(
        row["reference"], row["seq"], row["state"], row["mode"], row["flow"], row["accepted_on"],
        row["gone_on"], row["hs"], row["quantity"], Money(row["taxable"], row["currency"]),
        row["tax"], row["partner"], row["origin"],
    )  # fmt: skip


def _told(one: Movement) -> Document:
    return {
        "list": one.declaration, "version": one.version, "seq": one.seq, "kind": one.kind,
        "flow": one.flow, "hs": one.hs, "partner": one.partner or None,
        "origin": one.origin or None, "value": money_document(one.value), "net_mass_kg": None,
        "period": one.period.isoformat(), "trade_mode": one.trade_mode,
    }  # fmt: skip


def _month(window: Window, month: str, at: datetime) -> tuple[date, date]:
    """The first day of a month and of the next."""
    text = month or f"{day_of(window, at, None):%Y-%m}"
    if not _MONTH.fullmatch(text):
        raise InputError(
            Problem("input.month", "month", f"{month[:20]!r} is no month.", "Write it as 2026-03.",
                    message_zh="月份格式不正确。")
        )  # fmt: skip
    start = date.fromisoformat(f"{text}-01")
    year, next_ = start.year + start.month // 12, start.month % 12 + 1
    return start, date(year, next_, 1)


def _money(amount: Decimal, currency: str) -> Document | None:
    return money_document(Money(amount, currency))
