"""A service firm's books: one for each exporter it files for, and their sum.

Nothing is kept for it: a book is what the window holds of the firm's declarations,
certificates and refund cases. Row security leaves out an exporter whose mandate has ended.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from entrepot.kernel.money import Money
from entrepot.service.amounts import Document, money_document
from entrepot.service.duty_saved import duty_saved
from entrepot.service.officers import need_role
from entrepot.service.tariff_law import TariffLaw
from entrepot.service.window import Window
from entrepot.store import service_firms as store
from entrepot.store.accounts import acting_for

FIRM = "broker"
Key = tuple[str | None, str | None]
Row = Mapping[str, Any]


@dataclass
class _Sums:
    """What is counted of a firm in a month, of a firm, or of all."""

    declarations: int = 0
    released: int = 0
    certificates: int = 0
    refunds: int = 0
    unknown: int = 0
    value: dict[str, Decimal] = field(default_factory=dict)
    saved: dict[str, Decimal] = field(default_factory=dict)
    refunded: dict[str, Decimal] = field(default_factory=dict)

    def told(self) -> Document:
        counts = ("declarations", "released", "certificates", "unknown", "refunds")
        return {
            **{name: getattr(self, name) for name in counts},
            "value": _sums(self.value), "saved": _sums(self.saved),
            "refunded": _sums(self.refunded),
        }  # fmt: skip


def service_firm_books(window: Window, law: TariffLaw, *, by: str, at: datetime) -> Document:
    """The books of a service firm.

    Args:
        window: The window.
        law: Rates, for the duty that certificates saved.
        by: The service firm.
        at: Now; mandates are those live then.

    Returns:
        `books`, one an exporter with its `months`, and `total`. Each has `declarations` lodged,
        `released`, `value` released, `certificates`, duty `saved` by them, for how many of them
        that is `unknown`, `refunds` filed and `refunded`, what was paid of them; amounts by
        currency.

    Raises:
        RefusedError: Who acts files for nobody.
    """
    saved = duty_saved(window, law, by=by, at=at)["rows"]
    with acting_for(window.database, by, at) as (book, actor):
        need_role(window, actor, FIRM)
        zone = str(window.reference.zone)
        firms = store.list_clients(book.tx, actor.organisation)
        filed = store.count_filed(book.tx, actor.organisation, zone)
        released = store.sum_released(book.tx, actor.organisation)
        refunds = store.sum_refunds(book.tx, actor.organisation, zone)
    sums = _gather(filed, released, saved, refunds)
    known = {firm["id"]: _firm(firm) for firm in firms}
    known |= {
        row["organisation"]: {"exporter": row["organisation"], "name": row["firm"],
                              "name_zh": row["firm_zh"], "is_sandbox": False}
        for row in saved if row["organisation"] not in known
    }  # fmt: skip
    return {
        "books": [_book(sums, id, firm) for id, firm in known.items()],
        "total": sums.get((None, None), _Sums()).told(),
    }


def _gather(
    filed: Iterable[Row],
    released: Iterable[Row],
    saved: Iterable[Document],
    refunds: Iterable[Row],
) -> dict[Key, _Sums]:
    """Sums by firm and month, by firm and of all, as the database added them."""
    found: dict[Key, _Sums] = {}

    def at(key: Key) -> _Sums:
        return found.setdefault(key, _Sums())

    for row in filed:
        one = at((row["org_id"], row["month"]))
        one.declarations, one.released = row["declarations"], row["released"]
    for row in released:
        at((row["org_id"], row["month"])).value[row["currency"]] = row["value"]
    for row in refunds:
        one = at((row["org_id"], row["month"]))
        one.refunds += row["refunds"]
        if row["paid"] is not None:
            one.refunded[row["currency"]] = row["paid"]
    for told in saved:
        for key in ((told["organisation"], told["month"]), (told["organisation"], None),
                    (None, None)):  # fmt: skip
            _add_saved(at(key), told)
    return found


def _add_saved(one: _Sums, told: Document) -> None:
    one.certificates += told["certificates"]
    one.unknown += told["unknown"]
    if told["saved"] is not None:
        currency = told["saved"]["currency"]
        before = one.saved.get(currency, Decimal(0))
        one.saved[currency] = before + Decimal(told["saved"]["amount"])


def _book(sums: Mapping[Key, _Sums], id: str, firm: Document) -> Document:
    months = sorted(month for own, month in sums if own == id and month)
    return {
        **firm,
        **sums.get((id, None), _Sums()).told(),
        "months": [{"month": month, **sums[id, month].told()} for month in months],
    }


def _firm(row: Row) -> Document:
    names = ("name", "name_zh", "is_sandbox")
    return {"exporter": row["id"], **{name: row[name] for name in names}}


def _sums(amounts: Mapping[str, Decimal]) -> list[Document | None]:
    return [money_document(Money(amounts[currency], currency)) for currency in sorted(amounts)]
