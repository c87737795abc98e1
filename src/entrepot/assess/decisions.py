"""What a person decided on a target: which reading of a statement is meant, how a target stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, get_args

from entrepot.assess.targets import Standing
from entrepot.kernel.errors import Problem

Kind = Literal["reading", "status"]
KINDS: tuple[Kind, ...] = get_args(Kind)
OPEN = "open"
"""The choice that gives a decision up."""
FROM_FIRST, TO_FIRST = "from_first", "to_first"
READINGS = (FROM_FIRST, TO_FIRST)
"""Readings of an average over years: growth from the level of the first year, or to it."""
STANDINGS: tuple[str, ...] = tuple(one for one in get_args(Standing) if one != "unknown")
CHOICES: Mapping[Kind, tuple[str, ...]] = {
    "reading": (*READINGS, OPEN), "status": (*STANDINGS, OPEN),
}  # fmt: skip
LONGEST = 1000


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision as it stands.

    Attributes:
        choice: The reading, or the standing.
        reason: Why.
        applies_from: Day from which on it stands.
        at: Instant from which on it is known.
        by: Who decided; empty where that is not for the eyes of who asks.
    """

    choice: str
    reason: str
    applies_from: date
    at: datetime
    by: str = ""


@dataclass(frozen=True, slots=True)
class Decisions:
    """Decisions that stand, by target and kind."""

    standing: Mapping[tuple[str, str], Decision]

    def find(self, kind: Kind, *targets: str) -> Decision | None:
        """The decision on one of several names of the same statement; None where it is open."""
        found = (self.standing.get((one, kind)) for one in targets)
        return next((one for one in found if one and one.choice != OPEN), None)


UNDECIDED = Decisions({})


def check_decision(kind: str, choice: str, reason: str) -> list[Problem]:
    """What is wrong with a decision that is to be made."""
    problems = []
    if choice not in CHOICES.get("status" if kind == "status" else "reading", ()):
        hint = f"One of {', '.join(CHOICES['status' if kind == 'status' else 'reading'])}."
        problems.append(Problem("target.choice", "choice", f"{choice!r} is none.", hint,
                                message_zh=f"“{choice}”不在可选值之中。"))  # fmt: skip
    if not reason.strip():
        problems.append(Problem("target.no_reason", "reason", "is empty.", "Say why.",
                                message_zh="未说明理由。"))  # fmt: skip
    if len(reason) > LONGEST:
        problems.append(Problem("target.too_long", "reason", f"is longer than {LONGEST} signs.",
                                "Shorten it.", message_zh=f"超过{LONGEST}个字符。"))  # fmt: skip
    return problems
