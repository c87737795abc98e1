"""Rules of origin: their words, their trees, and what is refused."""

import gzip
import json
import os
from pathlib import Path

import pytest

from entrepot.kernel.errors import InputError
from entrepot.tariff.concordance import Concordance, ConcordanceRow
from entrepot.tariff.rule_tables import (
    check_rules,
    find_columns,
    read_codes,
    read_concordance_rows,
    read_rule_rows,
    read_rule_sets,
)
from entrepot.tariff.rules_in_words import read_words
from entrepot.tariff.rules_of_origin import parse_rule, render

DATA = Path(__file__).parents[4] / "shared" / "data" / "tariff"
# Rules read in full of all rules of each file, counted on 2026-11-27.
CORPUS = {"cptpp": 2199, "eu": 454, "japan": 701, "new-zealand": 2688, "south-korea": 514}


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("CTH or RVC40", "CTH or RVC40"),
        ("CC except from 1211.20", "CC except from 121120"),
        ("CTH and RVC40", "CTH and RVC40"),
        ("cc EXCEPT from 12.11 or (CTH and RVC 40%)", "CC except from 1211 or CTH and RVC40"),
        ("(CTH or RVC40) and CR", "(CTH or RVC40) and CR"),
        ("CTH except from 72.01 to 72.05, 73.01 or 7302", "CTH except from 7201-7205, 7301, 7302"),
        ("CTSH only from chapter 28", "CTSH only from 28"),
        ("RVC 37.50 build-up", "RVC37.5 build-up"),
        ("MaxNOM 50% EXW of 39", "MaxNOM 50 EXW of 39"),
        ("process 'cut  and sewn'", "process 'cut and sewn'"),
        ("品目改变或区域价值成分40", "CTH or RVC40"),
        ("章改变，但从1211.20除外", None),
        ("完全获得", "WO"),
        ("any materials", "any materials"),
    ],
)
def test_a_rule_is_written_one_way(text, canonical):
    if canonical is None:
        with pytest.raises(InputError):
            parse_rule(text)
        return

    assert render(parse_rule(text)) == canonical


@pytest.mark.parametrize(
    "text", ["", "CTH or", "RVC", "RVC140", "CTH foo", "CC except from 121", "(CTH", "CTH RVC40",
             "CTH except from 7205 to 7201", "process weaving", "CTH§"],
)  # fmt: skip
def test_what_is_no_rule_is_refused_with_its_place(text):
    with pytest.raises(InputError) as refused:
        parse_rule(text)

    assert refused.value.problems[0].code == "origin.rule_unread"


@pytest.mark.parametrize(
    ("words", "canonical"),
    [
        ("Manufacture from materials of any heading, except that of the product.", "CTH"),
        ("A change to a good of [heading&nbsp;7013](/headings/7013) from any other heading, "
         "except from [heading&nbsp;7010](/headings/7010).", "CTH except from 7010"),
        ("A maximum of **50%** of the ex-works price (EXW) is made up of non-originating parts "
         "(MAXNOM).", "MaxNOM 50 EXW"),
        ("- c) **50%** under the focused value method taking into account only the "
         "non-originating materials of heading 8471", "MaxNOM 50 FOB of 8471"),
        ("All the animals of chapter 1 are wholly obtained.", "WO"),
        ("Weaving combined with making-up, including cutting of fabric.",
         "process 'weaving combined with making-up, including cutting of fabric'"),
        ("RVC40 or CTH", "RVC40 or CTH"),
    ],
)  # fmt: skip
def test_a_sentence_is_read_as_a_rule(words, canonical):
    assert render(read_words(words)) == canonical


@pytest.mark.parametrize(
    "words",
    [
        "Making-up, provided that the value of the fabric does not exceed 40% of the price.",
        "CTH: All non-originating materials used in the production of the good have undergone a "
        "change in tariff classification at the 4-digit level (tariff heading), provided that the "
        "good is cooked in the territory of the Parties.",
        "A change to any other good of subheading 030444 from any other heading.",
        "Manufacture from materials of any heading, except that of the product and of the sky.",
    ],
)
def test_a_sentence_that_says_more_is_not_read_in_part(words):
    with pytest.raises(InputError):
        read_words(words)


