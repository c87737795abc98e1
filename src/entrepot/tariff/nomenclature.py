"""The Harmonized System by code and by words, in English and Chinese."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from math import log

from rapidfuzz import fuzz, process

from entrepot.kernel.codes import bare_hs
from entrepot.region.law import Good

_OWN, _HEADING, _CHAPTER, _NAME = 3.0, 1.0, 0.5, 8.0
_EXCLUDED_WEIGHT = 0.5  # words after "other than" tell what a line is not
_PREFIX_WEIGHT, _SPELLING_WEIGHT = 0.7, 0.6
_CLOSE_ENOUGH = 80.0  # rapidfuzz score below which a hint would mislead
_WORD = re.compile(r"[a-z0-9]+")
_HAN = re.compile(r"[㐀-鿿]+")
_EXCLUSION = re.compile(r"other than|excluding|excl\.|\bnot\b|\bexcept\b", re.IGNORECASE)
_CODE = re.compile(r"[\d.\-\s]+")
_STOP = frozenset(
    ["a", "an", "and", "as", "by", "c", "e", "for", "from", "in", "its", "kind", "n", "of"]
) | {"on", "or", "the", "to", "whether", "with"}


@dataclass(frozen=True, slots=True)
class Heading:
    """A chapter, heading or subheading of the nomenclature.

    Attributes:
        code: Two, four or six digits.
        text: What it covers, in English.
        text_zh: Chinese name where the reference data have one.
    """

    code: str
    text: str
    text_zh: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """A subheading that the words may mean; a candidate, never a classification.

    Attributes:
        score: Greater is closer; comparable within one search only.
        heading: Text of the heading it belongs to.
    """

    code: str
    text: str
    text_zh: str
    score: float
    heading: str = ""


class Nomenclature:
    """Finds subheadings by code, or by words in English or Chinese.

    Args:
        rows: Codes of two, four and six digits with their texts; others are left out.
        goods: What people call goods, in both languages, with their codes.

    Example:
        >>> tree = Nomenclature([("0902", "Tea"), ("090210", "Tea, green")])
        >>> [match.code for match in tree.search("green tea")]
        ['090210']
    """

    def __init__(self, rows: Iterable[tuple[str, str]], goods: Iterable[Good] = ()) -> None:
        self._goods = tuple(goods)
        chinese = {good.hs_code: good.name_zh for good in self._goods}
        self._headings = {
            code: Heading(code, text, chinese.get(code, ""))
            for code, text in rows
            if code.isdigit() and len(code) in (2, 4, 6)
        }

    def __len__(self) -> int:
        return len(self._lines)

    def find(self, code: str) -> Heading | None:
        """The chapter, heading or subheading of exactly that code, dotted or bare."""
        return self._headings.get(bare_hs(code))

    def search(self, text: str, most: int = 10) -> list[Match]:
        """Subheadings closest to a code or to words, best first.

        Args:
            text: `4011.20`, `401120`, or words in English or Chinese.
            most: Most matches wanted.
        """
        if _CODE.fullmatch(text.strip() or "x"):
            return [self._match(code, 1.0) for code in self._begin_with(bare_hs(text))[:most]]
        scores = self._index.score(text)
        best = sorted(scores, key=lambda code: (-scores[code], code))[:most]
        return [self._match(code, scores[code]) for code in best]

    def nearest(self, text: str, most: int = 3) -> list[Match]:
        """What a wrong code or unknown word may mean; for a code, its closest neighbours."""
        if not _CODE.fullmatch(text.strip() or "x"):
            return self.search(text, most)
        code = bare_hs(text)[:6]
        siblings: list[str] = []
        for digits in range(len(code), 1, -1):
            siblings = self._begin_with(code[:digits])
            if len(siblings) >= most or (siblings and digits <= 4):
                break
        close = process.extract(code, siblings, scorer=fuzz.ratio, limit=most)
        return [self._match(found, score) for found, score, _ in close]

    @cached_property
    def _lines(self) -> list[str]:
        return sorted(code for code in self._headings if len(code) == 6)

    @cached_property
    def _index(self) -> "_Index":
        return _Index.of(self._headings, self._lines, self._goods)

    def _begin_with(self, prefix: str) -> list[str]:
        return [code for code in self._lines if code.startswith(prefix[:6])]

    def _match(self, code: str, score: float) -> Match:
        own, above = self._headings[code], self._headings.get(code[:4])
        return Match(code, own.text, own.text_zh, round(score, 3), above.text if above else "")


@dataclass(frozen=True, slots=True)
class _Index:
    """Words with the codes they stand in; a heading's words count for all its lines."""

    postings: Mapping[str, Mapping[str, float]]
    lines: Mapping[str, tuple[str, ...]]
    names: tuple[tuple[str, frozenset[str]], ...]
    size: int
    words: tuple[str, ...] = field(default=())

    @classmethod
    def of(
        cls, headings: Mapping[str, Heading], lines: list[str], goods: Iterable[Good]
    ) -> "_Index":
        postings: dict[str, dict[str, float]] = {}
        for code, heading in headings.items():
            for word, weight in _weigh(heading.text):
                postings.setdefault(word, {})[code] = weight * _LEVEL_WEIGHTS[len(code)]
        names = tuple(_names(goods))
        for code, words in names:
            for word in words:
                row = postings.setdefault(word, {})
                row[code] = max(row.get(code, 0.0), _NAME)
        below: dict[str, list[str]] = {}
        for line in lines:
            for digits in (2, 4, 6):
                below.setdefault(line[:digits], []).append(line)
        spread = {code: tuple(codes) for code, codes in below.items()}
        return cls(postings, spread, names, len(headings), tuple(postings))

    def score(self, text: str) -> dict[str, float]:
        """Score of every line that shares a word with the text."""
        asked = _ask(text)
        words = tuple(asked)
        scores: dict[str, float] = {}
        for word, wanted in asked.items():
            for known, closeness in self._resolve(word):
                row = self.postings[known]
                spread = sum(len(self.lines.get(code, ())) for code in row)
                rarity = log(1 + self.size / (1 + spread)) * closeness * wanted
                for code, weight in row.items():
                    for line in self.lines.get(code, ()):
                        scores[line] = scores.get(line, 0.0) + weight * rarity
        for code, name in self.names:
            shared = len(name.intersection(words))
            for line in self.lines.get(code, ()) if shared else ():
                bonus = _NAME * 4 * shared * shared / (len(name) * len(words))
                scores[line] = scores.get(line, 0.0) + bonus
        return scores

    def _resolve(self, word: str) -> Iterator[tuple[str, float]]:
        if word in self.postings:
            yield word, 1.0
            return
        if len(word) < 4 or not word.isascii():
            return
        starting = [known for known in self.words if known.startswith(word)][:8]
        if starting:
            yield from ((known, _PREFIX_WEIGHT) for known in starting)
            return
        close = process.extract(
            word, self.words, scorer=fuzz.ratio, limit=3, score_cutoff=_CLOSE_ENOUGH
        )
        best = max((score for _, score, _ in close), default=0.0)
        yield from ((known, _SPELLING_WEIGHT) for known, score, _ in close if score == best)


