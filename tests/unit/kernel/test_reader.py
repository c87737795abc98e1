"""One reader of documents: places, pointers, and what was given but never asked for."""

from decimal import Decimal

import pytest

from entrepot.bonded.intake import Intake
from entrepot.kernel.reader import Reader, pointer_of
from entrepot.service.bonded_fields import Asked
from entrepot.service.fields import Fields


@pytest.mark.parametrize(
    ("where", "pointer"),
    [("hs", "/hs"), ("items[12].hs", "/items/12/hs"), ("a[0].b[1].c", "/a/0/b/1/c")],
)
def test_a_place_has_one_pointer(where: str, pointer: str) -> None:
    assert pointer_of(where) == pointer


def test_every_room_reads_by_the_same_reader_and_keeps_its_own_codes() -> None:
    asked, fields, intake = Asked([]), Fields({"items": [1]}), Intake([])
    fields.rows("items")

    assert all(isinstance(one, Reader) for one in (asked, fields, intake))
    told = [(one.code, one.where) for each in (asked, fields, intake) for one in each.problems]
    assert told == [
        ("bonded.shape", "the document"),
        ("input.object", "items[0]"),
        ("input.object", "the document"),
    ]


def test_faults_within_are_kept_with_those_of_the_whole_and_named_by_their_place() -> None:
    raw = {"lines": [{"quantity": "1"}, {"quantity": "x"}, 7]}
    asked = Asked(raw)
    read = [one.number("quantity") for one in asked.rows("lines")]

    assert read == [Decimal(1), None, None]
    assert [(one.code, one.where, one.pointer) for one in asked.problems] == [
        ("bonded.shape", "lines[2]", "/lines/2"),
        ("bonded.number", "lines[1].quantity", "/lines/1/quantity"),
        ("bonded.missing", "lines[2].quantity", "/lines/2/quantity"),
    ]


def test_what_nobody_asked_for_is_named_once_it_is_asked() -> None:
    for reader in (Fields({"hs": "1", "hss": "2"}), Intake({"hs": "1", "hss": "2"})):
        reader.text("hs")
        reader.nothing_else()

        assert [(one.code, one.where) for one in reader.problems] == [("input.extra", "hss")]
        assert reader.has("hss")
        assert not reader.has("origin")


def test_a_text_in_a_list_stands_for_an_object_and_twice_is_once() -> None:
    asked = Asked({"lists": ["V1", {"list": "V2", "x": "1"}, "V1"], "text": "V3, V4"})

    assert [one.text("list") for one in asked.named("lists", "list")] == ["V1", "V2"]
    assert [one.text("list") for one in asked.named("text", "list")] == ["V3", "V4"]
    assert asked.named("none", "list") == []
    assert [(one.code, one.where) for one in asked.problems] == [("bonded.missing", "none")]
