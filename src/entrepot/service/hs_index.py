"""What the Harmonized System is found by: all its texts and names, gathered and kept."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from entrepot.region.law import Good
from entrepot.region.lexicon import HsTitle, TradeWords
from entrepot.store import hscodes
from entrepot.store import nomenclature as store
from entrepot.store.db import Tx
from entrepot.store.nomenclature import Called, Text
from entrepot.store.pinyin import spell
from entrepot.store.reference import WindowReference
from entrepot.tariff.phrase import bigrams, fold, has_han, split_exclusion
from entrepot.tariff.search import Posting

_LEVELS = {2: "chapter", 4: "heading", 6: "own"}
FORM = "2"  # of what is kept: a change makes every index anew


@dataclass
class Gathered:
    """The texts of the HS and of a region's words, with what is made of them.

    Attributes:
        region: Id of the region.
        hs: Codes of two, four and six digits with their English texts.
        titles, lexicon, goods: Rows of the pack.
        newest: Number of the newest imported schedule, whose lines are found too.
    """

    region: str
    hs: Sequence[tuple[str, str]]
    titles: Sequence[HsTitle]
    lexicon: Sequence[TradeWords]
    goods: Sequence[Good]
    newest: int = 0

    @cached_property
    def text(self) -> Mapping[str, str]:
        """English text of a code."""
        return dict(self.hs)

    @cached_property
    def title_zh(self) -> Mapping[str, str]:
        """Chinese title of a chapter or heading; name of a subheading where one is known."""
        found = {row.hs_code: row.title_zh for row in self.titles}
        for row in self.lexicon:
            if row.words_zh and len(row.hs_code) == 6:
                found.setdefault(row.hs_code, "、".join(row.words_zh[:3]))
        return found | {good.hs_code: good.name_zh for good in self.goods if good.name_zh}

    @cached_property
    def below(self) -> Mapping[str, Sequence[str]]:
        """Subheadings by the code they lie under; under the empty code all of them."""
        found: dict[str, list[str]] = {}
        for code, _ in self.hs:
            if len(code) == 6:
                for digits in (0, 2, 4, 6):
                    found.setdefault(code[:digits], []).append(code)
        return found

    @cached_property
    def key(self) -> str:
        """Hash of everything the index is made from."""
        digest = hashlib.sha256(f"{FORM} {self.newest}".encode())
        for rows in (self.hs, self.titles, self.lexicon, self.goods):
            for row in rows:
                digest.update(repr(row).encode())
        return digest.hexdigest()

    def index(self, tx: Tx, *, at: datetime) -> int:
        """The index of these texts; made where there is none."""
        found = store.find_index(tx, self.region, self.key)
        if found is not None:
            return found
        names = list(self._names())
        tokens = _count([*self._chinese(), *((n.code, "lexicon", n.name) for n in names)])
        texts = [*self._texts(names), *_lines(tx)]
        return store.make_index(tx, self.region, self.key, texts, tokens, _once(names), at=at)

    def _texts(self, names: Iterable[Called]) -> Iterator[Text]:
        for code, text in self.hs:
            kept, cut = split_exclusion(text)
            yield Text(code, _LEVELS[len(code)], kept)
            if cut:
                yield Text(code, "excluded", cut)
        for name in names:
            if name.script == "en":
                yield Text(name.code, "lexicon", name.name)

    def _chinese(self) -> Iterator[tuple[str, str, str]]:
        for row in self.titles:
            yield row.hs_code, _LEVELS[len(row.hs_code)], row.title_zh

    def _names(self) -> Iterator[Called]:
        for row in self.lexicon:
            for name in (*row.words_en, *row.words_zh):
                yield from _called(name, row.hs_code)
        for good in self.goods:
            for name in (good.name, good.name_zh, *good.words):
                yield from _called(name, good.hs_code[:6])


def _lines(tx: Tx) -> Iterator[Text]:
    for code, text in store.list_line_texts(tx):
        yield Text(code[:6], "line", split_exclusion(text)[0])


def gather(reference: WindowReference, newest: int = 0) -> Gathered:
    """The texts as the packs have them today.

    Args:
        reference: Reference data of the region.
        newest: Number of the newest imported schedule.
    """
    return Gathered(
        reference.settings.id,
        hscodes.load_hs(),
        reference.table("hs_titles"),
        reference.table("lexicon"),
        reference.table("goods"),
        newest,
    )


def _called(name: str, code: str) -> Iterator[Called]:
    """A name as it is looked up; a Chinese one by its spelling too."""
    folded = fold(name)
    if not folded:
        return
    if has_han(name):
        yield Called("zh", folded, name, code)
        yield Called("pinyin", spell(name), name, code)
    else:
        yield Called("en", folded, name, code)


def _once(names: Iterable[Called]) -> list[Called]:
    return list({(n.script, n.folded, n.code): n for n in names if n.folded}.values())


def _count(texts: Iterable[tuple[str, str, str]]) -> Iterator[Posting]:
    """How often each Chinese token stands in each field of each code."""
    found: dict[tuple[str, str], Counter[str]] = {}
    for code, field, text in texts:
        if tokens := bigrams(text):
            found.setdefault((code, field), Counter()).update(tokens)
    for (code, field), counts in found.items():
        for token, times in counts.items():
            yield Posting(token, code, field, times, len(counts))
