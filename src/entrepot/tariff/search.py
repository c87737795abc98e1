"""Ranks the subheadings that words may mean: fielded BM25, and names that are said whole.

A word counts the more, the fewer subheadings have it. Words of a heading or chapter count for
all below it. A result is a candidate, never a classification.

Source:
    Robertson, Zaragoza, Taylor (2004), Simple BM25 extension to multiple weighted fields, eq. 2.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from math import log
from typing import NamedTuple

from entrepot.tariff.phrase import fold, has_han, names


class Field(NamedTuple):
    """How much the words of a field count.

    Attributes:
        weight: Against those of other fields.
        words: English words that a code has there on average.
        tokens: Chinese characters and pairs of them that a code has there on average.
        evenness: b: how much a word counts less among many, 0 to 1.
    """

    weight: float
    words: float
    tokens: float
    evenness: float = 0.75


SATURATION = 3.0  # k1: how soon more of the same word adds little
FIELDS: Mapping[str, Field] = {
    "own": Field(3.0, 12.0, 12.0),
    # Names stand beside each other: a code with many of them is not a longer text.
    "lexicon": Field(4.0, 6.8, 18.0, 0.3),
    "line": Field(1.5, 30.0, 30.0),
    "heading": Field(1.5, 12.0, 12.0),
    "chapter": Field(0.5, 12.0, 12.0),
    "excluded": Field(0.3, 8.0, 8.0),
}
WHOLE_NAME = 12.0  # a name that is the whole question, beside what its words count
CLOSE = 0.75  # of the best score: a heading that near leaves the question open
MOST_OPTIONS = 4
MOST_REASONS = 4


class Posting(NamedTuple):
    """A word in a field of a code.

    Attributes:
        lexeme: The word's stem, a Chinese character or a pair of them.
        code: Two, four or six digits.
        field: A key of `FIELDS`.
        times: How often it stands there.
        length: Words of that field in all.
    """

    lexeme: str
    code: str
    field: str
    times: int
    length: int


@dataclass(frozen=True, slots=True)
class Name:
    """What people call the goods of a code, as it was said in a question.

    Attributes:
        share: How much of the question it is, 0 to 1.
    """

    name: str
    code: str
    share: float


@dataclass(frozen=True, slots=True)
class Note:
    """Goods that a chapter or heading leaves to another.

    Attributes:
        code: Chapter, heading or subheading that excludes them.
        words: What people call them, in either language.
        to_code: Where they belong.
    """

    code: str
    words: tuple[str, ...]
    to_code: str
    text: str
    text_zh: str
    source: str


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate.

    Attributes:
        why: What spoke for it: `own: pepper`, `lexicon: chilli sauce`.
        excluded_by: Notes that send such goods elsewhere.
    """

    code: str
    score: float
    why: tuple[str, ...]
    excluded_by: tuple[Note, ...] = ()


def rank(
    question: str,
    postings: Iterable[Posting],
    said: Iterable[Name],
    below: Mapping[str, Sequence[str]],
    *,
    notes: Iterable[Note] = (),
    within: str = "",
    most: int = 10,
) -> list[Scored]:
    """Rank subheadings, best first.

    Args:
        question: What was asked, for the notes.
        postings: Of each word of the question.
        said: Names that are said in it.
        below: Subheadings by the code of two, four or six digits they lie under.
        notes: What chapters and headings exclude.
        within: Beginning of the codes wanted.
        most: Most results wanted.
    """
    size = len(below.get("", ())) or sum(len(code) == 6 for code in below)
    placed, named = list(postings), list(said)
    words = {lexeme: _scores(counts, size) for lexeme, counts in _spread(placed, below).items()}
    bonuses = _bonuses(named, below)
    scores: dict[str, float] = {}
    for part in (*words.values(), bonuses):
        for code, score in part.items():
            scores[code] = scores.get(code, 0.0) + score
    kept = [code for code in scores if code.startswith(within)]
    best_first = sorted(kept, key=lambda code: (-scores[code], code))[:most]
    listed, why = list(notes), _Reasons(words, _by_place(placed), named)
    return [
        Scored(code, round(scores[code], 3), why.of(code), exclusions(code, question, listed))
        for code in best_first
    ]


