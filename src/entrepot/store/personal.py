"""Ids of persons: found by a keyed hash, kept encrypted; the keys lie in the data folder.

The folder `keys` holds `personal-hash.secret`, by which a person is found again and which
therefore never changes, and `personal-0001.secret` and on, the newest of which encrypts. Whoever
loses the first cannot find anybody's allowance again: it belongs into the backup of the folder.
"""

import hmac
import os
import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from entrepot.kernel.errors import OutsideError, Problem
from entrepot.store.keys import FOLDER, alone, write_file

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES, _NONCE_BYTES, _NUMBER_BYTES = 32, 12, 2
_HASH = "personal-hash.secret"


@dataclass(frozen=True, slots=True)
class PersonalKeys:
    """Keys for the ids of persons.

    Attributes:
        hashing: Key of the hash.
        sealing: Every encryption key, by its number.
        newest: Number of the one that encrypts.
    """

    hashing: bytes = field(repr=False)
    sealing: Mapping[int, bytes] = field(repr=False)
    newest: int = field(init=False)
    _ciphers: "dict[int, AESGCM]" = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        ciphers = {number: AESGCM(key) for number, key in self.sealing.items()}
        object.__setattr__(self, "_ciphers", ciphers)
        object.__setattr__(self, "newest", max(ciphers))

    def __reduce__(self) -> tuple[Any, ...]:
        return PersonalKeys, (self.hashing, self.sealing)  # a cipher cannot be sent, its key can

    def hash(self, person: str) -> bytes:
        """The keyed hash by which a person is found (32 bytes); blanks and case do not count."""
        plain = unicodedata.normalize("NFKC", person).strip().upper()
        return hmac.digest(self.hashing, b"person\0" + plain.encode(), "sha256")

    def digest(self, contents: bytes) -> bytes:
        """A keyed hash of contents in which an id of a person stands (32 bytes)."""
        return hmac.digest(self.hashing, b"contents\0" + contents, "sha256")

    def seal(self, person: str, hashed: bytes) -> bytes:
        """Encrypt an id, bound to its hash, with AES-256-GCM."""
        nonce = os.urandom(_NONCE_BYTES)
        sealed = self._ciphers[self.newest].encrypt(nonce, person.encode(), hashed)
        return self.newest.to_bytes(_NUMBER_BYTES, "big") + nonce + sealed

    def open(self, sealed: bytes, hashed: bytes) -> str:
        """Decrypt an id.

        Raises:
            OutsideError: Its key is gone, or it is none of ours.
        """
        from cryptography.exceptions import InvalidTag

        number, rest = int.from_bytes(sealed[:_NUMBER_BYTES], "big"), sealed[_NUMBER_BYTES:]
        try:
            cipher = self._ciphers[number]
            return cipher.decrypt(rest[:_NONCE_BYTES], rest[_NONCE_BYTES:], hashed).decode()
        except (KeyError, InvalidTag, UnicodeDecodeError) as error:
            raise _unusable(f"personal-{number:04}.secret") from error


@lru_cache(maxsize=8)
def personal_keys(home: Path) -> PersonalKeys:
    """The keys of a house, made where there are none yet.

    Args:
        home: Data folder.

    Raises:
        OutsideError: The folder cannot be used, or a key in it is none.
    """
    folder = home / FOLDER
    with alone(home):
        hashing = _read_or_make(folder / _HASH)
        _read_or_make(folder / "personal-0001.secret")
        found = sorted(folder.glob("personal-[0-9][0-9][0-9][0-9].secret"))
        sealing = {int(path.name[9:13]): _read_or_make(path) for path in found}
    return PersonalKeys(hashing, sealing)


def _read_or_make(path: Path) -> bytes:
    try:
        if not path.exists():
            write_file(path, secrets.token_bytes(KEY_BYTES), 0o600)
        key = path.read_bytes()
    except OSError as error:
        raise _unusable(str(path)) from error
    if len(key) != KEY_BYTES:
        raise _unusable(str(path))
    return key


def _unusable(where: str) -> OutsideError:
    return OutsideError(
        Problem(
            "keys.personal", where, "this key for the ids of persons cannot be used.",
            "Put it back from a copy of the folder `keys`.", message_zh="个人信息密钥无法使用。",
        )
    )  # fmt: skip
