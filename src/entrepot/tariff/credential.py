"""A certificate as a W3C Verifiable Credential, signed and read without network or clock.

The proof is a Data Integrity proof of the suite `eddsa-jcs-2022`: Ed25519 over the SHA-256 of
the proof's options and of the credential, each as canonical JSON. The key stands in the proof
itself as a `did:key`; whether it is to be trusted is asked of a register.

Source: W3C Verifiable Credentials Data Model 2.0; Data Integrity EdDSA Cryptosuites 1.0,
section 3.3; Bitstring Status List 1.0; RFC 8785; RFC 8032.
"""

import base64
import gzip
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from entrepot.kernel.canonical import canonical_json

Document = dict[str, Any]
Sign = Callable[[bytes], bytes]
Check = Callable[[bytes, bytes, bytes], bool]  # (public key, signature, message)

W3C = "https://www.w3.org/ns/credentials/v2"  # named, never fetched
CONTEXT = "urn:entrepot:context:certificate-of-origin:v1"  # static/certificate-of-origin-v1.json
SUITE = "eddsa-jcs-2022"
STATUSES = ("issued", "corrected", "replaced", "cancelled")  # two bits each, in this order
STATUS_BITS = 2
LEAST_STATUSES = 131_072  # so that who asks for a list does not tell which entry he is after
KEY_BYTES, SIGNATURE_BYTES = 32, 64
_ED25519 = b"\xed\x01"  # multicodec ed25519-pub
_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Signer:
    """The key that signs: its public half, and what signs a message with the other."""

    public: bytes
    sign: Sign


@dataclass(frozen=True, slots=True)
class Proof:
    """A proof as it was read.

    Attributes:
        public: The key that it names.
        signature: Of `message`.
        message: What was signed.
        created: When, as the proof tells.
    """

    public: bytes
    signature: bytes
    message: bytes
    created: datetime


def key_id_of(public: bytes) -> str:
    """Id of a key in the register: the first bytes of its SHA-256, in hexadecimal digits."""
    return hashlib.sha256(public).digest()[:8].hex()


def digest_of(document: Mapping[str, Any]) -> str:
    """SHA-256 of a document as canonical JSON, in hexadecimal digits."""
    return hashlib.sha256(canonical_json(document)).hexdigest()


def sign_credential(bare: Document, signer: Signer, at: datetime) -> Document:
    """A credential with its proof.

    Args:
        bare: The credential without one.
        signer: The issuer's key.
        at: When it is signed.
    """
    did = "did:key:" + did_of(signer.public)
    options = {
        "@context": bare["@context"],
        "type": "DataIntegrityProof",
        "cryptosuite": SUITE,
        "created": instant(at),
        "verificationMethod": f"{did}#{did.removeprefix('did:key:')}",
        "proofPurpose": "assertionMethod",
    }
    signature = signer.sign(message_of(bare, options))
    return {**bare, "proof": {**options, "proofValue": "z" + base58(signature)}}


def message_of(bare: Mapping[str, Any], options: Mapping[str, Any]) -> bytes:
    """What is signed: the digest of the proof's options, then that of the credential."""
    parts = (options, bare)
    return b"".join(hashlib.sha256(canonical_json(part)).digest() for part in parts)


def read_proof(credential: Mapping[str, Any]) -> Proof | None:
    """The proof of a credential, not believed yet; None where there is none of the suite."""
    bare = {name: value for name, value in credential.items() if name != "proof"}
    proof = credential.get("proof")
    if not isinstance(proof, Mapping) or not _is_of_suite(proof, bare):
        return None
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    try:
        public = key_of_did(proof["verificationMethod"])
        signature = unbase58(proof["proofValue"].removeprefix("z"))
        created = read_instant(proof["created"])
        message = message_of(bare, options)
    except (ValueError, KeyError, AttributeError, TypeError, RecursionError):
        return None
    if len(signature) != SIGNATURE_BYTES or not proof["proofValue"].startswith("z"):
        return None
    return Proof(public, signature, message, created)


