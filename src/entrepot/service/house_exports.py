"""What the window released for export of firms that somebody guides."""

from collections.abc import Iterator

from entrepot.kernel.panel import grouped
from entrepot.kernel.roll import Row
from entrepot.service.enterprises import region_of
from entrepot.service.house_asked import Asked

SOURCE = "declarations released by the window"


def released_exports(asked: Asked) -> Iterator[Row]:
    """Releases of the firms that candidates name, as far as those are for the eyes of who asks.

    A row has the place and chain of its candidate; what was taken back at customs is gone.
    """
    firms = grouped(asked.held["export_candidates"], "firm")
    zone = asked.window.reference.zone
    with asked.book.as_system():
        rows = list(asked.book.list_released_exports(
            region=region_of(asked.window), firms=sorted(firms), known_at=asked.known_at
        ))  # fmt: skip
    for row in rows:
        yield {
            "id": f"{row['firm']}:{row['reference']}:{row['partner']}", "firm": row["firm"],
            "declaration": row["number"] or row["reference"], "market": row["partner"],
            "released_on": row["released_at"].astimezone(zone).date(), "value": row["value"],
            "currency": row["currency"], "came_from": f"/declarations/{row['reference']}",
            "place": firms[row["firm"]][0]["place"], "chain": firms[row["firm"]][0]["chain"],
            "source": SOURCE, "status": "synthetic" if row["is_sandbox"] else "derived",
        }  # fmt: skip
