"""How firms are served, counted a second time in plain Python, and cases worked by hand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from statistics import median
from typing import Any

from entrepot.industry.stewardship import KINDS

NOON, DUE = datetime(2024, 10, 11, 12, tzinfo=UTC), date(2024, 10, 12)
# Of a day's promise, due on 12 October: hours of the answer, day of the close, score; then the
# share closed in time, the median hours of the first answer, the mean score.
WORKED = [
    ("2 investor rights", "complaint", [(2, 12, 5), (4, 14, 3)], (0.5, 3.0, 4.0)),
    ("46 stewards", "request", [(1, 12, 4), (None, None, None)], (1.0, 1.0, 4.0)),
    ("101 next steps", "next_step", [(24, 12, None)], (1.0, 24.0, None)),
    ("143 clocks of entry", "entry", [(8, 14, 2), (2, 12, 4), (3, 12, 3)], (2 / 3, 3.0, 3.0)),
    ("144 direct line", "direct_line", [(None, None, None)], (None, None, None)),
]


@dataclass(frozen=True, slots=True)
class Served:
    """What is counted of a case.

    Attributes:
        kind: What it is.
        opened_at: When it came.
        due_on: Day promised; None while its clock stands.
        first_reply_at: When somebody answered first.
        closed_on: Day it was closed.
        satisfaction: What the firm says of it, 1 to 5.
    """

    kind: str
    opened_at: datetime
    due_on: date | None
    first_reply_at: datetime | None
    closed_on: date | None
    satisfaction: int | None


def figures_of(cases: Iterable[Served], on: date) -> list[dict[str, Any]]:
    """By kind how many there are, are late or answered, and how fast and how well.

    What nobody has answered or scored has no hours and no score: that is null, not zero.
    """
    kept = list(cases)
    return [_figure(kind, mine, on) for kind in KINDS
            if (mine := [one for one in kept if one.kind == kind])]  # fmt: skip


def _figure(kind: str, cases: Sequence[Served], on: date) -> dict[str, Any]:
    closed = [one for one in cases if one.closed_on]
    in_time = [one for one in closed if not one.due_on or (one.closed_on or on) <= one.due_on]
    hours = [(one.first_reply_at - one.opened_at).total_seconds() / 3600
             for one in cases if one.first_reply_at]  # fmt: skip
    scores = [one.satisfaction for one in cases if one.satisfaction]
    return {
        "kind": kind, "cases": len(cases), "open": len(cases) - len(closed),
        "overdue": sum(not one.closed_on and one.due_on is not None and one.due_on < on
                       for one in cases),
        "in_time_share": len(in_time) / len(closed) if closed else None,
        "first_reply_median_h": median(hours) if hours else None,
        "satisfaction_mean": sum(scores) / len(scores) if scores else None,
    }  # fmt: skip


def served(kind: str, answers: Sequence[tuple[Any, Any, Any]]) -> list[Served]:
    """The cases of a worked one."""
    return [
        Served(kind, NOON, DUE, hours and NOON + timedelta(hours=hours),
               day and date(2024, 10, day), score)
        for hours, day, score in answers
    ]  # fmt: skip
