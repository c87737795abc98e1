"""The release note as a signed text short enough for a QR code, to be verified offline.

The text is `ENT1:` and, in base 32 (the letters a QR code packs densest), the id of the key,
the digest of the lines, what the note says as canonical JSON, and the signature over all
before it. There is one text for one note: another spelling of the same bytes is refused.
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypedDict

from entrepot.window.evidence import canonical, instant

PREFIX = "ENT1:"
MOST_CONTAINERS = 60  # more make a QR code too fine to scan; the digest covers them all
KEY_ID_BYTES, DIGEST_BYTES, SIGNATURE_BYTES = 8, 32, 64
_HEAD = KEY_ID_BYTES + DIGEST_BYTES

Sign = Callable[[bytes], bytes]
Check = Callable[[bytes, bytes], bool]  # (signature, message)

VERDICTS = {
    "valid": (
        "The note is genuine: its signature is right.",
        "通知书真实：签名正确。",
    ),
    "prefix": (
        f"This is not the text of a release note: it does not begin with {PREFIX}",
        f"这不是放行通知书的文本：开头不是 {PREFIX}",
    ),
    "encoding": (
        "The text cannot be read: a character is wrong, missing or too many.",
        "文本无法识读：有字符错误、缺失或多余。",
    ),
    "key": (
        "The key that signed the note is not known here.",
        "此处不认识签署该通知书的密钥。",
    ),
    "signature": (
        "The signature is wrong: the note was changed, or not made by the key it names.",
        "签名错误：通知书已被更改，或并非由其所称的密钥签署。",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Note:
    """What a signed release note says.

    Attributes:
        release_no: Number of the release.
        number: Customs number of the declaration.
        ucr: Unique consignment reference.
        containers: Containers released, sorted; the first `MOST_CONTAINERS` where there are more.
        container_count: How many containers were released.
        offices: Ids of the offices, that of declaration first.
        released_at: When.
        lines_digest: SHA-256 over the lines and the containers (`note_of`).
        key_id: Id of the key that signed, in hexadecimal digits.
    """

    release_no: str
    number: str
    ucr: str
    containers: tuple[str, ...]
    container_count: int
    offices: tuple[str, ...]
    released_at: datetime
    lines_digest: bytes
    key_id: str

    def document(self) -> dict[str, object]:
        """The note as JSON tells it."""
        return {
            "release_no": self.release_no, "number": self.number, "ucr": self.ucr,
            "containers": list(self.containers), "container_count": self.container_count,
            "offices": list(self.offices), "released_at": instant(self.released_at),
            "lines_digest": self.lines_digest.hex(), "key_id": self.key_id,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a text is a genuine release note.

    Attributes:
        is_valid: It is.
        code: A key of `VERDICTS`.
        note: What it says; None where it is not genuine.
    """

    is_valid: bool
    code: str
    note: Note | None = None

    @property
    def reason(self) -> str:
        """The verdict as a sentence."""
        return VERDICTS[self.code][0]

    @property
    def reason_zh(self) -> str:
        """The verdict as a Chinese sentence."""
        return VERDICTS[self.code][1]

    def document(self) -> dict[str, object]:
        """The verdict as JSON tells it, in both languages."""
        return {
            "is_valid": self.is_valid, "reason": self.reason, "reason_zh": self.reason_zh,
            "code": self.code, "note": self.note.document() if self.note else None,
        }  # fmt: skip


class Named(TypedDict):
    """A party or an office: its code, and its name in both languages."""

    id: str
    name: str
    name_zh: str


class NoteContainer(TypedDict):
    """A container with its seal, empty where there is none."""

    number: str
    seal: str


class NoteLine(TypedDict):
    """A line of goods; the quantity with its unit, the value as an exact amount."""

    seq: int
    hs: str
    name: str
    name_zh: str
    quantity: str
    unit: str
    value: Mapping[str, str]