def exclusions(code: str, question: str, notes: Iterable[Note]) -> tuple[Note, ...]:
    """Notes on a code that send goods of these words elsewhere."""
    return tuple(
        note
        for note in notes
        if code.startswith(note.code)
        and not code.startswith(note.to_code)
        and any(names(words, question) for words in note.words)
    )


def open_headings(found: Sequence[Scored]) -> list[str]:
    """Headings to choose from, where the best ones are close; empty where one stands out."""
    best: dict[str, float] = {}
    for scored in found:
        best.setdefault(scored.code[:4], scored.score)
    top = max(best.values(), default=0.0)
    near = [heading for heading, score in best.items() if score >= CLOSE * top]
    return near[:MOST_OPTIONS] if len(near) > 1 else []


def share_of(name: str, question: str) -> float:
    """How much of a question a name is: characters of Chinese, words of the rest."""
    one, whole = fold(name), fold(question)
    if not one or not whole:
        return 0.0
    if has_han(one):
        return min(1.0, len(one) / len(whole))
    return min(1.0, len(one.split()) / len(whole.split()))


def _spread(
    postings: Iterable[Posting], below: Mapping[str, Sequence[str]]
) -> dict[str, dict[str, float]]:
    """Weighted count of each word in each subheading; words above it count for it too."""
    found: dict[str, dict[str, float]] = {}
    for posting in postings:
        count = _weigh(posting)
        codes = found.setdefault(posting.lexeme, {})
        for code in below.get(posting.code, ()):
            codes[code] = codes.get(code, 0.0) + count
    return found


def _weigh(posting: Posting) -> float:
    field = FIELDS[posting.field]
    mean = field.words if posting.lexeme.isascii() else field.tokens
    longer = field.evenness * (posting.length / mean - 1)
    return field.weight * posting.times / (1 + longer)


def _scores(counts: Mapping[str, float], size: int) -> dict[str, float]:
    """What a word adds to each subheading that has it."""
    rarity = log(1 + (size - len(counts) + 0.5) / (len(counts) + 0.5))
    return {code: rarity * count / (SATURATION + count) for code, count in counts.items()}


def _bonuses(said: Iterable[Name], below: Mapping[str, Sequence[str]]) -> dict[str, float]:
    """What the names that are said add."""
    found: dict[str, float] = {}
    for name in said:
        for code in below.get(name.code, ()):
            found[code] = found.get(code, 0.0) + WHOLE_NAME * name.share * name.share
    return found


@dataclass(frozen=True, slots=True)
class _Reasons:
    """What spoke for a code, told only of those that are shown."""

    words: Mapping[str, Mapping[str, float]]
    places: Mapping[tuple[str, str], Sequence[Posting]]
    said: Sequence[Name]

    def of(self, code: str) -> tuple[str, ...]:
        """The four reasons that added most."""
        found = {
            f"lexicon: {name.name}": WHOLE_NAME * name.share * name.share
            for name in self.said
            if code.startswith(name.code)
        }
        for lexeme, scores in self.words.items():
            if code in scores:
                found[f"{self._field(lexeme, code)}: {lexeme}"] = scores[code]
        return tuple(sorted(found, key=lambda reason: (-found[reason], reason))[:MOST_REASONS])

    def _field(self, lexeme: str, code: str) -> str:
        """The field in which a word counts most for a code."""
        own = (self.places.get((lexeme, code[:digits]), ()) for digits in (2, 4, 6))
        return max(chain.from_iterable(own), key=_weigh).field


def _by_place(postings: Iterable[Posting]) -> dict[tuple[str, str], list[Posting]]:
    found: dict[tuple[str, str], list[Posting]] = {}
    for posting in postings:
        found.setdefault((posting.lexeme, posting.code), []).append(posting)
    return found
