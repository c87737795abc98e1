"""Many lists of one file: read line by line, kept a part at a time, a result for each line."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, BinaryIO, Protocol, TypeVar

import orjson

from entrepot.kernel.errors import EntrepotError, InputError, Problem, RefusedError
from entrepot.service.accounts import need_role
from entrepot.service.amounts import Document
from entrepot.service.window import Window
from entrepot.store.db import Tx
from entrepot.store.ecommerce import Lists
from entrepot.store.window import enter
from entrepot.window.actor import Actor

MOST_LINE = 64 * 1024  # bytes
FIRST_LINES, PART_LINES, PART_BYTES = 250, 2000, 4 * 1024 * 1024
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one line.

    Attributes:
        line: Its number in the file, from 1.
        reference: Of the list it became or had become; empty where it was refused.
        is_replayed: It was filed before, with the same contents.
        problems: Everything that was wrong with it.
    """

    line: int
    reference: str = ""
    is_replayed: bool = False
    problems: tuple[Problem, ...] = ()

    def document(self) -> Document:
        """The outcome as a line of the results."""
        return {
            "line": self.line,
            "result": "accepted" if self.reference else "refused",
            "list": self.reference or None,
            "replayed": self.is_replayed,
            "problems": [problem.document() for problem in self.problems],
        }


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


@dataclass(slots=True)
class Part:
    """Lines that are kept together or not at all.

    Attributes:
        lines: Numbers and bytes; None is a line that is too long.
        size_bytes: All of them, line ends included.
    """

    lines: list[tuple[int, bytes | None]] = field(default_factory=list)
    size_bytes: int = 0


class Filer(Protocol[T]):
    """One kind of list."""

    @property
    def roles(self) -> tuple[str, ...]:
        """Who may file it."""

    def prepare(self, line: int, raw: Any, by: Actor, at: datetime) -> T:
        """Read and judge one line by itself; raises what is wrong with it."""

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
                ready, judged = _prepare(filer, part, acting, at)
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
    """Parts read and judged, the next one while the database keeps the one before."""
    parts = read_parts(source)

    def judge() -> tuple[Part, list[T], list[Outcome]] | None:
        part = next(parts, None)
        return None if part is None else (part, *_prepare(filer, part, actor, at))

    with ThreadPoolExecutor(1, "lists") as beside:
        coming = beside.submit(judge)
        while (judged := coming.result()) is not None:
            coming = beside.submit(judge)
            yield judged


def read_parts(source: BinaryIO) -> Iterator[Part]:
    """The lines of a source in parts of bounded size; blank lines are passed over.

    The first part is small, so that the database has work soon, and each is twice the one before.
    """
    part, most = Part(), FIRST_LINES
    number = 0
    while line := source.readline(MOST_LINE + 1):
        size = len(line)
        is_long = size > MOST_LINE and not line.endswith(b"\n")
        if is_long:
            size += _skip(source)
        number += 1
        part.size_bytes += size
        if is_long or not line.isspace():
            part.lines.append((number, None if is_long else line))
        if len(part.lines) >= most or part.size_bytes >= PART_BYTES:
            yield part
            part, most = Part(), min(2 * most, PART_LINES)
    if part.size_bytes:
        yield part


def _skip(source: BinaryIO) -> int:
    """Pass over the rest of a line; how much it was."""
    size = 0
    while rest := source.readline(MOST_LINE):
        size += len(rest)
        if rest.endswith(b"\n"):
            break
    return size


def _prepare(
    filer: Filer[T], part: Part, actor: Actor, at: datetime
) -> tuple[list[T], list[Outcome]]:  # fmt: skip
    ready: list[T] = []
    refused: list[Outcome] = []
    for number, content in part.lines:
        try:
            ready.append(filer.prepare(number, _parsed(content), actor, at))
        except EntrepotError as error:
            refused.append(Outcome(number, problems=error.problems))
    return ready, refused


def _parsed(content: bytes | None) -> Any:
    if content is None:
        raise InputError(_unreadable(f"is longer than {MOST_LINE} bytes", "行过长"))
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise InputError(_unreadable(f"is not JSON: {error}", "不是有效的JSON")) from error


def _unreadable(what: str, what_zh: str) -> Problem:
    return Problem("list.unreadable", "the line", f"{what}.", "Write one JSON object a line.",
                   message_zh=f"{what_zh}。")  # fmt: skip


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
