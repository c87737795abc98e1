"""Lists of the rehearsal: imports, exports, a parcel that came back, an offshore deal; once."""

import io
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from entrepot.service import ecommerce_acts as acts
from entrepot.service import ecommerce_release
from entrepot.service.ecommerce_lists import EcommerceFiler
from entrepot.service.express_lists import ExpressFiler
from entrepot.service.list_bulk import Filer, file_lists
from entrepot.service.offshore import file_deal, list_deals
from entrepot.service.window import Window

Document = dict[str, Any]
DEAL = "DEMO-OFFSHORE-1"
BUYER = "SYN-DEMO-1"


def rehearse_lists(window: Window, *, at: datetime) -> Document:
    """File the lists of the rehearsal; those that are there stay as they are.

    Args:
        window: The window.
        at: Now.

    Returns:
        The references of the e-commerce lists, in the order they are filed.
    """
    told = _file(window, EcommerceFiler(window), _lists(window, at), at)
    _file(window, ExpressFiler(window), _parcels(window), at)
    names = [one["list"] for one in told]
    released, back = names[:2]
    if acts.show_list(window, released, by="officer", at=at)["state"] == "accepted":
        ecommerce_release.release_lists(window, [released, back], by="officer", at=at)
        acts.return_list(window, back, by="platform", at=at)
    if not any(
        one["reference"] == DEAL for one in list_deals(window, by="exporter", at=at)["deals"]
    ):
        file_deal(window, _deal(window), by="exporter", at=at)
    return {"lists": names}


def _file(
    window: Window, filer: Filer[Any], lines: Sequence[Document], at: datetime
) -> list[Document]:  # fmt: skip
    source = io.BytesIO("\n".join(map(json.dumps, lines)).encode())
    out = io.BytesIO()
    file_lists(window, filer, source, out.write, by="platform", at=at)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def _lists(window: Window, at: datetime) -> list[Document]:
    # The first day of the month, so that the same lines are filed all month and never twice.
    day = at.astimezone(window.reference.zone).date().replace(day=1).isoformat()
    month = day[:7]
    return [
        _import(window, day, f"DEMO-{month}-1", "1210", "900.00"),
        _import(window, day, f"DEMO-{month}-2", "9610", "300.00"),
        _export(window, day, f"DEMO-{month}-3", "9610", "120.00"),
        _export(window, day, f"DEMO-{month}-4", "9710", "4800.00"),
    ]


def _import(window: Window, day: str, number: str, mode: str, goods: str) -> Document:
    item = {"hs": "33049900", "quantity": 1, "value": _money(window, goods), "duty_pct": "5",
            "vat_pct": "13", "consumption_tax_pct": "0", "origin": "FR"}  # fmt: skip
    return {
        "mode": mode, "on": day, "buyer": BUYER, "partner": "FR",
        "order": {"number": number, "goods": _money(window, goods)},
        "payment": {"order": number, "buyer": BUYER, "amount": _money(window, goods)},
        "waybill": {"order": number, "number": f"W-{number}", "gross_mass_kg": 0.5},
        "items": [item],
    }  # fmt: skip


def _export(window: Window, day: str, number: str, mode: str, goods: str) -> Document:
    item = {"hs": "95030089", "quantity": 3, "value": _money(window, goods)}
    return {
        "mode": mode, "flow": "export", "on": day, "buyer": "Synthetic buyer abroad",
        "partner": "DE", "order": {"number": number, "goods": _money(window, goods)},
        "waybill": {"order": number, "number": f"W-{number}", "gross_mass_kg": 2}, "items": [item],
    }  # fmt: skip


def _parcels(window: Window) -> list[Document]:
    return [
        {"waybill": f"DEMO-E{n}", "kind": kind, "flow": flow, "description": "sample",
         "pieces": 1, "gross_mass_kg": 0.8, "value": _money(window, "25.00"), "origin": origin}
        for n, (kind, flow, origin) in enumerate(
            (("express", "import", "DE"), ("mail", "export", window.reference.settings.country)), 1
        )
    ]  # fmt: skip


def _deal(window: Window) -> Document:
    paid, received = _money(window, "100000.00"), _money(window, "104000.00")
    goods = {"hs": "760110", "quantity": 50, "unit": "t"}
    return {
        "reference": DEAL,
        "purchase": {"number": "DEMO-P1", "party": "Synthetic smelter", "country": "LA",
                     "price": paid, **goods},
        "sale": {"number": "DEMO-S1", "party": "Synthetic foundry", "country": "DE",
                 "price": received, **goods},
        "titles": [{"number": "DEMO-BL-1", "kind": "bill_of_lading", "quantity": 50,
                    "acquired_on": "2026-01-10", "passed_on": "2026-01-20"}],
        "payments": [
            {"direction": "paid", "contract": "DEMO-P1", "party": "Synthetic smelter",
             "amount": paid, "on": "2026-01-12"},
            {"direction": "received", "contract": "DEMO-S1", "party": "Synthetic foundry",
             "amount": received, "on": "2026-01-22"},
        ],
    }  # fmt: skip


def _money(window: Window, amount: str) -> Document:
    return {"amount": amount, "currency": window.reference.settings.currency}
