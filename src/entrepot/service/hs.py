"""Finding the code of goods: by words in English, Chinese or pinyin, or by the code itself."""

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from entrepot.kernel.codes import bare_hs
from entrepot.kernel.errors import InputError, MissingError, Problem
from entrepot.service.amounts import Document
from entrepot.service.fields import Fields
from entrepot.service.hs_index import Gathered
from entrepot.store import nomenclature as store
from entrepot.store.db import Tx
from entrepot.store.pinyin import spell
from entrepot.tariff.phrase import bigrams, fold, has_han, parts, split_exclusion
from entrepot.tariff.search import Name, Note, Scored, open_headings, rank, share_of

Language = Literal["code", "en", "zh", "pinyin"]
LONGEST = 300  # signs of a question
MOST = 50
IN_FORCE = date(2022, 1, 1)  # first day of the edition held
_CODE = re.compile(r"[\d.\-\s]+")
_WORD = re.compile(r"[a-z]{4,24}")
_CLOSE_NAME = 0.45  # likeness below which another name would mislead


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, as it was understood.

    Attributes:
        text: The words, with their spelling repaired.
        language: In which they are.
        within: Beginning of the codes wanted.
        repaired: Words put for others, by the word given.
    """

    text: str
    language: Language
    within: str = ""
    repaired: tuple[tuple[str, str], ...] = ()


def search_hs(
    tx: Tx,
    texts: Gathered,
    raw: Mapping[str, object],
    *,
    at: datetime,
    notes: tuple[Note, ...] = (),
) -> Document:
    """Subheadings that words or a code may mean, best first; candidates, never a ruling.

    Args:
        tx: The transaction.
        texts: The texts of the region.
        raw: `query`, `limit`, `on` and `within`, the beginning of the codes wanted.
        at: The instant.
        notes: What chapters and headings exclude.

    Returns:
        `query`, `language`, `results` and at most one `question` that narrows.

    Raises:
        InputError: With every fault of the fields.
    """
    began = time.perf_counter()
    fields = Fields(raw)
    text = fields.text("query", required=True)
    if len(text) > LONGEST:
        fields.fault("long", "query", f"has more than {LONGEST} signs.", "Ask in fewer words.")
    limit = fields.whole("limit", low=1, high=MOST) or 10
    within = bare_hs(fields.text("within"))
    on = fields.day("on") or at.date()
    fields.nothing_else()
    if fields.problems:
        raise InputError(fields.problems)
    asked, found = _find(tx, texts, text, within, notes, limit, at)
    return {
        "query": text,
        "language": asked.language,
        "repaired": [{"given": given, "read": read} for given, read in asked.repaired],
        "on": on.isoformat(),
        "edition": "HS2022",
        "note": "" if on >= IN_FORCE else f"the edition held is in force since {IN_FORCE}",
        "results": [result_document(one, texts) for one in found],
        "question": None if within or asked.language == "code" else _narrow(found, texts),
        "ms": round(1000 * (time.perf_counter() - began), 1),
    }


def browse_hs(texts: Gathered, code: str) -> Document:
    """A node of the tree: its texts, what it lies in, and what lies below it.

    Args:
        texts: The texts of the region.
        code: Empty for the chapters, or two, four or six digits, dotted or bare.

    Raises:
        MissingError: The edition has no such code.
    """
    bare = bare_hs(code)
    if bare and bare not in texts.text:
        near = ", ".join(sorted(c for c in texts.text if c[:2] == bare[:2])[:3])
        hint = f"Codes nearby: {near}." if near else "Give a chapter, such as 21."
        raise MissingError(Problem("hs.unknown", "code", f"HS 2022 has no {code!r}.", hint,
                                   message_zh="HS 2022 没有该编码。"))  # fmt: skip
    digits = len(bare) + 2
    children = [c for c, _ in texts.hs if len(c) == digits and c.startswith(bare)]
    above = [bare[:n] for n in range(2, len(bare), 2)]
    return {
        "code": bare or None,
        "text": _text(bare, texts) if bare else None,
        "edition": "HS2022",
        "above": [{"code": c, "text": _text(c, texts)} for c in above],
        "below": [{"code": c, "text": _text(c, texts)} for c in children],
    }


def result_document(found: Scored, texts: Gathered) -> Document:
    """A candidate as JSON tells it."""
    return {
        "hs6": found.code,
        "line": found.code,
        "text": _text(found.code, texts),
        "heading": {"code": found.code[:4], "text": _text(found.code[:4], texts)},
        "score": found.score,
        "why": list(found.why),
        "excluded_by": [
            {"code": note.code, "to": note.to_code, "text": {"en": note.text, "zh": note.text_zh},
             "source": note.source}
            for note in found.excluded_by
        ],
    }  # fmt: skip


def _find(
    tx: Tx, texts: Gathered, text: str, within: str, notes: tuple[Note, ...], limit: int,
    at: datetime,
) -> tuple[Question, list[Scored]]:  # fmt: skip
    if _CODE.fullmatch(text):
        return Question(text, "code"), _by_code(bare_hs(text), texts, limit)
    index = texts.index(tx, at=at)
    asked = _understand(tx, index, text, within)
    said = _said(tx, index, asked)
    lexemes = _lexemes(tx, asked, said)
    postings = store.list_postings(tx, index, lexemes) if lexemes else []
    ranked = rank(
        asked.text, postings, said, texts.below, notes=notes, within=within, most=limit
    )  # fmt: skip
    return asked, ranked


def _by_code(code: str, texts: Gathered, limit: int) -> list[Scored]:
    """Subheadings that begin so; of a national line the one it belongs to."""
    wanted = code[:6]
    found = [c for c in texts.below.get("", ()) if c.startswith(wanted)]
    return [Scored(c, 1.0, (f"code: {wanted}",)) for c in found[:limit]]


def _understand(tx: Tx, index: int, text: str, within: str) -> Question:
    """In which language a question is, and its words with their spelling repaired."""
    text, _ = split_exclusion(text)
    if has_han(text):
        return Question(text, "zh", within)
    words = _WORD.findall(text.lower())
    known = store.known_words(tx, index, words)
    unknown = [word for word in words if word not in known]
    folded = re.sub(r"[^a-z]", "", text.lower())
    known_enough = len(unknown) < len(words) or not folded
    if not known_enough or not words:
        spelt = store.list_names_said(tx, index, "pinyin", [folded])
        spelt = spelt or store.list_names_beginning(tx, index, "pinyin", folded)
        if spelt and len(folded) > 1:
            return Question(folded, "pinyin", within)
    return _repair(tx, index, text, unknown, within)


def _repair(tx: Tx, index: int, text: str, unknown: list[str], within: str) -> Question:
    """Put the closest known word for each that stands nowhere."""
    repaired = []
    for word in dict.fromkeys(unknown):
        near = store.like_words(tx, index, word, most=1)
        if near:
            text = re.sub(rf"\b{re.escape(word)}\b", near[0]["word"], text, flags=re.IGNORECASE)
            repaired.append((word, near[0]["word"]))
    return Question(text, "en", within, tuple(repaired))


def _said(tx: Tx, index: int, asked: Question) -> list[Name]:
    """Names that are said in a question, with how much of it each is."""
    if asked.language == "pinyin":
        return _spelt(tx, index, asked.text)
    folded = fold(asked.text)
    rows = store.list_names_said(tx, index, asked.language, parts(folded))
    return [Name(row["name"], row["hs_code"], share_of(row["name"], asked.text)) for row in rows]


def _spelt(tx: Tx, index: int, folded: str) -> list[Name]:
    """Chinese names by how they are spelt: as a whole, by their beginning, or nearly."""
    rows = store.list_names_said(tx, index, "pinyin", [folded])
    rows = rows or store.list_names_beginning(tx, index, "pinyin", folded)
    if not rows:
        near = store.like_names(tx, index, "pinyin", folded)
        rows = [row for row in near if row["likeness"] >= _CLOSE_NAME]
    return [
        Name(row["name"], row["hs_code"], min(1.0, len(folded) / len(spell(row["name"]) or " ")))
        for row in rows
    ]


def _lexemes(tx: Tx, asked: Question, said: list[Name]) -> list[str]:
    """What to look up: stems of English words, characters and pairs of Chinese ones."""
    if asked.language == "zh":
        words = re.sub(r"[^A-Za-z ]", " ", asked.text)
        return [
            *dict.fromkeys(bigrams(asked.text)),
            *(store.stem(tx, words) if words.strip() else []),
        ]
    if asked.language == "pinyin":
        return list(dict.fromkeys(token for name in said for token in bigrams(name.name)))
    return store.stem(tx, asked.text)


def _narrow(found: list[Scored], texts: Gathered) -> Document | None:
    """One question where headings are close: which of them."""
    headings = open_headings(found)
    if not headings:
        return None
    return {
        "text": {"en": "Which of these is it?", "zh": "属于以下哪一类？"},
        "options": [{"within": code, "text": _text(code, texts)} for code in headings],
    }


def _text(code: str, texts: Gathered) -> Document:
    return {"en": texts.text.get(code, ""), "zh": texts.title_zh.get(code, "")}
