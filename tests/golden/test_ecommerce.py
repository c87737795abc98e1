"""Cases of e-commerce lists an officer can add to: tax, treatment, limits."""

import tomllib
from pathlib import Path

import pytest

from entrepot.kernel.errors import RefusedError
from entrepot.service.ecommerce import assess_list
from entrepot.store.reference import open_reference

CASES = tomllib.loads(Path(__file__).with_name("ecommerce.toml").read_text("utf-8"))["case"]
AMOUNTS = ("duty", "consumption_tax", "vat", "total", "taxable", "remaining")


def money(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "CNY"}


def listed(case: dict) -> dict:
    """The JSON of a list, the payment as it must be."""
    from decimal import Decimal

    names = ("goods", "freight", "insurance", "discount")
    parts = {name: case.get(name, "0.00") for name in names}
    paid = sum(Decimal(parts[name]) for name in names[:3]) - Decimal(parts["discount"])
    item = {name: case.get(name, "0") for name in ("duty_pct", "consumption_tax_pct")}
    order = {name: money(amount) for name, amount in parts.items()}
    return {
        "mode": "1210", "on": "2026-03-05", "buyer": "SYN-1",
        "used_this_year": money(case.get("used", "0.00")),
        "order": {"number": "O1", **order, "discount_kind": case.get("discount_kind", ""),
                  "tax": money("0.00")},
        "payment": {"order": "O1", "buyer": "SYN-1", "amount": money(f"{paid}")},
        "waybill": {"order": "O1", "number": "W1", "gross_mass_kg": 1.2},
        "items": [{"hs": "33049900", "quantity": case.get("quantity", 1),
                   "value": money(parts["goods"]), "vat_pct": "13", **item}],
    }  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_list_owes_what_was_worked_out_by_hand(case: dict) -> None:
    assert case["source"]
    if "refused" in case:
        with pytest.raises(RefusedError) as refused:
            assess_list(open_reference(""), listed(case))
        assert [one.code for one in refused.value.problems] == case["refused"]
        assert all("general trade" in one.hint for one in refused.value.problems)
        return
    found = assess_list(open_reference(""), listed(case))

    told = {name: found[name]["amount"] for name in AMOUNTS if name in case}
    assert told == {name: case[name] for name in AMOUNTS if name in case}
    assert (found["result"], found["treatment"]) == ("accepted", case["treatment"])
    assert found["working"]
