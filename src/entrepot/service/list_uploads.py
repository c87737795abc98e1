"""Files of lists handed in on a page: taken up at once, filed beside it, watched while it lasts."""

import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, BinaryIO

from entrepot.kernel.errors import EntrepotError, InputError, MissingError, Problem
from entrepot.service.accounts import need_role
from entrepot.service.amounts import Document
from entrepot.service.ecommerce_lists import EcommerceFiler
from entrepot.service.express_lists import ExpressFiler
from entrepot.service.list_bulk import Filer, Totals, file_lists
from entrepot.service.list_lines import Outcome
from entrepot.service.window import Window
from entrepot.store.ecommerce import Lists, acting_on_lists
from entrepot.store.staging import UPLOAD, new_name
from entrepot.store.window import as_json

KINDS: Mapping[str, Callable[[Window], Filer[Any]]] = {
    "ecommerce": EcommerceFiler, "express": ExpressFiler,
}  # fmt: skip
ROLES = tuple(dict.fromkeys((*EcommerceFiler.roles, *ExpressFiler.roles)))
MOST_BYTES = 50_000_000
MOST, MOST_REFUSALS = 20, 1000
_SILENT = timedelta(minutes=2)  # nothing was told for so long: whoever filed it is gone
_IN_MEMORY = 1_000_000


def open_filer(window: Window, kind: str) -> Filer[Any]:
    """What files a kind of list.

    Raises:
        InputError: There is no such kind.
    """
    if kind not in KINDS:
        raise InputError(
            Problem("list.kind", "kind", f"{kind[:20]!r} is no kind of list.",
                    f"One of {', '.join(KINDS)}.", message_zh="没有该类清单。")
        )  # fmt: skip
    return KINDS[kind](window)


def start_upload(
    window: Window, kind: str, name: str, data: BinaryIO, size_bytes: int, *, by: str,
    now: Callable[[], datetime], aside: bool = True,
) -> Document:  # fmt: skip
    """Take a file up and file it beside the request, a part at a time.

    Args:
        window: The window.
        kind: ecommerce or express.
        name: Of the file.
        data: Its bytes.
        size_bytes: How many.
        by: Who files.
        now: Tells the instant.
        aside: In a thread of its own; else before this returns.

    Returns:
        The upload as `show_upload` tells it.

    Raises:
        InputError: There is no such kind, or the file is empty or too large.
        RefusedError: Who acts may not file.
    """
    filer, at = open_filer(window, kind), now()
    if not 0 < size_bytes <= MOST_BYTES:
        raise InputError(
            Problem("list.size", "file", f"a file has 1 to {MOST_BYTES} bytes.", "Split it.",
                    message_zh="文件为空或过大。")
        )  # fmt: skip
    reference = new_name(UPLOAD)
    with acting_on_lists(window.database, by, at) as (book, actor):
        need_role(actor, *filer.roles)
        with book.as_system():
            book.add_upload(reference=reference, org=actor.organisation, kind=kind,
                            name=name[:200], size_bytes=size_bytes, by=actor.account,
                            at=at)  # fmt: skip
    work = threading.Thread(
        target=_file, args=(window, filer, reference, data, by, now), name=f"upload {reference}",
        daemon=True,
    )  # fmt: skip
    work.start()
    if not aside:
        work.join()
    return show_upload(window, reference, by=by, at=at)


def spooled() -> BinaryIO:
    """A file that stays in memory while it is small."""
    return tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # type: ignore[return-value]


def show_upload(
    window: Window, reference: str, *, by: str, at: datetime, after: int = 0
) -> Document:  # fmt: skip
    """How far an upload is, and the lines it refused.

    Args:
        window: The window.
        reference: Of the upload.
        by: Who asks.
        at: Now.
        after: Number of the last refused line already seen.

    Raises:
        MissingError: There is none for these eyes.
    """
    with acting_on_lists(window.database, by, at) as (book, actor):
        need_role(actor, *ROLES, "auditor")
        row = book.get_upload(reference=reference[:40]) if reference.isprintable() else None
        if row is None:
            raise MissingError(
                Problem("list.upload_unknown", reference[:40], "there is no such upload.",
                        "See your uploads.", message_zh="没有该上传记录。")
            )  # fmt: skip
        refusals = book.list_refusals(
            upload=row["reference"], after=after, most=MOST_REFUSALS
        )  # fmt: skip
        return {
            **_document(row, at),
            "refusals": [{"line": one["line"], "problems": one["problems"]} for one in refusals],
        }


def list_uploads(window: Window, *, by: str, at: datetime) -> Document:
    """The newest uploads of one's firm."""
    with acting_on_lists(window.database, by, at) as (book, actor):
        need_role(actor, *ROLES, "auditor")
        return {"uploads": [_document(row, at) for row in book.list_uploads(most=MOST)]}


def _file(
    window: Window, filer: Filer[Any], reference: str, data: BinaryIO, by: str,
    now: Callable[[], datetime],
) -> None:  # fmt: skip
    """File the lines; where it breaks off the upload stays open, and is told as broken off."""

    def told(book: Lists, totals: Totals, outcomes: Sequence[Outcome]) -> None:
        book.tell_upload(reference=reference, at=now(), done_bytes=totals.done_bytes,
                         **totals.document())  # fmt: skip
        refused = [
            {"line": one.line, "problems": [problem.document() for problem in one.problems]}
            for one in outcomes if one.problems
        ]  # fmt: skip
        if refused:
            book.add_refusals(upload=reference, rows=as_json(refused))

    with data:
        try:
            file_lists(window, filer, data, lambda _: None, by=by, at=now(), told=told)
        except EntrepotError:
            return
    with window.as_system() as book:
        Lists(book.tx).end_upload(reference=reference, at=now())


def _document(row: Mapping[str, Any], at: datetime) -> Document:
    return {
        "upload": row["reference"], "kind": row["kind"], "name": row["name"],
        "state": _state(row, at), "size_bytes": row["size_bytes"], "done_bytes": row["done_bytes"],
        "read": row["read"], "accepted": row["accepted"], "refused": row["refused"],
        "replayed": row["replayed"], "by": row["made_by"], "at": row["made_at"].isoformat(),
    }  # fmt: skip


def _state(row: Mapping[str, Any], at: datetime) -> str:
    if row["ended_at"] is not None:
        return "done"
    return "broken_off" if at - row["told_at"] > _SILENT else "running"
