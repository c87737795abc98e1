"""Schedules read from rows: inheritance, what is blank, for whom, from when, what is refused."""

from datetime import date

import pytest

from entrepot.kernel.errors import InputError
from entrepot.kernel.period import Period
from entrepot.tariff.column_map import ColumnMap, Heading, Programme, RateColumn, read_map
from entrepot.tariff.schedule import Schedule, check_columns, read_schedule

DAY = date(2026, 1, 1)
MFN = RateColumn("rate", "mfn", "MFN", dialect="vn")


def table(*rates: RateColumn, **more) -> ColumnMap:
    return ColumnMap(
        market="XA", code=more.pop("code", ("hs",)), rates=rates or (MFN,), source="made up",
        status="synthetic", **more,
    )  # fmt: skip


def read(rows: list[dict], how: ColumnMap, *show: str) -> Schedule:
    return read_schedule(rows, list(rows[0]), how, Period(DAY), show)


def duties(found: Schedule) -> list[tuple]:
    return [(m.kind, m.regime, m.hs_code, m.duty) for m in found.measures]


def test_a_cell_becomes_a_measure_with_its_text_and_days() -> None:
    found = read([{"hs": "4011.20-10", "rate": "15"}], table(edition="2026"))

    (one,) = found.measures
    assert (one.hs_code, one.duty, one.source_text) == ("40112010", "15 %", "15")
    assert (one.valid_from, one.valid_to, one.vintage) == (DAY, None, "2026")
    assert (one.source, one.status) == ("made up", "synthetic")


def test_a_cell_that_cannot_be_read_is_kept_as_text_and_is_unknown() -> None:
    found = read([{"hs": "0101", "rate": "see note"}], table())

    assert duties(found) == [("mfn", "MFN", "0101", "")]
    assert found.measures[0].source_text == "see note"
    assert [(n.row, n.code, n.column, n.text) for n in found.needs] == [
        (1, "0101", "rate", "see note")
    ]


def test_a_star_is_not_covered_and_never_zero() -> None:
    found = read([{"hs": "0101", "rate": "*"}], table(), "0101")

    assert duties(found) == [("mfn", "MFN", "0101", "NotCovered")]
    assert (found.shown[0].state, found.shown[0].duty) == ("not_covered", None)


@pytest.mark.parametrize(
    ("blank", "duty"), [("inherit", None), ("not_covered", "NotCovered"), ("unknown", "")]
)
def test_a_blank_cell_means_what_the_map_says(blank: str, duty: str | None) -> None:
    how = table(RateColumn("rate", "mfn", "MFN", dialect="vn", blank=blank))
    found = read([{"hs": "0101", "rate": " "}], how)

    assert [m.duty for m in found.measures] == ([] if duty is None else [duty])
    assert found.columns["rate"].cells == 0


def test_blanks_inherit_from_the_nearest_shallower_row_above() -> None:
    rows = [
        {"depth": "0", "stat": "01.01", "suffix": "", "rate": "10%"},
        {"depth": "1", "stat": "0101.21", "suffix": "", "rate": ""},
        {"depth": "2", "stat": "0101.21", "suffix": "100", "rate": "無税"},
        {"depth": "2", "stat": "0101.21", "suffix": "200", "rate": ""},
        {"depth": "1", "stat": "0101.29", "suffix": "000", "rate": ""},
        {"depth": "0", "stat": "01.02", "suffix": "", "rate": ""},
        {"depth": "1", "stat": "0102.10", "suffix": "000", "rate": ""},
    ]
    how = table(
        RateColumn("rate", "mfn", "MFN", dialect="jp", blank="not_covered"),
        code=("stat", "suffix"), depth="depth", least_digits=9,
    )  # fmt: skip
    found = read(rows, how)

    assert [(m.hs_code, m.duty) for m in found.measures] == [
        ("010121100", "Free"),
        ("010121200", "10 %"),
        ("010129000", "10 %"),
        ("010210000", "NotCovered"),
    ]
    assert found.columns["rate"].cells == 2


def test_a_rate_in_brackets_is_bound_and_not_applied() -> None:
    how = table(RateColumn("rate", "mfn", "MFN", dialect="jp", skip_bracketed=True))
    found = read([{"hs": "0101", "rate": "(8.5%)"}, {"hs": "0102", "rate": "7%"}], how)

    assert duties(found) == [("mfn", "MFN", "0102", "7 %")]
    assert found.columns["rate"].parsed == 2


