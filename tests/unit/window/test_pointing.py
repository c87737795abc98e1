"""Pointers to fields of the form, and back."""

import pytest

from entrepot.window.documents import GROUPS
from entrepot.window.plan import leaves, plan_of
from entrepot.window.pointing import NOWHERE, find_at, point, pointed, pointer_to

GOODS = "/goodsShipment/governmentAgencyGoodsItem"


@pytest.mark.parametrize("flow", ["import", "export"])
@pytest.mark.parametrize("kind", ["FULL", "SUMMARY"])
def test_each_element_is_found_by_its_own_pointer(dictionary, flow, kind) -> None:
    lost = []
    for leaf in leaves(plan_of(dictionary, flow, kind).root):
        rows = dictionary.place(leaf.name, flow).group
        found = point(dictionary.pointer(leaf.name, flow, 2, 0), dictionary, flow, kind)
        if found.element != leaf.name or (rows in GROUPS.values() and not found.rows):
            lost.append(leaf.name)

    assert lost == []


@pytest.mark.parametrize(
    ("pointer", "field"),
    [
        ("/functionalReferenceId", "lrn"),
        (f"{GOODS}/1/commodity/classification/id", "items.2.hs_code"),
        (f"{GOODS}/1", "items.2"),
        (GOODS, "items"),
        ("/goodsShipment/consignment/transportEquipment/0/id", "equipment.1.container_no"),
        ("/nothing/here", ""),
        ("", ""),
    ],
)
def test_a_pointer_leads_to_a_field_a_row_or_a_list(dictionary, pointer, field) -> None:
    assert point(pointer, dictionary, "export", "FULL").field == field


@pytest.mark.parametrize("document", [None, [], {}, {"typeCode": "X", "procedureCategory": 5}])
def test_a_document_of_nonsense_has_places_all_the_same(dictionary, document) -> None:
    assert pointed("/functionalReferenceId", document, dictionary).field == "lrn"
    assert pointed("/x", document, dictionary) == NOWHERE


def test_several_values_are_pointed_at_by_their_list(dictionary, example) -> None:
    pointer = pointer_to("container_items", 1, dictionary, "export")
    document = example()

    assert find_at(document, pointer) == [{"id": "CSQU3054383"}]
    assert find_at(document, pointer_to("lrn", 0, dictionary, "export")) == "GEX0001"
    assert find_at(document, "/goodsShipment/none/0") is None
