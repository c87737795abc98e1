"""Certificates of origin within one transaction, and who may see them."""

import json
import re
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import psycopg

from entrepot.kernel.errors import MissingError, Problem, RefusedError
from entrepot.store.db import Tx
from entrepot.store.queries import queries

Row = Mapping[str, Any]
NUMBER = re.compile(r"[0-9A-Z][0-9A-Z/.-]{2,39}")
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_REFERENCE = re.compile(f"C[{_CROCKFORD}]{{13}}")
_MOST = 200


def new_reference() -> str:
    """A name nobody can guess: `C` and 13 digits of Crockford's base 32."""
    return "C" + "".join(secrets.choice(_CROCKFORD) for _ in range(13))


def parse_name(text: str) -> str:
    """A reference or a number as people write it; empty where it is neither."""
    bare = "".join(text.upper().split())
    return bare if NUMBER.fullmatch(bare) else ""


def add_certificate(
    tx: Tx, *, org: str, by: str, at: datetime, determination: str, agreement: str, kind: str,
    fields: Mapping[str, str], state: str, reference: str = "", issuer: str | None = None,
    number: str | None = None, version: int = 0, replaces: int | None = None,
    broker: str | None = None,
) -> tuple[int, str]:  # fmt: skip
    """Add a certificate.

    Returns:
        Its id and its reference.

    Raises:
        RefusedError: The issuer has given the number before.
    """
    reference = reference or new_reference()
    try:
        made = queries("certificates").add_certificate(
            tx, reference=reference, org_id=org, made_by=by, at=at, determination=determination,
            agreement=agreement, kind=kind, fields=_written(fields), state=state, issuer=issuer,
            number=number, version=version, replaces=replaces, broker=broker,
        )  # fmt: skip
    except psycopg.errors.UniqueViolation as error:
        raise _taken(number or reference) from error
    return made, reference


def get_certificate(tx: Tx, name: str) -> Row:
    """A certificate of who acts, by its reference or number.

    Raises:
        MissingError: There is none that he may see.
    """
    bare = parse_name(name)
    row = queries("certificates").find_certificate(tx, name=bare) if bare else None
    if row is None:
        raise MissingError(
            Problem(
                "certificate.unknown", "certificate", f"there is no certificate {name[:40]!r}.",
                "List your certificates.", message_zh="没有该证书。",
            )
        )  # fmt: skip
    return dict(row)


def move_certificate(tx: Tx, id: int, *, state: str, fields: Mapping[str, str]) -> None:
    """Let a certificate stand in another state."""
    queries("certificates").move_certificate(tx, id=id, state=state, fields=_written(fields))


def issue_certificate(
    tx: Tx, id: int, *, state: str, fields: Mapping[str, str], version: int, issuer: str,
    number: str, at: datetime,
) -> None:  # fmt: skip
    """Give a certificate its number, or its next version.

    Raises:
        RefusedError: The issuer has given the number before.
    """
    try:
        queries("certificates").issue_certificate(
            tx, id=id, state=state, fields=_written(fields), version=version, issuer=issuer,
            number=number, at=at,
        )  # fmt: skip
    except psycopg.errors.UniqueViolation as error:
        raise _taken(number) from error


def add_event(
    tx: Tx, id: int, *, move: str, state: str, account: str, organisation: str, at: datetime,
    fields: Mapping[str, str], reason: str = "", credential: Mapping[str, Any] | None = None,
    status_index: int | None = None,
) -> None:  # fmt: skip
    """Add what was done with a certificate."""
    queries("certificates").add_event(
        tx, certificate_id=id, move=move, state=state, account=account, organisation=organisation,
        at=at, reason=reason, fields=_written(fields),
        credential=None if credential is None else _written(credential), status_index=status_index,
    )  # fmt: skip


def lock_certificate(tx: Tx, id: int) -> None:
    """Let nobody else change a certificate until the end of the transaction."""
    queries("certificates").lock_certificate(tx, id=id)


def next_status_index(tx: Tx) -> int:
    """A place in the list of statuses that no credential had."""
    index: int = queries("certificates").next_status_index(tx)
    return index


def find_reference(tx: Tx, id: int | None) -> str | None:
    """The reference of a certificate by its id."""
    found: str | None = queries("certificates").find_reference(tx, id=id)
    return found


def find_successor(tx: Tx, id: int) -> str | None:
    """The reference of the certificate that took the place of another."""
    found: str | None = queries("certificates").find_successor(tx, id=id)
    return found


def list_numbered(tx: Tx, number: str) -> list[str]:
    """References of the certificates of a number, each by another issuer."""
    rows = queries("certificates").list_numbered(tx, number=number)
    return [row["reference"] for row in rows]


def list_named(tx: Tx, name: str) -> list[Row]:
    """What a claim rests on: the certificates of a number or reference, each by another issuer."""
    bare = parse_name(name)
    return list(queries("certificates").list_named(tx, name=bare)) if bare else []


def list_events(tx: Tx, id: int) -> list[Row]:
    """What was done with a certificate, in order."""
    return list(queries("certificates").list_events(tx, certificate_id=id))


def find_credential(tx: Tx, id: int) -> dict[str, Any] | None:
    """The credential of a certificate as it was signed last; None before it was issued."""
    found: dict[str, Any] | None = queries("certificates").find_credential(tx, certificate_id=id)
    return found


def list_certificates(tx: Tx) -> list[Row]:
    """Certificates of who acts in short, newest first."""
    return list(queries("certificates").list_certificates(tx, most=_MOST))


def list_standing(tx: Tx) -> list[Row]:
    """Certificates of who acts that stand."""
    return list(queries("certificates").list_standing(tx))


def list_statuses(tx: Tx) -> dict[int, str]:
    """What became of each credential, by its place in the list."""
    rows = queries("certificates").list_statuses(tx)
    return {row["status_index"]: row["status"] for row in rows}


def _written(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _taken(number: str) -> RefusedError:
    return RefusedError(
        Problem(
            "certificate.number_taken", "number", f"{number} was given before.",
            "A certificate's number is given once; take another.",
            message_zh="该证书编号已被使用。",
        )
    )  # fmt: skip
