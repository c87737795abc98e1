"""Green channels: who is eligible on a day, who is next, and which cases are looked at again.

Cases of eligible firms go first, but after so many of them in a row an ordinary one is taken, so
that none waits for ever. A share of the green ones is audited, drawn by a key that is told later.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Literal, TypeAlias

from entrepot.kernel.errors import Problem
from entrepot.kernel.period import Period

_BASIS = 10_000
Why: TypeAlias = Literal["eligible", "turn", "arrived"]


@dataclass(frozen=True, slots=True)
class Eligibility:
    """Days on which a firm may use a green channel, and why."""

    firm: str
    channel: str
    valid: Period
    reason: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """A case that waits."""

    case: str
    since: datetime
    is_green: bool


def is_eligible(rows: Iterable[Eligibility], firm: str, channel: str, on: date) -> bool:
    """Whether a firm may use a channel on a day."""
    return any(row.firm == firm and row.channel == channel and on in row.valid for row in rows)


def in_line(waiting: Iterable[Waiting], most_in_a_row: int, taken_in_a_row: int = 0) -> list[str]:
    """Cases in the order in which they are taken.

    Args:
        waiting: Whatever waits.
        most_in_a_row: Green cases taken before an ordinary one has its turn, 1 or more.
        taken_in_a_row: Green cases taken since the last ordinary one.

    Example:
        >>> from datetime import UTC, timedelta
        >>> noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
        >>> told = [("old", 0), ("g1", 1), ("g2", 2), ("g3", 3)]
        >>> cases = [Waiting(c, noon + timedelta(hours=h), c != "old") for c, h in told]
        >>> in_line(cases, most_in_a_row=2)
        ['g1', 'g2', 'old', 'g3']
    """
    ordered = sorted(waiting, key=lambda one: (one.since, one.case))
    green = [one.case for one in ordered if one.is_green]
    other = [one.case for one in ordered if not one.is_green]
    line: list[str] = []
    row = taken_in_a_row
    while green or other:
        if other and (not green or row >= most_in_a_row):
            line.append(other.pop(0))
            row = 0
        else:
            line.append(green.pop(0))
            row += 1
    return line


@dataclass(frozen=True, slots=True)
class Place:
    """Where a case stands in the line, and why.

    Attributes:
        case: The case.
        number: Its place, from 1.
        why: `eligible` goes before ordinary ones; `turn` is an ordinary one whose turn comes
            before green ones that wait; `arrived` is an ordinary one by its arrival.
    """

    case: str
    number: int
    why: Why


def places(waiting: Iterable[Waiting], most_in_a_row: int, taken_in_a_row: int = 0) -> list[Place]:
    """The line with a reason for every place; arguments as of `in_line`."""
    known = {one.case: one for one in waiting}
    line = in_line(known.values(), most_in_a_row, taken_in_a_row)
    last = max((n for n, case in enumerate(line) if known[case].is_green), default=-1)
    return [
        Place(case, n + 1, _why(is_green=known[case].is_green, is_before=n < last))
        for n, case in enumerate(line)
    ]


def _why(*, is_green: bool, is_before: bool) -> Why:
    if is_green:
        return "eligible"
    return "turn" if is_before else "arrived"


def check_turn(
    waiting: Iterable[Waiting], case: str, most_in_a_row: int, taken_in_a_row: int
) -> list[Problem]:
    """What speaks against taking a case now: a green one where an ordinary one has its turn."""
    known = {one.case: one.is_green for one in waiting}
    if not known.get(case) or taken_in_a_row < most_in_a_row or all(known.values()):
        return []
    return [
        Problem(
            "green.ordinary_first", case,
            f"{taken_in_a_row} green cases were taken in a row; an ordinary one has its turn.",
            "Take the first ordinary case of the queue.",
            message_zh=f"绿色通道已连续受理 {taken_in_a_row} 件，应先受理普通案件。",
        )
    ]  # fmt: skip


def audited(cases: Sequence[str], key: bytes, share_bp: int) -> list[str]:
    """Cases that are looked at again.

    Args:
        cases: Released by a green channel.
        key: Of the day; whoever knows it can draw again.
        share_bp: Share to audit [1/10000].
    """
    return [case for case in cases if draw(case, key) < share_bp]


def draw(case: str, key: bytes) -> int:
    """The draw of a case by the key of a day, 0 to 9999; below the share it is audited."""
    digest = sha256(key + b"\n" + case.encode()).digest()
    return int.from_bytes(digest[:8], "big") % _BASIS
