"""The words of the world pack: a title for every part of the HS, and codes that exist."""

import csv
import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from entrepot.region.lexicon import HsTitle, TradeWords
from entrepot.store import hscodes
from entrepot.store.reference import open_reference

RESERVED = "77"
GOLDEN = Path(__file__).parents[1] / "golden"
CHINESE = re.compile("[\u4e00-\u9fff]")
TONGUES = ("en", "zh")


@pytest.fixture(scope="module")
def codes() -> frozenset[str]:
    """Chapters, headings and subheadings of HS 2022."""
    return frozenset(code for code, _ in hscodes.load_hs())


@pytest.fixture(scope="module")
def titles() -> tuple[HsTitle, ...]:
    """Chinese titles of the world pack."""
    return open_reference("world").table("hs_titles")


@pytest.fixture(scope="module")
def lexicon() -> tuple[TradeWords, ...]:
    """Trade words of the world pack."""
    return open_reference("world").table("lexicon")


def test_every_chapter_and_heading_has_a_chinese_title(codes, titles) -> None:
    parts = {code for code in codes if len(code) < 6}

    assert {row.hs_code for row in titles} == parts | {RESERVED}
    assert len([row for row in titles if len(row.hs_code) == 2]) == 97


def test_no_two_parts_of_a_chapter_have_the_same_title(titles) -> None:
    named = [(row.hs_code[:2], row.title_zh) for row in titles if len(row.hs_code) == 4]

    assert len(set(named)) == len(named)


def test_a_title_is_short(titles) -> None:
    assert [row for row in titles if len(row.title_zh) > 24] == []


def folded(word: str) -> str:
    """A word as searching compares it."""
    return " ".join(word.casefold().split())


def by_chapter(lexicon: tuple[TradeWords, ...], language: str) -> dict[str, set[str]]:
    """Different words of a language by chapter."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for row in lexicon:
        found[row.hs_code[:2]] |= {folded(word) for word in getattr(row, f"words_{language}")}
    return found


def test_every_code_of_the_lexicon_is_of_hs_2022_and_has_words(codes, lexicon) -> None:
    wrong = [
        row for row in lexicon if row.hs_code not in codes or not (row.words_en or row.words_zh)
    ]

    assert wrong == []


@pytest.mark.parametrize(("language", "least"), [("en", 3500), ("zh", 3000)])
def test_there_are_words_enough_and_ten_in_each_chapter(codes, lexicon, language, least) -> None:
    words = by_chapter(lexicon, language)
    thin = {code for code in codes if len(code) == 2 and len(words[code]) < 10}

    assert thin == set()
    assert len(set().union(*words.values())) >= least


def test_no_word_stands_twice_with_one_code(lexicon) -> None:
    wrong = [
        row
        for row in lexicon
        for words in (row.words_en, row.words_zh)
        if len({folded(word) for word in words}) < len(words)
    ]

    assert wrong == []


def test_words_are_in_the_letters_of_their_language(lexicon) -> None:
    english = [word for row in lexicon for word in row.words_en if not word.isascii()]
    chinese = [word for row in lexicon for word in row.words_zh if not CHINESE.search(word)]

    assert english == []
    assert chinese == []


def test_names_kept_to_judge_the_search_are_not_in_the_lexicon(codes, lexicon) -> None:
    with (GOLDEN / "trade_names.csv").open(encoding="utf-8", newline="") as file:
        kept = [(row["language"], folded(row["name"]), row["hs6"]) for row in csv.DictReader(file)]
    known = {language: set().union(*by_chapter(lexicon, language).values()) for language in TONGUES}

    assert Counter(language for language, _, _ in kept) == {"en": 100, "zh": 100}
    assert len({(language, name) for language, name, _ in kept}) == len(kept)
    assert [hs6 for _, _, hs6 in kept if hs6 not in codes or len(hs6) != 6] == []
    assert [name for language, name, _ in kept if name in known[language]] == []
