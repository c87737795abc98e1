"""Programmes: measures, tasks and milestones, each with its owner, its due day and its evidence."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from entrepot.kernel.errors import Problem

MEASURE, TASK, MILESTONE = "measure", "task", "milestone"
KINDS = (MEASURE, TASK, MILESTONE)
OPEN, REPORTED, DONE, DROPPED = "open", "reported", "done", "dropped"
STATES = (OPEN, REPORTED, DONE, DROPPED)
STANDINGS = (
    "unknown", "overdue", "unproven", "due_soon", "on_time", "reported", "done", "dropped",
)  # fmt: skip
SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Item:
    """A measure, a task or a milestone of a programme.

    Attributes:
        programme: Programme it belongs to.
        kind: measure, task or milestone.
        owner: Who answers for it; empty where nobody is known.
        planned_on: Day it was due when it was first planned.
        due_on: Day it is due now.
        state: open, reported (evidence was told), done (another person closed it) or dropped.
        evidence: What shows that it is done; several pieces in their order.
        reported_by: Who told the last piece of evidence.
        reached_on: Day on which it was reached; None where it is open or the day is not known.
        is_followed: Somebody reports on it; of what a source merely states nobody knows whether
            it was reached, so past its day it is unproven, not overdue.
    """

    programme: str
    kind: str
    owner: str
    planned_on: date
    due_on: date
    state: str = OPEN
    evidence: tuple[str, ...] = ()
    reported_by: str = ""
    reached_on: date | None = None
    is_followed: bool = True

    @property
    def is_done(self) -> bool:
        """Closed, and on evidence."""
        return self.state == DONE and bool(self.evidence)

    @property
    def is_open(self) -> bool:
        """Neither done nor dropped; what was closed without evidence is open still."""
        return not self.is_done and self.state != DROPPED

    def is_overdue(self, on: date) -> bool:
        """Whether it should have been closed before a day and was not."""
        return self.is_open and self.due_on < on

    def drift_days(self, on: date) -> int | None:
        """Days it is late against its first plan; before it is reached, at least so many.

        What is reached early has a negative drift. What was dropped or is unproven, and what was
        reached on a day nobody knows, has none.

        Example:
            >>> first, now = date(2026, 3, 1), date(2026, 4, 1)
            >>> Item("p", "task", "x", first, now).drift_days(date(2026, 3, 20))
            31
            >>> Item("p", "task", "x", first, first).drift_days(date(2026, 3, 20))
            19
        """
        if self.is_done:
            return (self.reached_on - self.planned_on).days if self.reached_on else None
        if not self.is_open or self.standing(on) == "unproven":
            return None
        expected = on if self.is_overdue(on) else self.due_on
        return (expected - self.planned_on).days

    def standing(self, on: date) -> str:
        """How it stands on a day: one of `STANDINGS`, overdue before all else that is open."""
        if not self.is_open:
            return self.state
        if self.is_overdue(on):
            return "overdue" if self.is_followed else "unproven"
        if self.state == REPORTED:
            return REPORTED
        return "due_soon" if self.due_on - on <= SOON else "on_time"


def standing_of(items: Iterable[Item], on: date) -> str:
    """How a programme stands: by its worst part; done only where every part is, on evidence.

    A programme of which no part is known is unknown, never done.

    Example:
        >>> standing_of((), date(2026, 3, 1))
        'unknown'
    """
    live = [one for one in items if one.state != DROPPED]
    if not live:
        return "unknown"
    if all(one.is_done for one in live):
        return DONE
    found = {one.standing(on) for one in live if not one.is_done}
    return next(one for one in STANDINGS if one in found)


def drift_of(items: Iterable[Item], on: date) -> int | None:
    """Days the latest part of a programme is late; None where no part tells any."""
    known = [days for one in items if (days := one.drift_days(on)) is not None]
    return max(known, default=None)


# What may be done


def check_item(item: Item, on: date) -> tuple[Problem, ...]:
    """Everything that is wrong with an item that is to be planned on a day."""
    if item.due_on >= on:
        return ()
    return (
        Problem("plan.due_past", "due_on", "lies behind.", "Give a day that is to come.",
                message_zh="期限早于今天。"),
    )  # fmt: skip


def check_report(item: Item, by: str, reached_on: date, on: date) -> tuple[Problem, ...]:
    """Everything that keeps somebody from telling that an item is reached."""
    found = [*_needs(item, (OPEN, REPORTED))]
    if by != item.owner:
        found.append(
            Problem("plan.not_owner", by, f"only {item.owner} reports it.",
                    "Ask the owner, or let the owner be changed.",
                    message_zh="仅责任人可提交依据。")
        )  # fmt: skip
    if reached_on > on:
        found.append(
            Problem("plan.reached_to_come", "reached_on", "is to come.", "Give the day it was.",
                    message_zh="达成日期不得晚于今天。")
        )  # fmt: skip
    return tuple(found)


def check_close(item: Item, by: str) -> tuple[Problem, ...]:
    """Everything that keeps somebody from closing an item: no evidence, or his own."""
    found = [*_needs(item, (OPEN, REPORTED))]
    if not item.evidence or item.state == OPEN:
        found.append(
            Problem("plan.no_evidence", "evidence", "nothing shows that it is done.",
                    "Let the owner add evidence.", message_zh="没有完成依据，不得办结。")
        )  # fmt: skip
    if by in (item.owner, item.reported_by):
        found.append(
            Problem("plan.same_person", by, "who owns or reports it does not close it.",
                    "Ask another person.", message_zh="责任人或提交人不得自行办结。")
        )  # fmt: skip
    return tuple(found)


def check_change(item: Item) -> tuple[Problem, ...]:
    """What keeps an item from being moved, returned or dropped: it is done or was dropped."""
    return tuple(_needs(item, (OPEN, REPORTED)))


def _needs(item: Item, states: Sequence[str]) -> Iterable[Problem]:
    if item.state not in states:
        yield Problem("plan.state", "state", f"stands at {item.state}.", "See its history.",
                      message_zh="当前状态不允许此操作。")  # fmt: skip
