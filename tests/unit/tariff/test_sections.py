"""Sections of the Harmonized System."""

import pytest

from entrepot.tariff.sections import SECTIONS, section_of


@pytest.mark.parametrize(
    ("hs", "section"),
    [
        ("010121", "I"), ("051199", "I"), ("060110", "II"), ("150710", "III"), ("240110", "IV"),
        ("310530", "VI"), ("401120", "VII"), ("711319", "XIV"), ("850760", "XVI"), ("87", "XVII"),
        ("970121", "XXI"), ("9801", ""), ("00", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_code_lies_in_the_section_of_its_chapter(hs: str, section: str) -> None:
    assert section_of(hs) == section


def test_every_section_has_a_chapter() -> None:
    assert {section_of(f"{chapter:02d}") for chapter in range(1, 98)} == set(SECTIONS)
