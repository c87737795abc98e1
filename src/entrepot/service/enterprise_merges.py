"""Two firms of the register made one, and parted again; nothing of either is changed."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import psycopg

from entrepot.kernel.errors import InputError, MissingError, RefusedError
from entrepot.service.enterprises import (
    KEEPERS,
    Document,
    find_firm,
    need_role,
    problem,
    region_of,
)
from entrepot.service.window import Window
from entrepot.store.enterprises import Enterprises, Row, acting_enterprises
from entrepot.store.window import is_taken
from entrepot.window.actor import Actor


def merge_enterprises(
    window: Window, keep: str, other: str, reason: str, *, by: str, at: datetime
) -> Document:
    """Say that two firms are one; nothing of either is changed.

    Args:
        window: The window.
        keep: Code or id of the firm that is kept.
        other: Code or id of the other.
        reason: Why they are one.
        by: Account.
        at: Now.

    Raises:
        InputError: No reason is given.
        MissingError: One of them is not there.
        RefusedError: They are one already, or both have codes and those differ.
        RoleError: Who acts keeps no firms.
    """
    if not reason.strip():
        raise InputError(problem("reason", "reason", "is empty.", "Say why they are one.",
                                  "须说明合并理由。"))  # fmt: skip
    with acting_enterprises(window.database, by, at) as (book, who):
        need_role(who, KEEPERS)
        with book.as_system():
            ids = [find_firm(window, book, named) for named in (keep, other)]
            for id_ in sorted(ids):
                book.lock_enterprise(id=id_)
            rows = {row["id"]: row for row in book.list_enterprises(region=region_of(window))}
            _check_merge(rows, *ids)
            reference = _merge(book, ids, reason.strip(), who, at)
    return {"merge": reference, "keep": ids[0], "other": ids[1], "reason": reason.strip()}


def unmerge_enterprise(window: Window, reference: str, *, by: str, at: datetime) -> Document:
    """Part two firms again; both are as they were.

    Raises:
        MissingError: There is no such merge.
        RefusedError: It is undone already.
        RoleError: Who acts keeps no firms.
    """
    reference = reference.strip().upper()
    with acting_enterprises(window.database, by, at) as (book, who):
        need_role(who, KEEPERS)
        with book.as_system():
            found = book.find_merge(reference=reference)
            if found is None:
                raise MissingError(
                    problem("unknown_merge", reference, "there is no such merge.",
                            "`entrepot enterprise show` names them.", "没有该合并。")
                )  # fmt: skip
            for id_ in sorted((found["keep"], found["other"])):
                book.lock_enterprise(id=id_)
            if book.find_merge(reference=reference)["undone_at"] is not None:
                raise RefusedError(
                    problem("undone", reference, "is undone already.", "Nothing is to be done.",
                            "该合并已撤销。")
                )  # fmt: skip
            book.undo_merge(reference=reference, by=who.account, at=at)
    stays = "What was told since of the firm that was kept stays with it."
    return {"merge": reference, "keep": found["keep"], "other": found["other"], "note": stays}


def _check_merge(rows: Mapping[str, Row], keep: str, other: str) -> None:
    """See that two firms may be made one.

    Raises:
        RefusedError: They may not.
    """
    one, two = rows[keep], rows[other]
    if keep == other or two["merged_into"] or one["merged_into"]:
        gone = two if two["merged_into"] else one
        raise RefusedError(problem("merged", gone["id"], "is one with another firm already.",
                                    "Merge the firms that are kept, or undo that merge.",
                                    "该企业已与另一企业合并。"))  # fmt: skip
    if one["code"] and two["code"] and one["code"] != two["code"]:
        raise RefusedError(problem("codes", other, "has another code: it is another firm.",
                                    "Correct the code first where it is wrong.",
                                    "两家企业代码不同，不是同一家。"))  # fmt: skip


def _merge(book: Enterprises, ids: Sequence[str], reason: str, who: Actor, at: datetime) -> str:
    try:
        return str(book.merge_enterprise(keep=ids[0], other=ids[1], reason=reason,
                                         by=who.account, at=at))  # fmt: skip
    except psycopg.Error as error:
        if is_taken(error, "enterprise_merge_once") or is_taken(error, "enterprise_merge_kept"):
            raise RefusedError(
                problem("merged", ids[1], "was made one with another just now.", "Look again.",
                        "该企业刚刚已被合并。")
            ) from error  # fmt: skip
        raise