def test_a_mark_sets_a_condition_on_which_the_duty_depends_and_says_so() -> None:
    how = table(RateColumn("rate", "provisional", "temporary", dialect="jp"))
    found = read([{"hs": "0101", "rate": "◎無税"}], how)

    assert (found.measures[0].duty, found.measures[0].conditions) == ("Free", "note ◎")
    assert found.measures[0].note == "on a condition: ◎"
    assert found.columns["rate"].parsed == 1


def test_a_marked_rate_stands_beside_the_one_without_a_mark() -> None:
    how = table(RateColumn("rate", "mfn", "MFN", dialect="jp"))
    found = read([{"hs": "0101", "rate": "枠内のもの 無税\n枠外のもの 24.5%"}], how)

    assert [(m.duty, m.conditions) for m in found.measures] == [
        ("Free", "note 枠内のもの"), ("24.5 %", "note 枠外のもの"),
    ]  # fmt: skip


def test_a_column_of_conditions_counts_for_all_rates_of_its_row() -> None:
    how = table(RateColumn("rate", "mfn", "MFN", dialect="jp"), conditions="on")
    rows = [
        {"hs": "0101", "rate": "5%", "on": "kg>5"},
        {"hs": "0102", "rate": "◎5%", "on": "end use breeding"},
        {"hs": "0103", "rate": "5%", "on": "on Sundays"},
        {"hs": "0104", "rate": "5%", "on": ""},
    ]
    found = read(rows, how)

    assert [(m.duty, m.conditions) for m in found.measures] == [
        ("5 %", "kg > 5"), ("5 %", "end use breeding; note ◎"), ("", ""), ("5 %", ""),
    ]  # fmt: skip
    assert [(need.row, need.text) for need in found.needs] == [(3, "5%")]
    assert found.columns["rate"].parsed == 3


def test_programmes_of_one_agreement_share_a_measure() -> None:
    how = table(
        RateColumn("rate", "preference", "special", dialect="us", programmes_only=True),
        programmes={"AU": Programme("AU", ("AU",)), "S": Programme("S", ("CA", "MX"))},
    )
    found = read(
        [{"hs": "0101", "rate": "Free (A,AU,S) 3% (JP)"}, {"hs": "0102", "rate": "5%"}], how
    )

    assert [(m.regime, m.origins, m.duty) for m in found.measures] == [
        ("special", ("AU", "CA", "MX", "XA-A"), "Free"),
        ("special", ("XA-JP",), "3 %"),
    ]


def test_rates_of_other_parties_in_a_general_cell_are_preferences() -> None:
    how = table(
        RateColumn("rate", "mfn", "MFN", dialect="au"),
        programmes={"CA": Programme("Canada", ("CA",))},
    )
    found = read([{"hs": "0101", "rate": "5% DCS4% CAFree"}], how)

    assert [(m.kind, m.regime, m.origins, m.duty) for m in found.measures] == [
        ("mfn", "MFN", (), "5 %"),
        ("preference", "DCS", ("XA-DCS",), "4 %"),
        ("preference", "Canada", ("CA",), "Free"),
    ]


def test_steps_follow_each_other_and_those_of_before_the_edition_are_left_out() -> None:
    how = table(RateColumn("rate", "mfn", "MFN", dialect="au"))
    text = "5% From1July2025 2.5% From1July2027 Free"
    found = read([{"hs": "0101", "rate": text}], how)

    assert [(m.duty, m.valid_from, m.valid_to) for m in found.measures] == [
        ("2.5 %", DAY, date(2027, 7, 1)),
        ("Free", date(2027, 7, 1), None),
    ]


def test_years_in_one_cell_are_steps_and_equal_ones_are_one() -> None:
    steps = (date(2026, 1, 1), date(2027, 1, 1), date(2028, 1, 1))
    how = table(RateColumn("rate", "preference", "A", dialect="vn", split="|", steps=steps))
    found = read([{"hs": "0101", "rate": "5|5|0"}, {"hs": "0102", "rate": "1|2|3|4"}], how)

    assert [(m.duty, m.valid_from, m.valid_to) for m in found.measures[:2]] == [
        ("5 %", DAY, date(2028, 1, 1)),
        ("0 %", date(2028, 1, 1), None),
    ]
    assert [need.row for need in found.needs] == [2]


