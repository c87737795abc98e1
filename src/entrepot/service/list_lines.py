"""Lines of a file of lists, a part at a time, and what one finds who judges each by itself.

A process that judges starts with these alone: nothing here knows the database.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, BinaryIO, Protocol, TypeVar

import orjson

from entrepot.kernel.errors import EntrepotError, InputError, Problem
from entrepot.service.amounts import Document
from entrepot.window.actor import Actor

MOST_LINE = 64 * 1024  # bytes
FIRST_LINES, PART_LINES, PART_BYTES = 250, 2000, 4 * 1024 * 1024
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


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


@dataclass(slots=True)
class Part:
    """Lines that are kept together or not at all.

    Attributes:
        lines: Numbers and bytes; None is a line that is too long.
        size_bytes: All of them, line ends included.
    """

    lines: list[tuple[int, bytes | None]] = field(default_factory=list)
    size_bytes: int = 0


class Judge(Protocol[T_co]):
    """Reads and judges one kind of list."""

    def prepare(self, line: int, raw: Any, by: Actor, at: datetime) -> T_co:
        """Read and judge one line by itself; raises what is wrong with it."""


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


def judge_part(
    judge: Judge[T], part: Part, by: Actor, at: datetime
) -> tuple[list[T], list[Outcome]]:  # fmt: skip
    """Judge each line of a part; what is ready to be kept, and the lines that are refused."""
    ready: list[T] = []
    refused: list[Outcome] = []
    for number, content in part.lines:
        try:
            ready.append(judge.prepare(number, _parsed(content), by, at))
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
