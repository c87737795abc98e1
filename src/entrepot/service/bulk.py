"""Many declarations of one file: judged, kept as drafts, or lodged one by one."""

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from entrepot.kernel.errors import EntrepotError, InputError, OutsideError, Problem
from entrepot.service import consignments
from entrepot.service.upload import Judged, Upload, read_upload, write_report
from entrepot.service.window import Window

Document = dict[str, Any]
CHECK, DRAFT, LODGE = ACTS = ("check", "draft", "lodge")
MOST_AT_ONCE = 200  # declarations that one file may file; each is an act of its own


class Report(NamedTuple):
    """The file with one more column that says what is wrong, in its own format."""

    name: str
    media_type: str
    content: bytes


_MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def judge(window: Window, data: bytes, *, at: datetime) -> Upload:
    """Read a file and judge each of its declarations; nothing is stored.

    Raises:
        InputError: The file is too large, of another type, or no table of ours.
    """
    return read_upload(data, window.rule_facts, at.astimezone(window.reference.zone).date())


def report(window: Window, data: bytes, *, at: datetime, language: str = "en") -> Report:
    """The file in its own format with a column that tells what is wrong with each row.

    Raises:
        InputError: The file is no table of ours.
    """
    upload = judge(window, data, at=at)
    content = write_report(upload, language)
    return Report(f"declarations-checked.{upload.kind}", _MEDIA[upload.kind], content)


def take(window: Window, data: bytes, act: str, *, by: str, at: datetime) -> Document:
    """Judge a file and, if asked, keep its declarations as drafts or lodge the sound ones.

    Each declaration is an act of its own: one that is refused keeps no other back. The same
    file lodged again files nothing twice.

    Args:
        window: The window.
        data: Bytes of the file.
        act: check, draft or lodge.
        by: Account.
        at: Instant.

    Returns:
        The dry run of `Upload.document`, each declaration with `outcome` (checked, drafted,
        lodged, left or refused), the `state` and `number` of a filed one, and the reference
        here as `filed`.

    Raises:
        InputError: The file is no table of ours, the act is none, or there are too many.
    """
    if act not in ACTS:
        raise InputError(_fault("upload.act", f"{act!r} is not check, draft or lodge.",
                                "操作须为check、draft或lodge。"))  # fmt: skip
    upload = judge(window, data, at=at)
    if act != CHECK and len(upload.judged) > MOST_AT_ONCE:
        raise InputError(
            _fault("upload.too_many", f"A file files at most {MOST_AT_ONCE} declarations.",
                   f"每个文件最多提交{MOST_AT_ONCE}份报关单。")
        )  # fmt: skip
    told = upload.document()
    filed = [_file(window, one, act, by, at) for one in upload.judged]
    told["declarations"] = [
        {**declaration, **outcome}
        for declaration, outcome in zip(told["declarations"], filed, strict=True)
    ]
    return told


def _file(window: Window, one: Judged, act: str, by: str, at: datetime) -> Document:
    if act == CHECK:
        return {"outcome": "checked"}
    if act == LODGE and one.problems:
        return {"outcome": "left"}
    body = json.dumps(one.filing.document, ensure_ascii=False).encode()
    try:
        if act == DRAFT:
            found = consignments.save_draft(window, body, by=by, at=at)
        else:
            key = f"upload:{hashlib.sha256(body).hexdigest()}"
            found = consignments.lodge(window, body, by=by, key=key, at=at)
    except OutsideError:
        raise
    except EntrepotError as error:
        return {"outcome": "refused", "problems": list(_documents(error))}
    return {
        "outcome": "drafted" if act == DRAFT else "lodged", "filed": found["reference"],
        "state": found["state"], "number": found["number"],
    }  # fmt: skip


def _documents(error: EntrepotError) -> Iterator[dict[str, str]]:
    for problem in error.problems:
        yield problem.document()


def _fault(code: str, message: str, message_zh: str) -> Problem:
    return Problem(code, "file", message, "Split the file, or file by the form.",
                   message_zh=message_zh)  # fmt: skip
