"""Early warning on a goal or a task: what is raised, under which key, and how an alert stands."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

from entrepot.assess import student
from entrepot.kernel.errors import Problem
from entrepot.trade.targets import HOLDS

DROP, MISSES, BREAK, MISSING, OVERDUE = KINDS = (
    "probability_drop", "misses", "break", "missing_data", "overdue",
)  # fmt: skip
OPEN, CLOSED = "open", "closed"
LEAST_CHANGES = 3  # before the last, without which there is no test for a break
_DIGITS = 9
Facts = Mapping[str, float | int | str | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """When an alert of a kind is raised, and until when it is to be dealt with.

    Attributes:
        kind: One of `KINDS`.
        threshold: Fall of a probability [share of 1]; misses in a row; level of the test for a
            break; years since the last that is known; days late.
        deadline_days: Days to deal with it.
    """

    kind: str
    threshold: float
    deadline_days: int

    def due_on(self, on: date) -> date:
        """Deadline of an alert that is raised on a day."""
        return on + timedelta(days=self.deadline_days)


@dataclass(frozen=True, slots=True)
class Finding:
    """What calls for an alert.

    Attributes:
        kind: One of `KINDS`.
        subject: The goal or the task.
        mark: What tells this alert from a later one of the same kind and subject.
        facts: Figures it rests on.
    """

    kind: str
    subject: str
    mark: str
    facts: Facts = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The same alert has the same key, so that it is raised once."""
        return f"{self.kind}:{self.subject}:{self.mark}"


@dataclass(frozen=True, slots=True)
class Alert:
    """An alert that was raised.

    Attributes:
        owner: Who answers for it.
        due_on: Until when.
        state: open or closed.
    """

    owner: str
    due_on: date
    state: str = OPEN

    def standing(self, on: date) -> str:
        """How it stands on a day: closed, overdue or open."""
        if self.state == CLOSED:
            return CLOSED
        return "overdue" if self.due_on < on else OPEN

    def order(self, on: date) -> tuple[int, date]:
        """What a list is sorted by: overdue ones first, closed ones last, then by deadline."""
        return ("overdue", OPEN, CLOSED).index(self.standing(on)), self.due_on


def check_close(alert: Alert, reason: str) -> tuple[Problem, ...]:
    """What keeps an alert from being closed: it is closed already, or no reason is given."""
    found = []
    if alert.state == CLOSED:
        found.append(
            Problem("alert.closed", "state", "was closed already.", "See its history.",
                    message_zh="该预警已关闭。")
        )  # fmt: skip
    if not reason.strip():
        found.append(
            Problem("alert.no_reason", "reason", "is empty.", "Say why it is closed.",
                    message_zh="未填写关闭原因。")
        )  # fmt: skip
    return tuple(found)


# What calls for an alert


def find_drop(
    subject: str, before: float | None, now: float, known_until: str, rule: Rule
) -> Finding | None:
    """A goal has become less likely, by as much as the rule says, since it was last looked at.

    Args:
        subject: The goal.
        before: Its probability then; None where nobody had looked.
        now: Its probability now.
        known_until: Last period that is known now.
        rule: Its rule.

    Example:
        >>> find_drop("T1", 0.6, 0.45, "2025", Rule("probability_drop", 0.1, 30)).facts["fall"]
        0.15
    """
    fall = None if before is None else round(before - now, _DIGITS)
    if before is None or fall is None or fall < rule.threshold:
        return None
    facts: Facts = {"before": before, "now": now, "fall": fall, "known_until": known_until}
    return Finding(DROP, subject, f"{known_until}:{before:.6f}:{now:.6f}", facts)


