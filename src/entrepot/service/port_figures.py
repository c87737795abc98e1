"""Figures of the land port: throughput by direction, route and status."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from entrepot.kernel.errors import InputError, Problem
from entrepot.service.window import Window
from entrepot.store.port import Port
from entrepot.store.window import acting, acting_system

Document = dict[str, Any]
MOST_DAYS = 3660


@contextmanager
def seeing(window: Window, by: str, at: datetime | None) -> Iterator[Port]:
    """The port's tables as an account sees them; without one, all of them, to be summed."""
    if by:
        with acting(window.database, by, at or datetime.now(UTC)) as (book, _):
            yield Port(book.tx)
    else:
        with acting_system(window.database) as book:
            yield Port(book.tx)


def throughput(
    window: Window, start: date, end: date, *, by: str = "", at: datetime | None = None,
    site: str = "",
) -> Document:  # fmt: skip
    """Boxes that crossed the bounds of sites, counted from their events.

    Args:
        window: The window.
        start: First day, by the legal day of the region.
        end: Last day.
        by: Account that asks and sees its own; empty is the sum of all, which names nobody.
        at: Now.
        site: Place; empty is all there are for these eyes.

    Returns:
        from, to, `rows` by direction, route and status with boxes, teu and boxes of unknown
        size, and their sums.

    Raises:
        InputError: The days are in the wrong order, or too many.
    """
    if not timedelta(0) <= end - start <= timedelta(days=MOST_DAYS):
        raise InputError(
            Problem("input.days", "to", f"{start} to {end} is no span of up to {MOST_DAYS} days.",
                    "Give the first day and then the last.", message_zh="起止日期无效。")
        )  # fmt: skip
    zone = window.reference.zone
    since = datetime.combine(start, time(), zone)
    until = datetime.combine(end + timedelta(days=1), time(), zone)
    with seeing(window, by, at) as book:
        found = list(book.list_throughput(site=site, since=since, until=until))
    return {
        "from": start.isoformat(),
        "to": end.isoformat(),
        "site": site or None,
        "rows": [{**row, "teu": float(row["teu"])} for row in found],
        "total_teu": float(sum((row["teu"] for row in found), Decimal(0))),
        "boxes": sum(row["boxes"] for row in found),
        "unsized": sum(row["unsized"] for row in found),
    }
