"""The duties of one line: the rate chosen, ranges over national lines, what is missing."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from entrepot.kernel.consignment import Line
from entrepot.kernel.money import Money
from entrepot.tariff.duty import Duty, assess

DAY = date(2026, 11, 20)


def euros(amount: str) -> Money:
    return Money(Decimal(amount), "EUR")


def duty_of(make, *measures, hs="401120", value="1000", proofs=(), gaps=(), **more) -> Duty:
    law = make.law(*measures, **more)
    quantities = {"l": Decimal(10)}
    line = Line(hs, euros("1"), "XC", Decimal(100), quantities)
    return assess(
        line, law.find_market("XA"), law.book, customs_value=euros(value) if value else None,
        on=DAY, exchange=lambda _a, _b: None, proofs=proofs, gaps=gaps,
    )  # fmt: skip


def test_a_charge_carries_its_working_rule_and_source(make) -> None:
    charge = duty_of(make, make.measure("401120", "6.5 %")).charges[0]

    assert charge.amount == euros("65.00")
    assert charge.base == euros("1000.00")
    assert charge.working == "1000.00 EUR x 6.5 %"
    assert charge.rule == "Most-favoured-nation duty (MFN) on 401120"
    assert (charge.source, charge.status) == ("made up", "synthetic")


def test_a_duty_by_quantity_alone_has_no_base(make) -> None:
    assert duty_of(make, make.measure("401120", "2 EUR/kg")).charges[0].base is None


def test_free_goods_owe_nothing_by_law_even_at_an_unknown_value(make) -> None:
    charge = duty_of(make, make.measure("401120", "Free"), value="").charges[0]

    assert (charge.state, charge.amount) == ("zero_by_law", euros("0.00"))


def test_an_unknown_value_makes_the_duty_unknown(make) -> None:
    duty = duty_of(make, make.measure("401120", "5 %"), value="")

    assert duty.charges[0].state == "unknown"
    assert duty.missing == ("customs_duty: the customs value",)


def test_the_lowest_rate_with_its_proof_is_chosen(make) -> None:
    measures = [
        make.measure("401120", "10 %"),
        make.preference("401120", "5 %", regime="A"),
        make.preference("401120", "2 %", regime="B"),
    ]

    duty = duty_of(make, *measures, proofs=["a", "b"])

    assert duty.charges[0].regime == "B"
    assert {c.regime: c.why for c in duty.candidates} == {
        "MFN": "another rate open to the goods is no higher",
        "A": "another rate open to the goods is no higher",
        "B": "the lowest rate open to the goods",
    }
    assert duty.saving == ()


def test_a_preference_dearer_than_the_general_rate_is_not_used(make) -> None:
    measures = [make.measure("401120", "1 %"), make.preference("401120", "5 %")]

    assert duty_of(make, *measures, proofs=["PACT"]).charges[0].regime == "MFN"


def test_without_proof_the_saving_is_shown(make) -> None:
    measures = [make.measure("401120", "10 %"), make.preference("401120", "4 %")]

    (saving,) = duty_of(make, *measures).saving

    assert (saving.regime, saving.amount) == ("PACT", euros("60.00"))
    assert "proof of origin" in saving.must_prove


def test_a_dearer_preference_promises_no_saving(make) -> None:
    measures = [make.measure("401120", "1 %"), make.preference("401120", "5 %")]

    assert duty_of(make, *measures).saving == ()


def test_a_claimed_rate_that_cannot_be_worked_out_leaves_the_choice_open(make) -> None:
    measures = [make.measure("401120", "10 %"), make.preference("401120", "1 EUR/item")]

    duty = duty_of(make, *measures, proofs=["PACT"])

    assert duty.charges[0].state == "unknown"
    assert duty.charges[0].needs == ("number of items",)
    assert not any(candidate.chosen for candidate in duty.candidates)


def test_an_unknown_rate_does_not_matter_where_nothing_is_owed_anyway(make) -> None:
    measures = [make.measure("401120", "Free"), make.preference("401120", "")]

    assert duty_of(make, *measures, proofs=["PACT"]).charges[0].state == "zero_by_law"


def test_national_lines_that_agree_are_one_answer(make) -> None:
    measures = [make.measure("40112010", "5 %"), make.measure("40112090", "5 %")]

    charge = duty_of(make, *measures).charges[0]

    assert (charge.state, charge.amount, charge.range) == ("computed", euros("50.00"), None)


def test_national_lines_that_differ_are_a_range_and_a_question(make) -> None:
    measures = [
        make.measure("40112010", "5 %", note="radial"),
        make.measure("40112090", "3 %", note="other"),
    ]

    duty = duty_of(make, *measures)
    charge = duty.charges[0]

    assert (charge.state, charge.amount) == ("unknown", None)
    assert (charge.range.low, charge.range.high) == (euros("30.00"), euros("50.00"))
    assert [(n.code, n.text, n.rate) for n in charge.range.lines] == [
        ("40112010", "radial", "5 %"),
        ("40112090", "other", "3 %"),
    ]
    assert charge.question == "Which national line under 401120? 2 lines differ."
    assert duty.missing == ("customs_duty: the national line under 401120",)


def test_what_is_said_of_one_line_is_not_said_of_the_range(make) -> None:
    differ = [make.measure("40112010", "5 %", note="radial"), make.measure("40112090", "3 %")]
    agree = [make.measure("40112010", "5 %", note="radial"), make.measure("40112090", "5 %")]
    alike = [make.measure(hs, "5 %", note="edition") for hs in ("40112010", "40112090")]

    notes = [duty_of(make, *measures).charges[0].note for measures in (differ, agree, alike)]

    assert notes == ["", "", "edition"]


def test_a_range_over_two_regimes_names_both_with_their_sources(make) -> None:
    measures = [
        make.measure("40112010", "5 %", source="tariff"),
        make.measure("40112090", "9 %", source="tariff"),
        make.preference("40112090", "2 %", source="pact"),
    ]

    charge = duty_of(make, *measures, proofs=["PACT"]).charges[0]

    assert charge.rule == (
        "Most-favoured-nation duty (MFN) on 401120; Preferential duty (PACT) on 401120"
    )
    assert charge.source == "tariff; pact"


def test_a_range_with_an_unknown_line_has_no_upper_end(make) -> None:
    measures = [make.measure("40112010", "5 %"), make.measure("40112090", "")]

    span = duty_of(make, *measures).charges[0].range

    assert (span.low, span.high) == (euros("50.00"), None)


def test_naming_the_line_settles_the_range(make) -> None:
    measures = [make.measure("40112010", "5 %"), make.measure("40112090", "3 %")]

    assert duty_of(make, *measures, hs="4011209000").charges[0].amount == euros("30.00")


def test_a_line_of_another_country_is_read_as_its_subheading(make) -> None:
    measures = [make.measure("40112010", "5 %"), make.measure("40112090", "3 %")]

    duty = duty_of(make, *measures, hs="40112077")

    assert duty.code == "401120"
    assert duty.note == "40112077 is no line of this schedule; read as HS 401120"
    assert duty.charges[0].range is not None


def test_a_preference_may_cover_some_lines_only(make) -> None:
    measures = [
        make.measure("401120", "10 %"),
        make.preference("40112010", "2 %"),
        make.preference("40112090", "NotCovered"),
    ]

    duty = duty_of(make, *measures, proofs=["PACT"])

    assert [n.amount for n in duty.charges[0].range.lines] == [euros("20.00"), euros("100.00")]
    assert {c.regime: c.why for c in duty.candidates}["PACT"] == "applies on 40112010 only"


def test_added_duties_stand_beside_the_chosen_rate(make) -> None:
    measures = [
        make.measure("401120", "10 %"),
        make.measure("401120", "25 %", kind="additional", regime="X"),
        make.measure("401120", "20 EUR/t", kind="anti_dumping", regime="AD"),
    ]

    duty = duty_of(make, *measures)

    assert [(c.what, c.amount) for c in duty.charges] == [
        ("customs_duty", euros("100.00")),
        ("additional_duty", euros("250.00")),
        ("anti_dumping", euros("2.00")),
    ]
    assert duty.amount == euros("352.00")


def test_excise_is_taken_of_the_value_with_the_duty(make) -> None:
    measures = [
        make.measure("401120", "10 %"),
        make.measure("401120", "25 % + 1.14 EUR/l", kind="excise", regime="E"),
    ]

    excise = duty_of(make, *measures).charges[1]

    assert excise.base == euros("1100.00")
    assert excise.amount == euros("286.40")


def test_an_added_duty_of_unknown_rate_is_missing_not_free(make) -> None:
    measures = [
        make.measure("401120", "10 %"),
        make.measure("401120", "", kind="additional", regime="X", note="ask"),
    ]

    duty = duty_of(make, *measures)

    assert duty.charges[1].state == "unknown"
    assert duty.missing == ("additional_duty: the rate of X: ask",)
    assert duty.amount is None


def test_an_added_duty_that_no_line_owes_is_not_shown(make) -> None:
    measures = [
        make.measure("401120", "10 %"),
        make.measure("401120", "NotCovered", kind="additional", regime="X"),
    ]

    assert len(duty_of(make, *measures).charges) == 1


def test_gaps_are_named_for_the_codes_they_may_fall_on(make) -> None:
    gaps = [make.gap("anti_dumping"), make.gap("excise", "2208"), make.gap("fees", "40112010"),
            make.gap("export_duty", "40")]  # fmt: skip

    duty = duty_of(make, make.measure("401120", "5 %"), gaps=gaps)

    assert duty.missing == ("anti_dumping: not here", "fees: not here")


def test_no_measure_at_all_is_unknown(make) -> None:
    duty = duty_of(make)

    assert duty.charges[0].state == "unknown"
    assert duty.missing == ("customs_duty: the rate of line 401120 on 2026-11-20",)


def test_a_market_rounds_as_it_says(make) -> None:
    market = replace(make.market, duty_digits=-2, duty_rounding="down")

    charge = duty_of(make, make.measure("401120", "29.9 %"), market=market).charges[0]

    assert charge.amount == euros("200")


def test_amounts_are_halved_upward_by_default(make) -> None:
    charge = duty_of(make, make.measure("401120", "0.0005 %")).charges[0]

    assert charge.amount == euros("0.01")


def test_the_status_of_a_range_is_that_of_its_weakest_line(make) -> None:
    measures = [
        make.measure("40112010", "5 %", status="published"),
        make.measure("40112090", "3 %", status="unverified"),
    ]

    assert duty_of(make, *measures).charges[0].status == "unverified"