_LEVEL_WEIGHTS = {2: _CHAPTER, 4: _HEADING, 6: _OWN}


def _names(goods: Iterable[Good]) -> Iterator[tuple[str, frozenset[str]]]:
    for good in goods:
        for name in (good.name, good.name_zh, *good.words):
            words = frozenset(_words(name))
            if words:
                yield good.hs_code[:6], words


def _weigh(text: str) -> Iterator[tuple[str, float]]:
    words = _ask(text)
    length = 0.8 + 0.02 * len(words)
    for word, weight in words.items():
        yield word, weight / length


def _ask(text: str) -> dict[str, float]:
    """Words of a text with their weight: little for what it excludes."""
    cut = _EXCLUSION.search(text)
    if cut is None or not cut.start():
        return dict.fromkeys(_words(text), 1.0)
    words = dict.fromkeys(_words(text[: cut.start()]), 1.0)
    for word in _words(text[cut.end() :]):
        words.setdefault(word, _EXCLUDED_WEIGHT)
    return words


def _words(text: str) -> Iterator[str]:
    """Stems of Latin words; single characters and pairs of neighbours of Chinese ones."""
    for word in _WORD.findall(text.lower()):
        if word not in _STOP:
            yield _stem(word)
    for run in _HAN.findall(text):
        if len(run) == 1:
            yield run
        yield from (run[i : i + 2] for i in range(len(run) - 1))


def _stem(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("ches", "shes", "sses", "xes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word
