"""The JSON Schema: sound itself, and of one mind with the reader about form."""

from datetime import date

import jsonschema_rs
import pytest

from entrepot.window.declaration import read_declaration
from entrepot.window.schema import json_schema

DAY = date(2026, 3, 10)
KINDS = [(flow, kind) for flow in ("import", "export") for kind in ("FULL", "ADVANCE", "SUMMARY")]
ITEM = "/goodsShipment/governmentAgencyGoodsItem/0"
FAULTS = {
    "missing": {"/authentication": None},
    "unknown": {"/colour": "red"},
    "window's own": {"/id": "530120261000000001"},
    "not a number": {"/totalGrossMassMeasure": "twelve"},
    "below zero": {"/totalGrossMassMeasure": -1},
    "not a day": {"/goodsShipment/invoice/0/issueDateTime": "10 March"},
    "no item": {"/goodsShipment/governmentAgencyGoodsItem": []},
    "no code": {"/goodsShipment/tradeTerms/conditionCode": "XXX"},
    "no form": {"/additionalInformation/tradeCountry": "Germany"},
    "too long": {f"{ITEM}/commodity/description": "x" * 256},
    "list": {"/goodsShipment/ucr": []},
}


@pytest.mark.parametrize(("flow", "kind"), KINDS)
def test_a_schema_is_sound_and_holds_the_example(dictionary, example, flow, kind) -> None:
    schema = json_schema(dictionary, flow, kind)
    jsonschema_rs.meta.validate(schema)

    assert jsonschema_rs.is_valid(schema, example(flow, kind))


@pytest.mark.parametrize("changes", FAULTS.values(), ids=FAULTS)
def test_the_schema_refuses_what_the_reader_refuses(dictionary, example, changes) -> None:
    document = example(**changes)
    schema = json_schema(dictionary, "export", "FULL")

    assert not jsonschema_rs.is_valid(schema, document)
    assert read_declaration(document, dictionary, DAY)[1]
