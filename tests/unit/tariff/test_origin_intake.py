"""Questions of origin: every fault of every field, named at once."""

from typing import Any

import pytest

from entrepot.kernel.errors import InputError
from entrepot.tariff.origin_intake import parse_origin_case

USD = {"amount": "80", "currency": "USD"}


def case(**changed: Any) -> dict[str, Any]:
    return {
        "agreement": "rcep", "exporting_party": "cn", "importing_party": "JP",
        "on": "2026-08-01", "good": {"hs": "9202.90-000", "fob": USD}, "materials": [],
    } | changed  # fmt: skip


def faults(raw: object) -> list[tuple[str, str]]:
    with pytest.raises(InputError) as refused:
        parse_origin_case(raw)
    return [(one.where, one.code) for one in refused.value.problems]


def test_codes_take_dots_and_dashes_and_words_any_case():
    read = parse_origin_case(case())

    assert (read.agreement, read.exporting_party, read.good.hs) == ("RCEP", "CN", "920290000")


def test_a_json_number_is_refused_where_it_stands():
    material = {"name": "neck", "hs": "920290", "value": {"amount": 47.2, "currency": "USD"},
                "weight_kg": 1}  # fmt: skip

    assert faults(case(materials=[material])) == [
        ("materials[1].value.amount", "money.float"),
        ("materials[1].weight_kg", "money.float"),
    ]


def test_every_fault_is_named_at_once():
    wrong = case(
        on="2026-02-30",
        good={"hs": "92", "fob": {"amount": "-1", "currency": "dollars"}, "colour": "red"},
        materials=[{"name": "", "hs": "920290", "value_basis": "guess", "origin": "Brazil"}],
        route="SG",
    )

    assert dict(faults(wrong)) == {
        "on": "input.date",
        "good.hs": "input.hs",
        "good.fob.amount": "input.number",
        "good.fob.currency": "input.currency",
        "good.colour": "input.extra",
        "materials[1].name": "input.missing",
        "materials[1].value_basis": "input.unknown",
        "materials[1].origin": "input.country",
        "route": "input.shape",
    }


def test_deductions_may_not_be_more_than_the_value():
    off = [{"kind": "freight", "value": {"amount": "90", "currency": "USD"}, "evidence": "F"}]
    material = {"name": "neck", "hs": "920290", "value": USD, "deductions": off}

    assert faults(case(materials=[material])) == [("materials[1].deductions", "input.deductions")]


def test_a_country_alone_is_a_stop_and_a_word_alone_a_process():
    read = parse_origin_case(
        case(route=["SG"], good={"hs": "920290", "processes": ["chemical_reaction"]})
    )

    assert [stop.country for stop in read.route] == ["SG"]
    assert read.good.processes == {"chemical_reaction": True}


def test_where_a_working_was_done_and_what_a_stop_was_for_are_read():
    read = parse_origin_case(
        case(
            good={"hs": "281511", "processes": [{"name": "chemical_reaction", "where": "BR"}]},
            route=[{"country": "SG", "activity": "transhipment"}],
            materials=[{"name": "salt", "hs": "250100", "value_basis": "ex_works"}],
        )
    )

    assert read.good.processes == {"chemical_reaction": False}
    assert read.route[0].is_worked is False
    assert read.materials[0].basis == "exw"


def test_levels_beyond_reason_are_refused():
    inner: dict[str, Any] = {"name": "m", "hs": "920290", "materials": []}
    for _ in range(25):
        inner = {"name": "m", "hs": "920290", "materials": [inner]}

    assert any(code == "input.too_large" for _, code in faults(case(materials=[inner])))