def test_rows_of_another_annex_are_of_another_kind() -> None:
    how = table(
        RateColumn("rate", "export_duty", "export", dialect="vn", where={"annex": "I"}),
        RateColumn("rate", "mfn", "MFN", dialect="vn", where={"annex": "II"}),
    )
    rows = [
        {"annex": "I", "hs": "31021000", "rate": "5"},
        {"annex": "II", "hs": "31021000", "rate": "6"},
    ]
    found = read(rows, how)

    assert duties(found) == [
        ("export_duty", "export", "31021000", "5 %"),
        ("mfn", "MFN", "31021000", "6 %"),
    ]
    assert found.columns["rate"].cells == 2
    assert [(s.kind, s.duty) for s in read(rows, how, "31021000").shown] == [
        ("export_duty", "5 %"),
        ("mfn", "6 %"),
    ]


def test_only_rows_after_the_codes_begin_anew_count_where_the_map_says_so() -> None:
    how = table(RateColumn("rate", "preference", "A", dialect="vn", section="last"))
    rows = [{"hs": c, "rate": r} for c, r in (("810000", "0"), ("010100", "7"), ("810000", "9"))]
    found = read(rows, how, "810000")

    assert [(m.hs_code, m.duty) for m in found.measures] == [("010100", "7 %"), ("810000", "9 %")]
    assert found.shown[0].duty == "9 %"


def test_lists_name_headings_whose_rates_the_map_tells() -> None:
    headings = {
        "9903.88.03": Heading("25 %"),
        "9903.91.01": Heading("50 %", date(2027, 1, 1)),
        "9903.88.16": Heading("NotCovered"),
        "1a": Heading("", note="rate not told"),
    }
    how = table(RateColumn("list", "additional", "Section 301", ("CN",), headings=headings))
    rows = [{"hs": f"010{n}", "list": name} for n, name in enumerate([*headings, "9903.99.99"])]
    found = read(rows, how)

    assert [(m.hs_code, m.duty, m.valid_from) for m in found.measures] == [
        ("0100", "25 %", DAY),
        ("0101", "50 %", date(2027, 1, 1)),
        ("0103", "", DAY),
        ("0104", "", DAY),
    ]
    assert [need.text for need in found.needs] == ["9903.99.99"]


def test_a_list_of_exceptions_tells_of_all_other_lines_by_chapter() -> None:
    how = table(
        RateColumn("rate", "preference", dialect="au", regime_column="fta", otherwise="Free"),
        programmes={"ChAFTA": Programme("CHAFTA", ("CN",))},
    )
    found = read([{"fta": "ChAFTA", "hs": "2203.00", "rate": "5%"}], how)

    assert found.rows == 1
    assert duties(found)[0] == ("preference", "CHAFTA", "220300", "5 %")
    assert len(found.measures) == 1 + 96
    assert {(m.duty, m.origins) for m in found.measures[1:]} == {("Free", ("CN",))}


def test_rows_may_have_days_of_their_own_whose_last_is_within() -> None:
    how = table(RateColumn("rate", "vat_refund", "refund", dialect="cn", blank="unknown"),
                first_day="from", last_day="to")  # fmt: skip
    rows = [
        {"hs": "8541430000", "rate": "9", "from": "20241201", "to": "20260331"},
        {"hs": "8541430000", "rate": "", "from": "2026-04-01", "to": ""},
    ]
    found = read(rows, how)

    assert [(m.duty, m.valid_from, m.valid_to) for m in found.measures] == [
        ("9 %", date(2024, 12, 1), date(2026, 4, 1)),
        ("", date(2026, 4, 1), None),
    ]


def test_national_lines_keep_their_text_and_unit() -> None:
    rows = [{"hs": "0101", "rate": "5", "name": "Horses", "unit": "No"}]
    found = read(rows, table(name="name", unit="unit"))

    assert [(n.code, n.text, n.unit, n.row) for n in found.lines] == [("0101", "Horses", "No", 1)]


def test_a_code_that_is_asked_for_is_told_with_what_it_inherits() -> None:
    rows = [{"hs": "0101.21.00", "rate": "5"}, {"hs": "0101.21.00.10", "rate": ""}]
    found = read(rows, table(), "0101210010", "0199")

    assert [(s.code, s.text, s.state, s.duty) for s in found.shown] == [
        ("0101210010", "5", "parsed", "5 %"),
        ("0199", "", "unknown", None),
    ]