class NoteDocument(TypedDict):
    """What stands on a release note: the printed one shows it, the signed text sums it up.

    Texts unless told otherwise. `flow` is import or export; `channel` a code with its words as
    `Named`; `released_at` an ISO instant in the zone of the office; `value` and `due` are
    `{"amount", "currency"}`, `due` None where nothing was to be paid; `status` is empty, or
    "synthetic" for what is not real.
    """

    release_no: str
    number: str
    reference: str
    lrn: str
    ucr: str
    flow: str
    channel: Named
    trader: Named
    declarant: Named
    declaration_office: Named
    border_office: Named
    released_at: str
    containers: Sequence[NoteContainer]
    items: Sequence[NoteLine]
    gross_mass_kg: str
    value: Mapping[str, str]
    due: Mapping[str, str] | None
    status: str


def note_of(document: NoteDocument, key_id: str) -> Note:
    """Sum up what stands on a release note, to be signed.

    Args:
        document: What stands on it; the digest covers its lines and containers as they are.
        key_id: Id of the key that will sign.
    """
    containers = tuple(sorted(container["number"] for container in document["containers"]))
    lines = canonical([document["items"], document["containers"]])
    offices = document["declaration_office"]["id"], document["border_office"]["id"]
    return Note(
        document["release_no"], document["number"], document["ucr"],
        containers[:MOST_CONTAINERS], len(containers), offices,
        datetime.fromisoformat(document["released_at"]).astimezone(UTC),
        hashlib.sha256(lines.encode()).digest(), key_id,
    )  # fmt: skip


# Writing


def write_payload(note: Note, sign: Sign) -> str:
    """Write a note as its text.

    Args:
        note: What is to be signed; `key_id` names the key.
        sign: Makes the Ed25519 signature of a message with that key.
    """
    content = _content(note)
    return _text(content + sign(_message(content)))


def _content(note: Note) -> bytes:
    said = canonical(
        [
            note.release_no,
            note.number,
            note.ucr,
            note.containers,
            note.container_count,
            note.offices,
            note.released_at,
        ]
    )
    return bytes.fromhex(note.key_id) + note.lines_digest + said.encode()


def _message(content: bytes) -> bytes:
    return PREFIX.encode() + content


def _text(content: bytes) -> str:
    return PREFIX + base64.b32encode(content).decode().rstrip("=")


# Reading


def read_payload(payload: str) -> tuple[Note, bytes] | None:
    """Read a text without believing it.

    Returns:
        The note and its signature; None when the text is not one that `write_payload` wrote.
    """
    content = _decoded(payload)
    if content is None or len(content) <= _HEAD + SIGNATURE_BYTES:
        return None
    content, signature = content[:-SIGNATURE_BYTES], content[-SIGNATURE_BYTES:]
    try:
        note = _note(content)
        is_ours = _content(note) == content
    except (ValueError, TypeError, OverflowError, RecursionError):
        return None
    return (note, signature) if is_ours else None


def _decoded(payload: str) -> bytes | None:
    letters = payload.removeprefix(PREFIX)
    try:
        content = base64.b32decode(letters + "=" * (-len(letters) % 8))
    except (binascii.Error, ValueError):
        return None
    return content if _text(content) == payload else None  # spare bits of the last letter


def _note(content: bytes) -> Note:
    said = json.loads(content[_HEAD:].decode())
    release_no, number, ucr, containers, count, offices, released_at = said
    return Note(
        release_no, number, ucr, tuple(containers), count, tuple(offices),
        datetime.fromisoformat(released_at),
        content[KEY_ID_BYTES:_HEAD], content[:KEY_ID_BYTES].hex(),
    )  # fmt: skip


def verify(payload: str, keys: Mapping[str, Check]) -> Verdict:
    """Say whether a text is a release note signed by a key that is trusted.

    Args:
        payload: The text of the QR code.
        keys: For each trusted key, by its id, what checks a signature over a message.
    """
    if not payload.startswith(PREFIX):
        return Verdict(is_valid=False, code="prefix")
    read = read_payload(payload)
    if read is None:
        return Verdict(is_valid=False, code="encoding")
    note, signature = read
    check = keys.get(note.key_id)
    if check is None:
        return Verdict(is_valid=False, code="key")
    if not check(signature, _message(_content(note))):
        return Verdict(is_valid=False, code="signature")
    return Verdict(is_valid=True, code="valid", note=note)
