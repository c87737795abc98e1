"""Which measures apply to a line on a day, and why the others do not."""

from datetime import date
from itertools import pairwise

import pytest

from entrepot.tariff.measures import (
    KINDS,
    MeasureBook,
    check_measures,
    list_lines,
    select_measures,
)

DAY = date(2026, 11, 20)


def reasons(selection) -> dict[str, str]:
    return {rejected.measure.id: rejected.why for rejected in selection.rejected}


def test_the_closest_line_wins(make) -> None:
    measures = [make.measure(hs, "1 %") for hs in ("40", "4011", "401120", "40112010")]

    selection = select_measures("40112010", "XC", DAY, measures)

    assert [m.hs_code for m in selection.applied] == ["40112010"]
    assert reasons(selection)["mfn-MFN-4011"] == "line 40112010 is closer"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"hs_code": "40112010"}, "is for line 40112010 only"),
        ({"origins": ("XD",)}, "is not for goods of XC"),
        ({"excluded_origins": ("XC",)}, "excludes goods of XC"),
        ({"valid_from": date(2027, 1, 1)}, "is not in force on 2026-11-20: from 2027-01-01"),
        ({"valid_to": DAY}, "is not in force on 2026-11-20: before 2026-11-20"),
    ],
)
def test_each_measure_set_aside_says_why(make, change: dict, why: str) -> None:
    odd = make.preference("401120", "1 %", **change)

    selection = select_measures("401120", "XC", DAY, [make.measure("401120", "5 %"), odd])

    assert [m.kind for m in selection.applied] == ["mfn"]
    assert reasons(selection)[odd.id] == why


def test_a_provisional_rate_stands_in_for_the_other(make) -> None:
    measures = [
        make.measure("401120", "10 %"),
        make.measure("401120", "4 %", kind="provisional", regime="P"),
    ]

    selection = select_measures("401120", "XC", DAY, measures)

    assert [m.kind for m in selection.applied] == ["provisional"]
    assert reasons(selection)["mfn-MFN-401120"] == "Provisional duty applies instead"


def test_measures_come_in_the_order_they_are_charged(make) -> None:
    kinds = ["excise", "anti_dumping", "preference", "mfn", "additional"]
    measures = [make.measure("401120", "1 %", kind=kind, regime=kind) for kind in kinds]

    selection = select_measures("401120", "XC", DAY, measures)

    assert [m.kind for m in selection.applied] == [
        "mfn", "preference", "additional", "anti_dumping", "excise",
    ]  # fmt: skip


def test_a_book_finds_what_is_above_and_below_a_code(make) -> None:
    book = MeasureBook(
        make.measure(hs, "1 %") for hs in ("40", "4011", "401110", "401120", "40112010")
    )

    assert {m.hs_code for m in book.find_related("XA", "401120")} == {
        "40", "4011", "401120", "40112010",
    }  # fmt: skip
    assert book.find_related("XB", "401120") == ()


def test_a_duty_on_export_is_apart_from_what_is_charged_on_import(make) -> None:
    book = MeasureBook(
        [make.measure("4011", "10 %"), make.measure("401120", "20 %", kind="export_duty")]
    )

    assert [m.kind for m in book.find_related("XA", "4011200090")] == ["mfn"]
    assert [m.kind for m in book.find_export("XA", "4011200090")] == ["export_duty"]
    assert book.find_export("XA", "401110") == ()


def test_a_book_knows_which_regimes_need_a_proof(make) -> None:
    book = MeasureBook(
        [
            make.measure("40", "5 %"),
            make.preference("40", "1 %", regime="B"),
            make.preference("4011", "1 %", regime="A"),
            make.measure("40", "", kind="in_quota", regime="Q"),
        ]
    )

    assert book.regimes == ("A", "B", "Q")


@pytest.mark.parametrize(
    ("codes", "lines"),
    [
        (["401120"], ["401120"]),
        (["4011"], ["401120"]),
        ([], ["401120"]),
        (["40112010", "40112090"], ["40112010", "40112090"]),
        (["40112010", "4011201005", "40112090"], ["4011201005", "40112090"]),
        (["401120", "40112010"], ["401120", "40112010"]),
    ],
)
def test_the_lines_told_apart(make, codes: list, lines: list) -> None:
    measures = [make.measure(hs, "1 %") for hs in codes]

    assert list(list_lines("401120", measures)) == lines


def test_lines_of_two_regimes_are_the_finest_of_both(make) -> None:
    measures = [
        make.measure("401120", "5 %"),
        make.preference("40112010", "0 %"),
        make.preference("40112090", "1 %"),
    ]

    assert list_lines("401120", measures) == ("40112010", "40112090")


def test_kinds_have_an_order_without_ties() -> None:
    assert all(a.order < b.order for a, b in pairwise(KINDS.values()))


def test_only_kinds_that_exist_are_displaced() -> None:
    assert {gone for kind in KINDS.values() for gone in kind.displaces} <= set(KINDS)


def test_every_measure_of_the_reference_data_is_of_a_known_kind(region) -> None:
    assert {measure.kind for measure in region.measures} <= set(KINDS)


def test_a_duty_that_cannot_be_read_and_a_kind_nobody_knows_are_both_named(make) -> None:
    rows = [
        make.measure("401120", "4.5 %"),
        make.measure("401120", "4.5 % of wishes", id="odd"),
        make.measure("401120", "Free", id="strange", kind="levy"),
        make.measure("401120", "", id="unknown"),
    ]

    found = check_measures(rows)

    assert [problem.where for problem in found] == [
        "measures.csv odd, duty",
        "measures.csv strange, kind",
    ]
