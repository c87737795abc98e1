"""A bonded import sold at home: tyres from the declaration into the book, and out by another."""

import json
from typing import Any

import pytest
from tests.integration.bonded.zone import Zone

from entrepot.kernel.errors import RefusedError
from entrepot.service import bonded_acts, bonded_books

TYRES = {"item": "T1", "role": "material", "name": "Tyres", "hs": "4011100000", "origin": "DE",
         "unit": "item", "statutory_unit": "kg", "per_unit": "10", "unit_value": "70.00",
         "currency": "USD"}  # fmt: skip


def declare(zone: Zone, book: str, trade_mode: str, *, is_levied: bool) -> dict[str, Any]:
    """An import of the exporter's that names the zone firm's book, lodged with its goods there."""
    house = zone.house
    name = house.name("G")
    document = json.loads(house.body(name, "import"))
    document["goodsShipment"]["governmentProcedure"]["currentCode"] = trade_mode
    document["additionalInformation"]["accountBookNo"] = book
    item = document["goodsShipment"]["governmentAgencyGoodsItem"][0]
    item["additionalInformation"]["bookItemNo"] = "1"
    if not is_levied:
        del document["additionalInformation"]["cutMode"]
        item["additionalInformation"]["dutyMode"] = "3"
    house.arrive(house.boxes[name])
    return house.lodge(json.dumps(document).encode())


def test_tyres_come_in_under_bond_and_are_sold_at_home(zone: Zone) -> None:
    book = zone.open(TYRES)
    entry = declare(zone, book, "5034", is_levied=False)
    into = zone.list(book, "in", 200, "T1", mass="2150", declaration=entry["number"])
    zone.approve(into)
    weighed = zone.weigh(zone.make_pass(into), 2150)

    asked = {"move": "sell", "item": "T1", "quantity": "50", "by": "material"}
    foreseen = zone.do(bonded_acts.carry_out, book, asked)["sale"]
    sale = declare(zone, book, "0110", is_levied=True)
    out = zone.list(book, "domestic-sale", 50, "T1", mass="520", declaration=sale["number"])
    zone.approve(out)
    gate = zone.make_pass(out, direction="out")
    with pytest.raises(RefusedError) as twice:
        zone.list(book, "domestic-sale", 150, "T1", mass="1700", declaration=sale["number"])
    with pytest.raises(RefusedError) as unpaid:
        zone.weigh(gate, 520)
    at_the_gate = zone.stock(book, "T1")
    zone.house.pay(sale["reference"], zone.house.owed(sale["reference"]))
    zone.weigh(gate, 520)
    shown = zone.do(bonded_books.show_book, book, item="T1")

    assert weighed["state"] == "passed"
    assert foreseen["owed"]["currency"] == "EUR"
    assert float(foreseen["owed"]["amount"]) > 0
    assert twice.value.problems[0].code == "bonded.declaration_used"
    assert unpaid.value.problems[0].code == "bonded.not_released"
    assert at_the_gate == ("200", "50", "150")
    assert zone.stock(book, "T1") == ("150", "0", "150")
    assert {one["declaration"] for one in shown["moves"]} == {entry["number"], sale["number"]}
    assert shown["items"][0]["closing_statutory"] == "1500"
    assert zone.agrees(book)


def test_a_release_taken_back_before_the_gate_keeps_the_stock_in(zone: Zone) -> None:
    book = zone.open(TYRES)
    entry = declare(zone, book, "5034", is_levied=False)
    into = zone.list(book, "in", 200, "T1", mass="2150", declaration=entry["number"])
    zone.approve(into)
    gate = zone.make_pass(into)
    with zone.house.raw() as tx:
        tx.execute("update declaration set state = 'CANCEL_REQUESTED' where reference = %s",
                   [entry["reference"]])  # fmt: skip

    with pytest.raises(RefusedError) as revoked:
        zone.weigh(gate, 2150)

    assert revoked.value.problems[0].code == "bonded.not_released"
    assert zone.stock(book, "T1")[0] == "0"
