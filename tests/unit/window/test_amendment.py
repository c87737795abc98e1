"""Changing contents: pointers that lead somewhere, and elements the state has fixed."""

import pytest

from entrepot.kernel.errors import InputError
from entrepot.window.amendment import FIXED, amend, check_fixed, diff
from entrepot.window.declaration import read_declaration

DAY = "2026-03-10"
BOX = "/goodsShipment/consignment/transportEquipment/0/id"


@pytest.fixture
def read(dictionary):
    from datetime import date

    return lambda raw: read_declaration(raw, dictionary, date.fromisoformat(DAY))[0]


@pytest.mark.parametrize(
    ("changes", "state", "names"),
    [
        ({"/functionalReferenceId": "OTHER1"}, "ACCEPTED", ["lrn"]),
        ({"/procedureCategory": "ADVANCE"}, "ASSESSED", ["declaration_type"]),
        ({"/exporter/id": "91000000MA0000013T"}, "UNDER_CONTROL", ["domestic_party_uscc"]),
        ({"/exitOffice/id": "ul_dravensill"}, "ACCEPTED", []),
        ({"/exitOffice/id": "ul_dravensill"}, "RELEASED", ["border_office"]),
        ({BOX: "TGBU0000027"}, "ASSESSED", []),
        ({BOX: "TGBU0000027"}, "RELEASED", ["container_no"]),
        ({"/totalPackageQuantity": 3}, "COMPLETED", []),
    ],
)
def test_what_a_state_has_fixed_is_named(example, dictionary, read, changes, state, names) -> None:
    before = example()

    found = check_fixed(read(before), read(amend(before, changes)), state, dictionary)

    assert [problem.where for problem in found] == names
    assert all(problem.pointer and problem.message_zh for problem in found)


def test_however_a_field_is_reached_it_is_the_value_that_counts(example, dictionary, read) -> None:
    before = example()
    whole = {"/goodsShipment": {**before["goodsShipment"], "ucr": {"id": "6XU-OTHER"}}}

    found = check_fixed(read(before), read(amend(before, whole)), "ACCEPTED", dictionary)

    assert [problem.where for problem in found] == ["ucr"]


def test_the_order_of_containers_is_no_change(example, dictionary, read) -> None:
    both = [{"id": "CSQU3054383"}, {"id": "TGBU0000027"}]
    boxes = "/goodsShipment/consignment/transportEquipment"
    one, other = (amend(example(), {boxes: rows}) for rows in (both, both[::-1]))

    assert check_fixed(read(one), read(other), "RELEASED", dictionary) == ()


def test_what_was_not_stated_at_first_may_be_added(example, dictionary, read) -> None:
    before = example("import", "SUMMARY")
    del before["goodsShipment"]["consignment"]["transportEquipment"]
    full = {**example("import", "FULL"), "procedureCategory": "SUMMARY"}

    assert check_fixed(read(before), read(full), "RELEASED", dictionary) == ()


def test_every_state_that_can_be_amended_has_its_fixed_elements() -> None:
    assert set(FIXED) >= {"ACCEPTED", "UNDER_CONTROL", "CONTROL_DONE", "ASSESSED", "RELEASED"}


def test_pointers_that_lead_nowhere_are_all_named(example) -> None:
    with pytest.raises(InputError) as raised:
        amend(example(), {"/a/b/0": 1, "no pointer": 2, "/totalPackageQuantity/0": 3})

    assert len(raised.value.problems) >= 2


def test_a_difference_tells_old_and_new(example) -> None:
    before = example()
    after = amend(before, {"/totalPackageQuantity": 3})

    assert list(diff(before, after)) == [{"pointer": "/totalPackageQuantity", "old": 200, "new": 3}]
