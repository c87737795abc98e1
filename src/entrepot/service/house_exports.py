"""What the window released for export of firms that somebody guides."""

from collections.abc import Container, Iterator, Mapping, Sequence
from typing import Any

from entrepot.kernel.panel import grouped
from entrepot.kernel.roll import Row
from entrepot.service.enterprises import region_of
from entrepot.service.house_asked import Asked

SOURCE = "declarations released by the window"


def released_exports(asked: Asked) -> Iterator[Row]:
    """Releases of the firms that candidates name; what was taken back at customs is gone.

    Who may not see a declaration is told no more than that something was released in a month.
    A row has the place and chain of its candidate.
    """
    firms = grouped(asked.held["export_candidates"], "firm")
    zone = asked.window.reference.zone
    seen = {row["reference"] for row in _list(asked, firms)}
    with asked.book.as_system():
        rows = _list(asked, firms)
    months = set[tuple[Any, ...]]()
    for row in rows:
        day = row["released_at"].astimezone(zone).date()
        month = (row["firm"], day.year, day.month)
        if row["reference"] in seen or month not in months:
            yield {**_of_candidate(row, firms), "released_on": day, **_told(row, seen, month)}
        if row["reference"] not in seen:
            months.add(month)


def _list(asked: Asked, firms: Mapping[Any, Sequence[Row]]) -> list[Row]:
    return list(asked.book.list_released_exports(
        region=region_of(asked.window), firms=sorted(firms), known_at=asked.known_at
    ))  # fmt: skip


def _of_candidate(row: Row, firms: Mapping[Any, Sequence[Row]]) -> Row:
    one = firms[row["firm"]][0]
    return {"firm": row["firm"], "place": one["place"], "chain": one["chain"], "source": SOURCE,
            "status": "synthetic" if row["is_sandbox"] else "derived"}  # fmt: skip


def _told(row: Row, seen: Container[str], month: tuple[Any, ...]) -> Row:
    if row["reference"] not in seen:
        return {"id": "{}:{}-{:02}".format(*month)}
    return {"id": f"{row['firm']}:{row['reference']}:{row['partner']}",
            "declaration": row["number"] or row["reference"], "market": row["partner"],
            "value": row["value"], "currency": row["currency"],
            "came_from": f"/declarations/{row['reference']}"}  # fmt: skip
