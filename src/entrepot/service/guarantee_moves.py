"""A file of moves on one guarantee, by several workers; a key once answered keeps its answer."""

import json
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from entrepot.kernel.errors import EntrepotError, InputError, Problem
from entrepot.service.amounts import Document
from entrepot.service.cases import one_case
from entrepot.service.guarantee_batch import Asked, legal_day, make_batch, read_move
from entrepot.service.guarantees import show_guarantee
from entrepot.service.window import Window

MOST_WORKERS = 32
CHUNK = 25  # moves of one transaction


def make_moves(
    window: Window, reference: str, lines: Iterable[str], *, workers: int, by: str, at: datetime,
    on: date | None = None,
) -> Document:  # fmt: skip
    """Make the moves of a file, 25 in a transaction, each applied or refused by itself.

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

    read = [_read(window, line) for line in lines if line.strip()]
    sound = [(place, one) for place, (_, one) in enumerate(read) if isinstance(one, Asked)]
    results = [_result(key, one if isinstance(one, InputError) else None) for key, one in read]

    def make(chunk: tuple[tuple[int, Asked], ...]) -> list[tuple[int, Document]]:
        asked = [one for _, one in chunk]
        _, answers = make_batch(window, reference, asked, by=by, at=at, on=day)
        told = (_result(one.key, answer) for one, answer in zip(asked, answers, strict=True))
        return [(place, one) for (place, _), one in zip(chunk, told, strict=True)]

    with ThreadPoolExecutor(workers) as pool:
        for made in pool.map(make, _chunks(sound)):
            for place, one in made:
                results[place] = one
    applied = sum(one["result"] == "applied" for one in results)
    balance = show_guarantee(window, reference, by=by, at=at, on=on)["balance"]
    return {
        "applied": applied, "refused": len(results) - applied, "results": results,
        "balance": balance,
    }  # fmt: skip


def _chunks(sound: list[tuple[int, Asked]]) -> list[tuple[tuple[int, Asked], ...]]:
    return [tuple(sound[start : start + CHUNK]) for start in range(0, len(sound), CHUNK)]


def _result(key: str | None, refusal: EntrepotError | None) -> Document:
    code = refusal.problems[0].code if refusal else None
    return {"key": key, "result": "refused" if refusal else "applied", "code": code}


def _read(window: Window, line: str) -> tuple[str | None, Asked | InputError]:
    """The key of a line and its move, or what is wrong with it."""
    key = None
    try:
        raw = _object(line)
        key = str(raw.get("key") or "") or None
        return key, read_move(window, one_case(raw), needs_key=True)
    except InputError as error:
        return key, error


def _object(line: str) -> Mapping[str, Any]:
    try:
        found = json.loads(line, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise InputError(
            Problem("input.json", "the line", "is not JSON.", "Write one object a line.",
                    message_zh="不是有效的JSON。")
        ) from error  # fmt: skip
    return found if isinstance(found, Mapping) else one_case(found)