def _is_of_suite(proof: Mapping[str, Any], bare: Mapping[str, Any]) -> bool:
    return (
        proof.get("type") == "DataIntegrityProof"
        and proof.get("cryptosuite") == SUITE
        and proof.get("proofPurpose") == "assertionMethod"
        and proof.get("@context") == bare.get("@context")
    )


# Instants


def instant(at: datetime) -> str:
    """An instant in UTC to the second, as a credential writes it.

    Raises:
        ValueError: It lacks its zone.
    """
    if at.tzinfo is None:
        raise ValueError("an instant names its zone")
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def read_instant(text: str) -> datetime:
    """Read an instant with its zone.

    Raises:
        ValueError: It is none.
    """
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError("an instant names its zone")
    return found


# Keys as text


def did_of(public: bytes) -> str:
    """A key as multibase text, which begins with z6Mk."""
    return "z" + base58(_ED25519 + public)


def key_of_did(method: str) -> bytes:
    """The key of a verification method `did:key:KEY#KEY`.

    Raises:
        ValueError: It names no Ed25519 key.
    """
    did, _, fragment = method.partition("#")
    text = did.removeprefix("did:key:")
    if f"did:key:{text}" != did or fragment != text or not text.startswith("z"):
        raise ValueError("no key")
    content = unbase58(text[1:])
    if content[:2] != _ED25519 or len(content) != KEY_BYTES + 2:
        raise ValueError("no Ed25519 key")
    return content[2:]


def base58(content: bytes) -> str:
    """Bytes in the digits of base 58 (Bitcoin's alphabet).

    Example:
        >>> base58(b"Hello World!")
        '2NEpo7TZRRrLZSi2U'
    """
    number, digits = int.from_bytes(content), ""
    while number:
        number, place = divmod(number, 58)
        digits = _BASE58[place] + digits
    return _BASE58[0] * (len(content) - len(content.lstrip(b"\0"))) + digits


def unbase58(text: str) -> bytes:
    """Bytes of a text that `base58` wrote.

    Raises:
        ValueError: A sign of it is no digit, or it is longer than any key or signature.
    """
    if len(text) > 200:
        raise ValueError("too long")
    number = 0
    for sign in text:
        number = number * 58 + _BASE58.index(sign)
    zeros = len(text) - len(text.lstrip(_BASE58[0]))
    return bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8)


# The list of statuses


def write_statuses(statuses: Mapping[int, str]) -> str:
    """Statuses by their index as the text of a status list: `u`, then base64url of gzip.

    Example:
        >>> read_status(write_statuses({5: "cancelled"}), 5)
        'cancelled'
    """
    size = max(LEAST_STATUSES, max(statuses, default=0) + 1)
    bits = bytearray((size * STATUS_BITS + 7) // 8)
    for index, status in statuses.items():
        place, shift = divmod(index * STATUS_BITS, 8)
        bits[place] |= STATUSES.index(status) << (8 - STATUS_BITS - shift)
    return "u" + base64.urlsafe_b64encode(gzip.compress(bytes(bits), mtime=0)).decode().rstrip("=")


def read_status(text: str, index: int) -> str:
    """The status at an index of a list.

    Raises:
        ValueError: The text is no list, or the index is outside it.
    """
    letters = text.removeprefix("u")
    try:
        bits = gzip.decompress(base64.urlsafe_b64decode(letters + "=" * (-len(letters) % 4)))
    except (OSError, EOFError) as error:
        raise ValueError("no list of statuses") from error
    place, shift = divmod(index * STATUS_BITS, 8)
    if not 0 <= place < len(bits):
        raise ValueError("outside the list")
    return STATUSES[bits[place] >> (8 - STATUS_BITS - shift) & (2**STATUS_BITS - 1)]
