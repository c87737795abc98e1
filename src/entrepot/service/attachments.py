"""Files of a declaration: documents of the trader, photos of the inspectors."""

import hashlib
import zipfile
from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from typing import Any, NamedTuple

from entrepot.kernel.errors import InputError, MissingError, Problem, RefusedError
from entrepot.service.files import open_file
from entrepot.service.window import Window

Document = dict[str, Any]
MOST_BYTES = 10 * 1024 * 1024  # design of the window 5.3
MOST_FILES = 20
MOST_UNPACKED = 200 * 1024 * 1024
MOST_RATIO = 100
MOST_NAME = 120
PHOTO = "photo"
_STARTS: Mapping[bytes, str] = {
    b"%PDF-": "application/pdf",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"PK\x03\x04": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_TEXTS: Mapping[str, str] = {".xml": "application/xml", ".json": "application/json",
                             ".csv": "text/csv"}  # fmt: skip
_KNOWN = "pdf, png, jpg, xml, json, csv, xlsx"


class Stored(NamedTuple):
    """A file as it is kept."""

    name: str
    media_type: str
    content: bytes


def attach(
    window: Window, reference: str, content: bytes, *, name: str, kind: str, by: str,
    at: datetime, expected: int | None = None,
) -> Document:  # fmt: skip
    """Keep a file with a declaration; the same file again changes nothing.

    Args:
        window: The window.
        reference: The declaration.
        content: Bytes of the file; what it is, they say, and not its name.
        name: What the sender calls it; never used as a path.
        kind: A document of `documents.csv`, or `photo`.
        by: Account.
        at: Instant.
        expected: Revision the caller saw.

    Returns:
        `sha256`, `name`, `kind`, `media_type`, `size_bytes`, and the `revision` of the
        declaration now.

    Raises:
        InputError: It is empty, too large, or of a type that is not kept.
        RefusedError: There are twenty files already, or the account only looks.
        MissingError: There is no such declaration for these eyes.
    """
    media_type = check_file(name, content)
    known = {row.document for row in window.reference.table("documents")} | {PHOTO}
    if kind not in known:
        raise InputError(
            _fault("file.kind", f"{kind!r} is no kind of document.", "没有该单证类型。")
        )
    digest = hashlib.sha256(content).digest()
    with open_file(window, reference, by=by, at=at, expected=expected) as proceeding:
        if proceeding.actor.scope == "audit":
            raise RefusedError(window.reasons.problem("window.role_missing", reference, roles=""))
        before = list(proceeding.book.list_attachments(declaration_id=proceeding.row["id"]))
        is_new = digest.hex() not in {row["sha256"] for row in before}
        if is_new and len(before) >= MOST_FILES:
            raise RefusedError(
                _fault("file.too_many", f"A declaration keeps {MOST_FILES} files.",
                       f"每份报关单最多{MOST_FILES}个附件。")
            )  # fmt: skip
        told = {
            "sha256": digest.hex(), "name": _plain_name(name), "kind": kind,
            "media_type": media_type, "size_bytes": len(content),
        }  # fmt: skip
        if is_new:
            proceeding.later(
                proceeding.book.add_attachment, sha256=digest, name=told["name"], kind=kind,
                media_type=media_type, content=content, by=proceeding.actor.account, at=at,
            )  # fmt: skip
            proceeding.note("attach", proceeding.actor, told)
            proceeding.save()
        return {**told, "revision": proceeding.row["revision"]}


def get_attachment(window: Window, reference: str, sha256: str, *, by: str, at: datetime) -> Stored:
    """A file of a declaration by its SHA-256.

    Raises:
        MissingError: There is no such declaration or file for these eyes.
    """
    with open_file(window, reference, by=by, at=at, lock=False) as proceeding:
        row = None
        if len(sha256) == 64 and set(sha256) <= set("0123456789abcdef"):
            row = proceeding.book.get_attachment(declaration_id=proceeding.row["id"], sha256=sha256)
    if row is None:
        raise MissingError(_fault("file.unknown", "There is no such file.", "没有该附件。"))
    return Stored(row["name"], row["media_type"], bytes(row["content"]))


def check_file(name: str, content: bytes) -> str:
    """What a file is, by its bytes.

    Args:
        name: Its name; only texts are told apart by it.
        content: Its bytes.

    Raises:
        InputError: It is empty, too large, a bomb, or of a type that is not kept.
    """
    if not content:
        raise InputError(_fault("file.empty", "The file is empty.", "文件为空。"))
    if len(content) > MOST_BYTES:
        raise InputError(
            _fault("file.size", f"The file is larger than {MOST_BYTES >> 20} MB.",
                   f"文件超过{MOST_BYTES >> 20}MB。")
        )  # fmt: skip
    found = next((kind for start, kind in _STARTS.items() if content.startswith(start)), "")
    found = found or _text_type(name, content)
    if not found or (content.startswith(b"PK") and not _is_sheet(content)):
        raise InputError(
            _fault("file.type", f"This is none of {_KNOWN}.", f"文件类型应为{_KNOWN}之一。")
        )
    return found


def _text_type(name: str, content: bytes) -> str:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return ""
    ending = name[name.rfind(".") :].lower() if "." in name else ""
    return "" if b"\0" in content else _TEXTS.get(ending, "")


def _is_sheet(content: bytes) -> bool:
    """Whether packed bytes are an Excel file that does not swell beyond measure."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            entries = packed.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return False
    unpacked = sum(entry.file_size for entry in entries)
    is_bomb = unpacked > MOST_UNPACKED or unpacked > MOST_RATIO * len(content)
    return not is_bomb and any(entry.filename == "xl/workbook.xml" for entry in entries)


def _plain_name(name: str) -> str:
    """A name without folders and without signs that a header or a shell might take amiss."""
    last = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(sign for sign in last if sign.isprintable() and sign not in '"<>|:*?;')
    return kept.strip(". ")[-MOST_NAME:] or "file"


def _fault(code: str, message: str, message_zh: str) -> Problem:
    return Problem(code, "file", message, f"Kept are {_KNOWN}, at most 10 MB each, 20 in all.",
                   message_zh=message_zh)  # fmt: skip
