"""Many lists of one file: read line by line, kept a part at a time, a result for each line."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain, islice
from typing import Any, BinaryIO, Protocol, TypeVar

import orjson

from entrepot.kernel.errors import Problem, RefusedError
from entrepot.service.accounts import need_role
from entrepot.service.amounts import Document
from entrepot.service.list_aside import Aside
from entrepot.service.list_lines import Judge, Outcome, Part, judge_part, read_parts
from entrepot.service.window import Window
from entrepot.store.db import Tx
from entrepot.store.ecommerce import Lists
from entrepot.store.window import enter
from entrepot.window.actor import Actor

ASIDE_FROM = 3  # parts; fewer are judged before a process has begun
AHEAD = 2  # parts that are judged or being judged, so that nobody waits for a commit
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Totals:
    """What came of a file so far; a replayed line is an accepted one too.

    Attributes:
        done_bytes: How much of the file was read.
    """

    read: int = 0
    accepted: int = 0
    refused: int = 0
    replayed: int = 0
    done_bytes: int = 0

    def plus(self, outcomes: Sequence[Outcome], size_bytes: int) -> "Totals":
        """With the lines of one more part."""
        accepted = sum(1 for one in outcomes if one.reference)
        return Totals(
            self.read + len(outcomes), self.accepted + accepted,
            self.refused + len(outcomes) - accepted,
            self.replayed + sum(1 for one in outcomes if one.is_replayed),
            self.done_bytes + size_bytes,
        )  # fmt: skip

    def document(self) -> Document:
        """The counts."""
        return {
            "read": self.read, "accepted": self.accepted, "refused": self.refused,
            "replayed": self.replayed,
        }  # fmt: skip


class Filer(Protocol[T]):
    """One kind of list."""

    @property
    def roles(self) -> tuple[str, ...]:
        """Who may file it."""

    @property
    def judge(self) -> Judge[T]:
        """Judges each line by itself; it may be sent to another process."""

    def keep(
        self, book: Lists, actor: Actor, prepared: Sequence[T], at: datetime
    ) -> list[Outcome]:  # fmt: skip
        """Keep what was prepared, in the transaction of the book."""


Told = Callable[[Lists, Totals, Sequence[Outcome]], None]


def file_lists(
    window: Window, filer: Filer[T], source: BinaryIO, write: Callable[[bytes], object], *,
    by: str, at: datetime, told: Told | None = None,
) -> Totals:  # fmt: skip
    """File every line of a source; a line that is wrong, or no JSON, holds up no other.

    A part is kept in one transaction with its events, so that a kill keeps all of it or nothing,
    and the same file sent again completes what is missing and changes nothing else.

    Args:
        window: The window.
        filer: What the lines are.
        source: NDJSON.
        write: Takes a line of the results, after its part was kept.
        by: Who files.
        at: Now.
        told: Called in the transaction of each part.

    Raises:
        RefusedError: Who acts may not file, or is suspended.
        OutsideError: The database stays silent; parts told so far are kept.
    """
    actor = _admit(window, filer.roles, by, at)
    totals = Totals()
    for part, ready, judged in _ahead(source, filer, actor, at):
        before = totals

        def keep(
            tx: Tx, part: Part = part, ready: list[T] = ready,
            judged: list[Outcome] = judged, before: Totals = before,
        ) -> tuple[list[Outcome], Totals]:  # fmt: skip
            book = Lists(tx)
            acting = enter(book, by, at)
            if acting != actor:  # who acts is part of what is kept
                ready, judged = judge_part(filer.judge, part, acting, at)
            with book.as_system():
                kept = filer.keep(book, acting, ready, at) if ready else []
                every = sorted([*judged, *kept], key=_line)
                after = before.plus(every, part.size_bytes)
                if told is not None:
                    told(book, after, every)
            return every, after

        every, totals = window.database.run_repeatable(keep)
        for one in every:
            write(orjson.dumps(one.document()) + b"\n")
    return totals


def _ahead(
    source: BinaryIO, filer: Filer[T], actor: Actor, at: datetime
) -> Iterator[tuple[Part, list[T], list[Outcome]]]:
    """Parts read and judged, the next ones while the database keeps the one before.

    A file of many parts has a process of its own that judges, from when it is ready.
    """
    parts = read_parts(source)
    first = list(islice(parts, ASIDE_FROM))
    parts = chain(first, parts)

    with ExitStack() as stack:
        aside = None
        if len(first) == ASIDE_FROM:
            aside = stack.enter_context(Aside(filer.judge, actor, at))
        beside = ThreadPoolExecutor(1, "lists")
        stack.callback(beside.shutdown, cancel_futures=True)

        def judge() -> tuple[Part, list[T], list[Outcome]] | None:
            if (part := next(parts, None)) is None:
                return None
            found = aside.judge(part) if aside else None
            return part, *(found or judge_part(filer.judge, part, actor, at))

        coming = deque(beside.submit(judge) for _ in range(AHEAD))
        while (judged := coming.popleft().result()) is not None:
            coming.append(beside.submit(judge))
            yield judged


def _line(outcome: Outcome) -> int:
    return outcome.line


def _admit(window: Window, roles: Iterable[str], by: str, at: datetime) -> Actor:
    """See that somebody may file."""
    with window.database.transaction() as tx:
        actor = enter(Lists(tx), by, at)
    need_role(actor, *roles)
    if actor.is_suspended:
        raise RefusedError(
            Problem("access.suspended", actor.organisation, "the firm is suspended.",
                    "Ask an administrator.", message_zh="该企业已被暂停。")
        )  # fmt: skip
    return actor


def replay(reference: str, kept: bytes, digest: bytes, line: int, code: str) -> Outcome:
    """The first filing told again, or a refusal where the contents are others."""
    if kept == digest:
        return Outcome(line, reference, is_replayed=True)
    problem = Problem(
        code, "the line", f"this number was filed as {reference}, with other contents.",
        "A number is filed once; give a new one.",
        message_zh=f"该编号已以不同内容申报（{reference}）。",
    )  # fmt: skip
    return Outcome(line, problems=(problem,))


class Replays:
    """Sorts what was filed before from what is new, also within one part.

    Args:
        kept: Rows with key, reference and digest of what is filed already.
        code: Of the refusal of another list of the same number.
    """

    def __init__(self, kept: Iterable[Any], code: str) -> None:
        self._kept = {row["key"]: (row["reference"], bytes(row["digest"])) for row in kept}
        self._code = code
        self._again: list[tuple[int, str, bytes]] = []

    def is_new(self, line: int, key: str, digest: bytes, reference: str) -> bool:
        """Whether a line is to be kept; else its outcome is noted."""
        if key in self._kept:
            self._again.append((line, key, digest))
            return False
        self._kept[key] = (reference, digest)
        return True

    def settle(self, refused: dict[str, Outcome]) -> list[Outcome]:
        """Outcomes of lines that repeat others; the refusal of the first refuses them too."""
        told = []
        for line, key, digest in self._again:
            reference, kept = self._kept[key]
            first = refused.get(reference)
            if first is not None:
                told.append(replace(first, line=line))
            else:
                told.append(replay(reference, kept, digest, line, self._code))
        return told
