"""Runs the cases of `dialects.toml`: what a printed cell is as a duty."""

import tomllib
from datetime import date
from pathlib import Path

import pytest

from entrepot.kernel.errors import InputError
from entrepot.tariff.dialects import parse, read_cell
from entrepot.tariff.expression import parse_duty, render

CASES = tomllib.loads((Path(__file__).parent / "dialects.toml").read_text(encoding="utf-8"))["case"]
READ = [pytest.param(c, id=c["name"]) for c in CASES if "expect" in c]
REFUSED = [pytest.param(c, id=c["name"]) for c in CASES if "expect" not in c]


def test_every_case_cites_a_source_and_has_its_own_name() -> None:
    assert all(case["source"] for case in CASES)
    assert len({case["name"] for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", READ)
def test_a_printed_cell_is_read_as_its_duty(case: dict) -> None:
    duty = parse(case["text"], case["dialect"])

    assert render(duty) == case["expect"]
    assert parse_duty(render(duty)) == duty


@pytest.mark.parametrize("case", REFUSED)
def test_a_cell_that_is_no_duty_is_refused_and_never_zero(case: dict) -> None:
    with pytest.raises(InputError) as caught:
        parse(case["text"], case["dialect"])

    (problem,) = caught.value.problems
    assert problem.code == "tariff.unparsed"
    assert case["dialect"] in problem.where


def test_a_rate_that_begins_on_a_date_is_found_by_the_day() -> None:
    text = "5% From1July2018 2.5% From1July2019 Free"
    days = [date(2018, 6, 30), date(2018, 7, 1), date(2026, 8, 1)]

    assert [render(parse(text, "au", day)) for day in days] == ["5 %", "2.5 %", "Free"]


def test_programmes_have_each_their_rate() -> None:
    text = "Free (AU, SG) 3.2% (JP) See 9822.04.05 (S+)"
    found = [(render(reading.duty), reading.programmes) for reading in read_cell(text, "us")]

    assert found == [("Free", ("AU", "SG")), ("3.2 %", ("JP",)), ("SeeLine 98220405", ("S+",))]


def test_notes_of_a_party_carry_their_steps_and_the_rest_is_a_title() -> None:
    text = "*See Below; CA Free; RCEP 4.5; 1/2023 4; Panty hose, tights, etc.—continued"
    found = [(render(r.duty), r.programmes, r.valid_from) for r in read_cell(text, "nz")]

    assert found == [
        ("Free", ("CA",), None),
        ("4.5 %", ("RCEP",), None),
        ("4 %", ("RCEP",), date(2023, 1, 1)),
    ]


def test_goods_named_in_words_set_a_condition_on_their_rate() -> None:
    first, rest = read_cell("関税割当数量以内のもの　無税\n関税割当数量以外のもの　24.5%", "jp")

    assert (render(first.duty), first.marks) == ("Free", "関税割当数量以内のもの")
    assert (render(rest.duty), rest.marks) == ("24.5 %", "関税割当数量以外のもの")


def test_brackets_and_marks_are_told_beside_the_rate() -> None:
    (bound,), (marked,) = read_cell("*(55円/kg)", "jp"), read_cell("◎無税", "jp")

    assert (bound.bracketed, bound.marks) == (True, "*")
    assert (marked.bracketed, marked.marks) == (False, "◎")


def test_a_triangle_parts_the_two_rates_of_a_cell() -> None:
    mfn, provisional = read_cell("8△5", "cn")

    assert (render(mfn.duty), render(provisional.duty)) == ("8 %", "5 %")
    assert [r.provisional for r in (mfn, provisional)] == [False, True]


@pytest.mark.parametrize("dialect", ["eu", "us", "jp", "vn", "au", "nz", "eaeu", "cn", "entrepot"])
@pytest.mark.parametrize("text", ["", "n/a", "6.5 stones", "-", "99 %%"])
def test_no_dialect_takes_nonsense_for_a_rate(dialect: str, text: str) -> None:
    with pytest.raises(InputError):
        parse(text, dialect)


def test_an_unknown_dialect_is_answered_with_those_there_are() -> None:
    with pytest.raises(InputError, match=r"tariff\.dialect"):
        parse("5 %", "klingon")
