"""The words of the world pack: a title for every part of the HS, and codes that exist."""

import pytest

from entrepot.region.lexicon import HsTitle
from entrepot.store import hscodes
from entrepot.store.reference import open_reference

RESERVED = "77"


@pytest.fixture(scope="module")
def codes() -> frozenset[str]:
    """Chapters, headings and subheadings of HS 2022."""
    return frozenset(code for code, _ in hscodes.load_hs())


@pytest.fixture(scope="module")
def titles() -> tuple[HsTitle, ...]:
    """Chinese titles of the world pack."""
    return open_reference("world").table("hs_titles")


def test_every_chapter_and_heading_has_a_chinese_title(codes, titles) -> None:
    parts = {code for code in codes if len(code) < 6}

    assert {row.hs_code for row in titles} == parts | {RESERVED}
    assert len([row for row in titles if len(row.hs_code) == 2]) == 97


def test_no_two_parts_of_a_chapter_have_the_same_title(titles) -> None:
    named = [(row.hs_code[:2], row.title_zh) for row in titles if len(row.hs_code) == 4]

    assert len(set(named)) == len(named)


def test_a_title_is_short(titles) -> None:
    assert [row for row in titles if len(row.title_zh) > 24] == []
