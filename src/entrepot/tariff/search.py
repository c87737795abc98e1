"""Ranks the subheadings that words may mean: fielded BM25, and names that are said whole.

A word counts the more, the fewer subheadings have it. Words of a heading or chapter count for
all below it. A result is a candidate, never a classification.

Source:
    Robertson, Zaragoza, Taylor (2004), Simple BM25 extension to multiple weighted fields, eq. 2.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import log

from entrepot.tariff.phrase import fold, has_han, names

SATURATION = 3.0  # k1: how soon more of the same word adds little
EVENNESS = 0.75  # b: how much a long text counts less
FIELDS: Mapping[str, tuple[float, float]] = {  # weight, and words on average
    "own": (3.0, 12.0),
    "lexicon": (4.0, 4.0),
    "line": (1.5, 30.0),
    "heading": (1.5, 12.0),
    "chapter": (0.5, 12.0),
    "excluded": (0.3, 8.0),
}
WHOLE_NAME = 12.0  # a name that is the whole question, beside what its words count
CLOSE = 0.75  # of the best score: a heading that near leaves the question open
MOST_OPTIONS = 4


@dataclass(frozen=True, slots=True)
class Posting:
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


@dataclass
class _Sum:
    score: float = 0.0
    why: dict[str, float] = field(default_factory=dict)

    def add(self, score: float, why: str) -> None:
        self.score += score
        self.why[why] = self.why.get(why, 0.0) + score


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
    sums: dict[str, _Sum] = {}
    size = len(below.get("", ())) or sum(len(code) == 6 for code in below)
    for lexeme, fields in _spread(postings, below).items():
        rarity = log(1 + (size - len(fields) + 0.5) / (len(fields) + 0.5))
        for code, (weighted, best) in fields.items():
            score = rarity * weighted / (SATURATION + weighted)
            sums.setdefault(code, _Sum()).add(score, f"{best}: {lexeme}")
    for name in said:
        for code in below.get(name.code, ()):
            bonus = WHOLE_NAME * name.share * name.share
            sums.setdefault(code, _Sum()).add(bonus, f"lexicon: {name.name}")
    kept = {code: found for code, found in sums.items() if code.startswith(within)}
    best_first = sorted(kept, key=lambda code: (-kept[code].score, code))[:most]
    listed = list(notes)
    return [_scored(code, kept[code], exclusions(code, question, listed)) for code in best_first]


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
) -> dict[str, dict[str, tuple[float, str]]]:
    """Weighted count of each word in each subheading, and the field that counts most."""
    found: dict[str, dict[str, tuple[float, str]]] = {}
    for posting in postings:
        weight, mean = FIELDS[posting.field]
        even = 1 - EVENNESS + EVENNESS * posting.length / mean
        count = weight * posting.times / even
        codes = found.setdefault(posting.lexeme, {})
        for code in below.get(posting.code, ()):
            so_far, best = codes.get(code, (0.0, posting.field))
            codes[code] = so_far + count, posting.field if count > so_far else best
    return found


def _scored(code: str, found: _Sum, excluded_by: tuple[Note, ...]) -> Scored:
    why = sorted(found.why, key=lambda reason: -found.why[reason])[:4]
    return Scored(code, round(found.score, 3), tuple(why), excluded_by)
