"""The Harmonized System by words in the database: making the index, and finding in it."""

import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from entrepot.kernel.errors import MissingError, Problem
from entrepot.store.db import Tx
from entrepot.store.queries import queries
from entrepot.tariff.search import Posting

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
Row = Mapping[str, Any]
MOST_PLACES = 1500  # of the words of a question: common ones add little and cost most


@dataclass(frozen=True, slots=True)
class Text:
    """English words of a field of a code."""

    code: str
    field: str
    words: str


@dataclass(frozen=True, slots=True)
class Called:
    """A name of the goods of a code, in one script, as it is looked up and as it is shown."""

    script: str
    folded: str
    name: str
    code: str


def find_index(tx: Tx, region: str, key: str) -> int | None:
    """The index of these texts, None where it is of other texts or there is none."""
    row = queries("nomenclature").find_index(tx, region=region)
    return int(row["id"]) if row and row["key"] == key else None


def newest_import(tx: Tx) -> int:
    """Number of the newest schedule that was imported, 0 where none was."""
    return int(queries("nomenclature").newest_import(tx))


def list_line_texts(tx: Tx) -> list[tuple[str, str]]:
    """National lines of imported schedules with their English texts."""
    rows = queries("nomenclature").list_line_texts(tx)
    return [(row["hs_code"], row["text"]) for row in rows]


def make_index(
    tx: Tx, region: str, key: str, texts: Iterable[Text], tokens: Iterable[Posting],
    names: Iterable[Called], *, at: datetime,
) -> int:  # fmt: skip
    """Make the index anew, in place of the one before it.

    Args:
        tx: The transaction.
        region: Id of the region.
        key: Hash of all texts.
        texts: English texts, stemmed here.
        tokens: Chinese characters and pairs of them.
        names: What people call goods.
        at: The instant.
    """
    sql = queries("nomenclature")
    sql.lock_index(tx, region=region)
    if (made := find_index(tx, region, key)) is not None:
        return made
    sql.drop_index(tx, region=region)
    number = int(sql.add_index(tx, region=region, key=key, made_at=at))
    sql.make_texts(tx)
    sql.make_tokens(tx)
    _copy(tx, "hs_text (hs_code, field, words)", ((t.code, t.field, t.words) for t in texts))
    sql.stem_texts(tx)
    sql.gather_words(tx, index_id=number)
    _copy(
        tx, "hs_token (lexeme, hs_code, field, times, length)",
        ((p.lexeme, p.code, p.field, p.times, p.length) for p in tokens),
    )  # fmt: skip
    sql.post_tokens(tx, index_id=number)
    _copy(
        tx, "hs_name (index_id, script, folded, name, hs_code)",
        ((number, n.script, n.folded, n.name, n.code) for n in names),
    )  # fmt: skip
    tx.execute("analyze hs_posting, hs_name, hs_word")
    return number


def _copy(tx: Tx, into: str, rows: Iterable[Sequence[object]]) -> None:
    with tx.cursor().copy(f"copy {into} from stdin") as copy:
        for row in rows:
            copy.write_row(row)


def stem(tx: Tx, words: str) -> list[str]:
    """Stems of English words, as the index has them; words that say nothing are left out."""
    return list(queries("nomenclature").stem(tx, words=words)["lexemes"])


def list_postings(tx: Tx, index: int, lexemes: Sequence[str]) -> list[Posting]:
    """The places of each word; of a long question only those of its rarer words."""
    rows = queries("nomenclature").list_postings(
        tx, index_id=index, lexemes=list(lexemes), most=MOST_PLACES
    )
    return [Posting(row["lexeme"], *place) for row in rows for place in row["places"]]


def list_names_said(
    tx: Tx, index: int, script: str, folded: Sequence[str], most: int = 400
) -> list[Row]:
    """Names that are among these."""
    return list(
        queries("nomenclature").list_names_said(
            tx, index_id=index, script=script, words=list(folded), most=most
        )
    )


def list_names_beginning(tx: Tx, index: int, script: str, folded: str, most: int = 40) -> list[Row]:
    """Names that begin so, the shortest first."""
    escaped = folded.replace("\\", "").replace("%", "").replace("_", "")
    return list(
        queries("nomenclature").list_names_beginning(
            tx, index_id=index, script=script, folded=escaped, most=most
        )
    )


def like_names(tx: Tx, index: int, script: str, folded: str, most: int = 10) -> list[Row]:
    """Names that are spelt alike, the closest first."""
    return list(
        queries("nomenclature").like_names(
            tx, index_id=index, script=script, folded=folded, most=most
        )
    )


def known_words(tx: Tx, index: int, words: Sequence[str]) -> set[str]:
    """Which of these words stand anywhere."""
    rows = queries("nomenclature").known_words(tx, index_id=index, words=list(words))
    return {row["word"] for row in rows}


def like_words(tx: Tx, index: int, word: str, most: int = 3) -> list[Row]:
    """Words that are spelt alike, the closest first."""
    return list(queries("nomenclature").like_words(tx, index_id=index, word=word, most=most))


def add_ruling(
    tx: Tx, *, region: str, owner: str, is_public: bool, goods: str, hs_code: str, reasons: str,
    candidates: list[dict[str, Any]], law_day: date, at: datetime, replaces: int | None,
) -> str:  # fmt: skip
    """Keep a decision, and give its reference."""
    reference = "H" + "".join(secrets.choice(_CROCKFORD) for _ in range(13))
    queries("nomenclature").add_ruling(
        tx, reference=reference, region=region, owner=owner, is_public=is_public, goods=goods,
        hs_code=hs_code, reasons=reasons, candidates=json.dumps(candidates, ensure_ascii=False),
        law_day=law_day, made_at=at, replaces=replaces,
    )  # fmt: skip
    return reference


def get_ruling(tx: Tx, reference: str) -> Row:
    """A ruling that who acts may see.

    Raises:
        MissingError: There is none such for him.
    """
    found: Row | None = queries("nomenclature").find_ruling(tx, reference=reference.upper())
    if found is None:
        message = f"there is no ruling '{reference[:40]}'."
        hint = "See the list of rulings."
        raise MissingError(Problem("ruling.unknown", "reference", message, hint,
                                   message_zh="没有该归类决定。"))  # fmt: skip
    return found


def list_rulings(tx: Tx, region: str, hs_code: str = "", most: int = 50) -> list[Row]:
    """Rulings that stand on a code and all below it, newest first."""
    digits = hs_code if hs_code.isdigit() else ""
    return list(queries("nomenclature").list_rulings(tx, region=region, hs_code=digits, most=most))
