"""A file of moves on one guarantee, by several workers; a key once answered keeps its answer."""

import json
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, cast

from entrepot.finance.guarantee import CUSTOMS, MOVES, MoveKind, code_of
from entrepot.kernel.errors import EntrepotError, InputError, OutsideError, Problem, RefusedError
from entrepot.kernel.money import Money
from entrepot.service.accounts import RoleError, need_role
from entrepot.service.amounts import Document
from entrepot.service.cases import one_case
from entrepot.service.fields import Fields
from entrepot.service.guarantees import (
    MOST_SIGNS,
    apply_move,
    is_same,
    key_reused,
    legal_day,
    read_amount,
    read_ref,
    show_guarantee,
)
from entrepot.service.window import Window
from entrepot.store import covers

MOST_WORKERS = 32


@dataclass(frozen=True, slots=True)
class Asked:
    """A line that can be read.

    Attributes:
        key: Its key.
        kind: reserve, free, use or claim.
        ref: Reference it is made for.
        amount: How much.
    """

    key: str
    kind: MoveKind
    ref: str
    amount: Money


def make_moves(
    window: Window, reference: str, lines: Iterable[str], *, workers: int, by: str, at: datetime,
    on: date | None = None,
) -> Document:  # fmt: skip
    """Make the moves of a file, each in a transaction of its own.

    A line that cannot be read is refused and stops no other. The same key twice is one move; a
    key that was answered before, in whichever file, is answered as before.

    Args:
        window: The window; it needs a connection for each worker.
        reference: Of the guarantee.
        lines: JSON, one move a line: `key`, `kind`, `ref`, `amount`.
        workers: How many work at a time, 1 to 32.
        by: A customs officer.
        at: Now.
        on: Legal day; that of `at` at the office by default.

    Returns:
        `applied` and `refused` (how many), `results` in the order of the lines with `key`,
        `result`, `code`, and the `balance` afterwards.

    Raises:
        InputError: There are no such many workers.
        MissingError: There is no such guarantee for these eyes.
        RoleError: Who acts is no customs officer.
    """
    if not 1 <= workers <= MOST_WORKERS:
        raise InputError(
            Problem("input.workers", "workers", f"{workers} is not from 1 to {MOST_WORKERS}.",
                    "Eight serve well.", message_zh="工作线程数无效。")
        )  # fmt: skip
    show_guarantee(window, reference, by=by, at=at)
    day = on or legal_day(window, at)

    def make(line: str) -> Document:
        return _answer(window, reference, line, by, at, day)

    with ThreadPoolExecutor(workers) as pool:
        results = list(pool.map(make, (line for line in lines if line.strip())))
    applied = sum(one["result"] == "applied" for one in results)
    balance = show_guarantee(window, reference, by=by, at=at, on=on)["balance"]
    return {
        "applied": applied, "refused": len(results) - applied, "results": results,
        "balance": balance,
    }  # fmt: skip


def make_move(
    window: Window, reference: str, asked: Asked, *, by: str, at: datetime, on: date
) -> str | None:
    """Make one move with a key; the code it was refused with, None where it was applied.

    Raises:
        MissingError: There is no such guarantee for these eyes.
        RoleError: Who acts is no customs officer.
    """
    key, kind, ref, amount = asked.key, asked.kind, asked.ref, asked.amount
    with covers.moving(window.database, by, at, reference, ref, key) as locked:
        need_role(locked.actor, *CUSTOMS)
        if locked.told is not None:
            is_again = is_same(locked.told, kind, ref, amount)
            code: str | None = locked.told["told_code"]
            return code if is_again else key_reused(reference).code
        try:
            apply_move(window, locked, kind, amount, ref, on, at)
            code = None
        except RefusedError as error:  # nothing is written before it is decided
            code = code_of(error)
        covers.keep_answer(locked, key, kind, ref, amount, code, at)
        return code


def _answer(window: Window, reference: str, line: str, by: str, at: datetime, on: date) -> Document:
    key = None
    try:
        raw = _read(line)
        key = str(raw.get("key") or "") or None
        code = make_move(window, reference, _parse(window, raw), by=by, at=at, on=on)
    except (RoleError, OutsideError):
        raise
    except EntrepotError as error:
        code = code_of(error)
    return {"key": key, "result": "refused" if code else "applied", "code": code}


def _read(line: str) -> Mapping[str, Any]:
    try:
        return one_case(json.loads(line, parse_float=Decimal))
    except (ValueError, RecursionError) as error:
        raise InputError(
            Problem("input.json", "the line", "is not JSON.", "Write one object a line.",
                    message_zh="不是有效的JSON。")
        ) from error  # fmt: skip


def _parse(window: Window, raw: Mapping[str, Any]) -> Asked:
    fields = Fields(raw)
    key, kind = fields.text("key", required=True), fields.word("kind", MOVES, required=True)
    if len(key) > MOST_SIGNS:
        fields.fault("long", "key", f"has more than {MOST_SIGNS} signs.", "Shorten it.")
    ref, amount = read_ref(fields), read_amount(window, fields, "amount")
    fields.nothing_else()
    if fields.problems or amount is None:
        raise InputError(fields.problems)
    return Asked(key, cast(MoveKind, kind), ref, amount)
