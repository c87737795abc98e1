"""The form: each element once, and its fields into the document and back."""

from datetime import date

import pytest

from entrepot.window.changes import diff
from entrepot.window.declaration import parse_declaration
from entrepot.window.form import document_of, fields_of, sections

DAY = date(2026, 3, 10)
KINDS = [(flow, kind) for flow in ("import", "export") for kind in ("FULL", "ADVANCE", "SUMMARY")]


@pytest.mark.parametrize(("flow", "kind"), KINDS)
def test_a_filled_form_is_the_declaration(dictionary, example, flow, kind) -> None:
    document = example(flow, kind)
    filled = document_of(fields_of(document, dictionary), dictionary)

    assert parse_declaration(filled, dictionary, DAY) == parse_declaration(
        document, dictionary, DAY
    )


def test_a_form_says_what_must_be_filled_and_what_may_be_chosen(dictionary) -> None:
    fields = {f.element: f for s in sections(dictionary, "import", "FULL") for f in s.fields}

    assert fields["signatory_name"].is_required
    assert not fields["remarks"].is_required
    assert fields["incoterm"].choices["FOB"] == ("Free on board", "船上交货")
    assert fields["trade_country"].choices == {}
    assert fields["container_items"].is_list
    assert fields["lrn"].help.zh


def test_blank_rows_and_unknown_names_of_a_form_are_left_out(dictionary) -> None:
    fields = {"flow": "I", "items.1.hs_code": "", "items.3.hs_code": "4011100000", "colour": "red"}

    assert document_of(fields, dictionary) == {
        "typeCode": "I",
        "goodsShipment": {
            "governmentAgencyGoodsItem": [{"commodity": {"classification": {"id": "4011100000"}}}]
        },
    }


def test_several_values_stand_in_one_field(dictionary) -> None:
    document = {
        "typeCode": "I",
        "additionalInformation": {"statementCode": ["ORIG", "QUAR"]},
    }
    fields = fields_of(document, dictionary)

    assert fields["statement_code"] == "ORIG; QUAR"
    assert document_of(fields, dictionary) == document


def test_a_document_of_nonsense_has_a_form_all_the_same(dictionary) -> None:
    document = {"goodsShipment": "x", "additionalDocument": [1, {"id": {"a": 1}}], "colour": "red"}

    assert "colour" not in fields_of(document, dictionary)


def test_two_versions_are_told_apart_element_by_element(dictionary, example) -> None:
    old = parse_declaration(example(), dictionary, DAY)
    new = parse_declaration(
        example(
            **{
                "/totalGrossMassMeasure": "11900",
                "/additionalInformation/remarks": "late",
                "/goodsShipment/consignment/transportEquipment/-": {"id": "MSCU1234566"},
            }
        ),
        dictionary,
        DAY,
    )

    found = [(c.element, c.number, c.pointer, c.old, c.new) for c in diff(old, new, dictionary)]

    assert found == [
        ("remarks", 0, "/additionalInformation/remarks", "", "late"),
        ("gross_mass", 0, "/totalGrossMassMeasure", "11800", "11900"),
        (
            "container_no", 2, "/goodsShipment/consignment/transportEquipment/1/id", "",
            "MSCU1234566",
        ),
    ]  # fmt: skip
    assert diff(old, old, dictionary) == ()
