"""The rounds of the clock: each minute what is due and what waits to be sent, each night a seal.

Once a day goals and tasks are looked at for alerts, and each hour what is due is told.

Served, the window keeps time by itself; `entrepot tick` goes one round by hand. Every piece of
work may safely run twice.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from entrepot.service import portfolio_runs, trade_runs
from entrepot.service.alert_watch import watch_each_day
from entrepot.service.bonded_repairs import JOB as RETURNS
from entrepot.service.bonded_repairs import open_overdue
from entrepot.service.bonded_settlement import JOB as REPORTS
from entrepot.service.bonded_settlement import open_late
from entrepot.service.clock import tick
from entrepot.service.desk import Desk
from entrepot.service.due_notices import send_notices
from entrepot.service.evidence import seal_events
from entrepot.service.guarantee_ends import JOB as ENDS
from entrepot.service.guarantee_ends import tell_ends
from entrepot.service.matrix_runs import ERRAND, send_for_the_unfinished, work_in_background
from entrepot.service.messages import deliver
from entrepot.service.port_trucks import note_no_shows
from entrepot.service.stewards import escalate
from entrepot.service.window import Window
from entrepot.store import jobs
from entrepot.store.queries import queries

Document = dict[str, Any]
EACH_MINUTE = "* * * * *"
EACH_HOUR = "15 * * * *"  # the first of a day seals; the others find it done
PAST_HALF = "35 * * * *"  # the first of a legal day looks for alerts


def go_round(window: Window, *, at: datetime) -> Document:
    """Do once what the clock sets going, and send what waits.

    Returns:
        References by what was done, and under `messages` how many were sent, refused, parked.
    """
    due = {
        "overdue_repairs": open_overdue(window, at=at), "no_shows": note_no_shows(window, at=at),
        "ended_guarantees": tell_ends(window, at=at),
        "late_handbooks": open_late(window, at=at),
    }  # fmt: skip
    return {**tick(window, at=at), **due, "messages": deliver(window, at=at)}


def seal_if_due(window: Window, *, at: datetime) -> Document | None:
    """Seal the chains once a day (UTC), the first time it is asked; None where it is done."""
    with window.as_system() as book:
        sealed_on = queries("messages").find_last_seal(book.tx)["sealed_on"]
    if sealed_on is not None and sealed_on >= at.astimezone(UTC).date():
        return None
    return seal_events(at)


@contextmanager
def keeping_time(desk: Desk) -> Iterator[None]:
    """Let the clock run while the body runs; a region without offices has no rounds to go."""
    window = desk.window
    watch = watch_each_day(window)
    left: dict[str, Callable[[], object]] = {
        "matrices left": lambda: send_for_the_unfinished(desk),
        "trade runs left": lambda: trade_runs.send_for_the_unfinished(window.database),
        "portfolios left": lambda: portfolio_runs.send_for_the_unfinished(window.database),
    }
    for send in left.values():  # what a server that was killed left behind does not wait a minute
        send()
    rounds: dict[str, tuple[str, Callable[[], object]]] = {
        **{name: (EACH_MINUTE, send) for name, send in left.items()},
        "alerts": (PAST_HALF, lambda: watch(datetime.now(UTC))),
        "cases": (PAST_HALF, lambda: escalate(window, at=datetime.now(UTC))),
        "notices": (PAST_HALF, lambda: send_notices(window, at=datetime.now(UTC))),
    }  # fmt: skip
    if window.offices:
        rounds |= {
            "round": (EACH_MINUTE, lambda: go_round(window, at=datetime.now(UTC))),
            "seal": (EACH_HOUR, lambda: seal_if_due(window, at=datetime.now(UTC))),
        }
    errands: jobs.Errands = {
        ERRAND: lambda ending: work_in_background(desk, ending),
        trade_runs.ERRAND: lambda ending: trade_runs.work_in_background(str(desk.folder), ending),
        portfolio_runs.ERRAND: lambda ending: portfolio_runs.work_in_background(
            str(desk.folder), ending
        ),
    }
    dated: jobs.Dated = {
        RETURNS: lambda: open_overdue(window, at=datetime.now(UTC)),
        REPORTS: lambda: open_late(window, at=datetime.now(UTC)),
        ENDS: lambda: tell_ends(window, at=datetime.now(UTC)),
    }
    with jobs.keeping_time(window.database.url, rounds, errands, dated):
        yield
