"""Finding subheadings by code and by words."""

import time

import pytest

from entrepot.region.law import Good
from entrepot.tariff.nomenclature import Nomenclature

ROWS = [
    ("40", "Rubber and articles thereof"),
    ("4011", "New pneumatic tyres, of rubber"),
    ("401110", "Rubber; new pneumatic tyres, of a kind used on motor cars"),
    ("401120", "Rubber; new pneumatic tyres, of a kind used on buses or lorries"),
    ("4012", "Retreaded or used pneumatic tyres of rubber"),
    ("401220", "Used pneumatic tyres, other than retreaded"),
    ("2208", "Spirits and liqueurs"),
    ("220890", "Spirits, liqueurs and other spirituous beverages; n.e.c."),
    ("TOTAL", "Everything"),
]
GOODS = [
    Good("", "", "unverified", "220890", "White spirit", "白酒", ("sorghum liquor", "烈酒")),
    Good("", "", "unverified", "4011", "Tires", "轮胎", ()),
]


@pytest.fixture(scope="module")
def tree() -> Nomenclature:
    return Nomenclature(ROWS, GOODS)


@pytest.fixture(scope="module")
def hs(region) -> Nomenclature:
    """The whole Harmonized System as it is served."""
    from entrepot.store.hscodes import load_hs

    return Nomenclature(load_hs(), region.goods)


def test_a_code_is_found_dotted_or_bare(tree) -> None:
    assert tree.find("4011.20") == tree.find("401120")
    assert tree.find("401120").text.endswith("buses or lorries")
    assert tree.find("401199") is None
    assert tree.find("TOTAL") is None


def test_only_subheadings_are_counted(tree) -> None:
    assert len(tree) == 4


def test_the_beginning_of_a_code_lists_its_lines(tree) -> None:
    assert [match.code for match in tree.search("40.11")] == ["401110", "401120"]
    assert [match.code for match in tree.search("4011201000")] == ["401120"]


def test_words_of_the_line_come_before_words_of_its_heading(tree) -> None:
    assert tree.search("tyres for lorries")[0].code == "401120"


def test_what_a_line_excludes_counts_for_less(tree) -> None:
    tree = Nomenclature([("010101", "Fish, other than salmon"), ("010102", "Salmon and fish")])

    assert [match.code for match in tree.search("salmon")] == ["010102", "010101"]


@pytest.mark.parametrize("words", ["白酒", "烈酒", "sorghum liquor", "white spirit"])
def test_names_people_use_lead_to_the_line(tree, words: str) -> None:
    (first, *_) = tree.search(words)

    assert (first.code, first.text_zh) == ("220890", "白酒")


def test_a_name_given_to_a_heading_leads_to_its_lines(tree) -> None:
    assert {match.code for match in tree.search("轮胎")} == {"401110", "401120"}


@pytest.mark.parametrize("words", ["lories", "lorry", "loorries"])
def test_a_slip_of_the_pen_is_forgiven(tree, words: str) -> None:
    assert tree.search(words)[0].code == "401120"


@pytest.mark.parametrize("words", ["", "  ", "zzzz", "龘"])
def test_words_that_mean_nothing_find_nothing(tree, words: str) -> None:
    assert tree.search(words) == []


def test_a_wrong_code_is_answered_with_its_neighbours(tree) -> None:
    assert {match.code for match in tree.nearest("401129")} == {"401120", "401110"}
    assert tree.nearest("990000") == []


def test_a_match_tells_the_heading_it_stands_under(tree) -> None:
    assert tree.search("401120")[0].heading == "New pneumatic tyres, of rubber"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("green tea", "090210"), ("lithium battery", "850760"), ("truck tires", "401120"),
        ("solar panel", "854143"), ("guitar", "920290"), ("electric car", "870380"),
        ("cotton t-shirt", "610910"), ("DAP fertilizer", "310530"), ("smartphone", "851713"),
        ("chilli sauce", "210390"), ("baijiu", "220890"), ("白酒", "220890"),
        ("锂电池", "850760"), ("卡车轮胎", "401120"), ("磷酸二铵", "310530"),
        ("吉他", "920290"), ("bauxite", "260600"), ("live horses", "010129"),
        ("cheddar cheese", "040690"), ("wooden furniture for bedrooms", "940350"),
    ],
)  # fmt: skip
def test_the_whole_system_answers_in_the_first_five(hs, words: str, code: str) -> None:
    assert code in [match.code for match in hs.search(words, 5)]


def test_a_search_of_the_whole_system_is_quick(hs) -> None:
    hs.search("warm up")
    start = time.process_time()
    for _ in range(10):
        hs.search("new pneumatic tyres of rubber for lories and coaches made of rubber")

    assert (time.process_time() - start) / 10 < 0.05
