"""Cases of firms: who answers, by when, and who is told when nobody does.

A case is promised in working days, and the day it was opened does not count. A query to the firm
stops the clock; once answered it goes on with the days that were left. What is late is told to
the level above, each level once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from entrepot.kernel.calendar import Calendar, days_after
from entrepot.kernel.errors import ModelError, Problem

KINDS = ("request", "complaint", "entry", "direct_line", "next_step", "package")
OPEN, PAUSED, CLOSED = "open", "paused", "closed"
STATES = (OPEN, PAUSED, CLOSED)
MOVES: Mapping[str, tuple[str, ...]] = {
    "reply": (OPEN, PAUSED), "pause": (OPEN,), "resume": (PAUSED,), "close": (OPEN, PAUSED),
}  # fmt: skip
LEVELS = 3
MOST_DAYS = 250  # a promise of more than a year of working days is a slip of the pen
SCORES = range(1, 6)


@dataclass(frozen=True, slots=True)
class Pause:
    """A query to the firm: the clock stood from a day to another, or stands still."""

    since: date
    until: date | None = None


def due_day(
    calendar: Calendar, opened: date, promise: int, pauses: Sequence[Pause] = ()
) -> date | None:
    """The day by which a case is to be answered; None while its clock stands.

    Working days after a query up to its answer, that one included, are not the steward's; a query
    sent when the promise was already broken mends nothing.

    Args:
        calendar: Working days.
        opened: Day of the case, which does not count.
        promise: Working days promised, 1 or more.
        pauses: Queries, in order.

    Raises:
        ModelError: The holidays of a year on the way are not loaded.
    """
    try:
        start, left = opened, promise
        for one in pauses:
            due = _after(calendar, start, left)
            if due < one.since:
                return due
            if one.until is None:
                return None
            left = max(0, left - working_days(calendar, start, one.since))
            start = one.until
        return _after(calendar, start, left)
    except ModelError as error:
        raise ModelError([_unloaded(one) for one in error.problems]) from error


def _after(calendar: Calendar, start: date, left: int) -> date:
    """The last of the days that are left; where none is, the first on which offices work."""
    return calendar.count_working(start, left).due if left else calendar.next_working(start)


def working_days(calendar: Calendar, start: date, end: date) -> int:
    """Working days after a day, up to another."""
    days = (days_after(start, n) for n in range(1, (end - start).days + 1))
    return sum(map(calendar.is_working, days))


def level_on(calendar: Calendar, due: date, promise: int, on: date) -> int:
    """Which level a case that is still open has reached; 0 while it is in time.

    The first is reached on the first working day after the case was due, and each further one
    when the time promised has gone by once more.

    Example:
        >>> weekdays = Calendar({}, frozenset({2026}), "a notice")
        >>> [level_on(weekdays, date(2026, 3, 2), 2, date(2026, 3, day)) for day in (2, 3, 4, 5)]
        [0, 1, 1, 2]
    """
    reached, late, day = 0, 0, due
    while day < on and reached < LEVELS:
        day = days_after(day, 1)
        late += calendar.is_working(day)
        reached = min(LEVELS, (late - 1) // promise + 1) if late else 0
    return reached


def check_move(case: str, state: str, move: str) -> Problem | None:
    """Why a move is not to be made, if so."""
    if state in MOVES[move]:
        return None
    if state == CLOSED:
        return Problem("case.closed", case, "is closed already.",
                       "Look at who closed it; open a new case for what is left.",
                       message_zh="诉求已办结。")  # fmt: skip
    hint = "Resume it first." if state == PAUSED else "Nothing is to be resumed."
    return Problem("case.state", case, f"is {state}.", hint, message_zh="当前状态不允许此操作。")


def check_close(case: str, kind: str, told: Mapping[str, str]) -> list[Problem]:
    """What a case lacks to be closed: a complaint its legal basis and its remedy."""
    if kind != "complaint":
        return []
    return [
        Problem("case.missing", f"{case}, {name}", "is empty.",
                "A complaint is closed with the act it rests on and the remedy given.",
                message_zh="投诉办结须写明法律依据和救济措施。")
        for name in ("legal_basis", "remedy") if not told.get(name)
    ]  # fmt: skip


def _unloaded(problem: Problem) -> Problem:
    hint = f"Load the holidays of that year. {problem.hint}"
    return replace(problem, hint=hint)
