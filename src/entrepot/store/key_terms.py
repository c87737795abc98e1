"""From when to when each signing key signs certificates, and which were revoked.

Beside `NNNN-ID.pub` in the folder of the keys lies `NNNN-ID.term`, JSON with `valid_from`,
`valid_to` and `revoked_at`. A key's term begins with the first certificate that it signs and
ends when a newer key signs one.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from entrepot.kernel.errors import MissingError, OutsideError, Problem
from entrepot.store.keys import FOLDER, SigningKey, alone, make_key, signing_key, write_file
from entrepot.tariff.certificate_check import KeyTerm

Told = dict[str, Any]


def issuing_key(home: Path, at: datetime) -> SigningKey:
    """The key to sign a certificate with; its term begins now if it had none.

    Args:
        home: Data folder.
        at: When the certificate is signed.

    Raises:
        OutsideError: The folder cannot be used.
    """
    key = signing_key(home)
    if _current(home) == key.key_id:
        return key
    with alone(home):
        for path in _publics(home):
            told = _read(path)
            if _id(path) == key.key_id:
                _save(path, {"valid_from": at.isoformat(), **told})
            elif told.get("valid_from") and not told.get("valid_to"):
                _save(path, {**told, "valid_to": at.isoformat()})
    return key


def list_terms(home: Path) -> dict[str, KeyTerm]:
    """The terms of all keys of this house, by id; one that never signed a certificate has none."""
    return {_id(path): _term(_read(path)) for path in _publics(home)}


def revoke(home: Path, key_id: str, at: datetime) -> str:
    """Trust a key no more and destroy its private half; another signs from now on.

    Args:
        home: Data folder.
        key_id: Its id.
        at: When it is revoked.

    Returns:
        Id of the key that signs from now on.

    Raises:
        MissingError: There is no such key.
    """
    with alone(home):
        path = next((one for one in _publics(home) if _id(one) == key_id), None)
        if path is None:
            raise MissingError(
                Problem("keys.unknown", key_id[:40], "there is no such key.",
                        "`entrepot keys show` lists them.", message_zh="没有该密钥。")
            )  # fmt: skip
        _save(path, {"revoked_at": at.isoformat(), **_read(path)})
        path.with_suffix(".key").unlink(missing_ok=True)
        if path == _publics(home)[-1]:
            make_key(home)
    return signing_key(home).key_id


def _publics(home: Path) -> list[Path]:
    return sorted((home / FOLDER).glob("*.pub"))


def _id(path: Path) -> str:
    return path.stem.partition("-")[2]


def _current(home: Path) -> str:
    """Id of the key whose term runs."""
    running = (path for path in _publics(home) if _is_running(_read(path)))
    return next(map(_id, running), "")


def _is_running(told: Mapping[str, Any]) -> bool:
    return bool(told.get("valid_from")) and not (told.get("valid_to") or told.get("revoked_at"))


def _read(path: Path) -> Told:
    file = path.with_suffix(".term")
    try:
        return dict(json.loads(file.read_bytes())) if file.exists() else {}
    except (OSError, ValueError) as error:
        raise OutsideError(
            Problem("keys.unusable", str(file), f"the term of a key cannot be read: {error}.",
                    "Put it back from a copy.", message_zh="密钥有效期无法读取。")
        ) from error  # fmt: skip


def _save(path: Path, told: Told) -> None:
    write_file(path.with_suffix(".term"), json.dumps(told, indent=1).encode(), 0o644)


def _term(told: Mapping[str, Any]) -> KeyTerm:
    def at(name: str) -> datetime | None:
        text = told.get(name)
        return datetime.fromisoformat(text) if text else None

    return KeyTerm(at("valid_from"), at("valid_to"), at("revoked_at"))
