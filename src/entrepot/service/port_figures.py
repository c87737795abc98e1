"""Figures of the land port: throughput by direction, route and status; what clears at home."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from entrepot.kernel.errors import InputError, Problem
from entrepot.port.local import Cleared, Share, shares
from entrepot.service.port_desk import at_port, seeing
from entrepot.service.window import Window

Document = dict[str, Any]
MOST_DAYS = 3660


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
    with seeing(window, by, at or datetime.now(UTC)) as book:
        book.add_up_without_sorting()
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


OVERSEERS = ("auditor", "supervisor", "document_officer", "inspector", "administrator")


def cleared_at_home(
    window: Window, start: date, end: date, *, by: str, at: datetime
) -> Document:  # fmt: skip
    """What share of the released flow an inland office cleared, month by month.

    What passes by the region without a declaration here is not in the count: it says how the
    region's own declarations divide between its inland offices and the coast.

    Returns:
        from, to, currency, `rows` by month and flow with counts, values and shares.
    """
    zone = window.reference.zone
    since = datetime.combine(start, time(), zone)
    until = datetime.combine(end + timedelta(days=1), time(), zone)
    with at_port(window, by, at, *OVERSEERS) as (book, _), book.as_system():
        found = list(book.list_cleared(since=since, until=until, zone=str(zone)))
    inland = {one.office for one in window.offices.values() if one.side == "inland"}
    rows = (
        Cleared(row["month"], row["flow"], row["decl_office"] in inland, row["declarations"],
                row["value"])
        for row in found
    )  # fmt: skip
    return {
        "from": start.isoformat(),
        "to": end.isoformat(),
        "currency": window.reference.settings.currency,
        "rows": [_share(one) for one in shares(rows)],
    }


def _share(one: Share) -> Document:
    return {
        "month": one.month.isoformat()[:7],
        "flow": one.flow,
        "declarations": one.declarations,
        "local_declarations": one.local_declarations,
        "share_pct": None if one.share_pct is None else float(one.share_pct),
        "value": str(one.value),
        "local_value": str(one.local_value),
        "value_share_pct": None if one.value_share_pct is None else float(one.value_share_pct),
    }
