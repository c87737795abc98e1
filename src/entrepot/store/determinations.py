"""Determinations of origin as they were made: kept word for word, never changed."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from entrepot.kernel.errors import MissingError, Problem
from entrepot.store.db import Tx
from entrepot.store.queries import queries

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_FORM = re.compile(f"D[{_CROCKFORD}]{{13}}")
_MISREAD = str.maketrans("OIL", "011")
_MOST = 200


@dataclass(frozen=True, slots=True)
class KeptDetermination:
    """A determination as it was kept.

    Attributes:
        id: Its name: the hash of what was asked, by whom, and what came of it.
        owner: Account it belongs to; None is nobody's.
        made_at: When it was made first.
        engine: Version of the reasoning.
        agreement: Code of the agreement.
        exporting_party, importing_party: ISO 3166-1 alpha-2.
        legal_day: The day it speaks of.
        hs_code: Code of the good.
        verdict: originating, not_originating or undetermined.
        asked: The question, word for word.
        rule_ids: Names of the rules it rests on.
        result: The answer as a document, with its trace.
    """

    id: str
    owner: str | None
    made_at: datetime
    engine: str
    agreement: str
    exporting_party: str
    importing_party: str
    legal_day: date
    hs_code: str
    verdict: str
    asked: dict[str, Any]
    rule_ids: list[str]
    result: dict[str, Any]


def determination_id(owner: str | None, *parts: object) -> str:
    """The id of a determination: `D` and 13 digits of Crockford's base 32 (65 bits)."""
    written = json.dumps([owner, *parts], sort_keys=True, ensure_ascii=False, default=str)
    number = int.from_bytes(hashlib.sha256(written.encode()).digest())
    digits = []
    for _ in range(13):
        number, place = divmod(number, 32)
        digits.append(_CROCKFORD[place])
    return "D" + "".join(digits)


def parse_id(text: str) -> str:
    """An id as people write it: small letters, blanks, O for 0; empty where it is none."""
    bare = "".join(text.upper().replace("-", "").split())
    bare = bare[:1] + bare[1:].translate(_MISREAD)
    return bare if _FORM.fullmatch(bare) else ""


def save_determination(tx: Tx, kept: KeptDetermination) -> None:
    """Store a determination; storing the same one again changes nothing."""
    row = {name: getattr(kept, name) for name in kept.__dataclass_fields__}
    for name in ("asked", "rule_ids", "result"):
        row[name] = json.dumps(row[name], ensure_ascii=False)
    queries("origin").add_determination(tx, **row)


def get_determination(tx: Tx, id: str) -> KeptDetermination:
    """A stored determination of who acts, or of nobody, by its id.

    Raises:
        MissingError: He has none of that id.
    """
    name = parse_id(id)
    row: Mapping[str, Any] | None = (
        queries("origin").find_determination(tx, id=name) if name else None
    )
    if row is None:
        raise MissingError(
            Problem(
                "determination.unknown", "determination",
                f"there is no determination {id[:40]!r}.", "Determine the origin first.",
                message_zh="没有该原产地判定。",
            )
        )  # fmt: skip
    return KeptDetermination(**row)


def list_determinations(tx: Tx, owner: str) -> list[Mapping[str, Any]]:
    """Determinations of an account in short, newest first."""
    return list(queries("origin").list_determinations(tx, owner=owner, most=_MOST))