def find_misses(
    subject: str, known: Mapping[int, float], path: Mapping[int, float], comparator: str,
    rule: Rule,
) -> Finding | None:  # fmt: skip
    """The last years that are known all missed the path; a year that is not known ends the run.

    Args:
        subject: The goal.
        known: Values by year.
        path: What was due in each year.
        comparator: Sense of the goal.
        rule: Its rule.
    """
    run: list[int] = []
    for year in sorted(known.keys() & path.keys(), reverse=True):
        is_next = not run or run[-1] - year == 1
        if not is_next or HOLDS[comparator](known[year], path[year]):
            break
        run.append(year)
    if len(run) < rule.threshold or not run:
        return None
    first, last = run[-1], run[0]
    facts: Facts = {"count": len(run), "first": first, "last": last, "value": known[last],
             "due": path[last]}  # fmt: skip
    return Finding(MISSES, subject, str(first), facts)


def find_break(subject: str, known: Mapping[int, float], rule: Rule) -> Finding | None:
    """The last change of a series does not fit the changes before it.

    The test asks how far the last log change lies from the mean of those before it, in the
    spread that a new change of the same kind would have.

    Args:
        subject: The goal.
        known: Values by year; of the last years without a gap only those above 0 count.
        rule: Its threshold is the level of the test, two-sided.

    Source:
        Chow (1960), Tests of equality between sets of coefficients in two linear regressions,
        Econometrica 28: predictive failure of one observation.
    """
    years = _last_years(known)
    changes = [math.log(known[later] / known[year]) for year, later in pairwise(years)]
    if len(changes) <= LEAST_CHANGES:
        return None
    chance = failure_chance(changes[:-1], changes[-1])
    if chance >= rule.threshold:
        return None
    mean = math.fsum(changes[:-1]) / (len(changes) - 1)
    facts: Facts = {"year": years[-1], "change_pct": 100 * math.expm1(changes[-1]),
             "usual_pct": 100 * math.expm1(mean), "chance": chance}  # fmt: skip
    return Finding(BREAK, subject, str(years[-1]), facts)


def failure_chance(before: Iterable[float], last: float) -> float:
    """Chance of a change as far from the others as the last one, were it of their kind.

    Example:
        >>> round(failure_chance([0.01, 0.03, 0.02, 0.02], 0.02), 6)
        1.0
    """
    changes = list(before)
    count = len(changes)
    mean = math.fsum(changes) / count
    sd = math.sqrt(math.fsum((one - mean) ** 2 for one in changes) / (count - 1))
    gap = abs(last - mean)
    if sd <= abs(mean) * 1e-12:  # all alike: any other change is none of theirs
        return 1.0 if gap <= abs(mean) * 1e-9 else 0.0
    score = gap / (sd * math.sqrt(1 + 1 / count))
    return 2 * (1 - student.below(score, count - 1))


def find_missing(
    subject: str, last_known: int | None, due_year: int, on: date, rule: Rule, reason: str = ""
) -> Finding | None:
    """No year of a goal is known, or the last that is known lies too far behind.

    Args:
        subject: The goal.
        last_known: Last year whose value is known; None where none is.
        due_year: Year of the goal; what comes after it is not missed.
        on: The day.
        rule: Its threshold is how many years may lie behind the last whole year.
        reason: Why nothing is known, where that was told.
    """
    wanted = min(on.year - 1, due_year)
    if last_known is not None and wanted - last_known < rule.threshold:
        return None
    facts: Facts = {"last": last_known, "wanted": wanted, "reason": reason}
    return Finding(MISSING, subject, str(last_known or "none"), facts)


def find_overdue(subject: str, due_on: date, on: date, rule: Rule) -> Finding | None:
    """A task is open past its day by more days than the rule allows."""
    late = (on - due_on).days
    if late <= rule.threshold or late <= 0:
        return None
    return Finding(OVERDUE, subject, due_on.isoformat(),
                   {"due_on": due_on.isoformat(), "days": late})  # fmt: skip


def _last_years(known: Mapping[int, float]) -> list[int]:
    """The last years without a gap, each with a value above 0."""
    found: list[int] = []
    for year in sorted(known, reverse=True):
        if known[year] <= 0 or (found and found[-1] - year != 1):
            break
        found.append(year)
    return found[::-1]
