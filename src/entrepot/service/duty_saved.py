"""Duty saved by firm, product, market and month, counted from issued certificates only.

A certificate counts while it stands, with the rates of the day it was issued and at the FOB
value it shows; customs may take another value and another day. What cannot be told is counted
beside the sum, never as nothing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import chain
from typing import Any

from entrepot.kernel.errors import EntrepotError
from entrepot.kernel.money import Money
from entrepot.service.amounts import Document, money_document
from entrepot.service.duty_answer import answer_duty
from entrepot.service.tariff_law import TariffLaw
from entrepot.service.window import Window
from entrepot.store import certificates as store
from entrepot.store.accounts import acting_for
from entrepot.store.certificates import Row
from entrepot.tariff.certificate_goods import further_goods
from entrepot.tariff.units import UNITS


@dataclass
class _Sum:
    """What the certificates of one firm, product, market and month saved."""

    names: tuple[str, str]
    certificates: int = 0
    unknown: int = 0
    saved: Money | None = None

    def add(self, saved: Money | None) -> None:
        self.certificates += 1
        if saved is None or (self.saved and self.saved.currency != saved.currency):
            self.unknown += 1
        else:
            self.saved = self.saved + saved if self.saved else saved


def duty_saved(window: Window, law: TariffLaw, *, by: str, at: datetime) -> Document:
    """Sum what the certificates that somebody may see have saved in duty.

    Args:
        window: The window.
        law: Rates.
        by: Who asks.
        at: Now.

    Returns:
        `rows` by `organisation` (`firm` is its name), `hs6`, `market`, `month` with
        `certificates`, `saved` (null where none is known) and how many are `unknown`.
    """
    with acting_for(window.database, by, at) as (book, _):
        rows = store.list_standing(book.tx)
    sums: dict[tuple[str, ...], _Sum] = {}
    for row in chain.from_iterable(map(_by_good, rows)):
        fields = row["fields"]
        month = row["issued_at"].date().isoformat()[:7]
        key = (row["org_id"], fields["hs6"], fields["importing_party"], month)
        total = sums.setdefault(key, _Sum((row["firm"], row["firm_zh"])))
        total.add(_saved(row, law))
    return {"rows": [_told(key, total) for key, total in sorted(sums.items())]}


def _by_good(row: Row) -> Iterator[Row]:
    """A certificate once for each good on it."""
    yield row
    for own in further_goods(row["fields"]).values():
        yield {**row, "fields": {**row["fields"], "fob": "", **own}}


def _told(key: tuple[str, ...], total: _Sum) -> Document:
    organisation, hs6, market, month = key
    return {
        "organisation": organisation, "firm": total.names[0], "firm_zh": total.names[1],
        "hs6": hs6, "market": market, "month": month, "certificates": total.certificates,
        "saved": money_document(total.saved), "unknown": total.unknown,
    }  # fmt: skip


def _saved(row: Row, law: TariffLaw) -> Money | None:
    """What one certificate saves in the market's currency; None where that is not known."""
    if not row["fields"].get("fob"):
        return None
    try:
        found = answer_duty(law, _case(row), today=row["issued_at"].date())
    except EntrepotError:
        return None
    gain, duty = found["saving"], found["totals"]["duty"]
    if gain is None:
        return Money(Decimal(0), duty["currency"]) if duty else None
    if gain["state"] != "claimed" or not gain["amount"]:
        return None
    return Money(Decimal(gain["amount"]["amount"]), gain["amount"]["currency"])


def _case(row: Row) -> Mapping[str, Any]:
    fields, day = row["fields"], row["issued_at"].date().isoformat()
    quantity = {"unit": fields["quantity_unit"], "value": fields["quantity"]}
    proof = {"kind": "certificate", "number": row["number"], "issued": day}
    return {
        "market": fields["importing_party"], "hs": fields["hs6"], "origin": row["exporting_party"],
        "on": day, "quantities": [quantity] if quantity["unit"] in UNITS else [],
        "customs_value": {"amount": fields["fob"], "currency": fields["fob_currency"]},
        "claims": [{"agreement": row["agreement"], "proof": proof}],
    }  # fmt: skip