@pytest.mark.parametrize("scheme", CORPUS)
def test_rules_of_other_agreements_are_read_or_named(scheme):
    file = DATA / f"uk_roo_{scheme}.json.gz"
    if not file.exists():
        if os.environ.get("CI") == "true":
            pytest.fail("CI must have the shared tariff files")
        pytest.skip("the shared tariff files are not here")
    sets = json.loads(gzip.decompress(file.read_bytes()))["rule_sets"]
    texts = [rule["rule"] for one in sets for rule in one["rules"]]

    read = [rule for text in texts if (rule := read_or_none(text))]
    cells = list(read_rule_sets(sets))

    assert len(read) >= CORPUS[scheme]
    assert all(parse_rule(render(rule)) == rule for rule in read)
    assert all(cell.rule or cell.reason for cell in cells)


def read_or_none(text):
    try:
        return read_words(text)
    except InputError:
        return None


@pytest.mark.parametrize(
    ("cell", "spans"),
    [
        ("第92章", [("92", "92")]),
        ("Chapter 7", [("07", "07")]),
        ("1301, 1302.11-1302.13", [("1301", "1301"), ("130211", "130213")]),
        ("0701至0709", [("0701", "0709")]),
        ("see note", []),
        ("1301-130219", []),
    ],
)
def test_codes_of_a_table_are_spans(cell, spans):
    assert [(span.low, span.high) for span in read_codes(cell)] == spans


def test_a_table_is_found_by_the_names_of_its_columns():
    header = ["HS编码", "货品名称", "产品特定原产地规则"]
    rows = [
        dict(zip(header, cells, strict=True))
        for cells in (("第92章", "乐器", ""), ("92.02", "吉他", "品目改变或区域价值成分40"),
                      ("ex 92.05", "管乐器", "CTH"), ("92.09", "零件", "见注释"))
    ]  # fmt: skip

    cells = list(read_rule_rows(rows, find_columns(header, ("code", "goods", "rule"), {})))

    assert [(cell.row, cell.low, cell.rule, bool(cell.reason)) for cell in cells] == [
        (3, "9202", "CTH or RVC40", False),
        (4, "9205", "", True),
        (5, "9209", "", True),
    ]


def test_a_file_without_a_column_of_rules_is_refused():
    with pytest.raises(InputError) as refused:
        find_columns(["a", "b"], ("code", "goods", "rule"), {})

    assert [one.where for one in refused.value.problems] == ["code", "rule"]


def test_two_rules_for_the_same_goods_are_named():
    rows = [{"hs": "9202", "rule": "CTH"}, {"hs": "92.02", "rule": "RVC40"}]
    named = {"code": "hs", "rule": "rule"}

    problems = check_rules(list(read_rule_rows(rows, named)))

    assert [one.code for one in problems] == ["origin.rule_overlap"]


ROWS = [
    ConcordanceRow("HS2012", "851712", "HS2017", "851712"),
    ConcordanceRow("HS2017", "851712", "HS2022", "851713"),
    ConcordanceRow("HS2017", "851712", "HS2022", "851714"),
    ConcordanceRow("HS2017", "851770", "HS2022", "851779"),
    ConcordanceRow("HS2017", "852990", "HS2022", "851779"),
]


@pytest.mark.parametrize(
    ("code", "edition", "to", "codes", "listed"),
    [
        ("851713", "HS2022", "HS2012", ("851712",), True),
        ("851712", "HS2012", "HS2022", ("851713", "851714"), True),
        ("851779", "HS2022", "HS2017", ("851770", "852990"), True),
        ("851779", "HS2022", "HS2012", ("851770", "852990"), True),
        ("920290", "HS2022", "HS2012", ("920290",), False),
        ("920290", "HS2022", "HS2022", ("920290",), True),
    ],
)
def test_a_code_is_found_in_another_edition(code, edition, to, codes, listed):
    found = Concordance(ROWS).convert(code, edition, to)

    assert (found.codes, found.is_listed) == (codes, listed)


@pytest.mark.parametrize(("code", "kind"), [("851712", "1:n"), ("851770", "n:1"), ("999999", None)])
def test_kinds_of_a_concordance_are_counted(code, kind):
    assert Concordance(ROWS).kind(code, "HS2017", "HS2022") == kind


def test_a_correlation_table_keeps_parts_of_codes_as_candidates():
    rows = [{"a": "8517.12", "b": "8517.13"}, {"a": "", "b": "ex 8517.14"}, {"a": "x", "b": "y"}]

    found, unread = read_concordance_rows(rows, {"from": "a", "to": "b"}, "HS2017", "HS2022")

    assert [(row.code, row.to_code) for row in found] == [
        ("851712", "851713"), ("851712", "851714"),
    ]  # fmt: skip
    assert [row for row, _, _ in unread] == [4]
