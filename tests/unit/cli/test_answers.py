"""What people read of a quote: nothing left to guess, unknown never a figure."""

import pytest

from entrepot.cli import answers


def usd(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "USD"}


CHARGE = {
    "what": "customs_duty", "state": "unknown", "amount": None, "base": None, "rate": "Free | 5 %",
    "rule": "", "source": "", "question": "Which?", "note": "",
    "range": {"low": usd("0.00"), "high": None, "lines": []},
}  # fmt: skip
LANDED = {
    "complete": False,
    "missing": ["customs_duty: the national line"],
    "total": usd("100.00"),
    "vat": None,
    "refund": usd("13.00"),
    "saving": [{"regime": "PACT", "amount": None, "must_prove": "origin"}],
    "lines": [CHARGE],
}
OPTION = {
    "number": 1, "label": "Train", "status": "modelled", "cost_usd": 30.5, "freight_usd": 20.0,
    "inventory_usd": 10.5, "days_p50": 3.0, "days_p90": 4.0, "co2e_kg": 5.0, "distance_km": 6.0,
    "best_in": [], "border_posts": [], "passages": [], "papers": [], "legs": [], "landed": LANDED,
}  # fmt: skip
PLACE = {"name": "A", "name_zh": "", "id": "a", "country": "XA"}
QUOTE = {
    "reference": "Q1", "region_name": "Region", "on": "2026-11-20", "year": 2032, "avoid": [],
    "origin": PLACE, "destination": PLACE, "proofs": ["PACT"], "options": [OPTION],
    "unreachable": None, "exchange": [],
    "goods": {
        "hs": "401120", "text": "Tyres", "tonnes": 1_000_000.0, "boxes": [], "value": usd("100.00"),
        "incoterm": "DAP", "notes": [],
    },
}  # fmt: skip


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> str:
    answers.quote(QUOTE, as_json=False)
    return capsys.readouterr().out


def test_the_head_says_what_was_asked(told: str) -> None:
    assert "1,000,000 t" in told
    assert "Proof of origin: PACT" in told
    assert "Network of 2032" in told


def test_a_way_says_how_much_of_its_cost_is_freight(told: str) -> None:
    assert "freight 20.00 USD, capital tied up on the way 10.50 USD" in told


def test_the_total_says_that_import_vat_stands_apart(told: str) -> None:
    assert "Landed cost without import VAT 100.00 USD, incomplete" in told
    assert "Import VAT, often recoverable: unknown" in told
    assert "Export VAT the seller gets back: 13.00 USD" in told


def test_an_unknown_end_or_saving_is_said_to_be_unknown(told: str) -> None:
    assert "0.00 USD – unknown" in told
    assert "PACT would save an amount not known yet. To prove: origin" in told
