"""Sections of the Harmonized System: which chapters belong to which."""

from bisect import bisect_right

# First chapter of each section.
# Source: WCO, Harmonized System 2022, table of contents.
_FIRST = (1, 6, 15, 16, 25, 28, 39, 41, 44, 47, 50, 64, 68, 71, 72, 84, 86, 90, 93, 94, 97)
SECTIONS = (
    "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV",
    "XVI", "XVII", "XVIII", "XIX", "XX", "XXI",
)  # fmt: skip
_LAST = 97


def section_of(hs: str) -> str:
    """The section of a code, such as XVI; empty where its chapter is in none."""
    chapter = int(hs[:2]) if hs[:2].isdigit() else 0
    return SECTIONS[bisect_right(_FIRST, chapter) - 1] if 1 <= chapter <= _LAST else ""
