"""The forms of duty and landed cost: an address or a posted form into the document that asks."""

from collections.abc import Mapping
from typing import Any

from starlette.datastructures import FormData, QueryParams

from entrepot.web.forms import read_text

QUANTITIES, ITEMS = range(1, 4), range(1, 6)
DUTY = (
    "market", "direction", "hs", "origin", "on", "value", "currency", "additional_code",
    "certificates", "end_use", "proof_number", "proof_issued",
    *(f"{name}_{n}" for n in QUANTITIES for name in ("quantity", "unit")),
)  # fmt: skip
COSTS = ("export_side", "freight", "insurance", "fees", "delivery")
_OF_ITEM = ("hs", "price", "weight_kg", "quantity", "unit")
LANDED = (
    "incoterm", "market", "origin", "on", "currency", "allocate", "proof_number", "proof_issued",
    *COSTS, *(f"{name}_{n}" for n in ITEMS for name in _OF_ITEM),
)  # fmt: skip
# Where a fault of the document stands in the form.
_WHERE = {"customs_value.amount": "value", "customs_value.currency": "currency"}


def read(given: QueryParams | FormData, names: tuple[str, ...]) -> dict[str, Any]:
    """What was typed, by name; empty fields are left out."""
    found: dict[str, Any] = {name: text for name in names if (text := read_text(given.get(name)))}
    if claims := [text for one in given.getlist("claims") if (text := read_text(one))]:
        found["claims"] = claims
    return found


def duty_case(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The case of a form."""
    case = {name: fields[name] for name in ("market", "direction", "hs", "origin", "on",
            "additional_code", "certificates", "end_use") if name in fields}  # fmt: skip
    case["customs_value"] = _money(fields.get("value"), fields.get("currency"))
    case["quantities"] = _quantities(fields, QUANTITIES)
    case["claims"] = _claims(fields)
    return case


def landed_case(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The sale of a form; a row of goods counts once its code or its price is there."""
    case = {name: fields[name] for name in ("incoterm", "market", "origin", "on", "currency",
            "allocate") if name in fields}  # fmt: skip
    currency = fields.get("currency")
    case["items"] = [
        {
            "id": str(n),
            "hs": fields.get(f"hs_{n}"),
            "price": _money(fields.get(f"price_{n}"), currency),
            "weight_kg": fields.get(f"weight_kg_{n}"),
            "quantities": _quantities(fields, (n,)),
        }
        for n in ITEMS
        if f"hs_{n}" in fields or f"price_{n}" in fields
    ]
    case["costs"] = {
        name: _money(fields[name], currency) if name in fields else None for name in COSTS
    }
    case["claims"] = _claims(fields)
    return case


def where(place: str) -> str:
    """The field of a form that a fault of the document belongs to."""
    if place in _WHERE:
        return _WHERE[place]
    parts = place.replace("]", "").replace("[", ".").split(".")
    if parts[0] == "items" and len(parts) > 2:
        return f"{parts[2]}_{int(parts[1]) + 1}"
    if parts[0] == "quantities" and len(parts) > 1:
        return f"quantity_{int(parts[1]) + 1}"
    if parts[0] == "claims":
        return "proof_issued" if "issued" in parts else "proof_number"
    return parts[1] if parts[0] == "costs" and len(parts) > 1 else parts[0]


def _money(amount: str | None, currency: str | None) -> dict[str, str] | None:
    return {"amount": amount or "", "currency": currency or ""} if amount or currency else None


def _quantities(fields: Mapping[str, Any], rows: Any) -> list[dict[str, str]]:
    return [
        {"unit": fields.get(f"unit_{n}", ""), "value": fields[f"quantity_{n}"]}
        for n in rows
        if f"quantity_{n}" in fields
    ]


def _claims(fields: Mapping[str, Any]) -> list[dict[str, Any]]:
    number = fields.get("proof_number")
    proof = number and {
        "kind": "certificate", "number": number, "issued": fields.get("proof_issued")
    }  # fmt: skip
    return [{"agreement": one, "proof": proof} for one in fields.get("claims", ())]
