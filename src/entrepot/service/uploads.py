"""Tables of declarations taken in: tried, or lodged one by one, with a report in their own form."""

import hashlib
import json
from datetime import datetime
from typing import Any

from entrepot.kernel.errors import EntrepotError
from entrepot.service import consignments
from entrepot.service.upload import Judged, read_upload, write_report
from entrepot.service.window import Window

Document = dict[str, Any]


def take(
    window: Window, data: bytes, *, by: str, at: datetime, lodge_all: bool = False,
    language: str = "en",
) -> tuple[Document, bytes]:  # fmt: skip
    """Read a table; lodge what is right in it if asked to.

    The same file lodged again gives the same declarations: the key of each is the file's
    digest and its reference.

    Args:
        window: The window.
        data: The file as received, CSV or Excel.
        by: Account.
        at: Instant.
        lodge_all: Lodge what is right; else nothing is kept.
        language: Language of the report.

    Returns:
        What was found, and the same table with its faults in one more column.

    Raises:
        InputError: The file is too large, of another kind, or no table of ours.
    """
    upload = read_upload(data, window.rule_facts, at.astimezone(window.reference.zone).date())
    document = upload.document()
    if lodge_all:
        digest = hashlib.sha256(data).hexdigest()
        document["lodged"] = [
            _lodged(window, one, by=by, at=at, key=f"{digest}:{one.filing.reference}")
            for one in upload.sound
        ]
    return document, write_report(upload, language)


def _lodged(window: Window, one: Judged, *, by: str, at: datetime, key: str) -> Document:
    """The answer to one declaration of a table; a refusal of one does not stop the others."""
    body = json.dumps(one.filing.document, ensure_ascii=False).encode()
    try:
        told = consignments.lodge(window, body, by=by, key=key, at=at)
    except EntrepotError as error:
        problems = [problem.document() for problem in error.problems]
        return {"reference": None, "lrn": one.filing.reference, "problems": problems}
    names = ("reference", "lrn", "state", "channel", "revenue", "number", "release_no", "replayed")
    return {name: told[name] for name in names} | {"problems": []}