def test_a_column_that_is_hardly_read_is_refused() -> None:
    rows = [{"hs": f"01{n:02}", "rate": "5" if n else "five"} for n in range(19)]
    (problem,) = check_columns(read(rows, table()))

    assert problem.code == "tariff.column_unparsed"
    assert "of 19 cells only 18" in problem.message


def test_at_ninety_five_in_a_hundred_a_column_is_taken() -> None:
    rows = [{"hs": f"01{n:02}", "rate": "5" if n else "five"} for n in range(20)]

    assert check_columns(read(rows, table())) == ()


def test_zeros_beside_names_that_end_in_rates_are_refused() -> None:
    rows = [{"hs": f"01{n:02}", "rate": "0", "name": f"马 {n}%"} for n in range(10)]
    (problem,) = check_columns(read(rows, table(name="name")))

    assert problem.code == "tariff.column_unparsed"
    assert "every rate is zero" in problem.message


def test_zeros_beside_plain_names_are_a_free_schedule() -> None:
    rows = [{"hs": f"01{n:02}", "rate": "0", "name": "Horses"} for n in range(10)]

    assert check_columns(read(rows, table(name="name"))) == ()


def test_a_file_without_a_rate_is_refused() -> None:
    assert check_columns(read([{"hs": "0101", "rate": ""}], table()))


def test_every_column_that_the_file_lacks_is_named_at_once() -> None:
    with pytest.raises(InputError) as caught:
        read([{"x": "0101"}], table(name="name", depth="depth"))

    assert [p.where for p in caught.value.problems] == ["hs", "rate", "depth"]
    assert {p.code for p in caught.value.problems} == {"tariff.columns"}


# maps


def test_what_a_person_gives_goes_over_what_is_shipped() -> None:
    told = {
        "market": "CN", "dialect": "cn", "columns": {"code": "CODE", "rate": "RATE"},
        "rates": [{"named": "rate", "kind": "vat_refund", "blank": "unknown"},
                  {"named": "tax", "kind": "vat_base"}],
    }  # fmt: skip
    made = read_map(told, {"columns": {"code": "商品代码", "rate": "退税率"}})

    assert made.code == ("商品代码",)
    assert [(r.column, r.kind, r.dialect) for r in made.rates] == [("退税率", "vat_refund", "cn")]


def test_an_agreement_chooses_its_columns() -> None:
    told = {
        "market": "VN", "columns": {"code": "hs8"},
        "agreements": {"ACFTA": {"rates": [{"column": "rates", "kind": "preference"}]}},
    }  # fmt: skip

    assert read_map(told, {}, "ACFTA").rates[0].column == "rates"
    with pytest.raises(InputError, match=r"tariff\.agreement"):
        read_map(told, {}, "RCEP")
    with pytest.raises(InputError, match=r"tariff\.agreement"):
        read_map(told, {})


def test_everything_wrong_with_a_map_is_told_at_once() -> None:
    wrong = {"rates": [{"column": "x", "kind": "toll", "blank": "zero", "colour": 1}], "size": 1,
             "duplicates": "first"}  # fmt: skip
    with pytest.raises(InputError) as caught:
        read_map(wrong, {})

    assert {p.code for p in caught.value.problems} == {"tariff.map"}
    assert len(caught.value.problems) == 7


def test_an_agreement_that_the_command_names_takes_its_column() -> None:
    told = {
        "market": "CN", "dialect": "cn", "columns": {"code": "code"},
        "rates": [{"column": "mfn", "kind": "mfn", "regime": "MFN"},
                  {"column": "fta", "kind": "preference", "regime": "{agreement}"}],
    }  # fmt: skip

    assert [r.regime for r in read_map(told, {}).rates] == ["MFN"]
    named = read_map(told, {}, "RCEP").rates[1]
    assert (named.regime, named.origins) == ("RCEP", ("RCEP",))


def test_a_file_may_lack_a_column_that_is_optional() -> None:
    how = table(MFN, RateColumn("provisional", "provisional", "P", dialect="cn", optional=True))
    found = read([{"hs": "0101", "rate": "5"}], how)

    assert duties(found) == [("mfn", "MFN", "0101", "5 %")]
    assert list(found.columns) == ["rate"]
