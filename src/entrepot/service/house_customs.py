"""What the window shares with partner customs: its rules, and what was found and opened."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta, tzinfo

from entrepot.kernel.roll import Row
from entrepot.kernel.source import weakest
from entrepot.service.house_asked import Asked

RULES_SOURCE, SOURCE = "agreements on sharing in the window", "inspections kept by the window"
FOUND = {"clear": "as_declared", "discrepancy": "differs"}


def sharing_rules(asked: Asked) -> Iterator[Row]:
    """Agreements that let a partner read results, from when they took force to their last day."""
    zone = asked.window.reference.zone
    with asked.book.as_system():
        rows = list(asked.book.list_known_agreements(known_at=asked.known_at))
    for row in rows:
        ends = [row["valid_to"] and row["valid_to"] - timedelta(1), _day(row["ended_at"], zone)]
        yield {
            "id": f"window:{row['id']}", "partner": row["partner"], "what": "inspection",
            "way": "given", "from_on": max(row["valid_from"], _day(row["approved_at"], zone)),
            "to_on": min((one for one in ends if one), default=None), "basis": row["source"],
            "source": RULES_SOURCE, "status": weakest(["derived", row["status"]]),
            "came_from": row["id"],
        }  # fmt: skip


def inspection_results(asked: Asked) -> Iterator[Row]:
    """Findings at released through-declarations, and since when the partner has opened them."""
    zone = asked.window.reference.zone
    with asked.book.as_system():
        rows = list(asked.book.list_inspected_through(known_at=asked.known_at))
    for row in rows:
        yield {
            "id": f"{row['reference']}:{row['agency']}:{row['partner']}",
            "partner": row["partner"], "what": "inspection", "way": "given",
            "case": row["number"], "hs": row["hs"], "found": FOUND[row["state"]],
            "found_on": _day(row["decided_at"], zone), "shared_on": _day(row["shared_at"], zone),
            "source": SOURCE, "status": "synthetic" if row["is_sandbox"] else "derived",
            "came_from": f"/declarations/{row['reference']}",
        }  # fmt: skip


def _day(at: datetime | None, zone: tzinfo) -> date | None:
    return at.astimezone(zone).date() if at else None
