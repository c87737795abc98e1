"""Tables of words: what the Harmonized System's parts are called, and what traders call goods."""

from dataclasses import dataclass

from entrepot.region.row import Row


@dataclass(frozen=True, slots=True)
class HsTitle(Row):
    """A short Chinese title of a chapter or heading, in own words."""

    hs_code: str  # two or four digits
    title_zh: str


@dataclass(frozen=True, slots=True)
class TradeWords(Row):
    """What traders call the goods of a code, in either language."""

    hs_code: str  # six digits, or four where the words are no more precise
    words_en: tuple[str, ...]
    words_zh: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HsNote(Row):
    """Goods that a chapter, heading or subheading leaves to another, in own words."""

    hs_code: str  # what excludes them
    words: tuple[str, ...]  # what people call them, in either language
    to_code: str  # where they belong
    text: str
    text_zh: str
