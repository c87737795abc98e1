"""Boxes, payload rules and chargeable weight."""

import pytest
from tests.unit.corridors.small import PAYLOADS, consignment

from entrepot.corridors.load import Boxes, check_load, plan_load
from entrepot.kernel.errors import InputError


def plan(**what):
    return plan_load(consignment(**what), PAYLOADS, value_usd=50_000.0)


def test_two_teu_travel_as_one_forty_foot_box():
    load = plan(kg="20000", teu="2")

    assert (load.n_20, load.n_40) == (0, 1)
    assert load.boxes == (Boxes("40GP", 1),)
    assert load.notes == ()


def test_what_is_too_heavy_for_a_forty_foot_box_travels_in_two_twenties_and_says_so():
    load = plan(kg="30000", teu="2")

    assert (load.n_20, load.n_40) == (2, 0)
    assert "too heavy for 40GP" in load.notes[0]
    assert "ISO 668" in load.notes[0]


def test_weight_over_the_payload_adds_boxes_and_says_so():
    load = plan(kg="70000", teu="2")

    assert (load.n_20, load.n_40) == (3, 0)
    assert any("1 box(es) added" in note for note in load.notes)


def test_a_great_mass_is_told_in_full():
    load = plan(kg="1000000000", teu="40000")

    assert load.notes[0].startswith("1,000,000 t are too heavy")
    assert "40000 TEU hold at most 1,128,000 t" in plan(kg="1128001000", teu="40000").notes[-1]


def test_a_volume_over_the_boxes_adds_boxes():
    assert plan(kg="5000", teu="1", volume="60").n_20 == 2


def test_an_odd_teu_is_a_twenty_foot_box():
    load = plan(kg="40000", teu="3")

    assert (load.n_20, load.n_40) == (1, 1)
    assert load.teu == 3


def test_a_broken_teu_is_rounded_up_and_says_so():
    load = plan(kg="8000", teu="0.5")

    assert load.teu == 1
    assert "rounded up" in load.notes[0]


def test_air_freight_is_paid_by_volume_when_that_weighs_more():
    assert plan(kg="1000", teu="1", volume="30").chargeable_kg == pytest.approx(5010)
    assert plan(kg="20000", teu="1", volume="30").chargeable_kg == 20_000


@pytest.mark.parametrize(
    ("what", "where"),
    [({"kg": "0"}, "gross_mass_kg"), ({"teu": "-1"}, "teu"), ({"value": "0"}, "value")],
)
def test_an_amount_that_is_not_positive_is_refused(what, where):
    with pytest.raises(InputError) as refused:
        plan(**what)

    assert [p.where for p in refused.value.problems] == [where]


def test_one_piece_heavier_than_any_box_is_refused_with_the_rule():
    (problem,) = check_load(consignment(piece="29000"), PAYLOADS)

    assert problem.code == "load.piece_too_heavy"
    assert "ISO 668" in problem.source


def test_every_fault_is_named_at_once():
    found = check_load(consignment(kg="0", teu="0", value="-5", piece="99000"), PAYLOADS)

    assert [p.where for p in found] == ["gross_mass_kg", "teu", "value", "heaviest_piece_kg"]


def test_a_pack_without_boxes_is_named():
    with pytest.raises(InputError, match=r"payloads\.csv"):
        plan_load(consignment(), (), value_usd=1.0)
