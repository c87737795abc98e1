"""Files of lists for tests: their lines in few words, and filing them."""

import io
import json
from collections.abc import Iterable
from typing import Any

from tests.integration.window.house import House, next_number

from entrepot.service.ecommerce_lists import EcommerceFiler
from entrepot.service.express_lists import ExpressFiler
from entrepot.service.list_bulk import Totals, file_lists

Document = dict[str, Any]


def money(amount: str) -> Document:
    return {"amount": amount, "currency": "EUR"}


def order(
    buyer: str = "SYN-1", goods: str = "900.00", number: str = "", **changes: Any
) -> Document:
    """A list that agrees with itself; one piece at 13 % VAT."""
    number = number or f"O{next_number()}"
    return {
        "mode": "1210", "on": "2026-03-05", "buyer": buyer,
        "order": {"number": number, "goods": money(goods)},
        "payment": {"order": number, "buyer": buyer, "amount": money(goods)},
        "waybill": {"order": number, "number": f"W{number}", "gross_mass_kg": 1.2},
        "items": [{"hs": "33049900", "quantity": 1, "value": money(goods), "duty_pct": "5",
                   "vat_pct": "13", "consumption_tax_pct": "0"}],
        **changes,
    }  # fmt: skip


def export(mode: str = "9610", goods: str = "100.00", partner: str = "US") -> Document:
    """A list of what leaves."""
    item = {"hs": "95030090", "quantity": 2, "value": money(goods)}
    return {**order("Buyer abroad", goods), "mode": mode, "flow": "export", "partner": partner,
            "items": [item], "on": "2026-03-06"}  # fmt: skip


def parcel(waybill: str = "", **changes: Any) -> Document:
    """A parcel by express."""
    return {
        "waybill": waybill or f"E{next_number()}", "kind": "express", "flow": "import",
        "description": "book", "pieces": 1, "gross_mass_kg": 0.8, "value": money("20.00"),
        "origin": "DE", **changes,
    }  # fmt: skip


def file(
    house: House, lines: Iterable[Document | str], by: str = "platform", *, express: bool = False,
    **more: Any,
) -> tuple[Totals, list[Document]]:  # fmt: skip
    """File lines; the counts and the result of each."""
    text = "\n".join(one if isinstance(one, str) else json.dumps(one) for one in lines)
    filer = ExpressFiler(house.window) if express else EcommerceFiler(house.window)
    out = io.BytesIO()
    totals = file_lists(
        house.window, filer, io.BytesIO(text.encode()), out.write, by=by, at=house.at, **more
    )  # fmt: skip
    return totals, [json.loads(line) for line in out.getvalue().splitlines()]
