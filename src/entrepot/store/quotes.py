"""Quotes as they were given: kept word for word, never changed."""

import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import ConfigDict, TypeAdapter
from pydantic_core import PydanticSerializationError

from entrepot.kernel.errors import InputError, MissingError, Problem
from entrepot.store.db import Tx
from entrepot.store.queries import queries

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD = str.maketrans("OIL", "011")
DIGITS = 13
_JSON = TypeAdapter(Mapping[str, Any], config=ConfigDict(ser_json_inf_nan="constants"))
_FORM = re.compile(f"Q[{_CROCKFORD}]{{{DIGITS}}}")
_NUL = re.compile(r"(?<!\\)(\\\\)*\\u0000")  # as JSON writes it


@dataclass(frozen=True, slots=True)
class Quote:
    """A stored quote.

    Attributes:
        reference: Its name, which is also the link to share.
        made_at: When it was made.
        region: Region id.
        pack_version: Version of the pack it was made from.
        request: What was asked.
        document: What was answered.
    """

    reference: str
    made_at: datetime
    region: str
    pack_version: str
    request: dict[str, Any]
    document: dict[str, Any]


def new_reference(letter: str = "Q") -> str:
    """A reference nobody can guess: a letter and 13 digits of Crockford's base 32 (65 bits)."""
    return letter + "".join(secrets.choice(_CROCKFORD) for _ in range(DIGITS))


def parse_reference(text: str) -> str:
    """A reference as people write it: small letters, blanks, O for 0, I and L for 1.

    Example:
        >>> parse_reference("q7k3m9-o000000i")
        'Q7K3M900000001'
    """
    bare = "".join(text.upper().replace("-", "").split())
    return bare[:1] + bare[1:].translate(_MISREAD)


def save_quote(tx: Tx, quote: Quote) -> None:
    """Store a quote; storing the same one again changes nothing.

    Raises:
        InputError: A text of the request or the document is not valid Unicode.
    """
    queries("quotes").add_quote(
        tx,
        reference=quote.reference,
        made_at=quote.made_at,
        region=quote.region,
        pack_version=quote.pack_version,
        origin=_told(quote.document, "origin", "id"),
        destination=_told(quote.document, "destination", "id"),
        hs_code=_told(quote.document, "goods", "hs"),
        request=written(quote.request),
        document=written(quote.document),
    )


def get_quote(tx: Tx, reference: str) -> Quote:
    """A stored quote by its reference.

    Raises:
        MissingError: There is none.
    """
    name = parse_reference(reference)
    row = queries("quotes").find_quote(tx, reference=name) if _FORM.fullmatch(name) else None
    if row is None:
        raise MissingError(
            Problem(
                "quote.unknown",
                "reference",
                f"there is no quote {reference[:40]!r}.",
                "Check the reference, or list the quotes.",
            )
        )
    return Quote(**row)


def list_quotes(
    tx: Tx, *, most: int = 50, before: str | None = None, region: str | None = None
) -> list[dict[str, Any]]:
    """Quotes in short, newest first.

    Args:
        tx: Transaction.
        most: How many.
        before: Reference of the last quote already seen; the list goes on behind it.
        region: Only quotes of this region; None for all.

    Returns:
        For each: reference, made_at, region, pack_version, on, origin, origin_name,
        destination, destination_name, hs_code and the number of options.
    """
    before = parse_reference(before) if before else None
    return list(queries("quotes").list_quotes(tx, most=most, before=before, region=region))


def _told(document: Mapping[str, Any], of: str, key: str) -> str | None:
    found = document.get(of, {}).get(key)
    return None if found is None else str(found)


def written(value: Mapping[str, Any]) -> str:
    """A value as JSON text; PostgreSQL refuses a number that is none."""
    try:
        text = _JSON.dump_json(value).decode()
    except PydanticSerializationError as error:
        text = json.dumps(value, ensure_ascii=False)
        at = next(i for i, sign in enumerate(text) if "\ud800" <= sign <= "\udfff")
        raise _broken_text(text, at) from error
    if "\\u0000" in text and (found := _NUL.search(text)):
        raise _broken_text(text, found.start())
    return text


def _broken_text(text: str, at: int) -> InputError:
    return InputError(
        Problem(
            "text.encoding",
            "request",
            f"{text[max(0, at - 20) : at]!r} is followed by a character that is no text.",
            "Send text as UTF-8, without NUL.",
        )
    )
