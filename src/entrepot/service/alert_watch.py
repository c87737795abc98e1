"""The look at goals and tasks that the clock sets going: once a legal day, alerts raised once."""

from collections.abc import Callable
from datetime import date, datetime

from entrepot.service.alerts import check_alerts
from entrepot.service.programmes import Document, day_of
from entrepot.service.window import Window
from entrepot.store.plans import acting_plans


def watch_alerts(window: Window, *, at: datetime) -> Document | None:
    """Look at goals and tasks as the machine; twice raises nothing more.

    What nobody owns is put to the planner who has been here longest, else to the statistics
    analyst; None where there is neither, as an alert without an owner helps nobody.
    """
    with acting_plans(window.database, "", at) as (book, _):
        owner = book.find_watcher()
    return check_alerts(window, {"owner": owner}, by="", at=at) if owner else None


def watch_each_day(window: Window) -> Callable[[datetime], Document | None]:
    """The same, asked as often as one likes and done once a legal day by this process."""
    seen: set[date] = set()

    def look(at: datetime) -> Document | None:
        on = day_of(window.reference, at)
        if on in seen:
            return None
        told = watch_alerts(window, at=at)
        seen.add(on)  # a look that failed is made again the next hour
        return told

    return look
