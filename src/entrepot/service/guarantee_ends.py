"""The end of a guarantee's days: told in its chain the morning after, once.

What was reserved before stays usable; nothing new is reserved, whether or not the end was told.
"""

from datetime import date, datetime, time, timedelta

from entrepot.service.window import Window
from entrepot.store import covers, jobs
from entrepot.store.accounts import Accounts
from entrepot.store.chains import append_event
from entrepot.store.covers import CHAIN, Row
from entrepot.store.db import Tx
from entrepot.window.actor import SYSTEM

JOB = "guarantee ended"
MORNING = time(6)  # when an end is told, in the zone of the region


def note_last_day(window: Window, tx: Tx, reference: str, last: date | None) -> None:
    """Ask that the end of an instrument is told the morning after; once for it and its day."""
    if last is None or last == date.max:
        return
    on = last + timedelta(days=1)
    morning = datetime.combine(on, MORNING, window.reference.zone)
    jobs.defer_on(tx, JOB, key=reference, on=on, at=morning)


def tell_ends(window: Window, *, at: datetime) -> list[str]:
    """Write the end of each instrument whose last day is over; twice changes nothing more.

    Args:
        window: The window.
        at: Now; the legal day is that of the region.

    Returns:
        References of the instruments whose end was told now.
    """
    on = at.astimezone(window.reference.zone).date()
    with window.database.transaction() as tx:
        book = Accounts(tx)
        book.become_system()
        return [_tell(book, row, at) for row in covers.lock_ended(tx, on)]


def _tell(book: Accounts, row: Row, at: datetime) -> str:
    reference = str(row["reference"])
    covers.end_guarantee(book.tx, row["id"], at=at)
    body = {name: row[name] for name in ("reserved", "used", "claimed")}
    append_event(book, CHAIN + reference, kind="guarantee_expired", at=at, by=SYSTEM,
                 body={"to": row["last_day"], **body})  # fmt: skip
    return reference
