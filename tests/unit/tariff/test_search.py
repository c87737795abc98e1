"""Ranking of subheadings: rare words, fields, names said whole, notes, and the one question."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrepot.tariff.phrase import bigrams, fold, parts, split_exclusion
from entrepot.tariff.search import Name, Note, Posting, open_headings, rank, share_of

CODES = ["010121", "010129", "950300", "920290", "920210"]
BELOW = {
    code[:n]: [c for c in CODES if c.startswith(code[:n])] for code in CODES for n in (0, 2, 4, 6)
}


def post(lexeme: str, code: str, field: str = "own", times: int = 1, length: int = 5) -> Posting:
    return Posting(lexeme, code, field, times, length)


def codes(found) -> list[str]:
    return [scored.code for scored in found]


def test_a_rare_word_counts_more_than_a_common_one() -> None:
    common = [post("live", code) for code in CODES[:3]]

    assert codes(rank("", [*common, post("guitar", "920290")], [], BELOW))[0] == "920290"


@pytest.mark.parametrize("word", ["granule", "颗粒"])
def test_a_code_of_many_names_is_found_by_each_of_them(word: str) -> None:
    many = [
        post(word, "950300", "lexicon", length=40),
        post(word[0], "950300", "lexicon", length=40),
    ]
    few = [post(word, "920290", "lexicon", length=4)]

    assert codes(rank("", [*few, *many], [], BELOW))[0] == "950300"


def test_words_of_a_heading_count_for_all_below_it_but_less_than_own_ones() -> None:
    found = rank("", [post("guitar", "9202", "heading"), post("guitar", "920290")], [], BELOW)

    assert codes(found) == ["920290", "920210"]
    assert found[0].why == ("own: guitar",)


def test_a_name_that_is_the_whole_question_comes_first() -> None:
    words = [post("toy", "950300"), post("guitar", "920290")]
    said = [Name("toy guitar", "950300", 1.0)]
    found = rank("toy guitar", words, said, BELOW)

    assert codes(found)[0] == "950300"
    assert found[0].why[0] == "lexicon: toy guitar"


def test_a_note_stands_beside_what_it_excludes_and_nowhere_else() -> None:
    note = Note("92", ("toy guitar",), "9503", "Toys are toys.", "", "own")
    found = rank("a toy guitar", [post("guitar", "9202")], [], BELOW, notes=[note])
    other = rank("a guitar", [post("guitar", "9202")], [], BELOW, notes=[note])

    assert {one.excluded_by for one in found} == {(note,)}
    assert {one.excluded_by for one in other} == {()}


def test_within_keeps_only_codes_that_begin_so() -> None:
    words = [post("live", code) for code in CODES]

    assert codes(rank("", words, [], BELOW, within="0101")) == ["010121", "010129"]


def test_close_headings_leave_the_question_open_and_a_clear_one_does_not() -> None:
    close = rank("", [post("a", "010121"), post("b", "920290")], [], BELOW)
    clear = rank("", [post("a", "010121", times=9), post("b", "920290", "chapter")], [], BELOW)

    assert open_headings(close) == ["0101", "9202"]
    assert open_headings(clear) == []
    assert open_headings([]) == []


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(CODES)), max_size=20))
def test_a_further_word_never_lowers_a_candidate(words) -> None:
    postings = [post(*word) for word in words]
    before = {one.code: one.score for one in rank("", postings, [], BELOW)}
    after = {one.code: one.score for one in rank("", [*postings, post("z", "0101")], [], BELOW)}

    assert all(after[code] >= score for code, score in before.items())


@given(st.permutations([("a", "0101"), ("a", "920290"), ("b", "9503"), ("b", "010129")]))
def test_the_order_of_postings_changes_nothing(words) -> None:
    ranked = rank("", [post(*word) for word in words], [], BELOW)
    again = rank("", [post(*word) for word in sorted(words)], [], BELOW)

    assert [(one.code, one.score) for one in ranked] == [(one.code, one.score) for one in again]


@pytest.mark.parametrize(
    ("name", "question", "share"),
    [("solar panel", "Solar panels", 1.0), ("panel", "solar panel", 0.5),
     ("辣椒酱", "辣椒酱", 1.0), ("辣椒", "辣椒酱油", 0.5), ("", "x", 0.0)],
)  # fmt: skip
def test_how_much_of_a_question_a_name_is(name: str, question: str, share: float) -> None:
    assert share_of(name, question) == share


def test_phrases_are_folded_cut_and_split() -> None:
    assert fold("Solar PANELS") == "solar panel"
    assert bigrams("辣椒酱 x") == ["辣", "椒", "酱", "辣椒", "椒酱"]
    assert parts("a b c", longest=2) == ["a", "a b", "b", "b c", "c"]
    assert split_exclusion("Horses (excl. for slaughter)") == ("Horses ", "(excl. for slaughter)")
    assert split_exclusion("Taps other than of brass") == ("Taps ", " of brass")
    assert split_exclusion("(excl. pianos)") == ("(excl. pianos)", "")
