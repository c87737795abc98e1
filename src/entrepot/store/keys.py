"""The signing keys of this house: Ed25519, in the data folder, private ones for its owner only.

The folder `keys` holds, numbered in the order they were made, `0001-ID.pub` for each key that
is trusted and `0001-ID.key` for each that can sign. The newest that can sign is the one in use;
the older ones stay trusted until their `.pub` is taken away.
"""

import fcntl
import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from entrepot.kernel.errors import InputError, OutsideError, Problem

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

FOLDER = "keys"
ID_BYTES = 8


@dataclass(frozen=True, slots=True)
class SigningKey:
    """The key in use.

    Attributes:
        key_id: First bytes of the SHA-256 of the public key, in hexadecimal digits.
        sign: Makes the signature of a message (64 bytes).
        public: The public key (32 bytes).
    """

    key_id: str
    sign: Callable[[bytes], bytes]
    public: bytes


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A key whose signatures are trusted.

    Attributes:
        key_id: First bytes of the SHA-256 of the public key, in hexadecimal digits.
        pem: The key as text, for others to keep.
        check: Says whether a signature fits a message.
    """

    key_id: str
    pem: str
    check: Callable[[bytes, bytes], bool]


def signing_key(home: Path) -> SigningKey:
    """The key to sign with, made where there is none yet.

    Args:
        home: Data folder.

    Raises:
        OutsideError: The folder cannot be used, or the key in it cannot be read.
    """
    if newest := _newest(home):
        return _read_private(newest)
    with alone(home):
        return _read_private(_newest(home) or make_key(home))


def rotate(home: Path) -> SigningKey:
    """Make a new key and sign with it from now on; the older ones stay trusted."""
    with alone(home):
        return _read_private(make_key(home))


def trusted_keys(home: Path) -> dict[str, PublicKey]:
    """The keys whose signatures count here, by id, in the order they were made; none is made."""
    found = [_read_public(path) for path in sorted((home / FOLDER).glob("*.pub"))]
    return {key.key_id: key for key in found}


def check_signature(public: bytes, signature: bytes, message: bytes) -> bool:
    """Whether a signature over a message fits a public key of 32 bytes.

    Source:
        RFC 8032, section 5.1.7.
    """
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def read_foreign(path: Path) -> PublicKey:
    """Read another house's public key from its file.

    Raises:
        InputError: There is no Ed25519 public key in it.
    """
    try:
        return _public(_load_public(path.read_bytes()))
    except (OSError, ValueError) as error:
        raise InputError(
            Problem(
                "keys.foreign", str(path), f"cannot be read as a public key: {_told(error)}.",
                "Give the file that `entrepot keys show` of the other house wrote (PEM).",
                message_zh="不能作为公钥读取。",
            )
        ) from error  # fmt: skip


# Files


@contextmanager
def alone(home: Path) -> Iterator[None]:
    """One process at a time makes a key."""
    folder = home / FOLDER
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        lock = (folder / "lock").open("ab")
    except OSError as error:
        raise _unusable(folder, error) from error
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _newest(home: Path) -> Path | None:
    return max((home / FOLDER).glob("*.key"), default=None)


def make_key(home: Path) -> Path:
    """Write a new pair: the public half first, so that what is signed is trusted."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    private = Ed25519PrivateKey.generate()
    public = _public(private.public_key())
    folder = home / FOLDER
    number = 1 + max((int(path.name[:4]) for path in folder.glob("*.pub")), default=0)
    path = folder / f"{number:04}-{public.key_id}.key"
    pem = private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    try:
        write_file(path.with_suffix(".pub"), public.pem.encode(), 0o644)
        write_file(path, pem, 0o600)
    except OSError as error:
        raise _unusable(folder, error) from error
    return path


def write_file(path: Path, content: bytes, mode: int) -> None:
    """Write a file that is there whole or not at all."""
    partial = path.with_name(path.name + ".partial")
    partial.unlink(missing_ok=True)
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make what was named in a folder last through a loss of power."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _read_private(path: Path) -> SigningKey:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        private = load_pem_private_key(path.read_bytes(), password=None)
        if not isinstance(private, Ed25519PrivateKey):
            raise ValueError("it is no Ed25519 key")
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise _unusable(path, error) from error
    public = _raw(private.public_key())
    return SigningKey(_id(public), private.sign, public)


def _read_public(path: Path) -> PublicKey:
    try:
        return _public(_load_public(path.read_bytes()))
    except (OSError, ValueError) as error:
        raise _unusable(path, error) from error


def _load_public(pem: bytes) -> "Ed25519PublicKey":
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    try:
        public = load_pem_public_key(pem)
    except UnsupportedAlgorithm as error:
        raise ValueError(str(error)) from error
    if not isinstance(public, Ed25519PublicKey):
        raise ValueError("it is no Ed25519 key")
    return public


def _public(public: "Ed25519PublicKey") -> PublicKey:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import serialization

    def check(signature: bytes, message: bytes) -> bool:
        try:
            public.verify(signature, message)
        except InvalidSignature:
            return False
        return True

    pem = public.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return PublicKey(_id(_raw(public)), pem.decode(), check)


def _raw(public: "Ed25519PublicKey") -> bytes:
    return public.public_bytes_raw()


def _id(raw: bytes) -> str:
    return hashlib.sha256(raw).digest()[:ID_BYTES].hex()


def _told(error: Exception) -> str:
    return (getattr(error, "strerror", "") or str(error).splitlines()[0]).rstrip(".")


def _unusable(path: Path, error: Exception) -> OutsideError:
    return OutsideError(
        Problem(
            "keys.unusable", str(path), f"the signing keys cannot be used: {_told(error)}.",
            "Free the folder (owner, permissions, space), or put back the keys from a copy.",
            message_zh="签名密钥无法使用。",
        )
    )  # fmt: skip
