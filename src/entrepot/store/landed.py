"""Landed costs as they were told: kept word for word, never changed."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from entrepot.kernel.errors import MissingError, Problem
from entrepot.store.db import Tx
from entrepot.store.queries import queries
from entrepot.store.quotes import new_reference, parse_reference, written

_FORM = re.compile(r"L[0-9A-HJKMNP-TV-Z]{13}")


@dataclass(frozen=True, slots=True)
class KeptLanded:
    """A landed cost as it was kept.

    Attributes:
        reference: Its name, which is also the link to share.
        made_at: When it was made.
        region: Region id.
        pack_version: Version of the pack it was made from.
        question: Hash of what was asked.
        request: What was asked.
        document: What was answered.
    """

    reference: str
    made_at: datetime
    region: str
    pack_version: str
    question: str
    request: dict[str, Any]
    document: dict[str, Any]


def new_landed_reference() -> str:
    """A reference nobody can guess."""
    return new_reference("L")


def question_of(request: Mapping[str, Any]) -> str:
    """The hash by which the same question is found again, whatever the order of its keys."""
    text = json.dumps(request, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def save_landed(tx: Tx, kept: KeptLanded) -> None:
    """Store a landed cost; storing the same one again changes nothing.

    Raises:
        InputError: A text of it is not valid Unicode.
    """
    row = {name: getattr(kept, name) for name in KeptLanded.__slots__}
    texts = {"request": written(kept.request), "document": written(kept.document)}
    queries("landed").add_landed(tx, **row | texts)


def get_landed(tx: Tx, reference: str) -> KeptLanded:
    """A landed cost by its reference.

    Raises:
        MissingError: There is none.
    """
    name = parse_reference(reference)
    row = queries("landed").find_landed(tx, reference=name) if _FORM.fullmatch(name) else None
    if row is None:
        message = f"there is no landed cost {reference[:40]!r}."
        raise MissingError(
            Problem(
                "landed.unknown", "reference", message, "Check the reference.",
                message_zh="没有该到岸成本。",
            )
        )  # fmt: skip
    return KeptLanded(**row)


def find_newest_landed(tx: Tx, question: str) -> KeptLanded | None:
    """The newest landed cost kept that answers a question, None where there is none."""
    row = queries("landed").find_newest_landed(tx, question=question)
    return KeptLanded(**row) if row else None
