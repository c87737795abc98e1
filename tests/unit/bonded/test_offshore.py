"""Offshore deals: accepted only where documents of title and payments agree."""

import json

import pytest

from entrepot.bonded.offshore import check_deal, parse_deal
from entrepot.kernel.errors import InputError

PRICE, MORE = ({"amount": amount, "currency": "USD"} for amount in ("1000.00", "1100.00"))
SIDE = {"hs": "760110", "quantity": 50, "unit": "t"}
TITLE = {"number": "BL-1", "kind": "bill_of_lading", "quantity": 50,
         "acquired_on": "2026-03-01", "passed_on": "2026-03-09"}  # fmt: skip
DEAL = {
    "reference": "OFF-1",
    "purchase": {"number": "P1", "party": "Smelter", "country": "LA", "price": PRICE, **SIDE},
    "sale": {"number": "S1", "party": "Foundry", "country": "DE", "price": MORE, **SIDE},
    "titles": [TITLE],
    "payments": [
        {"direction": "paid", "contract": "P1", "party": "Smelter", "amount": PRICE,
         "on": "2026-03-02"},
        {"direction": "received", "contract": "S1", "party": "Foundry", "amount": MORE,
         "on": "2026-03-10"},
    ],
}  # fmt: skip


def where(change) -> list[str]:
    raw = json.loads(json.dumps(DEAL))
    change(raw)
    return [one.where for one in check_deal(parse_deal(raw, "CN"))]


def test_a_deal_whose_papers_agree_is_accepted() -> None:
    assert check_deal(parse_deal(DEAL, "CN")) == []


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda raw: raw["sale"].update(quantity=49), "sale.quantity"),
        (lambda raw: raw["sale"].update(country="CN"), "sale.country"),
        (lambda raw: raw["titles"][0].update(quantity=49), "titles"),
        (lambda raw: raw["titles"][0].update(kind="air_waybill"), "titles[0].kind"),
        (lambda raw: raw["titles"][0].update(passed_on="2026-02-01"), "titles[0].passed_on"),
        (lambda raw: raw["titles"].append(raw["titles"][0]), "titles[1].number"),
        (lambda raw: raw["payments"].pop(), "payments, received"),
        (lambda raw: raw["payments"][0].update(party="Somebody"), "payments, paid, party"),
        (lambda raw: raw["payments"][0].update(contract="P2"), "payments, paid, contract"),
        (lambda raw: raw["payments"][1]["amount"].update(currency="EUR"), "payments, received"),
    ],
)
def test_what_does_not_agree_is_named(change, place: str) -> None:
    assert place in where(change)


def test_all_faults_of_a_deal_are_told_at_once() -> None:
    with pytest.raises(InputError) as refused:
        parse_deal({"reference": "X"}, "CN")

    assert len(refused.value.problems) >= 8
